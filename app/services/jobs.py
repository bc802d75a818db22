"""Long work beside the pages: asked for, done in slices, stopped, taken up again after a power cut.

A kind of work is a generator under `@job("kind")`. It gets its `Task`, does a slice in a transaction of its own,
and yields `Progress`; what it returns is the outcome. It may end at any yield and begin anew with the same task:
what is done already it must know from its own rows.
"""

import logging
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.jobs import (
    FILE_KEPT,
    MOST_FAILURES,
    MOST_OPEN_JOBS,
    MOST_STARTS,
    OPEN,
    Ended,
    Failure,
    JobState,
    Progress,
)
from app.domain.officers import Officer
from app.domain.refusals import JobNotOpen, NoSuchJob, Refusal, TooManyJobs
from app.models.jobs import Job, JobFailure
from app.queries import officers
from app.queries.jobs import may_steer
from sync import journal

log = logging.getLogger(__name__)

REST_SECONDS = 0.02
"""Between two slices, so that a click that waits to write goes first."""
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Task:
    """What a job is given: its number, who asked, what for, the folder for its file, and the clock."""

    n: int
    by: Officer
    arguments: Mapping[str, Any]
    folder: Path
    clock: Callable[[], datetime]


Work = Generator[Progress, None, Ended]


@dataclass(frozen=True)
class Kind:
    work: Callable[[Task], Work]
    resumes: bool


KINDS: dict[str, Kind] = {}


def job(name: str, *, resumes: bool = True) -> Callable[[Callable[[Task], Work]], Callable[[Task], Work]]:  # fmt: skip
    """Make a generator the work of jobs of this kind. `resumes=False`: after a cut it is broken, not begun anew."""

    def keep(work: Callable[[Task], Work]) -> Callable[[Task], Work]:
        KINDS[name] = Kind(work, resumes)
        return work

    return keep


# ── What officers do with jobs ──────────────────────────────────────────────────────────────────────


def start(kind: str, *, title: str, arguments: Mapping[str, Any], by: Officer, at: datetime) -> int:
    """Ask for work and return its number; the same work asked for again while it is under way is the same job."""
    with journal.transaction():
        under_way = list(Job.select().where(Job.by == by.username, Job.state.in_(sorted(OPEN))))
        for each in under_way:
            if (each.kind, each.arguments) == (kind, dict(arguments)):
                return int(each.n)
        if len(under_way) >= MOST_OPEN_JOBS:
            raise TooManyJobs(count=MOST_OPEN_JOBS)
        made = Job.create(
            kind=kind, title=title, by=by.username, by_name=by.name, arguments=dict(arguments),
            state=JobState.WAITING.value, created_at=at, words="Đang chờ tới lượt",
        )  # fmt: skip
    log.info("job %s asked for: %s", made.n, kind)
    return int(made.n)


def stop(job_n: int, *, by: Officer, at: datetime) -> None:
    """Stop it at the end of the slice it is at; one that has ended stays as it is."""
    with journal.transaction():
        found = _steered(job_n, by)
        if found.state == JobState.WAITING:
            _end(found, JobState.STOPPED, "Đã dừng trước khi bắt đầu.", at)
        elif found.state == JobState.RUNNING:
            _note(found, asked_to_stop=True)


def again(job_n: int, *, by: Officer, at: datetime) -> None:
    """Let a job that ended go on with what is left; what failed is tried once more."""
    with journal.transaction():
        found = _steered(job_n, by)
        if found.state in OPEN:
            return
        if found.by != by.username:
            raise JobNotOpen(title=found.title)
        JobFailure.delete().where(JobFailure.job == found.n).execute()
        _note(
            found, state=JobState.WAITING.value, asked_to_stop=False, starts=0, ended_at=None, failed=0,
            outcome="", words="Đang chờ tới lượt", created_at=at,
        )  # fmt: skip


def _steered(job_n: int, by: Officer) -> Job:
    found: Job | None = Job.get_or_none(Job.n == job_n)
    if found is None or not may_steer(found, by):
        raise NoSuchJob
    return found


# ── What the server does with them ──────────────────────────────────────────────────────────────────


def pick_up_what_was_cut(*, at: datetime) -> None:
    """Called by the one process that works: a job found running has no worker. It goes on, or is broken."""
    with journal.transaction():
        for found in list(Job.select().where(Job.state == JobState.RUNNING.value)):
            kind = KINDS.get(found.kind)
            if kind is None or not kind.resumes or found.starts >= MOST_STARTS:
                _end(found, JobState.BROKEN, "Máy chủ bị ngắt giữa chừng. Có thể bấm Chạy lại.", at)
            else:
                words = "Máy chủ bị ngắt giữa chừng, đang chờ chạy tiếp"
                _note(found, state=JobState.WAITING.value, words=words)


def run_next(folder: Path, clock: Callable[[], datetime]) -> bool:
    """Do the job that has waited longest, to its end; false when none waits."""
    with journal.transaction():
        waiting = Job.select().where(Job.state == JobState.WAITING.value)
        found = waiting.order_by(Job.n).first()
        if found is None:
            return False
        _note(
            found, state=JobState.RUNNING.value, starts=found.starts + 1,
            started_at=found.started_at or clock(), heard_at=clock(), words="Đang bắt đầu",
        )  # fmt: skip
    try:
        _run(found, folder, clock)
    except Refusal as no:
        _finish(found, JobState.BROKEN, str(no), clock())
    except Exception as problem:
        log.exception("job %s failed", found.n)
        words = (
            f"Gặp lỗi của chương trình ({type(problem).__name__}). Việc đã làm tới đây được giữ."
        )
        _finish(found, JobState.BROKEN, words, clock())
    return True


def tidy(folder: Path, *, at: datetime) -> int:
    """Take away the files whose time is over, and those of no job; how many."""
    with journal.transaction():
        over = Job.select().where(Job.file.is_null(False), Job.file_until < at)
        for found in list(over):
            _note(found, file=None)
    kept = {name for (name,) in Job.select(Job.file).where(Job.file.is_null(False)).tuples()}
    working = Job.select().where(Job.state == JobState.RUNNING.value).exists()
    stray = [file for file in folder.glob("*") if file.name not in kept] if not working else []
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)


def _run(found: Job, folder: Path, clock: Callable[[], datetime]) -> None:
    account, kind = officers.one(found.by), KINDS.get(found.kind)
    if account is None or account.is_suspended or kind is None:
        why = "Tài khoản của người yêu cầu đã khoá." if kind else "Bản này chưa biết làm việc này."
        _finish(found, JobState.BROKEN, why, clock())
        return
    folder.mkdir(parents=True, exist_ok=True)
    work = kind.work(Task(found.n, account.officer, found.arguments, folder, clock))
    while True:
        try:
            told = next(work)
        except StopIteration as stopped:
            _finish(found, JobState.DONE, stopped.value.words, clock(), stopped.value)
            return
        if _tell(found, told, clock()):
            work.close()
            _finish(found, JobState.STOPPED, f"Đã dừng. {told.words}.", clock())
            return
        time.sleep(REST_SECONDS)


def _tell(found: Job, told: Progress, at: datetime) -> bool:
    """Keep how far it has come; whether somebody has asked it to stop."""
    with journal.transaction():
        asked = bool(Job.select(Job.asked_to_stop).where(Job.n == found.n).scalar())
        room = MOST_FAILURES - found.failed
        _keep_failures(found, told.failures[: max(0, room)])
        _note(
            found, words=told.words[:LONGEST_WORDS], done=told.done, total=told.total, heard_at=at,
            failed=found.failed + len(told.failures),
        )  # fmt: skip
    return asked


def _keep_failures(found: Job, failures: tuple[Failure, ...]) -> None:
    for each in failures:
        JobFailure.create(job=found.n, about=each.about[:80], words=each.words)


def _finish(
    found: Job, state: JobState, words: str, at: datetime, ended: Ended | None = None
) -> None:
    with journal.transaction():
        _end(found, state, words, at, ended)
    log.info("job %s %s: %s of %s", found.n, state.value, found.done, found.total)


def _end(found: Job, state: JobState, words: str, at: datetime, ended: Ended | None = None) -> None:
    file: dict[str, Any] = {}
    if ended is not None and ended.file is not None:
        file = {"file": ended.file, "file_name": ended.file_name, "file_until": at + FILE_KEPT}
    _note(found, state=state.value, outcome=words, ended_at=at, **file)


def _note(found: Job, **changes: Any) -> None:
    """Write these columns alone: an officer may have asked to stop meanwhile."""
    Job.update(**changes).where(Job.n == found.n).execute()
    for name, value in changes.items():
        setattr(found, name, value)
