"""Documents between offices: what one says, how it is numbered, and the registers of what went out and came in."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.notices import lines_of
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

MOST_ENCLOSURES, MOST_OTHERS = 10, 20
LONGEST = {
    "symbol": 40, "subject": 500, "signer": 120, "note": 1000, "from_name": 200, "handed_to": 120,
    "others": 2000,
}  # fmt: skip
SYMBOL = re.compile(r"[^\s\d/][^\s]*")


class DispatchKind(StrEnum):
    """What sort of document it is."""

    LETTER = "letter"
    DECISION = "decision"
    PLAN = "plan"
    REPORT = "report"
    PROPOSAL = "proposal"
    ANNOUNCEMENT = "announcement"
    INVITATION = "invitation"
    OTHER = "other"


KIND_LABELS = {
    DispatchKind.LETTER: "Công văn",
    DispatchKind.DECISION: "Quyết định",
    DispatchKind.PLAN: "Kế hoạch",
    DispatchKind.REPORT: "Báo cáo",
    DispatchKind.PROPOSAL: "Tờ trình",
    DispatchKind.ANNOUNCEMENT: "Thông báo",
    DispatchKind.INVITATION: "Giấy mời",
    DispatchKind.OTHER: "Văn bản khác",
}


class Urgency(StrEnum):
    """How fast a document wants to be dealt with."""

    USUAL = "usual"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"


URGENCY_LABELS = {
    Urgency.USUAL: "Thường",
    Urgency.URGENT: "Khẩn",
    Urgency.VERY_URGENT: "Hoả tốc",
}


@dataclass(frozen=True)
class Letter:
    """A document as it may be sent: `others` are receivers without a node of their own, by name."""

    symbol: str
    kind: DispatchKind
    issued_on: date
    subject: str
    signer: str
    urgency: Urgency
    answer_by: date | None
    note: str
    receivers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    from_name: str = ""


def read(
    answers: Mapping[str, str], receivers: Sequence[str], allowed: Sequence[str], today: date, *, is_incoming: bool
) -> Letter:  # fmt: skip
    """The document as typed, or every fault of it at once. `is_incoming`: it came on paper and is written down."""
    faults: dict[str, str] = {}
    said = {
        name: clean(answers.get(name, "")) for name in ("symbol", "subject", "signer", "from_name")
    }
    note, others = lines_of(answers.get("note", "")), _others(answers.get("others", ""))
    for name, value in (*said.items(), ("note", note)):
        if len(value) > LONGEST[name]:
            faults[name] = f"Dài quá {LONGEST[name]} ký tự."
    if not said["symbol"]:
        faults["symbol"] = "Ghi ký hiệu, ví dụ UBND-VP."
    elif not is_incoming and not SYMBOL.fullmatch(said["symbol"]):
        faults["symbol"] = "Chỉ ghi phần sau số, ví dụ UBND-VP; máy tự cấp số."
    if not said["subject"]:
        faults["subject"] = "Ghi trích yếu."
    issued_on = _day(answers, "issued_on", faults)
    if issued_on is None and "issued_on" not in faults:
        faults["issued_on"] = "Ghi ngày ban hành."
    elif issued_on is not None and issued_on > today:
        faults["issued_on"] = "Ngày ban hành chưa đến."
    answer_by = _day(answers, "answer_by", faults)
    if answer_by is not None and answer_by < today and not is_incoming:
        faults["answer_by"] = "Hạn trả lời đã qua."
    chosen = tuple(code for code in allowed if code in set(receivers))
    if is_incoming and not said["from_name"]:
        faults["from_name"] = "Ghi nơi gửi."
    if not is_incoming and not chosen and not others:
        faults["receivers"] = "Chọn ít nhất một nơi nhận, hoặc ghi nơi nhận khác."
    if len(others) > MOST_OTHERS:
        faults["others"] = f"Nhiều nhất {MOST_OTHERS} nơi nhận khác."
    kind, urgency = answers.get("kind", ""), answers.get("urgency", "")
    if kind not in set(DispatchKind):
        faults["kind"] = "Chọn loại văn bản."
    if urgency not in set(Urgency):
        faults["urgency"] = "Chọn mức độ khẩn."
    if faults or issued_on is None:
        raise FormNotComplete(faults)
    return Letter(
        said["symbol"], DispatchKind(kind), issued_on, said["subject"], said["signer"], Urgency(urgency),
        answer_by, note, chosen, others, said["from_name"],
    )  # fmt: skip


def whole_symbol(number: int, symbol: str) -> str:
    """“12/UBND-VP”, as it stands on the paper."""
    return f"{number:02d}/{symbol}"


def _others(text: str) -> tuple[str, ...]:
    lines = (clean(line)[: LONGEST["from_name"]] for line in text[: LONGEST["others"]].splitlines())
    return tuple(dict.fromkeys(filter(None, lines)))


def _day(answers: Mapping[str, str], name: str, faults: dict[str, str]) -> date | None:
    typed = answers.get(name, "").strip()
    day = read_day(typed)
    if typed and day is None:
        faults[name] = "Ngày viết dạng 24/05/2019."
    return day


# ── The registers on paper ──────────────────────────────────────────────────────────────────────────

LINES_A_SHEET = 40
LETTERS = {"other_side": 24, "symbol": 16, "subject": 48, "more": 26}
"""How many letters surely fit on one line of each wide column."""


@dataclass(frozen=True)
class BookLine:
    """One line of a register: `on` is the day it came or went, `other_side` the sender or the receivers."""

    number: str
    on: str
    other_side: str
    symbol: str
    issued: str
    subject: str
    more: str
    signed: str = ""


def book_sheets(lines: Iterable[BookLine]) -> list[list[BookLine]]:
    """The lines on as many sheets of A4 across as they need; at least one."""
    piles: list[list[BookLine]] = [[]]
    used = 0.0
    for line in lines:
        height = 0.5 + max(
            len(textwrap.wrap(getattr(line, name), width)) or 1 for name, width in LETTERS.items()
        )
        if piles[-1] and used + height > LINES_A_SHEET:
            piles.append([])
            used = 0.0
        piles[-1].append(line)
        used += height
    return piles
