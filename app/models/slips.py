"""What an office writes to a citizen about a dossier, and how long its clock stands (domain §3.3, §4.4, §5).

For printed forms: a `Slip` of kind `supplement` is Mẫu 02, `refusal` Mẫu 03, `apology` Mẫu 04, `stop` the notice of
TT 03/2025 (Mẫu 05 there); `payment` and `consult` are notices without a number of their own in the law. Only a slip
whose state is `signed` or `handed` is binding: `draft` waits for the leader, `dropped` was sent back or recalled.
"""

from peewee import CharField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, SharedModel


class Slip(SharedModel):
    """One letter. `kind` and `state` are values of `domain.slips.SlipKind` and `SlipState`.

    `number` is the whole number as printed ("12/HDHS"), empty while it is a draft. `reason` is the text of the form;
    `reason_code` of an apology is a value of `domain.slips.ApologyReason`. `items` of a request to supplement is a
    list of {"name", "kind", "originals", "copies", "note"}. `old_due_at` and `new_due_at` are the dates of an
    apology; `answer_by` the day (`2019-06-24`) until which the citizen may supplement or pay, or the other agency
    answers; `amount` the đồng to pay; `to_whom` the agency asked. Drafted, signed and handed over: by whom, when.
    """

    dossier_id = CharField(max_length=64, index=True)
    kind = CharField(max_length=16)
    state = CharField(max_length=8)
    unit = CharField(max_length=16)
    number = CharField(max_length=40, null=True)
    reason = TextField(null=True)
    reason_code = CharField(max_length=24, null=True)
    items = JsonTextField(null=True)
    to_whom = CharField(max_length=200, null=True)
    amount = IntegerField(null=True)
    answer_by = CharField(max_length=10, null=True)
    old_due_at = InstantField(null=True)
    new_due_at = InstantField(null=True)
    more_value = IntegerField(null=True)
    more_unit = CharField(max_length=16, null=True)
    drafted_at = InstantField()
    drafted_by = CharField(max_length=80)
    drafted_by_name = CharField(max_length=120)
    signed_at = InstantField(null=True)
    signed_by = CharField(max_length=80, null=True)
    signed_by_name = CharField(max_length=120, null=True)
    signed_by_title = CharField(max_length=120, null=True)
    handed_at = InstantField(null=True)
    handed_by_name = CharField(max_length=120, null=True)
    handed_to = CharField(max_length=200, null=True)


class Pause(SharedModel):
    """A stretch in which the clock of a dossier stood. `ended_at` is empty while it stands.

    `cause` and `outcome` are values of `domain.pauses.Cause` and `AfterWait`; `due_before` and `due_after` the date in
    force when it began and after it ended; `explanation` how the new date was counted, in the words told that day.
    """

    dossier_id = CharField(max_length=64, index=True)
    cause = CharField(max_length=16)
    unit = CharField(max_length=16)
    slip_id = CharField(max_length=64, null=True)
    began_at = InstantField()
    began_by_name = CharField(max_length=120)
    ended_at = InstantField(null=True)
    ended_by_name = CharField(max_length=120, null=True)
    outcome = CharField(max_length=12, null=True)
    due_before = InstantField(null=True)
    due_after = InstantField(null=True)
    explanation = TextField(null=True)


class WithdrawalRequest(SharedModel):
    """The citizen asks at the counter to take back a dossier that another office holds; that office answers.

    `state` is a value of `domain.slips.RequestState`.
    """

    dossier_id = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    state = CharField(max_length=8)
    reason = TextField()
    asked_at = InstantField()
    asked_by = CharField(max_length=80)
    asked_by_name = CharField(max_length=120)
    answer = TextField(null=True)
    answered_at = InstantField(null=True)
    answered_by = CharField(max_length=80, null=True)
    answered_by_name = CharField(max_length=120, null=True)
    answered_unit = CharField(max_length=16, null=True)
