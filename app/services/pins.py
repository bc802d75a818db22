"""PINs of officers, and screens that are covered: tries are counted with those of passwords, by name and address."""

import secrets
from datetime import datetime

from app.domain import officers as rules
from app.domain import pins as pin_rules
from app.domain import refusals
from app.domain.vietnamese import clean
from app.models.officers import OfficerAccount, OfficerEvent, OfficerPin, OfficerSession
from app.services import passwords
from sync.journal import transaction


def choose(username: str, *, password: str, pin: str, at: datetime) -> None:
    """Give oneself a PIN; the password says that it is oneself."""
    account = _one(username)
    passwords.count_try(username, "", at)
    if not passwords.is_right(password, account.password_hash):
        raise refusals.WrongOldPassword(field="password")
    passwords.forget_tries(username)
    if why := pin_rules.pin_problem(pin):
        raise refusals.WeakPin(why=why, field="pin")
    kept = passwords.hashed(pin)
    with transaction():
        OfficerPin.delete().where(OfficerPin.officer == account.id).execute()
        OfficerPin.create(officer=account.id, pin_hash=kept, set_at=at)
        OfficerEvent.create(
            officer=account, at=at, by=f"{account.username}@{account.unit}", what="pin_changed"
        )


def prove(username: str, given: str, *, address: str, at: datetime) -> None:
    """Refuse unless `given` is this officer's PIN or password."""
    passwords.count_try(username, address, at)
    account = _one(username)
    if account.suspended_at or not _is_right(account, given):
        raise refusals.WrongPin(field="secret")
    passwords.forget_tries(username, address)


def cover(token: str, *, at: datetime) -> None:
    """Nothing of this session is shown until it is opened again."""
    with transaction():
        OfficerSession.update(covered_at=at).where(
            OfficerSession.token_hash == rules.digest(token), OfficerSession.covered_at.is_null()
        ).execute()


def uncover(token: str, username: str, given: str, *, address: str, at: datetime) -> None:
    """The officer is back: PIN or password."""
    prove(username, given, address=address, at=at)
    with transaction():
        OfficerSession.update(covered_at=None, last_seen_at=at).where(
            OfficerSession.token_hash == rules.digest(token)
        ).execute()


def take_over(
    token: str, username: str, given: str, *, address: str, browser: str, at: datetime
) -> str:
    """Another officer sits down at this PC: the session that was covered ends, theirs begins; its token.

    A PIN is enough for one who had a session of their own at this PC, begun no longer ago than a session lasts; it
    counts whether that one was begun with the password or taken over in the same way.
    """
    username = clean(username).lower()
    if not OfficerAccount.select().where(OfficerAccount.username == username).exists():
        raise refusals.WrongPin(field="secret")
    if pin_rules.looks_like_pin(given) and not _was_here(username, address, at):
        raise refusals.PinNeedsPassword(field="secret")
    prove(username, given, address=address, at=at)
    fresh = secrets.token_urlsafe(32)
    with transaction():
        OfficerSession.update(revoked_at=at).where(
            OfficerSession.token_hash == rules.digest(token), OfficerSession.revoked_at.is_null()
        ).execute()
        OfficerSession.create(
            token_hash=rules.digest(fresh), officer=_one(username), created_at=at,
            last_seen_at=at, address=address[:64], browser=clean(browser)[:200],
        )  # fmt: skip
    return fresh


def forget(username: str) -> None:
    """After the password was given anew by somebody else."""
    OfficerPin.delete().where(OfficerPin.officer == _one(username).id).execute()


def _is_right(account: OfficerAccount, given: str) -> bool:
    if not pin_rules.looks_like_pin(given):
        return passwords.is_right(given, account.password_hash)
    kept = OfficerPin.get_or_none(OfficerPin.officer == account.id)
    return passwords.is_right(given, kept.pin_hash if kept else None)


def _was_here(username: str, address: str, at: datetime) -> bool:
    sessions = OfficerSession.select().join(OfficerAccount)
    return bool(
        sessions.where(
            OfficerAccount.username == username,
            OfficerSession.address == address[:64],
            OfficerSession.created_at > at - rules.SESSION_LASTS,
        ).exists()
    )


def _one(username: str) -> OfficerAccount:
    account = OfficerAccount.get_or_none(OfficerAccount.username == username)
    if account is None:
        raise refusals.NoSuchOfficer(username=username)
    return account
