"""What an office tells about itself, when it was heard, calls, thresholds, messages to its screens, diagnostics.

The tables are frozen copies, on purpose independent of the models.
"""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    CompositeKey,
    IntegerField,
    Model,
    TextField,
)


class NodeReport(Model):
    unit = CharField(max_length=32, primary_key=True)
    told_at = CharField(max_length=20, null=True)
    facts = TextField(default="{}")
    digest = CharField(max_length=16, default="")
    asked_at = CharField(max_length=20, null=True)
    asked_by = CharField(max_length=200, null=True)

    class Meta:
        table_name = "node_report"


class ToldDay(Model):
    unit = CharField(max_length=32)
    day = CharField(max_length=10)
    operations = IntegerField()
    code = CharField(max_length=7)
    told_at = CharField(max_length=20)

    class Meta:
        table_name = "told_day"
        primary_key = CompositeKey("unit", "day")


class ContactHour(Model):
    unit = CharField(max_length=32)
    hour = CharField(max_length=13)
    exchanges = IntegerField()
    operations_up = IntegerField(default=0)
    operations_down = IntegerField(default=0)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)
    last_at = CharField(max_length=20)

    class Meta:
        table_name = "contact_hour"
        primary_key = CompositeKey("unit", "hour")


class FleetThreshold(Model):
    name = CharField(max_length=32, primary_key=True)
    value = IntegerField()
    changed_at = CharField(max_length=20)
    changed_by = CharField(max_length=120)

    class Meta:
        table_name = "fleet_threshold"


class CallNote(Model):
    n = AutoField()
    unit = CharField(max_length=16)
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    with_whom = CharField(max_length=120, default="")
    text = TextField()
    form_id = CharField(max_length=32, unique=True)

    class Meta:
        table_name = "call_note"
        indexes = ((("unit", "n"), False),)


class ReconcileNote(Model):
    unit = CharField(max_length=16)
    day = CharField(max_length=10)
    at = CharField(max_length=20)
    by_name = CharField(max_length=120)
    text = TextField()

    class Meta:
        table_name = "reconcile_note"
        primary_key = CompositeKey("unit", "day")


class ScreenMessage(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16, index=True)
    written_at = CharField(max_length=20)
    written_by = CharField(max_length=80)
    written_by_name = CharField(max_length=120)
    from_unit = CharField(max_length=16)
    text = TextField()
    ended_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "screen_message"


class ScreenMessageRead(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    message_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    read_at = CharField(max_length=20)

    class Meta:
        table_name = "screen_message_read"
        indexes = ((("message_id", "reader"), False),)


class Diagnostics(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16, index=True)
    asked_at = CharField(max_length=20)
    asked_by = CharField(max_length=80)
    asked_by_name = CharField(max_length=120)
    from_unit = CharField(max_length=16)
    reason = CharField(max_length=200, default="")
    made_at = CharField(max_length=20, null=True)
    words = CharField(max_length=300, null=True)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    media_type = CharField(max_length=80, null=True)

    class Meta:
        table_name = "diagnostics"


TABLES = (
    NodeReport, ToldDay, ContactHour, FleetThreshold, CallNote, ReconcileNote, ScreenMessage, ScreenMessageRead,
    Diagnostics,
)  # fmt: skip


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
