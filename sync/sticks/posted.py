"""Requests and answers that travel by hand: hours or weeks late, twice, out of order, or never.

A line answers a request before the next one is made; a stick does not. So one package holds as many requests as it
takes, each going on where the one before ended, and its answer is believed by what it proves and not by when it
comes. The rules beyond R1 to R6:

- A proof of what the parent holds of a log moves back only where the cursor is taken over: it was rolled back.
- The cursor is taken over only from the newest one of ours (or one served since, named with it in `from`), and only
  while we hold every log the answer names as far as it says: what the parent left out of the feed we do have.
- Operations of any other answer are applied without the cursor and marked to be given back (R5). The feed brings
  them anew and takes the mark away, on whatever history the parent is by then.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync import asides, chain, child, journal, offers, positions, store, wire
from sync.answers import Answer
from sync.child import Refused
from sync.journal import transaction
from sync.keys import NodeKey
from sync.members.receipts import Receipts
from sync.offers import Asked, OfferedLog
from sync.operations import MalformedOperation

BATCH_BYTES = 4 * 1024 * 1024
"""Of operations in one request; its answer may be as large."""
MOST_POINTS = 16
"""Cursors an answer may be said to go on from."""


class NotAnAnswer(ValueError):
    """The parent signed this, and it is nothing this program understands."""


@dataclass
class Taken:
    """What an answer brought. `is_late`: what it says has been overtaken, and only its operations counted."""

    received: int = 0
    is_late: bool = False
    has_parted: bool = False
    must_salvage: bool = False


def requests(key: NodeKey, at: datetime) -> Iterator[bytes]:
    """What the parent has not proved to hold, in as many requests as it takes and at least one.

    What a parent that was rolled back must have again goes first.
    """
    said: dict[int, int] = {}
    after: int | None = 0
    while True:
        asked = Asked(whole_history=True, salvage_after=after, said=said, by_stick=True)
        offer = offers.make(key, BATCH_BYTES, asked, at)
        yield offer.envelope
        after = offer.salvaged[-1] if offer.salvaged else None
        said = {log.n: log.start + len(log.bodies) for log in offer.logs}
        if not offer.salvaged and all(log.head <= said[log.n] for log in offer.logs):
            return


def take(answer: wire.Envelope, at: datetime) -> Taken:
    """Believe an answer as far as it is proved, in one transaction. Its signature has been checked.

    Raises `Refused` when the parent says no, `NotAnAnswer` when it makes no sense.
    """
    header = answer.header
    verdict = header.get("verdict")
    try:
        _must_be_spoken(header)
        if verdict == "salvaged":
            return Taken()
        if verdict not in ("ok", "salvage"):
            raise Refused(str(verdict), str(header.get("words", "Đơn vị cấp trên từ chối.")))
        points = [[int(n), str(digest)] for n, digest in header["from"][:MOST_POINTS]]
        with transaction():
            if verdict == "salvage":
                return _salvage(int(header["common"][0]), points, at)
            return _take_ok(Answer(header, answer.bodies), points, at)
    except (KeyError, TypeError, ValueError, MalformedOperation) as error:
        raise NotAnAnswer from error


def _must_be_spoken(header: dict[str, Any]) -> None:
    try:
        wire.spoken(header)
    except wire.TooFarApart as no:
        raise Refused("protocol", wire.PARENT_BEHIND if no.is_behind else wire.CHILD_BEHIND) from no


def _salvage(common: int, points: list[list[Any]], at: datetime) -> Taken:
    """The parent did not know the cursor of our request. Once salvaged, that cursor is not ours any more."""
    cursors = _cursors()
    if points[0] not in cursors:
        return Taken(is_late=True)
    child._begin_salvage(common, cursors, at)
    return Taken(must_salvage=True)


def _take_ok(answer: Answer, points: list[list[Any]], at: datetime) -> Taken:
    cursors = _cursors()
    newest = cursors[0] if cursors else [0, chain.START.hex()]
    goes_on = newest in points and answer.cursor[0] >= newest[0]
    live, holds_all = positions.identity().log, True
    for incarnation, (have, digest, fork) in answer.acks.items():
        log = _log(incarnation)
        if log is None:
            holds_all = False
            continue
        is_live = log.n == live
        differs = fork or not child._agrees(log, have, digest, is_live=is_live)
        if differs and (is_live or goes_on):
            # Of the live log that stays true however old the answer is; another may have been sealed because of it.
            child._part_ways(log, is_live=is_live, at=at)
            return Taken(has_parted=True)
        if not differs and (goes_on or have > log.start):
            child._keep_ack(log.n, have, digest, at)
        holds_all = holds_all and not differs and child._is_ours(log.n, have, digest)
    _keep_refusals(answer, at)
    if not (goes_on and holds_all):
        return Taken(_receive_ahead(answer, live, at), is_late=True)
    beside = _timed(answer)
    asides.taken(beside, at, before_operations=True)
    received = child._receive(answer, live, at)
    child._keep_cursor(answer.cursor, cursors)
    asides.taken(beside, at, before_operations=False)
    return Taken(received)


def _timed(answer: Answer) -> dict[str, Any]:
    """What came beside it, a receipt with its time: the stick was days on its way, so our clock does not tell it."""
    receipt = answer.beside.get(Receipts.name)
    timed = {Receipts.name: [answer.clock, receipt]} if isinstance(receipt, str) else {}
    return {**answer.beside, **timed}


def _receive_ahead(answer: Answer, log: int, at: datetime) -> int:
    """Apply operations without the cursor that came with them; they are given back until the feed brings them."""
    scopes = _scopes()
    received = 0
    for operation, voucher in zip(answer.operations, answer.vouchers, strict=True):
        if scopes and operation.scope not in scopes:
            continue
        arrival = journal.apply(operation, at=at, log=log, is_served=True)
        if arrival.new:
            store.run(
                "UPDATE operation SET voucher = ?, salvage = ? WHERE n = ?",
                (voucher, True, arrival.n),
            )
            received += 1
    if answer.operations:
        positions.merge_clock(max(operation.hlc for operation in answer.operations), at)
    return received


def _keep_refusals(answer: Answer, at: datetime) -> None:
    row = store.one("SELECT refusals_seen FROM sync_parent")
    seen = row[0] if row else 0
    child._keep_refusals([refusal for refusal in answer.refusals if int(refusal[0]) > seen], at)


def _log(incarnation: str) -> OfferedLog | None:
    """Our log of this name, own or carried, as it stands."""
    row = store.one(
        "SELECT n, acked_seq, acked_hash, head_seq FROM log WHERE incarnation = ? "
        "AND (own = ? OR (via IS NOT NULL AND carried = ?))",
        (incarnation, True, True),
    )
    return OfferedLog(row[0], incarnation, row[1], bytes(row[2]), row[3], []) if row else None


def _cursors() -> list[list[Any]]:
    row = store.one("SELECT cursors FROM sync_parent")
    kept: list[list[Any]] = json.loads(row[0]) if row else []
    return kept


def _scopes() -> set[str]:
    """What the parent has told that we may hold; empty while it has not."""
    row = store.one("SELECT scopes FROM sync_parent")
    return set(json.loads(row[0])) if row else set()
