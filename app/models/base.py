"""What every table stands on: the database, and columns that read the same on SQLite and PostgreSQL.

Instants, days and nested values are stored as text in one spelling, so that the bytes two nodes hold
are equal whatever database they run on.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from peewee import AutoField, CharField, Model, TextField

from app.database import database


class _InstantField(CharField):
    """An aware UTC datetime, stored as `2019-05-24T03:15:02Z`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def db_value(self, value: datetime | str | None) -> str | None:
        return instant_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: str | None) -> datetime | None:
        # A page reads hundreds of them: `strptime` would take twenty times as long.
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class _DayField(CharField):
    """A civil date, stored as `2019-05-24`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, **options)

    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class _JsonTextField(TextField):
    """Nested plain values (lists, objects, strings, whole numbers) as canonical JSON text."""

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


# To a type checker a field is the value it holds, as with peewee's own.
InstantField: Any = _InstantField
DayField: Any = _DayField
JsonTextField: Any = _JsonTextField

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def instant_text(value: datetime) -> str:
    return value.astimezone(UTC).strftime(_INSTANT)


class LocalModel(Model):
    """A table of this node alone; it never travels."""

    class Meta:
        database = database
        legacy_table_names = False


class SharedModel(Model):
    """A table whose rows are drawn from operations. Only `sync.journal` writes to it.

    `n` is this node's own row number (stable under VACUUM, unlike a hidden rowid); `id` is the record's
    name on every node.
    """

    n = AutoField()
    id = CharField(max_length=64, unique=True)

    class Meta:
        database = database
        legacy_table_names = False
