"""Packages on sticks, from the commands and from the page: one way for both.

What the browser sends or fetches lies under `usb/` of the node's folder for as long as it is needed and no longer.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from app import clock, database
from app.domain import refusals
from app.instance import Instance
from app.jobs import LOCK_FILE
from app.queries import nodes, units
from sync.carriers import usb
from sync.carriers.usb import Found, StickFault
from sync.sticks import contents as sticks
from sync.sticks import exports as stick_exports
from sync.sticks import imports as stick_imports
from sync.sticks.contents import Contents, Unfit
from sync.sticks.packages import SUFFIX

KEPT_FOR = timedelta(hours=12)
"""How long an upload waits for somebody to take it in."""
ANSWERS_KEPT_FOR = timedelta(days=60)
MEGABYTE = 1_000_000
WAIT_SECONDS = 15


def export(
    instance: Instance, place: Path, *, unit: str | None = None, space_bytes: int | None = None, at: datetime,
    answering: Contents | None = None,
) -> tuple[Path, Contents]:  # fmt: skip
    """Write a package for the parent, or for the office below named by `unit`, into a file or a folder.

    Raises `StickUnfit` when there is nobody to write to or no space.
    """
    here = nodes.this()
    unit = unit or here.parent_unit
    if unit is None:
        raise refusals.StickUnfit(why="Máy này đứng đầu: hãy nói gói gửi cho đơn vị nào ở dưới.")
    file = place / file_name(here.unit, unit, at) if place.is_dir() else place
    with _said_kindly():
        room = usb.room_in(file.parent)
        space = min(room, space_bytes) if space_bytes is not None else room

        def fill(out: BinaryIO) -> Contents:
            if unit == here.parent_unit:
                return stick_exports.export_up(out, _here(instance), space_bytes=space, at=at)
            return stick_exports.export_down(
                out, _here(instance), unit, space_bytes=space, at=at, to=answering
            )

        return file, usb.write(file, fill)


def try_out(instance: Instance, file: Path, *, at: datetime) -> Contents:
    """What taking this package in would do; nothing changes."""
    with _said_kindly(), usb.opened(file) as source:
        return stick_imports.try_out(source, _here(instance), at=at)


def take_in(
    instance: Instance, file: Path, *, at: datetime, wait_seconds: float = WAIT_SECONDS
) -> Contents:
    """Take a package in, while no exchange runs. Raises `StickUnfit`, and then nothing has changed."""
    lock = FileLock(instance.settings.directory / LOCK_FILE, timeout=wait_seconds)
    with _said_kindly(), lock, usb.opened(file) as source:
        return stick_imports.take_in(source, _here(instance), at=at)


def file_name(from_unit: str, to_unit: str, at: datetime) -> str:
    """A name that says whose package this is, for whom and of when: `motcua-18571-den-445-20261123-1005.motcua`."""
    return f"motcua-{from_unit}-den-{to_unit}-{clock.local(at):%Y%m%d-%H%M%S}{SUFFIX}"


class Sticks:
    """What the page works with: packages in `usb/` of this node, and in the folder of the setting `usb_folder`."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._folder = instance.settings.directory / "usb"
        self.shared_folder = instance.settings.usb_folder

    @property
    def most_bytes(self) -> int:
        """The largest package that goes through a browser."""
        return self._instance.settings.usb_upload_megabytes * MEGABYTE

    def lying_there(self) -> list[Found]:
        """The packages in the folder of the setting; none where there is no such folder just now."""
        if self.shared_folder is None:
            return []
        try:
            return usb.packages_in(self.shared_folder)
        except StickFault:
            return []

    def export_to_fetch(self, unit: str | None, at: datetime) -> tuple[BinaryIO, str]:
        """A package for the browser to fetch, and its name there; nothing of it stays behind."""
        self._sweep(at)
        here = nodes.this()
        file = self._made("out") / f"{secrets.token_hex(8)}{SUFFIX}"
        export(self._instance, file, unit=unit, space_bytes=self.most_bytes, at=at)
        with _said_kindly():
            return usb.last_look(file), file_name(here.unit, unit or here.parent_unit or "", at)

    def answer_to_fetch(self, unit: str, at: datetime) -> tuple[BinaryIO, str]:
        """The answer to the last package of this office; it may be fetched again."""
        with _said_kindly():
            return usb.look(self.answer(unit)), file_name(nodes.this().unit, unit, at)

    def export_to_folder(self, unit: str | None, at: datetime) -> tuple[Path, Contents]:
        if self.shared_folder is None or not self.shared_folder.is_dir():
            raise refusals.StickUnfit(why="Chưa cắm USB vào máy chủ.")
        return export(self._instance, self.shared_folder, unit=unit, at=at)

    def put_aside(self, upload: BinaryIO, at: datetime) -> str:
        """Keep what the browser sent until somebody takes it in; its name for the next page."""
        self._sweep(at)
        token = secrets.token_hex(8)
        with _said_kindly():
            usb.write(self._made("in") / f"{token}{SUFFIX}", lambda out: usb.copy(upload, out))
        return token

    def drop(self, token: str) -> None:
        """Forget an upload; what lies in the folder of the setting stays."""
        if re.fullmatch(r"[0-9a-f]{16}", token):
            usb.remove(self._made("in") / f"{token}{SUFFIX}")

    def try_out(self, token: str, at: datetime) -> Contents:
        return try_out(self._instance, self._file(token), at=at)

    def take_in(self, token: str, at: datetime) -> Contents:
        """Take the package in and, of an office below, keep what goes back to it."""
        taken = take_in(self._instance, self._file(token), at=at)
        self.drop(token)
        if taken.is_from_below:
            answer = self.answer(taken.unit)
            export(
                self._instance, answer, unit=taken.unit, space_bytes=self.most_bytes, at=at, answering=taken
            )  # fmt: skip
        return taken

    def answer(self, unit: str) -> Path:
        """Where the answer to the last package of this office lies, if it does."""
        return self._made("answers") / f"{nodes.this().unit}-den-{unit}{SUFFIX}"

    def answer_to_folder(self, unit: str, at: datetime) -> Path:
        """Put the answer on the stick in the folder of the setting."""
        if self.shared_folder is None or not self.shared_folder.is_dir():
            raise refusals.StickUnfit(why="Chưa cắm USB vào máy chủ.")
        target = self.shared_folder / file_name(nodes.this().unit, unit, at)
        with _said_kindly(), usb.opened(self.answer(unit)) as source:
            usb.write(target, lambda out: usb.copy(source, out))
        return target

    def _file(self, token: str) -> Path:
        """The package a page named: an upload, or one in the folder of the setting, by its name there."""
        if re.fullmatch(r"[0-9a-f]{16}", token):
            return self._made("in") / f"{token}{SUFFIX}"
        if self.shared_folder is not None and token in {each.name for each in self.lying_there()}:
            return self.shared_folder / token
        raise refusals.StickUnfit(why="Không còn gói này; hãy chọn lại.")

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _sweep(self, at: datetime) -> None:
        usb.remove_older(self._folder / "in", (at - KEPT_FOR).timestamp())
        usb.remove_older(self._folder / "out", (at - KEPT_FOR).timestamp())
        usb.remove_older(self._folder / "answers", (at - ANSWERS_KEPT_FOR).timestamp())


def _here(instance: Instance) -> sticks.Here:
    database.ready()
    return sticks.Here(instance.key, instance.settings.directory, units.units_below)


@contextmanager
def _said_kindly() -> Iterator[None]:
    try:
        yield
    except (Unfit, StickFault) as no:
        raise refusals.StickUnfit(why=no) from no
    except Timeout as no:
        raise refusals.StickUnfit(
            why="Một lần đồng bộ khác đang chạy; hãy thử lại sau ít phút."
        ) from no
