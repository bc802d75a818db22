"""One exchange, seen from below: say what is new here, believe only what is proved, take what is new there.

Nothing a person does waits for this. The request is built in one short transaction, carried with no transaction
open, and the answer is applied in another one, cursor and operations together; a power cut anywhere in between
costs one repetition.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from sync import chain, identity, journal, positions, store, wire
from sync.journal import transaction
from sync.keys import NodeKey
from sync.operations import MalformedOperation, read
from sync.tables import SyncNotice

KEPT_CURSORS = 16
FIRST_BATCH_BYTES = 256 * 1024
LEAST_BATCH_BYTES, MOST_BATCH_BYTES = 32 * 1024, 8 * 1024 * 1024
BATCH_SECONDS = 10

CLONED = (
    "Cơ sở dữ liệu này từng được chép từ bản khác hoặc khôi phục từ bản cũ. Đã mở sổ thay đổi mới và gửi lại "
    "{count} thay đổi; không mất gì."
)
PARENT_RESTORED = (
    "Máy chủ cấp trên đã được khôi phục từ một bản cũ hơn. Máy này gửi lại những gì bên đó thiếu; hãy báo cho quản trị "
    "cấp trên biết."
)


class Carrier(Protocol):
    """Brings a request to the parent and its answer back; raises `Away` when that did not work."""

    def carry(self, envelope: bytes) -> bytes: ...


class Away(Exception):
    """The parent could not be reached or did not answer like one; the text is for a person."""


class Refused(Exception):
    """The parent answered, and said no."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        super().__init__(words)


@dataclass
class Tally:
    """What a run has carried so far."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    operations_up: int = 0
    operations_down: int = 0


@dataclass
class Batch:
    """How much one request may carry, kept near ten seconds of transfer at the pace just measured."""

    size_bytes: int = FIRST_BATCH_BYTES

    def adapt(self, carried_bytes: int, raw_bytes: int, seconds: float) -> None:
        if raw_bytes < self.size_bytes // 2 or seconds <= 0:
            return
        wanted = int(raw_bytes * BATCH_SECONDS / seconds)
        self.size_bytes = max(LEAST_BATCH_BYTES, min(wanted, self.size_bytes * 4, MOST_BATCH_BYTES))


@dataclass
class Offer:
    """A request as it was sent, with what is needed to check the answer."""

    envelope: bytes
    log: int
    incarnation: str
    upto: int
    count: int
    raw_bytes: int
    cursors: list[list[Any]] = field(default_factory=list)


def exchange(
    carrier: Carrier, key: NodeKey, *, clock: Callable[[], datetime], timer: Callable[[], float]
) -> Tally:
    """Exchange until both sides hold everything. Raises `Away` or `Refused`; what went before it is kept."""
    tally, batch = Tally(), Batch()
    run_n = _begin_run(clock())
    try:
        whole_history = False
        while True:
            offer = _offer(key, batch.size_bytes, whole_history, clock())
            started = timer()
            answer = carrier.carry(offer.envelope)
            batch.adapt(len(offer.envelope) + len(answer), offer.raw_bytes, timer() - started)
            tally.requests += 1
            tally.bytes_up += len(offer.envelope)
            tally.bytes_down += len(answer)
            outcome = _take(offer, answer, clock())
            tally.operations_up += outcome.accepted
            tally.operations_down += outcome.received
            whole_history = outcome.asks_history
            if outcome.is_done:
                _end_run(run_n, tally, "ok", "", clock())
                return tally
    except (Away, Refused) as problem:
        _end_run(
            run_n, tally, "away" if isinstance(problem, Away) else "refused", str(problem), clock()
        )
        raise


@dataclass
class Outcome:
    accepted: int = 0
    received: int = 0
    asks_history: bool = False
    is_done: bool = False


def _offer(key: NodeKey, limit_bytes: int, whole_history: bool, at: datetime) -> Offer:
    with transaction():
        me = positions.identity()
        log = store.one(
            "SELECT incarnation, head_seq, acked_seq, acked_hash FROM log WHERE n = ?", (me.log,)
        )
        parent = store.one("SELECT cursors, refusals_seen, requests FROM sync_parent")
        if log is None or parent is None:
            raise Refused("no-parent", "Máy này chưa kết nối với đơn vị cấp trên.")
        store.run("UPDATE sync_parent SET requests = requests + 1")
        incarnation, head, acked, acked_hash = log
        bodies = _unsent(me.log, acked, limit_bytes)
        cursors = json.loads(parent[0]) or [[0, chain.START.hex()]]
        spoken = [*cursors, [0, chain.START.hex()]] if whole_history else cursors[:1]
        sealed = [_sealed(row) for row in _sealed_logs()] if whole_history else []
    live: dict[str, Any] = {"id": incarnation, "start": acked, "chain": bytes(acked_hash).hex()}
    if bodies:
        live["count"] = len(bodies)
    header: dict[str, Any] = {
        "protocol": list(wire.PROTOCOL), "node": me.unit, "clock": int(at.timestamp()), "counter": parent[2] + 1,
        "logs": [*sealed, live], "cursors": spoken, "limit": limit_bytes,
    }  # fmt: skip
    if waiting := head - acked - len(bodies):
        header["waiting"] = waiting
    if parent[1]:
        header["refusals_seen"] = parent[1]
    return Offer(
        envelope=wire.seal(header, bodies, key), log=me.log, incarnation=incarnation,
        upto=acked + len(bodies), count=len(bodies), raw_bytes=sum(map(len, bodies)), cursors=cursors,
    )  # fmt: skip


def _take(offer: Offer, answer: bytes, at: datetime) -> Outcome:
    """Believe the answer as far as it is proved (rules R2 and R3), and keep it in one transaction."""
    said = _opened(answer)
    header = said.header
    verdict = header.get("verdict")
    if verdict == "cursor-unknown":
        return Outcome(asks_history=True)
    if verdict != "ok":
        raise Refused(str(verdict), str(header.get("words", "Đơn vị cấp trên từ chối.")))
    try:
        acks = {log["id"]: log for log in header["logs"]}
        mine = acks[offer.incarnation]
        have, digest = int(mine["have"]), bytes.fromhex(mine["chain"])
        cursor = [int(header["cursor"][0]), str(header["cursor"][1])]
        numbers = [first + i for first, length in header.get("numbers", []) for i in range(length)]
        operations = [read(body) for body in said.bodies]
        if len(numbers) != len(operations):
            raise ValueError("counts do not match")
    except (KeyError, TypeError, ValueError, MalformedOperation) as error:
        raise Away("Máy chủ cấp trên trả lời không đúng quy ước.") from error
    with transaction():
        if mine.get("verdict") == "fork" or not _is_ours(offer.log, have, digest):
            row = store.one("SELECT acked_seq FROM log WHERE n = ?", (offer.log,))
            identity.begin_anew(verified_seq=row[0] if row else 0, words=CLONED, at=at)
            return Outcome()
        before = store.one("SELECT acked_seq, head_seq FROM log WHERE n = ?", (offer.log,)) or (
            0,
            0,
        )
        store.run(
            "UPDATE log SET acked_seq = ?, acked_hash = ?, acked_at = ? WHERE n = ?",
            (have, digest, _text(at), offer.log),
        )
        received = _receive(operations, numbers, offer.log, at)
        _keep_cursor(cursor, offer.cursors, header, at)
        _keep_refusals(header.get("refusals", []), at)
        store.run(
            "UPDATE sync_parent SET clock_offset_seconds = ?",
            (int(header.get("clock", 0)) - int(at.timestamp()),),
        )
        done = have >= before[1] and not header.get("more")
        return Outcome(max(0, have - before[0]), received, is_done=done)


def _opened(answer: bytes) -> wire.Envelope:
    row = store.one("SELECT public_key FROM sync_parent")
    try:
        said = wire.unseal(answer)
    except wire.BadEnvelope as error:
        raise Away("Nơi trả lời không phải là máy chủ cấp trên (hoặc gói tin bị cắt).") from error
    if row is None or not said.is_from(bytes(row[0])):
        raise Away("Câu trả lời không mang chữ ký của đơn vị cấp trên.")
    return said


def _is_ours(log: int, have: int, digest: bytes) -> bool:
    """Whether the parent holds exactly what we wrote up to there (rule R2)."""
    if have == 0:
        return digest == chain.START
    row = store.one("SELECT chain FROM entry WHERE log = ? AND seq = ?", (log, have))
    return row is not None and bytes(row[0]) == digest


def _receive(operations: list[Any], numbers: list[int], log: int, at: datetime) -> int:
    received = 0
    for operation, number in zip(operations, numbers, strict=True):
        arrival = journal.apply(operation, at=at, log=log)
        store.run("UPDATE operation SET feed_n = ? WHERE n = ?", (number, arrival.n))
        received += arrival.new
    if operations:
        positions.merge_clock(max(operation.hlc for operation in operations), at)
    return received


def _keep_cursor(
    cursor: list[Any], known: list[list[Any]], header: dict[str, Any], at: datetime
) -> None:
    if "resumed" in header:
        common = int(header["resumed"][0])
        known = [held for held in known if held[0] <= common]
        SyncNotice.create(at=_text(at), words=PARENT_RESTORED)
    if known and known[0] == cursor:
        return
    kept = [cursor, *[held for held in known if held[0] > 0]][:KEPT_CURSORS]
    store.run("UPDATE sync_parent SET cursors = ?", (json.dumps(kept),))


def _keep_refusals(refusals: list[Any], at: datetime) -> None:
    """Keep what the parent would not take, with its reason, where the person who wrote it sees it."""
    for number, operation_id, reason in refusals:
        row = store.one("SELECT n FROM operation WHERE id = ?", (bytes.fromhex(operation_id),))
        if row:
            store.run(
                "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, NULL, ?, ?)",
                (row[0], str(reason)[:300], _text(at)),
            )
        store.run("UPDATE sync_parent SET refusals_seen = ?", (int(number),))


def _unsent(log: int, after: int, limit_bytes: int) -> list[bytes]:
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


def _sealed_logs() -> list[tuple[Any, ...]]:
    return store.every(
        "SELECT incarnation, head_seq, head_hash FROM log WHERE own = ? AND sealed_at IS NOT NULL ORDER BY n",
        (True,),
    )


def _sealed(row: tuple[Any, ...]) -> dict[str, Any]:
    return {"id": row[0], "start": row[1], "chain": bytes(row[2]).hex()}


def _begin_run(at: datetime) -> int:
    with transaction():
        cursor = store.run(
            "INSERT INTO sync_run (started_at, requests, bytes_up, bytes_down, operations_up, operations_down) "
            "VALUES (?, 0, 0, 0, 0, 0) RETURNING id",
            (_text(at),),
        )
        return int(cursor.fetchone()[0])


def _end_run(run_n: int, tally: Tally, outcome: str, words: str, at: datetime) -> None:
    with transaction():
        store.run(
            "UPDATE sync_run SET ended_at = ?, outcome = ?, words = ?, requests = ?, bytes_up = ?, "
            "bytes_down = ?, operations_up = ?, operations_down = ? WHERE id = ?",
            (_text(at), outcome, words[:400], tally.requests, tally.bytes_up, tally.bytes_down,
             tally.operations_up, tally.operations_down, run_n),
        )  # fmt: skip
        store.run("DELETE FROM sync_run WHERE id <= ?", (run_n - 2000,))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
