"""The opening hours of an office: its own where it has set any, else those of everywhere."""

from dataclasses import dataclass
from datetime import date

from app.domain.hours import Week
from app.models.units import WorkingHours
from app.queries.calendars import EVERYWHERE


@dataclass(frozen=True)
class Hours:
    """A week and the days on which it holds. `is_own`: set by the office itself."""

    week: Week
    valid_from: date
    is_own: bool


def of(unit: str, on: date) -> Hours:
    """The week in force on a day."""
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
    shown = own or rows
    week = {row.weekday: row.sessions for row in shown}
    return Hours(week, max((row.valid_from for row in shown), default=on), bool(own))


def planned(unit: str, after: date) -> date | None:
    """The first later day on which a week of this office's own begins."""
    found = (
        WorkingHours.select(WorkingHours.valid_from)
        .where(WorkingHours.unit == unit, WorkingHours.valid_from > after)
        .order_by(WorkingHours.valid_from)
        .first()
    )
    day: date | None = found.valid_from if found else None
    return day
