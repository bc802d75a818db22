"""What is common to making and taking in packages: what one holds, and the list that is kept of them.

A package is handled by the same functions as a line: what a child says goes through `parent.handle`, what a parent
says is believed by `posted.take`. Files are opened elsewhere (`carriers/usb.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sync import wire
from sync.instants import instant
from sync.journal import transaction
from sync.keys import NodeKey
from sync.sticks.packages import UP
from sync.tables import Stick

MOST_MARKS = 500
"""Values asked for in one statement."""


class Unfit(Exception):
    """This package may not be taken in, or cannot be made; the text is for a person. Nothing has changed."""


@dataclass(frozen=True)
class Here:
    """What must be known of the program around the engine."""

    key: NodeKey
    folder: Path
    units_below: Callable[[str], Sequence[str]]


@dataclass
class Contents:
    """What a package holds and, when it was taken in or tried, what became of it.

    `unit` is the other side. `left` counts operations there was no space for; `refusal` is
    what the handler of requests said no with. `answer` (to the operations) and
    `file_answers` are what goes back, `wishes` the attachments the other side wants.
    """

    unit: str
    direction: bytes
    made_at: datetime
    sha256: str = ""
    size_bytes: int = 0
    operations: int = 0
    new: int = 0
    parked: int = 0
    refused: int = 0
    cards: int = 0
    chunks: int = 0
    files: set[str] = field(default_factory=set)
    left: int = 0
    outcome: str = "made"
    words: str = ""
    refusal: str = ""
    answer: bytes | None = None
    file_answers: list[bytes] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)

    @property
    def known(self) -> int:
        return self.operations - self.new

    @property
    def is_from_below(self) -> bool:
        return self.direction == UP


def is_of_files(opened: wire.Envelope) -> bool:
    """Whether it speaks of attachments; a request, an answer and a call for salvage name logs or a common point."""
    return not {"logs", "common"} & set(opened.header)


def count(contents: Contents, opened: wire.Envelope) -> None:
    if not is_of_files(opened):
        contents.operations += len(opened.bodies)
        return
    for name, _, chunks, _ in opened.header.get("give", []):
        contents.chunks += int(chunks)
        contents.files.add(str(name))


def keep(direction: str, contents: Contents, at: datetime) -> None:
    """Note the package on the list of sticks."""
    with transaction():
        Stick.create(
            at=instant(at), direction=direction, unit=contents.unit,
            package=contents.sha256, operations=contents.operations, chunks=contents.chunks,
            size_bytes=contents.size_bytes, outcome=contents.outcome, words=contents.words[:400] or None,
        )  # fmt: skip
