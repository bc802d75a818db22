"""Records in which more than one value lives: read from the operations, never from the rows, which show one of them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.conflicts import Side
from app.queries.moments import instant
from sync import registers, shares, store
from sync.operations import Operation, read
from sync.registers import VOID, Live
from sync.tables import APPLIED

HLC_PER_SECOND = 1_000_000
LATEST_SECOND = 4_102_444_799
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Clash:
    """One field with several different values, those of lower offices first; `before` is what both sides had seen."""

    field: str
    sides: tuple[Side, ...]
    before: Any
    had_before: bool


@dataclass(frozen=True)
class Merged:
    """A field both sides could keep: what is shown, whose it is, and the values that gave way."""

    field: str
    shown: Side
    gave_way: tuple[Side, ...]


@dataclass(frozen=True)
class Contested:
    """A record with what is contested in it. `root` is the record it is a part of, or itself; `since` is when the
    second value came; `seal` changes with the values that live."""

    n: int
    entity: str
    record_id: str
    root: str
    clashes: tuple[Clash, ...]
    merged: tuple[Merged, ...]
    since: datetime
    seal: str
    written: tuple[tuple[Operation, datetime], ...]
    """Every operation in the order of arrival."""
    live: Live

    def shown_at(self, field: str, moment: datetime) -> Any:
        """What stood on the screen here at that moment."""
        live: Live = {}
        known = [operation for operation, at in self.written if at <= moment]
        for operation in known:
            live = registers.settle(live, operation)
        live = registers.without_refused(live, known)
        fit = [op for op in known if op.prefix in live.get(field, ()) and field in op.values]
        policy = shares.policy(shares.ALL.get(self.entity), field)
        return registers.shown(policy, fit, field) if fit else None

    def written_there(self, field: str, unit: str, moment: datetime) -> Any:
        """What the office of `unit` had last written at that moment of its own clock; what the record began with
        where it had written nothing."""
        said = [op for op, _ in self.written if field in op.values]
        theirs = [op for op in said if op.node == unit and _seconds(op) <= moment.timestamp()]
        first = sorted(said, key=lambda op: op.hlc)[:1]
        return max(theirs or first, key=lambda op: op.hlc).values[field] if said else None


def read_records(numbers: Iterable[int]) -> dict[int, Contested]:
    """The records of these row numbers, with nothing contested where nothing is."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, Contested] = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        found |= _read_some(wanted[start : start + MOST_AT_ONCE])
    return found


def _read_some(wanted: list[int]) -> dict[int, Contested]:
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    written: dict[int, list[tuple[Operation, datetime]]] = defaultdict(list)
    for n, body, at in store.every(
        f"SELECT record, body, arrived_at FROM operation WHERE record IN ({marks}) AND state = ? "
        "ORDER BY n",
        (*wanted, APPLIED),
    ):
        written[n].append((read(bytes(body)), instant(at)))
    rows = store.every(
        "SELECT r.n, r.entity, r.id, COALESCE(w.id, r.id), r.live FROM record r "
        f"LEFT JOIN record w ON w.n = r.owner WHERE r.n IN ({marks})",
        tuple(wanted),
    )
    return {
        n: _contested(n, entity, record_id, root, live, written[n])
        for n, entity, record_id, root, live in rows
    }


def _contested(
    n: int, entity: str, record_id: str, root: str, packed: str,
    written: list[tuple[Operation, datetime]],
) -> Contested:  # fmt: skip
    live = registers.unpack(packed)
    by_prefix = {operation.prefix: (operation, at) for operation, at in written}
    clashes, merged = [], []
    for field, prefixes in sorted(live.items()):
        candidates = [by_prefix[prefix][0] for prefix in prefixes if prefix in by_prefix]
        if field == VOID:
            clashes += _void(live, candidates, by_prefix)
        elif len(candidates) > 1:
            policy = shares.policy(shares.ALL.get(entity), field)
            if registers.is_contested(policy, candidates, field):
                clashes.append(_clash(field, candidates, by_prefix))
            elif len({_text(each.values[field]) for each in candidates}) > 1:
                merged.append(_merged(field, candidates, by_prefix))
    merged += _beside(live, clashes, merged, by_prefix)
    seconds = [sorted(side.arrived_at for side in clash.sides)[1:2] for clash in clashes]
    contested = [clash.field for clash in clashes]
    seal = json.dumps([[name, live[name]] for name in contested], sort_keys=True)
    return Contested(
        n=n, entity=entity, record_id=record_id, root=root, clashes=tuple(clashes), merged=tuple(merged),
        since=min((each[0] for each in seconds if each), default=datetime.fromtimestamp(0, UTC)),
        seal=hashlib.sha256(seal.encode()).hexdigest()[:16],
        written=tuple(written),
        live=live,
    )  # fmt: skip


def _clash(
    field: str, candidates: list[Operation], written: Mapping[str, tuple[Operation, datetime]]
) -> Clash:
    """Equal values stand for one; the one that was written first says whose it is."""
    sides: dict[str, Side] = {}
    for operation in sorted(candidates, key=lambda op: (op.tier, op.hlc, op.id)):
        side = _side(operation, written[operation.prefix][1], field)
        sides.setdefault(_text(side.value), side)
    seen = {prefix for operation in candidates for prefix in operation.base.get(field, ())}
    before = [written[prefix][0] for prefix in seen if prefix in written]
    last = max(before, key=lambda op: (op.hlc, op.id), default=None)
    value = last.values.get(field) if last else None
    return Clash(field, tuple(sides.values()), value, last is not None)


def _void(
    live: Live, candidates: list[Operation], written: Mapping[str, tuple[Operation, datetime]]
) -> list[Clash]:
    """A record was set aside by somebody who had not seen what another wrote into it."""
    voids = [op for op in candidates if op.values[VOID] is not None]
    clashes = registers.void_clashes(live, candidates)
    if not voids or not (clashes or registers.is_contested(registers.HUMAN, candidates, VOID)):
        return []
    seen = {prefix for op in voids for prefixes in op.base.values() for prefix in prefixes}
    living = {p for field, prefixes in live.items() if field != VOID for p in prefixes}
    others = [written[p] for p in living - seen if p in written]
    others += [written[op.prefix] for op in candidates if op.values[VOID] is None]
    if not others:
        return []
    kept, arrived = max(others, key=lambda pair: pair[0].hlc)
    void = min(voids, key=lambda op: (op.hlc, op.id))
    sides = (
        _side(void, written[void.prefix][1], VOID),
        replace(_side(kept, arrived, ""), value=None),
    )
    return [Clash(VOID, sides, None, had_before=False)]


def _merged(
    field: str, candidates: list[Operation], written: Mapping[str, tuple[Operation, datetime]]
) -> Merged:
    first, *others = sorted(candidates, key=lambda op: (op.hlc, op.id), reverse=True)
    return Merged(
        field, _side(first, written[first.prefix][1], field),
        tuple(_side(op, written[op.prefix][1], field) for op in others),
    )  # fmt: skip


def _beside(
    live: Live, clashes: list[Clash], merged: list[Merged], written: Mapping[str, tuple[Operation, datetime]]
) -> list[Merged]:  # fmt: skip
    """What was written in the same breath as a contested value and disturbed nobody."""
    told = {clash.field for clash in clashes} | {each.field for each in merged}
    found = []
    for prefix in sorted({side.prefix for clash in clashes for side in clash.sides}):
        operation, at = written[prefix]
        alone = [name for name in operation.values if live.get(name) == (prefix,)]
        if operation.base:
            found += [Merged(f, _side(operation, at, f), ()) for f in sorted(set(alone) - told)]
    return found


def _side(operation: Operation, arrived_at: datetime, field: str) -> Side:
    return Side(
        prefix=operation.prefix, value=operation.values.get(field), unit=operation.node,
        tier=operation.tier, actor=operation.actor, arrived_at=arrived_at,
        at=datetime.fromtimestamp(_seconds(operation), UTC),
    )  # fmt: skip


def _seconds(operation: Operation) -> int:
    """When it was written by the clock over there; that of a clock gone mad is cut to the end of the century."""
    return max(0, min(operation.hlc // HLC_PER_SECOND, LATEST_SECOND))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
