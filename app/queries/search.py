"""Finding dossiers by what people say and type: a name, a code or a part of it, a phone, an identity number.

Words are compared without marks; all must occur, the last one may be unfinished. What was typed never reaches
the index as it is: only its letters and digits do, quoted.
"""

from collections.abc import Sequence
from typing import Any

from peewee import JOIN, SQL, PostgresqlDatabase, fn

from app.database import database
from app.domain import codes
from app.domain.dossiers import words_of
from app.domain.finding import meant_by
from app.domain.officers import Officer
from app.domain.vietnamese import clean, fold
from app.models.dossiers import Dossier
from app.models.search import DossierSearch
from app.queries.paging import Key, Order
from app.queries.rows import LISTED
from app.queries.visibility import visible_to

MOST_WORDS = 8
MOST_EXACT = 10
RUNNING_NUMBER = 4
STRETCHES = (4_000, 32_000)
"""How many of the newest rows are looked through for a page, and how many when those did not fill it: a family name
fills one from the first, a whole name from the second, and what neither does is rare."""
BY_ARRIVAL = Order(Dossier.n, descending=True)


def found(
    text: str, officer: Officer, conditions: Sequence[Any], key: Key | None, size: int
) -> list[Dossier]:
    """The dossiers a text means, newest first, one more than a page; on the first page those whose
    applicant has exactly this name, marks and all, stand before the others."""
    visible, text = [visible_to(officer), *conditions], meant_by(text)
    if codes.is_code(text):
        code = clean(text).replace(" ", "").upper()
        return list(BY_ARRIVAL.cut(_plain(visible).where(Dossier.code == code), key, size))
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    matching = _matching(words, visible, key, size)
    if key is not None or not _has_marks(text):
        return matching
    exact = list(BY_ARRIVAL.cut(_named(text, visible), None, MOST_EXACT))[:MOST_EXACT]
    first = {dossier.n for dossier in exact}
    return exact + [dossier for dossier in matching if dossier.n not in first]


def _plain(conditions: Sequence[Any]) -> Any:
    return Dossier.select(*LISTED).where(*conditions)


def _named(text: str, conditions: Sequence[Any]) -> Any:
    name = clean(text)
    return _plain(conditions).where(Dossier.applicant_name.in_({name, name.title()}))


def _matching(
    words: Sequence[str], conditions: Sequence[Any], key: Key | None, size: int
) -> list[Dossier]:
    if isinstance(database.obj, PostgresqlDatabase):
        lexemes = " & ".join(map(_lexeme, _terms(words)))
        match = SQL("search_vector @@ CAST(%s AS tsquery)", [lexemes])
        return _matching_in_postgresql(match, conditions, key, size)
    # CROSS JOIN keeps the index in front and its own number sorts: it hands out as many rows as are wanted,
    # in their order, however many match.
    query = (
        DossierSearch.select(*LISTED)
        .join(Dossier, JOIN.CROSS)
        .where(
            SQL("dossier_search MATCH ?", [" AND ".join(map(_phrase, _terms(words)))]),
            Dossier.n == DossierSearch.rowid,
            *conditions,
        )
        .objects(Dossier)
    )
    return list(Order(DossierSearch.rowid, descending=True).cut(query, key, size))


def _matching_in_postgresql(
    match: Any, conditions: Sequence[Any], key: Key | None, size: int
) -> list[Dossier]:
    """Common words fill a page from the rows beside its beginning; what they do not fill is rare enough to be
    gathered from the index first. PostgreSQL alone would often guess wrong between the two ways."""
    for stretch in STRETCHES:
        near = _plain([*conditions, *_beside(key, stretch)]).where(match)
        found = list(BY_ARRIVAL.cut(near, key, size))
        if len(found) > size:
            return found
    gathered = Dossier.select(Dossier.n).where(match).cte("gathered", materialized=True)
    wanted = Dossier.n.in_(gathered.select_from(gathered.c.n))
    return list(BY_ARRIVAL.cut(_plain(conditions).where(wanted), key, size).with_cte(gathered))


def _beside(key: Key | None, stretch: int) -> list[Any]:
    """The stretch of rows in which a page is looked for first."""
    if key is not None and key.backwards:
        return [Dossier.n <= key.n + stretch]
    start = key.n if key else Dossier.select(fn.MAX(Dossier.n)).scalar() or 0
    return [Dossier.n >= start - stretch]


Term = tuple[tuple[str, bool], ...]
"""Alternatives, each a word and whether it may be only the beginning of one."""


def _terms(words: Sequence[str]) -> list[Term]:
    *whole, last = words
    unfinished: Term = ((last, True),)
    if last.isascii() and last.isdigit() and len(last) < RUNNING_NUMBER:
        # “12” also means the running number 0012.
        unfinished += ((last.zfill(RUNNING_NUMBER), False),)
    return [*(((word, False),) for word in whole), unfinished]


def _phrase(term: Term) -> str:
    words = [f'"{word}"' + ("*" if beginning else "") for word, beginning in term]
    return f"({' OR '.join(words)})"


def _lexeme(term: Term) -> str:
    words = [f"'{word}'" + (":*" if beginning else "") for word, beginning in term]
    return f"({' | '.join(words)})"


def _has_marks(text: str) -> bool:
    return fold(text) != clean(text).casefold()
