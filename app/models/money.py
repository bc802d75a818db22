"""Receipts for money, seen by every office that sees the dossier, and the cash sheets of this office alone."""

from peewee import AutoField, BooleanField, CharField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel, SharedModel


class Payment(SharedModel):
    """One receipt: money taken (`paid`) or given back (`refunded`, then `about` names the receipt). Never changed.

    `lines` is a list of {"code", "name", "kind", "amount"}: which charges it is for. `late` says that the cash sheet
    of its day was closed already.
    """

    dossier_id = CharField(max_length=64, index=True)
    kind = CharField(max_length=8)
    book = CharField(max_length=8)
    year = IntegerField()
    number = IntegerField()
    amount = IntegerField()
    method = CharField(max_length=8)
    payer = CharField(max_length=200)
    lines = JsonTextField(null=True)
    reason = TextField(null=True)
    about = CharField(max_length=64, null=True)
    late = BooleanField(default=False)
    unit = CharField(max_length=16)
    taken_at = InstantField()
    taken_by = CharField(max_length=80)
    taken_by_name = CharField(max_length=120)

    class Meta:
        indexes = (
            (("unit", "taken_at", "n"), False),
            (("unit", "book", "year", "number"), False),
        )


class CashSheet(LocalModel):
    """The drawer counted at the end of a day. `expected` is what the receipts said at that moment."""

    id = AutoField()
    unit = CharField(max_length=16)
    day = CharField(max_length=10)
    expected = IntegerField()
    counted = IntegerField()
    receipts = IntegerField()
    note = CharField(max_length=300, default="")
    closed_at = InstantField()
    closed_by = CharField(max_length=80)
    closed_by_name = CharField(max_length=120)

    class Meta:
        indexes = ((("unit", "day"), True),)


MODELS = (CashSheet,)
