"""Filters an officer keeps under a name of their own."""

from datetime import datetime

from peewee import EXCLUDED

from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NoSuchFilter, TooManyFilters
from app.domain.vietnamese import clean
from app.models.filters import SavedFilter
from app.queries.filters import Filters
from sync import journal

LONGEST_NAME = 80
MOST_FILTERS = 30


def save(name: str, filters: Filters, *, by: Officer, at: datetime) -> None:
    """Keep the filters under this name; the same name again holds the new ones."""
    name = clean(name)
    if not name or len(name) > LONGEST_NAME:
        raise FormNotComplete({"ten": f"Đặt tên cho bộ lọc, dài nhất {LONGEST_NAME} ký tự."})
    if not filters:
        raise FormNotComplete({"ten": "Chọn ít nhất một điều kiện lọc rồi mới lưu."})
    with journal.transaction():
        mine = SavedFilter.select().where(SavedFilter.by == by.username)
        if mine.where(SavedFilter.name != name).count() >= MOST_FILTERS:
            raise TooManyFilters(most=MOST_FILTERS)
        SavedFilter.insert(by=by.username, name=name, filters=filters.to_args(), made_at=at).on_conflict(
            conflict_target=[SavedFilter.by, SavedFilter.name],
            update={SavedFilter.filters: EXCLUDED.filters, SavedFilter.made_at: EXCLUDED.made_at},
        ).execute()  # fmt: skip


def drop(filter_n: int, *, by: Officer) -> None:
    with journal.transaction():
        theirs = (SavedFilter.n == filter_n) & (SavedFilter.by == by.username)
        if not SavedFilter.delete().where(theirs).execute():
            raise NoSuchFilter
