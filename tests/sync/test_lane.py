"""Files travel behind the operations: whole, once, and only where they may."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import database
from sync.child import Away
from tests.sync import offices
from tests.sync.files import CHUNK, CutLine, FileOffice, Scan, noise, share_scans
from tests.sync.offices import Line


@pytest.fixture(autouse=True)
def _scans(_toy: None) -> None:
    share_scans()


@pytest.fixture
def district(new_database: Callable[[], str], tmp_path: Path) -> Iterator[FileOffice]:
    office = FileOffice("445", tmp_path / "445.db", database=database.opened(new_database()))
    yield office
    office.database.close()


@pytest.fixture
def hai(tmp_path: Path, district: FileOffice) -> FileOffice:
    office = FileOffice("18571", tmp_path / "18571.db")
    office.enrol_at(district)
    office.write("T1", name="xe")
    return office


@pytest.fixture
def khe(tmp_path: Path, district: FileOffice) -> FileOffice:
    office = FileOffice("18604", tmp_path / "18604.db")
    office.enrol_at(district)
    return office


def test_a_file_goes_up_whole(hai: FileOffice, district: FileOffice, line: Line) -> None:
    data = noise(5 * CHUNK + 100)
    kept = hai.scan("S1", data)

    tally = hai.sync_and_carry(line)

    assert district.holds(kept.sha256, data)
    assert hai.is_above(kept.sha256)
    assert (tally.chunks_up, tally.files_up) == (6, 1)


def test_a_file_comes_down_whole(hai: FileOffice, district: FileOffice, line: Line) -> None:
    hai.sync(line)
    data = noise(3 * CHUNK)
    kept = district.scan("S1", data, scope="18571")

    tally = hai.sync_and_carry(line)

    assert hai.holds(kept.sha256, data)
    assert hai.is_above(kept.sha256)
    assert (tally.chunks_down, tally.files_down) == (3, 1)
