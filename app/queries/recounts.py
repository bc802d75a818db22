"""Which dossiers' due dates the calendar of today would move, from when to when; and which were moved lately."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.pauses import counted_again
from app.domain.procedures import Procedure
from app.domain.refusals import TooManyToRecount
from app.models.calendars import Recount
from app.models.dossiers import Dossier
from app.models.slips import Pause, Slip
from app.queries import procedures, promises, units
from app.queries.calendars import Calendars
from app.queries.visibility import visible_to

MOST_LOOKED_AT = 5000
AT_ONCE = 2500
LATELY = 100
COLUMNS = (
    Dossier.n, Dossier.id, Dossier.code, Dossier.unit, Dossier.procedure_code, Dossier.procedure_version,
    Dossier.procedure_name, Dossier.case_code, Dossier.received_at, Dossier.due_at, Dossier.old_number,
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """One dossier whose date would move. No name of a citizen: the code is enough to find it."""

    dossier_id: str
    code: str
    unit: str
    procedure: str
    old: datetime
    new: datetime

    @property
    def is_later(self) -> bool:
        return self.new > self.old


@dataclass(frozen=True)
class Preview:
    """What a recount would do now. `mark` says whether two previews are of the same moves."""

    looked_at: int
    moves: tuple[Move, ...]

    @property
    def later(self) -> list[Move]:
        return [move for move in self.moves if move.is_later]

    @property
    def earlier(self) -> list[Move]:
        return [move for move in self.moves if not move.is_later]

    @property
    def mark(self) -> str:
        told = [f"{move.dossier_id} {move.old} {move.new}" for move in self.moves]
        return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Moved:
    """A date that was moved: for who tells the citizen."""

    dossier_id: str
    code: str
    old: datetime
    new: datetime
    at: datetime
    by: str
    reason: str


def preview(officer: Officer, unit: str = "") -> Preview:
    """Every running dossier received at one office, or at all this officer sees, that the calendar would move."""
    rows = list(_running(officer, unit).limit(MOST_LOOKED_AT + 1))
    if len(rows) > MOST_LOOKED_AT:
        raise TooManyToRecount(most=f"{MOST_LOOKED_AT:,}".replace(",", "."))
    return Preview(len(rows), tuple(_moves(rows)))


def of_some(ids: Sequence[str], officer: Officer) -> list[Move]:
    """The moves of these dossiers alone, as they stand now."""
    return list(_moves(list(_running(officer, "").where(Dossier.id.in_(ids)))))


def lately(officer: Officer) -> list[Moved]:
    """The dates that were moved last, the newest first."""
    found = (
        Recount.select(Recount, Dossier.code)
        .join(Dossier, on=(Dossier.id == Recount.dossier_id), attr="dossier")
        .where(visible_to(officer))
        .order_by(Recount.counted_at.desc(), Recount.n.desc())
        .limit(LATELY)
    )
    return [
        Moved(
            row.dossier_id, row.dossier.code or "", row.old_due_at, row.new_due_at, row.counted_at,
            row.counted_by_name, row.reason,
        )
        for row in found
    ]  # fmt: skip


def offices(officer: Officer, on: date) -> list[tuple[str, str]]:
    """The offices with running dossiers this officer may have counted again: code and name."""
    below = units.units_below(officer.unit)
    found = Dossier.select(Dossier.unit).distinct().where(Dossier.running == True)  # noqa: E712
    having = {unit for (unit,) in found.tuples()}
    names = units.names(on)
    return [(unit, names.get(unit, unit)) for unit in sorted(having & {officer.unit, *below})]


def _running(officer: Officer, unit: str) -> Any:
    """Where the clock runs and no letter of apology has promised a day."""
    found = Dossier.select(*COLUMNS).where(
        Dossier.running == True,  # noqa: E712
        Dossier.due_at.is_null(False),
        Dossier.received_at.is_null(False),
        Dossier.extended_due_at.is_null(),
        visible_to(officer),
    )
    return (found.where(Dossier.unit == unit) if unit else found).order_by(Dossier.n)


def _moves(rows: list[Dossier]) -> Iterator[Move]:
    calendars = Calendars({row.unit for row in rows})
    versions = procedures.several({_name_of(row) for row in rows})
    for some in _slices(rows):
        ids = [row.id for row in some]
        pauses, letters, again = (
            _by_dossier(model.select().where(model.dossier_id.in_(ids)))
            for model in (Pause, Slip, Recount)
        )
        for row in some:
            events = promises.events_from(
                pauses.get(row.id, ()), letters.get(row.id, ()), again.get(row.id, ())
            )
            before = next((due for _, due in events if due is not None), row.due_at)
            start = promises.start_from(row, before, _version(row, versions))
            calendar = calendars.on(row.unit, local(row.received_at).date())
            new = counted_again(start, [each for each, _ in events], calendar)
            if new != row.due_at:
                yield Move(row.id, row.code or "", row.unit, row.procedure_name, row.due_at, new)


def _version(row: Dossier, known: Mapping[str, Procedure]) -> Procedure | None:
    if row.old_number:
        return None
    version = known.get(_name_of(row))
    return version.in_case(row.case_code) if version else None


def _name_of(row: Dossier) -> str:
    return f"{row.procedure_code}@{row.procedure_version}"


def _by_dossier(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def _slices(rows: list[Dossier]) -> Iterator[list[Dossier]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some
