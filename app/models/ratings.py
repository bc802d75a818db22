"""What citizens said of how a dossier was served, wherever they looked it up."""

from peewee import CharField, TextField

from app.models.base import InstantField, SharedModel


class Rating(SharedModel):
    """One answer about one dossier. `unit` is the office that received it, `said_at_unit` where it was said.

    `score` is a value of `domain.ratings.Satisfaction`.
    """

    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    said_at_unit = CharField(max_length=16)
    score = CharField(max_length=16)
    words = TextField(null=True)
    rated_at = InstantField()

    class Meta:
        indexes = ((("unit", "rated_at", "n"), False),)
