"""Plain SQL over the engine's tables, in the dialect of whichever database is open.

Applying operations is the hot path of the whole program; statements are written out and prepared once, and no
row becomes an object on the way.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import peewee
from peewee import PostgresqlDatabase

from sync.tables import database

_INSERT = re.compile(r'INSERT INTO "?(\w+)"? \(([\w", ]+)\) VALUES \(\?(?:, \?)*\)')
FEED_LOCK = 7_239_001
"""The PostgreSQL advisory lock under which positions and feed rows are given, last in each transaction."""


def is_postgresql() -> bool:
    return isinstance(database.obj, PostgresqlDatabase)


def run(statement: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement (placeholders are `?`) and return its cursor."""
    return database.execute_sql(_spelled(statement, is_postgresql()), values)


def run_many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    # What goes wrong is raised as by `run`: whoever tells a full disk from a fault of ours knows only those names.
    if not (every_row := list(rows)):
        return
    if is_postgresql() and (together := _together(statement)):
        whole, names = together
        rows_told = [dict(zip(names, row, strict=True)) for row in every_row]
        run(whole, (json.dumps(rows_told, default=_hex),))
        return
    with peewee.__exception_wrapper__:
        database.cursor().executemany(_spelled(statement, is_postgresql()), every_row)


@cache
def _together(statement: str) -> tuple[str, list[str]] | None:
    """An INSERT of one row as one of many, given as JSON, and its columns.

    PostgreSQL and its driver spend more on a statement, and on each value beside it, than on the row.
    """
    found = _INSERT.fullmatch(statement)
    if found is None:
        return None
    table, names = found[1], [name.strip('"') for name in found[2].split(", ")]
    quoted = ", ".join(f'"{name}"' for name in names)
    # The type of the table's rows is asked for like this because a table may be named as a type is.
    rows = f'json_populate_recordset((SELECT t FROM "{table}" t LIMIT 0), ?)'
    return f'INSERT INTO "{table}" ({quoted}) SELECT {quoted} FROM {rows}', names


def _hex(value: bytes | memoryview) -> str:
    return "\\x" + bytes(value).hex()


def one(statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = run(statement, values).fetchone()
    return row


def every(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = run(statement, values).fetchall()
    return rows


def for_update() -> str:
    """The clause that keeps a row ours until the transaction ends; SQLite has one writer anyway."""
    return " FOR UPDATE" if is_postgresql() else ""


def is_deadlock(problem: Exception) -> bool:
    """Whether PostgreSQL ended this statement because two transactions waited for each other (SQLSTATE 40P01)."""
    causes = (problem, problem.__cause__, problem.__context__, *problem.args)
    return any(getattr(cause, "sqlstate", None) == "40P01" for cause in causes)


def take_feed_lock() -> None:
    if is_postgresql():
        run("SELECT pg_advisory_xact_lock(?)", (FEED_LOCK,))


@cache
def _spelled(statement: str, postgresql: bool) -> str:
    return statement.replace("?", "%s") if postgresql else statement
