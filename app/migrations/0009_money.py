"""Receipts for money taken and given back, and the cash sheets at the end of a day.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, BooleanField, CharField, IntegerField, Model, TextField


class Payment(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    kind = CharField(max_length=8)
    book = CharField(max_length=8)
    year = IntegerField()
    number = IntegerField()
    amount = IntegerField()
    method = CharField(max_length=8)
    payer = CharField(max_length=200)
    lines = TextField(null=True)
    reason = TextField(null=True)
    about = CharField(max_length=64, null=True)
    late = BooleanField(default=False)
    unit = CharField(max_length=16)
    taken_at = CharField(max_length=20)
    taken_by = CharField(max_length=80)
    taken_by_name = CharField(max_length=120)

    class Meta:
        table_name = "payment"
        indexes = (
            (("unit", "taken_at", "n"), False),
            (("unit", "book", "year", "number"), False),
        )


class CashSheet(Model):
    id = AutoField()
    unit = CharField(max_length=16)
    day = CharField(max_length=10)
    expected = IntegerField()
    counted = IntegerField()
    receipts = IntegerField()
    note = CharField(max_length=300, default="")
    closed_at = CharField(max_length=20)
    closed_by = CharField(max_length=80)
    closed_by_name = CharField(max_length=120)

    class Meta:
        table_name = "cash_sheet"
        indexes = ((("unit", "day"), True),)


TABLES = (Payment, CashSheet)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
