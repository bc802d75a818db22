"""Who looked at personal data, printed it, or took it away: the lines of this office, the newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app import clock
from app.domain.access_log import OF_DOSSIER, PAGES, WHAT
from app.domain.intake import read_day
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.officers import OfficerAccount
from app.models.people import AccessNote
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key

NEWEST = Order(AccessNote.id, descending=True)
SLICE = 500
LONGEST = 80
NOT_A_DAY = "Ngày viết dạng 24/05/2019."
NAMES = {
    "by": "can-bo", "first": "tu", "last": "den", "dossier": "ho-so", "what": "viec", "page": "trang",
}  # fmt: skip
"""The names in the address, without marks."""


@dataclass(frozen=True)
class Asked:
    """Which lines are wanted, as typed: empty means all. `dossier` is a dossier's number or its id."""

    by: str = ""
    first: str = ""
    last: str = ""
    dossier: str = ""
    what: str = ""
    page: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Asked":
        return cls(**{name: clean(args.get(said, ""))[:LONGEST] for name, said in NAMES.items()})

    def to_args(self) -> dict[str, str]:
        told = {NAMES[each.name]: getattr(self, each.name) for each in fields(self)}
        return {said: value for said, value in told.items() if value}

    @property
    def faults(self) -> dict[str, str]:
        """By the name in the address: what could not be understood and was left out."""
        days = {NAMES[name]: getattr(self, name) for name in ("first", "last")}
        return {
            said: NOT_A_DAY for said, typed in days.items() if typed and read_day(typed) is None
        }


@dataclass(frozen=True)
class Look:
    """One line. `dossier_id` or `person_id` leads to the record; a list has neither."""

    id: int
    at: datetime
    by: str
    by_name: str
    page: str
    what: str
    about: str
    dossier_id: str | None
    person_id: str | None
    count: int


def page(asked: Asked, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The lines after this key, the newest first."""
    key = read_key(after)
    rows = list(NEWEST.cut(_narrowed(asked), key, size))
    found = page_of(rows, key, size, lambda row: ("", row.id))
    words = f"{len(found.rows)} dòng." if found.rows else "Không có dòng nào."
    return replace(found, rows=_looks(found.rows), words=words)


def slices(asked: Asked, *, upto: int) -> Iterator[list[Look]]:
    """All these lines for a sheet, the newest first; lines written after `upto` are left out."""
    last = upto + 1
    while True:
        narrowed = _narrowed(asked).where(AccessNote.id < last)
        rows = list(narrowed.order_by(AccessNote.id.desc()).limit(SLICE))
        if not rows:
            return
        yield _looks(rows)
        last = rows[-1].id


def newest() -> int:
    """The number of the last line there is."""
    row = AccessNote.select(AccessNote.id).order_by(AccessNote.id.desc()).first()
    return int(row.id) if row else 0


def count(asked: Asked) -> int:
    return int(_narrowed(asked).count())


def officers() -> list[tuple[str, str]]:
    """Everybody who ever had an account here, by username, with the name."""
    rows = OfficerAccount.select(OfficerAccount.username, OfficerAccount.name)
    return list(rows.order_by(OfficerAccount.username).tuples())


def _narrowed(asked: Asked) -> Any:
    query = AccessNote.select()
    if asked.by:
        query = query.where(AccessNote.by == asked.by)
    if asked.what in WHAT:
        query = query.where(AccessNote.what == asked.what)
    if asked.page in PAGES:
        query = query.where(AccessNote.page == asked.page)
    if first := read_day(asked.first):
        query = query.where(AccessNote.at >= _midnight(first))
    if last := read_day(asked.last):
        query = query.where(AccessNote.at < _midnight(last + timedelta(days=1)))
    if asked.dossier:
        query = query.where(AccessNote.record_id.in_(_ids_of(asked.dossier)))
    return query


def _ids_of(text: str) -> list[str]:
    """The dossiers of this number, and the text itself, which may be an id."""
    known = Dossier.select(Dossier.id).where(Dossier.code == text.upper()).tuples()
    return [text, *(each for (each,) in known)]


def _looks(rows: Any) -> list[Look]:
    """The rows in words: who by their name, a dossier by its number, asked once for all of them."""
    notes = list(rows)
    names = dict(officers())
    ids = {row.record_id for row in notes if row.page in OF_DOSSIER and row.record_id}
    codes = (
        dict(Dossier.select(Dossier.id, Dossier.code).where(Dossier.id.in_(ids)).tuples())
        if ids
        else {}
    )
    return [_look(row, names, codes) for row in notes]


def _look(row: AccessNote, names: Mapping[str, str], codes: Mapping[str, str | None]) -> Look:
    is_dossier = row.record_id in codes
    is_person = row.page == "person" and bool(row.record_id)
    if is_dossier:
        about = codes[row.record_id] or "Hồ sơ chưa cấp mã"
    else:
        about = f"Số {row.record_id}" if row.record_id and row.page not in OF_DOSSIER else ""
    return Look(
        id=row.id, at=row.at, by=row.by, by_name=names.get(row.by, row.by), page=PAGES.get(row.page, row.page),
        what=WHAT.get(row.what, row.what), about=about, count=row.count,
        dossier_id=row.record_id if is_dossier else None, person_id=row.record_id if is_person else None,
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)
