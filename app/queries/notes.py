"""Notes on a dossier: who wrote what to whom, who has read it, and what an officer has not read yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.officers import Officer, Role
from app.domain.vietnamese import sort_key
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.notes import Note, NoteRead
from app.queries import officers, units
from app.queries.visibility import visible_to

UNREAD_SINCE = timedelta(days=90)
MOST_UNREAD = 100
WORKING = (Role.DESK, Role.CASE_OFFICER, Role.LEADER)


@dataclass(frozen=True)
class Told:
    """One note. `readers` are the others who have said that they read it; `is_new` is for the officer who asks."""

    id: str
    at: datetime
    by: str
    title: str
    unit_name: str
    to: str
    text: str
    readers: list[str]
    is_mine: bool
    is_new: bool


@dataclass(frozen=True)
class Unread:
    """A dossier with notes that the officer has not read: how many, and the last of them."""

    dossier_id: str
    code: str
    procedure: str
    applicant: str
    by: str
    at: datetime
    text: str
    count: int


def of_dossier(dossier_id: str, officer: Officer, on: Any) -> list[Told]:
    """The notes of a dossier that this officer was found to see, the oldest first."""
    names, me = units.names(on), str(officer)
    readers: dict[str, list[NoteRead]] = defaultdict(list)
    for read in NoteRead.select().where(NoteRead.dossier_id == dossier_id).order_by(NoteRead.n):
        readers[read.note_id].append(read)
    found = Note.select().where(Note.dossier_id == dossier_id).order_by(Note.written_at, Note.n)
    return [
        Told(
            id=row.id, at=row.written_at, by=row.written_by_name, title=row.written_by_title or "",
            unit_name=names.get(row.unit, row.unit), to=row.to_officer_name or "", text=row.text,
            readers=[each.reader_name for each in readers[row.id]],
            is_mine=row.written_by == me,
            is_new=row.written_by != me and me not in {each.reader for each in readers[row.id]},
        )
        for row in found
    ]  # fmt: skip


def unread(officer: Officer, now: datetime) -> list[Unread]:
    """The dossiers with something new for this officer, the latest note first."""
    columns = (Dossier.code, Dossier.procedure_name, Dossier.applicant_name)
    rows = (
        _unread(officer, now).select(Note, *columns).order_by(Note.written_at.desc(), Note.n.desc())
    )
    by_dossier: dict[str, list[Any]] = defaultdict(list)
    for row in rows.limit(MOST_UNREAD):
        by_dossier[row.dossier_id].append(row)
    return [
        Unread(
            dossier_id, notes[0].of.code or "", notes[0].of.procedure_name, notes[0].of.applicant_name,
            notes[0].written_by_name, notes[0].written_at, notes[0].text, len(notes),
        )
        for dossier_id, notes in by_dossier.items()
    ]  # fmt: skip


def unread_count(officer: Officer, now: datetime) -> int:
    return int(_unread(officer, now).select(Note.n).limit(MOST_UNREAD).count())


def addressees(dossier_id: str, officer: Officer) -> list[tuple[str, str]]:
    """Colleagues of this office, and those elsewhere who had the dossier in hand, as (actor, words)."""
    here = {
        str(each.officer): f"{each.officer.name} – {each.officer.title}"
        for each in officers.everyone()
        if not each.is_suspended
        and each.officer.unit == officer.unit
        and each.officer.roles & set(WORKING)
    }
    acted = Line.select(Line.done_by, Line.done_by_name).where(
        Line.dossier_id == dossier_id, Line.unit != officer.unit
    )
    there = {who: f"{name} ({who.partition('@')[2]})" for who, name in acted.distinct().tuples()}
    found = {who: words for who, words in (there | here).items() if who != str(officer)}
    return sorted(found.items(), key=lambda pair: sort_key(pair[1]))


def _unread(officer: Officer, now: datetime) -> Any:
    """Notes for this officer by name, or for everybody about a dossier this officer received, holds or could take."""
    me = str(officer)
    read = NoteRead.select(NoteRead.note_id).where(NoteRead.reader == me)
    in_hand = (Dossier.holder_officer == me) | (Dossier.received_by == me)
    free = Dossier.holder_officer.is_null() & (Dossier.holder_unit == officer.unit)
    concerns = (Note.to_officer == me) | (Note.to_officer.is_null() & (in_hand | free))
    return (
        Note.select()
        .join(Dossier, on=(Note.dossier_id == Dossier.id), attr="of")
        .where(
            Note.written_at >= now - UNREAD_SINCE,
            Note.written_by != me,
            Note.id.not_in(read),
            concerns,
            visible_to(officer),
        )
    )
