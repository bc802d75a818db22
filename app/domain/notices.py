"""A formal notice to offices below: what it must say, until when it holds, how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 200, 5000, 300


class Importance(StrEnum):
    """How much a notice wants to be read."""

    USUAL = "usual"
    IMPORTANT = "important"
    URGENT = "urgent"


IMPORTANCE_LABELS = {
    Importance.USUAL: "Thường",
    Importance.IMPORTANT: "Quan trọng",
    Importance.URGENT: "Khẩn",
}
IMPORTANCE_TONES = {
    Importance.USUAL: "info",
    Importance.IMPORTANT: "warn",
    Importance.URGENT: "bad",
}


@dataclass(frozen=True)
class NoticeText:
    """What is sent, checked: the day is the last one it holds, None for always."""

    title: str
    text: str
    importance: Importance
    valid_until: date | None
    receivers: tuple[str, ...]


def read(
    answers: Mapping[str, str], receivers: Sequence[str], allowed: Sequence[str], today: date
) -> NoticeText:
    """The notice as typed, or every fault of it at once."""
    title, text = clean(answers.get("title", "")), lines_of(answers.get("text", ""))
    typed_day = answers.get("valid_until", "").strip()
    until, faults = read_day(typed_day), {}
    if not title:
        faults["title"] = "Ghi tiêu đề của thông báo."
    elif len(title) > LONGEST_TITLE:
        faults["title"] = f"Tiêu đề dài quá {LONGEST_TITLE} ký tự."
    if not text:
        faults["text"] = "Ghi nội dung của thông báo."
    elif len(text) > LONGEST_TEXT:
        faults["text"] = f"Nội dung dài quá {LONGEST_TEXT} ký tự; phần dài hãy đính kèm tệp."
    if typed_day and until is None:
        faults["valid_until"] = "Ngày viết dạng 24/05/2019."
    elif until is not None and until < today:
        faults["valid_until"] = "Ngày hết hiệu lực đã qua. Chọn hôm nay hoặc ngày sau."
    importance = answers.get("importance", "")
    if importance not in set(Importance):
        faults["importance"] = "Chọn mức độ."
    chosen = tuple(code for code in allowed if code in set(receivers))
    if not chosen:
        faults["receivers"] = "Chọn ít nhất một đơn vị nhận."
    if faults:
        raise FormNotComplete(faults)
    return NoticeText(title, text, Importance(importance), until, chosen)


def reason_of(typed: str) -> str:
    """Why it is withdrawn, as the others read it."""
    reason = clean(typed)
    if not reason:
        raise FormNotComplete({"reason": "Ghi lý do thu hồi; đơn vị nhận đọc được."})
    if len(reason) > LONGEST_REASON:
        raise FormNotComplete({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự."})
    return reason


def lines_of(text: str) -> str:
    """A text of several lines without what does not belong on a page."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()
