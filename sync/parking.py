"""Operations whose forerunners have not come: kept, shown with their age, applied by themselves when they do (R8)."""

from collections.abc import Callable

from sync import records, registers, shares, store
from sync.operations import Operation
from sync.records import Known
from sync.shares import Share
from sync.tables import APPLIED, PARKED

Settle = Callable[[Operation, Known], None]
Enter = Callable[[Known, Known], None]


def must_wait(operation: Operation, known: Known | None, owner: Known | None) -> bool:
    """Whether the operation replaces values, or belongs to a record, that has not come yet."""
    if owner is None and records.owner_named(operation):
        return True
    missing = registers.unseen(known.live if known else {}, operation)
    return not all(records.has_met(prefix) for prefix in missing)


def release(known: Known, operation: Operation, settle: Settle, enter: Enter) -> None:
    """Apply what was parked on this record, or on records that belong to it, and is complete now."""
    while True:
        waiting = store.every(
            "SELECT n, body FROM operation WHERE state = ? AND record = ? ORDER BY n",
            (PARKED, known.n),
        )
        ready = [
            (n, op)
            for n, op in records.read_all(waiting)
            if not must_wait(op, known, records.owner_of(op))
        ]
        if not ready:
            break
        for n, parked in ready:
            _unpark(n)
            settle(parked, known)
    for part in shares.ALL.values():
        if part.belongs_to and part.belongs_to[1] == operation.entity:
            _release_parts(part, operation.record, known, settle, enter)


def _release_parts(part: Share, owner_id: str, owner: Known, settle: Settle, enter: Enter) -> None:
    # Asked so that the small index of parked operations is read, and not every part this node ever held: the
    # state is written out, its table stands first, and the few rows are sorted here.
    waiting = store.every(
        f"SELECT o.n, o.body FROM operation o CROSS JOIN record r WHERE o.state = {PARKED} "
        "AND o.record > 0 AND r.n = o.record AND r.entity = ?",
        (part.entity,),
    )
    waiting.sort()
    for n, parked in records.read_all(waiting):
        if records.owner_named(parked) != owner_id:
            continue
        known = records.find(parked.entity, parked.record)
        if known and not must_wait(parked, known, owner):
            _unpark(n)
            if known.owner is None:
                enter(known, owner)
            settle(parked, known)


def _unpark(n: int) -> None:
    store.run("UPDATE operation SET state = ?, reason = NULL WHERE n = ?", (APPLIED, n))
