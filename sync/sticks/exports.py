"""Packages made: a day's work for the parent, the answer for a child, or what a parent has for one that is silent."""

import itertools
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from sync import chain, feed, parent, positions, store, wire
from sync.files import sticks as lane_sticks
from sync.journal import transaction
from sync.keys import NodeKey
from sync.operations import operation_id
from sync.parent import Taken
from sync.sticks import packages, posted
from sync.sticks.contents import MOST_MARKS, Contents, Here, Unfit, count, keep
from sync.sticks.packages import DOWN, UP, Writer

ATTACHMENTS_LEAVE_BYTES = 64 * 1024
"""Kept free behind the attachments, for the end of the package."""
NO_REFUSALS = 2**62
NOT_BELOW = "Đơn vị này chưa có máy nào kết nối với máy này."
NO_PARENT = "Máy này đứng đầu, không có cấp trên để gửi lên."
TOO_SMALL = "Không đủ chỗ cho gói nhỏ nhất; cần thêm chỗ trống."


def export_up(out: BinaryIO, here: Here, *, space_bytes: int, at: datetime) -> Contents:
    """Write everything the parent has not proved to hold, then attachments as far as there is space."""
    row = store.one("SELECT unit, public_key FROM sync_parent")
    if row is None:
        raise Unfit(NO_PARENT)
    made = _Made(out, here, Contents(row[0], UP, at), bytes(row[1]), space_bytes)
    for envelope in posted.requests(here.key, at):
        if not made.add(envelope):
            break
    made.contents.left = _waiting() - made.contents.operations
    space = made.room()
    for envelope in lane_sticks.requests_for_stick(here.key, here.folder, space_bytes=space, at=at):
        if not made.add(envelope):
            break
    return made.finish(at)


def export_down(
    out: BinaryIO, here: Here, unit: str, *, space_bytes: int, at: datetime, to: Contents | None = None
) -> Contents:  # fmt: skip
    """Write what this child has not been given yet; `to` is the package of the child that is answered."""
    row = store.one(
        "SELECT public_key, cursor_n, cursor_hash, given, incarnation, protocol, pins FROM sync_child "
        "WHERE unit = ? AND revoked_at IS NULL",
        (unit,),
    )
    if row is None:
        raise Unfit(NOT_BELOW)
    # The key of ours that this child believes; its next request over a line or a stick brings it to the present one.
    here = replace(here, key=here.key.known_as(bytes(row[6] or b"")))
    made = _Made(out, here, Contents(unit, DOWN, at), bytes(row[0]), space_bytes)
    child = _Below(unit, ["all", unit, *here.units_below(unit)], row[4], row[5])
    named: dict[str, None] = {}
    points, answer, more = _points(row[1], row[2], row[3]), to.answer if to else None, True
    while more:
        answer = answer or _page(child, points, here.key, at)
        if not made.add(answer):
            break
        named |= _named_in(answer)
        points, more = _after(answer, points)
        answer = None
    _note_given(unit, points[0])
    given = lane_sticks.given_for_stick(
        unit, child.scopes, here.key, here.folder, space_bytes=made.room(),
        wanted=[*(to.wishes if to else ()), *named], at=at,
    )  # fmt: skip
    for envelope in itertools.chain(to.file_answers if to else (), given):
        # Once the child has read of our new key it checks files by that one; they come with the next stick.
        if here.key.successor is not None or not made.add(envelope):
            break
    return made.finish(at)


class _Made:
    """A package being written, and what it holds so far."""

    def __init__(
        self, out: BinaryIO, here: Here, contents: Contents, receiver: bytes, space_bytes: int
    ) -> None:
        self.contents = contents
        self._space = min(space_bytes, packages.MOST_BYTES)
        about = {"at": int(contents.made_at.timestamp()), "unit": positions.identity().unit}
        self._writer = Writer(
            out, key=here.key, receiver=receiver, direction=contents.direction, about=about
        )
        if self._writer.size_with(0) > self._space:
            raise Unfit(TOO_SMALL)

    def add(self, envelope: bytes) -> bool:
        """Add an envelope if it fits; false when it does not."""
        if self._writer.size_with(len(envelope)) > self._space:
            return False
        self._writer.add(envelope)
        count(self.contents, wire.unseal(envelope))
        return True

    def room(self) -> int:
        """Bytes left for attachments."""
        return max(0, self._space - self._writer.size_with(0) - ATTACHMENTS_LEAVE_BYTES)

    def finish(self, at: datetime) -> Contents:
        self.contents.sha256 = self._writer.finish()
        self.contents.size_bytes = self._writer.size_bytes
        keep("out", self.contents, at)
        return self.contents


@dataclass(frozen=True)
class _Below:
    unit: str
    scopes: list[str]
    incarnation: str | None
    protocol: int | None


def _page(child: _Below, points: list[list[Any]], key: NodeKey, at: datetime) -> bytes:
    """The next page of the feed as an answer to no request: the child checks that it still holds the logs named."""
    logs = store.every(
        "SELECT incarnation, head_seq, head_hash, n FROM log WHERE via = ? ORDER BY n",
        (child.unit,),
    )
    logs.sort(key=lambda log: log[0] == child.incarnation)
    taken = [Taken(log[0], log[1], bytes(log[2]), log[3], is_whole_below=True) for log in logs]
    header, bodies = parent.served(
        child.unit, child.scopes, (points[0][0], bytes.fromhex(points[0][1])), taken, seen=NO_REFUSALS,
        limit=posted.BATCH_BYTES, key=key,
    )  # fmt: skip
    header |= {"from": points, "protocol": list(wire.PROTOCOL), "clock": int(at.timestamp())}
    return wire.seal(header, bodies, key, protocol=child.protocol or wire.PROTOCOL[0])


def _points(n: int, digest: bytes | None, given: str) -> list[list[Any]]:
    """The child's last cursor, and those it has been served since; the page begins at the first."""
    if digest is None:
        return [[0, chain.START.hex()]]
    return [[n, bytes(digest).hex()], *json.loads(given)]


def _after(answer: bytes, points: list[list[Any]]) -> tuple[list[list[Any]], bool]:
    """Where the feed goes on behind this answer, and whether it does; nothing goes on where the logs part."""
    header = wire.unseal(answer).header
    if "cursor" not in header:
        return points, "common" not in header
    if any(log.get("verdict") == "fork" for log in header["logs"]):
        return points, False
    cursor = header["cursor"]
    return [cursor, *[point for point in points[1:] if point[0] > cursor[0]]], cursor[
        0
    ] < feed.head()[0]


def _named_in(answer: bytes) -> dict[str, None]:
    """The attachments of the records this answer brings, previews first."""
    ids = [operation_id(body) for body in wire.unseal(answer).bodies]
    found: list[tuple[int, str]] = []
    for start in range(0, len(ids), MOST_MARKS):
        part = ids[start : start + MOST_MARKS]
        marks = ", ".join("?" * len(part))
        found += store.every(
            "SELECT DISTINCT a.priority, a.sha256 FROM operation o JOIN attachment_use u ON u.record = o.record "
            f"JOIN attachment a ON a.n = u.attachment WHERE o.id IN ({marks})",
            part,
        )
    return dict.fromkeys(name for _, name in sorted(found))


def _note_given(unit: str, cursor: list[Any]) -> None:
    with transaction():
        row = store.one("SELECT given FROM sync_child WHERE unit = ?", (unit,))
        given = [*(json.loads(row[0]) if row else []), cursor]
        kept = [point for i, point in enumerate(given) if point not in given[:i]][
            -posted.MOST_POINTS :
        ]
        store.run("UPDATE sync_child SET given = ? WHERE unit = ?", (json.dumps(kept), unit))


def _waiting() -> int:
    row = store.one(
        "SELECT SUM(head_seq - acked_seq) FROM log WHERE own = ? OR (via IS NOT NULL AND carried = ?)",
        (True, True),
    )
    return int(row[0] or 0) if row else 0
