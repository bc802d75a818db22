"""How a replacement PC begins: the parent's snapshot is fetched, or read from a stick, and the feed goes on behind it.

What has come is kept in a file beside the database and checked chunk by chunk, so a cut or a kill costs one segment at
most. Each page of the snapshot is kept with its cursor in one transaction, like an answer of the feed: whatever ends
the work in between, the next run goes on from there.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import child, positions, scopes, snapshots, standing, store, wire
from sync.answers import Answer
from sync.child import Away, Carrier, Refused
from sync.instants import instant
from sync.journal import transaction
from sync.keys import NodeKey
from sync.operations import MalformedOperation
from sync.snapshots import HASH_BYTES, LENGTH_BYTES
from sync.standing import Tally
from sync.tables import SyncNotice

SEGMENT_SECONDS = 10
FIRST_CHUNKS = 4
MOST_BEGINNINGS = 3
MOST_BYTES = 8 * 1024 * 1024 * 1024
NEEDLESS = ("few", "unknown-verb", "unreadable")
"""The parent has little for us, or is of a version without snapshots: the feed brings everything."""

BEGAN_AGAIN = (
    "Bản chụp dữ liệu ở cấp trên đã thay đổi hoặc không còn; máy này tải lại từ đầu. Không mất gì."
)
DISK = "Máy này không ghi được dữ liệu tải về ({why}); hãy kiểm tra chỗ trống trên đĩa."
STRANGE = "Tệp này không phải bản chụp dữ liệu của Một Cửa, hoặc đã bị cắt hay thay đổi."
NOT_SIGNED = "Bản chụp dữ liệu này không do đơn vị cấp trên của máy này ký."
OTHER_UNIT = "Bản chụp dữ liệu này dành cho đơn vị {unit}, không phải cho máy này."

Tell = Callable[[str], None]


class BadSnapshot(ValueError):
    """This file cannot be taken; the text is for a person. Pages before the fault have been kept."""


class Gone(Exception):
    """The parent has this snapshot no more, or another one under its name."""


def want() -> None:
    """Begin with a snapshot at the next exchange, unless one is being fetched already."""
    with transaction():
        store.run("UPDATE sync_parent SET bootstrap = '{}' WHERE bootstrap IS NULL")


def is_wanted() -> bool:
    return _state() is not None


@dataclass
class Fetching:
    """One run: its means, and what it has carried."""

    carrier: Carrier
    key: NodeKey
    folder: Path
    clock: Callable[[], datetime]
    timer: Callable[[], float]
    tell: Tell
    run_n: int
    tally: Tally = field(default_factory=Tally)

    def ask(self, **header: Any) -> wire.Envelope:
        request = wire.seal(
            {"verb": snapshots.VERB, "protocol": list(wire.PROTOCOL), "clock": int(self.clock().timestamp())} | header,
            [], self.key,
        )  # fmt: skip
        answer = self.carrier.carry(request)
        self.tally.requests += 1
        self.tally.bytes_up += len(request)
        self.tally.bytes_down += len(answer)
        return child._opened(answer)

    def note(self, words: str, **state: Any) -> None:
        """Keep how far it has come, and say so."""
        with transaction():
            store.run("UPDATE sync_parent SET bootstrap = ?", (json.dumps(state),))
            standing.note_step(self.run_n, "receiving", self.tally, self.clock())
        self.tell(words)


def fetch(
    carrier: Carrier, key: NodeKey, *, folder: Path, clock: Callable[[], datetime], timer: Callable[[], float],
    tell: Tell,
) -> Tally | None:  # fmt: skip
    """Fetch and keep the snapshot that is wanted, from where an earlier run ended; None when none is wanted.

    Raises `Away` or `Refused`; what has come is kept.
    """
    if not is_wanted():
        return None
    work = Fetching(carrier, key, folder, clock, timer, tell, standing.begin_run(clock()))
    try:
        _fetch(work)
    except (Away, Refused) as problem:
        outcome = "away" if isinstance(problem, Away) else "refused"
        standing.end_run(work.run_n, work.tally, outcome, str(problem), clock())
        raise
    except OSError as error:
        words = DISK.format(why=error.strerror)
        standing.end_run(work.run_n, work.tally, "away", words, clock())
        raise Away(words) from error
    standing.end_run(work.run_n, work.tally, "ok", "", clock())
    return work.tally


def _fetch(work: Fetching) -> None:
    for _ in range(MOST_BEGINNINGS):
        state = _state() or {}
        name = state.get("name") or _begin(work, state)
        if name is None:
            _end(None)
            return
        part = _part(work.folder, name)
        try:
            _download(work, name, part)
            work.tally.operations_down += take_file(part, at=work.clock(), tell=work.tell)
        except (Gone, BadSnapshot):
            _begin_again(name, part, work.clock())
            work.tell(BEGAN_AGAIN)
            continue
        _end(part)
        return
    raise Away("Bản chụp dữ liệu ở cấp trên thay đổi liên tục; sẽ thử lại sau.")


def _begin(work: Fetching, state: dict[str, Any]) -> str | None:
    """Ask what there is; the name of the snapshot, or nothing when the feed will do. `state` may name one that was
    no good."""
    work.tell("Hỏi cấp trên bản chụp dữ liệu của đơn vị này …")
    said = work.ask(**state)
    verdict = said.header.get("verdict")
    if verdict in NEEDLESS:
        return None
    if verdict != "ok":
        raise Refused(str(verdict), str(said.header.get("words", "Đơn vị cấp trên từ chối.")))
    name, size = said.header.get("name"), said.header.get("size")
    manifest = said.bodies[0] if said.bodies else b""
    if not (isinstance(name, str) and snapshots.is_name(name) and isinstance(size, int)):
        raise Away("Máy chủ cấp trên trả lời không đúng quy ước.")
    if not 0 < size < MOST_BYTES or len(manifest) != -(-size // snapshots.CHUNK_BYTES) * HASH_BYTES:
        raise Away("Máy chủ cấp trên trả lời không đúng quy ước.")
    part = _part(work.folder, name)
    part.parent.mkdir(parents=True, exist_ok=True)
    for left in part.parent.glob("*.part"):
        _drop(left)
    _write(part.with_suffix(".chunks"), manifest)
    work.note(f"Bản chụp dữ liệu: {_size(size)}.", name=name, size=size, have=0)
    return name


def _download(work: Fetching, name: str, part: Path) -> None:
    """Fetch the chunks that are not here yet; each is checked before it counts."""
    manifest = part.with_suffix(".chunks")
    if not manifest.exists():
        raise Gone
    hashes = _hashes(manifest.read_bytes())
    part.touch()
    have, count = _good(part, hashes), FIRST_CHUNKS
    size = int((_state() or {})["size"])
    with part.open("r+b") as out:
        out.truncate(have * snapshots.CHUNK_BYTES)
        out.seek(0, os.SEEK_END)
        while have < len(hashes):
            started = work.timer()
            good = _segment(work, name, hashes[have : have + count], first=have)
            out.write(b"".join(good))
            out.flush()
            os.fsync(out.fileno())
            have += len(good)
            count = _paced(len(good), work.timer() - started)
            done = out.tell()
            words = f"Đã tải {_size(done)} của {_size(size)} …"
            work.note(words, name=name, size=size, have=done)


def _segment(work: Fetching, name: str, wanted: list[bytes], *, first: int) -> list[bytes]:
    """The chunks that came and are what they should be, up to the first that is not."""
    said = work.ask(name=name, **{"from": first}, count=len(wanted))
    verdict = said.header.get("verdict")
    if verdict == "snapshot-gone":
        raise Gone
    if verdict != "ok":
        raise Refused(str(verdict), str(said.header.get("words", "Đơn vị cấp trên từ chối.")))
    good = []
    for chunk, digest in zip(said.bodies, wanted, strict=False):
        if hashlib.sha256(chunk).digest() != digest:
            break
        good.append(chunk)
    if not good:
        raise Gone
    return good


def _paced(chunks: int, seconds: float) -> int:
    """How many chunks come in about ten seconds at the pace just measured."""
    if seconds <= 0:
        return snapshots.MOST_CHUNKS
    return max(1, min(int(chunks * SEGMENT_SECONDS / seconds), chunks * 4, snapshots.MOST_CHUNKS))


# ── Taken, page by page ─────────────────────────────────────────────────────────────────────────────


def take_file(path: Path, *, at: datetime, tell: Tell = lambda words: None) -> int:
    """Keep what a snapshot holds, fetched or from a stick; how many operations were new here.

    Raises `BadSnapshot`. Pages kept already, by this file or by the feed, change nothing.
    """
    received, taken = 0, 0
    for said in _pages(path):
        try:
            with transaction():
                received += _take(said, at)
        except (KeyError, TypeError, ValueError, MalformedOperation) as error:
            raise BadSnapshot(STRANGE) from error
        taken += len(said.bodies)
        tell(f"Đã ghi {taken} thay đổi …")
    return received


def _take(page: wire.Envelope, at: datetime) -> int:
    row = store.one("SELECT cursors FROM sync_parent")
    known = json.loads(row[0]) if row else []
    if known and known[0][0] >= page.header["cursor"][0]:
        return 0
    if page.header["page"] == 0 and scopes.told() is None:
        scopes.Told().take(page.header["scopes"], at)
    answer = Answer(page.header, page.bodies)
    received = child._receive(answer, positions.identity().log, at)
    child._keep_cursor(answer.cursor, known)
    return received


def _pages(path: Path) -> Iterator[wire.Envelope]:
    """The pages of a snapshot that is for us, by our parent, whole and in order."""
    name, is_last = None, False
    for number, envelope in enumerate(_envelopes(path)):
        try:
            said = child._opened(envelope)
        except Away as error:
            raise BadSnapshot(NOT_SIGNED) from error
        header = said.header
        name = header.get("snapshot") if name is None else name
        if name is None or header.get("snapshot") != name or header.get("page") != number:
            raise BadSnapshot(STRANGE)
        _check_unit(header)
        is_last = bool(header.get("last"))
        yield said
    if not is_last:
        raise BadSnapshot(STRANGE)


def _check_unit(header: dict[str, Any]) -> None:
    row = store.one("SELECT unit FROM sync_self")
    if row is None or header.get("unit") != row[0]:
        raise BadSnapshot(OTHER_UNIT.format(unit=header.get("unit")))


def _envelopes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        if source.read(len(snapshots.MAGIC)) != snapshots.MAGIC:
            raise BadSnapshot(STRANGE)
        while length := source.read(LENGTH_BYTES):
            size = int.from_bytes(length, "big")
            envelope = source.read(size) if size <= wire.MAX_ENVELOPE_BYTES else b""
            if not envelope or len(envelope) != size:
                raise BadSnapshot(STRANGE)
            yield envelope


# ── How far it has come ─────────────────────────────────────────────────────────────────────────────


def _state() -> dict[str, Any] | None:
    row = store.one("SELECT bootstrap FROM sync_parent")
    if row is None or row[0] is None:
        return None
    state: dict[str, Any] = json.loads(row[0])
    return state


def _part(folder: Path, name: str) -> Path:
    return snapshots.place(folder) / f"{name}.part"


def _begin_again(name: str, part: Path, at: datetime) -> None:
    with transaction():
        state = json.dumps({"instead_of": name})
        store.run("UPDATE sync_parent SET bootstrap = ?", (state,))
        SyncNotice.create(at=instant(at), words=BEGAN_AGAIN)
    _drop(part)


def _end(part: Path | None) -> None:
    with transaction():
        store.run("UPDATE sync_parent SET bootstrap = NULL")
    if part:
        _drop(part)


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    part.with_suffix(".chunks").unlink(missing_ok=True)


def _hashes(manifest: bytes) -> list[bytes]:
    return [manifest[i : i + HASH_BYTES] for i in range(0, len(manifest), HASH_BYTES)]


def _good(part: Path, hashes: list[bytes]) -> int:
    """How many chunks from the beginning are here and whole."""
    have = 0
    with part.open("rb") as source:
        for chunk, digest in zip(snapshots.chunks(source), hashes, strict=False):
            if hashlib.sha256(chunk).digest() != digest:
                break
            have += 1
    return have


def _write(file: Path, content: bytes) -> None:
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")
