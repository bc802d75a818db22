"""Plain SQL over the engine's tables, in the dialect of whichever database is open.

Applying operations is the hot path of the whole program; statements are written out and prepared once, and no
row becomes an object on the way.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import peewee
from peewee import PostgresqlDatabase

from sync.tables import database

_GIVEN = r'(?:"?\w+"? = \?(?:, )?)+'
_UPDATE = re.compile(
    rf'UPDATE "?(\w+)"? SET ({_GIVEN})((?:, \w+ = \d+)*) WHERE ((?:"?\w+"? = \?(?: AND )?)+)'
)
_INSERT = re.compile(r'INSERT INTO "?(\w+)"? \(([\w", ]+)\) VALUES \(\?(?:, \?)*\)')
FEED_LOCK = 7_239_001
"""The PostgreSQL advisory lock under which positions and feed rows are given, last in each transaction."""


def is_postgresql() -> bool:
    return isinstance(database.obj, PostgresqlDatabase)


def run(statement: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement (placeholders are `?`) and return its cursor."""
    with peewee.__exception_wrapper__:
        cursor = database.obj.cursor()
        cursor.execute(_spelled(statement, is_postgresql()), values)
        return cursor


def run_many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """The statement for each of these rows. An UPDATE names each row at most once by what stands in its WHERE, or the
    last of those that name it counts."""
    # What goes wrong is raised as by `run`: whoever tells a full disk from a fault of ours knows only those names.
    if not (every_row := list(rows)):
        return
    if is_postgresql() and (together := _together(statement)):
        rows_told = [dict(zip(together.names, row, strict=True)) for row in every_row]
        if together.keys:
            by_key = {tuple(row[name] for name in together.keys): row for row in rows_told}
            rows_told = list(by_key.values())
        run(together.statement, (json.dumps(rows_told, default=_hex),))
        return
    with peewee.__exception_wrapper__:
        database.cursor().executemany(_spelled(statement, is_postgresql()), every_row)


@dataclass(frozen=True)
class _Together:
    """A statement for many rows, told as JSON: the columns of a row, and by which of them an UPDATE finds it."""

    statement: str
    names: list[str]
    keys: list[str]


@cache
def _together(statement: str) -> _Together | None:
    """A statement about one row as one about many.

    PostgreSQL and its driver spend more on a statement, and on each value beside it, than on the row.
    """
    if found := _INSERT.fullmatch(statement):
        names = _names(found[2])
        quoted = ", ".join(f'"{name}"' for name in names)
        rows = f"SELECT {quoted} FROM {_rows_told(found[1])} told"
        return _Together(f'INSERT INTO "{found[1]}" ({quoted}) {rows}', names, [])
    if found := _UPDATE.fullmatch(statement):
        table, given, keys = found[1], _names(found[2]), _names(found[4])
        sets = ", ".join([f'"{name}" = told."{name}"' for name in given]) + (found[3] or "")
        where = " AND ".join(f'"{table}"."{name}" = told."{name}"' for name in keys)
        whole = f'UPDATE "{table}" SET {sets} FROM {_rows_told(table)} told WHERE {where}'
        return _Together(whole, given + keys, keys)
    return None


def _names(columns: str) -> list[str]:
    return [name.split(" = ")[0].strip('"') for name in re.split(", | AND ", columns) if name]


def _rows_told(table: str) -> str:
    # The type of the table's rows is asked for like this because a table may be named as a type is.
    return f'json_populate_recordset((SELECT t FROM "{table}" t LIMIT 0), ?)'


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
