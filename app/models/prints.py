"""What this office printed, on which printer, and the receipts it holds ready for a day without power. Never synced."""

from peewee import AutoField, BooleanField, CharField, IntegerField

from app.models.base import InstantField, LocalModel


class PrintedForm(LocalModel):
    """One print of one form. `about` is what it tells of: a dossier, a step of it, or a list.

    `number` counts the prints of that paper from 1; `serial` is the paper's own number in the year, the same on
    every print of it.
    """

    id = AutoField()
    form = CharField(max_length=16)
    about = CharField(max_length=64)
    dossier_id = CharField(max_length=64, null=True, index=True)
    number = IntegerField()
    copy = CharField(max_length=8, default="")
    reason = CharField(max_length=200, default="")
    serial = IntegerField(null=True)
    printer = CharField(max_length=60, default="")
    unit = CharField(max_length=16)
    printed_by = CharField(max_length=80)
    printed_by_name = CharField(max_length=120)
    printed_at = InstantField()
    state = CharField(max_length=8)
    settled_at = InstantField(null=True)
    settled_by_name = CharField(max_length=120, default="")
    scanned = BooleanField(default=False)

    class Meta:
        indexes = ((("form", "about", "number"), True),)


class PrinterProfile(LocalModel):
    """How one printer at one PC lays a sheet down. Lengths in tenths of a millimetre; empty is the form's own.

    `shift_x` and `shift_y` move everything right and down, to make up for a printer that does not begin at the edge.
    """

    id = AutoField()
    name = CharField(max_length=60, unique=True)
    paper = CharField(max_length=8)
    margin_top = IntegerField(null=True)
    margin_right = IntegerField(null=True)
    margin_bottom = IntegerField(null=True)
    margin_left = IntegerField(null=True)
    shift_x = IntegerField(default=0)
    shift_y = IntegerField(default=0)
    retired = BooleanField(default=False)
    changed_at = InstantField()
    changed_by = CharField(max_length=80)


class ReserveReceipt(LocalModel):
    """A blank receipt with a number of its own, printed ahead for a power cut.

    Once it was keyed in it has a `dossier_id`; settled without one, it was spoiled for a `reason`.
    """

    id = AutoField()
    unit = CharField(max_length=16)
    pack = IntegerField()
    code = CharField(max_length=40, unique=True)
    lookup_pin = CharField(max_length=6)
    made_at = InstantField()
    made_by = CharField(max_length=80)
    made_by_name = CharField(max_length=120)
    dossier_id = CharField(max_length=64, null=True, unique=True)
    settled_at = InstantField(null=True)
    settled_by_name = CharField(max_length=120, default="")
    reason = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("unit", "pack", "code"), False),)


MODELS = (PrintedForm, PrinterProfile, ReserveReceipt)
