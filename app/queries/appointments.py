"""Whom the counter expects: what was promised for a day, what nobody has collected, and who was called about it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain import workflow
from app.domain.calendar import moment
from app.domain.dossiers import CLOSED, Stage
from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.queries.rows import LISTED, Row, instant_text, rows_of

UNCOLLECTED_AFTER = timedelta(days=7)
MOST_SHOWN = 200
CALLED_WITH = (
    *LISTED, Dossier.phone, Dossier.submitter_name, Dossier.submitter_phone, Dossier.collected_by,
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """The last time the citizen was told that the result is here."""

    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class Appointment:
    row: Row
    call: Call | None

    @property
    def phone(self) -> str:
        return str(self.row.submitter_phone or self.row.phone or "")

    @property
    def is_here(self) -> bool:
        """Whether the result lies at the counter."""
        return bool(self.row.holds and self.row.status == "resolved" and not self.row.is_away)


def of_day(
    day: date, officer: Officer, now: datetime, *, most: int | None = None
) -> list[Appointment]:
    """What this office promised for a day and has not handed out, the earliest hour first."""
    begins, ends = (instant_text(moment(each, time())) for each in (day, day + timedelta(days=1)))
    promised = (
        (Dossier.due_key >= begins)
        & (Dossier.due_key < ends)
        & (Dossier.unit == officer.unit)
        # Named so that the index by unit, place and due date answers: the day alone is a few rows of many.
        & Dossier.away.in_([True, False])
        & Dossier.status.not_in([status.value for status in CLOSED])
    )
    return _with_calls(promised, officer, now, most)


def uncollected(officer: Officer, now: datetime, *, most: int | None = None) -> list[Appointment]:
    """Results that have waited at the counter for more than a week, the longest first."""
    waiting = (
        (Dossier.holder_unit == officer.unit)
        & (Dossier.stage == Stage.RESULT_HERE.value)
        & (Dossier.unit == officer.unit)
        & (Dossier.released_at < now - UNCOLLECTED_AFTER)
    )
    return _with_calls(waiting, officer, now, most)


def _with_calls(which: Any, officer: Officer, now: datetime, most: int | None) -> list[Appointment]:
    found = Dossier.select(*CALLED_WITH).where(which).order_by(Dossier.due_key, Dossier.n)
    rows = rows_of(found.limit(most or MOST_SHOWN), officer, now)
    ids, calls = [row.id for row in rows], dict[str, Call]()
    for first in range(0, len(ids), MOST_SHOWN):
        calls |= _calls(ids[first : first + MOST_SHOWN])
    return [Appointment(row, calls.get(row.id)) for row in rows]


def _calls(ids: list[str]) -> dict[str, Call]:
    lines = (
        Line.select(Line.dossier_id, Line.done_at, Line.done_by_name, Line.note)
        .where(Line.dossier_id.in_(ids), Line.action == workflow.NOTIFY.key)
        .order_by(Line.done_at, Line.n)
    )
    return {
        line.dossier_id: Call(line.done_at, line.done_by_name, line.note or "") for line in lines
    }
