"""The offices that are measured: a district and communes of several sizes, made by the public commands.

They are kept under the work folder, so that a second run starts with the filled ones.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import PASSWORD, Node

DISTRICT = "445"
COMMUNES = ("18571", "18604", "18562", "18565", "18568", "18577", "18580", "18583")
ACCOUNT = "an"


class Offices:
    """`made(size)` gives the folder of a commune with that many dossiers, all held by its district too."""

    def __init__(self, work: Path) -> None:
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def district(self, name: str = "district") -> Iterator[Node]:
        """The district, made on first use, serving."""
        node = Node(self.work / name)
        if not self._is_made(name):
            self._clear(name)
            node.init(DISTRICT)
            self._mark(name)
        node.start()
        try:
            yield node
        finally:
            node.kill()

    def commune(self, dossiers: int, unit: str, *, district: Node, name: str) -> Node:
        """A commune that joined `district`, with its officer and its dossiers, not served yet."""
        node = Node(self.work / name)
        if not self._is_made(name):
            self._clear(name)
            node.init(unit, parent=district)
            node.sync()
            node.add_officer(ACCOUNT, "Nguyễn Thị An", "desk", "case_officer")
            if dossiers:
                seed(node, dossiers)
            self._mark(name)
        return node

    def _is_made(self, name: str) -> bool:
        return (self.work / f"{name}.made").exists()

    def _mark(self, name: str) -> None:
        (self.work / f"{name}.made").touch()

    def _clear(self, name: str) -> None:
        shutil.rmtree(self.work / name, ignore_errors=True)


def seed(node: Node, dossiers: int) -> float:
    """Fill a node; how long it took."""
    started = time.monotonic()
    node.command("seed", "--dossiers", str(dossiers), "--seed", "1", seconds=SEED_SECONDS)
    return time.monotonic() - started


SEED_SECONDS = 4 * 3600


__all__ = ["ACCOUNT", "COMMUNES", "DISTRICT", "PASSWORD", "Offices", "seed"]
