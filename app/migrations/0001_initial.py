"""The first tables."""

from typing import Any

from app.models import LOCAL, SHARED
from sync.tables import ALL


def up(migrator: Any, db: Any) -> None:
    db.create_tables([*ALL, *SHARED, *LOCAL])
