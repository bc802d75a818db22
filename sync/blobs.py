"""The shelf of files, by their content: `blobs/ab/<sha256>`. What stands there under a name is whole and durable.

A file is written beside its name, flushed to the disk, and only then given the name. While chunks of it come from
another node they stand in `<sha256>.part`. No file is ever held in memory.
"""

import hashlib
import io
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sync.chunks import CHUNK_BYTES

MOST_FILE_BYTES = 20 * 1024 * 1024
FOLDER = "blobs"

_NAME = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The file is larger than it may be."""


class Damaged(Exception):
    """What stands on the shelf under this name is not that file any more; it was taken away."""


@dataclass(frozen=True)
class Kept:
    sha256: str
    size_bytes: int


class Store(Protocol):
    """Where whole files are kept: the folder of this node, or an S3 bucket."""

    def put(self, source: BinaryIO | bytes, limit: int = MOST_FILE_BYTES) -> Kept:
        """Keep a new file; `TooLarge` beyond `limit` bytes."""

    def adopt(self, sha256: str, part: Path) -> None:
        """Keep this verified file from the local disk; it stands there no more afterwards."""

    def has(self, sha256: str) -> bool: ...

    def open(self, sha256: str) -> BinaryIO:
        """The file, to be read and closed; `FileNotFoundError`."""

    def remove(self, sha256: str) -> None: ...


class Shelf:
    """Files in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def put(self, source: BinaryIO | bytes, limit: int = MOST_FILE_BYTES) -> Kept:
        """Keep a new file; `TooLarge` beyond `limit` bytes, and then nothing is left of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{secrets.token_hex(8)}.new"
        try:
            kept = _copy(source, fresh, limit)
            self.adopt(kept.sha256, fresh)
        finally:
            fresh.unlink(missing_ok=True)
        return kept

    def adopt(self, sha256: str, part: Path) -> None:
        """Give a whole, flushed file its name, so that it is there after a power cut."""
        home = self.path(sha256)
        _make_durably(home.parent)
        part.replace(home)
        flush_folder(home.parent)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        if not is_name(sha256):
            raise ValueError("not the name of a file")
        return self.folder / sha256[:2] / sha256


_in_use: Store | None = None


def use(store: Store | None) -> None:
    """Tell the engine, once at start, where this node keeps its files."""
    global _in_use
    _in_use = store


def in_use() -> Store:
    if _in_use is None:
        raise RuntimeError("no shelf is in use")
    return _in_use


def is_on_shelf(sha256: str) -> bool:
    """Whether the file is on the disk of this machine; a store beyond the network is not asked."""
    return isinstance(_in_use, Shelf) and _in_use.has(sha256)


def is_name(sha256: Any) -> bool:
    return isinstance(sha256, str) and _NAME.fullmatch(sha256) is not None


def is_size(size: Any) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MOST_FILE_BYTES


def digest(file: BinaryIO) -> tuple[str, bytes]:
    """SHA-256 of the whole file and its manifest (see `chunks.py`), read once."""
    whole, manifest = hashlib.sha256(), bytearray()
    while data := file.read(CHUNK_BYTES):
        whole.update(data)
        manifest += hashlib.sha256(data).digest()
    return whole.hexdigest(), bytes(manifest)


def flush_folder(folder: Path) -> None:
    """Make the names in this folder durable, where the system knows how (Windows does it by itself)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_durably(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        flush_folder(folder.parent)


def _copy(source: BinaryIO | bytes, fresh: Path, limit: int) -> Kept:
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    whole, size = hashlib.sha256(), 0
    with fresh.open("wb") as out:
        while data := stream.read(CHUNK_BYTES):
            size += len(data)
            if size > limit:
                raise TooLarge(limit)
            whole.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return Kept(whole.hexdigest(), size)
