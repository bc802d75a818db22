"""Chunks as they travel, the same in both directions: what a message gives, and how what came is kept.

A message names in `give` runs of chunks, [sha256, first, count, 1 when the manifest stands before them], and carries
them as raw segments in that order. A chunk counts when its hash agrees and it has been flushed to the disk, a file when
the hash of the whole agrees.
"""

import errno
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import blobs
from sync.blobs import Store
from sync.files import attachments, chunks
from sync.files.attachments import File
from sync.files.chunks import CHUNK_BYTES, DIGEST_BYTES
from sync.instants import instant
from sync.journal import transaction

MOST_RUNS = 1000
Range = tuple[int, int]


@dataclass(frozen=True)
class Run:
    """Chunks of one file that follow each other."""

    sha256: str
    first: int
    chunks: Sequence[bytes]
    manifest: bytes | None

    def spoken(self) -> list[Any]:
        return [self.sha256, self.first, len(self.chunks), int(self.manifest is not None)]

    def segments(self) -> list[bytes]:
        return [*([self.manifest] if self.manifest is not None else []), *self.chunks]


@dataclass
class Kept:
    """What came of the runs of a message."""

    chunks: int = 0
    files: list[str] = field(default_factory=list)


def load(
    shelf: Store, file: File, wanted: Iterable[Range], room: int, *, manifest: bool
) -> list[Run]:
    """These chunks from the disk, up to `room` bytes, each proved before it leaves. A file that is no longer what
    its name says raises `Damaged`, and is wanted again from then on."""
    try:
        proved = _manifest(shelf, file)
        runs: list[Run] = []
        for first, count in wanted:
            fits = min(count, chunks.count(file.size) - first, room // CHUNK_BYTES)
            if fits <= 0:
                break
            data = shelf.piece(file.sha256, first * CHUNK_BYTES, fits * CHUNK_BYTES)
            parts = [data[i : i + CHUNK_BYTES] for i in range(0, len(data), CHUNK_BYTES)]
            if not _are_chunks(parts, proved, file.size, first, fits):
                raise blobs.Damaged(file.sha256)
            with_manifest = manifest and not runs and chunks.count(file.size) > 1
            runs.append(Run(file.sha256, first, parts, proved if with_manifest else None))
            room -= len(data)
        return runs
    except (blobs.Damaged, OSError) as problem:
        if isinstance(problem, OSError) and not _is_gone(problem):
            raise  # A disk that is busy or locked says nothing about the file.
        shelf.set_aside(file.sha256)
        with transaction():
            attachments.note_lost(file)
        raise blobs.Damaged(file.sha256) from problem


def read(header: Mapping[str, Any], bodies: Sequence[bytes]) -> list[Run]:
    """The runs a message gives; raises `ValueError` when it does not carry exactly what it says."""
    given = header.get("give", [])
    if not isinstance(given, list) or len(given) > MOST_RUNS:
        raise ValueError("not a list of runs")
    runs, rest = [], list(bodies)
    for sha256, first, count, has_manifest in given:
        if not blobs.is_name(sha256) or has_manifest not in (0, 1):
            raise ValueError("not a run")
        size = whole(count) + has_manifest
        taken, rest = rest[:size], rest[size:]
        if len(taken) != size or any(len(chunk) > CHUNK_BYTES for chunk in taken[has_manifest:]):
            raise ValueError("chunks do not match")
        manifest = taken[0] if has_manifest else None
        runs.append(Run(sha256, whole(first), taken[has_manifest:], manifest))
    if rest:
        raise ValueError("more than was said")
    return runs


def whole(value: Any) -> int:
    """A whole number such as a position in a file can be; raises `ValueError`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**40:
        raise ValueError("not a count")
    return value


def keep(shelf: Store, runs: Iterable[Run], at: datetime, *, from_above: bool) -> Kept:
    """Keep the chunks that are wanted here and are what they are said to be."""
    kept = Kept()
    for run in runs:
        file = attachments.find(run.sha256)
        if file is None or file.is_here:
            continue
        kept.chunks += _keep_run(shelf, file, run)
        done = settled(shelf, run.sha256, at, from_above=from_above)
        if done is not None and done.is_here:
            kept.files.append(run.sha256)
    return kept


def let_go(shelf: Store, scopes: Sequence[str]) -> int:
    """Take away the files of records outside of these scopes, which are all this office may hold; how many went.
    What the parent has not proved to hold stays until it has."""
    gone = 0
    for name in attachments.outside(scopes):
        with transaction():
            is_forgotten = attachments.forget(name, scopes)
        if is_forgotten:
            shelf.remove(name)
            blobs.part(shelf.folder, name).unlink(missing_ok=True)
            gone += 1
    return gone


def look_over(shelf: Store) -> int:
    """Want again what is said to be here and is not on the shelf, as after a restore without the files; how many."""
    if not isinstance(shelf, blobs.Shelf):
        return 0
    lost = [
        file
        for name in attachments.all_here()
        if not shelf.has(name) and (file := attachments.find(name))
    ]
    with transaction():
        for file in lost:
            attachments.note_lost(file)
    return len(lost)


def settled(shelf: Store, sha256: str, at: datetime, *, from_above: bool = False) -> File | None:
    """The row of this file as it truly stands: what is whole but was not noted, because the power went, is noted."""
    file = attachments.find(sha256)
    if file is None or file.is_here:
        return file
    is_whole = chunks.is_whole(file.have, file.size)
    if any(file.have) and not is_whole:
        return file
    if not shelf.has(sha256) and not (is_whole and _finish(shelf, file)):
        return attachments.find(sha256)
    with transaction():
        attachments.note_here(file, text(at), is_above=from_above)
    return attachments.find(sha256)


def text(at: datetime) -> str:
    return instant(at)


def _manifest(shelf: Store, file: File) -> bytes:
    """The manifest of a file that is here, read from the file itself where nobody has proved it yet."""
    if file.manifest is not None:
        return file.manifest
    with shelf.open(file.sha256) as stream:
        sha256, manifest = blobs.digest(stream)
    if sha256 != file.sha256 or len(manifest) != chunks.count(file.size) * DIGEST_BYTES:
        raise blobs.Damaged(file.sha256)
    with transaction():
        attachments.note_manifest(file, manifest)
    return manifest


def _is_gone(problem: OSError) -> bool:
    """Whether the file is not there, or its place on the disk cannot be read any more."""
    return isinstance(problem, FileNotFoundError) or problem.errno == errno.EIO


def _are_chunks(parts: list[bytes], manifest: bytes, size: int, first: int, count: int) -> bool:
    return len(parts) == count and all(
        chunks.is_chunk(part, manifest, size, first + i) for i, part in enumerate(parts)
    )


def _keep_run(shelf: Store, file: File, run: Run) -> int:
    """First the bytes on the disk, then the bits that say so: between the two a power cut costs the bytes only."""
    manifest = (
        file.manifest
        or run.manifest
        or (bytes.fromhex(file.sha256) if chunks.count(file.size) == 1 else b"")
    )
    if not chunks.is_manifest(manifest, file.sha256, file.size):
        return 0
    good = {
        run.first + i: chunk
        for i, chunk in enumerate(run.chunks)
        if run.first + i < chunks.count(file.size)
        and chunks.is_chunk(chunk, manifest, file.size, run.first + i)
    }
    part = blobs.part(shelf.folder, file.sha256)
    is_begun = part.exists()
    blobs.write_part(part, {chunk * CHUNK_BYTES: data for chunk, data in good.items()})
    with transaction():
        now = attachments.find(file.sha256, keep_ours=True)
        if now is None or now.is_here:
            return 0
        before = now.have if is_begun else chunks.none(file.size)
        attachments.note_chunks(now, chunks.with_chunks(before, good), manifest)
    return len(good)


def _finish(shelf: Store, file: File) -> bool:
    """Give the file its place if it is whole and what its name says; else begin it anew."""
    part: Path = blobs.part(shelf.folder, file.sha256)
    try:
        with part.open("rb") as stream:
            sha256, _ = blobs.digest(stream)
    except OSError:
        sha256 = ""
    if sha256 == file.sha256:
        shelf.adopt(file.sha256, part)
        return True
    if shelf.has(file.sha256):
        return True  # Another request brought the last chunk at the same moment.
    part.unlink(missing_ok=True)
    with transaction():
        attachments.note_lost(file)
    return False
