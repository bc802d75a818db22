"""The rows of the shared tables, drawn from the live values of their records.

A row stands in its table while this node may hold the record and nobody has voided it. Taken out or put back, its
history stays in the log either way.
"""

from collections.abc import Mapping
from typing import Any

from sync import records, registers, shares, store
from sync.files import attachments
from sync.operations import Operation
from sync.records import Known
from sync.registers import VOID
from sync.shares import Share, stored

Covers = frozenset[str] | None
"""The scopes this node may hold; None for everything."""


def contested(table: Share | None, known: Known) -> int:
    """How many fields of the record a person must settle; a void that clashes with a change counts as one."""
    several = [name for name, prefixes in known.live.items() if len(prefixes) > 1]
    if not several and VOID not in known.live:
        return 0
    found = records.operations_of(known.n)
    fields = sum(
        registers.is_contested(
            shares.policy(table, name), _candidates(found, known.live[name], name), name
        )
        for name in several
    )
    return fields + _void_clashes(known, found)


def value(table: Share | None, known: Known, name: str) -> Any:
    """What is shown of this field."""
    found = _candidates(records.operations_of(known.n), known.live[name], name)
    return registers.shown(shares.policy(table, name), found, name)


def may_hold(known: Known, covers: Covers) -> bool:
    """Whether the record is in a scope this node may hold."""
    return covers is None or known.scope in covers


def is_drawn(known: Known, covers: Covers) -> bool:
    """Whether the record's row stands in its table here."""
    if not may_hold(known, covers):
        return False
    if VOID not in known.live or value(None, known, VOID) is None:
        return True
    return _void_clashes(known, records.operations_of(known.n))


def after(
    table: Share, operation: Operation, known: Known, row: dict[str, Any] | None, covers: Covers
) -> None:
    """Bring the row to what the record says after this operation; `row` is how it stands, when that is known."""
    if not is_drawn(known, covers):
        erase(table, operation.record)
        return
    before = row if row is not None else records.row_of(table, operation.record)
    fields = operation.values if before else known.live
    values = {
        name: operation.values[name]
        if known.live[name] == (operation.prefix,)
        else value(table, known, name)
        for name in fields
    }
    drawn = _draw(table, operation.record, values, before)
    attachments.refer(table, known.n, known.scope, drawn, seen_at=operation.hlc)


def again(table: Share, record_id: str, known: Known, covers: Covers) -> bool:
    """Draw the whole row from its record, or take it out; whether it stands there now."""
    if not is_drawn(known, covers):
        erase(table, record_id)
        return False
    values = {name: value(table, known, name) for name in known.live}
    row = _draw(table, record_id, values, records.row_of(table, record_id))
    attachments.refer(table, known.n, known.scope, row, seen_at=None)
    return True


def erase(table: Share, record_id: str) -> None:
    store.run(table.sql["delete"], (record_id,))


def _draw(
    table: Share, record_id: str, values: Mapping[str, Any], before: dict[str, Any] | None
) -> dict[str, Any]:
    """Write the row; columns this version does not have are left to the log."""
    row = dict(before) if before else dict(table.blank)
    row |= {name: stored(given) for name, given in values.items() if name in table.settle}
    if table.derive:
        row |= table.derive(row)
    if before is None:
        store.run(table.sql["insert"], (record_id, *(row[name] for name in table.columns)))
        return row
    changed = [name for name in table.columns if row[name] != before[name]]
    if changed:
        names = ", ".join(f'"{name}" = ?' for name in changed)
        statement = f'UPDATE "{table.table}" SET {names} WHERE id = ?'
        store.run(statement, (*(row[name] for name in changed), record_id))
    return row


def _candidates(found: list[Operation], prefixes: tuple[str, ...], name: str) -> list[Operation]:
    return [op for op in found if op.prefix in prefixes and name in op.values]


def _void_clashes(known: Known, found: list[Operation]) -> bool:
    if VOID not in known.live:
        return False
    return registers.void_clashes(known.live, _candidates(found, known.live[VOID], VOID))
