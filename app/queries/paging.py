"""Lists by key: a page begins after the last row of the one before, however long the list is.

No OFFSET and no COUNT: the cost of a page does not grow with the number of dossiers.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Tuple

PAGE_SIZE = 50
KEY = re.compile(r"([ab])~([0-9TZ:-]{0,20})~([0-9]{1,15})")


@dataclass(frozen=True)
class Page:
    """One page of a list. The keys go into the addresses of the pages beside it."""

    rows: Sequence[Any]
    next_key: str | None
    previous_key: str | None
    words: str


@dataclass(frozen=True)
class Key:
    """Where a page begins: after a row, or before one when going back."""

    backwards: bool
    value: str
    n: int


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by `column` if there is one, then by `n`, all in one direction."""

    n: Any
    descending: bool
    column: Any = None

    def cut(self, query: Any, key: Key | None, size: int) -> Any:
        """The rows of one page and one more, which says whether the list goes on."""
        descending = self.descending != (key is not None and key.backwards)
        terms = [self.n] if self.column is None else [self.column, self.n]
        if key is not None:
            place, here = self._compared(key)
            query = query.where(place < here if descending else place > here)
        return query.order_by(*(t.desc() if descending else t.asc() for t in terms)).limit(size + 1)

    def _compared(self, key: Key) -> tuple[Any, Any]:
        if self.column is None:
            return self.n, key.n
        return Tuple(self.column, self.n), Tuple(key.value, key.n)


def read_key(text: str | None) -> Key | None:
    """The key out of an address; anything else means the first page."""
    match = KEY.fullmatch(text or "")
    return Key(match[1] == "b", match[2], int(match[3])) if match else None


def page_of(
    fetched: Sequence[Any], key: Key | None, size: int, key_of: Callable[[Any], tuple[str, int]]
) -> Page:
    """The page out of the rows fetched in the direction of the key."""
    backwards = key is not None and key.backwards
    more, rows = len(fetched) > size, list(fetched[:size])
    if backwards:
        rows.reverse()
    goes_on, came_from = (True, more) if backwards else (more, key is not None)
    return Page(
        rows=rows,
        next_key=_written("a", key_of(rows[-1])) if rows and goes_on else None,
        previous_key=_written("b", key_of(rows[0])) if rows and came_from else None,
        words=_words(len(rows), goes_on=goes_on),
    )


def _written(direction: str, place: tuple[str, int]) -> str:
    return f"{direction}~{place[0]}~{place[1]}"


def _words(count: int, *, goes_on: bool) -> str:
    if count == 0:
        return "Không có hồ sơ nào."
    return f"{count} hồ sơ, còn nữa ở trang sau." if goes_on else f"{count} hồ sơ."
