"""The calendar an office counts by: its own hours where it has set any, and the days off of the country."""

from datetime import date, time

from app.domain.calendar import Calendar, Session
from app.models.units import CalendarDay, WorkingHours

EVERYWHERE = "*"
OFF, MAKE_UP = "off", "make_up"


def calendar_for(unit: str, on: date) -> Calendar:
    """The hours in force at a unit on a day. An office that sets one weekday sets its whole week."""
    rows = list(
        WorkingHours.select()
        .where(
            WorkingHours.unit.in_([unit, EVERYWHERE]),
            WorkingHours.valid_from <= on,
            WorkingHours.valid_to.is_null() | (WorkingHours.valid_to >= on),
        )
        .order_by(WorkingHours.valid_from)
    )
    own = [row for row in rows if row.unit == unit]
    hours = {row.weekday: _sessions(row.sessions) for row in own or rows}
    days: dict[str, set[date]] = {OFF: set(), MAKE_UP: set()}
    for on_date, kind in CalendarDay.select(CalendarDay.on_date, CalendarDay.kind).tuples():
        days.setdefault(kind, set()).add(on_date)
    return Calendar(hours, frozenset(days[OFF]), frozenset(days[MAKE_UP]))


def _sessions(stored: list[list[str]]) -> tuple[Session, ...]:
    return tuple(
        Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in stored
    )
