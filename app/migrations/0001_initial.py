"""The first tables."""

from typing import Any

from app.models import LOCAL, SHARED
from sync import tables


def up(migrator: Any, db: Any) -> None:
    tables.create_all()
    db.create_tables([*SHARED, *LOCAL])
