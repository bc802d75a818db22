"""Which key may speak for which unit, and which no longer: the entity `node`, written by the node that enrols.

These operations are the directory of keys and the list of revocations at once. They are ordinary operations: they
travel in the feed, upwards and on sticks, and nobody needs a second protocol for them. At the top of the tree they
are written for `all`. A node in the middle may not write for `all` (its parent refuses what lies outside its units), so
it writes for the unit that the key speaks for: that reaches every node between the top and that unit, which are
the ones a request of that key can come to. An application that does not share the entity keeps no such list.
"""

import hashlib
from datetime import datetime

from sync import journal, positions, store
from sync.members import telling
from sync.registers import LATEST
from sync.tables import SyncNode

ENTITY = "node"
FIELDS = ("unit", "name", "tier", "public_key", "follows", "since", "revoked_at", "reason")
REPLACED = "Được thay bằng máy mới."


def share() -> None:
    """Tell the engine, once, at start."""
    journal.share(ENTITY, SyncNode, settle=dict.fromkeys(FIELDS, LATEST))


def is_kept() -> bool:
    return ENTITY in journal.shared()


def id_of(public: bytes) -> str:
    """The record of a key."""
    return hashlib.sha256(public).hexdigest()[:32]


def enrol(
    public: bytes, *, unit: str, name: str, tier: int, by: str, at: datetime, follows: bytes | None = None
) -> None:  # fmt: skip
    """This key speaks for this unit from now on; `follows` is the key it takes over from by rotation."""
    if is_kept():
        journal.record(
            ENTITY, id_of(public), by=by, at=at, scope=_scope(unit), unit=unit, name=name, tier=tier,
            public_key=public.hex(), follows=id_of(follows) if follows else None, since=telling.text(at),
            revoked_at=None, reason=None,
        )  # fmt: skip


def revoke(public: bytes, *, unit: str, by: str, at: datetime, reason: str) -> None:
    """This key speaks for nobody any more."""
    if is_kept():
        journal.record(
            ENTITY, id_of(public), by=by, at=at, scope=_scope(unit), unit=unit, public_key=public.hex(),
            revoked_at=telling.text(at), reason=reason[:300],
        )  # fmt: skip


def tell_self(public: bytes, *, name: str, by: str, at: datetime) -> None:
    """The top of a tree, which nobody has enrolled, tells its own key."""
    me = positions.identity()
    # Two offices may join at one moment: the second waits here and reads what the first has told.
    store.one("SELECT id FROM sync_self" + store.for_update())
    known = store.one("SELECT 1 FROM sync_node WHERE id = ?", (id_of(public),))
    if is_kept() and not known and _is_top():
        enrol(public, unit=me.unit, name=name, tier=me.tier, by=by, at=at)


def revoked() -> list[tuple[bytes, str, str, str]]:
    """Keys that speak no longer: (public key, unit, since when, reason)."""
    rows = store.every(
        "SELECT public_key, unit, revoked_at, reason FROM sync_node WHERE revoked_at IS NOT NULL"
    )
    return [(bytes.fromhex(row[0]), row[1], row[2], row[3] or "") for row in rows if row[0]]


def _scope(unit: str) -> str:
    return "all" if _is_top() else unit


def _is_top() -> bool:
    return store.one("SELECT 1 FROM sync_parent") is None
