"""Bring the database to this version at start, with a copy of it kept first."""

import os
from datetime import datetime
from pathlib import Path

from playhouse.migrations import Runner

from app import database
from app.config import Settings

KEPT_COPIES = 5
STEPS = Path(__file__).parent


def bring_up_to_date(settings: Settings, *, at: datetime) -> list[str]:
    """Apply what is missing and return the names of the steps taken.

    Before an existing SQLite file is changed a whole copy goes to `backups/`; on PostgreSQL each step is one
    transaction and the backup belongs to the server.
    """
    runner = Runner(database.database.obj, str(STEPS), table_name="schema_migration")
    missing = [step.name for step in runner.status() if step.path and not step.applied]
    if missing and runner.applied() and database.is_sqlite():
        copy_to(settings.backups / f"before-{missing[0]}-{at:%Y%m%dT%H%M%S}.db")
        _drop_old_copies(settings.backups)
    applied: list[str] = runner.up() if missing else []
    return applied


def copy_to(target: Path) -> None:
    """A whole, consistent copy of the SQLite file while the office works on; it has its name when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    database.database.execute_sql("VACUUM INTO ?", (str(unfinished),))
    # SQLite leaves the bytes to the system: after a power cut there would be the name of a copy, and no copy.
    with unfinished.open("rb+") as whole:
        os.fsync(whole.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(target)


def _drop_old_copies(folder: Path) -> None:
    for old in sorted(folder.glob("before-*.db"))[:-KEPT_COPIES]:
        old.unlink()
