"""Long work of this node: jobs, what failed in them, and who took lists away. Never synced."""

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel


class Job(LocalModel):
    """`by` is a username of this node; `file` lies in the instance's folder for results until `file_until`."""

    n = AutoField()
    kind = CharField(max_length=32)
    title = CharField(max_length=200)
    by = CharField(max_length=32)
    by_name = CharField(max_length=120)
    arguments = JsonTextField()
    state = CharField(max_length=12)
    asked_to_stop = BooleanField(default=False)
    starts = IntegerField(default=0)
    created_at = InstantField()
    started_at = InstantField(null=True)
    heard_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    words = CharField(max_length=300, default="")
    done = IntegerField(default=0)
    total = IntegerField(null=True)
    failed = IntegerField(default=0)
    outcome = TextField(default="")
    file = CharField(max_length=200, null=True)
    file_name = CharField(max_length=200, null=True)
    file_until = InstantField(null=True)

    class Meta:
        indexes = ((("state", "n"), False), (("by", "n"), False))


class JobFailure(LocalModel):
    """One thing a job could not do, and why."""

    n = AutoField()
    job = ForeignKeyField(Job, backref="failures", on_delete="CASCADE")
    about = CharField(max_length=80)
    words = TextField()


class ExportLog(LocalModel):
    """Who asked for a list of dossiers, or took the file away: when, by which filter, how many."""

    n = AutoField()
    at = InstantField()
    by = CharField(max_length=80)
    by_name = CharField(max_length=120)
    what = CharField(max_length=16)
    filters = TextField()
    count = IntegerField()
    job = IntegerField(index=True)


MODELS = (Job, JobFailure, ExportLog)
