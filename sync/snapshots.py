"""Everything one child may hold, in one file: how a replacement PC begins, over the line or from a stick.

    "MCSNAP" | version 1 | page | page | …        page: length (4 bytes, big-endian) and an envelope of that length

A page is what the parent would answer to a child that holds nothing: verdict `ok`, operations with their numbers and
vouchers, and the cursor behind them, signed by the parent. Its header adds `snapshot` (the name of the file), `page`
(from 0), the `unit` it is for, `scopes` (what that may hold, as in the aside of that name) on the first page and `last`
on the last. Whoever takes the pages in their order stands at the cursor of the last, and the ordinary feed goes on
from there.

Made once when a child asks, kept for a day after it was last asked for, and served in segments of 64 KiB chunks.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sync import chain, feed, parent, positions, scopes, store, wire
from sync.asides import Heard
from sync.journal import transaction
from sync.keys import NodeKey
from sync.verbs import Asked, Reply

VERB = "snapshot"
SUFFIX, DETAILS, UNFINISHED = ".mcsnap", ".json", ".unfinished"
MAGIC = b"MCSNAP\x01"
LENGTH_BYTES = 4
PAGE_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
HASH_BYTES = 32
MOST_CHUNKS = 16
"""In one answer: 1 MiB."""

FEWEST_OPERATIONS = 2000
"""What fits into one or two answers of the feed needs no snapshot."""

KEPT_SECONDS = 24 * 3600
MOST_KEPT = 20
GONE = "Cấp trên không còn giữ bản chụp dữ liệu này."

_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Snapshot:
    """A finished file: for whom it was made and what it stands for. `manifest` is the SHA-256 of each chunk in hex,
    one after the other."""

    name: str
    unit: str
    scopes: list[str]
    protocol: int
    size_bytes: int
    operations: int
    cursor: tuple[int, str]
    manifest: str

    def file(self, folder: Path) -> Path:
        return place(folder) / f"{self.name}{SUFFIX}"


def place(folder: Path) -> Path:
    return folder / "snapshots"


def is_name(text: Any) -> bool:
    return isinstance(text, str) and _NAME.fullmatch(text) is not None


# ── Made once ───────────────────────────────────────────────────────────────────────────────────────


def write_for_stick(
    unit: str, may_hold: Sequence[str], *, key: NodeKey, folder: Path, at: datetime
) -> Path:
    """A file with all that this child may hold; `may_hold` = its scopes."""
    return _ready(unit, may_hold, wire.PROTOCOL[1], key, folder, at).file(folder)


def _ready(
    unit: str, may_hold: Sequence[str], protocol: int, key: NodeKey, folder: Path, at: datetime
) -> Snapshot:
    """The one made for this child already, while what it stands for is still in our feed, or a new one."""
    wanted = (unit, sorted(may_hold), protocol)
    for kept in _kept(folder, at):
        if (kept.unit, kept.scopes, kept.protocol) == wanted and _stands(kept):
            return kept
    return make(unit, may_hold, protocol=protocol, key=key, folder=folder, at=at)


def make(
    unit: str, may_hold: Sequence[str], *, protocol: int, key: NodeKey, folder: Path, at: datetime
) -> Snapshot:
    """Write a new snapshot; it has its name only when it is whole and on the disk."""
    with transaction() as work:
        scopes.widen(work.feed, unit, may_hold, positions.NOWHERE)
    name = secrets.token_hex(8)
    place(folder).mkdir(parents=True, exist_ok=True)
    _sweep(folder, at)
    unfinished = place(folder) / f"{name}{UNFINISHED}"
    heard = Heard(
        key, at, unit, said=None, logs=[], scopes=may_hold, cursor=positions.NOWHERE, is_level=False
    )
    first = {"scopes": scopes.Told().reply(heard)}
    counted, cursor = 0, (0, chain.START.hex())
    try:
        with unfinished.open("wb") as out:
            out.write(MAGIC)
            for number, (header, bodies) in enumerate(_pages(unit, may_hold, key)):
                header |= {"snapshot": name, "page": number, "unit": unit, **first}
                envelope = wire.seal(header, bodies, key, protocol=protocol)
                out.write(len(envelope).to_bytes(LENGTH_BYTES, "big") + envelope)
                counted, cursor = counted + len(bodies), (header["cursor"][0], header["cursor"][1])
                first = {}
            out.flush()
            os.fsync(out.fileno())
        made = Snapshot(
            name, unit, sorted(may_hold), protocol, unfinished.stat().st_size, counted, cursor,
            manifest_of(unfinished).hex(),
        )  # fmt: skip
        with (place(folder) / f"{name}{DETAILS}").open("w", encoding="utf-8") as out:
            json.dump(asdict(made), out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(made.file(folder))
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _use(made, folder, at)
    return made


def _pages(
    unit: str, may_hold: Sequence[str], key: NodeKey
) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """The feed from its beginning as this child may see it, none of its logs left out."""
    cursor, more = (0, chain.START), True
    while more:
        header, bodies = parent.served(
            unit, may_hold, cursor, [], seen=2**62, limit=PAGE_BYTES, key=key
        )
        cursor = header["cursor"][0], bytes.fromhex(header["cursor"][1])
        more = bool(header.pop("more", False))
        yield header | ({} if more else {"last": True}), bodies


def manifest_of(file: Path) -> bytes:
    with file.open("rb") as source:
        return b"".join(hashlib.sha256(chunk).digest() for chunk in chunks(source))


def chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK_BYTES):
        yield chunk


# ── Served in segments ──────────────────────────────────────────────────────────────────────────────


def answer(asked: Asked) -> Reply:
    """A child asks what there is for it, or for some chunks of that."""
    try:
        protocol = wire.spoken(asked.header)
        if "name" in asked.header:
            return _segment(asked, int(asked.header["from"]), int(asked.header["count"]))
    except (wire.TooFarApart, KeyError, TypeError, ValueError):
        return Reply({"verdict": "unreadable", "words": "Gói tin không đúng quy ước."})
    if "instead_of" in asked.header:
        _drop(asked)
    if _operations(asked.unit, asked.scopes) < FEWEST_OPERATIONS:
        return Reply({"verdict": "few"})
    made = _ready(asked.unit, asked.scopes, protocol, asked.key, asked.folder, asked.at)
    header = {
        "verdict": "ok", "name": made.name, "size": made.size_bytes, "operations": made.operations,
        "cursor": list(made.cursor),
    }  # fmt: skip
    return Reply(header, [bytes.fromhex(made.manifest)], raw=True)


def _segment(asked: Asked, first: int, count: int) -> Reply:
    made = next(
        (each for each in _kept(asked.folder, asked.at) if each.name == asked.header["name"]), None
    )
    if made is None or made.unit != asked.unit:
        return Reply({"verdict": "snapshot-gone", "words": GONE})
    _use(made, asked.folder, asked.at)
    with made.file(asked.folder).open("rb") as source:
        source.seek(max(0, first) * CHUNK_BYTES)
        given = list(_first(chunks(source), min(max(1, count), MOST_CHUNKS)))
    return Reply({"verdict": "ok", "name": made.name, "from": first}, given, raw=True)


def _first(source: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _, chunk in zip(range(count), source, strict=False):
        yield chunk


def _operations(unit: str, may_hold: Sequence[str]) -> int:
    """How many operations of the feed are for this child, counted no further than matters."""
    mine = scopes.fed_to(unit, may_hold, positions.NOWHERE)
    marks = ", ".join("?" * len(mine))
    row = store.one(
        f"SELECT COUNT(*) FROM (SELECT n FROM feed WHERE scope IN ({marks}) LIMIT ?) few",
        (*mine, FEWEST_OPERATIONS),
    )
    return int(row[0]) if row else 0


# ── Kept for a day ──────────────────────────────────────────────────────────────────────────────────


def _kept(folder: Path, at: datetime) -> list[Snapshot]:
    """The finished snapshots, the one last used first; those nobody has asked for in a day are dropped."""
    files = sorted(place(folder).glob(f"*{SUFFIX}"), key=lambda file: -file.stat().st_mtime)
    kept = []
    for number, file in enumerate(files):
        details = file.with_suffix(DETAILS)
        if _is_old(file, at) or number >= MOST_KEPT or not details.exists():
            file.unlink(missing_ok=True)
            details.unlink(missing_ok=True)
            continue
        said = json.loads(details.read_text("utf-8"))
        kept.append(Snapshot(**said | {"cursor": tuple(said["cursor"])}))
    return kept


def _drop(asked: Asked) -> None:
    """The child found this one to be no good."""
    for kept in _kept(asked.folder, asked.at):
        if kept.name == asked.header["instead_of"] and kept.unit == asked.unit:
            kept.file(asked.folder).unlink(missing_ok=True)


def _sweep(folder: Path, at: datetime) -> None:
    """Drop what a power cut has left half made."""
    for left in place(folder).glob(f"*{UNFINISHED}"):
        if _is_old(left, at):
            left.unlink(missing_ok=True)


def _is_old(file: Path, at: datetime) -> bool:
    return abs(at.timestamp() - file.stat().st_mtime) > KEPT_SECONDS


def _use(made: Snapshot, folder: Path, at: datetime) -> None:
    """Note in the file's own time when it was last asked for."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(made.file(folder), (at.timestamp(), at.timestamp()))


def _stands(made: Snapshot) -> bool:
    """Whether our feed still went through the point it stands for: not so after we were restored."""
    return feed.holds((made.cursor[0], bytes.fromhex(made.cursor[1])))
