"""Documents between offices (văn bản đi, văn bản đến): one row for each office that one was sent to."""

from peewee import AutoField, BooleanField, CharField, IntegerField, TextField

from app.models.base import DayField, InstantField, JsonTextField, LocalModel, SharedModel


class Dispatch(SharedModel):
    """A document on its way from one office to one other. All that were sent at once have one `letter_id`.

    It lies in the scope of an office that both may see. Where neither stands above the other, it begins in the
    sender's (`needs_carrying`), and the office above both copies it into the receiver's (`carried_from`).
    An office that has no node of its own has no code, only a name.
    """

    letter_id = CharField(max_length=64, index=True)
    place = IntegerField(default=0)
    """Among the receivers of one letter; the first stands for all of them in the register of what went out."""
    from_unit = CharField(max_length=16, default="")
    from_name = CharField(max_length=200)
    to_unit = CharField(max_length=16, default="")
    to_name = CharField(max_length=200)
    receivers = JsonTextField(null=True)
    out_year = IntegerField(null=True)
    out_number = IntegerField(null=True)
    symbol = CharField(max_length=60)
    kind = CharField(max_length=16)
    issued_on = DayField()
    subject = CharField(max_length=500)
    signer = CharField(max_length=120, null=True)
    urgency = CharField(max_length=12)
    answer_by = DayField(null=True)
    answers_id = CharField(max_length=64, null=True, index=True)
    answers_symbol = CharField(max_length=60, null=True)
    note = TextField(null=True)
    sent_at = InstantField()
    sent_by = CharField(max_length=80)
    sent_by_name = CharField(max_length=120)
    needs_carrying = BooleanField(default=False)
    carried_at = InstantField(null=True)
    carried_from = CharField(max_length=64, null=True, index=True)
    recalled_at = InstantField(null=True)
    recalled_by_name = CharField(max_length=120, null=True)
    recalled_reason = CharField(max_length=300, null=True)
    received_at = InstantField(null=True)
    received_by_name = CharField(max_length=120, null=True)
    in_year = IntegerField(null=True)
    in_number = IntegerField(null=True)
    handed_to = CharField(max_length=120, null=True)
    """Who is to deal with it at the office that received it."""

    class Meta:
        indexes = (
            (("from_unit", "out_year", "out_number"), False),
            (("to_unit", "in_year", "in_number"), False),
            (("to_unit", "sent_at", "n"), False),
            (("from_unit", "sent_at", "n"), False),
            (("needs_carrying", "received_at"), False),
        )


class Enclosure(SharedModel):
    """A file of a document; the bytes travel behind the row, by their SHA-256."""

    dispatch_id = CharField(max_length=64, index=True)
    position = IntegerField()
    name = CharField(max_length=120)
    media_type = CharField(max_length=40)
    sha256 = CharField(max_length=64, index=True)
    size_bytes = IntegerField()


class DispatchDraft(LocalModel):
    """What is being written: it stays on this node and has no number. `files` as their rows would name them."""

    n = AutoField()
    draft_id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    answers = JsonTextField()
    files = JsonTextField()
    saved_at = InstantField()

    class Meta:
        indexes = ((("unit", "saved_at"), False),)
