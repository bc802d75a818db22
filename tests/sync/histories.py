"""Histories of the simulator, lived beside the other tests in what they leave of the processors, and asked for last."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

HISTORIES = 1000
AT_ONCE = max(os.cpu_count() or 1, 1)
PATIENCE = 10
"""How far they stand back (nice): who waits for an answer goes first."""


@dataclass
class Lived:
    """Processes that live the histories one after the other, each its share of them."""

    shares: list[tuple[subprocess.Popen[bytes], IO[bytes]]]

    def outcome(self) -> str:
        """How many held every promise; everything that was said when one was broken."""
        held, said = 0, []
        for process, file in self.shares:
            process.wait()
            file.seek(0)
            words = file.read().decode()
            found = re.search(r"^(\d+) histories, 0 broken", words, re.MULTILINE)
            if found and process.returncode == 0:
                held += int(found[1])
            else:
                said.append(words)
        return "\n".join([*said, f"{held} histories, {len(said)} broken"])

    def end(self) -> None:
        for process, file in self.shares:
            process.kill()
            process.wait()
            file.close()


def begin() -> Lived:
    return Lived([_share(first, count) for first, count in _shared()])


def _shared() -> Iterator[tuple[int, int]]:
    """The first seed and the number of seeds of each process."""
    each = -(-HISTORIES // AT_ONCE)
    for first in range(1, HISTORIES + 1, each):
        yield first, min(each, HISTORIES + 1 - first)


def _share(first: int, count: int) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    command = [
        sys.executable, "-m", "tests.sync.simulator",
        "--first", str(first), "--seeds", str(count), "--patience", str(PATIENCE),
    ]  # fmt: skip
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
    return subprocess.Popen(command, stdout=said, stderr=said), said
