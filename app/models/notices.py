"""Formal notices from an office to offices below it, who has read them there, and drafts nobody has sent."""

from peewee import AutoField, CharField, IntegerField, TextField

from app.models.base import DayField, InstantField, JsonTextField, LocalModel, SharedModel


class Notice(SharedModel):
    """A notice as one office receives it: `unit`. What was sent at once to several has one `batch`.

    The file beside it travels by its SHA-256, as scans do.
    """

    batch = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    from_unit = CharField(max_length=16)
    title = CharField(max_length=200)
    text = TextField()
    importance = CharField(max_length=12)
    valid_until = DayField(null=True)
    sent_at = InstantField()
    sent_by = CharField(max_length=80)
    sent_by_name = CharField(max_length=120)
    sent_by_title = CharField(max_length=120, null=True)
    file_name = CharField(max_length=120, null=True)
    media_type = CharField(max_length=40, null=True)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    withdrawn_at = InstantField(null=True)
    withdrawn_by_name = CharField(max_length=120, null=True)
    withdrawn_reason = CharField(max_length=300, null=True)

    class Meta:
        indexes = ((("unit", "sent_at", "n"), False), (("from_unit", "sent_at", "n"), False))


class NoticeRead(SharedModel):
    """One officer has read one notice; written once."""

    notice_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    reader_title = CharField(max_length=120, null=True)
    unit = CharField(max_length=16)
    read_at = InstantField()

    class Meta:
        indexes = ((("notice_id", "reader"), False),)


class NoticeDraft(LocalModel):
    """What is being written; it never leaves this node. `file`: the file chosen for it, as its row would name it."""

    n = AutoField()
    draft_id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    answers = JsonTextField()
    file = JsonTextField(null=True)
    saved_at = InstantField()

    class Meta:
        indexes = ((("unit", "saved_at"), False),)
