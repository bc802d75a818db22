"""The one door for changes to shared rows: `record()` for what a person did here, `apply()` for what arrives.

Both append an operation and bring the row to what the operations say, in one transaction, through the same
code, so a row and its history cannot disagree. Positions in our log and in the feed are given last, just before
the commit (see `positions.py`).
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from peewee import Model

from sync import positions, records, registers, scopes, shares, store
from sync.applying import bulk, drawing, parking
from sync.instants import instant
from sync.operations import Operation, compose, plain, read
from sync.records import Known
from sync.registers import MOVE, VOID, Live, Policy
from sync.shares import AttachmentFields, Derive, Share, stored
from sync.tables import APPLIED, PARKED, REFUSED, RETRACTED, database

_shares = shares.ALL
_working = threading.local()
_writing = threading.Lock()

after_commit: Callable[[], None] | None = None
"""Called after each commit that extended our own log or began a new one (see `guard.py`)."""

FIRST_BATCH, MOST_IN_BATCH = 20_000, 20_000
"""Operations looked at together. Fewer where many of them clash."""

FIELD_OF_A_LATER_VERSION = (
    "Thuộc phiên bản chương trình mới hơn, được giữ nguyên cho đến khi nâng cấp."
)


@dataclass(slots=True)
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
    covers: drawing.Covers = None
    knows_covers: bool = False

    def may_hold(self) -> drawing.Covers:
        """The scopes this node may hold, asked once in a transaction."""
        if not self.knows_covers:
            self.covers, self.knows_covers = scopes.told(), True
        return self.covers


class Hidden(ValueError):
    """The record is voided, or in the scope of another office now; nothing can be written to it here."""


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
    with database.atomic() if store.is_postgresql() else _alone():
        _working.work = work
        try:
            yield work
            positions.give(work.own, work.feed, work.identity, kept=work.kept)
        finally:
            _working.work = None
    if after_commit and (work.own or work.has_new_life):
        after_commit()


@contextmanager
def attempt() -> Iterator[None]:
    """A part of the open transaction that is undone alone when it raises; what was written before it stays."""
    work: Work = _working.work
    written = [(each, len(each)) for each in (work.own, work.feed, work.kept)]
    before = work.identity, work.has_new_life
    try:
        with database.atomic():
            yield
    except BaseException:
        for each, length in written:
            del each[length:]
        work.identity, work.has_new_life = before
        raise


@contextmanager
def _alone() -> Iterator[None]:
    """On SQLite only one may write: our own threads stand in line, instead of asking again and again until one of
    thirty offices has waited too long."""
    with _writing, database.atomic("IMMEDIATE"):
        yield


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

    `scope` is who may hold a new record ("all", or a unit's code); a part is where the record is that it belongs to.
    """
    with transaction() as work:
        known = records.find(entity, record_id)
        row = records.row_of(_shares[entity], record_id) if known else None
        if known and row is None and not drawing.is_drawn(known, work.may_hold()):
            raise Hidden(f"{entity} {record_id}")
        live = known.live if known else {}
        values = _changed(fields, row, live)
        if not values:
            return False
        if known is None and scope is None:
            raise ValueError(f"a new {entity} needs a scope")
        base = {name: live[name] for name in values if live.get(name)}
        _write(work, entity, record_id, known, values, base, by=by, at=at, scope=scope, row=row)
        return True


def accept(n: int, values: Mapping[str, Any], *, by: object, at: datetime) -> None:
    """Take in the operation in row `n` that was refused here, as `by` mended it: `values` has every field of it.

    An ordinary change that names the refused one, so that its values give way wherever they live.
    """
    with transaction() as work:
        found = store.one("SELECT body FROM operation WHERE n = ? AND state = ?", (n, REFUSED))
        if found is None:
            raise ValueError(f"operation {n} was not refused")
        refused = read(bytes(found[0]))
        if set(values) != set(refused.values):
            raise ValueError(f"operation {n} has other fields")
        known = records.find(refused.entity, refused.record)
        if known is not None:
            known = _standing(work, refused.entity, refused.record)
        given = {name: plain(_sendable(value)) for name, value in values.items()}
        base = {name: known.live[name] for name in given if known and known.live.get(name)}
        _write(
            work, refused.entity, refused.record, known, given, base, by=by, at=at,
            scope=refused.scope, instead=(refused.prefix,),
        )  # fmt: skip


def move(entity: str, record_id: str, *, scope: str, by: object, at: datetime) -> bool:
    """Give the record and its parts into another scope: who holds that one receives them whole, who does not lets go.

    Only a node that may hold both can do it.
    """
    with transaction() as work:
        known, covers = _standing(work, entity, record_id), work.may_hold()
        if covers is not None and not {known.scope, scope} <= covers:
            raise Hidden(f"{entity} {record_id}")
        if known.scope == scope and len(known.live.get(MOVE, ())) < 2:
            return False
        base = {MOVE: known.live[MOVE]} if MOVE in known.live else {}
        _write(work, entity, record_id, known, {MOVE: scope}, base, by=by, at=at)
        return True


def void(entity: str, record_id: str, *, reason: str, by: object, at: datetime) -> None:
    """Say that the record counts no more, and why. Nothing is deleted: its row leaves the table, its history stays."""
    with transaction() as work:
        known = _standing(work, entity, record_id)
        _write(work, entity, record_id, known, {VOID: reason}, known.live, by=by, at=at)


def restore(entity: str, record_id: str, *, by: object, at: datetime) -> bool:
    """Take a void back; false when the record counts."""
    with transaction() as work:
        known = records.find(entity, record_id)
        if known is None or VOID not in known.live:
            return False
        covers = work.may_hold()
        if covers is not None and known.scope not in covers:
            raise Hidden(f"{entity} {record_id}")
        base = {VOID: known.live[VOID]}
        _write(work, entity, record_id, known, {VOID: None}, base, by=by, at=at)
        return True


def resend(entity: str, record_id: str, *, by: object, at: datetime) -> bool:
    """Say once more, in a change of our own, what the parent did not take in of this record and still stands here;
    false when there is nothing of that. A change it refused as a whole may have held much that was in order."""
    with transaction() as work:
        known = _standing(work, entity, record_id)
        refused = {operation.prefix: operation for operation in records.refused_above(known.n)}
        values = {
            name: refused[living[0]].values[name]
            for name, living in known.live.items()
            if len(living) == 1 and living[0] in refused
        }
        if not values:
            return False
        base = {name: known.live[name] for name in values}
        row = records.row_of(_shares[entity], record_id)
        _write(work, entity, record_id, known, values, base, by=by, at=at, row=row)
        return True


def _standing(work: Work, entity: str, record_id: str) -> Known:
    known = records.find(entity, record_id)
    if known is None or not drawing.is_drawn(known, work.may_hold()):
        raise Hidden(f"{entity} {record_id}")
    return known


def _write(
    work: Work, entity: str, record_id: str, known: Known | None, values: Mapping[str, Any],
    base: Mapping[str, tuple[str, ...]], *, by: object, at: datetime, scope: str | None = None,
    row: dict[str, Any] | None = None, instead: Sequence[str] = (),
) -> None:  # fmt: skip
    identity = _identity(work)
    identity.tick(at.astimezone(UTC))
    operation = compose(
        node=identity.unit, tier=identity.tier, actor=str(by), hlc=identity.hlc, entity=entity,
        record=record_id, scope=known.scope if known else _scope_of_new(entity, values, scope),
        values=values, base=base, instead=instead,
    )  # fmt: skip
    arrival = apply(operation, at=at, log=identity.log, known=known, row=row)
    if arrival.state == REFUSED:
        raise ValueError(f"{entity}: {arrival.reason}")
    work.own.append(positions.Written(arrival.n, operation, records.roots(operation)))


def _scope_of_new(entity: str, values: Mapping[str, Any], scope: str | None) -> str:
    part_of = _shares[entity].belongs_to
    owner = records.find(part_of[1], str(values.get(part_of[0]))) if part_of else None
    return owner.scope if owner else str(scope)


def log_here(work: Work, operation: Operation, arrival: Arrival) -> None:
    """Enter in our own log what somebody else wrote and no log brings to our parent as it is."""
    _identity(work)
    work.own.append(positions.Written(arrival.n, operation, records.roots(operation)))


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
    is_served: bool = False,
    known: Known | None = None,
    row: dict[str, Any] | None = None,
) -> Arrival:
    """Keep this operation and bring its record up to it; never fails on what an operation says.

    An operation met before changes nothing. One that replaces values not met yet is parked until they come. One
    that may not be applied is kept as refused, with the reason. `log` is the row of the log that brought it;
    `is_served` when the parent serves it, or once served it: whose record it is has been looked at then.
    """
    met = _met(operation)
    if met and met.state != RETRACTED:
        return met
    known = known or records.find(operation.entity, operation.record)
    owner = records.owner_of(operation)
    reason = refuse or _objection(operation)
    if reason:
        return _keep(operation, known, REFUSED, reason, at, log, met)
    if known is not None and known.is_let_go:
        records.take_up(known, operation, owner)
        if drawing.may_hold(known, _may_hold()):
            records.recall(known)
        parking.release(known, operation, _settle_late, _enter)
        met = _met(operation)
        if met and met.state != RETRACTED:
            return met
    waits = parking.why_it_waits(operation, known, owner, is_served=is_served)
    known = known or records.begin(operation, owner)
    # Where a part is, only the record says that it belongs to.
    is_placed = owner is not None or records.owner_named(operation) is None
    if waits and is_placed and not drawing.may_hold(known, _may_hold()):
        return _keep(operation, known, RETRACTED, None, at, log, met)
    if waits:
        return _keep(operation, known, PARKED, waits, at, log, met)
    if owner is not None and known.owner is None:
        _enter(known, owner)
    arrival = _keep(operation, known, APPLIED, None, at, log, met)
    _settle(operation, known, row)
    parking.release(known, operation, _settle_late, _enter)
    return arrival


def _may_hold() -> drawing.Covers:
    work: Work = _working.work
    return work.may_hold()


def _met(operation: Operation) -> Arrival | None:
    """What has become of this operation here; None when it is new."""
    row = store.one("SELECT n, state, reason FROM operation WHERE id = ?", (operation.id,))
    return Arrival(row[0], row[1], new=False, reason=row[2]) if row else None


def apply_all(
    operations: Sequence[Operation],
    *,
    at: datetime,
    log: int,
    refuse: Callable[[Operation], str | None] = lambda operation: None,
    is_served: bool = False,
) -> list[Arrival]:
    """`apply` of each of these, in their order, with far fewer statements; `refuse` says why not, if so."""
    work: Work = _working.work
    arrivals: list[Arrival] = []
    window = FIRST_BATCH
    while len(arrivals) < len(operations):
        some = operations[len(arrivals) : len(arrivals) + window]
        batch = bulk.Batch(some, work.may_hold(), instant(at))
        special: Operation | None = None
        for operation in some:
            met = None if refuse(operation) or _objection(operation) else batch.take(operation)
            if met is None:
                special = operation
                break
            arrivals.append(Arrival(met.n, met.state, met.is_new, met.reason))
            if met.is_new:
                roots = records.roots(operation)
                work.feed.append(positions.Written(met.n, operation, roots, log, met.scope))
                work.kept.append(operation)
        batch.write()
        if special is not None:
            why = refuse(special)
            arrivals.append(apply(special, at=at, log=log, refuse=why, is_served=is_served))
        window = min(window * 4, MOST_IN_BATCH) if special is None else max(window // 4, 8)
    return arrivals


def rebuild(entity: str) -> int:
    """Draw the table of `entity` again from the operations; for entities and fields learned by an upgrade."""
    drawn = 0
    with transaction() as work:
        for n, record_id, scope, live in store.every(
            "SELECT n, id, scope, live FROM record WHERE entity = ? ORDER BY n", (entity,)
        ):
            known = Known(n, scope, registers.unpack(live))
            drawn += drawing.again(_shares[entity], record_id, known, work.may_hold())
    return drawn


def look_again(known: Known, operation: Operation, owner: Known | None) -> None:
    """Apply what has been parked on this record, as if it came now; a part enters the record it belongs to."""
    if owner is not None and known.owner is None:
        _enter(known, owner)
    parking.release(known, operation, _settle_late, _enter)


# ── One operation, applied ──────────────────────────────────────────────────────────────────────────


def _settle(operation: Operation, known: Known, row: dict[str, Any] | None = None) -> None:
    table = _shares.get(operation.entity)
    if registers.unseen(known.live, operation):
        operation = records.see_through(operation)
    known.live = registers.settle(known.live, operation)
    if max(map(len, known.live.values())) > 1:
        known.live = registers.without_refused(known.live, records.operations_of(known.n))
    records.note_beginning(known, operation)
    scope_before = known.scope
    if MOVE in operation.values:
        known.scope = drawing.value(table, known, MOVE)
    store.run(
        "UPDATE record SET live = ?, contested = ?, month = ?, scope = ? WHERE n = ?",
        (registers.pack(known.live), drawing.contested(table, known), known.month, known.scope, known.n),
    )  # fmt: skip
    work: Work = _working.work
    if table is not None:
        drawing.after(table, operation, known, row, work.may_hold())
    if known.scope != scope_before:
        _take_along(work, known)
    if MOVE in operation.values and positions.serves():
        left = {operation.scope, operation.values[MOVE], scope_before} - {known.scope}
        _tell_who_may_hold_it(work, known, left)


def _settle_late(n: int, operation: Operation, known: Known, *, is_fed: bool) -> None:
    _settle(operation, known)
    if not is_fed and positions.serves():
        scopes.publish(_working.work.feed, [(n, operation.body)], known.scope)


def _take_along(work: Work, known: Known) -> None:
    """The record is in another scope now: its parts follow, and whoever holds that scope is fed all of it."""
    for entity, record_id, part in records.parts_of(known):
        part.scope = known.scope
        store.run("UPDATE record SET scope = ? WHERE n = ?", (part.scope, part.n))
        if table := _shares.get(entity):
            drawing.again(table, record_id, part, work.may_hold())
    if drawing.may_hold(known, work.may_hold()):
        records.recall(known, is_brought=True)
    else:
        records.lay_down(known)
    if positions.serves():
        scopes.publish(work.feed, scopes.of_record(known), known.scope)


def _tell_who_may_hold_it(work: Work, known: Known, left: set[str]) -> None:
    """Offices from which a record went, or to which a move would have brought it that did not prevail, let go of it:
    they are fed its moves."""
    moves = records.moves_of(known)
    for scope in sorted(left):
        scopes.publish(work.feed, moves, scope)


def _enter(part: Known, owner: Known) -> None:
    """A part whose record has come at last enters it, and the scope that one is in."""
    was_in, part.scope, part.owner = part.scope, owner.scope, owner.n
    store.run("UPDATE record SET owner = ?, scope = ? WHERE n = ?", (owner.n, owner.scope, part.n))
    if part.scope != was_in and positions.serves():
        scopes.publish(_working.work.feed, scopes.of_record(part), part.scope)


def _objection(operation: Operation) -> str | None:
    """Why this operation may not be applied anywhere, if so."""
    if MOVE in operation.values:
        return _objection_to_move(operation)
    table = _shares.get(operation.entity)
    if table is None:
        return None
    if unfit := table.unfit(operation.values):
        return f"Giá trị của “{unfit}” không hợp lệ."
    if operation.tier == 0 and not table.owned.isdisjoint(operation.values):
        return "Mục này chỉ cấp trên được ghi."
    return None


def _objection_to_move(operation: Operation) -> str | None:
    if not _is_scope(operation.values[MOVE]):
        return "Nơi nhận bản ghi không hợp lệ."
    return "Chỉ cấp trên được chuyển bản ghi sang đơn vị khác." if operation.tier == 0 else None


def _is_scope(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and not value.startswith("@")


def _keep(
    operation: Operation,
    known: Known | None,
    state: int,
    reason: str | None,
    at: datetime,
    log: int,
    met: Arrival | None,
) -> Arrival:
    # One that was not met when this transaction looked, and is here now, another request has just brought: that
    # must fail and be said again, or it would stand twice in the feed and in the ledger.
    again = (
        "ON CONFLICT (id) DO UPDATE SET record = excluded.record, state = excluded.state, reason = excluded.reason "
        if met
        else ""
    )
    cursor = store.run(
        "INSERT INTO operation (id, record, body, state, reason, arrived_at, salvage) "
        f"VALUES (?, ?, ?, ?, ?, ?, ?) {again}RETURNING n",
        (
            operation.id,
            known.n if known else None,
            operation.body,
            state,
            reason,
            instant(at),
            False,
        ),
    )
    n: int = cursor.fetchone()[0]
    if state != REFUSED:
        work: Work = _working.work
        if reason != parking.OF_ANOTHER:
            scope = known.scope if known else operation.scope
            work.feed.append(positions.Written(n, operation, records.roots(operation), log, scope))
        if met is None:
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
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
