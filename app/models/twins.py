"""Dossiers that may be one matter handed in twice, as the office above both looks at them. Local: what is decided
travels as a change of the dossiers themselves.
"""

from peewee import AutoField, CharField, CompositeKey, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel


class TwinKey(LocalModel):
    """One mark of a dossier (`domain.twins.keys`), kept while it may still have a twin. `dossier` is `dossier.n`."""

    key = CharField(max_length=16)
    dossier = IntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("key", "dossier")


class TwinPair(LocalModel):
    """Two dossiers and what was decided. `low` is the smaller id: a pair is there once.

    `asked_after`: by dossier the last note when its office was asked. `before`: what stood in the closed dossier and
    its parts, enough to open it again; `lines` how long its history was then.
    """

    id = AutoField()
    low = CharField(max_length=64)
    high = CharField(max_length=64, index=True)
    weight = IntegerField()
    reasons = JsonTextField(null=True)
    state = CharField(max_length=12, default="open")
    found_at = InstantField()
    decided_at = InstantField(null=True)
    decided_by_name = CharField(max_length=120, default="")
    note = TextField(default="")
    asked_at = InstantField(null=True)
    asked_after = JsonTextField(null=True)
    kept = CharField(max_length=64, default="")
    before = JsonTextField(null=True)
    lines = IntegerField(default=0)

    class Meta:
        indexes = ((("low", "high"), True), (("state", "weight", "id"), False))


class TwinsLooked(LocalModel):
    """How far (`operation.n`) dossiers have been looked at."""

    unit = CharField(max_length=16, primary_key=True)
    upto = IntegerField(default=0)


MODELS = (TwinKey, TwinPair, TwinsLooked)
