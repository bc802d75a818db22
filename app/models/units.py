"""Units of the state's tree, each row one period of a code's life."""

from peewee import AutoField, CharField, IntegerField, TextField

from app.models.base import DayField, InstantField, JsonTextField, LocalModel, SharedModel


class Unit(SharedModel):
    """`id` is the code with the year it began: codes are reused (18595 was Thạch Đỉnh, then Đỉnh Bàn)."""

    code = CharField(max_length=16, index=True)
    name = CharField(max_length=120)
    kind = CharField(max_length=16)
    parent = CharField(max_length=16, null=True)
    agency_code = CharField(max_length=24, null=True)
    valid_from = DayField()
    valid_to = DayField(null=True)
    source = TextField(null=True)


class UnitSuccessor(SharedModel):
    from_unit = CharField(max_length=64)
    to_unit = CharField(max_length=64)
    on_date = DayField()


class CalendarDay(SharedModel):
    """A day off, or a make-up working day; `id` is the date."""

    on_date = DayField()
    kind = CharField(max_length=8)
    note = CharField(max_length=200, null=True)
    source = TextField(null=True)


class WorkingHours(SharedModel):
    """Sessions of one weekday (0 is Monday) at one unit, or at every unit ("*")."""

    unit = CharField(max_length=16)
    weekday = IntegerField()
    sessions = JsonTextField()
    valid_from = DayField()
    valid_to = DayField(null=True)


class UnitMerge(LocalModel):
    """Two offices that become one, as it was asked for at the node above both; never leaves it.

    `unit_row` is the row of the tree that follows both. The job may be cut: what has moved is told by the dossiers.
    """

    n = AutoField()
    from_unit = CharField(max_length=16)
    into_unit = CharField(max_length=16)
    name = CharField(max_length=120)
    kind = CharField(max_length=16)
    on_date = DayField()
    source = TextField()
    unit_row = CharField(max_length=64)
    retires_machine = IntegerField(default=0)
    job = IntegerField(null=True)
    moved = IntegerField(default=0)
    asked_at = InstantField()
    asked_by_name = CharField(max_length=120)
    done_at = InstantField(null=True)
