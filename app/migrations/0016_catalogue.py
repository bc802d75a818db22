"""The catalogue in published versions: the versions themselves, the draft of the next one, files on their way in, and
who has read what a version changes.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, Model, TextField


class CatalogueVersion(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    number = IntegerField()
    title = CharField(max_length=120)
    decision = CharField(max_length=120, null=True)
    valid_from = CharField(max_length=10)
    published_at = CharField(max_length=20)
    published_by = CharField(max_length=80)
    published_by_name = CharField(max_length=120)
    changes = TextField()
    changed_at = CharField(max_length=20, null=True)
    changed_by_name = CharField(max_length=120, null=True)
    change_reason = CharField(max_length=300, null=True)
    cancelled_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "catalogue_version"


class CatalogueDraft(Model):
    n = AutoField()
    open_mark = IntegerField(null=True, unique=True)
    made_at = CharField(max_length=20)
    made_by_name = CharField(max_length=120)
    revision = IntegerField()
    number = IntegerField(null=True)
    closed_at = CharField(max_length=20, null=True)
    closed_by_name = CharField(max_length=120, null=True)

    class Meta:
        table_name = "catalogue_draft"


class CatalogueEdit(Model):
    n = AutoField()
    draft = ForeignKeyField(CatalogueDraft, on_delete="CASCADE", index=False)
    code = CharField(max_length=16)
    kind = CharField(max_length=8)
    before = IntegerField(null=True)
    content = TextField()
    origin = CharField(max_length=8)
    revision = IntegerField()
    touched_at = CharField(max_length=20)
    touched_by_name = CharField(max_length=120)

    class Meta:
        table_name = "catalogue_edit"
        indexes = ((("draft", "code"), True),)


class CatalogueReading(Model):
    n = AutoField()
    number = IntegerField()
    officer = CharField(max_length=32)
    read_at = CharField(max_length=20)

    class Meta:
        table_name = "catalogue_reading"
        indexes = ((("officer", "number"), True),)


class CatalogueSheet(Model):
    n = AutoField()
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    name = CharField(max_length=120)
    digest = CharField(max_length=64, index=True)
    made_at = CharField(max_length=20)
    remarks = TextField()
    job = IntegerField(null=True)

    class Meta:
        table_name = "catalogue_sheet"


class CatalogueLine(Model):
    n = AutoField()
    sheet = ForeignKeyField(CatalogueSheet, on_delete="CASCADE", index=False)
    line = IntegerField()
    code = CharField(max_length=40)
    name = CharField(max_length=400)
    content = TextField()
    places = TextField()
    faults = TextField(null=True)
    kind = CharField(max_length=8, null=True)
    state = CharField(max_length=8)

    class Meta:
        table_name = "catalogue_line"
        indexes = ((("sheet", "line"), True), (("sheet", "state", "line"), False))


TABLES = (
    CatalogueVersion,
    CatalogueDraft,
    CatalogueEdit,
    CatalogueReading,
    CatalogueSheet,
    CatalogueLine,
)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
