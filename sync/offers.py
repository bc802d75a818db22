"""What a child says: its logs from the last proof on, its cursor, and what a rolled-back parent must have again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync import asides, chain, packing, positions, store, vouchers, wire
from sync.collector import resting
from sync.journal import transaction
from sync.keys import NodeKey


class NoParent(Exception):
    """This node stands at the top of its tree."""


@dataclass
class OfferedLog:
    """One of our logs in a request: what of it was said, and up to which position."""

    n: int
    incarnation: str
    start: int
    chain: bytes
    head: int
    bodies: list[bytes]
    unit: str | None = None
    """Whose log it is, when it is carried for a node below."""

    def spoken(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "id": self.incarnation,
            "start": self.start,
            "chain": self.chain.hex(),
        }
        if self.bodies:
            said["count"] = len(self.bodies)
        if self.head > self.start + len(self.bodies):
            said["head"] = self.head
        return said | ({"unit": self.unit} if self.unit else {})


@dataclass
class Offer:
    """A request as it was sent, with what is needed to check the answer. The live log stands last."""

    envelope: bytes
    logs: list[OfferedLog]
    raw_bytes: int
    cursors: list[list[Any]]
    salvaged: list[int] = field(default_factory=list)
    protocol: int = wire.PROTOCOL[0]
    """In which it is said: the newest the parent's last answer allowed."""


@dataclass
class Asked:
    """What the parent's last answer wants of the next request."""

    whole_history: bool = False
    salvage_after: int | None = None
    said: Mapping[int, int] = field(default_factory=dict)
    """Position up to which each log (by its row) was told in an earlier request of the same stick."""
    by_stick: bool = False


@resting()
def make(
    key: NodeKey,
    limit_bytes: int,
    asked: Asked,
    at: datetime,
    packed: Callable[[list[bytes]], bytes | None] = packing.pack,
) -> Offer:
    """The next request. `packed` packs its operations, or knows them packed."""
    with transaction():
        me = positions.identity()
        parent = store.one(
            "SELECT cursors, refusals_seen, requests, protocol, warrants FROM sync_parent"
        )
        if parent is None:
            raise NoParent
        store.run("UPDATE sync_parent SET requests = requests + 1")
        salvage = to_salvage(asked.salvage_after, limit_bytes)
        logs = logs_to_offer(me.log, 0 if salvage else limit_bytes, asked.said)
        origin = [0, chain.START.hex()]
        cursors = json.loads(parent[0]) or [origin]
        beside = asides.asked(at)
    bodies = [body for _, body, _ in salvage] or [body for log in logs for body in log.bodies]
    header: dict[str, Any] = {
        "protocol": list(wire.PROTOCOL), "node": me.unit, "clock": int(at.timestamp()), "counter": parent[2] + 1,
        "logs": [log.spoken() for log in logs], "limit": limit_bytes,
        "cursors": [*cursors, origin] if asked.whole_history else cursors[:1],
    }  # fmt: skip
    if asked.whole_history:
        header["warrants"] = json.loads(parent[4])
    if asked.by_stick:
        header["stick"] = True
    if salvage:
        header |= vouchers.pack([voucher for _, _, voucher in salvage])
    if waiting := sum(log.head - log.start - len(log.bodies) for log in logs):
        header["waiting"] = waiting
    if beside:
        header["beside"] = beside
    if parent[1]:
        header["refusals_seen"] = parent[1]
    protocol = min(parent[3] or wire.PROTOCOL[0], wire.PROTOCOL[1])
    return Offer(
        envelope=wire.seal(header, bodies, key, protocol=protocol, packed=packed), logs=logs,
        raw_bytes=sum(map(len, bodies)), cursors=cursors, salvaged=[n for n, _, _ in salvage], protocol=protocol,
    )  # fmt: skip


def to_salvage(after: int | None, limit_bytes: int) -> list[tuple[int, bytes, bytes]]:
    """What a rolled-back parent must be given again, in the order it came: (row, body, voucher)."""
    if after is None:
        return []
    rows = store.every(
        "SELECT n, body, voucher FROM operation WHERE salvage AND n > ? ORDER BY n LIMIT 5000",
        (after,),
    )
    found: list[tuple[int, bytes, bytes]] = []
    size = 0
    for n, body, voucher in rows:
        found.append((n, bytes(body), bytes(voucher)))
        size += len(body)
        if size >= limit_bytes:
            break
    return found


def logs_to_offer(
    live: int, limit_bytes: int, said: Mapping[int, int] | None = None
) -> list[OfferedLog]:
    """All our logs and those we carry for nodes below, the live one last, with what the parent lacks of them up to
    the limit (rule R7); of a log in `said` what comes after that position."""
    rows = store.every(
        "SELECT n, incarnation, acked_seq, acked_hash, head_seq, via, unit FROM log "
        "WHERE own = ? OR (via IS NOT NULL AND carried = ?) ORDER BY n",
        (True, True),
    )
    rows.sort(key=lambda row: row[0] == live)
    logs: list[OfferedLog] = []
    for n, incarnation, acked, acked_hash, head, via, unit in rows:
        start, digest = _start(n, acked, bytes(acked_hash), (said or {}).get(n, 0))
        bodies = unsent(n, start, limit_bytes) if head > start and limit_bytes > 0 else []
        limit_bytes -= sum(map(len, bodies))
        logs.append(OfferedLog(n, incarnation, start, digest, head, bodies, unit if via else None))
    return logs


def _start(log: int, acked: int, acked_hash: bytes, said: int) -> tuple[int, bytes]:
    if said <= acked:
        return acked, acked_hash
    row = store.one("SELECT chain FROM entry WHERE log = ? AND seq = ?", (log, said))
    return (said, bytes(row[0])) if row else (acked, acked_hash)


def unsent(log: int, after: int, limit_bytes: int) -> list[bytes]:
    """The operations of a log after this position, as many as the limit allows."""
    cursor = store.run(
        "SELECT o.body FROM entry e JOIN operation o ON o.n = e.operation "
        "WHERE e.log = ? AND e.seq > ? ORDER BY e.seq LIMIT 20000",
        (log, after),
    )
    bodies: list[bytes] = []
    size = 0
    for (body,) in cursor:
        bodies.append(bytes(body))
        size += len(body)
        if size >= limit_bytes:
            break
    return bodies
