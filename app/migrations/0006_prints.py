"""What this office printed, its printers, receipts held ready for a day without power, and the steps of a day.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, BooleanField, CharField, IntegerField, Model


class PrintedForm(Model):
    id = AutoField()
    form = CharField(max_length=16)
    about = CharField(max_length=64)
    dossier_id = CharField(max_length=64, null=True, index=True)
    number = IntegerField()
    copy = CharField(max_length=8, default="")
    reason = CharField(max_length=200, default="")
    serial = IntegerField(null=True)
    printer = CharField(max_length=60, default="")
    unit = CharField(max_length=16)
    printed_by = CharField(max_length=80)
    printed_by_name = CharField(max_length=120)
    printed_at = CharField(max_length=20)
    state = CharField(max_length=8)
    settled_at = CharField(max_length=20, null=True)
    settled_by_name = CharField(max_length=120, default="")
    scanned = BooleanField(default=False)

    class Meta:
        table_name = "printed_form"
        indexes = ((("form", "about", "number"), True),)


class PrinterProfile(Model):
    id = AutoField()
    name = CharField(max_length=60, unique=True)
    paper = CharField(max_length=8)
    margin_top = IntegerField(null=True)
    margin_right = IntegerField(null=True)
    margin_bottom = IntegerField(null=True)
    margin_left = IntegerField(null=True)
    shift_x = IntegerField(default=0)
    shift_y = IntegerField(default=0)
    retired = BooleanField(default=False)
    changed_at = CharField(max_length=20)
    changed_by = CharField(max_length=80)

    class Meta:
        table_name = "printer_profile"


class ReserveReceipt(Model):
    id = AutoField()
    unit = CharField(max_length=16)
    year = IntegerField()
    number = IntegerField()
    pack = IntegerField()
    lookup_pin = CharField(max_length=6)
    made_at = CharField(max_length=20)
    made_by_name = CharField(max_length=120)
    dossier_id = CharField(max_length=64, null=True)
    used_at = CharField(max_length=20, null=True)
    spoiled_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "reserve_receipt"
        indexes = ((("unit", "year", "number"), True),)


STEPS_OF_A_DAY = 'CREATE INDEX IF NOT EXISTS "step_unit_done_at" ON "step" ("unit", "done_at")'
"""What an office did on a day, for its handover lists."""

TABLES = (PrintedForm, PrinterProfile, ReserveReceipt)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    db.execute_sql(STEPS_OF_A_DAY)
