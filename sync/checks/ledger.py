"""The ledger: what was written in each scope on each day, as a short code two people can compare by telephone.

An operation counts to its own scope and to the day its clock gave it, in Hanoi time. The sum over a day is an
addition, so it does not matter in which order operations came, and it is kept up with each transaction. Refused
operations are left out: above they never entered; below those of our own parent are taken off when the code is read.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sync import days, store
from sync.operations import MalformedOperation, Operation, read
from sync.tables import REFUSED

MODULUS = 1 << 256
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BITS = 30


@dataclass(frozen=True)
class Sum:
    """How many operations, and their SHA-256 added up modulo 2^256."""

    operations: int = 0
    total: int = 0

    def plus(self, other: "Sum") -> "Sum":
        return Sum(self.operations + other.operations, (self.total + other.total) % MODULUS)

    def less(self, other: "Sum") -> "Sum":
        return Sum(self.operations - other.operations, (self.total - other.total) % MODULUS)

    @property
    def digest(self) -> bytes:
        return self.total.to_bytes(32, "big")


Days = dict[tuple[str, str], Sum]
"""(scope, day) → sum."""


@dataclass(frozen=True)
class Day:
    """One day of one scope with its parts, for finding by voice where two offices differ."""

    hours: Mapping[int, Sum] = field(default_factory=dict)
    records: int = 0
    """How many records the day's operations touched; what is a part of another counts as that one."""


def add(operations: Iterable[Operation]) -> None:
    """Enter operations kept here for the first time; call it under the feed lock, just before the commit."""
    for at, more in summed(operations).items():
        _write(at, _stored(*at).plus(more))


def take_out(operations: Iterable[Operation]) -> None:
    """Operations that were entered and are refused after all; under the feed lock likewise."""
    for at, less in summed(operations).items():
        _write(at, _stored(*at).less(less))


def _write(at: tuple[str, str], known: Sum) -> None:
    store.run(
        "INSERT INTO ledger (scope, day, operations, digest) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (scope, day) DO UPDATE SET operations = excluded.operations, digest = excluded.digest",
        (*at, known.operations, known.digest),
    )


def summed(operations: Iterable[Operation]) -> Days:
    by_day: dict[tuple[str, str], list[bytes]] = {}
    for operation in operations:
        at = (operation.scope, days.day_of(operation.hlc))
        by_day.setdefault(at, []).append(operation.id)
    return {at: _sum(ids) for at, ids in by_day.items()}


def _sum(ids: list[bytes]) -> Sum:
    total = sum(int.from_bytes(hashlib.sha256(op_id).digest(), "big") for op_id in ids)
    return Sum(len(ids), total % MODULUS)


def one(operation_id: bytes) -> Sum:
    return Sum(1, int.from_bytes(hashlib.sha256(operation_id).digest(), "big"))


# ── Reading it ──────────────────────────────────────────────────────────────────────────────────────


def day_code(scope: str, day: str, *, without_refused_above: bool) -> str:
    """“7K4-29P”: the same at two nodes that hold the same operations of that day.

    A child reads it to its parent without what the parent refused; a parent reads it to its child as it stands.
    """
    return code(scope, day, day_sum(scope, day, without_refused_above=without_refused_above))


def day_sum(scope: str, day: str, *, without_refused_above: bool) -> Sum:
    found = _stored(scope, day)
    if without_refused_above:
        found = found.less(summed(_refused_above()).get((scope, day), Sum()))
    return found


def days_since(scope: str, first: str, *, without_refused_above: bool) -> dict[str, Sum]:
    """The days of a scope from this one on."""
    rows = store.every(
        "SELECT day, operations, digest FROM ledger WHERE scope = ? AND day >= ?", (scope, first)
    )
    found = {day: Sum(count, int.from_bytes(bytes(total), "big")) for day, count, total in rows}
    refused = summed(_refused_above()) if without_refused_above else {}
    return {day: kept.less(refused.get((scope, day), Sum())) for day, kept in found.items()}


def day(scope: str, day: str, *, without_refused_above: bool) -> Day:
    """The hours of a day. Reads every operation of this node: for when two codes differ, not for every page."""
    left_out = {op.id for op in _refused_above()} if without_refused_above else set()
    hours: dict[int, Sum] = {}
    touched: set[int] = set()
    for operation, whole in _operations_of(scope, day):
        if operation.id in left_out:
            continue
        hour = days.hour_of(operation.hlc)
        hours[hour] = hours.get(hour, Sum()).plus(one(operation.id))
        touched.add(whole)
    return Day(hours, len(touched))


def code(scope: str, at: str, found: Sum) -> str:
    """30 bits in Crockford's base 32, which has no I, L, O or U to mishear."""
    said = f"{scope} {at} {found.operations} ".encode() + found.digest
    number = int.from_bytes(hashlib.sha256(said).digest()[:4], "big") >> 2
    letters = [CODE_ALPHABET[number >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5)]
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


def _stored(scope: str, day: str) -> Sum:
    row = store.one(
        "SELECT operations, digest FROM ledger WHERE scope = ? AND day = ?", (scope, day)
    )
    return Sum(row[0], int.from_bytes(bytes(row[1]), "big")) if row else Sum()


def _refused_above() -> list[Operation]:
    rows = store.every(
        "SELECT DISTINCT o.n, o.body FROM refused_operation r JOIN operation o ON o.n = r.operation "
        f"WHERE r.child IS NULL AND o.state <> {REFUSED}"
    )
    return [read(bytes(body)) for _, body in rows]


def _operations_of(scope: str, day: str) -> Iterable[tuple[Operation, int]]:
    """Each operation of this scope and day, with the record it moves or the whole that is a part of."""
    cursor = store.run(
        "SELECT o.body, COALESCE(r.owner, r.n) FROM operation o JOIN record r ON r.n = o.record "
        f"WHERE o.state <> {REFUSED}"
    )
    for body, whole in cursor:
        if _stands_in(bytes(body), scope, day):
            yield read(bytes(body)), whole


def _stands_in(body: bytes, scope: str, day: str) -> bool:
    """Found in the bytes, which are canonical, because reading half a million of them as JSON takes long."""
    at = body.find(b'"hlc":')
    digits = body[at + 6 : body.find(b",", at)]
    if digits.isdigit() and days.day_of(int(digits)) != day:
        return False
    operation = read(body)
    return operation.scope == scope and days.day_of(operation.hlc) == day


def buckets_touched(first: str, last: str, scopes: Collection[str] | None) -> set[tuple[str, str]]:
    """The scopes and months (see `digests`) of the records that operations of these days have changed here."""
    found = store.every("SELECT DISTINCT scope, month FROM record WHERE month <= ?", (last[:7],))
    return {
        (scope, month)
        for scope, month in found
        if (scopes is None or scope in scopes) and _was_touched((scope, month), first, last)
    }


def _was_touched(bucket: tuple[str, str], first: str, last: str) -> bool:
    bodies = store.run(
        "SELECT o.body FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.scope = ? AND r.month = ? AND o.state <> {REFUSED}",
        bucket,
    )
    return any(first <= _day_of(bytes(body)) <= last for (body,) in bodies)


def _day_of(body: bytes) -> str:
    """As in `_stands_in`; a body that cannot be read is of no day."""
    at = body.find(b'"hlc":')
    digits = body[at + 6 : body.find(b",", at)]
    return days.day_of(int(digits)) if digits.isdigit() else ""


# ── Proving it ──────────────────────────────────────────────────────────────────────────────────────


def computed() -> Days:
    """The whole ledger again, from the operations as they are stored."""
    found: Days = {}
    after = 0
    while rows := store.every(
        f"SELECT n, body FROM operation WHERE n > ? AND state <> {REFUSED} ORDER BY n LIMIT 5000",
        (after,),
    ):
        after = rows[-1][0]
        enter(found, _readable(body for _, body in rows))
    return found


def enter(found: Days, operations: Iterable[Operation]) -> None:
    """Add operations to a ledger that is being computed."""
    for at, more in summed(operations).items():
        found[at] = found.get(at, Sum()).plus(more)


def _readable(bodies: Iterable[Any]) -> Iterable[Operation]:
    """What is damaged beyond reading counts to no day."""
    for body in bodies:
        with suppress(MalformedOperation):
            yield read(bytes(body))


def kept() -> Days:
    rows = store.every("SELECT scope, day, operations, digest FROM ledger")
    return {
        (scope, day): Sum(operations, int.from_bytes(bytes(digest), "big"))
        for scope, day, operations, digest in rows
    }


def mend(pending: Iterable[Operation]) -> int:
    """Write the ledger again where it differs from the operations; on how many days it did.

    `pending` are those the open transaction has kept and will enter by itself before it commits. Nobody else may
    enter any between the reading and the writing.
    """
    store.take_feed_lock()
    right, wrong = computed(), kept()
    for at, more in summed(pending).items():
        right[at] = right[at].less(more)
    right = {at: found for at, found in right.items() if found.operations}
    differing = [at for at in right.keys() | wrong.keys() if right.get(at) != wrong.get(at)]
    for at in differing:
        store.run("DELETE FROM ledger WHERE scope = ? AND day = ?", at)
        if at in right:
            _write(at, right[at])
    return len(differing)
