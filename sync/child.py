"""One exchange, seen from below: say what is new here, believe only what is proved, take what is new there.

Nothing a person does waits for this. The request is built in one short transaction, carried with no transaction
open, and the answer is applied in another one, cursor and operations together; a power cut anywhere in between
costs one repetition.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sync import asides, chain, identity, journal, offers, positions, store, wire
from sync.ahead import Ahead
from sync.answers import Answer
from sync.collector import resting
from sync.instants import instant
from sync.journal import transaction
from sync.keys import NodeKey
from sync.offers import Asked, Offer, OfferedLog
from sync.operations import MalformedOperation
from sync.standing import RECEIVING, SENDING, Tally, begin_run, end_run, tell_step
from sync.tables import SyncNotice

KEPT_CURSORS = 16
FIRST_BATCH_BYTES = 64 * 1024
LEAST_BATCH_BYTES, MOST_BATCH_BYTES = 32 * 1024, 8 * 1024 * 1024
BATCH_SECONDS = 10
MOST_IDLE_REQUESTS = 40
MOST_CUTS = 8
"""Cuts in a row after which a run gives up until the next one."""

CLONED = (
    "Cơ sở dữ liệu này từng được chép từ bản khác hoặc khôi phục từ bản cũ. Đã mở sổ thay đổi mới và gửi lại "
    "{count} thay đổi; không mất gì."
)
PARENT_RESTORED = (
    "Máy chủ cấp trên đã được khôi phục từ một bản cũ. Máy này đã gửi lại cho bên đó {count} thay đổi từng nhận về; "
    "hãy báo cho quản trị cấp trên biết."
)


class Carrier(Protocol):
    """Brings a request to the parent and its answer back; raises `Away` when that did not work."""

    def carry(self, envelope: bytes) -> bytes: ...


class Away(Exception):
    """The parent could not be reached or did not answer like one; the text is for a person."""


class Cut(Away):
    """The line broke while it carried: the next try may get through, with less at a time."""


class Refused(Exception):
    """The parent answered, and said no."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        super().__init__(words)


@dataclass
class Batch:
    """How much one request may carry, kept near ten seconds of transfer at the pace just measured."""

    size_bytes: int = FIRST_BATCH_BYTES
    most_bytes: int = MOST_BATCH_BYTES
    """Less after a cut, and more again with each request that gets through."""

    def adapt(self, raw_bytes: int, seconds: float) -> None:
        """`raw_bytes` of operations went up or came down in so many seconds."""
        self.most_bytes = min(self.most_bytes + self.most_bytes // 4, MOST_BATCH_BYTES)
        if raw_bytes >= self.size_bytes // 2 and seconds > 0:
            wanted = int(raw_bytes * BATCH_SECONDS / seconds)
            self._choose(min(wanted, self.size_bytes * 16))

    def shrink(self) -> None:
        self.most_bytes = max(LEAST_BATCH_BYTES, min(self.size_bytes, self.most_bytes) // 2)
        self._choose(self.size_bytes)

    def _choose(self, wanted: int) -> None:
        self.size_bytes = max(LEAST_BATCH_BYTES, min(wanted, self.most_bytes))


def exchange(
    carrier: Carrier, key: NodeKey, *, clock: Callable[[], datetime], timer: Callable[[], float]
) -> Tally:
    """Exchange until both sides hold everything. Raises `Away` or `Refused`; what went before it is kept."""
    tally, batch = Tally(), Batch()
    run_n = begin_run(clock())
    try:
        asked, idle, cuts, ahead = Asked(salvage_after=0), 0, 0, Ahead()
        while idle < MOST_IDLE_REQUESTS:
            offer = offers.make(key, batch.size_bytes, asked, clock(), ahead.pack)
            tell_step(run_n, SENDING, len(offer.envelope), tally, clock)
            ahead.begin(offer.logs, batch.size_bytes)
            started = timer()
            try:
                answer = carrier.carry(offer.envelope)
            except Cut:
                cuts += 1
                if cuts > MOST_CUTS:
                    raise
                batch.shrink()
                continue
            seconds, cuts = timer() - started, 0
            tally.requests += 1
            tally.bytes_up += len(offer.envelope)
            tally.bytes_down += len(answer)
            tell_step(run_n, RECEIVING, len(answer), tally, clock)
            outcome = _take(offer, answer, clock())
            batch.adapt(max(offer.raw_bytes, outcome.raw_bytes), seconds)
            tally.operations_up += outcome.accepted
            tally.operations_down += outcome.received
            asked = _next(asked, offer, outcome)
            if outcome.is_done:
                end_run(run_n, tally, "ok", "", clock())
                return tally
            idle = 0 if outcome.accepted or outcome.received else idle + 1
        raise Away("Cấp trên trả lời nhưng không nhận thêm được gì; sẽ thử lại sau.")
    except (Away, Refused) as problem:
        end_run(
            run_n, tally, "away" if isinstance(problem, Away) else "refused", str(problem), clock()
        )
        raise
    except Exception:
        end_run(run_n, tally, "broken", "Có lỗi trong chương trình; xem nhật ký máy.", clock())
        raise


def _next(asked: Asked, offer: Offer, outcome: "Outcome") -> Asked:
    """Salvage goes before everything else, from its beginning whenever the parent proves to be rolled back."""
    if outcome.must_salvage:
        return Asked(salvage_after=0)
    after = asked.salvage_after
    if offer.salvaged:
        after = offer.salvaged[-1]
    elif after is not None and not outcome.asks_history:
        after = None
    return Asked(whole_history=outcome.asks_history, salvage_after=after)


@dataclass
class Outcome:
    accepted: int = 0
    received: int = 0
    raw_bytes: int = 0
    """Of the operations that came down."""
    asks_history: bool = False
    must_salvage: bool = False
    is_done: bool = False


@resting()
def _take(offer: Offer, answer: bytes, at: datetime) -> Outcome:
    """Believe the answer as far as it is proved (rules R2 and R3), and keep it in one transaction."""
    said = _opened(answer)
    header = said.header
    verdict = header.get("verdict")
    try:
        if _must_say_again(offer, header):
            return Outcome()
        if verdict == "cursor-unknown":
            return Outcome(asks_history=True)
        if verdict == "salvage":
            return _begin_salvage(int(header["common"][0]), offer.cursors, at)
        if verdict == "salvaged":
            return Outcome(accepted=len(offer.salvaged))
        if verdict != "ok":
            raise Refused(str(verdict), str(header.get("words", "Đơn vị cấp trên từ chối.")))
        return _take_ok(offer, Answer(header, said.bodies), at)
    except (KeyError, TypeError, ValueError, MalformedOperation) as error:
        raise Away("Máy chủ cấp trên trả lời không đúng quy ước.") from error


def _must_say_again(offer: Offer, header: dict[str, Any]) -> bool:
    """Keep what the parent speaks now; whether it was too old for this request, and gets it in its own protocol."""
    try:
        protocol = wire.spoken(header)
    except wire.TooFarApart as no:
        words = wire.PARENT_BEHIND if no.is_behind else wire.CHILD_BEHIND
        raise Refused("protocol", words) from no
    if protocol != offer.protocol:
        with transaction():
            store.run("UPDATE sync_parent SET protocol = ?", (protocol,))
    return header.get("verdict") == "unreadable" and protocol < offer.protocol


def _take_ok(offer: Offer, answer: Answer, at: datetime) -> Outcome:
    with transaction():
        live = offer.logs[-1]
        accepted, waiting = 0, 0
        for log in offer.logs:
            have, digest, fork = answer.acks[log.incarnation]
            if fork or not _agrees(log, have, digest, is_live=log is live):
                _part_ways(log, is_live=log is live, at=at)
                return Outcome()
            accepted += max(0, min(have, log.start + len(log.bodies)) - log.start)
            waiting += _keep_ack(log.n, have, digest, at)
        store.run(
            "UPDATE sync_parent SET clock_offset_seconds = ?", (answer.clock - int(at.timestamp()),)
        )
        asides.taken(answer.beside, at, before_operations=True)
        received = _receive(answer, live.n, at)
        _keep_cursor(answer.cursor, offer.cursors)
        _keep_refusals(answer.refusals, at)
        asides.taken(answer.beside, at, before_operations=False)
        raw = sum(len(operation.body) for operation in answer.operations)
        return Outcome(accepted, received, raw, is_done=waiting == 0 and not answer.more)


def _agrees(log: OfferedLog, have: int, digest: bytes, *, is_live: bool) -> bool:
    """Whether the parent's log is ours, as far as both go (rule R2).

    Of a sealed or carried log the parent may hold more than we do: the rest was lost here and comes back by the feed.
    """
    return _is_ours(log.n, have, digest) or (not is_live and have > log.head)


def _part_ways(log: OfferedLog, *, is_live: bool, at: datetime) -> None:
    """The parent holds another history under the name of this log: a clone of us has written it."""
    if is_live:
        identity.begin_anew(verified_seq=log.start, words=CLONED, at=at)
    else:
        identity.log_again(log.n)


def _keep_ack(log: int, have: int, digest: bytes, at: datetime) -> int:
    """Keep what the parent proved to hold of this log; how many entries it still lacks."""
    row = store.one("SELECT head_seq, head_hash FROM log WHERE n = ?", (log,))
    head, head_hash = (row[0], bytes(row[1])) if row else (0, chain.START)
    if have > head:
        have, digest = head, head_hash
    store.run(
        "UPDATE log SET acked_seq = ?, acked_hash = ?, acked_at = ? WHERE n = ?",
        (have, digest, instant(at), log),
    )
    return int(head - have)


def _begin_salvage(common: int, cursors: list[list[Any]], at: datetime) -> Outcome:
    """The parent was rolled back: mark all it gave us past the common point, to be given again (R5).

    A mark goes only when the parent's feed brings the operation anew (R6): until our verified cursor has passed
    the place where it landed, the parent may be rolled back once more.
    """
    with transaction():
        cursor = store.run(
            "UPDATE operation SET salvage = ?, feed_n = NULL WHERE feed_n > ?", (True, common)
        )
        kept = [held for held in cursors if held[0] <= common]
        store.run("UPDATE sync_parent SET cursors = ?, refusals_seen = 0", (json.dumps(kept),))
        store.run("UPDATE attachment SET is_above = ?", (False,))
        SyncNotice.create(at=instant(at), words=PARENT_RESTORED.format(count=cursor.rowcount))
    return Outcome(must_salvage=True)


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


def _receive(answer: Answer, log: int, at: datetime) -> int:
    arrivals = journal.apply_all(answer.operations, at=at, log=log, is_served=True)
    store.run_many(
        "UPDATE operation SET feed_n = ?, voucher = ?, salvage = ? WHERE n = ?",
        [
            (number, voucher, False, arrival.n)
            for number, voucher, arrival in zip(
                answer.numbers, answer.vouchers, arrivals, strict=True
            )
        ],
    )
    if answer.operations:
        positions.merge_clock(max(operation.hlc for operation in answer.operations), at)
    return sum(arrival.new for arrival in arrivals)


def _keep_cursor(cursor: list[Any], known: list[list[Any]]) -> None:
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
                (row[0], str(reason)[:300], instant(at)),
            )
        store.run("UPDATE sync_parent SET refusals_seen = ?", (int(number),))
