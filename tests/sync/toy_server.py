"""One office of the toy application as a process: `python -m tests.sync.toy_server --unit 18571 --port 9001 …`.

POST /sync/exchange   an envelope of a child, as at a real parent
POST /act/write       (or move, void) one change by an officer: the ids of what was committed, as JSON
POST /exchange/3      exchange with the parent, 3 seconds for each answer: what was carried; 502 when it is away, 409
                      when one is going on
POST /clock/3600      the clock of this office is an hour ahead from now on
"""

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from waitress import serve

from app import database
from sync import child, store, tables
from sync.carriers.http import HttpCarrier
from sync.keys import NodeKey
from sync.wire import CONTENT_TYPE
from tests.sync.offices import BELOW, Office, toy_shares
from tests.sync.simulator import Machine, World

NAMES = 2**40
"""Records are numbered from somewhere below, so that no two processes give the same name."""


class ServedMachine(Machine):
    """An office in a file or on PostgreSQL, with a clock of its own."""

    offset = timedelta()
    acting = Office.acting
    """Its process has one program, and several threads at once."""

    def __init__(self, unit: str, path: Path, **options: Any) -> None:
        Office.__init__(self, unit, path, **options)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    @now.setter
    def now(self, _: datetime) -> None:
        """The clock runs by itself."""

    def tick(self) -> datetime:
        return self.now

    def known(self) -> list[tuple[str, str]]:
        """As in the simulator, in words that PostgreSQL takes too."""
        rows = store.every(
            "SELECT r.id, r.scope FROM record r JOIN toy t ON t.id = r.id WHERE r.entity = 'toy' ORDER BY r.n"
        )
        return [(record, scope) for record, scope in rows if not record.startswith("catalogue")]


def opened(unit: str, url: str, key: NodeKey) -> ServedMachine:
    """The office whose database this is."""
    path = database.sqlite_path(url) if url.startswith("sqlite:") else Path("postgresql")
    machine = ServedMachine.again(unit, path, database.opened(url), key=key, now=datetime.now(UTC))
    machine.grants = {}
    return machine


class Server:
    """What the office answers."""

    def __init__(self, machine: ServedMachine, parent: str, seed: int) -> None:
        self._machine, self._parent = machine, parent
        self._world = officers(machine, seed)
        self._acting, self._exchanging = threading.Lock(), threading.Lock()
        tables.database.initialize(machine.database)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        _, verb, *rest = environ["PATH_INFO"].split("/")
        self._ready()
        try:
            status, body = getattr(self, f"_{verb}")(*rest, body=environ["wsgi.input"].read(size))
        except Exception as problem:
            status, body = "500 Broken", f"{type(problem).__name__}: {problem}".encode()
        kind = CONTENT_TYPE if verb == "sync" else "application/json"
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _ready(self) -> None:
        """Reopen a connection that PostgreSQL has dropped, as the program does before each request."""
        db = self._machine.database
        if not db.is_closed() and not db.is_connection_usable():
            db.close()

    def _sync(self, _: str, *, body: bytes) -> tuple[str, bytes]:
        return "200 OK", self._machine.answer(body)

    def _act(self, what: str, *, body: bytes) -> tuple[str, bytes]:
        acts = {"write": self._world._write_at, "move": self._move, "void": self._void}
        with self._acting:
            self._world.written = set()
            acts[what](self._machine)
            return "200 OK", json.dumps([op_id.hex() for op_id in self._world.written]).encode()

    def _move(self, machine: ServedMachine) -> None:
        communes = [unit for unit in BELOW[machine.unit] if not BELOW[unit]]
        to = self._world.chance.choice(communes)
        self._world._act_at(machine, lambda: self._world._change_hands(machine, to))

    def _void(self, machine: ServedMachine) -> None:
        self._world._act_at(machine, lambda: self._world._change_worth(machine))

    def _exchange(self, seconds: str, *, body: bytes) -> tuple[str, bytes]:
        if not self._exchanging.acquire(blocking=False):
            return "409 Busy", b""
        try:
            carrier = HttpCarrier(self._parent, deadline_seconds=float(seconds))
            with self._machine.acting():
                tally = child.exchange(
                    carrier,
                    self._machine.key,
                    clock=lambda: self._machine.now,
                    timer=time.monotonic,
                )
            return "200 OK", json.dumps(vars(tally)).encode()
        except (child.Away, child.Refused) as problem:
            return "502 Away", str(problem).encode()
        finally:
            self._exchanging.release()

    def _clock(self, seconds: str, *, body: bytes) -> tuple[str, bytes]:
        self._machine.offset = timedelta(seconds=int(seconds))
        return "200 OK", b""

    def _ping(self, *, body: bytes) -> tuple[str, bytes]:
        return "200 OK", self._machine.unit.encode()


def officers(machine: ServedMachine, seed: int) -> World:
    """The people of this office, as in the simulator; they never crash by themselves."""
    world = object.__new__(World)
    world.chance, world.is_hostile, world.machines = Random(seed), False, [machine]
    world.names, world.written = world.chance.randrange(NAMES), set()
    return world


def main() -> None:
    parser = argparse.ArgumentParser(description="One office of the toy application.")
    parser.add_argument("--unit", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--key", required=True, help="the node's key, hex")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--parent", default="")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with toy_shares():
        machine = opened(options.unit, options.database, NodeKey(bytes.fromhex(options.key)))
        server = Server(machine, options.parent, options.seed)
        serve(server, host="127.0.0.1", port=options.port, threads=6, _quiet=True)


if __name__ == "__main__":
    main()
