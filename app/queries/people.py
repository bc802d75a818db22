"""Questions about people. Each is limited to the records of the officer's own office."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import fn

from app.database import is_sqlite
from app.domain.dossiers import CLOSED, words_of
from app.domain.officers import Officer
from app.domain.people import APPLICANT, SUBMITTER
from app.domain.refusals import NoSuchPerson
from app.models.documents import Document
from app.models.dossiers import Dossier
from app.models.people import Person, PersonChange, PersonDossier, PersonSearch
from app.queries.paging import PAGE_SIZE, Key, Order, Page, page_of, read_key
from app.queries.people_alike import Alike, alike_to, traits_of
from app.queries.rows import LISTED, Row, instant_text, rows_of
from app.queries.visibility import visible_to
from app.queries.words import has_all

__all__ = ["Alike", "Person", "alike_to", "traits_of"]

MOST_WORDS = 8
LARGEST_ID = 2**31 - 1
MOST_DOSSIERS, MOST_FILES, MOST_CHANGES = 100, 30, 50
BY_SEEN = Order(Person.id, descending=True, column=Person.seen_at)


def one(person_id: int, officer: Officer) -> Person:
    """The record, or `NoSuchPerson` when it is not this office's."""
    if person_id > LARGEST_ID:
        raise NoSuchPerson
    person = Person.get_or_none((Person.id == person_id) & (Person.unit == officer.unit))
    if person is None:
        raise NoSuchPerson
    return person


def of_dossier(dossier_id: str, officer: Officer) -> int | None:
    """The record of whose dossier it is, where this office has one."""
    row = (
        Person.select(Person.id)
        .join(PersonDossier, on=PersonDossier.person == Person.id)
        .where(
            PersonDossier.dossier_id == dossier_id,
            PersonDossier.role == APPLICANT,
            Person.unit == officer.unit,
        )
        .first()
    )
    return row.id if row else None


def page(officer: Officer, text: str = "", after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of the office's people: those seen last first, or those a text may mean, the newest first."""
    key, words = read_key(after), words_of(text)[:MOST_WORDS]
    if text and not words:
        return _page([], None, size, _by_number)
    if not words:
        theirs = Person.select().where(Person.unit == officer.unit, Person.merged_into.is_null())
        return _page(list(BY_SEEN.cut(theirs, key, size)), key, size, _by_seen)
    # COALESCE keeps a planner from walking an index on the column: nearly every row passes.
    theirs = has_all(Person, PersonSearch, words, unfinished=True).where(
        fn.COALESCE(Person.unit, "") == officer.unit
    )
    order = Order(PersonSearch.rowid if is_sqlite() else Person.id, descending=True)
    return _page(list(order.cut(theirs, key, size)), key, size, _by_number)


def counts(people: Iterable[Person]) -> dict[int, int]:
    """How many dossiers each of these has, by their number."""
    rows = (
        PersonDossier.select(PersonDossier.person, fn.COUNT(PersonDossier.dossier_id))
        .where(PersonDossier.person.in_([person.id for person in people]))
        .group_by(PersonDossier.person)
        .tuples()
    )
    return dict(list(rows))


def dossiers_of(person_id: int, officer: Officer, now: datetime) -> list[Row]:
    """Their dossiers that this officer may see, the newest first."""
    found = (
        Dossier.select(*LISTED)
        .where(Dossier.id.in_(_ids(person_id)), visible_to(officer))
        .order_by(Dossier.n.desc())
        .limit(MOST_DOSSIERS)
    )
    return rows_of(found, officer, now)


def handed_in_by(person_id: int) -> set[str]:
    """The dossiers they handed in for somebody else."""
    rows = PersonDossier.select(PersonDossier.dossier_id).where(
        PersonDossier.person == person_id, PersonDossier.role == SUBMITTER
    )
    return {dossier_id for (dossier_id,) in rows.tuples()}


def open_of(person_id: int, procedure_code: str, officer: Officer) -> list[tuple[str, str]]:
    """Their own dossiers for this procedure that are still open: id and code."""
    own = PersonDossier.select(PersonDossier.dossier_id).where(
        PersonDossier.person == person_id, PersonDossier.role == APPLICANT
    )
    rows = Dossier.select(Dossier.id, Dossier.code).where(
        Dossier.id.in_(own),
        Dossier.procedure_code == procedure_code,
        Dossier.status.not_in([status.value for status in CLOSED]),
        visible_to(officer),
    )
    return [(dossier_id, code or "chưa cấp mã") for dossier_id, code in rows.tuples()]


def files_of(person_id: int, officer: Officer) -> list[Document]:
    """Scans kept in their dossiers, the newest first."""
    theirs = Dossier.select(Dossier.id).where(Dossier.id.in_(_ids(person_id)), visible_to(officer))
    rows = Document.select().where(Document.dossier_id.in_(theirs))
    return list(rows.order_by(Document.n.desc()).limit(MOST_FILES))


def history(person_id: int) -> list[PersonChange]:
    """What was changed in the record, the latest first."""
    rows = PersonChange.select().where(PersonChange.person == person_id)
    return list(rows.order_by(PersonChange.id.desc()).limit(MOST_CHANGES))


def _ids(person_id: int) -> Any:
    return PersonDossier.select(PersonDossier.dossier_id).where(PersonDossier.person == person_id)


def _by_number(person: Person) -> tuple[str, int]:
    return "", person.id


def _by_seen(person: Person) -> tuple[str, int]:
    return instant_text(person.seen_at), person.id


def _page(
    rows: list[Person], key: Key | None, size: int, place: Callable[[Any], tuple[str, int]]
) -> Page:
    found = page_of(rows, key, size, place)
    more = ", còn nữa ở trang sau" if found.next_key else ""
    return replace(found, words=f"{len(found.rows)} người và tổ chức{more}.")
