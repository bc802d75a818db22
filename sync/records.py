"""Rows of `record`, and which operations of it this node has met."""

from dataclasses import dataclass, replace
from typing import Any

from sync import days, registers, store
from sync.operations import Operation, read
from sync.registers import Live
from sync.shares import Share
from sync.tables import APPLIED, PARKED, REFUSED


@dataclass
class Known:
    """A record this node knows: its row, who may hold it, its live values, the month it began."""

    n: int
    scope: str
    live: Live
    month: str = ""

    def note_beginning(self, operation: Operation) -> None:
        """An operation that replaces nothing may be the one the record began with: the earliest of them is."""
        if not operation.base:
            month = days.month_of(operation.hlc)
            self.month = min(self.month or month, month)


def begin(operation: Operation) -> Known:
    cursor = store.run(
        "INSERT INTO record (entity, id, scope, live, contested, own_seq, feed_n, month) "
        "VALUES (?, ?, ?, '{}', 0, 0, 0, '') RETURNING n",
        (operation.entity, operation.record, operation.scope),
    )
    return Known(cursor.fetchone()[0], operation.scope, {})


def find(entity: str, record_id: str) -> Known | None:
    row = store.one(
        "SELECT n, scope, live, month FROM record WHERE entity = ? AND id = ?" + store.for_update(),
        (entity, record_id),
    )
    return Known(row[0], row[1], registers.unpack(row[2]), row[3]) if row else None


def row_of(table: Share, record_id: str) -> dict[str, Any] | None:
    found = store.one(table.sql["read"], (record_id,))
    return dict(zip(table.columns, found, strict=True)) if found else None


def has_met(prefix: str) -> bool:
    """Whether an operation of this short name was applied or refused here; a parked one is still to come."""
    state = state_of(prefix)
    return state is not None and state[0] != PARKED


def see_through(operation: Operation) -> Operation:
    """The operation as one that also replaces what the refused ones among its forerunners replaced.

    Whoever wrote it had applied them; here their values never lived, and those before them still do.
    """
    base = {name: list(seen) for name, seen in operation.base.items()}
    for name, seen in base.items():
        for prefix in seen:
            state = state_of(prefix)
            if state is not None and state[0] == REFUSED:
                seen.extend(p for p in read(bytes(state[1])).base.get(name, ()) if p not in seen)
    return replace(operation, base=base)


def state_of(prefix: str) -> tuple[int, bytes] | None:
    low = bytes.fromhex(prefix)
    return store.one(
        "SELECT state, body FROM operation WHERE id >= ? AND id <= ?",
        (low + bytes(8), low + b"\xff" * 8),
    )


def operations_of(record: int) -> list[Operation]:
    rows = store.every(
        "SELECT n, body FROM operation WHERE record = ? AND state = ?", (record, APPLIED)
    )
    return [operation for _, operation in read_all(rows)]


def read_all(rows: list[tuple[Any, ...]]) -> list[tuple[int, Operation]]:
    """Rows (n, body) as (n, operation)."""
    return [(n, read(bytes(body))) for n, body in rows]
