"""Filters an officer has named to use again. Never synced."""

from peewee import AutoField, CharField

from app.models.base import InstantField, JsonTextField, LocalModel


class SavedFilter(LocalModel):
    """`filters` as the address of the list holds them."""

    n = AutoField()
    by = CharField(max_length=32)
    name = CharField(max_length=80)
    filters = JsonTextField()
    made_at = InstantField()

    class Meta:
        indexes = ((("by", "name"), True),)


MODELS = (SavedFilter,)
