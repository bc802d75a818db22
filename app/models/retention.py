"""What was removed here for good because its time was over: how many of which kind, by whom. Never synced."""

from peewee import AutoField, CharField, IntegerField

from app.models.base import InstantField, LocalModel


class Removal(LocalModel):
    """One kind removed by one job. `until`: everything older than this went."""

    n = AutoField()
    job = IntegerField()
    kind = CharField(max_length=16)
    until = InstantField()
    count = IntegerField()
    at = InstantField()
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)

    class Meta:
        indexes = ((("job", "kind"), True),)


MODELS = (Removal,)
