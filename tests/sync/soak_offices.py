"""The processes of a soak: a centre on PostgreSQL and communes on SQLite, each behind a line of its own."""

import http.client
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg

from sync import identity, tables
from sync.keys import NodeKey
from tests import postgres
from tests.processes import HOST, ROOT, answers, environment, free_port
from tests.sync.offices import TIERS, Part, Toy
from tests.sync.proxy import Proxy
from tests.sync.simulator import Machine
from tests.sync.toy_server import ServedMachine, opened

ASK_SECONDS = 90


class OfficeProcess:
    """One office: its database, its port, and at most one process."""

    def __init__(self, unit: str, key: NodeKey, url: str, log: Path, seed: int) -> None:
        self.unit, self.key, self.database_url, self.seed = unit, key, url, seed
        self.port = free_port()
        self.line: Proxy | None = None
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Serve, and come back when it answers; each life has dice of its own."""
        self.seed += 1000
        parent = ["--parent", self.line.url] if self.line else []
        command = [
            sys.executable, "-m", "tests.sync.toy_server", "--unit", self.unit, "--key", self.key.seed.hex(),
            "--database", self.database_url, "--port", str(self.port), "--seed", str(self.seed), *parent,
        ]  # fmt: skip
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        while not answers(f"http://{HOST}:{self.port}/ping"):
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.unit} did not start: {self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        """kill -9."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def ask(self, path: str) -> tuple[int, bytes]:
        """What the office answers; (0, reason) when there is none."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=ASK_SECONDS)
        try:
            connection.request("POST", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as problem:
            return 0, str(problem).encode()
        finally:
            connection.close()

    def machine(self) -> Machine:
        """Its database, opened here while it does not run."""
        return opened(self.unit, self.database_url, self.key)


class CommuneProcess(OfficeProcess):
    """An office on a file, which can be copied, copied back and cloned."""

    def __init__(self, unit: str, key: NodeKey, file: Path, seed: int) -> None:
        self.file = file
        super().__init__(unit, key, f"sqlite:///{file.as_posix()}", file.with_suffix(".log"), seed)

    def ids(self) -> set[bytes]:
        with sqlite3.connect(self.file) as db:
            found = {bytes(row[0]) for row in db.execute("SELECT id FROM operation")}
        db.close()
        return found

    def copy_to(self, target: Path) -> None:
        """A whole copy while the office works on."""
        target.unlink(missing_ok=True)
        with sqlite3.connect(self.file, timeout=10) as db:
            db.execute("VACUUM INTO ?", (str(target),))
        db.close()

    def copy_back(self, kept: Path) -> None:
        for left in (self.file.with_name(self.file.name + end) for end in ("-wal", "-shm")):
            left.unlink(missing_ok=True)
        shutil.copy(kept, self.file)


class CentreProcess(OfficeProcess):
    """The parent, on a PostgreSQL server that can be stopped, with databases that can be copied whole."""

    def __init__(self, unit: str, key: NodeKey, server: postgres.Server, log: Path) -> None:
        self.server = server
        server.run("DROP DATABASE IF EXISTS centre WITH (FORCE)")
        server.run("CREATE DATABASE centre TEMPLATE template0 STRATEGY file_copy")
        # What was confirmed stands in the log of the server, or a crash of it would be a restore.
        server.run("ALTER DATABASE centre SET synchronous_commit = on")
        super().__init__(unit, key, server.url("centre"), log, 1)

    def ids(self) -> set[bytes]:
        with psycopg.connect(self.database_url) as db:
            return {bytes(row[0]) for row in db.execute("SELECT id FROM operation").fetchall()}

    def keep(self) -> None:
        """A copy of the whole database; the centre must not run."""
        self._copy("centre", "kept")

    def copy_back(self) -> None:
        self._copy("kept", "centre")
        self.server.run("ALTER DATABASE centre SET synchronous_commit = on")

    def _copy(self, source: str, target: str) -> None:
        self.server.run(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{source}'"  # noqa: S608
        )
        self.server.run(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
        self.server.run(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY file_copy")


def found(machine_unit: str, url: str, key: NodeKey) -> ServedMachine:
    """A new office on an empty database."""
    machine = opened(machine_unit, url, key)
    with machine.acting():
        tables.create_all()
        tables.database.create_tables([Toy, Part])
        identity.found(
            machine_unit, TIERS[machine_unit], serves=TIERS[machine_unit] > 0, at=datetime.now(UTC)
        )
    return machine


def key_of(unit: str) -> NodeKey:
    return NodeKey(Random(unit).randbytes(32))
