"""The form of a procedure's own: its boxes in the catalogue, their answers with the dossier; and which procedures the
desk may receive and give back at once."""

from typing import Any

COLUMNS = (
    ("dossier", "own", "TEXT"),
    ("procedure", "own_fields", "TEXT"),
    ("procedure", "desk_certifies", "BOOLEAN"),
)


def up(migrator: Any, db: Any) -> None:
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
