"""Many dossiers are given, taken, laid back or printed at once, and each of them tells what became of it. A frozen
copy, on purpose independent of the models."""

from typing import Any

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, Model, TextField


class Batch(Model):
    n = AutoField()
    form_id = CharField(max_length=64, unique=True)
    verb = CharField(max_length=16)
    by = CharField(max_length=32)
    at = CharField(max_length=20)
    how = TextField()
    job = IntegerField(null=True, unique=True)
    undo_job = IntegerField(null=True, unique=True)

    class Meta:
        table_name = "batch"


class BatchItem(Model):
    n = AutoField()
    batch = ForeignKeyField(Batch, backref="items", on_delete="CASCADE")
    dossier_id = CharField(max_length=64)
    code = CharField(max_length=40)
    seen = IntegerField()
    state = CharField(max_length=12)
    why = TextField(default="")
    line_id = CharField(max_length=64, null=True)
    number = IntegerField(null=True)

    class Meta:
        table_name = "batch_item"
        indexes = ((("batch", "dossier_id"), True),)


def up(migrator: Any, db: Any) -> None:
    for model in (Batch, BatchItem):
        model.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([Batch, BatchItem])
