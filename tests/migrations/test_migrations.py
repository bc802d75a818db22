"""A database is brought to what the models say, on both kinds, with a copy kept before an old one is touched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from app import database, migrations
from app.config import Settings
from app.models import LOCAL, SHARED
from sync.tables import ALL

NOW = datetime(2019, 5, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    database.connect(database_url)
    yield Settings(directory=tmp_path / "node", database_url=database_url)
    database.close()


def test_the_steps_lead_to_the_tables_of_the_models(settings: Settings) -> None:
    migrations.bring_up_to_date(settings, at=NOW)

    missing = diff_models(database.database.obj, [*ALL, *SHARED, *LOCAL])
    assert (missing.create_tables, missing.add_columns, missing.add_indexes) == ([], [], [])


def test_a_second_start_changes_nothing(settings: Settings) -> None:
    migrations.bring_up_to_date(settings, at=NOW)

    assert migrations.bring_up_to_date(settings, at=NOW) == []


def test_a_copy_is_kept_before_an_old_file_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "node.db"
    settings = Settings(directory=tmp_path, database_url=f"sqlite:///{file.as_posix()}")
    steps = tmp_path / "steps"
    write_step(steps, "0001_first", "CREATE TABLE old (id INTEGER PRIMARY KEY)")
    monkeypatch.setattr(migrations, "STEPS", steps)
    database.connect(settings.database_url)
    migrations.bring_up_to_date(settings, at=NOW)
    write_step(steps, "0002_second", "CREATE TABLE new (id INTEGER PRIMARY KEY)")

    applied = migrations.bring_up_to_date(settings, at=NOW)
    database.close()

    assert applied == ["0002_second"]
    assert [copy.name for copy in settings.backups.iterdir()] == [
        "before-0002_second-20190524T010000.db"
    ]


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        directory=tmp_path, database_url=f"sqlite:///{(tmp_path / 'n.db').as_posix()}"
    )
    steps = tmp_path / "steps"
    write_step(
        steps, "0001_first", "CREATE TABLE half (id INTEGER)", "CREATE TABLE half (id INTEGER)"
    )
    monkeypatch.setattr(migrations, "STEPS", steps)
    database.connect(settings.database_url)

    with pytest.raises(Exception, match="half"):
        migrations.bring_up_to_date(settings, at=NOW)
    tables = database.database.get_tables()
    database.close()

    assert "half" not in tables


def write_step(folder: Path, name: str, *statements: str) -> None:
    folder.mkdir(exist_ok=True)
    lines = "".join(f"    db.execute_sql({statement!r})\n" for statement in statements)
    (folder / f"{name}.py").write_text(f"def up(migrator, db):\n{lines}", "utf-8")
