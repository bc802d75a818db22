"""A file that belongs to a dossier. The row says what it is; the bytes travel behind it, by their SHA-256."""

from peewee import CharField, IntegerField

from app.models.base import InstantField, SharedModel


class Document(SharedModel):
    """A scan of a paper of the checklist (`paper_id`), of a signed result (`result_id`), or of the dossier itself.

    The preview of a picture is a small JPEG that travels before everything else.
    """

    dossier_id = CharField(max_length=64, index=True)
    paper_id = CharField(max_length=64, null=True)
    result_id = CharField(max_length=64, null=True)
    step_id = CharField(max_length=64, null=True)
    """The line of history it was attached with."""
    name = CharField(max_length=120)
    media_type = CharField(max_length=40)
    sha256 = CharField(max_length=64, index=True)
    size_bytes = IntegerField()
    preview_sha256 = CharField(max_length=64, null=True)
    preview_bytes = IntegerField(null=True)
    preview_type = CharField(max_length=40, null=True)
    added_by = CharField(max_length=80)
    added_by_name = CharField(max_length=120)
    added_at = InstantField()
