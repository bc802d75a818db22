"""Papers that have reached the office above; notices, and documents between offices, with their drafts.

A frozen copy, on purpose independent of the models.
"""

from typing import Any

from peewee import AutoField, BooleanField, CharField, IntegerField, Model, TextField


class PaperArrival(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dossier_id = CharField(max_length=64, index=True)
    paper_id = CharField(max_length=64)
    unit = CharField(max_length=16)
    arrived_at = CharField(max_length=20)
    noted_by = CharField(max_length=80)
    noted_by_name = CharField(max_length=120)
    by_scan = BooleanField(default=False)
    left_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "paper_arrival"
        indexes = ((("paper_id", "unit"), False),)


class Notice(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    batch = CharField(max_length=64, index=True)
    unit = CharField(max_length=16)
    from_unit = CharField(max_length=16)
    title = CharField(max_length=200)
    text = TextField()
    importance = CharField(max_length=12)
    valid_until = CharField(max_length=10, null=True)
    sent_at = CharField(max_length=20)
    sent_by = CharField(max_length=80)
    sent_by_name = CharField(max_length=120)
    sent_by_title = CharField(max_length=120, null=True)
    file_name = CharField(max_length=120, null=True)
    media_type = CharField(max_length=40, null=True)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    withdrawn_at = CharField(max_length=20, null=True)
    withdrawn_by_name = CharField(max_length=120, null=True)
    withdrawn_reason = CharField(max_length=300, null=True)

    class Meta:
        table_name = "notice"
        indexes = ((("unit", "sent_at", "n"), False), (("from_unit", "sent_at", "n"), False))


class NoticeRead(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    notice_id = CharField(max_length=64)
    reader = CharField(max_length=80)
    reader_name = CharField(max_length=120)
    reader_title = CharField(max_length=120, null=True)
    unit = CharField(max_length=16)
    read_at = CharField(max_length=20)

    class Meta:
        table_name = "notice_read"
        indexes = ((("notice_id", "reader"), False),)


class NoticeDraft(Model):
    n = AutoField()
    draft_id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    answers = TextField()
    file = TextField(null=True)
    saved_at = CharField(max_length=20)

    class Meta:
        table_name = "notice_draft"
        indexes = ((("unit", "saved_at"), False),)


class Dispatch(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    letter_id = CharField(max_length=64, index=True)
    place = IntegerField(default=0)
    from_unit = CharField(max_length=16, default="")
    from_name = CharField(max_length=200)
    to_unit = CharField(max_length=16, default="")
    to_name = CharField(max_length=200)
    receivers = TextField(null=True)
    out_year = IntegerField(null=True)
    out_number = IntegerField(null=True)
    symbol = CharField(max_length=60)
    kind = CharField(max_length=16)
    issued_on = CharField(max_length=10)
    subject = CharField(max_length=500)
    signer = CharField(max_length=120, null=True)
    urgency = CharField(max_length=12)
    answer_by = CharField(max_length=10, null=True)
    answers_id = CharField(max_length=64, null=True, index=True)
    answers_symbol = CharField(max_length=60, null=True)
    note = TextField(null=True)
    sent_at = CharField(max_length=20)
    sent_by = CharField(max_length=80)
    sent_by_name = CharField(max_length=120)
    needs_carrying = BooleanField(default=False)
    carried_at = CharField(max_length=20, null=True)
    carried_from = CharField(max_length=64, null=True, index=True)
    recalled_at = CharField(max_length=20, null=True)
    recalled_by_name = CharField(max_length=120, null=True)
    recalled_reason = CharField(max_length=300, null=True)
    received_at = CharField(max_length=20, null=True)
    received_by_name = CharField(max_length=120, null=True)
    in_year = IntegerField(null=True)
    in_number = IntegerField(null=True)
    handed_to = CharField(max_length=120, null=True)

    class Meta:
        table_name = "dispatch"
        indexes = (
            (("from_unit", "out_year", "out_number"), False),
            (("to_unit", "in_year", "in_number"), False),
            (("to_unit", "sent_at", "n"), False),
            (("from_unit", "sent_at", "n"), False),
            (("needs_carrying", "received_at"), False),
        )


class Enclosure(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    dispatch_id = CharField(max_length=64, index=True)
    position = IntegerField()
    name = CharField(max_length=120)
    media_type = CharField(max_length=40)
    sha256 = CharField(max_length=64, index=True)
    size_bytes = IntegerField()

    class Meta:
        table_name = "enclosure"


class DispatchDraft(Model):
    n = AutoField()
    draft_id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=16)
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    answers = TextField()
    files = TextField()
    saved_at = CharField(max_length=20)

    class Meta:
        table_name = "dispatch_draft"
        indexes = ((("unit", "saved_at"), False),)


TABLES = (PaperArrival, Notice, NoticeRead, NoticeDraft, Dispatch, Enclosure, DispatchDraft)


def up(migrator: Any, db: Any) -> None:
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    db.execute_sql(
        "CREATE INDEX dossier_holder_unit_away_due_key_n ON dossier (holder_unit, away, due_key, n)"
    )
