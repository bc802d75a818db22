"""Old registers on their way in: the sheet, its lines, and what its columns mean. Never synced."""

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel


class ImportSheet(LocalModel):
    """One uploaded register. `mapping` says for each field of a dossier which column of the sheet holds it."""

    n = AutoField()
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    name = CharField(max_length=120)
    digest = CharField(max_length=64, index=True)
    made_at = InstantField()
    headers = JsonTextField()
    mapping = JsonTextField(null=True)
    settings = JsonTextField(null=True)
    state = CharField(max_length=12)
    job = IntegerField(null=True)


class ImportLine(LocalModel):
    """One line of the register, as it came and as it was mended; `faults` by field."""

    n = AutoField()
    sheet = ForeignKeyField(ImportSheet, backref="lines", on_delete="CASCADE", index=False)
    line = IntegerField()
    cells = JsonTextField()
    state = CharField(max_length=12)
    faults = JsonTextField(null=True)
    twin = CharField(max_length=64, null=True)
    note = TextField(default="")
    dossier_id = CharField(max_length=64)

    class Meta:
        indexes = (
            (("sheet", "line"), True),
            (("sheet", "state", "line"), False),
        )


class ColumnWord(LocalModel):
    """What a header meant the last time somebody said so. `header` is folded."""

    n = AutoField()
    header = CharField(max_length=120, unique=True)
    field = CharField(max_length=32)


MODELS = (ImportSheet, ImportLine, ColumnWord)
