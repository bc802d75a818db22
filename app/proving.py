"""A copy of the database looked through from end to end, by a process of its own: `python -m app.proving`.

The URL comes by the environment. It is only ever run on a copy in a place of its own: one from before an upgrade is
brought up to date there, as the program would do with it on the day it is needed.
"""

import json
import os
import sys
from typing import Any

from playhouse.migrations import Runner

from app import database, migrations, shared_records
from app.models.dossiers import Dossier
from sync import learning, verify

URL = "MOTCUA_PROVE"
MOST_FAULTS = 5
POLITE = 10


def prove(url: str) -> dict[str, Any]:
    """What is in it, and every fault that was found."""
    database.connect(url)
    try:
        if faults := _damage():
            return {"faults": faults}
        Runner(database.database.obj, str(migrations.STEPS), table_name="schema_migration").up()
        shared_records.share_all()
        learning.learn()
        report = verify.verify()
        return {
            "faults": report.faults[:MOST_FAULTS],
            "operations": report.operations,
            "records": report.records,
            "dossiers": Dossier.select().count(),
        }
    finally:
        database.close()


def _damage() -> list[str]:
    """What the database itself finds wrong; PostgreSQL has told when it was filled."""
    if not database.is_sqlite():
        return []
    said = [
        str(row[0]) for row in database.database.execute_sql("PRAGMA integrity_check(5)").fetchall()
    ]
    return [] if said == ["ok"] else said


def main() -> int:
    """One object on the last line; 0 when nothing is wrong."""
    if hasattr(os, "nice"):
        os.nice(POLITE)
    try:
        found = prove(os.environ[URL])
    except Exception as problem:
        found = {"faults": [f"{type(problem).__name__}: {problem}"[:300]]}
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
