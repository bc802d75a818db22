"""The one door for changes to shared rows: `record()` for what a person did here, `apply()` for what arrives.

Both append an operation and bring the row to what the operations say, in one transaction, through the same
code, so a row and its history cannot disagree. Positions in our log and in the feed are given last, just before
the commit (see `positions.py`).
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from peewee import Model

from sync import attachments as files
from sync import positions, records, registers, shares, store
from sync.operations import Operation, compose, plain
from sync.records import Known
from sync.registers import Live, Policy
from sync.shares import AttachmentFields, Derive, Share, stored
from sync.tables import APPLIED, PARKED, REFUSED, database

_shares: dict[str, Share] = {}
_working = threading.local()

after_commit: Callable[[], None] | None = None
"""Called after each commit that extended our own log or began a new one (see `guard.py`)."""

FIELD_OF_A_LATER_VERSION = (
    "Thuộc phiên bản chương trình mới hơn, được giữ nguyên cho đến khi nâng cấp."
)
NOT_YET_KNOWN = "Chờ thay đổi đến trước nó."


@dataclass
class Arrival:
    """What became of one operation: its row number in `operation`, and whether it is new here."""

    n: int
    state: int
    new: bool
    reason: str | None = None


@dataclass
class Work:
    """What the open transaction has written so far and must number before it commits."""

    clock_ms: int = 0
    own: list[positions.Written] = field(default_factory=list)
    feed: list[positions.Written] = field(default_factory=list)
    kept: list[Operation] = field(default_factory=list)
    identity: positions.Identity | None = None
    has_new_life: bool = False


def share(
    entity: str,
    model: type[Model],
    *,
    settle: Mapping[str, Policy],
    belongs_to: tuple[str, str] | None = None,
    derive: Derive | None = None,
    attachments: tuple[AttachmentFields, ...] = (),
) -> None:
    """Tell the engine that rows of `model` are drawn from operations on `entity`."""
    _shares[entity] = shares.share(
        entity, model, settle=settle, belongs_to=belongs_to, derive=derive, attachments=attachments
    )


def shared() -> Mapping[str, Share]:
    return _shares


@contextmanager
def transaction() -> Iterator[Work]:
    """All of it or none of it. A transaction inside a transaction joins the outer one."""
    open_work: Work | None = getattr(_working, "work", None)
    if open_work is not None:
        yield open_work
        return
    work = Work()
    with database.atomic() if store.is_postgresql() else database.atomic("IMMEDIATE"):
        _working.work = work
        try:
            yield work
            positions.give(work.own, work.feed, work.identity, kept=work.kept)
        finally:
            _working.work = None
    if after_commit and (work.own or work.has_new_life):
        after_commit()


def record(
    entity: str,
    record_id: str,
    *,
    by: object,
    at: datetime,
    scope: str | None = None,
    **fields: Any,
) -> bool:
    """Keep that `by` gave these fields these values at `at`; false when they held them already.

    `scope` is who may hold the record ("all", or a unit's code); a record keeps the scope it began with.
    """
    with transaction() as work:
        identity = _identity(work)
        known = records.find(entity, record_id)
        row = records.row_of(_shares[entity], record_id) if known else None
        live = known.live if known else {}
        values = _changed(fields, row, live)
        if not values:
            return False
        if known is None and scope is None:
            raise ValueError(f"a new {entity} needs a scope")
        identity.tick(at.astimezone(UTC))
        operation = compose(
            node=identity.unit, tier=identity.tier, actor=str(by), hlc=identity.hlc, entity=entity,
            record=record_id, scope=known.scope if known else str(scope), values=values,
            base={name: live[name] for name in values if live.get(name)},
        )  # fmt: skip
        arrival = apply(operation, at=at, log=identity.log, known=known, row=row)
        if arrival.state == REFUSED:
            raise ValueError(f"{entity}: {arrival.reason}")
        work.own.append(positions.Written(arrival.n, operation, roots(operation)))
        return True


def log_here(work: Work, operation: Operation, arrival: Arrival) -> None:
    """Enter in our own log what somebody else wrote and no log brings to our parent as it is."""
    _identity(work)
    work.own.append(positions.Written(arrival.n, operation, roots(operation)))


def lock(entity: str, record_id: str) -> None:
    """Keep this record ours until the transaction ends, so that what was read stays true."""
    store.run(
        "SELECT n FROM record WHERE entity = ? AND id = ?" + store.for_update(), (entity, record_id)
    )


def apply(
    operation: Operation,
    *,
    at: datetime,
    log: int,
    refuse: str | None = None,
    known: Known | None = None,
    row: dict[str, Any] | None = None,
) -> Arrival:
    """Keep this operation and bring its record up to it; never fails on what an operation says.

    An operation met before changes nothing. One that replaces values not met yet is parked until they come. One
    that may not be applied is kept as refused, with the reason. `log` is the row of the log that brought it.
    """
    stored_before = store.one(
        "SELECT n, state, reason FROM operation WHERE id = ?", (operation.id,)
    )
    if stored_before:
        return Arrival(stored_before[0], stored_before[1], new=False, reason=stored_before[2])
    known = known or records.find(operation.entity, operation.record)
    reason = refuse or _objection(operation, known)
    if reason:
        return _keep(operation, known, REFUSED, reason, at, log)
    if _must_wait(operation, known):
        return _keep(operation, known or records.begin(operation), PARKED, NOT_YET_KNOWN, at, log)
    known = known or records.begin(operation)
    arrival = _keep(operation, known, APPLIED, None, at, log)
    _settle(operation, known, row)
    _release(known, operation, at)
    return arrival


def rebuild(entity: str) -> int:
    """Draw the table of `entity` again from the operations; for entities and fields learned by an upgrade."""
    drawn = 0
    with transaction():
        for n, record_id, scope, live in store.every(
            "SELECT n, id, scope, live FROM record WHERE entity = ?", (entity,)
        ):
            known = Known(n, scope, registers.unpack(live))
            values = {name: _value(_shares[entity], known, name) for name in known.live}
            row = _draw(_shares[entity], record_id, values, None)
            files.refer(_shares[entity], n, scope, row, seen_at=None)
            drawn += 1
    return drawn


# ── One operation, applied ──────────────────────────────────────────────────────────────────────────


def _settle(operation: Operation, known: Known, row: dict[str, Any] | None) -> None:
    table = _shares.get(operation.entity)
    if registers.unseen(known.live, operation):
        operation = records.see_through(operation)
    known.live = registers.settle(known.live, operation)
    several = [name for name in operation.values if len(known.live[name]) > 1]
    values = dict(operation.values)
    for name in several:
        values[name] = _value(table, known, name)
    contested = _contested(table, known)
    known.note_beginning(operation)
    store.run(
        "UPDATE record SET live = ?, contested = ?, month = ? WHERE n = ?",
        (registers.pack(known.live), contested, known.month, known.n),
    )
    if table is not None:
        drawn = _draw(table, operation.record, values, row)
        files.refer(table, known.n, known.scope, drawn, seen_at=operation.hlc)


def _draw(
    table: Share, record_id: str, values: Mapping[str, Any], row: dict[str, Any] | None
) -> dict[str, Any]:
    """Bring the row of the table to these values; columns this version does not have are left to the log."""
    before = row if row is not None else records.row_of(table, record_id)
    after = dict(before) if before else dict(table.blank)
    after |= {name: stored(value) for name, value in values.items() if name in table.settle}
    if table.derive:
        after |= table.derive(after)
    if before is None:
        store.run(table.sql["insert"], (record_id, *(after[name] for name in table.columns)))
        return after
    changed = [name for name in table.columns if after[name] != before[name]]
    if changed:
        names = ", ".join(f'"{name}" = ?' for name in changed)
        statement = f'UPDATE "{table.table}" SET {names} WHERE id = ?'
        store.run(statement, (*(after[name] for name in changed), record_id))
    return after


def _value(table: Share | None, known: Known, name: str) -> Any:
    prefixes = known.live[name]
    found = [
        op for op in records.operations_of(known.n) if op.prefix in prefixes and name in op.values
    ]
    return registers.shown(shares.policy(table, name), found, name)


def _contested(table: Share | None, known: Known) -> int:
    several = [name for name, prefixes in known.live.items() if len(prefixes) > 1]
    if not several:
        return 0
    found = records.operations_of(known.n)
    return sum(
        registers.is_contested(
            shares.policy(table, name),
            [op for op in found if op.prefix in known.live[name] and name in op.values],
            name,
        )
        for name in several
    )


def _release(known: Known, operation: Operation, at: datetime) -> None:
    """Apply what was parked on this record, or on records that belong to it, and is complete now."""
    while True:
        waiting = store.every(
            "SELECT n, body FROM operation WHERE state = ? AND record = ? ORDER BY n",
            (PARKED, known.n),
        )
        ready = [(n, op) for n, op in records.read_all(waiting) if not _must_wait(op, known)]
        if not ready:
            break
        for n, parked in ready:
            store.run("UPDATE operation SET state = ?, reason = NULL WHERE n = ?", (APPLIED, n))
            _settle(parked, known, None)
    for part in _shares.values():
        if part.belongs_to and part.belongs_to[1] == operation.entity:
            _release_parts(part, operation.record)


def _release_parts(part: Share, owner: str) -> None:
    # Asked so that the small index of parked operations is read, and not every part this node ever held: the
    # state is written out, its table stands first, and the few rows are sorted here.
    waiting = store.every(
        f"SELECT o.n, o.body FROM operation o CROSS JOIN record r WHERE o.state = {PARKED} "
        "AND o.record > 0 AND r.n = o.record AND r.entity = ?",
        (part.entity,),
    )
    waiting.sort()
    for n, parked in records.read_all(waiting):
        known = records.find(parked.entity, parked.record)
        if known and not _must_wait(parked, known) and _owner(parked) == owner:
            store.run("UPDATE operation SET state = ?, reason = NULL WHERE n = ?", (APPLIED, n))
            _settle(parked, known, None)


def _must_wait(operation: Operation, known: Known | None) -> bool:
    """Whether the operation replaces values, or belongs to a record, that has not come yet (rule R8)."""
    owner = _owner(operation)
    part_of = _shares[operation.entity].belongs_to if operation.entity in _shares else None
    if owner and part_of and records.find(part_of[1], owner) is None:
        return True
    missing = registers.unseen(known.live if known else {}, operation)
    return not all(records.has_met(prefix) for prefix in missing)


def _objection(operation: Operation, known: Known | None) -> str | None:
    """Why this operation may not be applied here, if so."""
    if known is not None and known.scope != operation.scope:
        return "Bản ghi này thuộc đơn vị khác."
    table = _shares.get(operation.entity)
    if table is None:
        return None
    if unfit := table.unfit(operation.values):
        return f"Giá trị của “{unfit}” không hợp lệ."
    owner = _owner(operation)
    if owner and table.belongs_to:
        whole = records.find(table.belongs_to[1], owner)
        if whole is not None and whole.scope != operation.scope:
            return "Hồ sơ mà bản ghi này thuộc về là của đơn vị khác."
    return None


def _keep(
    operation: Operation,
    known: Known | None,
    state: int,
    reason: str | None,
    at: datetime,
    log: int,
) -> Arrival:
    cursor = store.run(
        "INSERT INTO operation (id, record, body, state, reason, arrived_at, salvage) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) "
        "RETURNING n",
        (operation.id, known.n if known else None, operation.body, state, reason, _text(at), False),
    )
    n: int = cursor.fetchone()[0]
    if state != REFUSED:
        work: Work = _working.work
        work.feed.append(positions.Written(n, operation, roots(operation), log))
        work.kept.append(operation)
    return Arrival(n, state, new=True, reason=reason)


# ── Small readings ──────────────────────────────────────────────────────────────────────────────────


def _identity(work: Work) -> positions.Identity:
    if work.identity is None:
        work.identity = positions.identity()
    return work.identity


def _changed(fields: Mapping[str, Any], row: dict[str, Any] | None, live: Live) -> dict[str, Any]:
    """The fields that differ from the row, or whose several values this choice settles."""
    values = {name: plain(_sendable(value)) for name, value in fields.items()}
    if row is None:
        return {name: value for name, value in values.items() if value is not None}
    return {
        name: value
        for name, value in values.items()
        if row[name] != stored(value) or len(live.get(name, ())) > 1
    }


def _sendable(value: Any) -> Any:
    if isinstance(value, datetime):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _owner(operation: Operation) -> str | None:
    """The record this one is a part of, when this operation says so."""
    table = _shares.get(operation.entity)
    if table is None or table.belongs_to is None:
        return None
    owner = operation.values.get(table.belongs_to[0])
    return owner if isinstance(owner, str) else None


def roots(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The records whose sync state this operation moves: its own, and the one it is a part of."""
    own = (operation.entity, operation.record)
    table = _shares.get(operation.entity)
    if table is None or table.belongs_to is None:
        return (own,)
    owner = _owner(operation)
    if owner is None:
        row = records.row_of(table, operation.record)
        owner = row[table.belongs_to[0]] if row else None
    return (own, (table.belongs_to[1], owner)) if owner else (own,)
