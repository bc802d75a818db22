"""Scans of a commune reach its district between real processes, whatever is killed on the way."""

import hashlib
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ROOT, Node, environment

SIZE_BYTES = 3 * 1024 * 1024

ATTACH = """
import sys, uuid
from pathlib import Path
from app import clock, instance
from app.models.dossiers import Dossier
from sync import blobs, journal
instance.open_instance(Path(sys.argv[1]))
with open(sys.argv[2], "rb") as scan:
    kept = blobs.in_use().put(scan)
dossier = Dossier.get()
journal.record(
    "document", uuid.uuid4().hex, by="an", at=clock.now(), scope=dossier.unit, dossier_id=dossier.id,
    name="scan.jpg", media_type="image/jpeg", sha256=kept.sha256, size_bytes=kept.size_bytes,
    added_by="an", added_by_name="An", added_at=clock.now(),
)
"""


@pytest.fixture
def pair(new_node: Callable[..., Node]) -> tuple[Node, Node]:
    """A running district and a commune that has joined it and has a dossier."""
    district = new_node("district")
    district.init("445")
    district.start()
    commune = new_node("commune")
    commune.init("18571", parent=district)
    commune.command("seed", "--dossiers", "1", "--seed", "7")
    return commune, district


def attach(commune: Node, folder: Path) -> str:
    """Put a scan beside the dossier of the commune; its name by its content."""
    scan = folder / "scan.jpg"
    scan.write_bytes(random.Random(7).randbytes(SIZE_BYTES))
    subprocess.run(
        [sys.executable, "-c", ATTACH, str(commune.directory), str(scan)],
        env={**environment(), "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True,
    )  # fmt: skip
    return hashlib.sha256(scan.read_bytes()).hexdigest()


def place(node: Node, sha256: str) -> Path:
    return node.directory / "blobs" / sha256[:2] / sha256


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_scan_goes_up_with_the_next_sync(pair: tuple[Node, Node], tmp_path: Path) -> None:
    commune, district = pair
    name = attach(commune, tmp_path)

    commune.sync()

    assert digest(place(district, name)) == name


def test_a_scan_whose_sync_and_district_are_killed_under_it_arrives_whole(
    pair: tuple[Node, Node], tmp_path: Path
) -> None:
    commune, district = pair
    name = attach(commune, tmp_path)
    part = place(district, name).with_name(f"{name}.part")

    running = commune.begin_command("sync")
    until(lambda: part.exists() or place(district, name).exists())
    district.kill()
    running.kill()
    running.wait(10)
    district.start()
    commune.sync()

    assert digest(place(district, name)) == name
    assert not part.exists()
