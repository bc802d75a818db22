"""Questions about the catalogue of procedures."""

from datetime import date

from app.domain import procedures as rules
from app.domain.procedures import Procedure
from app.models.procedures import Procedure as ProcedureRow
from app.queries.memory import remembered

COLUMNS = tuple(Procedure.__dataclass_fields__)


def in_force(on: date) -> list[Procedure]:
    """The newest version of each procedure that holds on a day."""
    rows = (
        ProcedureRow.select()
        .where(
            ProcedureRow.valid_from <= on,
            ProcedureRow.valid_to.is_null() | (ProcedureRow.valid_to >= on),
        )
        .order_by(ProcedureRow.n)
    )
    return rules.in_force([_procedure(row) for row in rows], on)


@remembered
def one(procedure_id: str) -> Procedure | None:
    """The version named `code@version`, in force or not: an old dossier keeps its own."""
    row = ProcedureRow.get_or_none(ProcedureRow.id == procedure_id)
    return _procedure(row) if row else None


def latest(code: str, on: date) -> Procedure | None:
    """The version of a code that holds on a day."""
    rows = ProcedureRow.select().where(ProcedureRow.code == code)
    found = rules.in_force([_procedure(row) for row in rows], on)
    return found[0] if found else None


def find(text: str, on: date) -> list[Procedure]:
    """The procedures an officer may mean, best first; all of them for an empty text."""
    return rules.find(in_force(on), text)


def _procedure(row: ProcedureRow) -> Procedure:
    return Procedure.from_values({name: getattr(row, name) for name in COLUMNS})
