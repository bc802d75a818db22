"""One exchange, seen from above: take what the child wrote, prove it, and hand down what is new for it."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import (
    asides,
    chain,
    feed,
    identity,
    journal,
    positions,
    requests,
    store,
    verbs,
    vouchers,
    wire,
)
from sync.collector import resting
from sync.instants import instant
from sync.journal import Arrival, Work, transaction
from sync.keys import VOUCHER_BYTES, NodeKey
from sync.members import admission, contacts, pins
from sync.members.admission import Child
from sync.members.contacts import Contact
from sync.operations import Operation, operation_id
from sync.registers import MOVE
from sync.requests import Refused, Said
from sync.scopes import admit, fed_to, presume, widen, widens_at
from sync.tables import REFUSED, Log

ROLLED_BACK = (
    "Máy chủ này đã được khôi phục từ một bản cũ; đơn vị cấp dưới đang gửi lại những gì bị thiếu. Đã mở sổ thay đổi "
    "mới."
)
TOO_HIGH = "Thay đổi này mang cấp cao hơn cấp của đơn vị đã ghi."
OUTSIDE = "Thay đổi này nằm ngoài phạm vi của đơn vị gửi."


@dataclass
class Taken:
    """What the parent holds of one of the child's logs after this request."""

    incarnation: str
    have: int
    chain: bytes
    n: int = 0
    fork: bool = False
    is_whole_below: bool = False
    """Whether the child holds all that we hold of it."""

    def spoken(self) -> dict[str, Any]:
        verdict = {"verdict": "fork"} if self.fork else {}
        return {"id": self.incarnation, "have": self.have, "chain": self.chain.hex(), **verdict}


@resting()
def handle(
    envelope: bytes, *, key: NodeKey, units_below: Callable[[str], Sequence[str]], folder: Path, at: datetime
) -> bytes:  # fmt: skip
    """Answer one request. Always an envelope signed by this node, whatever came in."""
    try:
        opened = wire.unseal(envelope)
        child = admission.admit(envelope, opened, at)
        key = key.known_as(pins.said_in(opened, child.pins))
        if "verb" in opened.header:
            return _other(opened, child, key, units_below(child.unit), folder, at)
        said = requests.read(opened)
        if said.unit != child.unit:
            raise Refused(
                "other-unit", f"Khóa này thuộc đơn vị {child.unit}, không phải {said.unit}."
            )
        header, bodies = _exchange(child, said, units_below(child.unit), key, at)
        if said.stick:
            header["from"] = [[n, digest.hex()] for n, digest in said.cursors[:1]]
    except wire.BadEnvelope as error:
        header, bodies = {"verdict": "unreadable", "words": f"Gói tin hỏng: {error}."}, []
    except Refused as no:
        header, bodies = {"verdict": no.code, "words": no.words}, []
    header |= {"protocol": list(wire.PROTOCOL), "clock": int(at.timestamp())}
    # Only an answer that went well carries operations, and only then is `said` there.
    protocol = said.protocol if bodies else wire.PROTOCOL[0]
    answer = wire.seal(header, bodies, key, protocol=protocol)
    if header["verdict"] == "ok":
        carried = Contact(len(said.bodies), len(bodies), len(envelope), len(answer))
        _note_contact(child, said, header["cursor"], carried, at)
    return answer


def _other(
    opened: wire.Envelope, child: Child, key: NodeKey, below: Sequence[str], folder: Path, at: datetime
) -> bytes:  # fmt: skip
    reply = verbs.reply(
        verbs.Asked(
            unit=child.unit, public=child.public, scopes=["all", child.unit, *below], header=opened.header,
            bodies=opened.bodies, key=key, folder=folder, at=at,
        )
    )  # fmt: skip
    header = reply.header | {"protocol": list(wire.PROTOCOL), "clock": int(at.timestamp())}
    return wire.seal(header, reply.bodies, key, raw=reply.raw)


def _exchange(
    child: Child, said: Said, below: Sequence[str], key: NodeKey, at: datetime
) -> tuple[dict[str, Any], list[bytes]]:
    scopes = ["all", child.unit, *below]
    cursor = _resume_at(said.cursors)
    if cursor is None:
        return {"verdict": "cursor-unknown"}, []
    if cursor != said.cursors[0]:
        # The child went further along our feed than we ever did: we were rolled back (rule R4). Nothing is
        # applied until it has given back what it holds past the common point (R5).
        with transaction():
            identity.begin_anew_after(cursor[0], words=ROLLED_BACK, at=at)
            admit(child.unit, said.warrants, key)
            presume()
        return {"verdict": "salvage", "common": [cursor[0], cursor[1].hex()]}, []
    if said.salvage:
        _take_salvage(said, key, at)
        return {"verdict": "salvaged"}, []
    taken = take_logs(child, said, scopes, at, cursor=cursor[0])
    if any(log.fork for log in taken):
        return _header(taken, cursor, more=False, refusals=[]), []
    header, bodies = served(
        child.unit, scopes, cursor, taken, seen=said.refusals_seen, limit=said.limit, key=key,
        protocol=said.protocol,
    )  # fmt: skip
    with transaction():
        beside = asides.replied(
            said.beside, key=key, at=at, unit=child.unit, scopes=scopes, cursor=cursor[0],
            logs=[(log.incarnation, log.have, log.chain) for log in taken],
            is_level=not said.waiting and "more" not in header,
        )  # fmt: skip
    if beside:
        header["beside"] = beside
    return header, bodies


def served(
    unit: str, scopes: Sequence[str], cursor: tuple[int, bytes], taken: list[Taken], *, seen: int, limit: int,
    key: NodeKey, protocol: int = wire.PROTOCOL[1],
) -> tuple[dict[str, Any], list[bytes]]:  # fmt: skip
    """What this child gets of the feed past its cursor, without what it has proved to hold whole.

    A child of protocol 1 knows one voucher an operation, ours.
    """
    held_below = [log.n for log in taken if log.is_whole_below]
    page = feed.page(
        fed_to(unit, scopes, cursor[0]), cursor[0], not_from_logs=held_below, limit_bytes=limit,
        up_to=widens_at(unit, cursor[0]),
    )  # fmt: skip
    refusals = _refusals(unit, seen)
    header = _header(taken, page.cursor, more=page.more, refusals=refusals)
    if page.bodies:
        header["numbers"] = _runs(page.numbers)
        header |= vouchers.pack(
            [
                key.voucher(operation_id(body)) + (above if protocol > 1 else b"")
                for body, above in zip(page.bodies, page.vouchers, strict=True)
            ]
        )
    return header, page.bodies


def _take_salvage(said: Said, key: NodeKey, at: datetime) -> None:
    """Take back what we once served and have lost. Our own voucher proves of each that we did."""
    operations = requests.read_all(said.bodies)
    with transaction() as work:
        for operation, voucher in zip(operations, said.salvage, strict=True):
            mine, above = voucher[:VOUCHER_BYTES], voucher[VOUCHER_BYTES:]
            if hmac.compare_digest(key.voucher(operation.id), mine):
                arrival = journal.apply(operation, at=at, log=0, is_served=True)
                if arrival.new:
                    _pass_on(work, operation, arrival, above)
        if operations:
            positions.merge_clock(max(op.hlc for op in operations), at)


def _pass_on(work: Work, operation: Operation, arrival: Arrival, above: bytes) -> None:
    """What came back must reach our own parent, too: by its own proof if it once came from there, else by our log."""
    if above:
        store.run(
            "UPDATE operation SET voucher = ?, salvage = ? WHERE n = ?", (above, True, arrival.n)
        )
    elif arrival.state != REFUSED:
        journal.log_here(work, operation, arrival)


def _header(
    taken: list[Taken], cursor: tuple[int, bytes], *, more: bool, refusals: list[list[Any]]
) -> dict[str, Any]:
    header: dict[str, Any] = {
        "verdict": "ok",
        "logs": [log.spoken() for log in taken],
        "cursor": [cursor[0], cursor[1].hex()],
    }
    if more:
        header["more"] = True
    if refusals:
        header["refusals"] = refusals
    return header


def take_logs(
    child: Child,
    said: Said,
    scopes: Sequence[str],
    at: datetime,
    *,
    cursor: int = positions.NOWHERE,
) -> list[Taken]:
    """Append each offered log to what we hold of it, one transaction for all.

    What a child wrote while it held a scope is taken when it holds that one no more.
    """
    taken: list[Taken] = []
    bodies = iter(said.bodies)
    with transaction() as work:
        newest = 0
        allowed = widen(work.feed, child.unit, scopes, cursor) - {"all"}
        for offered in said.logs:
            offered_bodies = [next(bodies) for _ in range(offered["count"])]
            log, highest = _take_log(work, child, offered, offered_bodies, allowed, at)
            taken.append(log)
            newest = max(newest, highest)
        if newest:
            positions.merge_clock(newest, at)
    return taken


def _take_log(
    work: Work, child: Child, offered: dict[str, Any], bodies: list[bytes], allowed: set[str], at: datetime
) -> tuple[Taken, int]:  # fmt: skip
    incarnation, start = offered["id"], offered["start"]
    log = _log(incarnation, offered["unit"], child.unit, allowed)
    operations = requests.read_all(bodies)
    known = log.have - start
    if known >= 0 and not _follows(
        log.n, start, bytes.fromhex(offered["chain"]), operations[:known]
    ):
        return Taken(incarnation, log.have, log.head, log.n, fork=True), 0
    if start > log.have:
        return Taken(incarnation, log.have, log.head, log.n, is_whole_below=True), 0
    fresh = operations[max(known, 0) :]
    tier = _tier(child)
    arrivals = journal.apply_all(
        fresh, at=at, log=log.n, refuse=lambda operation: _outside(operation, child, tier, allowed)
    )
    rows = []
    for operation, arrival in zip(fresh, arrivals, strict=True):
        rows.append((arrival.n, operation.id))
        if arrival.new and arrival.state == REFUSED:
            _keep_refusal(child, arrival, at)
        elif arrival.new and not log.is_carried:
            journal.log_here(work, operation, arrival)
    have, head = log.have, log.head
    if rows:
        positions.extend(log.n, rows)
        have, head = _head(log.n)
    reach = max(offered["head"], start + len(operations))
    taken = Taken(incarnation, have, head, log.n, is_whole_below=reach >= have)
    return taken, max((op.hlc for op in fresh), default=0)


def _outside(operation: Operation, child: Child, tier: int, allowed: set[str]) -> str | None:
    """Why the child may not write this, if so: it is kept as refused, and told."""
    inside = (
        operation.scope in allowed
        and operation.node in allowed
        and operation.values.get(MOVE, child.unit) in allowed
    )
    if operation.tier > (tier if operation.node == child.unit else tier - 1):
        return TOO_HIGH
    return None if inside else OUTSIDE


def _tier(child: Child) -> int:
    row = store.one("SELECT tier FROM sync_child WHERE unit = ?", (child.unit,))
    return int(row[0]) if row else 0


def _keep_refusal(child: Child, arrival: Arrival, at: datetime) -> None:
    store.run(
        "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, ?, ?, ?)",
        (arrival.n, child.unit, arrival.reason, instant(at)),
    )


def _resume_at(cursors: list[tuple[int, bytes]]) -> tuple[int, bytes] | None:
    """The highest of the child's cursors that this feed went through."""
    return next((cursor for cursor in cursors if feed.holds(cursor)), None)


def _refusals(unit: str, seen: int) -> list[list[Any]]:
    rows = store.every(
        "SELECT r.n, o.id, r.reason FROM refused_operation r JOIN operation o ON o.n = r.operation "
        "WHERE r.child = ? AND r.n > ? ORDER BY r.n LIMIT 200",
        (unit, seen),
    )
    return [[n, bytes(op_id).hex(), reason] for n, op_id, reason in rows]


# ── What we hold of the child ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Held:
    """Our copy of a log: its row, the position and chain it has come to, whether we carry it upwards as it is."""

    n: int
    have: int
    head: bytes
    is_carried: bool


def _log(incarnation: str, unit: str, via: str, allowed: set[str]) -> Held:
    """Our copy of this log, locked so that two requests of one node cannot interleave."""
    if unit not in allowed:
        raise Refused("other-unit", "Sổ thay đổi này thuộc đơn vị khác.")
    statement = (
        "SELECT n, head_seq, head_hash, unit, via, carried, own FROM log WHERE incarnation = ?"
    )
    row = store.one(statement + store.for_update(), (incarnation,))
    if row is None:
        log = Log.create(
            incarnation=incarnation,
            unit=unit,
            via=via,
            head_hash=chain.START,
            acked_hash=chain.START,
        )
        return Held(int(log.n), 0, chain.START, is_carried=True)
    if row[3] != unit or row[6]:
        raise Refused("other-unit", "Sổ thay đổi này thuộc đơn vị khác.")
    if row[4] != via:
        store.run("UPDATE log SET via = ? WHERE n = ?", (via, row[0]))
    return Held(row[0], row[1], bytes(row[2]), is_carried=bool(row[5]))


def _head(log: int) -> tuple[int, bytes]:
    row = store.one("SELECT head_seq, head_hash FROM log WHERE n = ?", (log,))
    assert row is not None  # noqa: S101 - the row was read in this transaction
    return row[0], bytes(row[1])


def _chain_at(log: int, seq: int) -> bytes:
    if seq == 0:
        return chain.START
    row = store.one("SELECT chain FROM entry WHERE log = ? AND seq = ?", (log, seq))
    return bytes(row[0]) if row else b""


def _follows(log: int, start: int, digest: bytes, overlap: list[Operation]) -> bool:
    """Whether the offer goes on where our copy of the log stands, and says again what we have (rule R1)."""
    return _chain_at(log, start) == digest and _overlap_agrees(log, start, overlap)


def _overlap_agrees(log: int, start: int, operations: list[Operation]) -> bool:
    ids = store.every(
        "SELECT o.id FROM entry e JOIN operation o ON o.n = e.operation "
        "WHERE e.log = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq",
        (log, start, start + len(operations)),
    )
    return [bytes(row[0]) for row in ids] == [op.id for op in operations]


def _note_contact(
    child: Child, said: Said, given: list[Any], carried: Contact, at: datetime
) -> None:
    """Keep where the child stands, and the cursor just given to it. A stick may come after later requests, and its
    clock was read when it was written."""
    held, digest = said.cursors[0]
    offset, late = said.clock - int(at.timestamp()), ""
    with transaction():
        if said.stick:
            row = store.one(
                "SELECT clock_offset_seconds FROM sync_child WHERE unit = ?", (child.unit,)
            )
            offset, late = row[0] if row else 0, " AND last_counter <= ?"
        store.run(
            "UPDATE sync_child SET incarnation = ?, cursor_n = ?, cursor_hash = ?, given = ?, waiting_up = ?, "
            "last_contact_at = ?, clock_offset_seconds = ?, last_counter = ?, last_bytes_up = ?, "
            f"last_bytes_down = ? WHERE unit = ?{late}",
            (said.logs[-1]["id"], held, digest, json.dumps([given]), said.waiting, instant(at), offset, said.counter,
             carried.bytes_up, carried.bytes_down, child.unit, *([said.counter] if late else [])),
        )  # fmt: skip
        contacts.note(child.unit, carried, at)


def _runs(numbers: list[int]) -> list[list[int]]:
    """Feed numbers as runs [first, length], which is short because they are mostly consecutive."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][0] + runs[-1][1] == n:
            runs[-1][1] += 1
        else:
            runs.append([n, 1])
    return runs
