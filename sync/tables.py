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

APPLIED, PARKED, REFUSED, RETRACTED = 0, 1, 2, 3
"""What became of an operation. One that is retracted stands in the log, on a record this office holds no more."""


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
    """What a child knows of its parent (one row at most).

    JSON: `cursors` are the last feed positions received, `scopes` what the parent lets us hold, `fed_from` after which
    feed number those given later, `warrants` its proofs of what it ever did, `bootstrap` how far a snapshot has come.
    `protocol` is the newest that its last answer spoke.
    """

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
    scopes = TextField(default="[]")
    fed_from = TextField(default="{}")
    warrants = TextField(default="{}")
    bootstrap = TextField(null=True)
    protocol = IntegerField(null=True)


class SyncChild(Table):
    """A node enrolled below this one, with what it last told us.

    `scopes` (JSON) is what it was last told it may hold, `held_scopes` all it ever could,
    `fed_from` after which feed number it is fed those it was given later. `previous_key` speaks for
    it until the first request under the new one, `pins` names the key of ours it believes. `given` (JSON) are the
    cursors served since it last told its own. `compared_*`: two people compared the words of its key.
    """

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
    tier = IntegerField(default=0)
    scopes = TextField(default="[]")
    held_scopes = TextField(default="[]")
    fed_from = TextField(default="{}")
    cursor_hash = BlobField(null=True)
    given = TextField(default="[]")
    previous_key = BlobField(null=True)
    pins = BlobField(null=True)
    revoked_words = CharField(max_length=300, null=True)
    compared_at = CharField(max_length=20, null=True)
    compared_by = CharField(max_length=200, null=True)
    program = CharField(max_length=40, null=True)
    protocol = IntegerField(null=True)


class Invitation(Table):
    """A one-use code for one unit. Only what proves the code is kept, not the code."""

    unit = CharField(max_length=32)
    proof_key = BlobField()
    made_at = CharField(max_length=20)
    expires_at = CharField(max_length=20)
    used_at = CharField(max_length=20, null=True)


class Log(Table):
    """One incarnation of one node; `acked_*` is what our parent has proved to hold of it.

    `via` is the child whose requests bring it (nothing for our own logs); a log that is `carried` is offered to our
    parent as it came, what comes by any other is logged again in our own. `lost_seq`: how far a
    log went of which the file came back shorter, until its parent has said what it holds of it.
    """

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
    via = CharField(max_length=32, null=True)
    lost_seq = BigIntegerField(null=True)
    carried = BooleanField(default=True)


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
    it; `feed_n` the last feed position; `contested` the number of fields a person must settle; `owner` the record it
    is a part of; `month` (YYYY-MM) when it began, by the clock of whoever began it."""

    n = AutoField()
    entity = CharField(max_length=40)
    id = CharField(max_length=200)
    scope = CharField(max_length=64)
    live = TextField()
    contested = IntegerField(default=0)
    own_seq = BigIntegerField(default=0)
    feed_n = BigIntegerField(default=0)
    owner = BigIntegerField(null=True, index=True)
    month = CharField(max_length=7, default="")

    class Meta:
        indexes = ((("entity", "id"), True), (("scope", "month"), False))


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
    """One run of the exchange, kept for the sync page. `step` names what it is at, `steps` (JSON) when it first and
    last was at each; `carrier` is line or stick."""

    started_at = CharField(max_length=20)
    ended_at = CharField(max_length=20, null=True)
    outcome = CharField(max_length=16, null=True)
    words = CharField(max_length=400, null=True)
    requests = IntegerField(default=0)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)
    operations_up = IntegerField(default=0)
    operations_down = IntegerField(default=0)
    step = CharField(max_length=40, null=True)
    steps = TextField(null=True)
    chunks_up = IntegerField(default=0)
    chunks_down = IntegerField(default=0)
    carrier = CharField(max_length=8, default="line")


class SyncNotice(Table):
    """Something about this node's own past a person must be able to read (restored, cloned)."""

    at = CharField(max_length=20)
    words = TextField()
    seen_at = CharField(max_length=20, null=True)


class SyncNode(Table):
    """A key that may speak for a unit, or no longer: drawn from operations on `node`, which every office holds."""

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


class Receipt(Table):
    """The parent's signed word that it holds our log up to here: the office's proof of submission."""

    log = IntegerField()
    seq = BigIntegerField()
    chain = BlobField()
    at = CharField(max_length=20)
    public_key = BlobField()
    signature = BlobField()

    class Meta:
        primary_key = CompositeKey("log", "seq")


class HeldRequest(Table):
    """Work of a revoked node that came later: kept whole until a person says what becomes of it."""

    n = AutoField()
    child = CharField(max_length=32)
    sha256 = CharField(max_length=64, unique=True)
    envelope = BlobField()
    operations = IntegerField()
    received_at = CharField(max_length=20)
    settled_at = CharField(max_length=20, null=True)
    settled_by = CharField(max_length=200, null=True)
    accepted = BooleanField(null=True)


class Attachment(Table):
    """A file by its content. `have` is a bitmap of the 64 KiB chunks here, `manifest` their SHA-256 one after the
    other; `state` is wanted or here; `is_above`: the parent has proved to hold it whole. `scope`, `record`: what first
    referred to it; `attachment_use` has all."""

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
        indexes = ((("state", "priority"), False),)


class AttachmentUse(Table):
    """A record refers to this file; who may hold the record may hold the file."""

    attachment = BigIntegerField()
    record = BigIntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("attachment", "record")


class LaneDay(Table):
    """Bytes of attachments carried on one day, against the day's budget."""

    day = CharField(max_length=10, primary_key=True)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)


class Ledger(Table):
    """What was written in one scope on one day, as a sum that does not depend on the order of arrival."""

    scope = CharField(max_length=64)
    day = CharField(max_length=10)
    operations = IntegerField()
    digest = BlobField()

    class Meta:
        primary_key = CompositeKey("scope", "day")


class Incident(Table):
    """The two sides, or the tables and their log, were found to differ; what was done about it."""

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


class Comparison(Table):
    """A comparison with our parent, or with a child. `todo` (JSON) is what is still to look at, kept at the child."""

    n = AutoField()
    unit = CharField(max_length=32, index=True)
    began_at = CharField(max_length=20)
    ended_at = CharField(max_length=20, null=True)
    records = IntegerField(default=0)
    buckets = IntegerField(default=0)
    differing = IntegerField(default=0)
    todo = TextField(default="{}")


class Stick(Table):
    """A package written to a stick or read from one. `package` is its SHA-256."""

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


class Learned(Table):
    """The shared fields of an entity this program has drawn; one that differs after an upgrade is drawn again."""

    entity = CharField(max_length=40, primary_key=True)
    fields = TextField()


class NodeReport(Table):
    """What a node last told of itself, one row a unit: our children's, and at a child its own as its parent took it.

    `facts` (JSON) are the program's, `digest` names them; `asked_*`: a comparison somebody above has asked for, of the
    days from/to, or of everything.
    """

    unit = CharField(max_length=32, primary_key=True)
    told_at = CharField(max_length=20, null=True)
    facts = TextField(default="{}")
    digest = CharField(max_length=16, default="")
    asked_at = CharField(max_length=20, null=True)
    asked_by = CharField(max_length=200, null=True)
    asked_days = CharField(max_length=21, null=True)


class ToldDay(Table):
    """How much a child says it holds of one day in its own scope; at a child, what its parent took of that."""

    unit = CharField(max_length=32)
    day = CharField(max_length=10)
    operations = IntegerField()
    code = CharField(max_length=7)
    told_at = CharField(max_length=20)

    class Meta:
        primary_key = CompositeKey("unit", "day")


class ContactHour(Table):
    """The exchanges with one child in one hour (YYYY-MM-DDTHH, UTC)."""

    unit = CharField(max_length=32)
    hour = CharField(max_length=13)
    exchanges = IntegerField()
    operations_up = IntegerField(default=0)
    operations_down = IntegerField(default=0)
    bytes_up = BigIntegerField(default=0)
    bytes_down = BigIntegerField(default=0)
    last_at = CharField(max_length=20)

    class Meta:
        primary_key = CompositeKey("unit", "hour")


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
    RefusedOperation, SyncRun, SyncNotice, SyncNode, Receipt, HeldRequest, Attachment, AttachmentUse, LaneDay,
    Ledger, Incident, Comparison, Stick, Learned, NodeReport, ToldDay, ContactHour,
]  # fmt: skip
