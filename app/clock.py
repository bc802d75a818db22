"""The only place that asks what time it is. Instants are aware UTC; screens show Asia/Ho_Chi_Minh."""

from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has kept UTC+7 without daylight saving since 1975; Windows ships no time-zone database."""


def now() -> datetime:
    """This moment, to the second (what the database and the wire keep)."""
    return datetime.now(UTC).replace(microsecond=0)


def now_precisely() -> datetime:
    """This moment to the microsecond, for ordering operations."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same moment as the wall clock of an office shows it."""
    return instant.astimezone(VIETNAM)
