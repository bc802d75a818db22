"""Operations whose forerunners have not come: kept, shown with their age, applied by themselves when they do (R8).

One on a record that, as far as this node knows, was never in the scope it was written under waits likewise: the move
that brought the record there may still be on its way. Until then nobody else is fed it.
"""

from typing import Any, Protocol

from sync import records, registers, shares, store
from sync.operations import Operation, read
from sync.records import NOT_YET_KNOWN, Known
from sync.registers import MOVE
from sync.shares import Share
from sync.tables import APPLIED, PARKED

OF_ANOTHER = "Bản ghi này thuộc đơn vị khác; chờ biết nó đã được chuyển đến."


class Settle(Protocol):
    """Applies an operation that waited; `is_fed` unless nobody has been served it yet."""

    def __call__(self, n: int, operation: Operation, known: Known, *, is_fed: bool) -> None: ...


class Enter(Protocol):
    """Makes a part belong to its record, which has come."""

    def __call__(self, part: Known, owner: Known) -> None: ...


def why_it_waits(
    operation: Operation, known: Known | None, owner: Known | None, *, is_served: bool
) -> str | None:
    """Why the operation cannot be applied yet, if so. Whose record it is was looked at when the parent
    served it; a move tells it itself: only who is above both offices may say so."""
    if must_wait(operation, known, owner):
        return NOT_YET_KNOWN
    whose = [record for record in (known, owner) if record is not None]
    if (
        is_served
        or MOVE in operation.values
        or all(_was_in(record, operation.scope) for record in whose)
    ):
        return None
    return OF_ANOTHER


def must_wait(operation: Operation, known: Known | None, owner: Known | None) -> bool:
    """Whether the operation replaces values, or belongs to a record, that has not come yet."""
    if owner is None and records.owner_named(operation):
        return True
    missing = registers.unseen(known.live if known else {}, operation)
    return not all(records.has_met(prefix) for prefix in missing)


def _was_in(known: Known, scope: str) -> bool:
    """Whether the record is or once was in this scope: what was written while it was there still counts."""
    return known.scope == scope or scope in records.scopes_ever(known)


def release(known: Known, operation: Operation, settle: Settle, enter: Enter) -> None:
    """Apply what was parked on this record, or on records that belong to it, and is complete now."""
    while True:
        waiting = store.every(
            "SELECT n, body, reason FROM operation WHERE state = ? AND record = ? ORDER BY n",
            (PARKED, known.n),
        )
        ready = [
            (n, op, reason)
            for n, op, reason in _read(waiting)
            if _may_go(op, known, records.owner_of(op), reason)
        ]
        if not ready:
            break
        for n, parked, reason in ready:
            _unpark(n)
            settle(n, parked, known, is_fed=reason != OF_ANOTHER)
    for part in shares.ALL.values():
        if part.belongs_to and part.belongs_to[1] == operation.entity:
            _release_parts(part, operation.record, known, settle, enter)


def _release_parts(part: Share, owner_id: str, owner: Known, settle: Settle, enter: Enter) -> None:
    # Asked so that the small index of parked operations is read, and not every part this node ever held: the
    # state is written out, its table stands first, and the few rows are sorted here.
    waiting = store.every(
        f"SELECT o.n, o.body, o.reason FROM operation o CROSS JOIN record r WHERE o.state = {PARKED} "
        "AND o.record > 0 AND r.n = o.record AND r.entity = ?",
        (part.entity,),
    )
    waiting.sort()
    come: dict[int, tuple[Known, Operation]] = {}
    for n, parked, reason in _read(waiting):
        if records.owner_named(parked) != owner_id:
            continue
        known = records.find(parked.entity, parked.record)
        if known and _may_go(parked, known, owner, reason):
            _unpark(n)
            if known.owner is None or known.scope != owner.scope:
                enter(known, owner)
            settle(n, parked, known, is_fed=reason != OF_ANOTHER)
            come[known.n] = known, parked
    for known, parked in come.values():
        release(known, parked, settle, enter)


def _may_go(operation: Operation, known: Known, owner: Known | None, reason: str) -> bool:
    is_trusted = reason != OF_ANOTHER
    return why_it_waits(operation, known, owner, is_served=is_trusted) is None


def _read(rows: list[tuple[Any, ...]]) -> list[tuple[int, Operation, str]]:
    return [(n, read(bytes(body)), reason) for n, body, reason in rows]


def _unpark(n: int) -> None:
    store.run("UPDATE operation SET state = ?, reason = NULL WHERE n = ?", (APPLIED, n))
