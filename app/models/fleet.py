"""What a parent keeps about the offices below it, and the words it puts on their screens."""

from peewee import AutoField, CharField, CompositeKey, IntegerField, TextField

from app.models.base import InstantField, LocalModel, SharedModel


class FleetThreshold(LocalModel):
    """From when on the list of communes remarks on something; a name without a row has its first value."""

    name = CharField(max_length=32, primary_key=True)
    value = IntegerField()
    changed_at = InstantField()
    changed_by = CharField(max_length=120)


class CallNote(LocalModel):
    """Somebody telephoned with an office below, and what was said."""

    n = AutoField()
    unit = CharField(max_length=16)
    at = InstantField()
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    with_whom = CharField(max_length=120, default="")
    text = TextField()
    form_id = CharField(max_length=32, unique=True)

    class Meta:
        indexes = ((("unit", "n"), False),)


class ReconcileNote(LocalModel):
    """What a person found out about one day of one office whose two sides were not equal."""

    unit = CharField(max_length=16)
    day = CharField(max_length=10)
    at = InstantField()
    by_name = CharField(max_length=120)
    text = TextField()

    class Meta:
        primary_key = CompositeKey("unit", "day")


class ScreenMessage(SharedModel):
    """Words of an office above for the screens of one office; only offices above write them."""

    unit = CharField(max_length=16, index=True)
    written_at = InstantField()
    written_by = CharField(max_length=80)
    written_by_name = CharField(max_length=120)
    from_unit = CharField(max_length=16)
    text = TextField()
    ended_at = InstantField(null=True)


class ScreenMessageRead(SharedModel):
    """One officer has read one message; written once."""

    message_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    read_at = InstantField()

    class Meta:
        indexes = ((("message_id", "reader"), False),)


class Diagnostics(SharedModel):
    """A bundle about the machine of an office: asked for by an office above or made by itself, and then its file."""

    unit = CharField(max_length=16, index=True)
    asked_at = InstantField()
    asked_by = CharField(max_length=80)
    asked_by_name = CharField(max_length=120)
    from_unit = CharField(max_length=16)
    reason = CharField(max_length=200, default="")
    made_at = InstantField(null=True)
    words = CharField(max_length=300, null=True)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    media_type = CharField(max_length=80, null=True)


MODELS = (FleetThreshold, CallNote, ReconcileNote)
