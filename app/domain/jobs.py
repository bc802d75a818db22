"""Long work that runs beside the pages: what may become of it, and how it tells how far it has come."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands. A job that was cut by a power failure waits again, or is broken."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    BROKEN = "broken"


STATE_LABELS = {
    JobState.WAITING: "Đang chờ tới lượt",
    JobState.RUNNING: "Đang chạy",
    JobState.DONE: "Xong",
    JobState.STOPPED: "Đã dừng",
    JobState.BROKEN: "Không xong",
}
STATE_TONES = {
    JobState.WAITING: "info",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.STOPPED: "neutral",
    JobState.BROKEN: "bad",
}
OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
MOST_OPEN_JOBS = 5
"""Of one officer. A press that seems to do nothing is pressed again."""
MOST_STARTS = 3
"""How often a job may be found cut before it is suspected of doing the cutting."""
FILE_KEPT = timedelta(days=7)
MOST_FAILURES = 1000
"""Kept of one job; more lines than that nobody mends one by one."""


@dataclass(frozen=True)
class Failure:
    """One thing a job could not do: the line or number it is known by, and the reason. Never a citizen's name."""

    about: str
    words: str


@dataclass(frozen=True)
class Progress:
    """How far a job has come: the step in words (“bước 2/4 – đang ghép trang”), and things done out of all.

    `total` None: nobody knows yet. `failures` are those since the last telling.
    """

    words: str
    done: int
    total: int | None = None
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Ended:
    """What came of a job: a sentence, and the file to take away if there is one (its name in the folder of results),
    with the name it is saved by."""

    words: str
    file: str | None = None
    file_name: str = ""


def percent(done: int, total: int | None) -> int | None:
    """Whole percents, never 100 before everything is done; None where the whole is not known."""
    if not total:
        return None
    return min(100, done * 100 // total)
