"""The first tables, and the words dossiers are found by."""

from typing import Any

from app.models import LOCAL, SHARED
from app.models.search import create_search
from sync import tables


def up(migrator: Any, db: Any) -> None:
    tables.create_all()
    db.create_tables([*SHARED, *LOCAL])
    create_search(db)
