"""Many dossiers are given, taken, laid back or printed at once, and each of them tells what became of it; and what
was written into a procedure's own boxes is found by the search. A frozen copy, on purpose independent of the models."""

import json
import re
import unicodedata
from typing import Any

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, Model, TextField

SELECT = (
    "SELECT n, search_text, own FROM dossier WHERE n > ? AND own IS NOT NULL ORDER BY n LIMIT 500"
)
UPDATE = "UPDATE dossier SET search_text = ? WHERE n = ?"


class Batch(Model):
    n = AutoField()
    form_id = CharField(max_length=64, unique=True)
    verb = CharField(max_length=16)
    by = CharField(max_length=32)
    at = CharField(max_length=20)
    how = TextField()
    job = IntegerField(null=True, unique=True)
    undo_job = IntegerField(null=True, unique=True)

    class Meta:
        table_name = "batch"


class BatchItem(Model):
    n = AutoField()
    batch = ForeignKeyField(Batch, backref="items", on_delete="CASCADE")
    dossier_id = CharField(max_length=64)
    code = CharField(max_length=40)
    seen = IntegerField()
    state = CharField(max_length=12)
    why = TextField(default="")
    line_id = CharField(max_length=64, null=True)
    number = IntegerField(null=True)

    class Meta:
        table_name = "batch_item"
        indexes = ((("batch", "dossier_id"), True),)


def up(migrator: Any, db: Any) -> None:
    for model in (Batch, BatchItem):
        model.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([Batch, BatchItem])
    find_own_answers(db)


def find_own_answers(db: Any) -> None:
    """Add the words of the text answers behind those a dossier is found by already."""
    last = 0
    while rows := _after(db, last):
        for n, text, own in rows:
            words = " ".join(filter(None, [text, *_words(own)]))
            if words != text:
                db.execute_sql(UPDATE.replace("?", db.param), (words, n))
        last = rows[-1][0]


def _after(db: Any, n: int) -> list[Any]:
    return list(db.execute_sql(SELECT.replace("?", db.param), (n,)).fetchall())


def _words(own: str) -> list[str]:
    entries = [each for each in json.loads(own) or () if isinstance(each, dict)]
    said = " ".join(str(each.get("value") or "") for each in entries if each.get("kind") == "text")
    lowered = unicodedata.normalize("NFD", said.casefold())
    bare = "".join(c for c in lowered if not unicodedata.category(c).startswith("M"))
    return [word[:40] for word in re.findall(r"[^\W_]+", bare.replace("đ", "d"))]
