"""A list of dossiers goes out as a sheet: who asked, by which filter, how many rows is kept for good."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.exports import COLUMNS, MOST_ROWS
from app.domain.jobs import Ended, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NotAllowedAnyMore, TooManyRows
from app.models.jobs import ExportLog
from app.queries import exports as questions
from app.queries import jobs as job_questions
from app.queries import units
from app.queries.filters import Filters
from app.services import spreadsheets
from app.services.jobs import Task, Work, job, start
from sync import journal

KIND = "export"


def ask(filters: Filters, *, whole: bool = False, by: Officer, at: datetime) -> int:
    """Ask for the list as a file; the number of the job. `whole`: with every digit of numbers and telephones."""
    arguments = {"filters": filters.to_args(), "whole": whole}
    return start(KIND, title="Xuất danh sách hồ sơ ra Excel", arguments=arguments, by=by, at=at)


def ask_chosen(ids: Sequence[str], *, whole: bool = False, by: Officer, at: datetime) -> int:
    """The same for dossiers that were chosen one by one."""
    arguments = {"filters": {}, "ids": list(ids), "whole": whole}
    title = f"Xuất {len(ids)} hồ sơ đã chọn ra Excel"
    return start(KIND, title=title, arguments=arguments, by=by, at=at)


def note_taken(job_n: int, *, by: Officer, at: datetime) -> None:
    """Keep that the file left this node."""
    row = job_questions.one(job_n, by)
    if row.kind != KIND:
        return
    words = _filter_words(row.arguments)
    with journal.transaction():
        _note("taken", words, row.done, job_n, by, at)


@job(KIND)
def export(task: Task) -> Work:
    """Read the list as its officer sees it now, and write the sheet. After a cut it begins anew."""
    if not may(task.by, Permission.SEE_DOSSIERS):
        raise NotAllowedAnyMore
    now, filters = task.clock(), Filters.from_args(task.arguments["filters"])
    ids = task.arguments.get("ids")
    yield Progress("bước 1/3 – đang đếm", 0)
    total = len(ids) if ids else questions.count(task.by, filters, now=now)
    _refuse_too_many(total or 0)
    whole, done = task.arguments.get("whole", False), 0
    sheet = spreadsheets.Sheet("Hồ sơ", _heading(task.by, now), COLUMNS, whole=whole)
    try:
        for rows in questions.slices(task.by, filters, now=now, ids=ids):
            sheet.add(rows)
            done += len(rows)
            _refuse_too_many(done)
            yield Progress("bước 2/3 – đang viết các dòng", done, max(total or 0, done) or None)
    except BaseException:
        sheet.drop()
        raise
    yield Progress("bước 3/3 – đang ghép tệp", done, done)
    file = task.folder / f"{task.n}-{secrets.token_hex(8)}.xlsx"
    sheet.close(file)
    with journal.transaction():
        _note("made", _filter_words(task.arguments), done, task.n, task.by, task.clock())
    name = f"ho-so-{local(now):%Y%m%d-%H%M}.xlsx"
    return Ended(f"Đã xuất {done} hồ sơ.", file.name, name)


def _heading(by: Officer, now: datetime) -> list[str]:
    unit = units.name_of(by.unit, local(now).date())
    when = f"{local(now):%H:%M ngày %d/%m/%Y}"
    warning = "Có dữ liệu cá nhân: giữ kín, xoá khi xong việc."
    return [f"DANH SÁCH HỒ SƠ – {unit.upper()}", f"{by.name} xuất lúc {when}. {warning}"]


def _filter_words(arguments: Mapping[str, Any]) -> str:
    """By what the rows were found, as it is kept."""
    chosen = {"đã chọn": len(arguments["ids"])} if arguments.get("ids") else {}
    digits = {"ghi đủ số": True} if arguments.get("whole") else {}
    return json.dumps({**arguments["filters"], **chosen, **digits}, ensure_ascii=False)


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise TooManyRows(most=f"{MOST_ROWS:,}".replace(",", "."))


def _note(what: str, filters: str, count: int, job_n: int, by: Officer, at: datetime) -> None:
    ExportLog.create(
        at=at, by=str(by), by_name=by.name, what=what, filters=filters, count=count, job=job_n
    )
