"""Questions about long work: an officer sees their own jobs, an administrator those of everybody."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.jobs import OPEN, STATE_LABELS, STATE_TONES, JobState, percent
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NoSuchJob
from app.models.jobs import Job, JobFailure
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key

FAILURES_SHOWN = 200
NEWEST = Order(Job.n, descending=True)


@dataclass(frozen=True)
class Failed:
    about: str
    words: str


class JobRow:
    """A job as its card shows it, to this officer."""

    def __init__(self, job: Job, officer: Officer) -> None:
        self._job, self._officer = job, officer
        self.n: int = job.n
        self.kind: str = job.kind
        self.title: str = job.title
        self.by_name: str = job.by_name
        self.words: str = job.words
        self.done: int = job.done
        self.total: int | None = job.total
        self.failed: int = job.failed
        self.outcome: str = job.outcome
        self.created_at: datetime = job.created_at
        self.started_at: datetime | None = job.started_at
        self.ended_at: datetime | None = job.ended_at
        self.file_until: datetime | None = job.file_until

    @property
    def is_open(self) -> bool:
        return self._job.state in OPEN

    @property
    def is_waiting(self) -> bool:
        return bool(self._job.state == JobState.WAITING)

    @property
    def is_stopping(self) -> bool:
        return self.is_open and bool(self._job.asked_to_stop)

    @property
    def label(self) -> str:
        if self._job.state == JobState.DONE and self.failed:
            return "Xong, có chỗ không làm được"
        return STATE_LABELS[JobState(self._job.state)]

    @property
    def tone(self) -> str:
        if self._job.state == JobState.DONE and self.failed:
            return "warn"
        return STATE_TONES[JobState(self._job.state)]

    @property
    def percent(self) -> int | None:
        return percent(self.done, self.total)

    @property
    def is_mine(self) -> bool:
        return bool(self._job.by == self._officer.username)

    @property
    def may_run_again(self) -> bool:
        ended_well = self._job.state == JobState.DONE and not self.failed
        return self.is_mine and not self.is_open and not ended_well

    @property
    def has_file(self) -> bool:
        """Lists hold citizens' data: only who asked for one may take it away."""
        return self.is_mine and self._job.file is not None

    @property
    def file_name(self) -> str:
        return self._job.file_name or ""

    @property
    def arguments(self) -> dict[str, object]:
        return dict(self._job.arguments)

    def file_in(self, folder: Path) -> Path:
        return folder / str(self._job.file)


def may_steer(job: Job, officer: Officer) -> bool:
    return bool(job.by == officer.username) or may(officer, Permission.MANAGE_NODE)


def one(job_n: int, officer: Officer) -> JobRow:
    found = Job.get_or_none(Job.n == job_n)
    if found is None or not may_steer(found, officer):
        raise NoSuchJob
    return JobRow(found, officer)


def failures(job_n: int) -> list[Failed]:
    """What it could not do, first things first."""
    rows = JobFailure.select().where(JobFailure.job == job_n).order_by(JobFailure.n)
    return [Failed(row.about, row.words) for row in rows.limit(FAILURES_SHOWN)]


def page(officer: Officer, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The jobs this officer may see, the newest first."""
    key, query = read_key(after), Job.select()
    if not may(officer, Permission.MANAGE_NODE):
        query = query.where(Job.by == officer.username)
    rows = [JobRow(job, officer) for job in NEWEST.cut(query, key, size)]
    return page_of(rows, key, size, lambda row: ("", row.n))
