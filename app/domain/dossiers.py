"""What a dossier can be: its statuses, how they read, and where it stands in the lists of an office.

Statuses are sent between nodes and never renamed. Being late is not one of them: it is computed from dates.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.intake import (
    ApplicantKind,
    Channel,
    Findings,
    IdType,
    Intake,
    PaperTick,
    ReturnMode,
)
from app.domain.intake_check import check
from app.domain.vietnamese import fold

__all__ = [
    "ApplicantKind", "Channel", "Findings", "IdType", "Intake", "PaperTick", "ReturnMode", "Status",
    "check", "label_of", "places", "status_words",
]  # fmt: skip


class Status(StrEnum):
    """The state of a dossier; `holder_unit` says where it is in that state (domain §3.3)."""

    REGISTERED = "registered"
    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    NOT_ACCEPTED = "not_accepted"
    PROCESSING = "processing"
    FINANCIAL_OBLIGATION = "financial_obligation"
    APPROVING = "approving"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    POSTING = "posting"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


LABELS = {
    Status.REGISTERED: "Mới đăng ký",
    Status.RECEIVED: "Mới tiếp nhận",
    Status.SUPPLEMENT_REQUESTED: "Chờ bổ sung",
    Status.NOT_ACCEPTED: "Không tiếp nhận",
    Status.PROCESSING: "Đang thụ lý",
    Status.FINANCIAL_OBLIGATION: "Chờ nộp nghĩa vụ tài chính",
    Status.APPROVING: "Chờ ký",
    Status.FORWARDED: "Đã chuyển cấp trên",
    Status.ACCEPTED: "Cấp trên đã nhận",
    Status.RESOLVED: "Có kết quả",
    Status.POSTING: "Đang gửi bưu điện",
    Status.RETURNED: "Đã trả kết quả",
    Status.WITHDRAWN: "Công dân đã rút",
    Status.STOPPED: "Dừng xử lý",
}

TONES = {
    Status.REGISTERED: "neutral",
    Status.RECEIVED: "info",
    Status.SUPPLEMENT_REQUESTED: "warn",
    Status.NOT_ACCEPTED: "bad",
    Status.PROCESSING: "info",
    Status.FINANCIAL_OBLIGATION: "warn",
    Status.APPROVING: "warn",
    Status.FORWARDED: "info",
    Status.ACCEPTED: "info",
    Status.RESOLVED: "good",
    Status.POSTING: "good",
    Status.RETURNED: "neutral",
    Status.WITHDRAWN: "neutral",
    Status.STOPPED: "bad",
}

NATIONAL = {
    Status.REGISTERED: 1,
    Status.RECEIVED: 2,
    Status.NOT_ACCEPTED: 3,
    Status.PROCESSING: 4,
    Status.APPROVING: 4,
    Status.FORWARDED: 4,
    Status.ACCEPTED: 4,
    Status.SUPPLEMENT_REQUESTED: 5,
    Status.FINANCIAL_OBLIGATION: 6,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.RESOLVED: 9,
    Status.POSTING: 9,
    Status.RETURNED: 10,
}
"""The ten codes of the national portal."""

CLOSED = frozenset({Status.NOT_ACCEPTED, Status.RETURNED, Status.WITHDRAWN, Status.STOPPED})
IN_WORK = frozenset(
    {Status.RECEIVED, Status.PROCESSING, Status.APPROVING, Status.FORWARDED, Status.ACCEPTED}
)
"""The clock runs. It stands while the citizen supplements or pays."""


class Stage(StrEnum):
    """The pile a dossier lies in at the office that holds it; each is a queue of the desk."""

    REGISTERED = "registered"
    NEW = "new"
    PROCESSING = "processing"
    SENT_BACK = "sent_back"
    APPROVING = "approving"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    INCOMING = "incoming"
    RESULT_HERE = "result_here"
    RESULT_TO_SEND = "result_to_send"
    POSTING = "posting"
    OTHER = "other"


STAGES = {
    Status.REGISTERED: Stage.REGISTERED,
    Status.RECEIVED: Stage.NEW,
    Status.ACCEPTED: Stage.NEW,
    Status.PROCESSING: Stage.PROCESSING,
    Status.APPROVING: Stage.APPROVING,
    Status.SUPPLEMENT_REQUESTED: Stage.SUPPLEMENT,
    Status.FINANCIAL_OBLIGATION: Stage.PAYMENT,
    Status.FORWARDED: Stage.INCOMING,
    Status.RESOLVED: Stage.RESULT_HERE,
    Status.POSTING: Stage.POSTING,
}


class Waits(StrEnum):
    """What lies beside the way of a dossier until somebody does it; each is a queue of the desk."""

    WITHDRAWAL = "withdrawal"
    DRAFT = "draft"
    HAND_OUT = "hand_out"


NEVER = "9999-12-31T00:00:00Z"
"""Sorts after every instant: a dossier without a due date comes last, one without a reception first."""


def places(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns by which an office lists its dossiers, drawn from the row as it is stored.

    They let every list be read from one index in its own order, however many dossiers there are.
    """
    status, away = row["status"], row["holder_unit"] != row["unit"]
    resolved_away = away and status == Status.RESOLVED
    stands = row.get("released_at") is not None or row.get("paused_at") is not None
    return {
        "listed_at": row["received_at"] or row["finished_at"] or NEVER,
        "due_key": row.get("extended_due_at") or row["due_at"] or NEVER,
        "stage": _stage(status, away=away, sent_back=row["sent_back_at"] is not None).value,
        "running": (status in IN_WORK and not stands) or resolved_away,
        "away": away and status not in CLOSED,
        "waits": _waits(row),
    }


def _waits(row: Mapping[str, Any]) -> str:
    if row.get("withdrawal"):
        return Waits.WITHDRAWAL.value
    letters = {"draft": Waits.DRAFT.value, "signed": Waits.HAND_OUT.value}
    return letters.get(row.get("letter") or "", "")


def _stage(status: str, *, away: bool, sent_back: bool) -> Stage:
    if status == Status.RESOLVED and away:
        return Stage.RESULT_TO_SEND
    if status == Status.PROCESSING and sent_back:
        return Stage.SENT_BACK
    return STAGES[Status(status)] if status in STAGES else Stage.OTHER


SEARCHED = ("code", "old_number", "applicant_name", "id_no", "phone", "submitter_name")
WRITTEN = "text"
"""The kind of an own answer that holds words; dates, numbers and choices would find too much."""
WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40


def search_words(row: Mapping[str, Any]) -> str:
    """The folded words a dossier is found by: its code in parts, names, identity number and phones, and what was
    written into the text boxes of the procedure's own form (the child of a birth, the sign of a shop)."""
    said = [row[name] for name in SEARCHED if row.get(name)]
    own = [entry for entry in row.get("own") or () if isinstance(entry, Mapping)]
    said += [str(entry.get("value") or "") for entry in own if entry.get("kind") == WRITTEN]
    return " ".join(words_of(" ".join(said)))


def words_of(text: str) -> list[str]:
    """The words of a text as they are searched: without marks, letters and digits alone."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def label_of(status: str) -> str:
    """The words for a status, also for one that a newer program has invented."""
    return LABELS[Status(status)] if status in LABELS else status


def tone_of(status: str) -> str:
    return TONES[Status(status)] if status in TONES else "neutral"


def status_words(status: str, *, away: bool, holder: str, parent: str = "cấp trên") -> str:
    """The status with the place it holds at: “Đang thụ lý tại huyện Thạch Hà”."""
    if status == Status.FORWARDED:
        return f"Đã chuyển {parent}"
    if not away:
        return label_of(status)
    if status == Status.ACCEPTED:
        return f"{_opening(in_sentence(holder))} đã nhận"
    if status == Status.RESOLVED:
        return f"{_opening(in_sentence(holder))} đã có kết quả"
    return f"{label_of(status)} tại {in_sentence(holder)}"


def in_sentence(name: str) -> str:
    """The name of a unit inside a sentence: “huyện Thạch Hà”."""
    return name[:1].lower() + name[1:]


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]
