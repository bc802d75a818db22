"""The engine's own tables.

`operation` holds every operation once, by content. `log` and `entry` say where each stood in whose log: an
operation can stand in two logs when a restored machine re-logs it. `record` keeps the live values of each
record. `feed` is the order in which a parent serves operations to its children. Bytes that are hashed or signed
live in blob columns.
"""

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

database = DatabaseProxy()

APPLIED, PARKED, REFUSED = 0, 1, 2


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class SyncSelf(Table):
    """This node (one row). `incarnation` names the live log; `hlc` is the last logical time given."""

    unit = CharField(max_length=32)
    tier = IntegerField()
    incarnation = CharField(max_length=32)
    hlc = BigIntegerField(default=0)
    serves = BooleanField(default=False)
    founded_at = CharField(max_length=20)


class SyncParent(Table):
    """What a child knows of its parent (one row at most). `cursors` is JSON: the last feed positions received."""

    unit = CharField(max_length=32)
    name = CharField(max_length=200)
    url = CharField(max_length=300)
    public_key = BlobField()
    cursors = TextField(default="[]")
    refusals_seen = IntegerField(default=0)
    requests = BigIntegerField(default=0)
    clock_offset_seconds = IntegerField(null=True)
    failures = IntegerField(default=0)
    last_try_at = CharField(max_length=20, null=True)
    next_try_at = CharField(max_length=20, null=True)
    last_success_at = CharField(max_length=20, null=True)
    last_failure_at = CharField(max_length=20, null=True)
    last_failure = CharField(max_length=400, null=True)
    away_since = CharField(max_length=20, null=True)


class SyncChild(Table):
    """A node enrolled below this one, with what it last told us."""

    unit = CharField(max_length=32, unique=True)
    name = CharField(max_length=200)
    public_key = BlobField(unique=True)
    enrolled_at = CharField(max_length=20)
    revoked_at = CharField(max_length=20, null=True)
    incarnation = CharField(max_length=32, null=True)
    cursor_n = BigIntegerField(default=0)
    waiting_up = IntegerField(default=0)
    clock_offset_seconds = IntegerField(null=True)
    last_contact_at = CharField(max_length=20, null=True)
    last_counter = BigIntegerField(default=0)
    last_bytes_up = IntegerField(default=0)
    last_bytes_down = IntegerField(default=0)


class Invitation(Table):
    """A one-use code for one unit. Only what proves the code is kept, not the code."""

    unit = CharField(max_length=32)
    proof_key = BlobField()
    made_at = CharField(max_length=20)
    expires_at = CharField(max_length=20)
    used_at = CharField(max_length=20, null=True)


class Log(Table):
    """One incarnation of one node. For our own logs `acked_*` is what the parent has proved to hold."""

    n = AutoField()
    incarnation = CharField(max_length=32, unique=True)
    unit = CharField(max_length=32)
    own = BooleanField(default=False)
    sealed_at = CharField(max_length=20, null=True)
    head_seq = BigIntegerField(default=0)
    head_hash = BlobField()
    acked_seq = BigIntegerField(default=0)
    acked_hash = BlobField()
    acked_at = CharField(max_length=20, null=True)
    opened_feed_n = BigIntegerField(default=0)


class StoredOperation(Table):
    """`arrived_at` is when this node wrote or received it; `reason` says why one was parked or refused.

    At a child: `feed_n` is where the parent's feed brought it and `voucher` the parent's proof of that; `salvage`
    marks what a rolled-back parent has lost and must be given again.
    """

    n = AutoField()
    id = BlobField(unique=True)
    record = BigIntegerField(null=True, index=True)
    body = BlobField()
    state = IntegerField(default=APPLIED)
    reason = CharField(max_length=300, null=True)
    arrived_at = CharField(max_length=20)
    feed_n = BigIntegerField(null=True)
    voucher = BlobField(null=True)
    salvage = BooleanField(default=False)

    class Meta:
        table_name = "operation"


class Entry(Table):
    """Position `seq` of a log holds this operation; `chain` is the hash up to and with it."""

    log = IntegerField()
    seq = BigIntegerField()
    operation = BigIntegerField()
    chain = BlobField()

    class Meta:
        primary_key = CompositeKey("log", "seq")


class Record(Table):
    """A record's live values. `own_seq` is the last position in our live log that touched it or what belongs to
    it; `feed_n` the last feed position; `contested` the number of fields a person must settle."""

    n = AutoField()
    entity = CharField(max_length=40)
    id = CharField(max_length=200)
    scope = CharField(max_length=64)
    live = TextField()
    contested = IntegerField(default=0)
    own_seq = BigIntegerField(default=0)
    feed_n = BigIntegerField(default=0)

    class Meta:
        indexes = ((("entity", "id"), True),)


class Feed(Table):
    """The parent's order of everything, appended last in each transaction. `log` is whose log brought it."""

    n = BigIntegerField(primary_key=True)
    operation = BigIntegerField()
    scope = CharField(max_length=64)
    log = IntegerField()
    chain = BlobField()

    class Meta:
        indexes = ((("scope", "n"), False),)


class RefusedOperation(Table):
    """An operation that may not be applied here, kept and told to the node that sent it."""

    n = AutoField()
    operation = BigIntegerField()
    child = CharField(max_length=32, null=True)
    reason = CharField(max_length=300)
    refused_at = CharField(max_length=20)


class SyncRun(Table):
    """One run of the exchange, kept for the sync page."""

    started_at = CharField(max_length=20)
    ended_at = CharField(max_length=20, null=True)
    outcome = CharField(max_length=16, null=True)
    words = CharField(max_length=400, null=True)
    requests = IntegerField(default=0)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)
    operations_up = IntegerField(default=0)
    operations_down = IntegerField(default=0)


class SyncNotice(Table):
    """Something about this node's own past a person must be able to read (restored, cloned)."""

    at = CharField(max_length=20)
    words = TextField()
    seen_at = CharField(max_length=20, null=True)


def create_all() -> None:
    """Make the engine's tables; on SQLite the long narrow `entry` lives in its key alone."""
    Entry._meta.without_rowid = isinstance(database.obj, SqliteDatabase)
    database.create_tables(ALL)
    database.execute_sql("CREATE INDEX operation_parked ON operation (record) WHERE state = 1")
    database.execute_sql("CREATE INDEX operation_salvage ON operation (n) WHERE salvage")
    database.execute_sql(
        "CREATE INDEX operation_from_feed ON operation (feed_n) WHERE feed_n IS NOT NULL"
    )


ALL = [
    SyncSelf, SyncParent, SyncChild, Invitation, Log, StoredOperation, Entry, Record, Feed,
    RefusedOperation, SyncRun, SyncNotice,
]  # fmt: skip
