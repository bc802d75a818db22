"""Histories of the simulator, lived beside the other tests and asked for last: a test run has two cores."""

import re
import subprocess
import sys
from dataclasses import dataclass

HISTORIES = 120


@dataclass
class Lived:
    """A process that lives the histories one after the other."""

    process: subprocess.Popen[str]

    def outcome(self) -> str:
        """Its last line without the time it took; everything it said when a promise was broken."""
        said = self.process.communicate()[0]
        found = re.search(r"^\d+ histories, 0 broken", said, re.MULTILINE)
        return found[0] if found and self.process.returncode == 0 else said

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def begin() -> Lived:
    command = [sys.executable, "-m", "tests.sync.simulator", "--seeds", str(HISTORIES)]
    return Lived(
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    )
