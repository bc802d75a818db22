"""How citizens reach the counter of an office: its telephone and the way there."""

from peewee import CharField

from app.models.base import SharedModel


class Counter(SharedModel):
    """`id` is the code of the office, which alone writes it."""

    unit = CharField(max_length=16)
    phone = CharField(max_length=16, null=True)
    place = CharField(max_length=200, null=True)
