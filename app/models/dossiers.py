"""A dossier, the papers handed in with it, each step it took, and what came of it (domain §3.1)."""

from peewee import BooleanField, CharField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, SharedModel


class Dossier(SharedModel):
    """`unit` received it and gives it back; `holder_unit` alone may act on it now. `old_number`: what it was called
    in the register it was brought in from."""

    code = CharField(max_length=40, null=True)
    lookup_pin = CharField(max_length=6, null=True)
    old_number = CharField(max_length=60, null=True)
    unit = CharField(max_length=16)
    origin_unit = CharField(max_length=16, null=True)
    """Who received it, where another office has taken that one's place since; its register is kept under that name."""
    procedure_code = CharField(max_length=16)
    procedure_version = IntegerField()
    procedure_name = CharField(max_length=400)
    case_code = CharField(max_length=40, null=True)
    case_name = CharField(max_length=200, null=True)
    """Which of the procedure's cases it is, where it has cases."""
    field = CharField(max_length=80)
    abstract = TextField(null=True)
    own = JsonTextField(null=True)
    """The answers of the procedure's own form, with the words of their questions (`domain.own_fields`)."""
    channel = CharField(max_length=8)
    online_level = IntegerField(null=True)

    applicant_kind = CharField(max_length=12)
    applicant_name = CharField(max_length=200)
    birth_date = CharField(max_length=10, null=True)
    gender = CharField(max_length=8, null=True)
    id_type = CharField(max_length=10, null=True)
    id_no = CharField(max_length=20, null=True)
    id_issued_on = CharField(max_length=10, null=True)
    id_issued_by = CharField(max_length=200, null=True)
    address = CharField(max_length=300, null=True)
    address_unit = CharField(max_length=16, null=True)
    phone = CharField(max_length=16, null=True)
    email = CharField(max_length=200, null=True)

    submitter_name = CharField(max_length=200, null=True)
    submitter_id_no = CharField(max_length=20, null=True)
    submitter_phone = CharField(max_length=16, null=True)
    submitter_relation = CharField(max_length=80, null=True)
    authorisation = CharField(max_length=200, null=True)

    set_count = IntegerField(default=1)
    register_book = CharField(max_length=20, null=True)
    register_seq = IntegerField(null=True)
    received_at = InstantField(null=True)
    received_by = CharField(max_length=80, null=True)
    received_by_name = CharField(max_length=120, null=True)
    duration_value = IntegerField(null=True)
    duration_unit = CharField(max_length=16, null=True)
    due_at = InstantField(null=True)
    """The first promise, moved by pauses."""
    extended_due_at = InstantField(null=True)
    """The promise of the letter of apology; this one is in force then."""
    released_at = InstantField(null=True)
    finished_at = InstantField(null=True)

    charges = JsonTextField(null=True)
    amount_due = IntegerField(null=True)
    amount_paid = IntegerField(null=True)
    exemption = CharField(max_length=200, null=True)

    return_mode = CharField(max_length=8, null=True)
    return_place = CharField(max_length=300, null=True)
    collected_by = CharField(max_length=200, null=True)
    collected_id_no = CharField(max_length=20, null=True)

    status = CharField(max_length=24)
    holder_unit = CharField(max_length=16)
    holder_officer = CharField(max_length=80, null=True)
    holder_officer_name = CharField(max_length=120, null=True)
    sent_back_at = InstantField(null=True)
    """When the office above sent it back down, until it is forwarded or submitted again."""
    paused_at = InstantField(null=True)
    """Since when the clock stands; the pauses are rows of their own."""
    letter = CharField(max_length=8, null=True)
    """"draft" while a slip waits for the leader, "signed" while one waits to be handed to the citizen."""
    withdrawal = CharField(max_length=8, null=True)
    """"asked" while the office that received it asks the holder to let it go."""
    supplements_allowed = IntegerField(default=1)
    """How often the citizen may be asked to supplement: once, and once more each time a leader allows it."""
    tracking_no = CharField(max_length=20, null=True)
    corrected_at = InstantField(null=True)
    paper_place = CharField(max_length=120, null=True)
    """Where the paper itself lies: a cabinet, a box, a post bag, another office."""
    twin_of = CharField(max_length=64, null=True)
    """The dossier this one was closed in favour of: one matter handed in twice."""

    # Derived here from the columns above, never sent (`app/shared_records.py`): what it is found by, and
    # its place in the lists, so that each list is one index read in its own order.
    search_text = TextField(default="")
    listed_at = CharField(max_length=20, default="")
    due_key = CharField(max_length=20, default="")
    stage = CharField(max_length=16, default="")
    running = BooleanField(default=False)
    away = BooleanField(default=False)
    waits = CharField(max_length=12, default="")

    class Meta:
        indexes = (
            (("code",), False),
            (("holder_unit", "stage", "due_key", "n"), False),
            (("holder_unit", "running", "due_key", "n"), False),
            (("holder_unit", "away", "due_key", "n"), False),
            (("holder_officer", "status", "due_key", "n"), False),
            (("unit", "away", "due_key", "n"), False),
            (("holder_unit", "waits", "due_key", "n"), False),
            (("unit", "listed_at", "n"), False),
            (("listed_at", "n"), False),
            (("status", "listed_at", "n"), False),
            (("procedure_code", "listed_at", "n"), False),
            (("id_no", "procedure_code"), False),
            (("applicant_name", "n"), False),
            (("old_number",), False),
            (("due_key", "n"), False),
            (("running", "due_key", "n"), False),
            (("field", "listed_at", "n"), False),
            (("channel", "listed_at", "n"), False),
            (("holder_officer", "listed_at", "n"), False),
            (("paper_place", "n"), False),
        )


class Paper(SharedModel):
    """One line of the checklist as it was ticked at the counter."""

    dossier_id = CharField(max_length=64, index=True)
    position = IntegerField()
    document_code = CharField(max_length=40, null=True)
    name = CharField(max_length=400)
    need = CharField(max_length=8)
    kind = CharField(max_length=16)
    originals = IntegerField(default=0)
    copies = IntegerField(default=0)
    have = BooleanField(default=False)
    note = CharField(max_length=300, null=True)


class Step(SharedModel):
    """A line of history: who did what, where, and when by that machine's clock. Never changed afterwards."""

    dossier_id = CharField(max_length=64, index=True)
    position = IntegerField()
    action = CharField(max_length=32)
    from_status = CharField(max_length=24, null=True)
    to_status = CharField(max_length=24)
    done_at = InstantField()
    done_by = CharField(max_length=80)
    done_by_name = CharField(max_length=120)
    done_by_title = CharField(max_length=120, null=True)
    unit = CharField(max_length=16)
    to_unit = CharField(max_length=16, null=True)
    to_officer = CharField(max_length=80, null=True)
    to_officer_name = CharField(max_length=120, null=True)
    on_behalf_of = CharField(max_length=80, null=True)
    on_behalf_of_name = CharField(max_length=120, null=True)
    """The officer on leave for whom a stand-in acted."""
    note = TextField(null=True)

    class Meta:
        indexes = ((("unit", "done_at"), False),)


class Result(SharedModel):
    """What was decided, and the paper that says so. `issued` is false while it waits for the signature."""

    dossier_id = CharField(max_length=64, index=True)
    issued = BooleanField(default=False)
    outcome = CharField(max_length=12)
    number = CharField(max_length=80, null=True)
    issued_on = CharField(max_length=10, null=True)
    signer = CharField(max_length=120, null=True)
    content = TextField(null=True)
    unit = CharField(max_length=16)
    replaced_at = InstantField(null=True)
    """When it was opened again for correction; it stays readable."""
