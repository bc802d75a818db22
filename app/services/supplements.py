"""Papers that are missing while a dossier is worked on: asked for, received, or never brought."""

from datetime import datetime

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.pauses import Cause
from app.domain.slips import SlipDraft, SlipKind, SlipState
from app.domain.vietnamese import clean
from app.queries import promises
from app.services import numbering, waits
from app.services.endings import ended
from app.services.slips import write_slip
from app.services.steps import taking
from sync import journal


def ask_supplement(
    dossier_id: str,
    *,
    items: str,
    reason: str,
    answer_by: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Draft the request; the leader signs it, and then the clock stands."""
    with journal.transaction():
        taken = taking(workflow.ASK_SUPPLEMENT, dossier_id, by, at, seen)
        until = clean(answer_by) or promises.usual_answer_by(taken.dossier, at)
        draft = SlipDraft(SlipKind.SUPPLEMENT, reason=reason, items=items, answer_by=until)
        write_slip(taken, draft, SlipState.DRAFT)
        taken.close(note=reason, letter="draft")


def supplement_received(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The missing papers are here: the clock goes on, with a new date."""
    with journal.transaction():
        taken = taking(workflow.SUPPLEMENT_RECEIVED, dossier_id, by, at, seen)
        outcome = promises.outcome_after_supplement(taken.dossier)
        taken.close(note=note, **waits.end_wait(taken, Cause.SUPPLEMENT, outcome))


def supplement_expired(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Nobody came in time: the dossier ends with a written notice."""
    reason = clean(note) or "Hết thời hạn bổ sung, công dân không bổ sung hồ sơ."
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.SUPPLEMENT_EXPIRED, dossier_id, by, at, seen)
        write_slip(taken, SlipDraft(SlipKind.STOP, reason=reason), SlipState.SIGNED)
        taken.close(note=reason, **ended(taken), **waits.stop_waits(taken))


def reopen_supplement(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The leader allows one more request to supplement."""
    with journal.transaction():
        taken = taking(workflow.REOPEN_SUPPLEMENT, dossier_id, by, at, seen)
        taken.close(note=reason, supplements_allowed=taken.dossier.supplements_allowed + 1)
