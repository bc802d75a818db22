"""Rows of `record`, and which operations of it this node has met."""

from dataclasses import dataclass, replace
from typing import Any

from sync import days, registers, shares, store
from sync.operations import Operation, read
from sync.registers import MOVE, Live
from sync.shares import Share
from sync.tables import APPLIED, PARKED, REFUSED, RETRACTED

NOT_YET_KNOWN = "Chờ thay đổi đến trước nó."


LET_GO = "~"
"""Begins the scope of a record that this office holds no more."""


@dataclass(slots=True)
class Known:
    """A record this node knows: its row, the scope it is in, its live values, the month it began, and the row of the
    record it is a part of."""

    n: int
    scope: str
    live: Live
    month: str = ""
    owner: int | None = None

    @property
    def is_let_go(self) -> bool:
        return self.scope.startswith(LET_GO)

    def note_beginning(self, operation: Operation) -> None:
        """An operation that replaces nothing may be the one the record began with: the earliest of them is."""
        if not operation.base:
            month = days.month_of(operation.hlc)
            self.month = min(self.month or month, month)


def note_beginning(known: Known, operation: Operation) -> None:
    """Likewise; what was accepted in place of a refused beginning began when that one did."""
    known.note_beginning(operation)
    for prefix in operation.instead if not operation.base else ():
        if state := state_of(prefix):
            known.note_beginning(read(bytes(state[1])))


def begin(operation: Operation, owner: Known | None = None) -> Known:
    """A record nobody has met before; a part is in the scope of the record it belongs to."""
    scope = owner.scope if owner else operation.scope
    cursor = store.run(
        "INSERT INTO record (entity, id, scope, live, contested, own_seq, feed_n, month, owner) "
        "VALUES (?, ?, ?, '{}', 0, 0, 0, '', ?) RETURNING n",
        (operation.entity, operation.record, scope, owner.n if owner else None),
    )
    return Known(cursor.fetchone()[0], scope, {}, owner=owner.n if owner else None)


def let_go(n: int) -> None:
    """This office holds the record no more: nothing of it lives here; what it wrote stays in the log."""
    store.run(
        "UPDATE operation SET state = ?, reason = NULL WHERE record = ? AND state <> ?",
        (RETRACTED, n, REFUSED),
    )
    store.run(
        "UPDATE record SET live = '{}', scope = ? || scope, contested = 0 WHERE n = ?", (LET_GO, n)
    )


def let_go_with(part: Known, operation: Operation) -> None:
    """A part that went with its record, which this office holds no more or never did; `operation` names that one."""
    if not part.is_let_go:
        let_go(part.n)
    if (whole := whole_of(operation)) is not None:
        store.run(
            "UPDATE record SET owner = ?, scope = ? WHERE n = ?", (whole.n, whole.scope, part.n)
        )


def take_up(known: Known, operation: Operation, owner: Known | None) -> None:
    """A record that was let go comes anew, and with it its parts."""
    known.scope = owner.scope if owner else operation.scope
    known.owner = owner.n if owner else known.owner
    store.run(
        "UPDATE record SET scope = ?, owner = ? WHERE n = ?", (known.scope, known.owner, known.n)
    )
    store.run(
        "UPDATE record SET scope = ? WHERE owner = ? AND scope LIKE ?",
        (known.scope, known.n, LET_GO + "%"),
    )


def recall(known: Known, *, is_brought: bool = False) -> None:
    """Of a record this office holds again: what was served to us is served again, what came from here or from below is
    not. It waits for its forerunners.

    A move that has brought the record here comes at the end of its history: what was served before it, and could not
    be applied then, does not come once more.
    """
    _turn(known, RETRACTED, PARKED, NOT_YET_KNOWN, "" if is_brought else "AND feed_n IS NULL ")


def lay_down(known: Known) -> None:
    """Of a record that went elsewhere nothing waits here any more: what it waits for is fed to others."""
    _turn(known, PARKED, RETRACTED, None)


def _turn(known: Known, before: int, after: int, reason: str | None, which: str = "") -> None:
    store.run(
        f"UPDATE operation SET state = ?, reason = ? WHERE state = ? {which}"
        "AND record IN (SELECT n FROM record WHERE n = ? OR owner = ?)",
        (after, reason, before, known.n, known.n),
    )


def find(entity: str, record_id: str) -> Known | None:
    row = store.one(
        "SELECT n, scope, live, month, owner FROM record WHERE entity = ? AND id = ?"
        + store.for_update(),
        (entity, record_id),
    )
    return Known(row[0], row[1], registers.unpack(row[2]), row[3], row[4]) if row else None


def parts_of(known: Known) -> list[tuple[str, str, Known]]:
    """The records that belong to this one: (entity, id, record)."""
    rows = store.every(
        "SELECT entity, id, n, scope, live, month FROM record WHERE owner = ? ORDER BY n",
        (known.n,),
    )
    return [
        (entity, record_id, Known(n, scope, registers.unpack(live), month, known.n))
        for entity, record_id, n, scope, live, month in rows
    ]


def root_of(entity: str, record_id: str) -> tuple[str, str] | None:
    """The record this one is a part of."""
    return store.one(
        "SELECT w.entity, w.id FROM record r JOIN record w ON w.n = r.owner WHERE r.entity = ? AND r.id = ?",
        (entity, record_id),
    )


def moves_of(known: Known) -> list[tuple[int, bytes]]:
    """The moves of this record, (row, body), in the order they came."""
    rows = store.every(
        "SELECT n, body FROM operation WHERE record = ? AND state = ? ORDER BY n",
        (known.n, APPLIED),
    )
    return [(n, bytes(body)) for n, body in rows if MOVE in read(bytes(body)).values]


def scopes_ever(known: Known) -> set[str]:
    """Every scope this record, or the one it belongs to, was written under or moved to."""
    scopes = {known.scope}
    for n in (known.n, known.owner):
        for operation in operations_of(n) if n else []:
            scopes |= {operation.scope, operation.values.get(MOVE, operation.scope)}
    return scopes


def row_of(table: Share, record_id: str) -> dict[str, Any] | None:
    found = store.one(table.sql["read"], (record_id,))
    return dict(zip(table.columns, found, strict=True)) if found else None


def has_met(prefix: str) -> bool:
    """Whether an operation of this short name was applied or refused here; a parked one is still to come."""
    state = state_of(prefix)
    return state is not None and state[0] not in (PARKED, RETRACTED)


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


def refused_above(record: int) -> list[Operation]:
    """Our operations on this record that the parent has refused."""
    rows = store.every(
        "SELECT o.n, o.body FROM refused_operation r JOIN operation o ON o.n = r.operation "
        "WHERE r.child IS NULL AND o.record = ?",
        (record,),
    )
    return [operation for _, operation in read_all(rows)]


def read_all(rows: list[tuple[Any, ...]]) -> list[tuple[int, Operation]]:
    """Rows (n, body) as (n, operation)."""
    return [(n, read(bytes(body))) for n, body in rows]


def owner_named(operation: Operation) -> str | None:
    """The record this one is a part of, when this operation says so."""
    table = shares.ALL.get(operation.entity)
    if table is None or table.belongs_to is None:
        return None
    owner = operation.values.get(table.belongs_to[0])
    return owner if isinstance(owner, str) else None


def owner_of(operation: Operation) -> Known | None:
    """That record, when this node knows it and has not let go of it."""
    owner = whole_of(operation)
    return owner if owner and not owner.is_let_go else None


def whole_of(operation: Operation) -> Known | None:
    """That record, held here or let go of."""
    table = shares.ALL.get(operation.entity)
    named = owner_named(operation)
    return find(table.belongs_to[1], named) if named and table and table.belongs_to else None


def roots(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The records whose sync state this operation moves: its own, and the one it is a part of."""
    own = (operation.entity, operation.record)
    table = shares.ALL.get(operation.entity)
    if table is None or table.belongs_to is None:
        return (own,)
    named = owner_named(operation)
    root = (table.belongs_to[1], named) if named else root_of(*own)
    return (own, root) if root else (own,)
