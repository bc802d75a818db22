from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import database
from tests.sync.offices import Line, Office, toy_shares


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_shares():
        yield


@pytest.fixture
def district(new_database: Callable[[], str], tmp_path: Path) -> Iterator[Office]:
    """The parent, on SQLite and on PostgreSQL; the communes are on SQLite as in life."""
    office = Office("445", tmp_path / "445.db", database=database.opened(new_database()))
    yield office
    office.database.close()


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
