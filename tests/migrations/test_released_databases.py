"""The database of each released version is brought to today's, with all it held, and the office works on in it."""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app import database, migrations, shared_records
from app.config import Settings
from app.models.dossiers import Dossier
from app.services import dossiers
from sync import learning, verify
from sync.tables import Record
from tests.town import BINH, NOW

RECORDED = sorted((Path(__file__).parents[1] / "sync" / "fixtures").glob("protocol-*/app.db.xz"))


@pytest.fixture(params=RECORDED, ids=lambda file: str(file.parent.name))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "motcua.db"
    file.write_bytes(lzma.decompress(request.param.read_bytes()))
    return file


@pytest.fixture
def opened(released: Path) -> Iterator[Path]:
    settings = Settings(directory=released.parent, database_url=f"sqlite:///{released.as_posix()}")
    database.connect(settings.database_url)
    migrations.bring_up_to_date(settings, at=NOW)
    shared_records.share_all()
    yield released
    database.close()


def test_nothing_of_its_dossiers_is_lost_or_changed(
    released: Path, request: pytest.FixtureRequest
) -> None:
    before = dossiers_in(released)

    request.getfixturevalue("opened")

    assert len(before) == 3
    assert dossiers_in(released) == before


def test_its_tables_still_say_what_its_operations_say(opened: Path) -> None:
    assert verify.verify().faults == []


def test_what_it_had_drawn_is_not_drawn_again(opened: Path) -> None:
    assert learning.learn() == 0


def test_papers_and_steps_belong_to_their_dossiers(opened: Path) -> None:
    parts = Record.select().where(Record.entity.in_(["paper", "step", "result"]))
    wholes = Record.select(Record.n).where(Record.entity == "dossier")

    assert parts.count() > 3
    assert {part.owner for part in parts} == {whole.n for whole in wholes}


def test_the_office_works_on_in_it(opened: Path) -> None:
    waiting = Dossier.get(Dossier.status == "received")

    dossiers.take_up(waiting.id, by=BINH, at=NOW)

    assert Dossier.get(Dossier.id == waiting.id).status == "processing"
    assert verify.verify().faults == []


def dossiers_in(file: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(
            "SELECT id, code, applicant_name, status, holder_unit, due_at FROM dossier ORDER BY id"
        ).fetchall()
