"""Two records of one person become one, and part again within 90 days; or are known to be two people.

Dossiers are not touched: only which record they are joined to.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.officers import Officer
from app.domain.people import DAYS_TO_UNDO, may_undo
from app.domain.people_check import EDITED
from app.domain.refusals import (
    FormNotComplete,
    MergeTooOld,
    NoSuchPair,
    PairAlreadyDecided,
)
from app.domain.vietnamese import clean
from app.models.people import Person, PersonDossier, PersonMerge, PersonPair
from app.queries import people as questions
from app.services.people import note_change, refuse_stale, write
from sync import journal

UNSURE, DIFFERENT, SAME = "unsure", "different", "same"
LONGEST_NOTE = 500
LEFT, RIGHT = "left", "right"


def merge(
    pair_id: int, chosen: Mapping[str, str], *, seen: int, by: Officer, at: datetime
) -> PersonMerge:
    """The older record stays and takes over the other's dossiers; `chosen` says by field whose value it keeps
    (`right` for the other's). `seen` is how many changes both had on the page."""
    with journal.transaction():
        pair, kept, gone = _open(pair_id, by)
        refuse_stale([kept, gone], seen)
        values = _values(kept, gone, chosen)
        before = {name: getattr(kept, name) for name in values}
        moved = _move(gone.id, kept.id)
        write(gone, {"merged_into": kept.id})
        write(kept, {**values, "seen_at": max(kept.seen_at, gone.seen_at)})
        merge_row = PersonMerge.create(
            kept=kept.id, gone=gone.id, at=at, by_name=by.name, moved=moved, before=before, after=values,
            pairs=_close_others(gone.id),
        )  # fmt: skip
        _decide(pair, SAME, by, at)
        changes = {name: [before[name], values[name]] for name in values if name in EDITED}
        note_change(
            kept,
            "merged",
            changes=changes,
            note=f"Ghép hồ sơ của bản ghi số {gone.id}.",
            by=by,
            at=at,
        )
        note_change(gone, "merged", note=f"Đã ghép vào bản ghi số {kept.id}.", by=by, at=at)
        return merge_row


def part(merge_id: int, *, by: Officer, at: datetime) -> PersonMerge:
    """Undo a merge: the dossiers it moved go back, and what it changed, where nobody has changed it since."""
    with journal.transaction():
        merge_row = PersonMerge.get_or_none(PersonMerge.id == min(merge_id, questions.LARGEST_ID))
        if merge_row is None:
            raise NoSuchPair
        kept, gone = questions.one(merge_row.kept, by), questions.one(merge_row.gone, by)
        if merge_row.undone_at is not None:
            return merge_row
        if not may_undo(merge_row.at, at) or gone.merged_into != kept.id:
            raise MergeTooOld(days=DAYS_TO_UNDO)
        for dossier_id, role in merge_row.moved or ():
            PersonDossier.update(person=gone.id).where(
                PersonDossier.dossier_id == dossier_id, PersonDossier.role == role,
                PersonDossier.person == kept.id,
            ).execute()  # fmt: skip
        back = {
            name: value
            for name, value in (merge_row.before or {}).items()
            if getattr(kept, name) == (merge_row.after or {}).get(name)
        }
        write(kept, back)
        write(gone, {"merged_into": None})
        PersonPair.update(state="open").where(PersonPair.id.in_(merge_row.pairs or [0])).execute()
        _reopen(kept.id, gone.id)
        merge_row.undone_at, merge_row.undone_by_name = at, by.name
        merge_row.save()
        note_change(kept, "parted", note=f"Tách lại bản ghi số {gone.id}.", by=by, at=at)
        note_change(gone, "parted", note=f"Tách khỏi bản ghi số {kept.id}.", by=by, at=at)
        return merge_row


def tell_apart(pair_id: int, *, by: Officer, at: datetime) -> None:
    """Two people; the pair is not asked about again."""
    with journal.transaction():
        pair, _, _ = _open(pair_id, by, also={DIFFERENT})
        _decide(pair, DIFFERENT, by, at)


def ask_again(pair_id: int, *, note: str, by: Officer, at: datetime) -> None:
    """Not sure: it stays in the queue, behind the others, with what is to be asked."""
    note = clean(note)
    if len(note) > LONGEST_NOTE:
        raise FormNotComplete({"note": f"Ghi chú dài quá {LONGEST_NOTE} ký tự."})
    with journal.transaction():
        pair, _, _ = _open(pair_id, by)
        _decide(pair, UNSURE, by, at, note)


def _open(
    pair_id: int, by: Officer, also: set[str] | None = None
) -> tuple[PersonPair, Person, Person]:
    """The pair with its older and its newer record, still to be decided."""
    pair = PersonPair.get_or_none(
        (PersonPair.id == min(pair_id, questions.LARGEST_ID)) & (PersonPair.unit == by.unit)
    )
    if pair is None:
        raise NoSuchPair
    low, high = questions.one(pair.low, by), questions.one(pair.high, by)
    open_still = pair.state in {"open", UNSURE, *(also or ())}
    if not open_still or low.merged_into or high.merged_into:
        raise PairAlreadyDecided(who=pair.decided_by_name or "chương trình")
    return pair, low, high


def _values(kept: Person, gone: Person, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the record says afterwards: the chosen values, what only the other knew, and every number."""
    values = {
        name: getattr(gone, name)
        for name in EDITED
        if getattr(gone, name)
        and getattr(gone, name) != getattr(kept, name)
        and (chosen.get(name) == RIGHT or not getattr(kept, name))
    }
    if "id_no" in values or "id_type" in values:
        values["id_no"], values["id_type"] = gone.id_no, gone.id_type
    numbers = {
        number: kind
        for person in (kept, gone)
        for kind, number in [*(person.former_ids or ()), [person.id_type, person.id_no]]
        if number and number != values.get("id_no", kept.id_no)
    }
    return {**values, "former_ids": [[kind, number] for number, kind in numbers.items()] or None}


def _move(source: int, target: int) -> list[list[str]]:
    rows = PersonDossier.select().where(PersonDossier.person == source)
    moved = [[row.dossier_id, row.role] for row in rows]
    PersonDossier.update(person=target).where(PersonDossier.person == source).execute()
    return moved


def _close_others(person_id: int) -> list[int]:
    """The other questions about a record that is gone are no questions any more; which they were."""
    about = (PersonPair.low == person_id) | (PersonPair.high == person_id)
    still = PersonPair.state.in_(["open", UNSURE])
    rows = [row.id for row in PersonPair.select(PersonPair.id).where(about, still)]
    PersonPair.update(state="gone").where(PersonPair.id.in_(rows or [0])).execute()
    return rows


def _reopen(one: int, other: int) -> None:
    low, high = sorted((one, other))
    PersonPair.update(state=UNSURE, note="Đã ghép rồi tách lại.").where(
        PersonPair.low == low, PersonPair.high == high
    ).execute()


def _decide(pair: PersonPair, state: str, by: Officer, at: datetime, note: str = "") -> None:
    pair.state, pair.decided_at, pair.decided_by_name, pair.note = state, at, by.name, note
    pair.save()
