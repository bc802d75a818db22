"""Scanned pages that wait to be put together at this office, and where the paper of a dossier lies.

The new table is a frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, BooleanField, CharField, IntegerField, Model


class ScanPage(Model):
    id = AutoField()
    dossier_id = CharField(max_length=64)
    paper_id = CharField(max_length=64)
    position = IntegerField()
    name = CharField(max_length=120)
    source_sha256 = CharField(max_length=64)
    sha256 = CharField(max_length=64)
    size_bytes = IntegerField()
    width = IntegerField()
    height = IntegerField()
    turns = IntegerField(default=0)
    colour = BooleanField(default=False)
    added_by = CharField(max_length=80)
    added_by_name = CharField(max_length=120)
    added_at = CharField(max_length=20, index=True)

    class Meta:
        table_name = "scan_page"
        indexes = ((("dossier_id", "paper_id", "position"), False),)


def up(migrator: Any, db: Any) -> None:
    ScanPage.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables([ScanPage])
    db.execute_sql("ALTER TABLE dossier ADD COLUMN paper_place VARCHAR(120)")
    db.execute_sql("CREATE INDEX dossier_paper_place_n ON dossier (paper_place, n)")
