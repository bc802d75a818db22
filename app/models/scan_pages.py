"""Scanned pages that wait to be put together. Rows of this node alone; nothing of them travels."""

from peewee import AutoField, BooleanField, CharField, IntegerField

from app.models.base import InstantField, LocalModel


class ScanPage(LocalModel):
    """One page of the tray of a checklist line. `source_sha256`: the picture as it came, `sha256`: the page drawn
    from it, turned by so many quarters clockwise."""

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
    added_at = InstantField(index=True)

    class Meta:
        indexes = ((("dossier_id", "paper_id", "position"), False),)


MODELS = (ScanPage,)
