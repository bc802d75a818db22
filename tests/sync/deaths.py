"""A process that dies at a point of our choosing, as by kill -9 or by a power cut, and what its files are then.

`Points` counts every place where a death can make a difference: before and after each statement and commit, around
each fsync and rename, and wherever an act says `reach`. Only the runner of the tests puts these traps in.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peewee

WRITES = os.O_WRONLY | os.O_RDWR
NOTES = "what-was-confirmed"
"""Files with this in their name are the memory of the test, which no power cut takes."""

QUIET = ("SELECT", "PRAGMA", "BEGIN")
"""Statements that leave the files as they are."""


class Points:
    """Names the places passed, and dies at one of them. `is_power`: what was not fsynced is gone with it."""

    def __init__(
        self,
        folder: Path,
        *,
        die_at: int = -1,
        is_power: bool = False,
        every_statement: bool = True,
    ) -> None:
        self.passed: list[str] = []
        self.every_statement = every_statement
        self.is_counting = True
        self._folder, self._die_at, self._is_power = str(folder), die_at, is_power
        self._unsynced: set[str] = set()

    def reach(self, name: str) -> None:
        if not self.is_counting:
            return
        if len(self.passed) == self._die_at:
            self.die()
        self.passed.append(name)

    def die(self) -> None:
        for path in self._unsynced if self._is_power else ():
            if os.path.exists(path):
                os.truncate(path, 0)
        os.kill(os.getpid(), signal.SIGKILL)

    # ── What a power cut takes ──────────────────────────────────────────────────────────────────

    def opened(self, path: Any, flags: int) -> None:
        if flags & WRITES and self._is_ours(path):
            self._unsynced.add(os.path.abspath(os.fsdecode(path)))

    def synced(self, descriptor: int) -> None:
        self._unsynced.discard(os.readlink(f"/proc/self/fd/{descriptor}"))

    def renamed(self, old: Any, new: Any) -> None:
        before, after = (os.path.abspath(os.fsdecode(path)) for path in (old, new))
        if before in self._unsynced:
            self._unsynced ^= {before, after}

    def _is_ours(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | Path):
            return False
        whole = os.path.abspath(os.fsdecode(path))
        return whole.startswith(self._folder) and NOTES not in whole


class _Cursor:
    """A cursor that passes a point before each statement, and one after what ends a transaction."""

    def __init__(self, cursor: Any, points: Points) -> None:
        self._cursor, self._points = cursor, points

    def execute(self, statement: str, values: Any = ()) -> Any:
        return self._pass(statement, self._cursor.execute, values)

    def executemany(self, statement: str, rows: Any) -> Any:
        return self._pass(statement, self._cursor.executemany, rows)

    def _pass(self, statement: str, run: Callable[..., Any], values: Any) -> Any:
        words = statement.replace('"', "").split()
        verb = words[0].upper()
        if verb == "COMMIT" or (self._points.every_statement and verb not in QUIET):
            self._points.reach("before " + " ".join(words[: 3 if words[0] != "UPDATE" else 2]))
        done = run(statement, values)
        if verb == "COMMIT":
            self._points.reach("after COMMIT")
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


def trap(points: Points) -> None:
    """From now on this process passes the points. There is no way back: the process is one that may die."""
    cursor, fsync, replace, rename = peewee.Database.cursor, os.fsync, os.replace, os.rename

    def trapped_cursor(database: Any, *options: Any) -> Any:
        return _Cursor(cursor(database, *options), points)

    def trapped_fsync(file: Any) -> None:
        points.reach("before fsync")
        fsync(file)
        points.synced(file if isinstance(file, int) else file.fileno())
        points.reach("after fsync")

    def moving(move: Callable[..., None]) -> Callable[..., None]:
        def moved(old: Any, new: Any, **options: Any) -> None:
            points.reach("before rename")
            move(old, new, **options)
            points.renamed(old, new)
            points.reach("after rename")

        return moved

    def heard(event: str, details: tuple[Any, ...]) -> None:
        if event == "open":
            points.opened(details[0], details[2] or 0)

    peewee.Database.cursor = trapped_cursor
    os.fsync, os.replace, os.rename = trapped_fsync, moving(replace), moving(rename)
    sys.addaudithook(heard)


def in_a_child(work: Callable[[], Any]) -> Any:
    """What `work` returns (as JSON), done in a process of its own; None when that was killed on the way."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said = json.dumps({"said": work()})
        except BaseException as problem:
            said = json.dumps({"problem": f"{type(problem).__name__}: {problem}"})
        with os.fdopen(writing, "w") as out:
            out.write(said)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        text = heard.read()
    os.waitpid(child, 0)
    told = json.loads(text) if text else {"said": None}
    if "problem" in told:
        raise RuntimeError(told["problem"])
    return told["said"]
