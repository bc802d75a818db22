"""The first tables, and the words dossiers are found by.

A frozen copy, on purpose independent of the models: what this step makes must stay what it made, whatever the
models become. Later steps change it.
"""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)


class CalendarDay(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    on_date = CharField(max_length=10)
    kind = CharField(max_length=8)
    note = CharField(null=True, max_length=200)
    source = TextField(null=True)

    class Meta:
        table_name = "calendar_day"


class Dossier(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    code = CharField(null=True, max_length=40)
    lookup_pin = CharField(null=True, max_length=6)
    unit = CharField(max_length=16)
    procedure_code = CharField(max_length=16)
    procedure_version = IntegerField()
    procedure_name = CharField(max_length=400)
    field = CharField(max_length=80)
    abstract = TextField(null=True)
    channel = CharField(max_length=8)
    online_level = IntegerField(null=True)
    applicant_kind = CharField(max_length=12)
    applicant_name = CharField(max_length=200)
    birth_date = CharField(null=True, max_length=10)
    gender = CharField(null=True, max_length=8)
    id_type = CharField(null=True, max_length=10)
    id_no = CharField(null=True, max_length=20)
    id_issued_on = CharField(null=True, max_length=10)
    id_issued_by = CharField(null=True, max_length=200)
    address = CharField(null=True, max_length=300)
    address_unit = CharField(null=True, max_length=16)
    phone = CharField(null=True, max_length=16)
    email = CharField(null=True, max_length=200)
    submitter_name = CharField(null=True, max_length=200)
    submitter_id_no = CharField(null=True, max_length=20)
    submitter_phone = CharField(null=True, max_length=16)
    submitter_relation = CharField(null=True, max_length=80)
    authorisation = CharField(null=True, max_length=200)
    set_count = IntegerField(default=1)
    register_book = CharField(null=True, max_length=20)
    register_seq = IntegerField(null=True)
    received_at = CharField(null=True, max_length=20)
    received_by = CharField(null=True, max_length=80)
    received_by_name = CharField(null=True, max_length=120)
    duration_value = IntegerField(null=True)
    duration_unit = CharField(null=True, max_length=16)
    due_at = CharField(null=True, max_length=20)
    released_at = CharField(null=True, max_length=20)
    finished_at = CharField(null=True, max_length=20)
    charges = TextField(null=True)
    amount_due = IntegerField(null=True)
    amount_paid = IntegerField(null=True)
    exemption = CharField(null=True, max_length=200)
    return_mode = CharField(null=True, max_length=8)
    return_place = CharField(null=True, max_length=300)
    collected_by = CharField(null=True, max_length=200)
    collected_id_no = CharField(null=True, max_length=20)
    status = CharField(max_length=24)
    holder_unit = CharField(max_length=16)
    holder_officer = CharField(null=True, max_length=80)
    holder_officer_name = CharField(null=True, max_length=120)
    sent_back_at = CharField(null=True, max_length=20)
    search_text = TextField(default="")
    listed_at = CharField(max_length=20, default="")
    due_key = CharField(max_length=20, default="")
    stage = CharField(max_length=16, default="")
    running = BooleanField(default=False)
    away = BooleanField(default=False)

    class Meta:
        table_name = "dossier"
        indexes = (
            (("code",), False),
            (("holder_unit", "stage", "due_key", "n"), False),
            (("holder_unit", "running", "due_key", "n"), False),
            (("holder_officer", "status", "due_key", "n"), False),
            (("unit", "away", "due_key", "n"), False),
            (("unit", "listed_at", "n"), False),
            (("listed_at", "n"), False),
            (("status", "listed_at", "n"), False),
            (("procedure_code", "listed_at", "n"), False),
            (("id_no", "procedure_code"), False),
            (("applicant_name", "n"), False),
        )


class Entry(Model):
    log = IntegerField()
    seq = BigIntegerField()
    operation = BigIntegerField()
    chain = BlobField()

    class Meta:
        table_name = "entry"
        primary_key = CompositeKey("log", "seq")


class Feed(Model):
    n = BigIntegerField(primary_key=True)
    operation = BigIntegerField()
    scope = CharField(max_length=64)
    log = IntegerField()
    chain = BlobField()

    class Meta:
        table_name = "feed"
        indexes = ((("scope", "n"), False),)


class Invitation(Model):
    unit = CharField(max_length=32)
    proof_key = BlobField()
    made_at = CharField(max_length=20)
    expires_at = CharField(max_length=20)
    used_at = CharField(null=True, max_length=20)

    class Meta:
        table_name = "invitation"


class IssuedCode(Model):
    code = CharField(unique=True, max_length=40)
    dossier_id = CharField(max_length=64)

    class Meta:
        table_name = "issued_code"


class Log(Model):
    n = AutoField()
    incarnation = CharField(unique=True, max_length=32)
    unit = CharField(max_length=32)
    own = BooleanField(default=False)
    sealed_at = CharField(null=True, max_length=20)
    head_seq = BigIntegerField(default=0)
    head_hash = BlobField()
    acked_seq = BigIntegerField(default=0)
    acked_hash = BlobField()
    acked_at = CharField(null=True, max_length=20)
    opened_feed_n = BigIntegerField(default=0)

    class Meta:
        table_name = "log"


class NumberSeries(Model):
    series = CharField(max_length=24)
    period = CharField(max_length=10)
    last = IntegerField()

    class Meta:
        table_name = "number_series"
        primary_key = CompositeKey("series", "period")


class OfficerAccount(Model):
    username = CharField(unique=True, max_length=32)
    name = CharField(max_length=120)
    title = CharField(max_length=120)
    unit = CharField(max_length=16)
    roles = TextField()
    password_hash = CharField(max_length=200)
    must_change = BooleanField(default=True)
    created_at = CharField(max_length=20)
    suspended_at = CharField(null=True, max_length=20)
    suspended_reason = TextField(default="")

    class Meta:
        table_name = "officer_account"


class OfficerEvent(Model):
    officer = ForeignKeyField(OfficerAccount, on_delete="CASCADE")
    at = CharField(max_length=20)
    by = CharField(max_length=80)
    what = CharField(max_length=32)
    note = TextField(default="")

    class Meta:
        table_name = "officer_event"


class OfficerSession(Model):
    token_hash = CharField(unique=True, max_length=64)
    officer = ForeignKeyField(OfficerAccount, on_delete="CASCADE")
    created_at = CharField(max_length=20)
    last_seen_at = CharField(max_length=20)
    address = CharField(max_length=64)
    browser = CharField(max_length=200, default="")
    revoked_at = CharField(index=True, null=True, max_length=20)

    class Meta:
        table_name = "officer_session"


class Paper(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    dossier_id = CharField(index=True, max_length=64)
    position = IntegerField()
    document_code = CharField(null=True, max_length=40)
    name = CharField(max_length=400)
    need = CharField(max_length=8)
    kind = CharField(max_length=16)
    originals = IntegerField(default=0)
    copies = IntegerField(default=0)
    have = BooleanField(default=False)
    note = CharField(null=True, max_length=300)

    class Meta:
        table_name = "paper"


class Procedure(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    code = CharField(index=True, max_length=16)
    version = IntegerField()
    name = CharField(max_length=400)
    short_name = CharField(null=True, max_length=200)
    field = CharField(max_length=80)
    aliases = TextField(null=True)
    duration_value = IntegerField(null=True)
    duration_unit = CharField(null=True, max_length=16)
    legs = TextField(null=True)
    verification = TextField(null=True)
    fees = TextField(null=True)
    papers = TextField(null=True)
    channels = TextField(null=True)
    online_level = IntegerField(null=True)
    online_mode = CharField(null=True, max_length=16)
    decides = CharField(max_length=16)
    same_day_after_15 = BooleanField(null=True)
    retention_years = IntegerField(null=True)
    source = TextField(null=True)
    verified = BooleanField(null=True)
    valid_from = CharField(max_length=10)
    valid_to = CharField(null=True, max_length=10)

    class Meta:
        table_name = "procedure"


class Record(Model):
    n = AutoField()
    entity = CharField(max_length=40)
    id = CharField(max_length=200)
    scope = CharField(max_length=64)
    live = TextField()
    contested = IntegerField(default=0)
    own_seq = BigIntegerField(default=0)
    feed_n = BigIntegerField(default=0)

    class Meta:
        table_name = "record"
        indexes = ((("entity", "id"), True),)


class RefusedOperation(Model):
    n = AutoField()
    operation = BigIntegerField()
    child = CharField(null=True, max_length=32)
    reason = CharField(max_length=300)
    refused_at = CharField(max_length=20)

    class Meta:
        table_name = "refused_operation"


class Result(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    dossier_id = CharField(index=True, max_length=64)
    issued = BooleanField(default=False)
    outcome = CharField(max_length=12)
    number = CharField(null=True, max_length=80)
    issued_on = CharField(null=True, max_length=10)
    signer = CharField(null=True, max_length=120)
    content = TextField(null=True)
    unit = CharField(max_length=16)

    class Meta:
        table_name = "result"


class Step(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    dossier_id = CharField(index=True, max_length=64)
    position = IntegerField()
    action = CharField(max_length=32)
    from_status = CharField(null=True, max_length=24)
    to_status = CharField(max_length=24)
    done_at = CharField(max_length=20)
    done_by = CharField(max_length=80)
    done_by_name = CharField(max_length=120)
    done_by_title = CharField(null=True, max_length=120)
    unit = CharField(max_length=16)
    to_unit = CharField(null=True, max_length=16)
    to_officer = CharField(null=True, max_length=80)
    to_officer_name = CharField(null=True, max_length=120)
    note = TextField(null=True)

    class Meta:
        table_name = "step"


class StoredOperation(Model):
    n = AutoField()
    id = BlobField(unique=True)
    record = BigIntegerField(index=True, null=True)
    body = BlobField()
    state = IntegerField(default=0)
    reason = CharField(null=True, max_length=300)
    arrived_at = CharField(max_length=20)
    feed_n = BigIntegerField(null=True)
    voucher = BlobField(null=True)
    salvage = BooleanField(default=False)

    class Meta:
        table_name = "operation"


class SyncChild(Model):
    unit = CharField(unique=True, max_length=32)
    name = CharField(max_length=200)
    public_key = BlobField(unique=True)
    enrolled_at = CharField(max_length=20)
    revoked_at = CharField(null=True, max_length=20)
    incarnation = CharField(null=True, max_length=32)
    cursor_n = BigIntegerField(default=0)
    waiting_up = IntegerField(default=0)
    clock_offset_seconds = IntegerField(null=True)
    last_contact_at = CharField(null=True, max_length=20)
    last_counter = BigIntegerField(default=0)
    last_bytes_up = IntegerField(default=0)
    last_bytes_down = IntegerField(default=0)

    class Meta:
        table_name = "sync_child"


class SyncNotice(Model):
    at = CharField(max_length=20)
    words = TextField()
    seen_at = CharField(null=True, max_length=20)

    class Meta:
        table_name = "sync_notice"


class SyncParent(Model):
    unit = CharField(max_length=32)
    name = CharField(max_length=200)
    url = CharField(max_length=300)
    public_key = BlobField()
    cursors = TextField(default="[]")
    refusals_seen = IntegerField(default=0)
    requests = BigIntegerField(default=0)
    clock_offset_seconds = IntegerField(null=True)
    failures = IntegerField(default=0)
    last_try_at = CharField(null=True, max_length=20)
    next_try_at = CharField(null=True, max_length=20)
    last_success_at = CharField(null=True, max_length=20)
    last_failure_at = CharField(null=True, max_length=20)
    last_failure = CharField(null=True, max_length=400)
    away_since = CharField(null=True, max_length=20)

    class Meta:
        table_name = "sync_parent"


class SyncRun(Model):
    started_at = CharField(max_length=20)
    ended_at = CharField(null=True, max_length=20)
    outcome = CharField(null=True, max_length=16)
    words = CharField(null=True, max_length=400)
    requests = IntegerField(default=0)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)
    operations_up = IntegerField(default=0)
    operations_down = IntegerField(default=0)

    class Meta:
        table_name = "sync_run"


class SyncSelf(Model):
    unit = CharField(max_length=32)
    tier = IntegerField()
    incarnation = CharField(max_length=32)
    hlc = BigIntegerField(default=0)
    serves = BooleanField(default=False)
    founded_at = CharField(max_length=20)

    class Meta:
        table_name = "sync_self"


class Unit(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    code = CharField(index=True, max_length=16)
    name = CharField(max_length=120)
    kind = CharField(max_length=16)
    parent = CharField(null=True, max_length=16)
    agency_code = CharField(null=True, max_length=24)
    valid_from = CharField(max_length=10)
    valid_to = CharField(null=True, max_length=10)
    source = TextField(null=True)

    class Meta:
        table_name = "unit"


class UnitSuccessor(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    from_unit = CharField(max_length=64)
    to_unit = CharField(max_length=64)
    on_date = CharField(max_length=10)

    class Meta:
        table_name = "unit_successor"


class WorkingHours(Model):
    n = AutoField()
    id = CharField(unique=True, max_length=64)
    unit = CharField(max_length=16)
    weekday = IntegerField()
    sessions = TextField()
    valid_from = CharField(max_length=10)
    valid_to = CharField(null=True, max_length=10)

    class Meta:
        table_name = "working_hours"


class WrongPasswords(Model):
    key = CharField(unique=True, max_length=64)
    count = IntegerField(default=0)
    last_at = CharField(max_length=20)
    closed_until = CharField(null=True, max_length=20)

    class Meta:
        table_name = "wrong_passwords"


TABLES: list[Any] = [
    CalendarDay,
    Dossier,
    Entry,
    Feed,
    Invitation,
    IssuedCode,
    Log,
    NumberSeries,
    OfficerAccount,
    OfficerEvent,
    OfficerSession,
    Paper,
    Procedure,
    Record,
    RefusedOperation,
    Result,
    Step,
    StoredOperation,
    SyncChild,
    SyncNotice,
    SyncParent,
    SyncRun,
    SyncSelf,
    Unit,
    UnitSuccessor,
    WorkingHours,
    WrongPasswords,
]

PARTIAL_INDEXES = (
    "CREATE INDEX operation_parked ON operation (record) WHERE state = 1",
    "CREATE INDEX operation_salvage ON operation (n) WHERE salvage",
    "CREATE INDEX operation_from_feed ON operation (feed_n) WHERE feed_n IS NOT NULL",
)

PREFIXES = "1 2 3 4 5 6"
"""A last word is searched as it is typed; Vietnamese syllables have at most seven letters."""

SEARCH_ON_SQLITE = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS dossier_search USING fts5(
        search_text, content='dossier', content_rowid='n', columnsize=0, detail=none,
        tokenize='unicode61 remove_diacritics 0', prefix='{PREFIXES}')""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_added AFTER INSERT ON dossier BEGIN
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.n, new.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_gone AFTER DELETE ON dossier BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.n, old.search_text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS dossier_search_changed AFTER UPDATE OF search_text ON dossier
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO dossier_search(dossier_search, rowid, search_text)
        VALUES ('delete', old.n, old.search_text);
        INSERT INTO dossier_search(rowid, search_text) VALUES (new.n, new.search_text);
    END""",
)

SEARCH_ON_POSTGRESQL = (
    """ALTER TABLE dossier ADD COLUMN IF NOT EXISTS search_vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED""",
    "CREATE INDEX IF NOT EXISTS dossier_search ON dossier USING gin (search_vector)",
)


def up(migrator: Any, db: Any) -> None:
    on_sqlite = isinstance(db, SqliteDatabase) or isinstance(
        getattr(db, "obj", None), SqliteDatabase
    )
    Entry._meta.without_rowid = on_sqlite
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    search = SEARCH_ON_SQLITE if on_sqlite else SEARCH_ON_POSTGRESQL
    for statement in (*PARTIAL_INDEXES, *search):
        db.execute_sql(statement)
