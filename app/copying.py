"""One whole copy of the database into a file, and out of a file into a place of its own: SQLite by itself, PostgreSQL
by the tools of its server.

What takes long is a generator that yields now and then; closed, it ends what it began.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from peewee import SqliteDatabase
from psycopg import sql

from app import migrations
from app.database import sqlite_path

LOOK_EVERY_SECONDS = 0.2
WHOLE_MEGABYTE = 1024 * 1024
SPARE_BYTES = 256 * WHOLE_MEGABYTE
TRIAL = "phuc_hoi_thu"
NO_ROLES = ("--no-owner", "--no-privileges")
"""Another server knows other roles."""

Waiting = Generator[None, None, None]


class CopyFailed(Exception):
    """Why a copy could not be made or brought back, in words for whoever looks after the machine."""


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def suffix(url: str) -> str:
    return ".db" if is_sqlite(url) else ".dump"


def make(url: str, target: Path) -> Waiting:
    """A whole copy while the office works on; it has its name when it is whole and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_sqlite(url):
        refuse_without_room(target.parent, sqlite_path(url).stat().st_size)
        migrations.copy_to(target)
        yield
        return
    unfinished = target.with_suffix(".unfinished")
    yield from _tool("pg_dump", url, "--format=custom", *NO_ROLES, f"--file={unfinished}")
    settle(unfinished, target)


@contextmanager
def brought_back(url: str, copy: Path, folder: Path) -> Iterator[tuple[str, Waiting]]:
    """A place of its own for the copy, gone afterwards: its URL, and the work that fills it."""
    if copy.suffix == ".db":
        refuse_without_room(copy.parent, copy.stat().st_size)
        place = folder / "motcua.db"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        try:
            yield f"sqlite:///{place.as_posix()}", _filled(copy, place)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    if is_sqlite(url):
        raise CopyFailed("Bản sao này là của PostgreSQL, còn nút này dùng SQLite.")
    beside = f"{_name(url)}_{TRIAL}"
    with _administering(url) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(beside))
        )
        try:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(beside))
            )
        except psycopg.errors.InsufficientPrivilege as no:
            raise CopyFailed(
                "Tài khoản PostgreSQL của chương trình không được tạo cơ sở dữ liệu để phục hồi thử. "
                "Người quản trị máy chủ chạy: ALTER ROLE … CREATEDB."
            ) from no
        try:
            there = url.rpartition("/")[0] + f"/{beside}"
            yield there, fill(there, copy)
        finally:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(beside))
            )


def fill(url: str, copy: Path) -> Waiting:
    """The copy into an empty PostgreSQL database, whole or not at all."""
    whole = ("--exit-on-error", "--single-transaction")
    yield from _tool("pg_restore", url, *NO_ROLES, *whole, str(copy))


def is_empty(url: str) -> bool:
    """Whether a PostgreSQL database has no table of this program yet."""
    with closing(psycopg.connect(url)) as connection:
        row = connection.execute("SELECT to_regclass('schema_migration')").fetchone()
    return row is None or row[0] is None


def settle(unfinished: Path, target: Path) -> None:
    """On the disk first, then under its name; readable by its owner alone."""
    unfinished.chmod(0o600)
    with unfinished.open("rb+") as whole:
        os.fsync(whole.fileno())
    unfinished.replace(target)


def copy_file(source: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.copyfile(source, unfinished)
    settle(unfinished, target)


def refuse_without_room(folder: Path, size_bytes: int) -> None:
    """Raises `CopyFailed`: a disk filled by a copy would stop the counter."""
    free = shutil.disk_usage(folder).free
    if free < size_bytes + SPARE_BYTES:
        wanted = (size_bytes + SPARE_BYTES) // WHOLE_MEGABYTE
        raise CopyFailed(
            f"Ổ đĩa còn {free // WHOLE_MEGABYTE} MB, cần {wanted} MB. Hãy dọn bớt rồi làm lại."
        )


def is_in_use(file: Path) -> bool:
    """Whether some process has this SQLite file open. Where none has, its journal is folded into it."""
    reader = SqliteDatabase(str(file), timeout=0)
    try:
        return str(reader.execute_sql("PRAGMA journal_mode=DELETE").fetchone()[0]) != "delete"
    except Exception as problem:
        return "locked" in str(problem)
    finally:
        reader.close()


def waited(process: "subprocess.Popen[str]") -> Waiting:
    """Yields while it runs; a process nobody waits for any more is ended."""
    try:
        while process.poll() is None:
            yield
            time.sleep(LOOK_EVERY_SECONDS)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _filled(copy: Path, place: Path) -> Waiting:
    shutil.copyfile(copy, place)
    yield


def _tool(name: str, url: str, *options: str) -> Waiting:
    """Run a tool of PostgreSQL on this database. The password goes by the environment, where nobody else reads it."""
    program = shutil.which(name)
    if program is None:
        raise CopyFailed(
            f"Máy này không có {name} của PostgreSQL nên chương trình không tự sao lưu được. "
            "Cài gói postgresql-client cùng phiên bản với máy chủ."
        )
    parts = urlsplit(url)
    environment = os.environ | {
        "PGHOST": parts.hostname or "localhost", "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""), "PGPASSWORD": unquote(parts.password or ""),
    }  # fmt: skip
    process = subprocess.Popen(
        [program, f"--dbname={_name(url)}", "--no-password", *options],
        env=environment, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    yield from waited(process)
    said = process.stderr.read() if process.stderr else ""
    if process.returncode:
        first = next((line for line in said.splitlines() if line.strip()), "không nói lý do")
        raise CopyFailed(f"{name} không làm được: {first[:200]}")


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))


@contextmanager
def _administering(url: str) -> "Iterator[psycopg.Connection]":
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection
