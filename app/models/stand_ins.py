"""Who works for whom on leave, and what a step would put back when it is recalled. Local: neither ever travels."""

from peewee import AutoField, CharField

from app.models.base import DayField, InstantField, JsonTextField, LocalModel


class StandIn(LocalModel):
    """`stand_in` acts for `absent` (usernames) from one day to another, both included, unless ended before."""

    id = AutoField()
    absent = CharField(max_length=32, index=True)
    stand_in = CharField(max_length=32, index=True)
    from_day = DayField()
    to_day = DayField()
    named_by = CharField(max_length=80)
    named_at = InstantField()
    ended_at = InstantField(null=True)


class StepUndo(LocalModel):
    """What stood before a step: entity → record → its fields, or nothing for a record the step made."""

    step_id = CharField(max_length=64, unique=True)
    before = JsonTextField()


MODELS = (StandIn, StepUndo)
