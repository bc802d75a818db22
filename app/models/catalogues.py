"""Published versions of the catalogue, which travel; the draft, imported files and who has read what, which do not."""

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from app.models.base import DayField, InstantField, JsonTextField, LocalModel, SharedModel


class CatalogueVersion(SharedModel):
    """`id` is `ban-<number>`; the versions of procedures that it brings have its number. `changes` are objects of
    `code`, `kind` (`EditKind`), `before` (the version it replaces) and, of a procedure that ends, `ended` (what
    `valid_to` its versions had)."""

    number = IntegerField()
    title = CharField(max_length=120)
    decision = CharField(max_length=120, null=True)
    valid_from = DayField()
    published_at = InstantField()
    published_by = CharField(max_length=80)
    published_by_name = CharField(max_length=120)
    changes = JsonTextField()
    changed_at = InstantField(null=True)
    changed_by_name = CharField(max_length=120, null=True)
    change_reason = CharField(max_length=300, null=True)
    cancelled_at = InstantField(null=True)


class CatalogueDraft(LocalModel):
    """The version in the making. `open_mark` is 1 while it is open and nothing else may be; `revision` counts edits."""

    n = AutoField()
    open_mark = IntegerField(null=True, unique=True)
    made_at = InstantField()
    made_by_name = CharField(max_length=120)
    revision = IntegerField(default=0)
    number = IntegerField(null=True)
    closed_at = InstantField(null=True)
    closed_by_name = CharField(max_length=120, null=True)


class CatalogueEdit(LocalModel):
    """What the draft does to one procedure; `content` is kept as it was typed, also while it cannot be published."""

    n = AutoField()
    draft = ForeignKeyField(CatalogueDraft, backref="edits", on_delete="CASCADE", index=False)
    code = CharField(max_length=16)
    kind = CharField(max_length=8)
    before = IntegerField(null=True)
    content = JsonTextField()
    origin = CharField(max_length=8)
    revision = IntegerField(default=0)
    touched_at = InstantField()
    touched_by_name = CharField(max_length=120)

    class Meta:
        indexes = ((("draft", "code"), True),)


class CatalogueReading(LocalModel):
    """An officer has read what a version changes."""

    n = AutoField()
    number = IntegerField()
    officer = CharField(max_length=32)
    read_at = InstantField()

    class Meta:
        indexes = ((("officer", "number"), True),)


class CatalogueSheet(LocalModel):
    """One uploaded catalogue: a sheet of Excel or a JSON file."""

    n = AutoField()
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    name = CharField(max_length=120)
    digest = CharField(max_length=64, index=True)
    made_at = InstantField()
    remarks = TextField(default="")
    job = IntegerField(null=True)


class CatalogueLine(LocalModel):
    """One procedure of the file; `places` says where in the file its parts stand, `faults` what must be mended."""

    n = AutoField()
    sheet = ForeignKeyField(CatalogueSheet, backref="lines", on_delete="CASCADE", index=False)
    line = IntegerField()
    code = CharField(max_length=40)
    name = CharField(max_length=400)
    content = JsonTextField()
    places = JsonTextField()
    faults = JsonTextField(null=True)
    kind = CharField(max_length=8, null=True)
    state = CharField(max_length=8)

    class Meta:
        indexes = ((("sheet", "line"), True), (("sheet", "state", "line"), False))


MODELS = (
    CatalogueDraft,
    CatalogueEdit,
    CatalogueReading,
    CatalogueSheet,
    CatalogueLine,
)
