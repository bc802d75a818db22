"""What citizens said of how dossiers were served."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from app.domain.calendar import moment
from app.domain.officers import Officer
from app.domain.ratings import SATISFACTION_LABELS, Satisfaction
from app.models.dossiers import Dossier
from app.models.ratings import Rating
from app.queries import units
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key
from app.queries.visibility import visible_to

NEWEST = Order(Rating.n, descending=True)


@dataclass(frozen=True)
class Answer:
    """One answer about one dossier; `code`, `procedure` and `unit_name` only in a list."""

    score: str
    label: str
    words: str
    at: datetime
    dossier_id: str = ""
    code: str = ""
    procedure: str = ""
    unit_name: str = ""
    n: int = 0


def of_dossier(dossier_id: str) -> Answer | None:
    """The first answer, which is the one that counts."""
    rows = Rating.select().where(Rating.dossier_id == dossier_id)
    row = rows.order_by(Rating.rated_at, Rating.id).first()
    return _answer(row) if row else None


def counts(first: date, last: date, officer: Officer) -> Mapping[str, int]:
    """How many answers of each kind came in these days, about dossiers of this office and those below."""
    found = (
        Rating.select(Rating.score, fn.COUNT(Rating.n))
        .where(_said(first, last, officer))
        .group_by(Rating.score)
        .tuples()
    )
    return dict(found)


def page(
    first: date, last: date, officer: Officer, after: str | None, size: int = PAGE_SIZE
) -> Page:
    """The answers of these days, the newest first."""
    key, names = read_key(after), units.names(last)
    rows = (
        Rating.select(Rating, Dossier.code, Dossier.procedure_name)
        .join(Dossier, on=(Rating.dossier_id == Dossier.id), attr="of")
        .where(_said(first, last, officer), visible_to(officer))
    )
    found = [_answer(row, row.of, names) for row in NEWEST.cut(rows, key, size)]
    return page_of(found, key, size, lambda answer: ("", answer.n))


def _said(first: date, last: date, officer: Officer) -> Any:
    begins, ends = (moment(day, time()) for day in (first, last + timedelta(days=1)))
    taken_in = [unit.code for unit in units.taken_in(officer.unit)]
    mine = Rating.unit.in_([officer.unit, *units.units_below(officer.unit), *taken_in])
    return mine & (Rating.rated_at >= begins) & (Rating.rated_at < ends)


def _answer(
    row: Rating, of: Dossier | None = None, names: Mapping[str, str] | None = None
) -> Answer:
    known = row.score in set(Satisfaction)
    label = SATISFACTION_LABELS[Satisfaction(row.score)] if known else row.score
    told = Answer(row.score, label, row.words or "", row.rated_at, row.dossier_id, n=row.n)
    if of is None:
        return told
    unit_name = (names or {}).get(row.unit, row.unit)
    return replace(told, code=of.code or "", procedure=of.procedure_name, unit_name=unit_name)
