"""The daily copy of the database and its trial: brought back into a place of its own, opened, and looked through.

By the night's work, from the page, or from the command line: one way for all. What became of each try is written down
beside the copies.
"""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from app import config, copying, proving
from app.config import Settings
from app.copying import CopyFailed
from app.database import sqlite_path
from app.domain import backups as rules
from app.domain.backups import BackupAttempt, BackupKind
from app.domain.jobs import Ended, Progress
from app.domain.refusals import BackupFailed, BackupNotFound, BackupUnderWay, NotRestorable
from app.queries import backups as questions
from app.services.jobs import Task, Work, job

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILE = "backup.lock"
TRIAL_FOLDER = "phuc-hoi-thu"
COPY, TRIAL = "backup", "restore_trial"

Steps = Generator[str, None, BackupAttempt]
_settings: Settings | None = None


def start(settings: Settings) -> None:
    """Called when the database is open: work asked for on a page learns where this node stands."""
    global _settings
    _settings = settings


def is_due(settings: Settings, at: datetime) -> bool:
    return rules.is_due(questions.attempts(settings.backups), at)


def nightly(settings: Settings, clock: Callable[[], datetime]) -> None:
    """A copy, and its trial. Does nothing where another process is at it."""
    try:
        with _alone(settings):
            made = _ended(_copy(settings, clock()))
            if made.is_good:
                _ended(_try(settings, settings.backups / made.file, clock()))
    except BackupUnderWay:
        pass


def back_up(settings: Settings, at: datetime) -> BackupAttempt:
    """One copy now."""
    with _alone(settings):
        return _ended(_copy(settings, at))


def try_out(settings: Settings, file: Path, at: datetime) -> BackupAttempt:
    """One copy brought back in a place of its own and looked through."""
    with _alone(settings):
        return _ended(_try(settings, file, at))


# ── As long work ────────────────────────────────────────────────────────────────────────────────────


@job(COPY)
def back_up_as_asked(task: Task) -> Work:
    settings = _here()
    with _alone(settings):
        return (yield from _told(_copy(settings, task.clock())))


@job(TRIAL)
def try_as_asked(task: Task) -> Work:
    """The newest copy; where there is none, one is made first."""
    settings = _here()
    with _alone(settings):
        newest = next(iter(questions.copies(settings.backups)), None)
        if newest is None:
            made = yield from _told(_copy(settings, task.clock()))
            newest = next(iter(questions.copies(settings.backups)), None)
            if newest is None:
                return made
        return (yield from _told(_try(settings, settings.backups / newest.name, task.clock())))


def _told(steps: Steps) -> Generator[Progress, None, Ended]:
    """The words of each step as progress; the words at the end as the outcome."""
    try:
        while True:
            yield Progress(next(steps), 0)
    except StopIteration as stopped:
        if not stopped.value.is_good:
            raise BackupFailed(why=stopped.value.words) from None
        return Ended(stopped.value.words)
    finally:
        steps.close()


def _here() -> Settings:
    assert _settings is not None  # noqa: S101 - work is done where a node is open
    return _settings


# ── A copy ──────────────────────────────────────────────────────────────────────────────────────────


def _copy(settings: Settings, at: datetime) -> Steps:
    began, url = time.monotonic(), settings.database_url
    file = settings.backups / rules.name_of(at, copying.suffix(url))
    try:
        for _ in copying.make(url, file):
            yield "đang sao lưu"
        words = yield from _second_place(settings, file)
        made = BackupAttempt(
            BackupKind.COPY, at, True, words, file.name, file.stat().st_size, _since(began)
        )
    except (CopyFailed, OSError) as no:
        made = BackupAttempt(BackupKind.COPY, at, False, _words(no), seconds=_since(began))
    proven = questions.standing(settings.backups).proven
    _drop_old(settings.backups, proven)
    return _noted(settings, made)


def _second_place(settings: Settings, file: Path) -> Generator[str, None, str]:
    """The copy and the files of dossiers once more on another disk, where one is named and there."""
    place = settings.second_backup_folder
    if place is None:
        return "Đã có bản sao mới."
    if not place.is_dir():
        return f"Đã có bản sao mới, nhưng không thấy nơi thứ hai {place}: chưa cắm hoặc chưa nối."
    yield "đang chép sang nơi thứ hai"
    try:
        copying.refuse_without_room(place, file.stat().st_size)
        copying.copy_file(file, place / file.name)
        _drop_old(place, "")
        carried = 0
        for carried in _files_carried(settings.directory / "blobs", place / "blobs"):
            yield f"đang chép tệp quét sang nơi thứ hai ({carried})"
    except (CopyFailed, OSError) as no:
        return f"Đã có bản sao mới, nhưng chưa chép được sang nơi thứ hai: {_words(no)}"
    return f"Đã có bản sao mới ở cả hai nơi; {carried} tệp quét mới được chép thêm."


def _files_carried(source: Path, target: Path) -> Generator[int, None, None]:
    """Files are known by their content: what is there already need not be carried again."""
    carried = 0
    for file in source.glob("??/*"):
        there = target / file.parent.name / file.name
        if file.suffix or (there.is_file() and there.stat().st_size == file.stat().st_size):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        copying.copy_file(file, there)
        carried += 1
        yield carried


def _drop_old(folder: Path, proven: str) -> None:
    for name in rules.to_drop((file.name for file in folder.glob("motcua-*")), proven):
        (folder / name).unlink(missing_ok=True)


# ── A trial ─────────────────────────────────────────────────────────────────────────────────────────


def _try(settings: Settings, file: Path, at: datetime) -> Steps:
    began, said = time.monotonic(), {"faults": ["chưa mở được"]}
    try:
        with copying.brought_back(settings.database_url, file, settings.backups / TRIAL_FOLDER) as (
            url,
            work,
        ):
            for _ in work:
                yield "bước 1/2 – đang phục hồi vào nơi tạm"
            prover = _prover(url)
            with closing(copying.waited(prover)) as work:
                for _ in work:
                    yield "bước 2/2 – đang mở và kiểm tra từng thay đổi"
            said = _heard(prover)
        is_good, words = not said["faults"], _verdict(said)
    except (CopyFailed, OSError) as no:
        is_good, words = False, _words(no)
    size = file.stat().st_size if file.is_file() else 0
    found = BackupAttempt(BackupKind.TRIAL, at, is_good, words, file.name, size, _since(began))
    return _noted(settings, found)


def _prover(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app.proving"], cwd=ROOT, env=os.environ | {proving.URL: url},
        text=True, encoding="utf-8", errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _heard(prover: "subprocess.Popen[str]") -> dict[str, list[str]]:
    lines = (prover.stdout.read() if prover.stdout else "").splitlines()
    try:
        found = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {"faults": [f"chương trình kiểm tra dừng giữa chừng (mã {prover.returncode})"]}
    return dict(found)


def _verdict(said: dict[str, list[str]]) -> str:
    if said["faults"]:
        return f"Bản sao này không dùng được: {said['faults'][0][:200]}"
    return f"Phục hồi được, khớp hết: {said['dossiers']} hồ sơ, {said['operations']} thay đổi."


# ── Back from a copy ────────────────────────────────────────────────────────────────────────────────


def restore(directory: Path, file: Path, at: datetime) -> tuple[BackupAttempt, Path | None]:
    """Put a copy in the place of this node's database, after its trial; what was there is set aside.

    The node must not be running. Raises `BackupNotFound`, `NotRestorable` or `BackupUnderWay`, and has changed nothing.
    """
    settings = config.load(directory)
    if not file.is_file():
        raise BackupNotFound(file=file)
    url = settings.database_url
    is_own_file = copying.is_sqlite(url)
    if is_own_file != (file.suffix == ".db"):
        raise NotRestorable(why="Bản sao này không cùng loại cơ sở dữ liệu với nút.")
    if not is_own_file and not copying.is_empty(url):
        raise NotRestorable(why="Cơ sở dữ liệu PostgreSQL trong config.toml phải còn trống.")
    here = sqlite_path(url)
    if is_own_file and here.exists() and copying.is_in_use(here):
        raise NotRestorable(why="Nút đang chạy. Hãy dừng máy chủ rồi làm lại.")
    tried = try_out(settings, file, at)
    if not tried.is_good:
        raise NotRestorable(why=tried.words)
    if is_own_file:
        return tried, _put_in_place(settings, here, file, at)
    for _ in copying.fill(url, file):
        pass
    return tried, None


def _put_in_place(settings: Settings, here: Path, file: Path, at: datetime) -> Path | None:
    """At no moment is there no database: the old one stands until the new one has its name."""
    fresh = here.with_name(here.name + ".restored")
    copying.refuse_without_room(here.parent, file.stat().st_size)
    copying.copy_file(file, fresh)
    aside = settings.backups / f"thay-{rules.name_of(at, '')}" if here.exists() else None
    if aside is not None:
        aside.mkdir(parents=True, mode=0o700)
        for old in (Path(f"{here}-wal"), Path(f"{here}-shm")):
            if old.exists():
                old.replace(aside / old.name)
        try:
            os.link(here, aside / here.name)
        except OSError:
            copying.copy_file(here, aside / here.name)
    fresh.replace(here)
    return aside


# ── Words and notes ─────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _alone(settings: Settings) -> Generator[None, None, None]:
    settings.backups.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.directory / LOCK_FILE, timeout=0):
            yield
    except Timeout as busy:
        raise BackupUnderWay from busy


def _ended(steps: Steps) -> BackupAttempt:
    while True:
        try:
            next(steps)
        except StopIteration as stopped:
            made: BackupAttempt = stopped.value
            return made


def _noted(settings: Settings, attempt: BackupAttempt) -> BackupAttempt:
    """Written whole and renamed: a torn line would lose the others."""
    file = settings.backups / questions.HISTORY
    kept = [attempt, *questions.attempts(settings.backups)][: questions.MOST_KEPT]
    lines = [json.dumps(each.spoken(), ensure_ascii=False) for each in reversed(kept)]
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(file)
    level = logging.INFO if attempt.is_good else logging.ERROR
    log.log(level, "%s %s: %s bytes in %s seconds", attempt.kind.value, "done" if attempt.is_good else "failed",
            attempt.size_bytes, attempt.seconds)  # fmt: skip
    return attempt


def _words(problem: Exception) -> str:
    if isinstance(problem, CopyFailed):
        return str(problem)
    return f"không ghi hoặc đọc được tệp ({type(problem).__name__})"


def _since(began: float) -> int:
    return round(time.monotonic() - began)
