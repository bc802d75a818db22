"""What was removed because its time was over is written down. A frozen copy, on purpose independent of the models."""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model


class Removal(Model):
    n = AutoField()
    job = IntegerField()
    kind = CharField(max_length=16)
    until = CharField(max_length=20)
    count = IntegerField()
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)

    class Meta:
        table_name = "removal"
        indexes = ((("job", "kind"), True),)


def up(migrator: Any, db: Any) -> None:
    Removal.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([Removal])
