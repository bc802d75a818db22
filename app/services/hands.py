"""In whose hands a dossier lies: given, taken, given back; and what a colleague thinks of it."""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.officers import Officer, Role
from app.domain.refusals import NoSuchOfficer, NotACaseOfficer
from app.domain.vietnamese import clean
from app.queries import officers
from app.services.steps import NOBODY, begin, end
from sync import journal


def assign(
    dossier_id: str,
    *,
    to_username: str,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Give the dossier to a case officer of this office, also when another has it."""
    with journal.transaction():
        dossier, entered = begin(workflow.ASSIGN, dossier_id, by, at, seen)
        to = case_officer(to_username, by)
        end(workflow.ASSIGN, dossier, entered, by, at, note=note, **_into_hand(to))


def take_up(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Begin to work on it: from now on it lies on this officer's desk."""
    with journal.transaction():
        dossier, entered = begin(workflow.TAKE_UP, dossier_id, by, at, seen)
        end(workflow.TAKE_UP, dossier, entered, by, at, note=note, **_into_hand(by))


def give_back(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Lay it back for a colleague to take."""
    with journal.transaction():
        dossier, entered = begin(workflow.GIVE_BACK, dossier_id, by, at, seen)
        end(workflow.GIVE_BACK, dossier, entered, by, at, note=note, **NOBODY)


def take_back(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The leader takes it from the officer who has it; what that officer was writing stays in their draft."""
    with journal.transaction():
        dossier, entered = begin(workflow.TAKE_BACK, dossier_id, by, at, seen)
        end(workflow.TAKE_BACK, dossier, entered, by, at, note=reason, **NOBODY)


def opine(
    dossier_id: str, *, note: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Say something about it; nothing else changes."""
    with journal.transaction():
        dossier, entered = begin(workflow.OPINE, dossier_id, by, at, seen)
        end(workflow.OPINE, dossier, entered, by, at, note=note)


def _into_hand(officer: Officer) -> dict[str, Any]:
    return {
        "holder_officer": str(officer),
        "holder_officer_name": officer.name,
        "to_officer": str(officer),
        "to_officer_name": officer.name,
    }


def case_officer(username: str, by: Officer) -> Officer:
    """The colleague of this office to whom work may be given, or why not."""
    account = officers.one(clean(username))
    if account is None or account.is_suspended or account.officer.unit != by.unit:
        raise NoSuchOfficer(username=clean(username), field="to_username")
    if Role.CASE_OFFICER not in account.officer.roles:
        raise NotACaseOfficer(name=account.officer.name, field="to_username")
    return account.officer
