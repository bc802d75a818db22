"""Questions about dossiers. Each carries `visible_to`: what is another office's does not exist here."""

from collections import Counter
from datetime import datetime
from typing import Any

from app import clock
from app.domain.calendar import local
from app.domain.dossiers import CLOSED
from app.domain.officers import Officer
from app.domain.refusals import NoSuchDossier, Refusal
from app.domain.workflow import Step
from app.models.dossiers import Dossier, Paper, Result
from app.models.dossiers import Step as Line
from app.queries import search as searching
from app.queries import standings
from app.queries.filters import Filters, conditions
from app.queries.history import Change, Changes, Event, changes, timeline
from app.queries.memory import remembered
from app.queries.paging import PAGE_SIZE, Key, Order, Page, page_of, read_key
from app.queries.queues import Queue, nearest_due, queues
from app.queries.queues import condition as queue_condition
from app.queries.rows import LISTED, Row, instant_text, rows_of
from app.queries.visibility import visible_to

__all__ = [
    "Change", "Changes", "Event", "Filters", "Page", "Queue", "Row", "changes", "id_of_code", "lines",
    "nearest_due", "objection", "one", "open_alike", "page", "papers", "queues", "results", "search", "steps_for",
    "timeline", "usual_procedures", "visible", "visible_to",
]  # fmt: skip

BY_RECEPTION = Order(Dossier.n, descending=True, column=Dossier.listed_at)
BY_DUE_DATE = Order(Dossier.n, descending=False, column=Dossier.due_key)
MOST_ALIKE = 5
LATEST, MOST_USUAL = 300, 10


def visible(dossier_id: str, officer: Officer) -> Dossier:
    """The dossier's row, or `NoSuchDossier` when it is not this officer's to see."""
    dossier = Dossier.get_or_none((Dossier.id == dossier_id) & visible_to(officer))
    if dossier is None:
        raise NoSuchDossier
    return dossier


def one(dossier_id: str, officer: Officer, *, now: datetime | None = None) -> Row:
    """The dossier with the words around it."""
    return rows_of([visible(dossier_id, officer)], officer, now or clock.now())[0]


def id_of_code(code: str, officer: Officer) -> str | None:
    """The dossier of this code, where the officer may see it."""
    row = Dossier.select(Dossier.id).where(Dossier.code == code, visible_to(officer)).first()
    return str(row.id) if row else None


def steps_for(dossier: Row, officer: Officer, *, now: datetime | None = None) -> list[Step]:
    """The steps this officer may take on it now, worded for the buttons."""
    return standings.steps_for(dossier.dossier, officer, local(now or clock.now()).date())


def objection(
    step: Step, dossier: Row, officer: Officer, *, now: datetime | None = None
) -> Refusal | None:
    """Why this officer cannot take a step on it now."""
    on = local(now or clock.now()).date()
    return standings.objection(step, dossier.dossier, officer, on)


@remembered
def lines(dossier_id: str) -> int:
    """How many lines the history has: what a page shows and a step sends back as `seen`."""
    return int(Line.select(Line.id).where(Line.dossier_id == dossier_id).count())


def papers(dossier_id: str) -> list[Paper]:
    """The checklist as it was ticked."""
    return list(Paper.select().where(Paper.dossier_id == dossier_id).order_by(Paper.position))


def results(dossier_id: str) -> list[Result]:
    """The signed results, the latest last."""
    signed = (Result.dossier_id == dossier_id) & (Result.issued == True)  # noqa: E712 - SQL
    return list(Result.select().where(signed).order_by(Result.issued_on, Result.n))


def draft(dossier_id: str, officer: Officer) -> Result | None:
    """The result this office has drafted and not signed yet."""
    return Result.get_or_none(
        (Result.dossier_id == dossier_id) & (Result.unit == officer.unit) & (Result.issued == False)  # noqa: E712 - SQL
    )


def open_alike(
    id_no: str, procedure_code: str, officer: Officer, *, now: datetime | None = None
) -> list[Row]:
    """Open dossiers of the same person for the same procedure, to warn before a second one is accepted."""
    if not id_no or not procedure_code:
        return []
    found = (
        Dossier.select(*LISTED)
        .where(
            Dossier.id_no == id_no,
            Dossier.procedure_code == procedure_code,
            Dossier.status.not_in([status.value for status in CLOSED]),
            visible_to(officer),
        )
        .order_by(Dossier.n.desc())
        .limit(MOST_ALIKE)
    )
    return rows_of(found, officer, now or clock.now())


def usual_procedures(officer: Officer, now: datetime) -> list[str]:
    """Codes of the procedures this desk has received most among its latest dossiers."""
    latest = (
        Dossier.select(Dossier.procedure_code)
        .where(Dossier.unit == officer.unit, Dossier.listed_at <= instant_text(now))
        .order_by(Dossier.listed_at.desc(), Dossier.n.desc())
        .limit(LATEST)
        .tuples()
    )
    counted = Counter(code for (code,) in latest)
    return [code for code, _ in counted.most_common(MOST_USUAL)]


def page(
    officer: Officer,
    filters: Filters | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
    *,
    now: datetime | None = None,
) -> Page:
    """One page of the list: a queue or a period of due dates by due date, a search by arrival, everything else by
    reception, the latest first. `after` is a key of the page before (or, going back, of the page behind)."""
    now, filters, key = now or clock.now(), filters or Filters(), read_key(after)
    narrowed = conditions(filters, officer, now)
    if filters.queue:
        narrowed.append(queue_condition(filters.queue, officer, now))
    if filters.text:
        found = searching.found(filters.text, officer, narrowed, key, size)
        return _page(found, key, size, lambda row: ("", row.n), officer, now)
    if filters.goes_by_due_date:
        fetched = list(BY_DUE_DATE.cut(_listed(officer, narrowed), key, size))
        return _page(fetched, key, size, lambda row: (row.due_key, row.n), officer, now)
    fetched = list(BY_RECEPTION.cut(_listed(officer, narrowed), key, size))
    return _page(fetched, key, size, lambda row: (row.listed_at, row.n), officer, now)


def search(
    text: str,
    officer: Officer,
    after: str | None = None,
    size: int = PAGE_SIZE,
    *,
    now: datetime | None = None,
) -> Page:
    """The dossiers a text may mean, newest first; none for a text without a letter or a digit."""
    now, key = now or clock.now(), read_key(after)
    found = searching.found(text, officer, [], key, size)
    return _page(found, key, size, lambda row: ("", row.n), officer, now)


def _listed(officer: Officer, narrowed: list[Any]) -> Any:
    return Dossier.select(*LISTED).where(*narrowed, visible_to(officer))


def _page(
    fetched: list[Dossier], key: Key | None, size: int, key_of: Any, officer: Officer, now: datetime
) -> Page:
    return page_of(rows_of(fetched, officer, now), key, size, key_of)
