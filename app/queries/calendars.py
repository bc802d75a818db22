"""The calendar an office counts by: its own hours where it has set any, and the days off of the country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from app.domain.calendar import Calendar, Session
from app.domain.calendars import DayKind, PlannedDay, belongs_to
from app.models.calendars import CalendarDraft, CalendarYear
from app.models.units import CalendarDay, WorkingHours
from app.queries import nodes
from app.queries.memory import remembered

EVERYWHERE = "*"
OFF, MAKE_UP = "off", "make_up"


@dataclass(frozen=True)
class Year:
    """The calendar of a year as it is in force. `version` 0: nobody has decided it yet, it came with the program."""

    year: int
    days: tuple[PlannedDay, ...]
    version: int = 0
    basis: str = ""
    published_at: datetime | None = None
    published_by: str = ""
    source: str = ""

    @property
    def days_off(self) -> int:
        return sum(day.kind is DayKind.OFF for day in self.days)

    @property
    def made_up(self) -> int:
        return len(self.days) - self.days_off


def calendar_for(unit: str, on: date) -> Calendar:
    """The hours in force at a unit on a day, and every day off that is known."""
    return of_office(unit).on(unit, on)


@remembered
def of_office(unit: str) -> "Calendars":
    return Calendars([unit])


class Calendars:
    """The calendars of several offices, read in two questions."""

    def __init__(self, units: Iterable[str]) -> None:
        rows = WorkingHours.select().where(WorkingHours.unit.in_([*units, EVERYWHERE]))
        self._hours = list(rows.order_by(WorkingHours.valid_from))
        days: dict[str, set[date]] = {OFF: set(), MAKE_UP: set()}
        for day, kind in CalendarDay.select(CalendarDay.on_date, CalendarDay.kind).tuples():
            days.setdefault(kind, set()).add(day)
        self._off, self._make_up = frozenset(days[OFF]), frozenset(days[MAKE_UP])

    def on(self, unit: str, on: date) -> Calendar:
        """By the hours in force on that day. An office that sets one weekday sets its whole week."""
        rows = [
            row
            for row in self._hours
            if row.unit in (unit, EVERYWHERE)
            and row.valid_from <= on
            and (row.valid_to is None or row.valid_to >= on)
        ]
        own = [row for row in rows if row.unit == unit]
        hours = {row.weekday: _sessions(row.sessions) for row in own or rows}
        return Calendar(hours, self._off, self._make_up)


def _sessions(stored: list[list[str]]) -> tuple[Session, ...]:
    return tuple(
        Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in stored
    )


def years() -> list[Year]:
    """Every year somebody has listed days of, the newest first."""
    days: dict[int, list[PlannedDay]] = {}
    sources: dict[int, str] = {}
    for row in CalendarDay.select().order_by(CalendarDay.on_date):
        of = belongs_to(row.on_date)
        days.setdefault(of, []).append(PlannedDay(row.on_date, DayKind(row.kind), row.note or ""))
        sources[of] = row.source or ""
    decided = {row.year: row for row in CalendarYear.select()}
    return [
        _year(of, days.get(of, []), decided, sources.get(of, ""))
        for of in sorted(days.keys() | decided.keys(), reverse=True)
    ]


def year(of: int) -> Year:
    """One year; without days where nobody has listed any."""
    return next((each for each in years() if each.year == of), Year(of, ()))


def draft(of: int) -> CalendarDraft | None:
    found: CalendarDraft | None = CalendarDraft.get_or_none(CalendarDraft.year == of)
    return found


def days_of_draft(found: CalendarDraft) -> list[PlannedDay]:
    return [PlannedDay.from_json(each) for each in found.days]


def is_decided_here() -> bool:
    """Calendars are decided at the top of the tree; those below take them over."""
    return nodes.this().parent_unit is None


def _year(
    of: int, days: list[PlannedDay], decided: Mapping[int, CalendarYear], source: str
) -> Year:
    found = decided.get(of)
    if found is None:
        return Year(of, tuple(days), source=source)
    return Year(
        of, tuple(days), found.version, found.basis, found.published_at, found.published_by_name, source
    )  # fmt: skip
