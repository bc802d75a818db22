"""Passwords: kept as argon2id, guessed slowly.

Wrong tries are counted in the database, so a restart forgives none.
"""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from app.domain import officers as rules
from app.domain import refusals
from app.models.officers import WrongPasswords
from sync.journal import transaction

ARGON2_PASSES = 2
ARGON2_BYTES = 19 * 1024 * 1024
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody mistakes for one another when reading them out."""


@dataclass(frozen=True)
class Door:
    """What is guessed at: a digest of it, how many slips are free, how long it then stays closed."""

    key: str
    free: int
    wait_seconds: Callable[[int, int], int] = rules.wait_seconds


def hashed(password: str) -> str:
    return pwhash.argon2id.str(
        _bytes(password), opslimit=ARGON2_PASSES, memlimit=ARGON2_BYTES
    ).decode()


def is_right(password: str, kept: str | None) -> bool:
    """Whether `password` is the one `kept` was made of. Without one it takes the same time to say no."""
    try:
        return pwhash.verify((kept or _of_nobody()).encode(), _bytes(password)) and kept is not None
    except InvalidkeyError:
        return False


def made_up() -> str:
    """A first password that can be read out over the telephone: “k7mt-w3nx-8fqa”."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))


def refuse_weak(password: str, username: str, *, field: str) -> None:
    if why := rules.password_problem(password, username):
        raise refusals.WeakPassword(why=why, field=field)


def count_try(username: str, address: str, at: datetime) -> None:
    """Count one try before its password is looked at, so a hundred at once count a hundred.

    Refuses while the name, known or not, or the address has to wait.
    """
    doors = [Door(_name_key(username), rules.FREE_TRIES_OF_NAME)]
    if address:
        doors.append(Door(_address_key(address), rules.FREE_TRIES_OF_ADDRESS))
    count(doors, at)


def count(doors: Sequence[Door], at: datetime) -> None:
    """Count one try at each door, or refuse while one of them is closed."""
    with transaction():
        _forget_old(at)
        for door in doors:
            _hold(door.key, at)
            _refuse_while_closed(door.key, at)
        for door in doors:
            _count(door, at)


def forget_tries(username: str, address: str = "") -> None:
    """After the right password: the name starts afresh, the address is forgiven this one try."""
    forgive(_name_key(username), _address_key(address))


def forgive(key: str, address_key: str) -> None:
    """The one door starts afresh, the other, which many share, is forgiven one try."""
    WrongPasswords.delete().where(WrongPasswords.key == key).execute()
    WrongPasswords.update(count=WrongPasswords.count - 1, closed_until=None).where(
        WrongPasswords.key == address_key
    ).execute()


def _hold(key: str, at: datetime) -> None:
    """Make others who guess at the same door wait until this try is counted (PostgreSQL locks by row)."""
    WrongPasswords.insert(key=key, count=0, last_at=at).on_conflict_ignore().execute()
    WrongPasswords.update(count=WrongPasswords.count).where(WrongPasswords.key == key).execute()


def _refuse_while_closed(key: str, at: datetime) -> None:
    door = WrongPasswords.get_or_none(WrongPasswords.key == key)
    if door and door.closed_until and at < door.closed_until:
        raise refusals.TooManyTries(wait=_in_words(door.closed_until - at))


def _count(door: Door, at: datetime) -> None:
    mine = WrongPasswords.key == door.key
    WrongPasswords.update(count=WrongPasswords.count + 1, last_at=at).where(mine).execute()
    tries = WrongPasswords.get(mine).count
    if wait := door.wait_seconds(tries, door.free):
        until = at + timedelta(seconds=wait)
        WrongPasswords.update(closed_until=until).where(mine).execute()


def _forget_old(at: datetime) -> None:
    stale = WrongPasswords.last_at < at - rules.FORGOTTEN_AFTER
    WrongPasswords.delete().where(stale).execute()


def _in_words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return f"{seconds} giây" if seconds < 60 else f"{-(-seconds // 60)} phút"


def _name_key(username: str) -> str:
    return rules.digest(f"name {username}")


def _address_key(address: str) -> str:
    return rules.digest(f"address {address}")


def _bytes(password: str) -> bytes:
    """NFC, so that “ấ” typed on two machines is one letter."""
    return unicodedata.normalize("NFC", password).encode()


@cache
def _of_nobody() -> str:
    return hashed(secrets.token_hex())
