"""Does this database say what its operations say? Chains and tables computed again, beside what is stored."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync import chain, journal, positions, records, registers, scopes, shares, store
from sync.applying import drawing
from sync.checks import incidents, ledger, mending
from sync.checks.digests import Key
from sync.checks.findings import Finding, repair_of
from sync.journal import transaction
from sync.operations import Operation, operation_id, read
from sync.records import Known
from sync.registers import Live
from sync.tables import PARKED, RETRACTED

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
    differing: list[Key] = field(default_factory=list)
    """Records whose live values or row do not say what their operations say: what `repair` can draw again."""

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
    written: ledger.Days = {}
    _records(report, written)
    _tables(report)
    _ledger(report, written)
    return report


def repair(report: Report, at: datetime) -> int:
    """Draw again what a report found to differ from its operations, and keep it as an incident; how many records.

    Changed or missing operations are not repaired here: only another node has them, and a comparison brings them.
    """
    by_bucket: dict[Key, list[Finding]] = {}
    with transaction() as work:
        for key in report.differing:
            row = mending.mend(*key, is_complete=False)
            place = store.one("SELECT scope, month FROM record WHERE entity = ? AND id = ?", key)
            if row and row != ["live"] and place:
                by_bucket.setdefault(place, []).append(Finding(*key, row=row))
        ledger.mend(work.kept)
        unit = positions.identity().unit
        for bucket, found in by_bucket.items():
            spoken = [one.spoken() for one in found]
            words = repair_of(found, other="")
            incidents.note(incidents.WITHIN, unit, bucket, spoken, repair=words, at=at)
    if verify().is_clean:
        with transaction():
            incidents.settle(incidents.WITHIN, unit, at)
    return sum(map(len, by_bucket.values()))


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


def _records(report: Report, written: ledger.Days) -> None:
    """Replay each record's operations from nothing and compare live values and row; enter them in a ledger."""
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
            if operation_id(bytes(body)) == bytes(op_id):
                operations.append(read(bytes(body)))
            else:
                report.blame(f"operation {bytes(op_id).hex()}: its bytes have changed")
        ledger.enter(written, operations)
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
    known = Known(n, scope, _read(stored))
    faults = [] if known.live == live else ["live values differ from its operations"]
    if table := journal.shared().get(entity):
        faults += _row_faults(table, record_id, known, _shown(table, live, operations))
    for fault in faults:
        report.blame(f"{entity} {record_id}: {fault}")
    if faults:
        report.differing.append((entity, record_id))


def _row_faults(
    table: shares.Share, record_id: str, known: Known, shown: dict[str, Any]
) -> list[str]:
    held = records.row_of(table, record_id)
    belongs_here = drawing.is_drawn(known, scopes.told())
    if held is None or not belongs_here:
        is_right = (held is not None) is belongs_here
        return [] if is_right else [f"{'not' if belongs_here else 'still'} in its table"]
    return [
        f"{name} differs from its operations"
        for name, value in shown.items()
        if held[name] != value
    ]


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
    return registers.without_refused(live, [op for op in operations if op.prefix in applied])


def _read(stored: str) -> Live:
    """Live values as they stand in the database; nothing where they cannot be read."""
    try:
        return registers.unpack(stored)
    except (ValueError, AttributeError, LookupError):
        return {}


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
    for entity, record_id in store.every(
        "SELECT entity, id FROM record r WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.record = r.n) LIMIT 5"
    ):
        report.blame(f"{entity} {record_id}: known without any operation")


def _ledger(report: Report, right: ledger.Days) -> None:
    others = store.every(f"SELECT n, body FROM operation WHERE state IN ({PARKED}, {RETRACTED})")
    ledger.enter(right, (operation for _, operation in records.read_all(others)))
    kept = ledger.kept()
    for scope, day in sorted(right.keys() | kept.keys()):
        if right.get((scope, day)) != kept.get((scope, day)):
            report.blame(f"ledger {scope} {day}: differs from its operations")


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
