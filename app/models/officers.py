"""Accounts of this node: officers, open sessions, wrong passwords, who changed what. Never synced."""

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from app.models.base import InstantField, JsonTextField, LocalModel


class OfficerAccount(LocalModel):
    """`password_hash` is argon2id in its own notation; `roles` are values of `domain.officers.Role`."""

    id = AutoField()
    username = CharField(max_length=32, unique=True)
    name = CharField(max_length=120)
    title = CharField(max_length=120)
    unit = CharField(max_length=16)
    roles = JsonTextField()
    password_hash = CharField(max_length=200)
    must_change = BooleanField(default=True)
    created_at = InstantField()
    suspended_at = InstantField(null=True)
    suspended_reason = TextField(default="")


class OfficerSession(LocalModel):
    """One sign-in. The token itself is only in the browser's cookie; here is its SHA-256."""

    id = AutoField()
    token_hash = CharField(max_length=64, unique=True)
    officer = ForeignKeyField(OfficerAccount, backref="sessions", on_delete="CASCADE")
    created_at = InstantField()
    last_seen_at = InstantField()
    address = CharField(max_length=64)
    browser = CharField(max_length=200, default="")
    revoked_at = InstantField(null=True, index=True)
    covered_at = InstantField(null=True)
    """Since when the screen is covered; the PIN or the password opens it again."""


class OfficerPin(LocalModel):
    """Six digits that open a covered screen of this node and confirm what binds the office; argon2id."""

    officer = IntegerField(primary_key=True)
    pin_hash = CharField(max_length=200)
    set_at = InstantField()


class OfficerEvent(LocalModel):
    """What an administrator, or the officer, did to the account."""

    id = AutoField()
    officer = ForeignKeyField(OfficerAccount, backref="events", on_delete="CASCADE")
    at = InstantField()
    by = CharField(max_length=80)
    what = CharField(max_length=32)
    note = TextField(default="")


class WrongPasswords(LocalModel):
    """Attempts on one username or from one address. `key` is a digest: people type passwords as names."""

    key = CharField(max_length=64, unique=True)
    count = IntegerField(default=0)
    last_at = InstantField()
    closed_until = InstantField(null=True)


MODELS = (OfficerAccount, OfficerSession, OfficerEvent, WrongPasswords, OfficerPin)
