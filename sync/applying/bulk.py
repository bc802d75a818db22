"""Many operations at once, where nothing about them is special.

Nearly everything that arrives is new here, waits for nothing and clashes with nothing. What must be known to say so is
read for a whole batch at once, and what follows from it is written at once. The first operation that is not like that
ends the batch; `journal.apply` knows everything, and takes it alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync import records, registers, shares, store
from sync.applying.drawing import Covers
from sync.operations import Operation
from sync.records import Known
from sync.registers import MOVE, VOID, Live
from sync.shares import Share, stored
from sync.tables import APPLIED, PARKED, RETRACTED

Name = tuple[str, str]
"""Entity and id of a record."""

_ASKED_AT_ONCE = 400


@dataclass(slots=True)
class Met:
    """An operation that is here, or has just been taken: its row, and what became of it."""

    n: int
    state: int
    is_new: bool
    reason: str | None = None
    scope: str = ""


@dataclass(slots=True)
class _Draft:
    """A record as it stands here and as the batch leaves it. `row` is that of its table."""

    known: Known
    is_new: bool
    before: dict[str, Any] | None
    row: dict[str, Any] | None
    is_plain: bool
    fields: dict[str, None] = field(default_factory=dict)
    """The columns that may have changed."""
    is_touched: bool = False


@dataclass
class Batch:
    """What is known of these operations before the first is taken. Inside a transaction, like all that writes."""

    operations: Sequence[Operation]
    covers: Covers
    arrived_at: str
    _met: dict[bytes, Met] = field(default_factory=dict)
    _drafts: dict[Name, _Draft] = field(default_factory=dict)
    _inserts: list[tuple[Any, ...]] = field(default_factory=list)
    _begun: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ids = [operation.id for operation in self.operations]
        for n, op_id, state, reason in _select(
            "SELECT n, id, state, reason FROM operation WHERE id IN ({})", ids
        ):
            self._met[bytes(op_id)] = Met(n, state, is_new=False, reason=reason)
        self._read_records()
        self._parked, self._parked_entities = _parked()
        self._rows = _numbers("operation", len(ids))
        self._records = _numbers("record", len(ids))

    def take(self, operation: Operation) -> Met | None:
        """Take it, or None when there is something about it that only `journal.apply` knows to do."""
        if met := self._met.get(operation.id):
            return None if met.state == RETRACTED else met
        draft = self._draft(operation)
        if draft is None:
            return None
        if not _replaces_what_lives(draft.known.live, operation):
            return None
        draft.known.live |= dict.fromkeys(operation.values, (operation.prefix,))
        draft.known.note_beginning(operation)
        draft.is_touched = True
        self._draw(draft, operation)
        met = Met(next(self._rows), APPLIED, is_new=True, scope=draft.known.scope)
        self._inserts.append(
            (met.n, operation.id, draft.known.n, operation.body, APPLIED, self.arrived_at, False)
        )
        self._met[operation.id] = Met(met.n, APPLIED, is_new=False)
        return met

    def write(self) -> None:
        """Write what was taken: operations, records, rows."""
        store.run_many(
            "INSERT INTO operation (n, id, record, body, state, arrived_at, salvage) VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._inserts,
        )
        touched = [(name, draft) for name, draft in self._drafts.items() if draft.is_touched]
        store.run_many(
            "INSERT INTO record (live, month, n, entity, id, scope, owner, contested, own_seq, feed_n) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (registers.pack(d.known.live), d.known.month, d.known.n, *name, d.known.scope, d.known.owner, 0, 0, 0)
                for name, d in touched if d.is_new
            ],
        )  # fmt: skip
        store.run_many(
            "UPDATE record SET live = ?, month = ?, contested = 0 WHERE n = ?",
            [
                (registers.pack(draft.known.live), draft.known.month, draft.known.n)
                for _, draft in touched
                if not draft.is_new
            ],
        )
        _write_rows(touched)

    # ── What is known ───────────────────────────────────────────────────────────────────────────────

    def _read_records(self) -> None:
        names: dict[str, dict[str, None]] = {}
        fields: dict[str, set[str]] = {}
        for operation in self.operations:
            names.setdefault(operation.entity, {})[operation.record] = None
            fields.setdefault(operation.entity, set()).update(operation.values)
            table, owner = shares.ALL.get(operation.entity), records.owner_named(operation)
            if owner and table and table.belongs_to:
                names.setdefault(table.belongs_to[1], {})[owner] = None
        for entity, ids in sorted(names.items()):
            found = {
                row[0]: Known(row[1], row[2], registers.unpack(row[3]), row[4], row[5])
                for row in _select(
                    "SELECT id, n, scope, live, month, owner FROM record WHERE id IN ({}) AND entity = ? ORDER BY n"
                    + store.for_update(),
                    sorted(ids), entity,
                )
            }  # fmt: skip
            rows = _rows_of(shares.ALL.get(entity), list(found), fields.get(entity, set()))
            for record, known in found.items():
                row = rows.get(record)
                self._drafts[entity, record] = _Draft(
                    known, is_new=False, before=row, row=row, is_plain=_is_plain(known.live)
                )

    def _draft(self, operation: Operation) -> _Draft | None:
        """The record of the operation, when it may be taken in a batch."""
        table = shares.ALL.get(operation.entity)
        is_special = MOVE in operation.values or VOID in operation.values or bool(operation.instead)
        if is_special or self._is_awaited(operation) or (table and table.attachments):
            return None
        name = (operation.entity, operation.record)
        draft = self._drafts.get(name)
        if table is not None and table.belongs_to:
            owner = self._owner(operation, table)
            if owner is None or owner.scope != operation.scope:
                return None
            if draft is not None and draft.known.owner != owner.n:
                return None
        else:
            owner = None
        if draft is None:
            if operation.base or not self._may_hold(operation.scope):
                return None
            known = Known(
                next(self._records), operation.scope, {}, owner=owner.n if owner else None
            )
            draft = self._drafts[name] = _Draft(
                known, is_new=True, before=None, row=None, is_plain=True
            )
            return draft
        fits = (
            draft.is_plain
            and draft.known.scope == operation.scope
            and self._may_hold(operation.scope)
        )
        has_row = table is None or draft.row is not None
        return draft if fits and has_row and draft.known.n not in self._parked else None

    def _owner(self, operation: Operation, table: Share) -> Known | None:
        named = records.owner_named(operation)
        draft = (
            self._drafts.get((table.belongs_to[1], named)) if named and table.belongs_to else None
        )
        return draft.known if draft else None

    def _may_hold(self, scope: str) -> bool:
        return self.covers is None or scope in self.covers

    def _is_awaited(self, operation: Operation) -> bool:
        """Whether parts that wait may be waiting for this record."""
        return bool(self._parked_entities) and any(
            part.belongs_to and part.belongs_to[1] == operation.entity and part.entity in self._parked_entities
            for part in shares.ALL.values()
        )  # fmt: skip

    def _draw(self, draft: _Draft, operation: Operation) -> None:
        table = shares.ALL.get(operation.entity)
        if table is None:
            return
        row = draft.row
        if row is None:
            row = dict(table.blank)
        elif row is draft.before:
            row = dict(row)
        settle = table.settle
        for name, value in operation.values.items():
            if name in settle:
                row[name] = stored(value)
                draft.fields[name] = None
        if table.derive:
            row |= table.derive(row)
            draft.fields = dict.fromkeys(table.columns)
        draft.row = row


def _is_plain(live: Live) -> bool:
    return VOID not in live and max(map(len, live.values()), default=1) == 1


def _replaces_what_lives(live: Live, operation: Operation) -> bool:
    """Whether the operation replaces exactly what lives of each of its fields, where no field has several values."""
    base, met = operation.base, 0
    for name in operation.values:
        lives, seen = live.get(name), base.get(name)
        if seen:
            if lives is None or len(seen) != 1 or lives[0] != seen[0]:
                return False
            met += 1
        elif lives:
            return False
    return met == len(base)


def _parked() -> tuple[set[int], set[str]]:
    """Records on which something waits, and the entities those are of."""
    rows = store.every(
        f"SELECT DISTINCT r.n, r.entity FROM operation o CROSS JOIN record r WHERE o.state = {PARKED} "
        "AND o.record > 0 AND r.n = o.record"
    )
    return {row[0] for row in rows}, {row[1] for row in rows}


def _numbers(table: str, count: int) -> Iterator[int]:
    """Row numbers for so many new rows."""
    if store.is_postgresql():
        rows = store.every(
            "SELECT nextval(pg_get_serial_sequence(?, 'n')) FROM generate_series(1, ?)",
            (table, count),
        )
        return iter([row[0] for row in rows])
    last = store.one(f"SELECT MAX(n) FROM {table}")
    first = (last[0] if last and last[0] else 0) + 1
    return iter(range(first, first + count))


def _select(statement: str, values: Sequence[Any], *others: Any) -> Iterator[tuple[Any, ...]]:
    """The rows for all of these values, some hundred at a time; `{}` stands where they are compared."""
    for at in range(0, len(values), _ASKED_AT_ONCE):
        some = values[at : at + _ASKED_AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from store.every(statement.format(marks), (*some, *others))


def _rows_of(
    table: Share | None, ids: Sequence[str], fields: set[str]
) -> dict[str, dict[str, Any]]:
    """The rows as they stand: the columns that may change, or all where others are computed from them."""
    if table is None or not ids:
        return {}
    columns = [name for name in table.columns if table.derive or name in fields]
    quoted = "".join(f', "{name}"' for name in columns)
    rows = _select(f'SELECT id{quoted} FROM "{table.table}" WHERE id IN ({{}})', ids)
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def _write_rows(touched: Iterable[tuple[Name, _Draft]]) -> None:
    """One statement for each table, and for each set of columns that changed together."""
    by_statement: dict[str, list[tuple[Any, ...]]] = {}
    for (entity, record), draft in touched:
        table, row, before = shares.ALL.get(entity), draft.row, draft.before
        if table is None or row is None:
            continue
        if before is None:
            values = (record, *(row[name] for name in table.columns))
            by_statement.setdefault(table.sql["insert"], []).append(values)
            continue
        changed = [name for name in draft.fields if row[name] != before[name]]
        if changed:
            names = ", ".join(f'"{name}" = ?' for name in changed)
            statement = f'UPDATE "{table.table}" SET {names} WHERE id = ?'
            by_statement.setdefault(statement, []).append(
                (*(row[name] for name in changed), record)
            )
    for statement, rows in by_statement.items():
        store.run_many(statement, rows)
