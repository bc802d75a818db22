"""Counters this office alone draws from. Local: a number is given where the citizen stands."""

from peewee import CharField, CompositeKey, IntegerField

from app.models.base import LocalModel


class NumberSeries(LocalModel):
    """The last number given in a series, e.g. ("dossier", "2019-05-24") or ("register", "2019")."""

    series = CharField(max_length=24)
    period = CharField(max_length=10)
    last = IntegerField()

    class Meta:
        primary_key = CompositeKey("series", "period")


class IssuedCode(LocalModel):
    """Every dossier code this office has given; the unique key makes a second use impossible."""

    code = CharField(max_length=40, unique=True)
    dossier_id = CharField(max_length=64)
