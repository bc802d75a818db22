"""Conflicts are settled field by field and remembered; receipts that must be printed again; what was said about
refused changes. The queue of conflicts reads an index of its own.

New tables are a frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, BooleanField, CharField, IntegerField, Model, TextField


class Reprint(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    asked_at = CharField(max_length=20)
    asked_by_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    words = TextField()
    done_at = CharField(max_length=20, null=True, index=True)
    done_by_name = CharField(max_length=120, null=True)

    class Meta:
        table_name = "reprint"


class ConflictDecision(Model):
    id = AutoField()
    record = IntegerField(index=True)
    entity = CharField(max_length=40)
    dossier_id = CharField(max_length=64)
    field = CharField(max_length=60)
    legal = BooleanField()
    sides = TextField()
    chosen = TextField(null=True)
    chosen_prefix = CharField(max_length=16, default="")
    holder = CharField(max_length=16, default="")
    reason = CharField(max_length=500, default="")
    rule = IntegerField(null=True)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    at = CharField(max_length=20, index=True)

    class Meta:
        table_name = "conflict_decision"


class ConflictQuestion(Model):
    id = AutoField()
    record = IntegerField(index=True)
    dossier_id = CharField(max_length=64)
    unit = CharField(max_length=16)
    asked_at = CharField(max_length=20)
    by_name = CharField(max_length=120)
    after_note = IntegerField(default=0)

    class Meta:
        table_name = "conflict_question"


class ConflictRules(Model):
    version = AutoField()
    rules = TextField()
    saved_at = CharField(max_length=20)
    saved_by = CharField(max_length=80)
    saved_by_name = CharField(max_length=120)

    class Meta:
        table_name = "conflict_rules"


class RefusalSettled(Model):
    id = AutoField()
    operation = IntegerField(unique=True)
    how = CharField(max_length=12)
    reason = CharField(max_length=500, default="")
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)

    class Meta:
        table_name = "refusal_settled"


TABLES = (Reprint, ConflictDecision, ConflictQuestion, ConflictRules, RefusalSettled)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    db.execute_sql("CREATE INDEX record_contested ON record (n) WHERE contested > 0")
