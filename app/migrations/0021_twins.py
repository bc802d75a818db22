"""Dossiers handed in twice: the pairs to look at, the marks they are found by, and which dossier another one was
closed in favour of.

New tables are a frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, CompositeKey, IntegerField, Model, TextField


class TwinKey(Model):
    key = CharField(max_length=16)
    dossier = IntegerField(index=True)

    class Meta:
        table_name = "twin_key"
        primary_key = CompositeKey("key", "dossier")


class TwinPair(Model):
    id = AutoField()
    low = CharField(max_length=64)
    high = CharField(max_length=64, index=True)
    weight = IntegerField()
    reasons = TextField(null=True)
    state = CharField(max_length=12, default="open")
    found_at = CharField(max_length=20)
    decided_at = CharField(max_length=20, null=True)
    decided_by_name = CharField(max_length=120, default="")
    note = TextField(default="")
    asked_at = CharField(max_length=20, null=True)
    asked_after = TextField(null=True)
    kept = CharField(max_length=64, default="")
    before = TextField(null=True)
    lines = IntegerField(default=0)

    class Meta:
        table_name = "twin_pair"
        indexes = ((("low", "high"), True), (("state", "weight", "id"), False))


class TwinsLooked(Model):
    unit = CharField(max_length=16, primary_key=True)
    upto = IntegerField(default=0)

    class Meta:
        table_name = "twins_looked"


TABLES = (TwinKey, TwinPair, TwinsLooked)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    db.execute_sql("ALTER TABLE dossier ADD COLUMN twin_of VARCHAR(64)")
    db.execute_sql("CREATE INDEX dossier_twin_of ON dossier (twin_of) WHERE twin_of IS NOT NULL")
