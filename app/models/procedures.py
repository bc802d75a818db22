"""The catalogue: one row a published version of a procedure."""

from peewee import BooleanField, CharField, IntegerField, TextField

from app.models.base import DayField, JsonTextField, SharedModel


class Procedure(SharedModel):
    """`id` is `<code>@<version>`; a dossier keeps the version in force at its reception."""

    code = CharField(max_length=16, index=True)
    version = IntegerField()
    name = CharField(max_length=400)
    short_name = CharField(max_length=200, null=True)
    field = CharField(max_length=80)
    aliases = JsonTextField(null=True)
    duration_value = IntegerField(null=True)
    duration_unit = CharField(max_length=16, null=True)
    legs = JsonTextField(null=True)
    verification = JsonTextField(null=True)
    fees = JsonTextField(null=True)
    papers = JsonTextField(null=True)
    channels = JsonTextField(null=True)
    online_level = IntegerField(null=True)
    online_mode = CharField(max_length=16, null=True)
    decides = CharField(max_length=16)
    same_day_after_15 = BooleanField(null=True)
    on_supplement = CharField(max_length=8, null=True)
    supplement_days = IntegerField(null=True)
    on_consult = CharField(max_length=8, null=True)
    own_fields = JsonTextField(null=True)
    """The boxes of its own form, as `domain.own_fields.OwnField`."""
    desk_certifies = BooleanField(null=True)
    cases = JsonTextField(null=True)
    retention_years = IntegerField(null=True)
    source = TextField(null=True)
    verified = BooleanField(null=True)
    valid_from = DayField()
    valid_to = DayField(null=True)
    catalogue = IntegerField(null=True)
    """The published version that brings it, by whose days it counts; none for what came with the program."""
    ended_by = IntegerField(null=True)
    """The published version that ends it."""
