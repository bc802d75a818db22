"""What is done with accounts: opening and closing them, signing in and out, changing passwords.

Accounts belong to this node alone and never travel, so nothing here writes the journal; every change still
leaves a line in the account's own history.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from peewee import Expression, IntegrityError, OperationalError

from app.domain import officers as rules
from app.domain import refusals
from app.domain.officers import Role
from app.domain.vietnamese import clean
from app.models.officers import OfficerAccount, OfficerEvent, OfficerPin, OfficerSession
from app.services import passwords
from sync.journal import transaction

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


# ── Opening and closing accounts ────────────────────────────────────────────────────────────────────


def add(
    username: str,
    *,
    name: str,
    title: str,
    unit: str,
    roles: Iterable[Role],
    by: object,
    at: datetime,
    password: str | None = None,
    must_change: bool = True,
) -> str:
    """Open an account and return its first password, made up here unless one is given."""
    username, name, chosen = clean(username).lower(), clean(name), sorted(set(roles))
    first = password or passwords.made_up()
    refuse_unfit(username, name=name, roles=chosen, password=first)
    hashed = passwords.hashed(first)
    try:
        with transaction():
            if _find(username):
                raise refusals.UsernameTaken(username=username, field="username")
            account = OfficerAccount.create(
                username=username,
                name=name,
                title=clean(title),
                unit=unit,
                roles=chosen,
                password_hash=hashed,
                must_change=must_change,
                created_at=at,
            )
            _note(account, "added", by, at, ", ".join(chosen))
    except IntegrityError as error:
        raise refusals.UsernameTaken(username=username, field="username") from error
    return first


def refuse_unfit(username: str, *, name: str, roles: Iterable[Role], password: str) -> None:
    """What `add` would say no to, said before anything is begun that cannot be taken back."""
    username = clean(username).lower()
    if not USERNAME.fullmatch(username):
        raise refusals.BadUsername(username=username, field="username")
    if not clean(name):
        raise refusals.OfficerNeedsName(field="name")
    if not list(roles):
        raise refusals.OfficerNeedsRole(field="roles")
    passwords.refuse_weak(password, username, field="password")


def correct(username: str, *, name: str, title: str, by: object, at: datetime) -> None:
    """Mend a name or a title. History already written keeps the words of its day."""
    if not clean(name):
        raise refusals.OfficerNeedsName(field="name")
    with transaction():
        account = _one(username)
        account.name, account.title = clean(name), clean(title)
        account.save()
        _note(account, "corrected", by, at)


def change_roles(username: str, roles: Iterable[Role], *, by: object, at: datetime) -> None:
    """Give the officer these roles and no others; they count from the officer's next click."""
    chosen = sorted(set(roles))
    if not chosen:
        raise refusals.OfficerNeedsRole(field="roles")
    with transaction():
        account = _one(username)
        if Role.ADMIN not in chosen:
            _keep_an_admin(account, "bỏ vai trò này")
        account.roles = chosen
        account.save()
        _note(account, "roles", by, at, ", ".join(chosen))


def reset_password(username: str, *, by: object, at: datetime, password: str | None = None) -> str:
    """Give a password for one sign-in, close every open session, and return the password."""
    first = password or passwords.made_up()
    passwords.refuse_weak(first, username, field="password")
    hashed = passwords.hashed(first)
    with transaction():
        account = _one(username)
        account.password_hash, account.must_change = hashed, True
        account.save()
        _revoke_all(account, at)
        passwords.forget_tries(username)
        OfficerPin.delete().where(OfficerPin.officer == account.id).execute()
        _note(account, "password_reset", by, at)
    return first


def suspend(username: str, reason: str, *, by: object, at: datetime) -> None:
    """Close the account and every session of it, until someone restores it."""
    reason = clean(reason)
    if not reason:
        raise refusals.NeedsReason(field="reason")
    with transaction():
        account = _one(username)
        if account.suspended_at:
            raise refusals.AlreadySuspended(name=account.name)
        _keep_an_admin(account, "tạm khóa")
        account.suspended_at, account.suspended_reason = at, reason
        account.save()
        _revoke_all(account, at)
        _note(account, "suspended", by, at, reason)


def restore(username: str, *, by: object, at: datetime) -> None:
    """Open a suspended account again, with the password it had."""
    with transaction():
        account = _one(username)
        if not account.suspended_at:
            raise refusals.NotSuspended(name=account.name)
        account.suspended_at, account.suspended_reason = None, ""
        account.save()
        _note(account, "restored", by, at)


# ── One's own account ───────────────────────────────────────────────────────────────────────────────


def sign_in(username: str, password: str, *, address: str, at: datetime, browser: str = "") -> str:
    """Open a session and return its token, or refuse in the same words and time whatever was wrong.

    Names are found whatever the case they are typed in.
    """
    username = clean(username).lower()
    passwords.count_try(username, address, at)
    account = _find(username)
    right = passwords.is_right(password, account.password_hash if account else None)
    if account is None or not right or account.suspended_at:
        raise refusals.WrongPassword()
    token = secrets.token_urlsafe(32)
    with transaction():
        if not _still(account):
            raise refusals.WrongPassword()
        passwords.forget_tries(username, address)
        OfficerSession.delete().where(
            OfficerSession.created_at < at - rules.SESSIONS_KEPT
        ).execute()
        OfficerSession.create(
            token_hash=rules.digest(token),
            officer=account,
            created_at=at,
            last_seen_at=at,
            address=address[:64],
            browser=clean(browser)[:200],
        )
    return token


def sign_out(token: str, *, at: datetime) -> None:
    with transaction():
        _close(OfficerSession.token_hash == rules.digest(token), at)


def revoke(session_id: int, *, username: str, at: datetime) -> None:
    """Close one of the officer's own sessions, on whatever machine it is."""
    with transaction():
        mine = (OfficerSession.id == session_id) & (OfficerSession.officer == _one(username))
        if not _close(mine, at):
            raise refusals.NoSuchSession()


def change_password(username: str, old: str, new: str, *, at: datetime, keep: str) -> None:
    """Change one's own password and close one's other sessions; the one with token `keep` stays."""
    account = _one(username)
    passwords.count_try(username, "", at)
    if not passwords.is_right(old, account.password_hash):
        raise refusals.WrongOldPassword(field="old_password")
    passwords.forget_tries(username)
    if old == new:
        raise refusals.SamePassword(field="new_password")
    passwords.refuse_weak(new, username, field="new_password")
    hashed = passwords.hashed(new)
    with transaction():
        if not _still(account):
            raise refusals.WrongOldPassword(field="old_password")
        OfficerAccount.update(password_hash=hashed, must_change=False).where(
            OfficerAccount.id == account.id
        ).execute()
        _revoke_all(account, at, but=rules.digest(keep))
        _note(account, "password_changed", f"{account.username}@{account.unit}", at)


def note_seen(token: str, *, at: datetime) -> None:
    """Remember that the session is in use. Reading goes on when the disk is full or the database busy."""
    try:
        with transaction():
            OfficerSession.update(last_seen_at=at).where(
                OfficerSession.token_hash == rules.digest(token)
            ).execute()
    except OperationalError:
        return


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _find(username: str) -> OfficerAccount | None:
    found: OfficerAccount | None = OfficerAccount.get_or_none(OfficerAccount.username == username)
    return found


def _one(username: str) -> OfficerAccount:
    account = _find(username)
    if account is None:
        raise refusals.NoSuchOfficer(username=username)
    return account


def _still(account: OfficerAccount) -> bool:
    """Whether the account is as it was when its password was checked, which takes a while."""
    fresh = _find(account.username)
    return bool(fresh and not fresh.suspended_at and fresh.password_hash == account.password_hash)


def _keep_an_admin(account: OfficerAccount, step: str) -> None:
    """Refuse to take the last administrator away. Touching every row makes two at once wait in line."""
    OfficerAccount.update(unit=OfficerAccount.unit).execute()
    active = OfficerAccount.select().where(OfficerAccount.suspended_at.is_null())
    admins = {each.id for each in active if Role.ADMIN in each.roles}
    if admins == {account.id}:
        raise refusals.LastAdmin(name=account.name, step=step)


def _note(account: OfficerAccount, what: str, by: object, at: datetime, note: str = "") -> None:
    OfficerEvent.create(officer=account, at=at, by=str(by), what=what, note=note)


def _revoke_all(account: OfficerAccount, at: datetime, but: str = "") -> None:
    _close((OfficerSession.officer == account) & (OfficerSession.token_hash != but), at)


def _close(which: Expression, at: datetime) -> int:
    """Revoke the open sessions among these, and say how many there were."""
    still_open = OfficerSession.revoked_at.is_null()
    closed: int = OfficerSession.update(revoked_at=at).where(which & still_open).execute()
    return closed
