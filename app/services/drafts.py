"""What is done with a form in the making: saved while it is typed, given away, dropped, taken out of the bin."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from app.domain import drafts as rules
from app.domain.dossiers import Status
from app.domain.drafts import Hand
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import (
    DraftDropped,
    DraftElsewhere,
    DraftReceived,
    DraftTooLong,
    FormNotComplete,
    NoSuchDraft,
    NotADeskOfficer,
)
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.drafts import Draft
from app.queries import drafts as questions
from app.queries import officers
from sync.journal import transaction

DOSSIER_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Saved:
    """What a page must know after a save; `revision` 0: there was nothing to keep yet."""

    revision: int
    at: datetime
    clashes: dict[str, str] = field(default_factory=dict)
    news: dict[str, str] = field(default_factory=dict)


def save(
    dossier_id: str,
    procedure_id: str,
    typed: Mapping[str, str],
    *,
    seen: int = 0,
    last_field: str = "",
    sources: Mapping[str, str] | None = None,
    by: Officer,
    at: datetime,
) -> Saved:
    """Keep these fields as they were typed; nothing is checked, for half a date is no mistake yet.

    What another tab changed since revision `seen` is not overwritten but told. Raises `DraftReceived`,
    `DraftDropped` or `DraftElsewhere` when this draft is not open here any more.
    """
    fields = rules.typed_in(typed)
    if not DOSSIER_ID.fullmatch(dossier_id):
        raise FormNotComplete({"dossier_id": "Biểu mẫu đã cũ: mở lại trang tiếp nhận."})
    if long := rules.too_long(fields):
        raise DraftTooLong(most=rules.LONGEST_VALUE, field=long[0])
    hand = Hand(seen, by.username, at)
    for tries_left in (1, 0):
        try:
            with transaction():
                return _save(dossier_id, procedure_id, fields, last_field, sources or {}, by, hand)
        except IntegrityError:
            # Two tabs began the same draft at once (PostgreSQL): the row is there now.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def give(dossier_id: str, *, to_username: str, by: Officer, at: datetime) -> str:
    """Put a draft into a colleague's hand; the colleague's name."""
    account = officers.one(clean(to_username))
    to = account.officer if account and not account.is_suspended else None
    if to is None or to.unit != by.unit or not may(to, Permission.RECEIVE):
        raise NotADeskOfficer(field="to_username")
    with transaction():
        draft = _in_hand(dossier_id, by)
        draft.officer, draft.given_by, draft.given_at = to.username, by.name, at
        draft.save()
    return to.name


def take(dossier_id: str, *, by: Officer, at: datetime) -> None:
    """Go on with what a colleague of the office has begun."""
    with transaction():
        draft = _locked(dossier_id, by)
        if draft.dropped_at is not None:
            raise DraftDropped
        if draft.officer != by.username:
            draft.given_by = questions.name_of(draft.officer)
            draft.officer, draft.given_at = by.username, at
            draft.save()


def drop(dossier_id: str, *, by: Officer, at: datetime) -> None:
    """Put it into the bin, where it stays for 30 days."""
    empty_bin(at=at)
    with transaction():
        draft = _in_hand(dossier_id, by)
        draft.dropped_at = at
        draft.save()


def restore(dossier_id: str, *, by: Officer) -> None:
    """Take it out of the bin, as it was."""
    with transaction():
        draft = _locked(dossier_id, by)
        if draft.officer != by.username:
            raise DraftElsewhere(holder=questions.name_of(draft.officer))
        draft.dropped_at = None
        draft.save()


def forget(dossier_id: str) -> None:
    """The dossier is written down: its draft goes, in the same transaction."""
    Draft.delete().where(Draft.dossier_id == dossier_id).execute()


def empty_bin(*, at: datetime) -> int:
    """Forget for good what has lain in the bin for 30 days; how many those were."""
    with transaction():
        old = Draft.dropped_at < at - rules.KEPT_IN_BIN
        return int(Draft.delete().where(old).execute())


def _save(
    dossier_id: str,
    procedure_id: str,
    fields: Mapping[str, str],
    last_field: str,
    sources: Mapping[str, str],
    by: Officer,
    hand: Hand,
) -> Saved:
    _refuse_received(dossier_id)
    last = last_field if rules.FIELD_NAME.fullmatch(last_field) else ""
    if not _lock(dossier_id):
        merged = rules.merge({}, fields, 1, hand, sources)
        if not merged.changed:
            return Saved(0, hand.at)
        Draft.create(
            dossier_id=dossier_id, unit=by.unit, officer=by.username, procedure_id=procedure_id,
            answers=merged.kept, revision=1, last_field=last, created_at=hand.at, saved_at=hand.at,
        )  # fmt: skip
        return Saved(1, hand.at)
    draft = _in_hand(dossier_id, by)
    merged = rules.merge(draft.answers, fields, draft.revision + 1, hand, sources)
    if merged.changed:
        draft.answers, draft.saved_at = merged.kept, hand.at
        draft.revision += 1
    draft.last_field = last or draft.last_field
    draft.save()
    return Saved(draft.revision, draft.saved_at, merged.clashes, merged.news)


def _refuse_received(dossier_id: str) -> None:
    found = Dossier.select(Dossier.code, Dossier.status).where(Dossier.id == dossier_id).first()
    if found is not None and found.status != Status.REGISTERED:
        raise DraftReceived(code=found.code or "chưa cấp mã")


def _in_hand(dossier_id: str, by: Officer) -> Any:
    """The draft, when it is this officer's and not in the bin."""
    draft = _locked(dossier_id, by)
    if draft.officer != by.username:
        raise DraftElsewhere(holder=questions.name_of(draft.officer))
    if draft.dropped_at is not None:
        raise DraftDropped
    return draft


def _locked(dossier_id: str, by: Officer) -> Any:
    _lock(dossier_id)
    draft = Draft.get_or_none(Draft.dossier_id == dossier_id, Draft.unit == by.unit)
    if draft is None:
        raise NoSuchDraft
    return draft


def _lock(dossier_id: str) -> bool:
    """Make another save of this draft wait until our transaction ends; whether there is such a draft."""
    held = Draft.update(revision=Draft.revision).where(Draft.dossier_id == dossier_id)
    return bool(held.execute())
