"""The whole test suite as one command: its parts beside each other, their files in memory where there is room."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PARTS = (
    ["tests/e2e"],
    ["tests/sync"],
    ["tests", "--ignore=tests/e2e", "--ignore=tests/sync"],
)
"""Those that wait for browsers, for processes, and all others: while one waits another works."""

MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory
ROOM = 4 * 1024**3


def _in_memory(environment: Mapping[str, str]) -> dict[str, str]:
    """With files of passing life in memory where there is room: making and dropping a thousand databases costs a
    disk ten times as much."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if "TMPDIR" in environment or not has_room or shutil.disk_usage(MEMORY).free < ROOM:
        return dict(environment)
    return {**environment, "TMPDIR": str(MEMORY)}


def run(rest: Sequence[str]) -> int:
    """Run the whole test suite, its parts beside each other; or what follows, as pytest understands it."""
    command = [sys.executable, "-m", "pytest"]
    start = partial(subprocess.Popen, cwd=ROOT, env=_in_memory(os.environ))
    if rest:
        return start([*command, *rest]).wait()
    with ExitStack() as files:
        beside = []
        for part in PARTS[:-1]:
            said = files.enter_context(tempfile.TemporaryFile())
            running = start([*command, *part], stdout=said, stderr=said)
            beside.append((running, said))
        outcome = start([*command, *PARTS[-1]]).wait()
        for running, said in beside:
            outcome = running.wait() or outcome
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout.buffer)
            sys.stdout.flush()
    return outcome
