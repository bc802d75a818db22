"""A process of its own that does what it is told: one JSON line in, one JSON line out.

Offices and their peers each are a process, as in life, so that their work and their memory are their own.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from waitress.server import create_server

ROOT = Path(__file__).resolve().parent.parent.parent
THREADS = 8


class Remote:
    """`Remote("bench.sync.office").call("count")` runs `count()` of that module's office over there."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._in: Any = self._process.stdin
        self._out: Any = self._process.stdout

    def call(self, name: str, **options: Any) -> Any:
        self.begin(name, **options)
        return self.end()

    def begin(self, name: str, **options: Any) -> None:
        self._in.write(json.dumps([name, options]) + "\n")
        self._in.flush()

    def end(self) -> Any:
        line = self._out.readline()
        if not line:
            raise RuntimeError(f"a measured process ended with {self._process.wait()}")
        return json.loads(line)

    def stop(self) -> None:
        self._in.close()
        self._process.wait(30)


def obey(office: Any) -> None:
    """Do what the lines say until there are no more."""
    for line in sys.stdin:
        name, options = json.loads(line)
        print(json.dumps(getattr(office, name)(**options)), flush=True)
    # Threads that serve need not be waited for.
    os._exit(0)


def serve(application: Any) -> int:
    """Serve beside what the process is told; the port."""
    server = create_server(
        application, host="127.0.0.1", port=0, threads=THREADS, ident=None, max_request_body_size=64 * 2**20,
        channel_timeout=120,
    )  # fmt: skip
    threading.Thread(target=server.run, daemon=True).start()
    return int(server.effective_port)


def cpu_seconds() -> float:
    """What this process has used so far, in the program and in the system for it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
