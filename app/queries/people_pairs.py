"""The queue of records that may be one person, and two of them side by side."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from peewee import fn

from app.domain import labels, people
from app.domain.birth_dates import show_date
from app.domain.officers import Officer
from app.domain.people import Likeness, may_undo
from app.domain.people_check import EDITED
from app.domain.refusals import NoSuchPair
from app.models.documents import Document
from app.models.people import Person, PersonDossier, PersonMerge, PersonPair
from app.queries import people as records
from app.queries.people_alike import traits_of

OPEN, UNSURE = "open", "unsure"
MOST_SHOWN, MOST_COUNTED, MOST_MERGES = 50, 100, 20

LABELS = {
    "kind": "Loại đối tượng", "name": "Họ tên", "birth_date": "Ngày sinh", "gender": "Giới tính",
    "id_type": "Loại giấy tờ", "id_no": "Số giấy tờ", "id_issued_on": "Ngày cấp", "id_issued_by": "Nơi cấp",
    "phone": "Điện thoại", "email": "Thư điện tử", "address": "Địa chỉ", "note": "Ghi chú",
    "former_ids": "Số giấy tờ trước đây", "reason": "Lý do",
}  # fmt: skip
SHOWN: dict[str, Callable[[str], str]] = {
    "kind": lambda value: labels.APPLICANT_KINDS.get(value, value),
    "gender": lambda value: labels.GENDERS.get(value, value),
    "id_type": lambda value: labels.ID_TYPES.get(value, value),
    "birth_date": show_date,
    "id_issued_on": show_date,
}


def shown(name: str, value: object) -> str:
    """A field's value as a page has it."""
    if isinstance(value, list):
        return ", ".join(f"{shown('id_type', kind)} {number}" for kind, number in value)
    return SHOWN.get(name, str)(str(value)) if value else ""


@dataclass(frozen=True)
class Line:
    """One field of the two records."""

    name: str
    label: str
    left: str
    right: str

    @property
    def is_same(self) -> bool:
        return self.left == self.right

    @property
    def is_choice(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.left and self.right) and not self.is_same


class Pair:
    """Two records side by side: the older on the left."""

    def __init__(self, row: PersonPair, left: Person, right: Person) -> None:
        self.row, self.left, self.right = row, left, right
        self.id: int = row.id
        self.state: str = row.state

    @property
    def reasons(self) -> list[str]:
        return list(self.likeness.reasons) if self.likeness else list(self.row.reasons or ())

    @property
    def against(self) -> list[str]:
        return list(self.likeness.against) if self.likeness else []

    @property
    def words(self) -> str:
        """“Cùng số CCCD, cùng ngày sinh; nhưng khác họ tên”."""
        against = f"; nhưng {', '.join(self.against)}" if self.against else ""
        told = ", ".join(self.reasons) + against
        return told[:1].upper() + told[1:]

    @cached_property
    def likeness(self) -> Likeness | None:
        """As the two records stand now; they may have been corrected since the pair was found."""
        return people.alike(traits_of(self.left), traits_of(self.right))

    @property
    def seen(self) -> int:
        return int(self.left.changes + self.right.changes)

    @property
    def is_open(self) -> bool:
        gone = self.left.merged_into or self.right.merged_into
        return self.state in (OPEN, UNSURE) and not gone

    @property
    def lines(self) -> list[Line]:
        return [
            Line(name, LABELS[name], self._of(self.left, name), self._of(self.right, name))
            for name in (*EDITED, "former_ids")
            if self._of(self.left, name) or self._of(self.right, name)
        ]

    def _of(self, person: Person, name: str) -> str:
        return shown(name, getattr(person, name))


def waiting(officer: Officer, state: str = OPEN) -> list[Pair]:
    """The likeliest pairs to look at; when these are done the next ones stand here."""
    rows = list(
        PersonPair.select()
        .where(PersonPair.unit == officer.unit, PersonPair.state == state)
        .order_by(PersonPair.weight.desc(), PersonPair.id.desc())
        .limit(MOST_SHOWN)
    )
    found = _people(id_ for row in rows for id_ in (row.low, row.high))
    return [Pair(row, found[row.low], found[row.high]) for row in rows]


def count(officer: Officer) -> int:
    """How many wait, counted up to a hundred."""
    some = (
        PersonPair.select(PersonPair.id)
        .where(PersonPair.unit == officer.unit, PersonPair.state == OPEN)
        .limit(MOST_COUNTED)
    )
    return len(list(some.tuples()))


def one(pair_id: int, officer: Officer) -> Pair:
    here = PersonPair.unit == officer.unit
    row = PersonPair.get_or_none((PersonPair.id == min(pair_id, records.LARGEST_ID)) & here)
    if row is None:
        raise NoSuchPair
    return Pair(row, records.one(row.low, officer), records.one(row.high, officer))


def of(person_id: int, officer: Officer) -> list[Pair]:
    """The undecided pairs this record stands in."""
    about = (PersonPair.low == person_id) | (PersonPair.high == person_id)
    rows = list(
        PersonPair.select().where(
            about, PersonPair.state.in_([OPEN, UNSURE]), PersonPair.unit == officer.unit
        ).limit(MOST_SHOWN)
    )  # fmt: skip
    found = _people(id_ for row in rows for id_ in (row.low, row.high))
    return [Pair(row, found[row.low], found[row.high]) for row in rows]


def scans(person_id: int) -> int:
    """How many scans lie in their dossiers: what a merge takes along."""
    theirs = PersonDossier.select(PersonDossier.dossier_id).where(PersonDossier.person == person_id)
    return int(
        Document.select(fn.COUNT(Document.id)).where(Document.dossier_id.in_(theirs)).scalar() or 0
    )


def merges(person_id: int, now: datetime) -> list[tuple[PersonMerge, bool]]:
    """Merges that made or took this record, the latest first, and whether each can still be undone."""
    about = (PersonMerge.kept == person_id) | (PersonMerge.gone == person_id)
    rows = PersonMerge.select().where(about).order_by(PersonMerge.id.desc()).limit(MOST_MERGES)
    return [(row, row.undone_at is None and may_undo(row.at, now)) for row in rows]


def _people(ids: Iterable[int]) -> dict[int, Person]:
    return {person.id: person for person in Person.select().where(Person.id.in_(set(ids) or {0}))}
