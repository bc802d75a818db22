"""Citizens look their dossiers up and rate how they were served; the telephone of each counter.

New tables are a frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, Model, TextField


class Rating(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    said_at_unit = CharField(max_length=16)
    score = CharField(max_length=16)
    words = TextField(null=True)
    rated_at = CharField(max_length=20)

    class Meta:
        table_name = "rating"
        indexes = ((("unit", "rated_at", "n"), False),)


class Counter(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16)
    phone = CharField(max_length=16, null=True)
    place = CharField(max_length=200, null=True)

    class Meta:
        table_name = "counter"


TABLES = (Rating, Counter)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
