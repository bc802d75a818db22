from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.offices import Line, Office, toy_shares


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_shares():
        yield


@pytest.fixture
def district(tmp_path: Path) -> Office:
    return Office("445", tmp_path / "445.db")


@pytest.fixture
def hai(tmp_path: Path, district: Office) -> Office:
    office = Office("18571", tmp_path / "18571.db")
    office.enrol_at(district)
    return office


@pytest.fixture
def khe(tmp_path: Path, district: Office) -> Office:
    office = Office("18604", tmp_path / "18604.db")
    office.enrol_at(district)
    return office


@pytest.fixture
def line(district: Office) -> Line:
    return Line(district)
