"""Whether two offices hold the same of one day: counts first, then the code that names the very changes."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete

MOST_DAYS_ASKED = 366


class DayState(StrEnum):
    """How the two sums of a day stand to each other."""

    EQUAL = "equal"
    ON_THE_WAY = "on_the_way"
    DIFFERENT = "different"
    UNTOLD = "untold"


DAY_STATES: Mapping[DayState, tuple[str, str]] = {
    DayState.EQUAL: ("good", "bằng nhau"),
    DayState.ON_THE_WAY: ("neutral", "còn đang đi đường"),
    DayState.DIFFERENT: ("bad", "khác nhau"),
    DayState.UNTOLD: ("neutral", "xã chưa báo"),
}
"""Tone and words."""


def state_of(
    sent: int | None, sent_code: str, received: int, code: str, *, is_level: bool
) -> DayState:
    """`is_level`: nothing was on its way, so that a difference is one. Not the counts decide but the codes."""
    if sent is None:
        return DayState.UNTOLD
    if (sent, sent_code) == (received, code):
        return DayState.EQUAL
    return DayState.DIFFERENT if is_level else DayState.ON_THE_WAY


def read_range(first: str, last: str, today: date) -> tuple[date, date]:
    """The days a person asks for again, both counted. Refuses with a sentence for each box to mend."""
    begins, ends = read_day(first), read_day(last or first)
    faults = {}
    if begins is None:
        faults["tu"] = "Ghi ngày đầu, ví dụ 01/11/2026."
    if ends is None:
        faults["den"] = "Ghi ngày cuối, ví dụ 23/11/2026."
    if begins and ends and ends < begins:
        faults["den"] = "Ngày cuối trước ngày đầu."
    if begins and begins > today:
        faults["tu"] = "Ngày này chưa đến."
    if begins and ends and (ends - begins).days >= MOST_DAYS_ASKED:
        faults["den"] = (
            f"Mỗi lần nhiều nhất {MOST_DAYS_ASKED} ngày. Chia thành nhiều lần, hoặc so lại tất cả."
        )
    if faults or begins is None or ends is None:
        raise FormNotComplete(faults)
    return begins, ends


def is_same_code(heard: str, code: str) -> bool:
    """Whether a code heard over the telephone is this one, however it was typed: the letters I, L and O are not in use,
    so whoever typed one heard a digit."""
    typed = heard.upper().translate(str.maketrans("ILO", "110"))
    return "".join(filter(str.isalnum, typed)) == code.replace("-", "")
