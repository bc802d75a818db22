"""Real nodes for tests: each `python -m app.cli serve` is its own process, and dies when told to.

district = Node(tmp_path / "district")
district.init("445")
district.start()
commune = Node(tmp_path / "commune")
commune.init("18571", parent=district)
commune.start()
district.kill()             # the power goes out: no goodbye
district.start()            # the same address, the same folder
commune.command("sync")
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_SECONDS = 30
COMMAND_SECONDS = 300
PASSWORD = "bốn con mèo trên mái ngói"


class Node:
    """One office: a folder, an address that stays the same over restarts, and at most one process."""

    def __init__(self, directory: Path, *, port: int | None = None, database_url: str = "") -> None:
        """`database_url` puts the node on another database than its own SQLite file."""
        self.directory = directory
        self.database_url = database_url
        self.port = port or free_port()
        self.log = directory.with_name(directory.name + ".out")
        self._environment = {**environment(), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        if database_url:
            self._environment["MOTCUA_DATABASE_URL"] = database_url
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.directory.name} is not running"
        return self._process.pid

    # ── Commands ────────────────────────────────────────────────────────────────────────────────

    def command(
        self, name: str, *options: str, exit_code: int = 0, seconds: float = COMMAND_SECONDS
    ) -> str:
        """Run one command of the program on this node's folder; what it printed."""
        done = self.try_command(name, *options, seconds=seconds)
        assert done.returncode == exit_code, (
            f"`{name}` ended with {done.returncode}, not {exit_code}.\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def try_command(
        self, name: str, *options: str, seconds: float = COMMAND_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._arguments(name, *options),
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )

    def begin_command(self, name: str, *options: str) -> subprocess.Popen[bytes]:
        """Start a command and do not wait for it, so that it can be killed in the middle."""
        return subprocess.Popen(
            self._arguments(name, *options),
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )

    def init(self, unit: str, *options: str, parent: "Node | None" = None) -> None:
        """Make this folder the node of `unit`: the top of the tree, or below a running `parent`."""
        family = (
            ["--parent", parent.url, "--invite", parent.invite(unit)] if parent is not None else []
        )
        self.command("init", "--unit", unit, *family, *options)

    def invite(self, unit: str) -> str:
        """A code with which the node of `unit` may join below this one, once."""
        return self.command("invite", "--unit", unit).splitlines()[-1].strip()

    def add_officer(self, username: str, name: str, *roles: str, password: str = PASSWORD) -> None:
        """Open an account that signs in with `password` and need not change it."""
        given = [option for role in roles for option in ("--role", role)]
        self.command(
            "officer add", "--username", username, "--name", name, "--password", password, *given
        )

    def sync(self, exit_code: int = 0, seconds: float = COMMAND_SECONDS) -> dict[str, Any]:
        """Exchange until both sides hold everything; the counts that the command reports."""
        said = self.command("sync", "--json", exit_code=exit_code, seconds=seconds).splitlines()
        return json.loads(said[-1]) if said and said[-1].startswith("{") else {}

    def dump(self, unit: str = "") -> str:
        return self.command("dump", *(["--unit", unit] if unit else []))

    # ── The server ──────────────────────────────────────────────────────────────────────────────

    def start(self) -> "Node":
        """Serve, and come back once the node answers."""
        assert self._process is None, f"{self.directory.name} is already running"
        assert not answers(self.url), f"another process already serves {self.url}"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments("serve", "--host", HOST, "--port", str(self.port)),
                env=self._environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                # Its own group: what it starts in turn is ended with it.
                start_new_session=os.name == "posix",
            )
        self._wait_until_it_answers()
        return self

    def kill(self) -> None:
        """kill -9: what a power cut does to a process."""
        if self._process is None:
            return
        if os.name == "posix":
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self._process.kill()
        else:
            self._process.kill()
        self._process.wait(10)
        self._process = None

    def stop(self) -> int:
        """Ask the node to end, as the system does at shutdown; its exit code."""
        assert self._process is not None, f"{self.directory.name} is not running"
        self._process.terminate()
        code = self._process.wait(15)
        self._process = None
        return code

    def restart(self) -> "Node":
        self.kill()
        return self.start()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def output(self) -> str:
        """Everything its server processes have printed so far."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def _arguments(self, name: str, *options: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "app.cli",
            *name.split(),
            "--dir",
            str(self.directory),
            *options,
        ]

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while not answers(self.url):
            code = self._process.poll()
            if code is not None or time.monotonic() > deadline:
                what = f"ended with {code}" if code is not None else "does not answer"
                self.kill()
                raise AssertionError(f"{self.directory.name} {what}. It said:\n{self.output()}")
            time.sleep(0.05)


def environment() -> dict[str, str]:
    """Ours, with a place of its own for compiled code: hundreds of processes start, one compiles."""
    ours = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **ours,
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "motcua-tests-compiled"),
    }


def answers(url: str) -> bool:
    """Whether an HTTP server is there, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
