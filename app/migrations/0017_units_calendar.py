"""A person decides the calendar of a year and has due dates counted again; an office goes on as part of another.

`dossier.origin_unit`: who received it, where another office has taken that one's place since. A frozen copy, on
purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model, TextField


class CalendarYear(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    year = IntegerField()
    version = IntegerField()
    basis = CharField(max_length=300)
    published_at = CharField(max_length=20)
    published_by = CharField(max_length=80)
    published_by_name = CharField(max_length=120)

    class Meta:
        table_name = "calendar_year"


class Recount(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    counted_at = CharField(max_length=20)
    counted_by = CharField(max_length=80)
    counted_by_name = CharField(max_length=120)
    old_due_at = CharField(max_length=20)
    new_due_at = CharField(max_length=20)
    reason = TextField()


class CalendarDraft(Model):
    n = AutoField()
    year = IntegerField(unique=True)
    days = TextField()
    origin = CharField(max_length=200)
    revision = IntegerField(default=1)
    saved_at = CharField(max_length=20)
    saved_by_name = CharField(max_length=120)

    class Meta:
        table_name = "calendar_draft"


class UnitMerge(Model):
    n = AutoField()
    from_unit = CharField(max_length=16)
    into_unit = CharField(max_length=16)
    name = CharField(max_length=120)
    kind = CharField(max_length=16)
    on_date = CharField(max_length=10)
    source = TextField()
    unit_row = CharField(max_length=64)
    retires_machine = IntegerField(default=0)
    job = IntegerField(null=True)
    moved = IntegerField(default=0)
    asked_at = CharField(max_length=20)
    asked_by_name = CharField(max_length=120)
    done_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "unit_merge"


MODELS = (CalendarYear, Recount, CalendarDraft, UnitMerge)


def up(migrator: Any, db: Any) -> None:
    for model in MODELS:
        model.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(MODELS)
    db.execute_sql("ALTER TABLE dossier ADD COLUMN origin_unit VARCHAR(16)")
