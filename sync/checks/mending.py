"""One record brought back to what its operations say, and an operation brought back to what its id says.

Nothing here decides anything: the operations decide. What no operation says is not repaired but told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sync import chain, journal, records, registers, scopes, shares, store
from sync.applying import drawing
from sync.instants import instant
from sync.operations import Operation, operation_id, read
from sync.records import Known
from sync.registers import MOVE, Live
from sync.shares import Share
from sync.tables import APPLIED, PARKED, REFUSED, RETRACTED


@dataclass
class Holdings:
    """What this node has of one record: ids of whole operations by state, and those whose bytes have changed."""

    applied: set[bytes] = field(default_factory=set)
    parked: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)
    damaged: set[bytes] = field(default_factory=set)

    @property
    def whole(self) -> set[bytes]:
        return self.applied | self.parked | self.refused


@dataclass(frozen=True)
class Body:
    """A whole operation to give: its row here, its id, its text, and the vouchers of the nodes above for it."""

    n: int
    id: str
    text: str
    voucher: bytes


def holdings(entity: str, record_id: str) -> Holdings:
    held = Holdings()
    by_state = {
        APPLIED: held.applied, PARKED: held.parked, REFUSED: held.refused, RETRACTED: held.parked,
    }  # fmt: skip
    for op_id, body, state in store.every(
        "SELECT o.id, o.body, o.state FROM record r JOIN operation o ON o.record = r.n "
        "WHERE r.entity = ? AND r.id = ?",
        (entity, record_id),
    ):
        is_whole = operation_id(bytes(body)) == bytes(op_id)
        (by_state[state] if is_whole else held.damaged).add(bytes(op_id))
    return held


def bodies(wanted: Sequence[str], scopes: Collection[str] | None, *, most_bytes: int) -> list[Body]:
    """Of the operations with these ids, the whole ones on records of these scopes, as many as fit."""
    found: list[Body] = []
    for op_id in wanted:
        row = store.one(
            "SELECT o.n, o.body, o.voucher, r.scope FROM operation o JOIN record r ON r.n = o.record WHERE o.id = ?",
            (bytes.fromhex(op_id),),
        )
        if row is None or (scopes is not None and row[3] not in scopes):
            continue
        body = bytes(row[1])
        if operation_id(body).hex() != op_id:
            continue
        most_bytes -= len(body)
        if found and most_bytes < 0:
            break
        found.append(Body(row[0], op_id, body.decode(), bytes(row[2] or b"")))
    return found


def mend(entity: str, record_id: str, *, is_complete: bool) -> list[str]:
    """Replay the record's operations and bring its live values and its row to them; what was not so.

    A record that misses an operation, or has one whose bytes changed, is left alone, for it would lose what it shows;
    `is_complete` says that nobody has more of it, so that a live value of no operation is wrong. In a transaction.
    """
    known = records.find(entity, record_id)
    if known is None or holdings(entity, record_id).damaged:
        return []
    operations = _operations_of(known.n)
    live, applied = _replayed(operations)
    if not operations or any(op.prefix not in applied for state, op in operations if not state):
        return []
    lost = {prefix for prefixes in known.live.values() for prefix in prefixes} - applied
    if lost and not is_complete:
        return ["live"]
    _release(operations, applied)
    faults = _mend_live(known, live, [op for _, op in operations])
    table = journal.shared().get(entity)
    return faults + (_mend_row(table, record_id, known) if table else [])


def restore(
    body: bytes, *, at: datetime, feed_n: int | None = None, voucher: bytes | None = None
) -> Operation:
    """Put an operation of the other side where ours is missing or damaged, and mend its record.

    One that our log or feed still counts returns to its own place; one we never had is applied like any other.
    """
    operation = read(body)
    row = store.one("SELECT n, body FROM operation WHERE id = ?", (operation.id,))
    if row is None:
        row = _fill_hole(operation, at) or (journal.apply(operation, at=at, log=0).n, body)
    if bytes(row[1]) != body:
        store.run("UPDATE operation SET body = ? WHERE n = ?", (body, row[0]))
    if feed_n is not None:
        store.run(
            "UPDATE operation SET feed_n = ?, voucher = ? WHERE n = ?", (feed_n, voucher, row[0])
        )
    mend(operation.entity, operation.record, is_complete=False)
    return operation


# ── Live values ─────────────────────────────────────────────────────────────────────────────────────


def _operations_of(record: int) -> list[tuple[int, Operation]]:
    rows = store.every(
        f"SELECT state, body FROM operation WHERE record = ? AND state IN ({APPLIED}, {PARKED}) ORDER BY n",
        (record,),
    )
    return records.read_all(rows)


def _replayed(operations: Sequence[tuple[int, Operation]]) -> tuple[Live, set[str]]:
    """The live values these lead to in whatever order they are given, and which of them were ready to be applied."""
    mine = {op.prefix for _, op in operations}
    refused = {p for _, op in operations for p in _bases(op) - mine if records.has_met(p)}
    live: Live = {}
    applied: set[str] = set()
    waiting = [op for _, op in operations]
    while ready := [op for op in waiting if _bases(op) <= applied | refused]:
        for op in ready:
            live = registers.settle(live, records.see_through(op) if _bases(op) & refused else op)
            applied.add(op.prefix)
        waiting = [op for op in waiting if op.prefix not in applied]
    done = [op for _, op in operations if op.prefix in applied]
    return registers.without_refused(live, done), applied


def _release(operations: Sequence[tuple[int, Operation]], applied: set[str]) -> None:
    for state, op in operations:
        if state == PARKED and op.prefix in applied and records.owner_named(op) is None:
            store.run(
                "UPDATE operation SET state = ?, reason = NULL WHERE id = ?", (APPLIED, op.id)
            )


def _mend_live(known: Known, live: Live, operations: list[Operation]) -> list[str]:
    before = (registers.pack(known.live), known.month, known.scope)
    table = journal.shared().get(operations[0].entity)
    known.live, known.month = live, ""
    for op in operations:
        records.note_beginning(known, op)
    known.scope = _scope(known, operations)
    after = (registers.pack(live), known.month, known.scope)
    if before == after:
        return []
    store.run(
        "UPDATE record SET live = ?, month = ?, scope = ?, contested = ? WHERE n = ?",
        (*after, drawing.contested(table, known), known.n),
    )
    return ["live"] if before[0] != after[0] else ["place"]


def _scope(known: Known, operations: list[Operation]) -> str:
    if known.owner is not None:
        owner = store.one("SELECT scope FROM record WHERE n = ?", (known.owner,))
        return str(owner[0]) if owner else known.scope
    if MOVE in known.live:
        return str(drawing.value(None, known, MOVE))
    return min(operations, key=lambda op: (op.hlc, op.id)).scope


def _bases(operation: Operation) -> set[str]:
    return {prefix for seen in operation.base.values() for prefix in seen}


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────────


def _mend_row(table: Share, record_id: str, known: Known) -> list[str]:
    before = records.row_of(table, record_id)
    if before is not None:
        _empty(table, record_id, [name for name in table.settle if name not in known.live])
    drawing.again(table, record_id, known, scopes.told())
    after = records.row_of(table, record_id)
    if before is None or after is None:
        return [] if before is after else ["row"]
    return sorted(name for name in table.columns if before[name] != after[name])


def _empty(table: Share, record_id: str, names: list[str]) -> None:
    """Take out what stands in columns no operation has ever filled."""
    if names:
        columns = ", ".join(f'"{name}" = ?' for name in names)
        blanks = [shares.stored(table.blank[name]) for name in names]
        store.run(f'UPDATE "{table.table}" SET {columns} WHERE id = ?', (*blanks, record_id))


# ── Places ──────────────────────────────────────────────────────────────────────────────────────────


def _fill_hole(operation: Operation, at: datetime) -> tuple[int, bytes] | None:
    """Put the operation back under its number, when a chain proves which of those missing is its own."""
    for n, before, digest in _holes():
        if chain.link(before, operation.id) == digest:
            known = records.find(operation.entity, operation.record) or records.begin(
                operation, records.owner_of(operation)
            )
            store.run(
                "INSERT INTO operation (n, id, record, body, state, arrived_at, salvage) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (n, operation.id, known.n, operation.body, APPLIED, instant(at), False),
            )
            return n, operation.body
    return None


def _holes() -> list[tuple[int, bytes, bytes]]:
    """Numbers of operations that a log or the feed counts and that are gone, with the chain before and there."""
    rows = store.every(
        "SELECT e.operation, p.chain, e.chain FROM entry e LEFT JOIN operation o ON o.n = e.operation "
        "LEFT JOIN entry p ON p.log = e.log AND p.seq = e.seq - 1 WHERE o.n IS NULL "
        "UNION SELECT f.operation, p.chain, f.chain FROM feed f LEFT JOIN operation o ON o.n = f.operation "
        "LEFT JOIN feed p ON p.n = f.n - 1 WHERE o.n IS NULL"
    )
    return [(n, bytes(before or chain.START), bytes(digest)) for n, before, digest in rows]
