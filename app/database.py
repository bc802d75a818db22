"""SQLite or PostgreSQL from one URL, with the settings that survive a power cut.

The connection of a thread stays open between requests: on SQLite a second open connection keeps the
write-ahead log alive, which is five times faster than reopening it for every click.
"""

import logging
import selectors
from pathlib import Path
from urllib.parse import unquote, urlsplit

from peewee import Database, DatabaseError, DatabaseProxy, PostgresqlDatabase, SqliteDatabase

import sync.tables

log = logging.getLogger(__name__)

database = DatabaseProxy()

BUSY_TIMEOUT_MS = 10_000
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "temp_store": "memory",
    "cache_size": -16_000,
}


class Sqlite(SqliteDatabase):
    """SQLite that tells why it failed: on a full disk it has undone the transaction by itself, and to undo it once
    more would be an error that hides the real one."""

    def rollback(self) -> None:
        if self.connection().in_transaction:
            super().rollback()


def connect(url: str) -> Database:
    """Open the database of this node and bind every table to it."""
    whole = opened(url)
    database.initialize(whole)
    sync.tables.database.initialize(whole)
    if url.startswith("sqlite:"):
        _set_journal_aside_if_foreign(sqlite_path(url))
    whole.connect(reuse_if_open=True)
    return whole


def opened(url: str) -> Database:
    """The database of this URL: `sqlite:///path/to/file.db` or `postgresql://user:password@host:port/name`."""
    return _sqlite(url) if url.startswith("sqlite:") else _postgresql(url)


def ready() -> None:
    """Give this thread a usable connection, reopening one that the server has dropped."""
    if not database.is_closed() and (not database.is_connection_usable() or _was_dropped()):
        database.close()
    database.connect(reuse_if_open=True)


def _was_dropped() -> bool:
    """Whether PostgreSQL has gone from under an idle connection: it has nothing to say to us but goodbye."""
    if is_sqlite():
        return False
    with selectors.DefaultSelector() as selector:
        selector.register(database.connection().fileno(), selectors.EVENT_READ)
        return bool(selector.select(timeout=0))


def close() -> None:
    """Close this thread's connection and forget the database (tests, and the end of a command)."""
    if database.obj is not None and not database.is_closed():
        database.close()


def is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def sqlite_path(url: str) -> Path:
    """The file a `sqlite:` URL names."""
    return Path(unquote(url.removeprefix("sqlite:///")))


def _sqlite(url: str) -> SqliteDatabase:
    path = sqlite_path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    return Sqlite(str(path), pragmas=PRAGMAS, timeout=BUSY_TIMEOUT_MS / 1000)


def _set_journal_aside_if_foreign(file: Path) -> None:
    """Take away the -wal of another file under this one: somebody copied a database back and left it standing.

    Looked at before the file is opened to write, for that alone would mix the two for ever. What is taken away is kept.
    """
    journal = Path(f"{file}-wal")
    if not journal.exists() or not journal.stat().st_size or _is_whole(file, "mode=ro"):
        return
    if _is_whole(file, "immutable=1"):
        journal.replace(f"{file}-wal.left")
        Path(f"{file}-shm").unlink(missing_ok=True)
        log.warning("set aside a journal that is not of this database: %s-wal.left", file.name)


def _is_whole(file: Path, how: str) -> bool:
    """Whether SQLite finds no fault in the file; `immutable=1` leaves its journal out."""
    reader = SqliteDatabase(f"{file.absolute().as_uri()}?{how}", uri=True)
    try:
        return bool(reader.execute_sql("PRAGMA quick_check").fetchall() == [("ok",)])
    except DatabaseError:
        return False
    finally:
        reader.close()


def _postgresql(url: str) -> PostgresqlDatabase:
    parts = urlsplit(url)
    return PostgresqlDatabase(
        parts.path.lstrip("/"),
        host=parts.hostname,
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        prefer_psycopg3=True,
    )
