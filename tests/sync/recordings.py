"""Opens what `fixtures/record.py` has kept: offices as they were, and lines that say again what was said."""

import importlib
import json
import lzma
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.database import PRAGMAS
from sync import child
from sync.keys import NodeKey
from tests.sync.offices import Office

FIXTURES = Path(__file__).parent / "fixtures"
SINCE_2 = ("0015_fleet", "0023_asked_days")
STEPS_SINCE = {"protocol-1": ("0002_whole_engine", *SINCE_2), "protocol-2": SINCE_2}
"""The steps of `app/migrations` that bring the engine's tables of a recorded version to today's."""


class Recording:
    """One scene of one version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.after: dict[str, Any] = json.loads((folder / "after.json").read_text("utf-8"))
        self.at = datetime.fromisoformat(self.after["at"])
        count = len(self.after["verdicts"])
        self.requests = [unpacked(folder / f"{n}.request.xz") for n in range(1, count + 1)]
        self.answers = [unpacked(folder / f"{n}.answer.xz") for n in range(1, count + 1)]

    def __str__(self) -> str:
        return f"{self.folder.parent.name}-{self.folder.name}"

    def office(self, name: str, unit: str, into: Path) -> Office:
        """The child or the parent as it stood before the scene, in today's tables."""
        file = into / f"{unit}.db"
        file.write_bytes(unpacked(self.folder / f"{name}.db.xz"))
        opened = SqliteDatabase(str(file), pragmas=PRAGMAS)
        for step in STEPS_SINCE[self.folder.parent.name]:
            importlib.import_module(f"app.migrations.{step}").up(None, opened)
        key = NodeKey(bytes.fromhex(self.after["keys"][name]))
        return Office.again(unit, file, opened, key=key, now=self.at)

    def child(self, into: Path) -> Office:
        return self.office("child", "18571", into)

    def parent(self, into: Path) -> Office:
        return self.office("parent", "445", into)


class Replies:
    """A line whose other end says what was recorded, in its order."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self._answers = iter(answers)

    def carry(self, envelope: bytes) -> bytes:
        answer = next(self._answers, None)
        if answer is None:
            raise child.Away("nothing more was recorded")
        return answer


def unpacked(file: Path) -> bytes:
    return lzma.decompress(file.read_bytes())


def all_scenes() -> list[Recording]:
    return [Recording(file.parent) for file in sorted(FIXTURES.glob("protocol-*/*/after.json"))]
