"""The offices that are measured: a district and communes of several sizes, made by the public commands.

They are kept under the work folder, so that a second run starts with the filled ones. What a measurement
changes is done on a copy.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import PASSWORD, Node, free_port

DISTRICT = "445"
COMMUNES = ("18571", "18604", "18562", "18565")
ACCOUNT = "an"
SEED_SECONDS = 4 * 3600
KEPT = Path(__file__).resolve().parent.parent / "instance" / "bench"
"""Where offices that take long to fill are kept from one run to the next."""


class Offices:
    """Folders under `work`. Beside each stands `NAME.made` with its port: communes remember the address."""

    def __init__(self, work: Path) -> None:
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def district(self, name: str = "district") -> Iterator[Node]:
        """The district, made on first use, serving."""
        node = self._find(name)
        if node is None:
            node = self._begin(name)
            node.init(DISTRICT)
            self._finish(node)
        with serving(node):
            yield node

    def commune(self, dossiers: int, unit: str, *, district: Node, name: str) -> Node:
        """A commune that joined `district`, with its officer and its dossiers; not served."""
        node = self._find(name)
        if node is None:
            node = self._begin(name)
            node.init(unit, parent=district)
            node.sync()
            node.add_officer(ACCOUNT, "Nguyễn Thị An", "desk", "case_officer")
            seconds = seed(node, dossiers)
            print(f"  {dossiers:,} hồ sơ mẫu trong {seconds:.0f} s", flush=True)
            self._finish(node)
        return node

    def copy(self, node: Node) -> Node:
        """The same office once more, at the same address, to be changed. `node` must not be running."""
        folder = node.directory.with_name(node.directory.name + ".copy")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(node.directory, folder)
        return Node(folder, port=node.port)

    def _find(self, name: str) -> Node | None:
        mark = self.work / f"{name}.made"
        return Node(self.work / name, port=int(mark.read_text())) if mark.exists() else None

    def _begin(self, name: str) -> Node:
        shutil.rmtree(self.work / name, ignore_errors=True)
        return Node(self.work / name, port=free_port())

    def _finish(self, node: Node) -> None:
        node.directory.with_name(node.directory.name + ".made").write_text(str(node.port))


@contextmanager
def serving(node: Node) -> Iterator[Node]:
    node.start()
    try:
        yield node
    finally:
        node.kill()


def seed(node: Node, dossiers: int) -> float:
    """Fill a node; how long it took."""
    started = time.monotonic()
    node.command("seed", "--dossiers", str(dossiers), "--seed", "1", seconds=SEED_SECONDS)
    return time.monotonic() - started


__all__ = ["ACCOUNT", "COMMUNES", "PASSWORD", "Offices", "serving"]
