"""Which papers of a forwarded dossier have reached an office on paper; the dossier itself travels ahead of them."""

from peewee import BooleanField, CharField

from app.models.base import InstantField, SharedModel


class PaperArrival(SharedModel):
    """One paper of a dossier, in the hands of one office. `left_at`: when it went on or back with the dossier."""

    dossier_id = CharField(max_length=64, index=True)
    paper_id = CharField(max_length=64)
    unit = CharField(max_length=16)
    arrived_at = InstantField()
    noted_by = CharField(max_length=80)
    noted_by_name = CharField(max_length=120)
    by_scan = BooleanField(default=False)
    """Whether the code on the receipt was scanned, or the paper was ticked by eye."""
    left_at = InstantField(null=True)

    class Meta:
        indexes = ((("paper_id", "unit"), False),)
