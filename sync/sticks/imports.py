"""Packages taken in, or tried out: everything done, counted, and undone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from sync import parent, store, wire
from sync.child import Away, Refused
from sync.files import sticks as lane_sticks
from sync.journal import transaction
from sync.keys import NodeKey, fingerprint
from sync.members import nodes
from sync.operations import operation_id
from sync.sticks import packages, posted
from sync.sticks.contents import MOST_MARKS, Contents, Here, Unfit, count, is_of_files, keep
from sync.sticks.packages import UP, BadPackage, Cover
from sync.tables import PARKED, REFUSED

NOT_FOR_US = "Gói này gửi cho {whom}, không phải cho máy này."
NOT_UNDERSTOOD = (
    "Nội dung gói không đúng quy ước; hãy báo quản trị hai bên kiểm tra phiên bản chương trình."
)
LATE = "Gói đã cũ: những gì trong đó đã có ở đây theo đường khác."
STRANGER = "Gói này do một máy chưa được mời, hoặc đã được thay bằng máy khác, tạo ra."


def take_in(source: BinaryIO, here: Here, *, at: datetime) -> Contents:
    """Take a package in. Raises `Unfit`, with nothing changed, when it is cut, changed, strange or not for us."""
    contents = Contents("", UP, at)
    try:
        _read_into(contents, source, here, at, with_files=True)
    except Unfit as no:
        contents.outcome, contents.words = "refused", str(no)
        keep("in", contents, at)
        raise
    keep("in", contents, at)
    return contents


def try_out(source: BinaryIO, here: Here, *, at: datetime) -> Contents:
    """What taking this package in would do: all of it is done, counted, and undone. Attachments are counted only."""
    contents = Contents("", UP, at)
    try:
        with transaction():
            _read_into(contents, source, here, at, with_files=False)
            raise _Undone
    except _Undone:
        contents.answer = None
        return contents


class _Undone(Exception):
    """Leaves the transaction of a trial."""


def _read_into(
    contents: Contents, source: BinaryIO, here: Here, at: datetime, *, with_files: bool
) -> None:
    try:
        outside = packages.cover(source)
        key = _ours(outside, here)
        public = _sender(contents, outside)
        contents.sha256, contents.size_bytes = packages.check(source, public)
        records = packages.records(source, key)
        contents.made_at = _made_at(next(records, b""))
        contested = _contested()
        for record in records:
            opened = wire.unseal(record)
            if not opened.is_from(public):
                raise BadPackage(packages.DAMAGED)
            _take_one(contents, record, opened, here, at, with_files=with_files)
        contents.cards = len(_contested() - contested)
    except BadPackage as error:
        raise Unfit(str(error)) from error
    except Refused as no:
        raise Unfit(str(no)) from no
    except (posted.NotAnAnswer, wire.BadEnvelope, Away) as error:
        raise Unfit(NOT_UNDERSTOOD) from error
    if contents.refusal and contents.answer is None:
        raise Unfit(contents.refusal)
    contents.outcome = "taken" if contents.new or contents.chunks else "nothing"


def _ours(outside: Cover, here: Here) -> NodeKey:
    """The key of ours it is sealed to: the present one, or an earlier one its maker still believes."""
    for key in (here.key, *map(NodeKey, here.key.elders)):
        if outside.receiver == fingerprint(key.public):
            return key
    whom, _ = (_below() | _above()).get(outside.receiver, ("", b""))
    raise Unfit(NOT_FOR_US.format(whom=f"đơn vị {whom}" if whom else "một đơn vị khác"))


def _sender(contents: Contents, outside: Cover) -> bytes:
    """The key of who made it: our parent, a child of ours, or one that was; what becomes of that one's work is for
    the handler of requests to say."""
    contents.direction = outside.direction
    known = _below() if outside.direction == UP else _above()
    if outside.sender not in known:
        raise Unfit(STRANGER)
    contents.unit, public = known[outside.sender]
    return public


def _below() -> dict[bytes, tuple[str, bytes]]:
    ended = {fingerprint(bytes(row[0])): (str(row[1]), bytes(row[0])) for row in nodes.revoked()}
    return ended | _known("SELECT unit, public_key, previous_key FROM sync_child")


def _above() -> dict[bytes, tuple[str, bytes]]:
    return _known("SELECT unit, public_key FROM sync_parent")


def _known(statement: str) -> dict[bytes, tuple[str, bytes]]:
    """Units and their keys, by the fingerprint of the key."""
    return {
        fingerprint(bytes(key)): (unit, bytes(key))
        for unit, *keys in store.every(statement)
        for key in keys
        if key is not None
    }


def _made_at(record: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(int(packages.about(record)["at"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise BadPackage(packages.DAMAGED) from error


def _take_one(
    contents: Contents, record: bytes, opened: wire.Envelope, here: Here, at: datetime, *, with_files: bool
) -> None:  # fmt: skip
    count(contents, opened)
    if is_of_files(opened):
        contents.wishes += lane_sticks.wishes(opened.header)
        if with_files:
            _take_files(contents, record, here, at)
        return
    ids = [operation_id(body) for body in opened.bodies]
    before = _states(ids)
    if contents.is_from_below:
        contents.answer = _ask(contents, record, here, at) or contents.answer
    else:
        taken = posted.take(opened, at)
        contents.words = LATE if taken.is_late and not taken.received else ""
    new = [state for each, state in _states(ids).items() if each not in before]
    contents.new += len(new)
    contents.parked += new.count(PARKED)
    contents.refused += new.count(REFUSED)


def _take_files(contents: Contents, record: bytes, here: Here, at: datetime) -> None:
    if not contents.is_from_below:
        lane_sticks.take(record, here.folder, at=at)
    elif answer := _ask(contents, record, here, at):
        contents.file_answers.append(answer)


def _ask(contents: Contents, request: bytes, here: Here, at: datetime) -> bytes | None:
    """Let the parent's own handler answer. Of the answers to operations the last one says all."""
    answer = parent.handle(
        request, key=here.key, units_below=here.units_below, folder=here.folder, at=at
    )
    header = wire.unseal(answer).header
    if header["verdict"] in ("ok", "salvage", "salvaged"):
        return answer
    contents.refusal = str(header.get("words", "Không nhận gói này."))
    return None


def _states(ids: Sequence[bytes]) -> dict[bytes, int]:
    """What is known of these operations: their states, by id."""
    found: dict[bytes, int] = {}
    for start in range(0, len(ids), MOST_MARKS):
        part = ids[start : start + MOST_MARKS]
        marks = ", ".join("?" * len(part))
        rows = store.every(f"SELECT id, state FROM operation WHERE id IN ({marks})", part)
        found |= {bytes(each): state for each, state in rows}
    return found


def _contested() -> set[int]:
    """The records on which a person has to choose."""
    return {row[0] for row in store.every("SELECT n FROM record WHERE contested > 0")}
