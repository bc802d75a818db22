"""Other lists than that of dossiers go out as a sheet too: which columns, whose rows, and who took it is kept.

A list joins by saying how it is read (`LISTINGS`); the job that writes it is one for all.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.exports import MOST_ROWS, Column
from app.domain.jobs import Ended, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NotAllowedAnyMore, TooManyRows
from app.models.jobs import ExportLog
from app.queries import jobs as job_questions
from app.queries import units
from app.services import spreadsheets
from app.services.jobs import Task, Work, job, start
from sync import journal

KIND = "listing"

Slices = Callable[[Officer, Mapping[str, str], datetime], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class Listing:
    """One list: its title, the name of the file, who may take it, its columns, and its rows a slice at a time."""

    title: str
    file_name: str
    permission: Permission
    columns: Sequence[Column]
    slices: Slices


LISTINGS: dict[str, Listing] = {}


def ask(name: str, filters: Mapping[str, str], *, by: Officer, at: datetime) -> int:
    """Ask for the list as a file; the number of the job."""
    arguments = {"list": name, "filters": dict(filters)}
    title = f"Xuất {LISTINGS[name].title} ra Excel"
    return start(KIND, title=title, arguments=arguments, by=by, at=at)


def note_taken(job_n: int, *, by: Officer, at: datetime) -> None:
    """Keep that the file left this node."""
    row = job_questions.one(job_n, by)
    if row.kind == KIND:
        _note("taken", row.arguments, row.done, job_n, by, at)


@job(KIND)
def export(task: Task) -> Work:
    """Read the list as its officer sees it now, and write the sheet. After a cut it begins anew."""
    listing, now = LISTINGS[task.arguments["list"]], task.clock()
    if not may(task.by, listing.permission):
        raise NotAllowedAnyMore
    yield Progress("đang đọc danh sách", 0)
    heading = _heading(listing, task.by, now)
    sheet = spreadsheets.Sheet(
        listing.title[:31].capitalize(),
        heading,
        listing.columns,
        whole="du-so" in task.arguments["filters"],
    )
    done = 0
    try:
        for rows in listing.slices(task.by, task.arguments["filters"], now):
            sheet.add(rows)
            done += len(rows)
            if done > MOST_ROWS:
                raise TooManyRows(most=f"{MOST_ROWS:,}".replace(",", "."))
            yield Progress("đang viết các dòng", done)
    except BaseException:
        sheet.drop()
        raise
    file = task.folder / f"{task.n}-{secrets.token_hex(8)}.xlsx"
    sheet.close(file)
    _note("made", task.arguments, done, task.n, task.by, task.clock())
    return Ended(f"Đã xuất {done} dòng.", file.name, f"{listing.file_name}-{local(now):%Y%m%d-%H%M}.xlsx")  # fmt: skip


def _heading(listing: Listing, by: Officer, now: datetime) -> list[str]:
    unit = units.name_of(by.unit, local(now).date())
    when = f"{local(now):%H:%M ngày %d/%m/%Y}"
    warning = "Chỉ dùng cho công việc: giữ kín, xoá khi xong việc."
    return [f"{listing.title.upper()} – {unit.upper()}", f"{by.name} xuất lúc {when}. {warning}"]


def _note(
    what: str, arguments: Mapping[str, Any], count: int, job_n: int, by: Officer, at: datetime
) -> None:
    words = json.dumps(arguments, ensure_ascii=False)
    with journal.transaction():
        ExportLog.create(
            at=at, by=str(by), by_name=by.name, what=what, filters=words, count=count, job=job_n
        )
