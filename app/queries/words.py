"""Rows of a table that contain words, from the index the database keeps over its `search_text`.

The words are folded already; what reaches the index is letters and digits in quotes.
"""

from collections.abc import Sequence
from typing import Any

from peewee import JOIN, SQL

from app.database import is_sqlite


def has_all(model: Any, index: Any, words: Sequence[str], *, unfinished: bool) -> Any:
    """The query of all rows that have every word; the last may be only the beginning of one.

    On SQLite the full-text index stands in front and hands its rows out in the order of their own number, as many
    as are wanted, however many match.
    """
    if not is_sqlite():
        ends = ":*" if unfinished else ""
        lexemes = " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}'{ends}"])
        return model.select().where(SQL("search_vector @@ CAST(%s AS tsquery)", [lexemes]))
    ends = "*" if unfinished else ""
    phrase = " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"{ends}'])
    table = index._meta.table_name
    return (
        index.select(model)
        .join(model, JOIN.CROSS)
        .where(SQL(f"{table} MATCH ?", [phrase]), model._meta.primary_key == index.rowid)
        .objects(model)
    )
