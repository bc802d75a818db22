"""Long work beside the pages, filters with names, old registers on their way in, and what a list is filtered by.

A frozen copy, on purpose independent of the models; columns and indexes of the dossier are added as text.
"""

from typing import Any

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Job(Model):
    n = AutoField()
    kind = CharField(max_length=32)
    title = CharField(max_length=200)
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    arguments = TextField()
    state = CharField(max_length=12)
    asked_to_stop = BooleanField()
    starts = IntegerField()
    created_at = CharField(max_length=20)
    started_at = CharField(max_length=20, null=True)
    heard_at = CharField(max_length=20, null=True)
    ended_at = CharField(max_length=20, null=True)
    words = CharField(max_length=300)
    done = IntegerField()
    total = IntegerField(null=True)
    failed = IntegerField()
    outcome = TextField()
    file = CharField(max_length=200, null=True)
    file_name = CharField(max_length=200, null=True)
    file_until = CharField(max_length=20, null=True)

    class Meta:
        table_name = "job"
        indexes = ((("state", "n"), False), (("by", "n"), False))


class JobFailure(Model):
    n = AutoField()
    job = ForeignKeyField(Job, on_delete="CASCADE")
    about = CharField(max_length=80)
    words = TextField()

    class Meta:
        table_name = "job_failure"


class ExportLog(Model):
    n = AutoField()
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    what = CharField(max_length=16)
    filters = TextField()
    count = IntegerField()
    job = IntegerField(index=True)

    class Meta:
        table_name = "export_log"


class SavedFilter(Model):
    n = AutoField()
    by = CharField(max_length=32)
    name = CharField(max_length=80)
    filters = TextField()
    made_at = CharField(max_length=20)

    class Meta:
        table_name = "saved_filter"
        indexes = ((("by", "name"), True),)


class ImportSheet(Model):
    n = AutoField()
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    name = CharField(max_length=120)
    digest = CharField(max_length=64, index=True)
    made_at = CharField(max_length=20)
    headers = TextField()
    mapping = TextField(null=True)
    settings = TextField(null=True)
    state = CharField(max_length=12)
    job = IntegerField(null=True)

    class Meta:
        table_name = "import_sheet"


class ImportLine(Model):
    n = AutoField()
    sheet = ForeignKeyField(ImportSheet, on_delete="CASCADE", index=False)
    line = IntegerField()
    cells = TextField()
    state = CharField(max_length=12)
    faults = TextField(null=True)
    twin = CharField(max_length=64, null=True)
    note = TextField()
    dossier_id = CharField(max_length=64)

    class Meta:
        table_name = "import_line"
        indexes = ((("sheet", "line"), True), (("sheet", "state", "line"), False))


class ColumnWord(Model):
    n = AutoField()
    header = CharField(max_length=120, unique=True)
    field = CharField(max_length=32)

    class Meta:
        table_name = "column_word"


TABLES = (Job, JobFailure, ExportLog, SavedFilter, ImportSheet, ImportLine, ColumnWord)
STATEMENTS = (
    "ALTER TABLE dossier ADD COLUMN old_number VARCHAR(60)",
    "CREATE INDEX dossier_old_number ON dossier (old_number)",
    "CREATE INDEX dossier_due_key_n ON dossier (due_key, n)",
    "CREATE INDEX dossier_running_due_key_n ON dossier (running, due_key, n)",
    "CREATE INDEX dossier_field_listed_at_n ON dossier (field, listed_at, n)",
    "CREATE INDEX dossier_channel_listed_at_n ON dossier (channel, listed_at, n)",
    "CREATE INDEX dossier_holder_officer_listed_at_n ON dossier (holder_officer, listed_at, n)",
)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    for statement in STATEMENTS:
        db.execute_sql(statement)
