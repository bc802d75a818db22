"""The whole state machine: letters to the citizen, pauses of the clock, requests to withdraw, stand-ins on leave, and
what a step can put back.

New tables are a frozen copy, on purpose independent of the models; columns are added as text.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model, TextField


class Slip(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    kind = CharField(max_length=16)
    state = CharField(max_length=8)
    unit = CharField(max_length=16)
    number = CharField(max_length=40, null=True)
    reason = TextField(null=True)
    reason_code = CharField(max_length=24, null=True)
    items = TextField(null=True)
    to_whom = CharField(max_length=200, null=True)
    amount = IntegerField(null=True)
    answer_by = CharField(max_length=10, null=True)
    old_due_at = CharField(max_length=20, null=True)
    new_due_at = CharField(max_length=20, null=True)
    more_value = IntegerField(null=True)
    more_unit = CharField(max_length=16, null=True)
    drafted_at = CharField(max_length=20)
    drafted_by = CharField(max_length=80)
    drafted_by_name = CharField(max_length=120)
    signed_at = CharField(max_length=20, null=True)
    signed_by = CharField(max_length=80, null=True)
    signed_by_name = CharField(max_length=120, null=True)
    signed_by_title = CharField(max_length=120, null=True)
    handed_at = CharField(max_length=20, null=True)
    handed_by_name = CharField(max_length=120, null=True)
    handed_to = CharField(max_length=200, null=True)

    class Meta:
        table_name = "slip"


class Pause(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    cause = CharField(max_length=16)
    unit = CharField(max_length=16)
    slip_id = CharField(max_length=64, null=True)
    began_at = CharField(max_length=20)
    began_by_name = CharField(max_length=120)
    ended_at = CharField(max_length=20, null=True)
    ended_by_name = CharField(max_length=120, null=True)
    outcome = CharField(max_length=12, null=True)
    due_before = CharField(max_length=20, null=True)
    due_after = CharField(max_length=20, null=True)
    explanation = TextField(null=True)

    class Meta:
        table_name = "pause"


class WithdrawalRequest(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    state = CharField(max_length=8)
    reason = TextField()
    asked_at = CharField(max_length=20)
    asked_by = CharField(max_length=80)
    asked_by_name = CharField(max_length=120)
    answer = TextField(null=True)
    answered_at = CharField(max_length=20, null=True)
    answered_by = CharField(max_length=80, null=True)
    answered_by_name = CharField(max_length=120, null=True)
    answered_unit = CharField(max_length=16, null=True)

    class Meta:
        table_name = "withdrawal_request"


class StandIn(Model):
    id = AutoField()
    absent = CharField(max_length=32, index=True)
    stand_in = CharField(max_length=32, index=True)
    from_day = CharField(max_length=10)
    to_day = CharField(max_length=10)
    named_by = CharField(max_length=80)
    named_at = CharField(max_length=20)
    ended_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "stand_in"


class StepUndo(Model):
    step_id = CharField(max_length=64, unique=True)
    before = TextField()

    class Meta:
        table_name = "step_undo"


TABLES = (Slip, Pause, WithdrawalRequest, StandIn, StepUndo)
COLUMNS = (
    ("dossier", "extended_due_at", "VARCHAR(20)"),
    ("dossier", "paused_at", "VARCHAR(20)"),
    ("dossier", "letter", "VARCHAR(8)"),
    ("dossier", "withdrawal", "VARCHAR(8)"),
    ("dossier", "supplements_allowed", "INTEGER NOT NULL DEFAULT 1"),
    ("dossier", "tracking_no", "VARCHAR(20)"),
    ("dossier", "corrected_at", "VARCHAR(20)"),
    ("dossier", "waits", "VARCHAR(12) NOT NULL DEFAULT ''"),
    ("step", "on_behalf_of", "VARCHAR(80)"),
    ("step", "on_behalf_of_name", "VARCHAR(120)"),
    ("result", "replaced_at", "VARCHAR(20)"),
    ("document", "step_id", "VARCHAR(64)"),
    ("procedure", "on_supplement", "VARCHAR(8)"),
    ("procedure", "supplement_days", "INTEGER"),
    ("procedure", "on_consult", "VARCHAR(8)"),
)


def up(migrator: Any, db: Any) -> None:
    for model in TABLES:
        model.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    for table, column, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    db.execute_sql(
        "CREATE INDEX dossier_holder_unit_waits_due_key_n "
        "ON dossier (holder_unit, waits, due_key, n)"
    )
