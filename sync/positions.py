"""Positions: given last in a transaction, in the order of commit.

On PostgreSQL an advisory lock is taken here and nowhere earlier, so that a reader who pages the feed by number
can never step over a row that commits later (measured: taking numbers early loses up to 42 %). SQLite has one
writer at a time and gives the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sync import chain, store
from sync.checks import ledger
from sync.operations import Operation

COUNTER = 1000
NOWHERE = 2**62
"""Past every feed number: where it does not matter how far a child has come."""

FAR_AHEAD = 24 * 3600 * 1000 * COUNTER


@dataclass(slots=True)
class Written:
    """An operation of this transaction: its row, the records it moves, the log that brought it, and the scope it is
    fed under when that is not the one it was written under."""

    n: int
    operation: Operation
    roots: tuple[tuple[str, str], ...]
    log: int = 0
    scope: str | None = None


@dataclass(slots=True)
class Identity:
    """This node while it writes: who it is, its live log, and its logical clock."""

    unit: str
    tier: int
    log: int
    serves: bool
    hlc: int

    def tick(self, at: datetime) -> None:
        """Move the logical clock to this instant, or one past its last value if the wall clock is behind."""
        wall = int(at.timestamp() * 1000) * COUNTER
        self.hlc = max(wall, self.hlc + 1)


class NotFounded(RuntimeError):
    """This database has not been made a node yet."""


def identity() -> Identity:
    row = store.one(
        "SELECT s.unit, s.tier, l.n, s.serves, s.hlc FROM sync_self s JOIN log l ON l.incarnation = s.incarnation"
    )
    if row is None:
        raise NotFounded
    return Identity(row[0], row[1], row[2], bool(row[3]), row[4])


def merge_clock(seen_hlc: int, now: datetime) -> None:
    """Move our logical clock past one seen from elsewhere, unless that one is more than a day ahead of us."""
    if seen_hlc <= int(now.astimezone(UTC).timestamp() * 1000) * COUNTER + FAR_AHEAD:
        # The clock is a row that every writer moves under this lock: whoever held the row first would wait for ever.
        store.take_feed_lock()
        store.run("UPDATE sync_self SET hlc = ? WHERE hlc < ?", (seen_hlc, seen_hlc))


def give(
    own: list[Written], feed: list[Written], identity: Identity | None, *, kept: Sequence[Operation]
) -> None:
    """Number what this transaction wrote: our own log first, then the feed when this node serves others.

    What is `kept` here for the first time enters the ledger of its day, under the same lock.
    """
    if not (own or feed or kept):
        return
    store.take_feed_lock()
    ledger.add(kept)
    if own and identity:
        extend_own(own, _still(identity))
    if feed and serves():
        append_feed(feed)


def _still(then: Identity) -> Identity:
    """The identity under the lock: a new incarnation may have been opened since this transaction began."""
    if store.is_postgresql():
        now = identity()
        then.log = now.log
    return then


def serves() -> bool:
    row = store.one("SELECT serves FROM sync_self")
    return bool(row and row[0])


def extend(log: int, numbered: list[tuple[int, bytes]]) -> int:
    """Append operations (row, id) to a log and return its new head position."""
    head = store.one("SELECT head_seq, head_hash FROM log WHERE n = ?" + store.for_update(), (log,))
    if head is None:
        raise NotFounded
    seq, digest = head[0], bytes(head[1])
    rows = []
    for operation, operation_id in numbered:
        seq += 1
        digest = chain.link(digest, operation_id)
        rows.append((log, seq, operation, digest))
    store.run_many("INSERT INTO entry (log, seq, operation, chain) VALUES (?, ?, ?, ?)", rows)
    store.run("UPDATE log SET head_seq = ?, head_hash = ? WHERE n = ?", (seq, digest, log))
    return int(seq)


def append_feed(written: list[Written]) -> None:
    last = store.one("SELECT n, chain FROM feed ORDER BY n DESC LIMIT 1")
    n, digest = (last[0], bytes(last[1])) if last else (0, chain.START)
    rows: list[tuple[object, ...]] = []
    touched: dict[tuple[str, str], int] = {}
    for item in written:
        n += 1
        digest = chain.link(digest, item.operation.id)
        rows.append((n, item.n, item.scope or item.operation.scope, item.log, digest))
        for root in item.roots:
            touched[root] = n
    store.run_many(
        "INSERT INTO feed (n, operation, scope, log, chain) VALUES (?, ?, ?, ?, ?)", rows
    )
    store.run_many(
        "UPDATE record SET feed_n = ? WHERE entity = ? AND id = ?",
        [(at, entity, record) for (entity, record), at in touched.items()],
    )


def extend_own(own: list[Written], identity: Identity) -> None:
    """Append our own operations to our live log and note on their records where they stand."""
    head = extend(identity.log, [(item.n, item.operation.id) for item in own])
    first = head - len(own)
    touched = {
        root: first + index for index, item in enumerate(own, start=1) for root in item.roots
    }
    store.run_many(
        "UPDATE record SET own_seq = ? WHERE entity = ? AND id = ?",
        [(seq, entity, record) for (entity, record), seq in touched.items()],
    )
    store.run("UPDATE sync_self SET hlc = ? WHERE hlc < ?", (identity.hlc, identity.hlc))
