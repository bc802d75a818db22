"""The rows of a list for a sheet: as the page shows them, a slice at a time, every column of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.models.jobs import ExportLog
from app.queries import dossiers
from app.queries.filters import Filters, conditions
from app.queries.queues import condition as queue_condition
from app.queries.rows import Row, Surroundings
from app.queries.visibility import visible_to

SLICE = 250


class Line(Row):
    """A row with its place in the sheet."""

    def __init__(self, dossier: Dossier, around: Surroundings, place: int) -> None:
        super().__init__(dossier, around)
        self.place = place


def slices(
    officer: Officer, filters: Filters, *, now: datetime, ids: Sequence[str] | None = None
) -> Iterator[list[Line]]:
    """All the rows of the list, in its order, each once; or those with these ids."""
    around, key, seen = Surroundings(officer, now), None, set[int]()
    if ids:
        chosen = Dossier.select().where(Dossier.id.in_(list(ids)), visible_to(officer))
        by_id = {row.id: row for row in chosen}
        there = [by_id[each] for each in ids if each in by_id]
        yield [Line(row, around, place) for place, row in enumerate(there, start=1)]
        return
    while True:
        page = dossiers.page(officer, filters, key, SLICE, now=now)
        wanted = [row.n for row in page.rows if row.n not in seen]
        seen.update(wanted)
        whole = {row.n: row for row in Dossier.select().where(Dossier.n.in_(wanted))}
        first = len(seen) - len(wanted)
        yield [
            Line(whole[n], around, first + place)
            for place, n in enumerate((n for n in wanted if n in whole), start=1)
        ]
        key = page.next_key
        if key is None:
            return


def count(officer: Officer, filters: Filters, *, now: datetime) -> int | None:
    """How many rows that will be; None for a search, which is not counted before it is read."""
    if filters.text:
        return None
    narrowed = conditions(filters, officer, now)
    if filters.queue:
        narrowed.append(queue_condition(filters.queue, officer, now))
    return int(Dossier.select().where(*narrowed, visible_to(officer)).count())


def taken(job_n: int) -> list[Any]:
    """Who asked for this list and who took it away, the first first."""
    return list(ExportLog.select().where(ExportLog.job == job_n).order_by(ExportLog.n))
