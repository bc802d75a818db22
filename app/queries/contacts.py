"""When the offices below were heard: a week by the hour, the last hours of contact, and notes of calls."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import clock
from app.domain.fleet import usual_hours
from app.models.fleet import CallNote
from app.queries.moments import instant, text
from sync import store

HABIT_DAYS = 21
WEEK_DAYS = 7
MOST_HOURS, MOST_NOTES = 12, 30


@dataclass(frozen=True)
class HourOfContact:
    """What one office brought and took in one hour."""

    at: datetime
    last_at: datetime
    exchanges: int
    operations_up: int
    operations_down: int
    bytes_up: int
    bytes_down: int


@dataclass(frozen=True)
class StripDay:
    """One day of a week: for each of its hours whether the office was heard, None for hours to come."""

    day: date
    hours: list[bool | None]

    @property
    def heard_words(self) -> str:
        heard = [str(hour) for hour, was_heard in enumerate(self.hours) if was_heard]
        return f"có liên lạc lúc {', '.join(heard)} giờ" if heard else "không có liên lạc"


def habits(now: datetime) -> dict[str, str]:
    """The usual hours of each office, in words, by the contacts of three weeks."""
    since = text(now - timedelta(days=HABIT_DAYS))[:13]
    found: dict[str, list[tuple[date, int]]] = {}
    for unit, hour in store.every(
        "SELECT unit, hour FROM contact_hour WHERE hour >= ? ORDER BY unit, hour", (since,)
    ):
        found.setdefault(unit, []).append(_here(hour))
    return {unit: usual_hours(contacts) for unit, contacts in found.items()}


def week(unit: str, now: datetime) -> list[StripDay]:
    """The last seven days, today last."""
    today = clock.local(now)
    first = today.date() - timedelta(days=WEEK_DAYS - 1)
    since = text(now - timedelta(days=WEEK_DAYS))[:13]
    heard = set()
    for (hour,) in store.every(
        "SELECT hour FROM contact_hour WHERE unit = ? AND hour >= ?", (unit, since)
    ):
        heard.add(_here(hour))
    return [
        StripDay(day, [_was_heard(day, hour, heard, today) for hour in range(24)])
        for day in (first + timedelta(days=n) for n in range(WEEK_DAYS))
    ]


def _here(hour: str) -> tuple[date, int]:
    """An hour as it is kept (UTC), by the wall clock here. There are thousands of them on one page."""
    ahead = clock.VIETNAM.utcoffset(None) // timedelta(hours=1)
    days, of_day = divmod(int(hour[11:13]) + ahead, 24)
    return date.fromordinal(date.fromisoformat(hour[:10]).toordinal() + days), of_day


def _was_heard(day: date, hour: int, heard: set[tuple[date, int]], today: datetime) -> bool | None:
    if (day, hour) > (today.date(), today.hour):
        return None
    return (day, hour) in heard


def last_hours(unit: str) -> list[HourOfContact]:
    rows = store.every(
        "SELECT hour, last_at, exchanges, operations_up, operations_down, bytes_up, bytes_down FROM contact_hour "
        "WHERE unit = ? ORDER BY hour DESC LIMIT ?",
        (unit, MOST_HOURS),
    )
    return [HourOfContact(instant(f"{row[0]}:00:00Z"), instant(row[1]), *row[2:]) for row in rows]


def calls(unit: str) -> list[CallNote]:
    """Notes of telephone calls with this office, the newest first."""
    rows = CallNote.select().where(CallNote.unit == unit).order_by(CallNote.n.desc())
    return list(rows.limit(MOST_NOTES))
