"""Cases of a procedure: in the catalogue, and which of them a dossier was received under.

And which version of the catalogue brought or ended a version of a procedure: it counts from when that one is here
whole.
"""

from typing import Any

COLUMNS = (
    ("dossier", "case_code", "VARCHAR(40)"),
    ("dossier", "case_name", "VARCHAR(200)"),
    ("procedure", "cases", "TEXT"),
    ("procedure", "catalogue", "INTEGER"),
    ("procedure", "ended_by", "INTEGER"),
)


def up(migrator: Any, db: Any) -> None:
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
