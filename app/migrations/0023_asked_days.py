"""Of which days an office below was asked to compare what it holds; empty where it was everything."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("ALTER TABLE node_report ADD COLUMN asked_days VARCHAR(21)")
