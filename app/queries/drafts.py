"""Questions about intake forms in the making. They are the office's own: no other unit sees one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import drafts as rules
from app.domain.drafts import Kept
from app.domain.officers import Officer
from app.domain.refusals import DraftDropped, DraftElsewhere, NoSuchDraft
from app.models.drafts import Draft
from app.models.officers import OfficerAccount
from app.models.procedures import Procedure

MOST_LISTED = 100


@dataclass(frozen=True)
class DraftRow:
    """A draft as a list shows it. `age` is the time since it was saved, in words."""

    dossier_id: str
    procedure_id: str
    procedure_name: str
    person: str
    filled: int
    last_field: str
    officer: str
    officer_name: str
    saved_at: datetime
    age: str
    given_by: str | None
    given_at: datetime | None
    dropped_at: datetime | None


@dataclass(frozen=True)
class OpenDraft:
    """A draft as its form shows it."""

    procedure_id: str
    kept: Kept
    revision: int
    last_field: str
    saved_at: datetime

    @property
    def values(self) -> dict[str, str]:
        return dict(rules.values(self.kept))

    def from_source(self, source: str) -> list[str]:
        """The fields that were filled by a card, or copied."""
        return [name for name, each in self.kept.items() if each.get("source") == source]


def one(dossier_id: str, by: Officer) -> OpenDraft:
    """The draft this officer has in hand; says where it is when it is not there."""
    row = Draft.get_or_none(Draft.dossier_id == dossier_id, Draft.unit == by.unit)
    if row is None:
        raise NoSuchDraft
    if row.officer != by.username:
        raise DraftElsewhere(holder=name_of(row.officer))
    if row.dropped_at is not None:
        raise DraftDropped
    return _open(row)


def found(dossier_id: str, by: Officer) -> OpenDraft | None:
    """The same, for whoever only wants to know whether there is one."""
    mine = (Draft.dossier_id == dossier_id) & (Draft.officer == by.username)
    row = Draft.get_or_none(mine, Draft.unit == by.unit, Draft.dropped_at.is_null())
    return _open(row) if row else None


def of(by: Officer, now: datetime) -> list[DraftRow]:
    """What this officer has begun and not finished, the latest first."""
    return _rows(
        now, Draft.unit == by.unit, Draft.officer == by.username, Draft.dropped_at.is_null()
    )


def of_colleagues(by: Officer, now: datetime) -> list[DraftRow]:
    return _rows(
        now, Draft.unit == by.unit, Draft.officer != by.username, Draft.dropped_at.is_null()
    )


def bin_of(by: Officer, now: datetime) -> list[DraftRow]:
    """What this officer has dropped during the last 30 days."""
    young = Draft.dropped_at >= now - rules.KEPT_IN_BIN
    return _rows(now, Draft.unit == by.unit, Draft.officer == by.username, young)


def name_of(username: str) -> str:
    """How the screen calls who has a draft."""
    row = OfficerAccount.get_or_none(OfficerAccount.username == username)
    return str(row.name) if row else username


def _rows(now: datetime, *conditions: Any) -> list[DraftRow]:
    rows = list(
        Draft.select()
        .where(*conditions)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(MOST_LISTED)
    )
    people = _names(OfficerAccount.username, OfficerAccount.name, [row.officer for row in rows])
    procedures = _names(Procedure.id, Procedure.name, [row.procedure_id for row in rows])
    return [_row(row, people, procedures, now) for row in rows]


def _names(key: Any, name: Any, wanted: list[str]) -> dict[str, str]:
    if not wanted:
        return {}
    return dict(list(key.model.select(key, name).where(key.in_(set(wanted))).tuples()))


def _row(row: Any, people: dict[str, str], procedures: dict[str, str], now: datetime) -> DraftRow:
    return DraftRow(
        dossier_id=row.dossier_id,
        procedure_id=row.procedure_id,
        procedure_name=procedures.get(row.procedure_id, row.procedure_id),
        person=rules.person_in(row.answers),
        filled=rules.filled(row.answers),
        last_field=row.last_field,
        officer=row.officer,
        officer_name=people.get(row.officer, row.officer),
        saved_at=row.saved_at,
        age=rules.age_words(row.saved_at, now),
        given_by=row.given_by,
        given_at=row.given_at,
        dropped_at=row.dropped_at,
    )


def _open(row: Any) -> OpenDraft:
    return OpenDraft(row.procedure_id, row.answers, row.revision, row.last_field, row.saved_at)
