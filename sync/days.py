"""The day, the hour and the month of a logical time, as the offices count them. Pure.

Hanoi time is a fixed seven hours ahead of UTC here, whatever a table of time zones says of years long past: two
nodes must count an operation to the same day for ever.
"""

from datetime import date
from functools import lru_cache

UNITS_A_SECOND = 1_000_000
_AHEAD_SECONDS = 7 * 3600
_LAST_DAY = date.max.toordinal()
_FIRST_DAY = date(1970, 1, 1).toordinal()


def day_of(hlc: int) -> str:
    """YYYY-MM-DD; a clock beyond the calendar counts as its last day."""
    return _day((hlc // UNITS_A_SECOND + _AHEAD_SECONDS) // 86_400)


def month_of(hlc: int) -> str:
    """YYYY-MM."""
    return day_of(hlc)[:7]


def hour_of(hlc: int) -> int:
    """0 to 23."""
    return (hlc // UNITS_A_SECOND + _AHEAD_SECONDS) % 86_400 // 3600


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return date.fromordinal(min(_FIRST_DAY + number, _LAST_DAY)).isoformat()
