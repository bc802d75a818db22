"""When to try again. Pure: the caller brings the time and the chance."""

from datetime import datetime, timedelta

FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 15 * 60


def wait_seconds(failures: int, *, chance: float) -> int:
    """Seconds until the next try after so many failures in a row; doubles from one minute up to fifteen.

    `chance` in [0, 1) spreads the tries of many communes that lost the same line by up to a fifth.
    """
    wait = min(FIRST_WAIT_SECONDS * 2 ** max(0, failures - 1), LONGEST_WAIT_SECONDS)
    return round(wait * (1 - 0.2 * chance))


def next_try(now: datetime, failures: int, *, chance: float) -> datetime:
    return now + timedelta(seconds=wait_seconds(failures, chance=chance))
