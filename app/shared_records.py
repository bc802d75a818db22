"""Which tables and fields travel between nodes, and how each field settles when two people change it.

HUMAN: two different values wait for a person. STATE: the higher office's step is shown, the clash stays visible.
LATEST: the newest wins, the other stays in the history. Records that are only ever added (steps, papers,
results, files) have nothing to settle beyond their own fields.
"""

import json
from typing import Any

from app.domain.documents import urgency
from app.domain.dossiers import places, search_words
from app.models.arrivals import PaperArrival
from app.models.calendars import CalendarYear, Recount
from app.models.catalogues import CatalogueVersion
from app.models.conflicts import Reprint
from app.models.counters import Counter
from app.models.dispatches import Dispatch, Enclosure
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper, Result, Step
from app.models.fleet import Diagnostics, ScreenMessage, ScreenMessageRead
from app.models.money import Payment
from app.models.notes import Note, NoteRead
from app.models.notices import Notice, NoticeRead
from app.models.procedures import Procedure
from app.models.ratings import Rating
from app.models.slips import Pause, Slip, WithdrawalRequest
from app.models.units import CalendarDay, Unit, UnitSuccessor, WorkingHours
from sync import journal
from sync.members import nodes
from sync.registers import HUMAN, LATEST, OWNER, SET, STATE
from sync.shares import AttachmentFields

DOSSIER_STATE = (
    "status", "holder_unit", "holder_officer", "holder_officer_name", "released_at", "finished_at",
    "sent_back_at", "paused_at", "letter", "withdrawal", "tracking_no", "corrected_at", "twin_of",
)  # fmt: skip
DOSSIER_LATEST = ("phone", "email", "submitter_phone", "return_place", "paper_place")
DOSSIER_DERIVED = ("search_text", "listed_at", "due_key", "stage", "running", "away", "waits")


def share_all() -> None:
    """Tell the engine, once, at start."""
    nodes.share()
    _share_fleet()
    for entity, model in (
        ("unit", Unit),
        ("unit_successor", UnitSuccessor),
        ("calendar_day", CalendarDay),
        ("working_hours", WorkingHours),
        ("calendar_year", CalendarYear),
        ("procedure", Procedure),
        ("catalogue_version", CatalogueVersion),
    ):
        journal.share(entity, model, settle=dict.fromkeys(_columns(model), HUMAN))
    journal.share("dossier", Dossier, settle=_dossier_settle(), derive=derived)
    for entity, model in (
        ("paper", Paper),
        ("step", Step),
        ("result", Result),
        ("slip", Slip),
        ("pause", Pause),
        ("withdrawal_request", WithdrawalRequest),
        ("note", Note),
        ("note_read", NoteRead),
        ("paper_arrival", PaperArrival),
        ("payment", Payment),
        ("reprint", Reprint),
        ("recount", Recount),
        ("rating", Rating),
    ):
        settle = dict.fromkeys(_columns(model), HUMAN)
        journal.share(entity, model, settle=settle, belongs_to=("dossier_id", "dossier"))
    journal.share(
        "document",
        Document,
        settle=dict.fromkeys(_columns(Document), SET) | {"name": HUMAN},
        belongs_to=("dossier_id", "dossier"),
        attachments=(
            AttachmentFields("preview_sha256", "preview_bytes", "preview_type", 0),
            AttachmentFields("sha256", "size_bytes", "media_type", _urgency_of),
        ),
    )
    journal.share("counter", Counter, settle=dict.fromkeys(_columns(Counter), LATEST))
    _share_letters()


def _share_fleet() -> None:
    """Words for the screens of an office, which only offices above write; who read them; bundles about its machine."""
    journal.share(
        "screen_message", ScreenMessage, settle=dict.fromkeys(_columns(ScreenMessage), OWNER)
    )
    journal.share(
        "screen_message_read", ScreenMessageRead,
        settle=dict.fromkeys(_columns(ScreenMessageRead), HUMAN),
        belongs_to=("message_id", "screen_message"),
    )  # fmt: skip
    journal.share(
        "diagnostics", Diagnostics, settle=dict.fromkeys(_columns(Diagnostics), HUMAN),
        attachments=(AttachmentFields("sha256", "size_bytes", "media_type", 1),),
    )  # fmt: skip


def _share_letters() -> None:
    """What offices write to each other, each with its files and who has read it there."""
    file = AttachmentFields("sha256", "size_bytes", "media_type", 1)
    journal.share(
        "notice", Notice, settle=dict.fromkeys(_columns(Notice), HUMAN), attachments=(file,)
    )
    journal.share(
        "notice_read", NoticeRead, settle=dict.fromkeys(_columns(NoticeRead), HUMAN),
        belongs_to=("notice_id", "notice"),
    )  # fmt: skip
    journal.share("dispatch", Dispatch, settle=dict.fromkeys(_columns(Dispatch), HUMAN))
    journal.share(
        "enclosure", Enclosure, settle=dict.fromkeys(_columns(Enclosure), SET),
        belongs_to=("dispatch_id", "dispatch"), attachments=(file,),
    )  # fmt: skip


def derived(row: dict[str, Any]) -> dict[str, Any]:
    """What a dossier is found by and where it is listed, drawn from its row as it stands."""
    own = row.get("own")
    read = row | {"own": json.loads(own)} if isinstance(own, str) else row
    return {"search_text": search_words(read), **places(row)}


def _urgency_of(document: dict[str, Any]) -> int:
    """Scans of dossiers that somebody waits for go before the others."""
    dossier = (
        Dossier.select(Dossier.status, Dossier.away)
        .where(Dossier.id == document["dossier_id"])
        .tuples()
        .first()
    )
    return urgency(*dossier) if dossier else urgency("", away=False)


def _dossier_settle() -> dict[str, Any]:
    settle: dict[str, Any] = dict.fromkeys(_columns(Dossier), HUMAN)
    settle |= dict.fromkeys(DOSSIER_STATE, STATE)
    settle |= dict.fromkeys(DOSSIER_LATEST, LATEST)
    return {name: policy for name, policy in settle.items() if name not in DOSSIER_DERIVED}


def _columns(model: Any) -> list[str]:
    return [name for name in model._meta.fields if name not in ("n", "id")]
