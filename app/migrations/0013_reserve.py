"""Blank receipts know their whole dossier number, who keyed them in, and why one was spoiled.

No version could print such receipts yet, so the table holds no row and is made anew. A frozen copy, on purpose
independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model


class ReserveReceipt(Model):
    id = AutoField()
    unit = CharField(max_length=16)
    pack = IntegerField()
    code = CharField(max_length=40, unique=True)
    lookup_pin = CharField(max_length=6)
    made_at = CharField(max_length=20)
    made_by = CharField(max_length=80)
    made_by_name = CharField(max_length=120)
    dossier_id = CharField(max_length=64, null=True, unique=True)
    settled_at = CharField(max_length=20, null=True)
    settled_by_name = CharField(max_length=120, default="")
    reason = CharField(max_length=200, default="")

    class Meta:
        table_name = "reserve_receipt"
        indexes = ((("unit", "pack", "code"), False),)


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("DROP TABLE IF EXISTS reserve_receipt")
    ReserveReceipt.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([ReserveReceipt])
