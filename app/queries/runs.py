"""The runs of the exchange: how each went, step by step, and how far the one that is under way has come."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.domain.vietnamese import number
from app.queries.moments import instant, instant_or_none
from sync import store
from sync.tables import SyncRun

LONGEST_RUN = timedelta(minutes=10)

ASKING, SENDING, RECEIVING, FILES = "asking", "sending", "receiving", "attachments"
STEPS = {
    ASKING: "Hỏi xem có gì mới",
    SENDING: "Gửi thay đổi",
    RECEIVING: "Nhận thay đổi",
    FILES: "Gửi, nhận tệp quét",
}


@dataclass(frozen=True)
class RunStep:
    """A step of a run; the times are of its beginning and of the last time it was seen at it."""

    key: str
    words: str
    began_at: datetime | None
    seen_at: datetime | None
    is_current: bool

    @property
    def seconds(self) -> int | None:
        if self.began_at is None or self.seen_at is None:
            return None
        return int((self.seen_at - self.began_at).total_seconds())


@dataclass(frozen=True)
class Run:
    """`outcome` is ok, away, refused, broken (a fault of the program), running, or cut: it never came to its end."""

    n: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    words: str
    requests: int
    bytes_up: int
    bytes_down: int
    operations_up: int
    operations_down: int
    chunks_up: int = 0
    chunks_down: int = 0
    carrier: str = "line"
    step: str | None = None
    steps: tuple[RunStep, ...] = ()

    @property
    def seconds(self) -> int | None:
        return int((self.ended_at - self.started_at).total_seconds()) if self.ended_at else None

    @property
    def is_of_files(self) -> bool:
        return self.step == FILES

    def progress(self, waiting: int) -> str:
        """What a run under way is doing: “Đang gửi thay đổi 1.200/3.400”. `waiting` is what has still to go up."""
        if self.step == FILES:
            carried = self.chunks_up + self.chunks_down
            return f"Đang gửi, nhận tệp quét: {number(carried)} phần, {_megabytes(self)}"
        if self.step == SENDING or (waiting and self.operations_up):
            total = self.operations_up + waiting
            return f"Đang gửi thay đổi {number(self.operations_up)}/{number(total)}"
        if self.step == RECEIVING:
            return f"Đang nhận thay đổi, đã nhận {number(self.operations_down)}"
        return "Đang hỏi xem có gì mới"


def runs(before: int | None = None, limit: int = 50) -> list[Run]:
    """The latest runs, or those before run `before`, newest first."""
    asked = SyncRun.select().order_by(SyncRun.id.desc()).limit(limit)
    rows = list(asked.where(SyncRun.id < before) if before else asked)
    newest = _newest() if before or not rows else rows[0].id
    return [_run(row, newest) for row in rows]


def run(n: int) -> Run | None:
    """One run, if it is still kept."""
    row = SyncRun.get_or_none(SyncRun.id == n)
    return _run(row, _newest()) if row else None


def under_way() -> Run | None:
    """The run that is going on now."""
    row = SyncRun.select().order_by(SyncRun.id.desc()).first()
    found = _run(row, row.id) if row else None
    return found if found and found.outcome == "running" else None


def _newest() -> int:
    row = store.one("SELECT MAX(id) FROM sync_run")
    return int(row[0] or 0) if row else 0


def is_running(started_at: str, ended_at: str | None) -> bool:
    """Whether the newest run is going on: without an end, and begun lately. One cut by a power failure is not, and
    the next one shows that it was."""
    return ended_at is None and clock.now() - instant(started_at) < LONGEST_RUN


def _run(row: SyncRun, newest: int) -> Run:
    going = row.id == newest and is_running(row.started_at, row.ended_at)
    return Run(
        n=row.id,
        started_at=instant(row.started_at),
        ended_at=instant_or_none(row.ended_at),
        outcome=row.outcome or ("running" if going else "cut"),
        words=row.words or "",
        requests=row.requests,
        bytes_up=row.bytes_up,
        bytes_down=row.bytes_down,
        operations_up=row.operations_up,
        operations_down=row.operations_down,
        chunks_up=row.chunks_up,
        chunks_down=row.chunks_down,
        carrier=row.carrier,
        step=row.step,
        steps=_steps(row, going=going),
    )


def _steps(row: SyncRun, *, going: bool) -> tuple[RunStep, ...]:
    noted = json.loads(row.steps) if row.steps else []
    told = [
        RunStep(key, STEPS.get(key, key), instant(began), instant(seen), going and key == row.step)
        for key, began, seen in noted
    ]
    if row.step and row.step not in {each.key for each in told}:
        words = STEPS.get(row.step, row.step)
        ended = instant_or_none(row.ended_at)
        told.append(RunStep(row.step, words, instant(row.started_at), ended, going))
    return tuple(told)


def _megabytes(run: Run) -> str:
    return f"{(run.bytes_up + run.bytes_down) / 1_000_000:.1f} MB".replace(".", ",")
