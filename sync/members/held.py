"""Work of a revoked node that came later: kept whole, as it came, until a person says what becomes of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sync import records, requests, store, wire
from sync.journal import transaction
from sync.members import telling
from sync.tables import HeldRequest

MOST_WAITING = 200
"""Requests of one unit that may wait at once: a stolen machine must not fill the disk."""


class NotWhole(Exception):
    """What is held does not follow what is here: an earlier part never came."""


def keep(unit: str, envelope: bytes, opened: wire.Envelope, at: datetime) -> bool:
    """Keep the request if it brings changes; true when they are kept now, by this request or an earlier one.

    The node repeats itself at every try with another clock, so what it brings names the request; one that brings more
    takes the place of the one before.
    """
    if not opened.bodies or "verb" in opened.header or "vouchers" in opened.header:
        return False
    name = hashlib.sha256(b"\n".join(opened.bodies)).hexdigest()
    with transaction():
        waiting = store.every(
            "SELECT n, sha256, envelope FROM held_request WHERE child = ? AND settled_at IS NULL", (unit,)
        )  # fmt: skip
        if store.one("SELECT 1 FROM held_request WHERE sha256 = ?", (name,)):
            return True
        brought = set(opened.bodies)
        for n, _, earlier in waiting:
            if set(wire.unseal(bytes(earlier)).bodies) <= brought:
                store.run("DELETE FROM held_request WHERE n = ?", (n,))
        if len(waiting) >= MOST_WAITING:
            return False
        HeldRequest.create(
            child=unit, sha256=name, envelope=envelope, operations=len(opened.bodies),
            received_at=telling.text(at),
        )  # fmt: skip
        return True


def accept(n: int, *, below: Sequence[str], by: str, at: datetime) -> int:
    """Take the changes as if they had just come; how many there were. Raises `NotWhole` and changes nothing then."""
    from sync import parent
    from sync.members.admission import Child

    with transaction():
        row = _open_one(n)
        if row is None:
            return 0
        unit, envelope = row
        said = requests.read(wire.unseal(envelope))
        taken = parent.take_logs(Child(unit, b""), said, ["all", unit, *below], at)
        for log, offered in zip(taken, said.logs, strict=True):
            if log.fork or log.have < offered["start"] + offered["count"]:
                raise NotWhole
        _settle(n, by, at, accepted=True)
        return len(said.bodies)


def set_aside(n: int, *, by: str, at: datetime) -> None:
    """Do not take the changes; they stay here and can be looked at."""
    with transaction():
        if _open_one(n) is not None:
            _settle(n, by, at, accepted=False)


def _open_one(n: int) -> tuple[str, bytes] | None:
    row = store.one(
        "SELECT child, envelope FROM held_request WHERE n = ? AND settled_at IS NULL"
        + store.for_update(),
        (n,),
    )
    return (row[0], bytes(row[1])) if row else None


def _settle(n: int, by: str, at: datetime, *, accepted: bool) -> None:
    store.run(
        "UPDATE held_request SET settled_at = ?, settled_by = ?, accepted = ? WHERE n = ?",
        (telling.text(at), by, accepted, n),
    )


def touched(envelope: bytes) -> set[tuple[str, str]]:
    """The records (entity, id) that a held request would change."""
    operations = requests.read_all(wire.unseal(envelope).bodies)
    return {root for operation in operations for root in records.roots(operation)}


def unit_of(n: int) -> str | None:
    """The unit whose work it is, while nobody has said what becomes of it."""
    row = store.one("SELECT child FROM held_request WHERE n = ? AND settled_at IS NULL", (n,))
    return str(row[0]) if row else None
