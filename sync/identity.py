"""This node's own place: its unit, its tier, and the incarnation its database file is living.

An incarnation is the name of one lifetime of one database file. A file that was copied back or cloned must not
go on under the old name: it opens a new one and logs again what the parent has not proved to hold.
"""

import secrets
from datetime import datetime

from sync import chain, journal, positions, store
from sync.journal import transaction
from sync.operations import read
from sync.tables import Log, SyncNotice, SyncSelf


def found(unit: str, tier: int, *, serves: bool, at: datetime) -> None:
    """Make this database a node: its unit's code, its height in the tree (commune 0), its first incarnation."""
    with transaction():
        if SyncSelf.select().exists():
            raise ValueError("this database is a node already")
        incarnation = secrets.token_hex(16)
        SyncSelf.create(
            unit=unit, tier=tier, incarnation=incarnation, serves=serves, founded_at=_text(at)
        )
        _open_log(incarnation, unit)


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
        positions.append_feed([positions.Written(n, op, journal.roots(op), own) for n, op in held])


def begin_anew(*, verified_seq: int, words: str, at: datetime) -> int:
    """Seal the live log where the parent last proved to hold it and log the rest again under a new name.

    Operation ids are content hashes, so nothing is renumbered: the parent drops by id what it has already.
    Returns how many changes were logged again.
    """
    with transaction():
        old = positions.identity().log
        unit = positions.identity().unit
        tail = [
            (n, read(bytes(body)))
            for n, body in store.every(
                "SELECT e.operation, o.body FROM entry e JOIN operation o ON o.n = e.operation "
                "WHERE e.log = ? AND e.seq > ? ORDER BY e.seq",
                (old, verified_seq),
            )
        ]
        incarnation = secrets.token_hex(16)
        store.run("UPDATE log SET sealed_at = ? WHERE n = ?", (_text(at), old))
        _open_log(incarnation, unit)
        store.run("UPDATE sync_self SET incarnation = ?", (incarnation,))
        store.run("UPDATE record SET own_seq = 0 WHERE own_seq > 0")
        positions.extend_own(
            [positions.Written(n, op, journal.roots(op)) for n, op in tail], positions.identity()
        )
        SyncNotice.create(at=_text(at), words=words.format(count=len(tail)))
        return len(tail)


def _open_log(incarnation: str, unit: str) -> int:
    log = Log.create(
        incarnation=incarnation, unit=unit, own=True, head_hash=chain.START, acked_hash=chain.START
    )
    return int(log.n)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
