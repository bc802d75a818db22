"""The shelf of files, by their content: `blobs/ab/<sha256>`. What stands there under a name is whole and durable.

A file is written beside its name, flushed to the disk, and only then given the name. While chunks of it come from
another node they stand in `<sha256>.part`. No file is ever held in memory.
"""

import hashlib
import io
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sync.files.chunks import CHUNK_BYTES

MOST_FILE_BYTES = 20 * 1024 * 1024
FOLDER = "blobs"

_NAME = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The file is larger than it may be."""


class StoreAway(Exception):
    """The place where files are kept does not answer."""


class Damaged(Exception):
    """What stands on the shelf under this name is not that file any more; it was taken away."""


@dataclass(frozen=True)
class Kept:
    sha256: str
    size_bytes: int


class Store(Protocol):
    """Where whole files are kept: the folder of this node, or an S3 bucket. `folder` is on the local disk either
    way, for what is not whole yet."""

    folder: Path

    def put(self, source: BinaryIO | bytes, limit: int = MOST_FILE_BYTES) -> Kept:
        """Keep a new file; `TooLarge` beyond `limit` bytes."""

    def adopt(self, sha256: str, part: Path) -> None:
        """Keep this verified file from the local disk; it stands there no more afterwards."""

    def has(self, sha256: str) -> bool: ...

    def surely_has(self, sha256: str) -> bool:
        """`has` without asking over a network: false when that would be needed."""

    def open(self, sha256: str) -> BinaryIO:
        """The file, to be read and closed; `FileNotFoundError`."""

    def piece(self, sha256: str, start: int, size: int) -> bytes:
        """Up to `size` bytes of the file from `start` on; `FileNotFoundError`."""

    def set_aside(self, sha256: str) -> None:
        """Take this damaged file from its name; what is left of it is kept beside it for a person."""

    def remove(self, sha256: str) -> None: ...


class Shelf:
    """Files in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def put(self, source: BinaryIO | bytes, limit: int = MOST_FILE_BYTES) -> Kept:
        """Keep a new file; `TooLarge` beyond `limit` bytes, and then nothing is left of it."""
        make_durably(self.folder)
        fresh = self.folder / f"{secrets.token_hex(8)}.new"
        try:
            kept = copy(source, fresh, limit)
            self.adopt(kept.sha256, fresh)
        finally:
            fresh.unlink(missing_ok=True)
        return kept

    def adopt(self, sha256: str, part: Path) -> None:
        """Give a whole, flushed file its name, so that it is there after a power cut."""
        home = self.path(sha256)
        make_durably(home.parent)
        part.replace(home)
        flush_folder(home.parent)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    surely_has = has

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def piece(self, sha256: str, start: int, size: int) -> bytes:
        with self.open(sha256) as file:
            file.seek(start)
            return file.read(size)

    def set_aside(self, sha256: str) -> None:
        with suppress(FileNotFoundError):
            self.path(sha256).replace(self.path(sha256).with_suffix(".damaged"))

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        return place(self.folder, sha256)


_stores: dict[Path, Store] = {}
_in_use: list[Store] = []


def use(folder: Path, store: Store | None = None) -> None:
    """Tell the engine, once at start, that the node in this folder works here, and where it keeps its files when
    that is not on a shelf in the folder."""
    if store is not None:
        _stores[folder] = store
    _in_use[:] = [of(folder)]


def in_use() -> Store:
    """The store of the node that works here."""
    if not _in_use:
        raise RuntimeError("no store of files is in use")
    return _in_use[0]


def of(folder: Path) -> Store:
    """The store of the node in this folder."""
    return _stores.get(folder) or Shelf(folder)


def is_surely_here(sha256: str) -> bool:
    """Whether this node has the file, as far as that is known without asking over a network."""
    return bool(_in_use) and _in_use[0].surely_has(sha256)


def is_name(sha256: Any) -> bool:
    return isinstance(sha256, str) and _NAME.fullmatch(sha256) is not None


def is_size(size: Any) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MOST_FILE_BYTES


def place(folder: Path, sha256: str) -> Path:
    """Where the file of this name stands in a folder of files; nothing else can be named."""
    if not is_name(sha256):
        raise ValueError("not the name of a file")
    return folder / sha256[:2] / sha256


def part(folder: Path, sha256: str) -> Path:
    """Where the chunks of this file stand until it is whole."""
    return place(folder, sha256).with_name(f"{sha256}.part")


def write_part(part: Path, pieces: Mapping[int, bytes]) -> None:
    """Write these bytes at these places; durable when this returns."""
    make_durably(part.parent)
    is_new = not part.exists()
    part.open("ab").close()
    with part.open("r+b") as out:
        for start, data in pieces.items():
            out.seek(start)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if is_new:
        flush_folder(part.parent)


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


def make_durably(folder: Path) -> None:
    """Make this folder so that it is there after a power cut."""
    if not folder.is_dir():
        make_durably(folder.parent)
        folder.mkdir(exist_ok=True)
        flush_folder(folder.parent)


def copy(source: BinaryIO | bytes, fresh: Path, limit: int) -> Kept:
    """Copy a stream into this file, flushed, and name it by its content."""
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
