"""What was decided where two offices had written differently, what is still asked, and the rules; papers that must be
printed again; refused changes and look-alike dossiers that somebody has looked at.
"""

from peewee import AutoField, BooleanField, CharField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel, SharedModel


class Reprint(SharedModel):
    """A receipt says what no longer holds: the office that gave it prints it again. `words` tell what changed."""

    dossier_id = CharField(max_length=64, index=True)
    asked_at = InstantField()
    asked_by_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    words = TextField()
    done_at = InstantField(null=True, index=True)
    done_by_name = CharField(max_length=120, null=True)


class ConflictDecision(LocalModel):
    """One field settled here. `sides` are the values as they stood, `rule` the version that chose, if one did."""

    id = AutoField()
    record = IntegerField(index=True)
    entity = CharField(max_length=40)
    dossier_id = CharField(max_length=64)
    field = CharField(max_length=60)
    legal = BooleanField()
    sides = JsonTextField()
    chosen = JsonTextField(null=True)
    chosen_prefix = CharField(max_length=16, default="")
    holder = CharField(max_length=16, default="")
    reason = CharField(max_length=500, default="")
    rule = IntegerField(null=True)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    at = InstantField(index=True)


class ConflictQuestion(LocalModel):
    """A card waits for what the office below answers; the question itself is a note on the dossier. `after_note`: a
    note of that office with a higher number of ours came later, whatever its clock says."""

    id = AutoField()
    record = IntegerField(index=True)
    dossier_id = CharField(max_length=64)
    unit = CharField(max_length=16)
    asked_at = InstantField()
    by_name = CharField(max_length=120)
    after_note = IntegerField(default=0)


class ConflictRules(LocalModel):
    """One saved version of the rules; the last one is in force."""

    version = AutoField()
    rules = JsonTextField()
    saved_at = InstantField()
    saved_by = CharField(max_length=80)
    saved_by_name = CharField(max_length=120)


class RefusalSettled(LocalModel):
    """What a person said about a change that was not taken in."""

    id = AutoField()
    operation = IntegerField(unique=True)
    how = CharField(max_length=12)
    reason = CharField(max_length=500, default="")
    at = InstantField()
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)


LOCAL = (
    ConflictDecision,
    ConflictQuestion,
    ConflictRules,
    RefusalSettled,
)
