"""An office sets its own opening hours; its parent receives them with everything else."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.domain.calendar import local
from app.domain.hours import OwnHours, read_hours
from app.domain.officers import Officer
from app.models.units import WorkingHours
from app.queries import hours, nodes
from sync import journal

REPLACED = "Thay bằng giờ làm việc mới"


def set_own(form: Mapping[str, str], *, by: Officer, at: datetime) -> OwnHours:
    """The whole week from a day on; what was planned for that day or a later one is replaced."""
    own = read_hours(form, local(at).date())
    unit = nodes.this().unit
    with journal.transaction():
        if hours.of(unit, own.valid_from) == hours.Hours(own.week, own.valid_from, is_own=True):
            return own
        _end_before(unit, own.valid_from, by, at)
        for weekday, sessions in own.week.items():
            record = f"{unit}-{weekday}-{own.valid_from.isoformat()}"
            journal.restore("working_hours", record, by=by, at=at)
            journal.record(
                "working_hours", record, by=by, at=at, scope=unit, unit=unit, weekday=weekday,
                sessions=sessions, valid_from=own.valid_from, valid_to=None,
            )  # fmt: skip
    return own


def _end_before(unit: str, day: date, by: Officer, at: datetime) -> None:
    for row in list(WorkingHours.select().where(WorkingHours.unit == unit)):
        if row.valid_from >= day:
            journal.void("working_hours", row.id, reason=REPLACED, by=by, at=at)
        elif row.valid_to is None or row.valid_to >= day:
            last = day - timedelta(days=1)
            journal.record("working_hours", row.id, by=by, at=at, valid_to=last)
