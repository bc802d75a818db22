"""What the whole engine needs: logs carried over three tiers, scopes that move, attachments, keys that change and
end, receipts, the day's ledger, incidents, sticks, snapshots.

New tables are a frozen copy, independent of the models; columns are added as text.
"""

import hashlib
import json
from datetime import date
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)


class SyncNode(Model):
    n = AutoField()
    id = CharField(max_length=64, unique=True)
    unit = CharField(max_length=32, null=True)
    name = CharField(max_length=200, null=True)
    tier = IntegerField(null=True)
    public_key = CharField(max_length=64, null=True)
    follows = CharField(max_length=64, null=True)
    since = CharField(max_length=20, null=True)
    revoked_at = CharField(max_length=20, null=True)
    reason = CharField(max_length=300, null=True)

    class Meta:
        table_name = "sync_node"


class Receipt(Model):
    log = IntegerField()
    seq = BigIntegerField()
    chain = BlobField()
    at = CharField(max_length=20)
    public_key = BlobField()
    signature = BlobField()

    class Meta:
        table_name = "receipt"
        primary_key = CompositeKey("log", "seq")


class HeldRequest(Model):
    n = AutoField()
    child = CharField(max_length=32)
    sha256 = CharField(max_length=64, unique=True)
    envelope = BlobField()
    operations = IntegerField()
    received_at = CharField(max_length=20)
    settled_at = CharField(max_length=20, null=True)
    settled_by = CharField(max_length=200, null=True)
    accepted = BooleanField(null=True)

    class Meta:
        table_name = "held_request"


class Attachment(Model):
    n = AutoField()
    sha256 = CharField(max_length=64, unique=True)
    size_bytes = BigIntegerField()
    media_type = CharField(max_length=80)
    scope = CharField(max_length=64)
    record = BigIntegerField(null=True, index=True)
    priority = IntegerField(default=0)
    state = CharField(max_length=8)
    have = BlobField()
    manifest = BlobField(null=True)
    is_above = BooleanField(default=False)
    seen_at = CharField(max_length=20)
    here_at = CharField(max_length=20, null=True)

    class Meta:
        table_name = "attachment"
        indexes = ((("state", "priority"), False),)


class AttachmentUse(Model):
    attachment = BigIntegerField()
    record = BigIntegerField(index=True)

    class Meta:
        table_name = "attachment_use"
        primary_key = CompositeKey("attachment", "record")


class LaneDay(Model):
    day = CharField(max_length=10, primary_key=True)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)

    class Meta:
        table_name = "lane_day"


class Ledger(Model):
    scope = CharField(max_length=64)
    day = CharField(max_length=10)
    operations = IntegerField()
    digest = BlobField()

    class Meta:
        table_name = "ledger"
        primary_key = CompositeKey("scope", "day")


class Incident(Model):
    n = AutoField()
    at = CharField(max_length=20)
    kind = CharField(max_length=16)
    unit = CharField(max_length=32)
    scope = CharField(max_length=64)
    month = CharField(max_length=7, null=True)
    words = TextField()
    records = TextField(default="[]")
    repaired_at = CharField(max_length=20, null=True)
    repair = TextField(null=True)
    seen_at = CharField(max_length=20, null=True)
    seen_by = CharField(max_length=200, null=True)

    class Meta:
        table_name = "incident"


class Comparison(Model):
    n = AutoField()
    unit = CharField(max_length=32, index=True)
    began_at = CharField(max_length=20)
    ended_at = CharField(max_length=20, null=True)
    records = IntegerField(default=0)
    buckets = IntegerField(default=0)
    differing = IntegerField(default=0)
    todo = TextField(default="{}")

    class Meta:
        table_name = "comparison"


class Stick(Model):
    n = AutoField()
    at = CharField(max_length=20)
    direction = CharField(max_length=8)
    unit = CharField(max_length=32)
    package = CharField(max_length=64, index=True)
    operations = IntegerField(default=0)
    chunks = IntegerField(default=0)
    size_bytes = BigIntegerField(default=0)
    outcome = CharField(max_length=16)
    words = CharField(max_length=400, null=True)

    class Meta:
        table_name = "stick"


class Learned(Model):
    entity = CharField(max_length=40, primary_key=True)
    fields = TextField()

    class Meta:
        table_name = "learned"


TABLES: list[Any] = [
    SyncNode,
    Receipt,
    HeldRequest,
    Attachment,
    AttachmentUse,
    LaneDay,
    Ledger,
    Incident,
    Comparison,
    Stick,
    Learned,
]

COLUMNS = (
    ("sync_parent", "scopes", "TEXT NOT NULL DEFAULT '[]'"),
    ("sync_parent", "fed_from", "TEXT NOT NULL DEFAULT '{}'"),
    ("sync_parent", "warrants", "TEXT NOT NULL DEFAULT '{}'"),
    ("sync_parent", "bootstrap", "TEXT"),
    ("sync_parent", "protocol", "INTEGER"),
    ("sync_child", "tier", "INTEGER NOT NULL DEFAULT 0"),
    ("sync_child", "scopes", "TEXT NOT NULL DEFAULT '[]'"),
    ("sync_child", "held_scopes", "TEXT NOT NULL DEFAULT '[]'"),
    ("sync_child", "fed_from", "TEXT NOT NULL DEFAULT '{}'"),
    ("sync_child", "cursor_hash", "BLOB"),
    ("sync_child", "given", "TEXT NOT NULL DEFAULT '[]'"),
    ("sync_child", "previous_key", "BLOB"),
    ("sync_child", "pins", "BLOB"),
    ("sync_child", "revoked_words", "VARCHAR(300)"),
    ("sync_child", "compared_at", "VARCHAR(20)"),
    ("sync_child", "compared_by", "VARCHAR(200)"),
    ("sync_child", "program", "VARCHAR(40)"),
    ("sync_child", "protocol", "INTEGER"),
    ("log", "via", "VARCHAR(32)"),
    ("log", "lost_seq", "BIGINT"),
    ("log", "carried", "BOOLEAN NOT NULL DEFAULT TRUE"),
    ("record", "owner", "BIGINT"),
    ("record", "month", "VARCHAR(7) NOT NULL DEFAULT ''"),
    ("sync_run", "step", "VARCHAR(40)"),
    ("sync_run", "steps", "TEXT"),
    ("sync_run", "chunks_up", "INTEGER NOT NULL DEFAULT 0"),
    ("sync_run", "chunks_down", "INTEGER NOT NULL DEFAULT 0"),
    ("sync_run", "carrier", "VARCHAR(8) NOT NULL DEFAULT 'line'"),
)

INDEXES = (
    "CREATE INDEX record_owner ON record (owner)",
    "CREATE INDEX record_scope_month ON record (scope, month)",
)

RELEASED = {
    "unit": "agency_code code kind name parent source valid_from valid_to",
    "unit_successor": "from_unit on_date to_unit",
    "calendar_day": "kind note on_date source",
    "working_hours": "sessions unit valid_from valid_to weekday",
    "procedure": (
        "aliases channels code decides duration_unit duration_value fees field legs name "
        "online_level online_mode papers retention_years same_day_after_15 short_name source "
        "valid_from valid_to verification verified version"
    ),
    "dossier": (
        "abstract address address_unit amount_due amount_paid applicant_kind applicant_name "
        "authorisation birth_date channel charges code collected_by collected_id_no due_at "
        "duration_unit duration_value email exemption field finished_at gender holder_officer "
        "holder_officer_name holder_unit id_issued_by id_issued_on id_no id_type lookup_pin "
        "online_level phone procedure_code procedure_name procedure_version received_at "
        "received_by received_by_name register_book register_seq released_at return_mode "
        "return_place sent_back_at set_count status submitter_id_no submitter_name "
        "submitter_phone submitter_relation unit"
    ),
    "paper": "copies document_code dossier_id have kind name need note originals position",
    "step": (
        "action done_at done_by done_by_name done_by_title dossier_id from_status note position "
        "to_officer to_officer_name to_status to_unit unit"
    ),
    "result": "content dossier_id issued issued_on number outcome signer unit",
}
"""The shared fields that the released program drew, by entity."""

PARTS = ("paper", "step", "result")
OWNERS = (
    "UPDATE record SET owner = (SELECT w.n FROM {part} p JOIN record w ON w.entity = 'dossier' AND w.id = p.dossier_id "
    "WHERE p.id = record.id) WHERE entity = '{part}'"
)

OF_CHILDREN = "UPDATE log SET via = unit WHERE NOT own AND unit <> (SELECT unit FROM sync_self)"


def up(migrator: Any, db: Any) -> None:
    on_sqlite = isinstance(db, SqliteDatabase) or isinstance(
        getattr(db, "obj", None), SqliteDatabase
    )
    for table in TABLES:
        table.bind(db, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)
    for owner, name, kind in COLUMNS:
        spelled = kind if on_sqlite else kind.replace("BLOB", "BYTEA")
        db.execute_sql(f"ALTER TABLE {owner} ADD COLUMN {name} {spelled}")
    for statement in (*INDEXES, OF_CHILDREN):
        db.execute_sql(statement)
    fill(db, "?" if on_sqlite else "%s")
    know(db, "?" if on_sqlite else "%s")


def fill(db: Any, mark: str) -> None:
    """From the operations held: the month each record began, and the ledger of every day."""
    months: dict[int, str] = {}
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    page = "SELECT n, id, record, state, body FROM operation WHERE n > ? AND state < 2 ORDER BY n LIMIT 5000"
    after = 0
    while rows := db.execute_sql(page.replace("?", mark), (after,)).fetchall():
        after = rows[-1][0]
        for _, operation_id, record, state, body in rows:
            content = json.loads(bytes(body))
            day = day_of(content["hlc"])
            if state == 0 and not content.get("base"):
                months[record] = min(months.get(record, day[:7]), day[:7])
            count, total = sums.get((content["scope"], day), (0, 0))
            number = int.from_bytes(hashlib.sha256(bytes(operation_id)).digest(), "big")
            sums[content["scope"], day] = count + 1, (total + number) % 2**256
    statement = "UPDATE record SET month = ? WHERE n = ?".replace("?", mark)
    for record, month in months.items():
        db.execute_sql(statement, (month, record))
    statement = "INSERT INTO ledger (scope, day, operations, digest) VALUES (?, ?, ?, ?)"
    for (scope, day), (count, total) in sums.items():
        values = (scope, day, count, total.to_bytes(32, "big"))
        db.execute_sql(statement.replace("?", mark), values)


def know(db: Any, mark: str) -> None:
    """What the released program has drawn, and which records are parts of which."""
    for entity, fields in RELEASED.items():
        statement = "INSERT INTO learned (entity, fields) VALUES (?, ?)".replace("?", mark)
        db.execute_sql(statement, (entity, json.dumps(fields.split())))
    for part in PARTS:
        if db.table_exists(part):
            db.execute_sql(OWNERS.replace("{part}", part))


def day_of(hlc: int) -> str:
    """The day in Hanoi, of a time in microseconds since 1970; beyond the calendar its last day."""
    day = date(1970, 1, 1).toordinal() + (hlc // 1_000_000 + 7 * 3600) // 86_400
    return date.fromordinal(min(day, date.max.toordinal())).isoformat()
