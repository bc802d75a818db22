"""Attachments on a stick: the requests and answers of the lane, written without waiting for the other side."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import blobs, child, wire
from sync.blobs import Store
from sync.files import attachments, cargo, chunks
from sync.files.cargo import Run
from sync.files.chunks import CHUNK_BYTES
from sync.files.requests import keep_answer, keep_told, names, seal_request
from sync.keys import NodeKey

ENVELOPE_BYTES = 4 * 1024 * 1024
SMALL_BYTES = 2 * 1024
"""About what an envelope weighs besides its chunks."""
MOST_WISHES = 5_000


def requests_for_stick(
    key: NodeKey, folder: Path, *, space_bytes: int, at: datetime
) -> Iterator[bytes]:
    """Requests that give the parent everything it has not proved to hold, previews first, as far as there is space;
    the first also tells which files are wanted here. Nothing at all when there is nothing to say."""
    wishes = attachments.to_ask(9)[:MOST_WISHES]
    first: dict[str, Any] = {"wishes": wishes} if wishes else {}
    space = space_bytes - len(wishes) * 67
    shelf = blobs.of(folder)
    for runs in _loads(shelf, attachments.to_offer(9), space):
        yield seal_request(first, runs, key, at)
        first = {}
    if first and space > 0:
        yield seal_request(first, [], key, at)


def wishes(header: Mapping[str, Any]) -> list[str]:
    """The files a request from a stick asks for, for `given_for_stick`."""
    try:
        return names(header.get("wishes", []))[:MOST_WISHES]
    except (TypeError, ValueError):
        return []


def given_for_stick(
    unit: str, scopes: Sequence[str], key: NodeKey, folder: Path, *, space_bytes: int,
    wanted: Sequence[str] | None, at: datetime,
) -> Iterator[bytes]:  # fmt: skip
    """Answers that give this child files of the records it may hold, as far as there is space: those it wants, or
    where that is not known, previews and then the newest."""
    may = attachments.to_give(scopes)
    wishes = may if wanted is None else [name for name in wanted if name in set(may)]
    header = {
        "verdict": "ok",
        "for": unit,
        "protocol": list(wire.PROTOCOL),
        "clock": int(at.timestamp()),
    }
    for runs in _loads(blobs.of(folder), wishes, space_bytes):
        segments = [segment for run in runs for segment in run.segments()]
        yield wire.seal(header | {"give": [run.spoken() for run in runs]}, segments, key, raw=True)


def take(answer: bytes, folder: Path, *, at: datetime) -> cargo.Kept:
    """Keep what an answer of the parent's lane gives and proves. Raises `Away` when it is none of our parent's."""
    said = child._opened(answer)
    try:
        kept = keep_answer(blobs.of(folder), said, at)
        keep_told(said.header, names(said.header.get("whole", [])))
    except (KeyError, TypeError, ValueError) as error:
        raise child.Away("Gói tệp đính kèm không đúng quy ước.") from error
    return kept


def _loads(shelf: Store, wanted: Sequence[str], space: int) -> Iterator[list[Run]]:
    """These files as runs of chunks, one envelope's worth at a time, each with its manifest."""
    runs: list[Run] = []
    room = min(ENVELOPE_BYTES, space) - SMALL_BYTES
    for name in wanted:
        file = attachments.find(name)
        done = 0
        while file is not None and file.is_here and done < chunks.count(file.size):
            if room < CHUNK_BYTES + chunks.count(file.size) * chunks.DIGEST_BYTES:
                if not runs:
                    return
                yield runs
                space -= SMALL_BYTES + sum(len(part) for run in runs for part in run.segments())
                runs, room = [], min(ENVELOPE_BYTES, space) - SMALL_BYTES
                continue
            try:
                left = [(done, chunks.count(file.size) - done)]
                loaded = cargo.load(shelf, file, left, room, manifest=done == 0)
            except blobs.Damaged:
                break
            runs += loaded
            room -= sum(len(part) for run in loaded for part in run.segments())
            done += sum(len(run.chunks) for run in loaded)
    if runs:
        yield runs
