"""Sticks and folders: packages as files. A file appears under its name only when it is whole and on the medium."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from sync.sticks.packages import MOST_BYTES, SUFFIX

PART_SUFFIX = ".part"
LEFT_FREE_BYTES = 4 * 1024 * 1024
"""Not used of a stick, for the directory and whatever else is on it."""

Made = TypeVar("Made")


class StickFault(Exception):
    """The stick or folder could not be read or written; the text is for a person."""


@dataclass(frozen=True)
class Found:
    """A package file in a folder; `changed_at` in seconds since 1970."""

    name: str
    size_bytes: int
    changed_at: float


def write(file: Path, fill: Callable[[BinaryIO], Made]) -> Made:
    """Let `fill` write the file; what stood under this name stays until the new one is whole and on the medium."""
    part = file.with_name(file.name + PART_SUFFIX)
    try:
        with part.open("wb") as out:
            made = fill(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
        _settle(file.parent)
    except OSError as error:
        raise StickFault(_words(error)) from error
    finally:
        # Gone already when all went well.
        _forget(part)
    return made


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The file, to be read; a stick pulled out in the middle is a `StickFault` like one that never was in."""
    try:
        with file.open("rb") as source:
            yield source
    except OSError as error:
        raise StickFault(_words(error)) from error


def look(file: Path) -> BinaryIO:
    """The file, to be read and closed by whoever takes it."""
    try:
        return file.open("rb")
    except OSError as error:
        raise StickFault(_words(error)) from error


def last_look(file: Path) -> BinaryIO:
    """The file, its name gone already where the system allows that; else it is swept up later."""
    source = look(file)
    _forget(file)
    return source


def copy(source: BinaryIO, out: BinaryIO) -> None:
    shutil.copyfileobj(source, out, 1024 * 1024)


def packages_in(folder: Path) -> list[Found]:
    """The packages lying in a folder, the newest first."""
    try:
        found = [
            Found(entry.name, status.st_size, status.st_mtime)
            for entry in os.scandir(folder)
            if entry.name.endswith(SUFFIX) and entry.is_file()
            for status in [entry.stat()]
        ]
    except OSError as error:
        raise StickFault(_words(error)) from error
    return sorted(found, key=lambda each: (-each.changed_at, each.name))


def room_in(folder: Path) -> int:
    """How large a package this folder can take."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StickFault(_words(error)) from error
    return max(0, min(free - LEFT_FREE_BYTES, MOST_BYTES))


def remove(file: Path) -> None:
    """Forget a package that has served; one that is gone already is forgotten too."""
    _forget(file)


def remove_older(folder: Path, than: float) -> None:
    """Forget what was put aside in a folder of ours before this instant (seconds since 1970) and never fetched."""
    for file in folder.glob("*") if folder.is_dir() else ():
        if file.is_file() and file.stat().st_mtime < than:
            _forget(file)


def _forget(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        # A stick that was pulled out, or a file another program holds open: it is not ours to insist.
        return


def _settle(folder: Path) -> None:
    """Let the new name survive a power cut, where the system lets a directory be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some stick file systems cannot; the file itself is on the medium.
        return
    finally:
        os.close(handle)


def _words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Không đủ chỗ để ghi gói; hãy xóa bớt tệp hoặc dùng USB khác."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "Không được phép đọc hoặc ghi ở đây; USB có thể đang khóa ghi."
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO):
        return "Không tìm thấy tệp hoặc thư mục; hãy kiểm tra USB đã cắm chưa."
    return "Không đọc hoặc ghi được USB; hãy rút ra, cắm lại rồi thử lần nữa."
