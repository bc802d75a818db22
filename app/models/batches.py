"""What was done to many dossiers at once, and what became of each. Never synced."""

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel


class Batch(LocalModel):
    """One press. `form_id` names the preview it was pressed on, so that the same press twice is one batch;
    `by` is a username of this node."""

    n = AutoField()
    form_id = CharField(max_length=64, unique=True)
    verb = CharField(max_length=16)
    by = CharField(max_length=32)
    at = InstantField()
    how = JsonTextField()
    job = IntegerField(null=True, unique=True)
    undo_job = IntegerField(null=True, unique=True)


class BatchItem(LocalModel):
    """One dossier of a batch. `seen` is how long its history was in the preview, `line_id` the line of history that
    was written, `number` the number of the print."""

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
        indexes = ((("batch", "dossier_id"), True),)


MODELS = (Batch, BatchItem)
