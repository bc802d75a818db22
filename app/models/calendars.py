"""A year's calendar as it was decided (shared), its draft (local), and due dates counted again by it (shared)."""

from peewee import AutoField, CharField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel, SharedModel


class CalendarYear(SharedModel):
    """That a person decided the calendar of a year; `id` is the year. Its days are rows of `calendar_day`."""

    year = IntegerField()
    version = IntegerField()
    basis = CharField(max_length=300)
    published_at = InstantField()
    published_by = CharField(max_length=80)
    published_by_name = CharField(max_length=120)


class Recount(SharedModel):
    """A due date counted again because the calendar changed: the dates before and after, who said so and why."""

    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    counted_at = InstantField()
    counted_by = CharField(max_length=80)
    counted_by_name = CharField(max_length=120)
    old_due_at = InstantField()
    new_due_at = InstantField()
    reason = TextField()


class CalendarDraft(LocalModel):
    """A year being prepared at the top; never leaves this node. `days` are (day, kind, note)."""

    n = AutoField()
    year = IntegerField(unique=True)
    days = JsonTextField()
    origin = CharField(max_length=200)
    revision = IntegerField(default=1)
    saved_at = InstantField()
    saved_by_name = CharField(max_length=120)
