"""Files of a dossier: what each is and by whom it was attached. The bytes lie in the store of the engine.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Model


class Document(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    paper_id = CharField(max_length=64, null=True)
    result_id = CharField(max_length=64, null=True)
    name = CharField(max_length=120)
    media_type = CharField(max_length=40)
    sha256 = CharField(max_length=64, index=True)
    size_bytes = IntegerField()
    preview_sha256 = CharField(max_length=64, null=True)
    preview_bytes = IntegerField(null=True)
    preview_type = CharField(max_length=40, null=True)
    added_by = CharField(max_length=80)
    added_by_name = CharField(max_length=120)
    added_at = CharField(max_length=20)

    class Meta:
        table_name = "document"


def up(migrator: Any, db: Any) -> None:
    Document.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([Document])
