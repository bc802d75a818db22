"""Questions about the catalogue of procedures."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain import procedures as rules
from app.domain.procedures import Procedure
from app.models.catalogues import CatalogueVersion
from app.models.procedures import Procedure as ProcedureRow
from app.queries.memory import remembered

COLUMNS = tuple(Procedure.__dataclass_fields__)
DAYS = (
    ProcedureRow.n, ProcedureRow.code, ProcedureRow.version, ProcedureRow.valid_from, ProcedureRow.valid_to,
    ProcedureRow.catalogue, ProcedureRow.ended_by,
)  # fmt: skip
ONE_DAY = timedelta(days=1)
FirstDays = Mapping[int, date | None]
"""By number of a published version, its first day; None where it was cancelled."""


def in_force(on: date) -> list[Procedure]:
    """The newest version of each procedure that holds on a day."""
    newest: dict[str, ProcedureRow] = {}
    days = first_days()
    for row in ProcedureRow.select(*DAYS).order_by(ProcedureRow.n):
        known = newest.get(row.code)
        if _holds(row, on, days) and (known is None or known.version < row.version):
            newest[row.code] = row
    rows = ProcedureRow.select().where(ProcedureRow.n.in_([row.n for row in newest.values()]))
    whole = {row.n: row for row in rows}
    return [procedure_of(whole[row.n], days) for row in newest.values()]


@remembered
def one(procedure_id: str) -> Procedure | None:
    """The version named `code@version`, in force or not: an old dossier keeps its own."""
    row = ProcedureRow.get_or_none(ProcedureRow.id == procedure_id)
    return procedure_of(row, first_days()) if row else None


def several(ids: Iterable[str]) -> dict[str, Procedure]:
    """The versions of these names, in one question, whether they hold or not."""
    rows, days = ProcedureRow.select().where(ProcedureRow.id.in_(sorted(ids))), first_days()
    return {row.id: procedure_of(row, days) for row in rows}


def latest(code: str, on: date) -> Procedure | None:
    """The version of a code that holds on a day."""
    rows, days = ProcedureRow.select().where(ProcedureRow.code == code), first_days()
    held = [row for row in rows if _holds(row, on, days)]
    newest = max(held, key=lambda row: row.version, default=None)
    return procedure_of(newest, days) if newest else None


def find(text: str, on: date) -> list[Procedure]:
    """The procedures an officer may mean, best first; all of them for an empty text."""
    return rules.find(in_force(on), text)


# ── From when to when: what a published version brings or ends counts when that version is here whole ───────────


@remembered
def first_days() -> FirstDays:
    """By number, from when a published version holds; None: it was cancelled. One that is not whole here is missing."""
    rows = CatalogueVersion.select(
        CatalogueVersion.number, CatalogueVersion.valid_from, CatalogueVersion.cancelled_at
    )
    return {row.number: None if row.cancelled_at else row.valid_from for row in rows}


def days_of(row: ProcedureRow, known: FirstDays) -> tuple[date, date | None] | None:
    """The days on which a version of a procedure holds; None: never, or not yet known to.

    They follow from the one row of the published version, which is written last: all that it changes counts at once,
    also where a line was cut between two of its rows.
    """
    first, last = row.valid_from, row.valid_to
    if row.catalogue is not None:
        begins = known.get(row.catalogue)
        if begins is None:
            return None
        first = begins
    if row.ended_by is not None:
        ends = known.get(row.ended_by)
        last = ends - ONE_DAY if ends else None
    return None if last is not None and last < first else (first, last)


def procedure_of(row: ProcedureRow, known: FirstDays) -> Procedure:
    """The version of a row with the days on which it holds."""
    values = {name: getattr(row, name) for name in COLUMNS}
    first, last = days_of(row, known) or (row.valid_from, row.valid_from - ONE_DAY)
    values |= {"valid_from": first, "valid_to": last}
    return Procedure.from_values(values)


def _holds(row: ProcedureRow, on: date, known: FirstDays) -> bool:
    days = days_of(row, known)
    return days is not None and days[0] <= on and (days[1] is None or on <= days[1])
