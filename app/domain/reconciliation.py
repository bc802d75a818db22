"""Whether two offices hold the same of one day: counts first, then the code that names the very changes."""

from collections.abc import Mapping
from enum import StrEnum


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
