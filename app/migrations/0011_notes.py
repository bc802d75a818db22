"""Notes between colleagues on a dossier; officers' PINs and covered sessions, for a PC that several people share.

New tables are a frozen copy, on purpose independent of the models; a column is added as text.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model, TextField


class Note(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    written_at = CharField(max_length=20, index=True)
    written_by = CharField(max_length=80)
    written_by_name = CharField(max_length=120)
    written_by_title = CharField(max_length=120, null=True)
    unit = CharField(max_length=16)
    to_officer = CharField(max_length=80, null=True)
    to_officer_name = CharField(max_length=120, null=True)
    text = TextField()

    class Meta:
        table_name = "note"


class NoteRead(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    note_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    read_at = CharField(max_length=20)

    class Meta:
        table_name = "note_read"
        indexes = ((("note_id", "reader"), False),)


class OfficerPin(Model):
    officer = IntegerField(primary_key=True)
    pin_hash = CharField(max_length=200)
    set_at = CharField(max_length=20)

    class Meta:
        table_name = "officer_pin"


TABLES = (Note, NoteRead, OfficerPin)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    db.execute_sql("ALTER TABLE officer_session ADD COLUMN covered_at VARCHAR(20)")
