"""Questions about accounts. No password, and no hash of one, ever leaves the tables through here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain import officers as rules
from app.domain.officers import Officer, Role
from app.domain.vietnamese import sort_key
from app.models.dossiers import Step
from app.models.officers import OfficerAccount, OfficerEvent, OfficerPin, OfficerSession
from app.queries import units
from app.queries.memory import remembered

MOST_OF_MERGED = 60


@dataclass(frozen=True)
class Account:
    """An officer's row on the page of accounts."""

    officer: Officer
    must_change: bool
    created_at: datetime
    suspended_at: datetime | None
    suspended_reason: str

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None


@dataclass(frozen=True)
class Session:
    """One sign-in. `browser` is what the browser calls itself."""

    id: int
    officer: Officer
    must_change: bool
    created_at: datetime
    last_seen_at: datetime
    address: str
    browser: str
    covered_at: datetime | None = None


@dataclass(frozen=True)
class Event:
    at: datetime
    by: str
    what: str
    note: str


def session(token: str, *, at: datetime) -> Session | None:
    """The open session this token names: not revoked, not too old, of an officer who is not suspended."""
    row = (
        _open_sessions(at).where(OfficerSession.token_hash == rules.digest(token)).limit(1).first()
    )
    return _session(row) if row else None


def sessions_of(username: str, *, at: datetime) -> list[Session]:
    """The officer's open sessions, the one used last first."""
    rows = (
        _open_sessions(at)
        .where(OfficerAccount.username == username)
        .order_by(OfficerSession.last_seen_at.desc(), OfficerSession.id.desc())
    )
    return [_session(row) for row in rows]


def everyone() -> list[Account]:
    """All accounts of this node by name, the suspended ones last."""
    accounts = [_account(row) for row in OfficerAccount.select()]
    return sorted(accounts, key=lambda each: (each.is_suspended, sort_key(each.officer.name)))


def one(username: str) -> Account | None:
    row = OfficerAccount.get_or_none(OfficerAccount.username == username)
    return _account(row) if row else None


@remembered
def has_pin(username: str) -> bool:
    """Whether the officer has chosen six digits."""
    pins = OfficerPin.select().join(OfficerAccount, on=OfficerPin.officer == OfficerAccount.id)
    return bool(pins.where(OfficerAccount.username == username).exists())


def of_merged(unit: str) -> list[tuple[str, str]]:
    """Who worked at the offices whose place this one has taken, and has no account here: name and title."""
    former = [each.code for each in units.taken_in(unit)]
    if not former:
        return []
    came = (
        Step.select(Step.done_by_name, fn.MAX(Step.done_by_title))
        .where(Step.unit.in_(former))
        .group_by(Step.done_by_name)
        .order_by(Step.done_by_name)
        .limit(MOST_OF_MERGED)
        .tuples()
    )
    known = {account.officer.name for account in everyone()}
    return [(name, title or "") for name, title in came if name not in known]


def with_role(role: Role) -> list[Officer]:
    """The officers who play this part now, by name: whom a dossier may be given to."""
    active = [each.officer for each in everyone() if not each.is_suspended]
    return [officer for officer in active if role in officer.roles]


def history(username: str, limit: int = 50) -> list[Event]:
    """What was done to the account, newest first."""
    rows = (
        OfficerEvent.select(OfficerEvent)
        .join(OfficerAccount)
        .where(OfficerAccount.username == username)
        .order_by(OfficerEvent.id.desc())
        .limit(limit)
    )
    return [Event(row.at, row.by, row.what, row.note) for row in rows]


def _open_sessions(at: datetime) -> Any:
    return (
        OfficerSession.select(OfficerSession, OfficerAccount)
        .join(OfficerAccount)
        .where(
            OfficerSession.revoked_at.is_null(),
            OfficerSession.created_at > at - rules.SESSION_LASTS,
            OfficerAccount.suspended_at.is_null(),
        )
    )


def _session(row: OfficerSession) -> Session:
    return Session(
        id=row.id,
        officer=_officer(row.officer),
        must_change=row.officer.must_change,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        address=row.address,
        browser=row.browser,
        covered_at=row.covered_at,
    )


def _account(row: OfficerAccount) -> Account:
    return Account(
        officer=_officer(row),
        must_change=row.must_change,
        created_at=row.created_at,
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
    )


def _officer(row: OfficerAccount) -> Officer:
    roles = frozenset(Role(role) for role in row.roles)
    return Officer(row.username, row.name, row.title, row.unit, roles)
