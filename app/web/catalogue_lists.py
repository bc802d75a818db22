"""The procedures of a draft or of a version, a page at a time: a search box, a tab for each kind of change, keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.domain.catalogues import EDIT_LABELS, EditKind
from app.domain.vietnamese import clean, fold
from app.domain.vietnamese import number as in_words
from app.queries.paging import Key, page_of, read_key

ON_A_PAGE = 50
LONGEST_SEARCH = 100
TO_MEND = "can-sua"
"""The tab of what cannot be published as it is."""


@dataclass(frozen=True)
class Piece:
    """What one page shows. `tabs` are (key, words, address, how many), `words` tell which part of the whole it is."""

    rows: Sequence[Any]
    tabs: list[tuple[str, str, str, int]]
    tab: str
    text: str
    words: str
    next_url: str | None
    previous_url: str | None
    address: str


def piece(
    rows: Sequence[Any], endpoint: str, *, key_of: Callable[[Any], tuple[str, int]],
    name_of: Callable[[Any], str], to_mend: Callable[[Any], bool] | None = None, **address: Any,
) -> Piece:  # fmt: skip
    """The piece of `rows` that the address asks for. `rows` stand in the order of their keys."""
    text = clean(request.args.get("tim", ""))[:LONGEST_SEARCH]
    piles: dict[str, list[Any]] = {"": list(rows)}
    for kind in EditKind:
        piles[kind.value] = [each for each in rows if each.kind == kind]
    if to_mend is not None:
        piles[TO_MEND] = [each for each in rows if to_mend(each)]
    tab = request.args.get("loai", "")
    tab = tab if piles.get(tab) else ""
    found = [each for each in piles[tab] if _is_meant(text, each.code, name_of(each))]
    key = read_key(request.args.get("sau"))
    page = page_of(_fetched(found, key, key_of), key, ON_A_PAGE, key_of)

    def to(**more: Any) -> str:
        return url_for(endpoint, **address, **({"loai": tab or None, "tim": text or None} | more))

    labels = {"": "Tất cả", TO_MEND: "Cần sửa"}
    labels |= {kind.value: words for kind, words in EDIT_LABELS.items()}
    tabs = [
        (name, labels[name], to(loai=name or None), len(pile)) for name, pile in piles.items() if pile or not name
    ]  # fmt: skip
    return Piece(
        page.rows, tabs, tab, text, _words(page.rows, found, key_of),
        to(sau=page.next_key) if page.next_key else None,
        to(sau=page.previous_key) if page.previous_key else None, to(),
    )  # fmt: skip


def key_of_code(code: str) -> tuple[str, int]:
    """A place in a list by code: “1.001193” as it may stand in an address."""
    return code.replace(".", "-"), 0


def _is_meant(text: str, code: str, name: str) -> bool:
    return not text or code.startswith(text) or fold(text) in fold(name)


def _fetched(
    found: list[Any], key: Key | None, key_of: Callable[[Any], tuple[str, int]]
) -> list[Any]:
    """From the key on, in its direction, one more than a page."""
    if key is None:
        return found[: ON_A_PAGE + 1]
    here = (key.value, key.n)
    if key.backwards:
        return [each for each in reversed(found) if key_of(each) < here][: ON_A_PAGE + 1]
    return [each for each in found if key_of(each) > here][: ON_A_PAGE + 1]


def _words(rows: Sequence[Any], found: list[Any], key_of: Callable[[Any], tuple[str, int]]) -> str:
    if not rows:
        return ""
    first = next(n for n, each in enumerate(found, 1) if key_of(each) == key_of(rows[0]))
    if len(rows) == len(found):
        return f"{in_words(len(found))} thủ tục"
    return (
        f"Thủ tục {in_words(first)}–{in_words(first + len(rows) - 1)} trong {in_words(len(found))}"
    )
