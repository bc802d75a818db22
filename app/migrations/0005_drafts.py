"""Intake forms in the making are kept by the office's own server, so that no power cut costs a word.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model, TextField


class Draft(Model):
    id = AutoField()
    dossier_id = CharField(max_length=32, unique=True)
    unit = CharField(max_length=16)
    officer = CharField(max_length=32)
    procedure_id = CharField(max_length=64)
    answers = TextField()
    revision = IntegerField(default=0)
    last_field = CharField(max_length=80, default="")
    created_at = CharField(max_length=20)
    saved_at = CharField(max_length=20)
    given_by = CharField(max_length=120, null=True)
    given_at = CharField(max_length=20, null=True)
    dropped_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "draft"
        legacy_table_names = False
        indexes = ((("unit", "officer", "saved_at"), False),)


class VisitDossier(Model):
    id = AutoField()
    visit = CharField(max_length=32, index=True)
    dossier_id = CharField(max_length=32, unique=True)
    received_at = CharField(max_length=20)

    class Meta:
        table_name = "visit_dossier"
        legacy_table_names = False


def up(migrator: Any, db: Any) -> None:
    for model in (Draft, VisitDossier):
        model.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([Draft, VisitDossier])
