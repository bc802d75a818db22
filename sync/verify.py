"""Does this database say what its operations say? Chains and tables computed again, beside what is stored."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sync import chain, drawing, journal, records, registers, scopes, shares, store
from sync.operations import Operation, operation_id, read
from sync.records import Known
from sync.registers import Live

MOST_FAULTS = 50
_PAGE = 5000


@dataclass
class Report:
    """What was looked at, and every fault found, in words for whoever runs the centre."""

    logs: int = 0
    entries: int = 0
    feed: int = 0
    operations: int = 0
    records: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults

    def blame(self, words: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(words)


def verify() -> Report:
    """Recompute the chains, replay all operations beside the tables, and compare."""
    report = Report()
    _chains(report)
    _feed(report)
    _records(report)
    _tables(report)
    return report


def _chains(report: Report) -> None:
    logs = store.every("SELECT n, incarnation, head_seq, head_hash FROM log ORDER BY n")
    for n, incarnation, head_seq, head_hash in logs:
        report.logs += 1
        seq, digest = 0, chain.START
        for at, op_id, stored in _pages(
            "SELECT e.seq, o.id, e.chain FROM entry e JOIN operation o ON o.n = e.operation "
            "WHERE e.log = ? AND e.seq > ? ORDER BY e.seq LIMIT ?",
            (n,),
        ):
            report.entries += 1
            digest = chain.link(digest, bytes(op_id))
            if at != seq + 1 or bytes(stored) != digest:
                report.blame(f"log {incarnation}: position {at} does not follow {seq}")
                digest = bytes(stored)
            seq = at
        if (seq, digest) != (head_seq, bytes(head_hash)):
            report.blame(f"log {incarnation}: head is {head_seq}, entries end at {seq}")


def _feed(report: Report) -> None:
    last, digest = 0, chain.START
    for n, op_id, stored in _pages(
        "SELECT f.n, o.id, f.chain FROM feed f JOIN operation o ON o.n = f.operation "
        "WHERE f.n > ? ORDER BY f.n LIMIT ?"
    ):
        report.feed += 1
        digest = chain.link(digest, bytes(op_id))
        if n != last + 1 or bytes(stored) != digest:
            report.blame(f"feed: number {n} does not follow {last}")
            digest = bytes(stored)
        last = n


def _records(report: Report) -> None:
    """Replay each record's operations from nothing and compare live values and row."""
    rows = _pages(
        "SELECT o.record, o.n, o.id, o.body FROM operation o WHERE o.record > ? AND o.state = 0 "
        "ORDER BY o.record, o.n LIMIT ?",
        whole_groups=True,
    )
    for record, group in itertools.groupby(rows, key=lambda row: row[0]):
        report.records += 1
        operations = []
        for _, _, op_id, body in group:
            report.operations += 1
            if operation_id(bytes(body)) != bytes(op_id):
                report.blame(f"operation {bytes(op_id).hex()}: its bytes have changed")
            operations.append(read(bytes(body)))
        _compare(record, operations, report)


def _compare(n: int, operations: list[Operation], report: Report) -> None:
    row = store.one("SELECT entity, id, live, scope FROM record WHERE n = ?", (n,))
    if row is None:
        report.blame(f"record {n}: has operations but no row")
        return
    entity, record_id, stored, scope = row
    mine = {op.prefix for op in operations}
    foreign = set().union(*map(_bases, operations)) - mine
    live = replay(operations, {prefix for prefix in foreign if records.has_met(prefix)})
    if registers.pack(live) != stored:
        report.blame(f"{entity} {record_id}: live values differ from its operations")
    table = journal.shared().get(entity)
    if table is None:
        return
    drawn = store.one(table.sql["read"], (record_id,))
    belongs_here = drawing.is_drawn(Known(n, scope, registers.unpack(stored)), scopes.told())
    if (drawn is not None) is not belongs_here:
        report.blame(f"{entity} {record_id}: {'not' if belongs_here else 'still'} in its table")
    if drawn is None:
        return
    held = dict(zip(table.columns, drawn, strict=True))
    for name, value in _shown(table, live, operations).items():
        if held[name] != value:
            report.blame(f"{entity} {record_id}: {name} differs from its operations")


def replay(operations: list[Operation], refused: set[str] | None = None) -> Live:
    """The live values these operations of one record lead to, in whatever order they are given.

    `refused` names forerunners that were met and not applied.
    """
    live: Live = {}
    applied: set[str] = set()
    refused = refused or set()
    waiting = operations
    while waiting:
        ready = [op for op in waiting if _bases(op) <= applied | refused]
        if not ready:
            break
        for op in ready:
            live = registers.settle(live, records.see_through(op) if _bases(op) & refused else op)
            applied.add(op.prefix)
        done = {op.id for op in ready}
        waiting = [op for op in waiting if op.id not in done]
    return live


def _shown(table: shares.Share, live: Live, operations: list[Operation]) -> dict[str, Any]:
    """Every shared column as the operations say, blanks where they say nothing."""
    values = {name: table.blank[name] for name in table.settle}
    for name, prefixes in live.items():
        if name in table.settle:
            found = [op for op in operations if op.prefix in prefixes and name in op.values]
            values[name] = shares.stored(registers.shown(table.settle[name], found, name))
    return values


def _bases(operation: Operation) -> set[str]:
    return {prefix for seen in operation.base.values() for prefix in seen}


def _tables(report: Report) -> None:
    """No row without operations."""
    for entity, table in journal.shared().items():
        extra = store.every(
            f'SELECT t.id FROM "{table.table}" t LEFT JOIN record r ON r.entity = ? AND r.id = t.id '
            "WHERE r.n IS NULL LIMIT 5",
            (entity,),
        )
        for (record_id,) in extra:
            report.blame(f"{entity} {record_id}: in its table without any operation")


def _pages(
    statement: str, fixed: tuple[Any, ...] = (), *, whole_groups: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Rows by keyset, a few thousand at a time; the first column is the key.

    With `whole_groups` several rows share a key: the last, perhaps cut, group of a page is read again.
    """
    after, size = 0, _PAGE
    while True:
        rows = store.every(statement, (*fixed, after, size))
        if not rows:
            return
        full = len(rows) == size
        if whole_groups and full:
            last = rows[-1][0]
            whole = [row for row in rows if row[0] != last]
            if not whole:
                size *= 2
                continue
            rows = whole
        yield from rows
        after = rows[-1][0]
        if not full:
            return
