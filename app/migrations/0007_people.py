"""People and organisations as records of this office, found by words, and who looked at whose data.

The tables start empty: a background job draws people from the dossiers of before, some hundreds at a time, so
that an office with many of them opens at once. A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import (
    AutoField,
    CharField,
    CompositeKey,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)


class Person(Model):
    id = AutoField()
    unit = CharField(max_length=16)
    kind = CharField(max_length=12)
    name = CharField(max_length=200)
    birth_date = CharField(max_length=10, default="")
    gender = CharField(max_length=8, default="")
    id_type = CharField(max_length=10, default="")
    id_no = CharField(max_length=20, default="")
    id_issued_on = CharField(max_length=10, default="")
    id_issued_by = CharField(max_length=200, default="")
    former_ids = TextField(null=True)
    phone = CharField(max_length=16, default="")
    email = CharField(max_length=200, default="")
    address = CharField(max_length=300, default="")
    note = TextField(default="")
    created_at = CharField(max_length=20)
    seen_at = CharField(max_length=20)
    changes = IntegerField(default=0)
    merged_into = IntegerField(null=True)
    name_key = CharField(max_length=200, default="")
    given_key = CharField(max_length=40, default="")
    place_key = CharField(max_length=300, default="")
    search_text = TextField(default="")

    class Meta:
        table_name = "person"
        indexes = (
            (("unit", "seen_at", "id"), False),
            (("unit", "id_no"), False),
            (("unit", "name_key"), False),
            (("unit", "birth_date"), False),
            (("unit", "place_key", "given_key"), False),
        )


class PersonDossier(Model):
    dossier_id = CharField(max_length=64)
    role = CharField(max_length=12)
    person = IntegerField(index=True)

    class Meta:
        table_name = "person_dossier"
        primary_key = CompositeKey("dossier_id", "role")


class PersonChange(Model):
    id = AutoField()
    person = IntegerField(index=True)
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    what = CharField(max_length=16)
    changes = TextField(null=True)
    note = TextField(default="")

    class Meta:
        table_name = "person_change"


class PersonPair(Model):
    id = AutoField()
    unit = CharField(max_length=16)
    low = IntegerField()
    high = IntegerField(index=True)
    weight = IntegerField()
    reasons = TextField(null=True)
    state = CharField(max_length=12, default="open")
    found_at = CharField(max_length=20)
    decided_at = CharField(max_length=20, null=True)
    decided_by_name = CharField(max_length=120, default="")
    note = TextField(default="")

    class Meta:
        table_name = "person_pair"
        indexes = ((("low", "high"), True), (("unit", "state", "weight", "id"), False))


class PersonMerge(Model):
    id = AutoField()
    kept = IntegerField(index=True)
    gone = IntegerField(index=True)
    at = CharField(max_length=20)
    by_name = CharField(max_length=120)
    moved = TextField(null=True)
    before = TextField(null=True)
    after = TextField(null=True)
    pairs = TextField(null=True)
    undone_at = CharField(max_length=20, null=True)
    undone_by_name = CharField(max_length=120, default="")

    class Meta:
        table_name = "person_merge"


class PeopleGathered(Model):
    unit = CharField(max_length=16, primary_key=True)
    upto = IntegerField(default=0)

    class Meta:
        table_name = "people_gathered"


class AccessNote(Model):
    id = AutoField()
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    page = CharField(max_length=24)
    record_id = CharField(max_length=64, default="")
    what = CharField(max_length=12, default="view")
    count = IntegerField(default=1)

    class Meta:
        table_name = "access_note"
        indexes = ((("page", "record_id", "at"), False), (("at",), False), (("by", "at"), False))


TABLES: list[Any] = [
    Person,
    PersonDossier,
    PersonChange,
    PersonPair,
    PersonMerge,
    PeopleGathered,
    AccessNote,
]

SEARCH_ON_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS person_search USING fts5(
        search_text, content='person', content_rowid='id', columnsize=0, detail=none,
        tokenize='unicode61 remove_diacritics 0', prefix='1 2 3 4 5 6')""",
    """CREATE TRIGGER IF NOT EXISTS person_search_added AFTER INSERT ON person BEGIN
        INSERT INTO person_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS person_search_gone AFTER DELETE ON person BEGIN
        INSERT INTO person_search(person_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS person_search_changed AFTER UPDATE OF search_text ON person
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO person_search(person_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO person_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)

SEARCH_ON_POSTGRESQL = (
    """ALTER TABLE person ADD COLUMN IF NOT EXISTS search_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED""",
    "CREATE INDEX IF NOT EXISTS person_search ON person USING gin (search_vector)",
)


def up(migrator: Any, db: Any) -> None:
    on_sqlite = isinstance(getattr(db, "obj", db), SqliteDatabase)
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    for statement in SEARCH_ON_SQLITE if on_sqlite else SEARCH_ON_POSTGRESQL:
        db.execute_sql(statement)
