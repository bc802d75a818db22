"""What colleagues write to each other about a dossier, at whatever office they sit, and who has read it."""

from peewee import CharField, TextField

from app.models.base import InstantField, SharedModel


class Note(SharedModel):
    """`to_officer` is the one person it is for (`binh@18571`), empty for everybody who has to do with the dossier."""

    dossier_id = CharField(max_length=64, index=True)
    written_at = InstantField(index=True)
    written_by = CharField(max_length=80)
    written_by_name = CharField(max_length=120)
    written_by_title = CharField(max_length=120, null=True)
    unit = CharField(max_length=16)
    to_officer = CharField(max_length=80, null=True)
    to_officer_name = CharField(max_length=120, null=True)
    text = TextField()


class NoteRead(SharedModel):
    """One officer has read one note; written once."""

    dossier_id = CharField(max_length=64, index=True)
    note_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    unit = CharField(max_length=16)
    read_at = InstantField()

    class Meta:
        indexes = ((("note_id", "reader"), False),)
