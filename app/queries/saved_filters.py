"""The filters an officer has named."""

from dataclasses import dataclass

from app.domain.officers import Officer
from app.domain.vietnamese import sort_key
from app.models.filters import SavedFilter
from app.queries.filters import Filters


@dataclass(frozen=True)
class Named:
    n: int
    name: str
    filters: Filters


def named(officer: Officer) -> list[Named]:
    """In Vietnamese order."""
    rows = SavedFilter.select().where(SavedFilter.by == officer.username)
    found = [Named(row.n, row.name, Filters.from_args(row.filters)) for row in rows]
    return sorted(found, key=lambda each: sort_key(each.name))
