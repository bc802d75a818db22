"""People and organisations as this office knows them, drawn from its dossiers. Local: they never leave the node.

The dossier keeps its own copy of names and numbers; that copy is the record. See docs/decisions/0007-people.md.
"""

from peewee import AutoField, CharField, CompositeKey, IntegerField, TextField

from app.database import database
from app.models.base import InstantField, JsonTextField, LocalModel


class Person(LocalModel):
    """A citizen or an organisation. The keys are folded copies by which records are found and compared.

    `former_ids` are numbers it had before, as pairs of kind and number. `seen_at` is its newest dossier.
    """

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
    former_ids = JsonTextField(null=True)
    phone = CharField(max_length=16, default="")
    email = CharField(max_length=200, default="")
    address = CharField(max_length=300, default="")
    note = TextField(default="")
    created_at = InstantField()
    seen_at = InstantField()
    changes = IntegerField(default=0)
    merged_into = IntegerField(null=True)

    name_key = CharField(max_length=200, default="")
    given_key = CharField(max_length=40, default="")
    place_key = CharField(max_length=300, default="")
    search_text = TextField(default="")

    class Meta:
        indexes = (
            (("unit", "seen_at", "id"), False),
            (("unit", "id_no"), False),
            (("unit", "name_key"), False),
            (("unit", "birth_date"), False),
            (("unit", "place_key", "given_key"), False),
        )


class PersonDossier(LocalModel):
    """Whose dossier it is (`applicant`), or who handed it in for them (`submitter`)."""

    dossier_id = CharField(max_length=64)
    role = CharField(max_length=12)
    person = IntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("dossier_id", "role")


class PersonChange(LocalModel):
    """A line of a record's history: who changed what, with the values before and after."""

    id = AutoField()
    person = IntegerField(index=True)
    at = InstantField()
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    what = CharField(max_length=16)
    changes = JsonTextField(null=True)
    note = TextField(default="")


class PersonPair(LocalModel):
    """Two records that may be one person, and what was decided. `low` is the smaller id: a pair is there once."""

    id = AutoField()
    unit = CharField(max_length=16)
    low = IntegerField()
    high = IntegerField(index=True)
    weight = IntegerField()
    reasons = JsonTextField(null=True)
    state = CharField(max_length=12, default="open")
    found_at = InstantField()
    decided_at = InstantField(null=True)
    decided_by_name = CharField(max_length=120, default="")
    note = TextField(default="")

    class Meta:
        indexes = ((("low", "high"), True), (("unit", "state", "weight", "id"), False))


class PersonMerge(LocalModel):
    """What a merge moved and changed: enough to undo it."""

    id = AutoField()
    kept = IntegerField(index=True)
    gone = IntegerField(index=True)
    at = InstantField()
    by_name = CharField(max_length=120)
    moved = JsonTextField(null=True)
    before = JsonTextField(null=True)
    after = JsonTextField(null=True)
    pairs = JsonTextField(null=True)
    undone_at = InstantField(null=True)
    undone_by_name = CharField(max_length=120, default="")


class PeopleGathered(LocalModel):
    """How far (`dossier.n`) people have been drawn from dossiers that came otherwise than over our counter."""

    unit = CharField(max_length=16, primary_key=True)
    upto = IntegerField(default=0)


class AccessNote(LocalModel):
    """Somebody looked at personal data or took it away: who, when, which kind of page, which record. No names of
    citizens."""

    id = AutoField()
    at = InstantField()
    by = CharField(max_length=80)
    page = CharField(max_length=24)
    record_id = CharField(max_length=64, default="")
    what = CharField(max_length=12, default="view")
    count = IntegerField(default=1)

    class Meta:
        indexes = ((("page", "record_id", "at"), False), (("at",), False), (("by", "at"), False))


class PersonSearch(LocalModel):
    """The full-text index over `person.search_text` as a query sees it (SQLite only); see `models/search.py`."""

    rowid = AutoField()
    search_text = TextField()

    class Meta:
        database = database
        table_name = "person_search"


MODELS = (
    Person, PersonDossier, PersonChange, PersonPair, PersonMerge, PeopleGathered, AccessNote,
)  # fmt: skip
