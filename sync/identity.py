"""This node's own place: its unit, its tier, and the incarnation its database file is living.

An incarnation is the name of one lifetime of one database file. A file that was copied back or cloned must not
go on under the old name: it opens a new one and logs again what the parent has not proved to hold.
"""

import secrets
from datetime import datetime

from sync import chain, positions, records, store
from sync.instants import instant
from sync.journal import transaction
from sync.operations import read
from sync.tables import Log, SyncNotice, SyncSelf


def found(unit: str, tier: int, *, serves: bool, at: datetime) -> None:
    """Make this database a node: its unit's code, its height in the tree (commune 0), its first incarnation."""
    with transaction() as work:
        work.has_new_life = True
        if SyncSelf.select().exists():
            raise ValueError("this database is a node already")
        incarnation = new_incarnation()
        SyncSelf.create(
            unit=unit, tier=tier, incarnation=incarnation, serves=serves, founded_at=instant(at)
        )
        _open_log(incarnation, unit)


def new_incarnation() -> str:
    """The name of one lifetime of one database file: 128 random bits as 32 hex digits."""
    return secrets.token_hex(16)


def is_founded() -> bool:
    return bool(SyncSelf.table_exists() and SyncSelf.select().exists())


def start_serving() -> None:
    """Begin to be a parent: everything held so far enters the feed, in the order it came."""
    with transaction():
        if positions.serves():
            return
        store.run("UPDATE sync_self SET serves = ?", (True,))
        own = positions.identity().log
        rows = store.every("SELECT n, body FROM operation WHERE state < 2 ORDER BY n")
        held = [(n, read(bytes(body))) for n, body in rows]
        positions.append_feed([positions.Written(n, op, records.roots(op), own) for n, op in held])


def begin_anew(*, verified_seq: int, words: str, at: datetime) -> int:
    """Seal the live log where the parent last proved to hold it and log the rest again under a new name.

    Operation ids are content hashes, so nothing is renumbered: the parent drops by id what it has already.
    Returns how many changes were logged again.
    """
    with transaction() as work:
        # Whoever writes at this moment enters either the log that is sealed, before, or the new one.
        store.take_feed_lock()
        work.has_new_life = True
        me = positions.identity()
        tail = [
            (n, read(bytes(body)))
            for n, body in store.every(
                "SELECT e.operation, o.body FROM entry e JOIN operation o ON o.n = e.operation "
                "WHERE e.log = ? AND e.seq > ? ORDER BY e.seq",
                (me.log, verified_seq),
            )
        ]
        _seal(me.log, verified_seq, at)
        incarnation = new_incarnation()
        _open_log(incarnation, me.unit)
        store.run("UPDATE sync_self SET incarnation = ?", (incarnation,))
        store.run("UPDATE record SET own_seq = 0 WHERE own_seq > 0")
        positions.extend_own(
            [positions.Written(n, op, records.roots(op)) for n, op in tail], positions.identity()
        )
        SyncNotice.create(at=instant(at), words=words.format(count=len(tail)))
        return len(tail)


def log_again(sealed: int) -> None:
    """Give up a sealed or carried log that the parent knows with another content: its operations enter our live log,
    and so does whatever else may come by it."""
    with transaction():
        store.take_feed_lock()
        me = positions.identity()
        rows = store.every(
            "SELECT e.operation, o.body FROM entry e JOIN operation o ON o.n = e.operation WHERE e.log = ? "
            "AND e.operation NOT IN (SELECT operation FROM entry WHERE log = ?) ORDER BY e.seq",
            (sealed, me.log),
        )
        held = [(n, read(bytes(body))) for n, body in rows]
        positions.extend_own([positions.Written(n, op, records.roots(op)) for n, op in held], me)
        store.run("UPDATE log SET own = ?, carried = ? WHERE n = ?", (False, False, sealed))


def begin_anew_after(common_n: int, *, words: str, at: datetime) -> None:
    """A child has proved that we were rolled back to feed position `common_n` or later: write under a new name.

    Several children prove the same rollback; only the first proof counts.
    """
    with transaction():
        store.take_feed_lock()
        row = store.one(
            "SELECT head_seq, opened_feed_n FROM log WHERE n = ?", (positions.identity().log,)
        )
        if row is not None and (row[1] == 0 or row[1] < common_n):
            begin_anew(verified_seq=row[0], words=words, at=at)


def _seal(log: int, at_seq: int, at: datetime) -> None:
    """End a log at a position; what stood beyond it is logged again elsewhere."""
    row = store.one("SELECT chain FROM entry WHERE log = ? AND seq = ?", (log, at_seq))
    store.run("DELETE FROM entry WHERE log = ? AND seq > ?", (log, at_seq))
    store.run(
        "UPDATE log SET sealed_at = ?, head_seq = ?, head_hash = ? WHERE n = ?",
        (instant(at), at_seq, bytes(row[0]) if row else chain.START, log),
    )


def _open_log(incarnation: str, unit: str) -> int:
    row = store.one("SELECT MAX(n) FROM feed")
    log = Log.create(
        incarnation=incarnation, unit=unit, own=True, head_hash=chain.START, acked_hash=chain.START,
        opened_feed_n=(row[0] if row else None) or 0,
    )  # fmt: skip
    return int(log.n)
