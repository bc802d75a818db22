"""The access log goes out as a sheet, asked for by a leader or an administrator; that is noted in the log, too."""

import secrets
from datetime import datetime

from app.domain.access_log import EXPORT
from app.domain.calendar import local
from app.domain.exports import CellKind, Column
from app.domain.jobs import Ended, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NotAllowedAnyMore
from app.queries import access_log as questions
from app.queries import units
from app.queries.access_log import Asked
from app.services import access_log, spreadsheets
from app.services.jobs import Task, Work, job, start

KIND = "access_log"
COLUMNS = (
    Column("Lúc", "at", CellKind.MOMENT, 17),
    Column("Tài khoản", "by"),
    Column("Cán bộ", "by_name", width=28),
    Column("Việc", "what", width=12),
    Column("Trang", "page", width=28),
    Column("Hồ sơ, bản ghi", "about", width=28),
    Column("Số bản ghi", "count", CellKind.NUMBER, 11),
)


def ask(asked: Asked, *, by: Officer, at: datetime) -> int:
    """Ask for these lines as a file; the number of the job."""
    return start(
        KIND, title="Xuất nhật ký xem dữ liệu", arguments={"asked": asked.to_args()}, by=by, at=at
    )  # fmt: skip


@job(KIND)
def export(task: Task) -> Work:
    """Write the sheet; lines that come meanwhile are not in it. After a cut it begins anew."""
    if not may(task.by, Permission.SEE_ACCESS_LOG):
        raise NotAllowedAnyMore
    now, asked = task.clock(), Asked.from_args(task.arguments["asked"])
    upto, total, done = questions.newest(), questions.count(asked), 0
    place = units.name_of(task.by.unit, local(now).date())
    heading = [
        f"NHẬT KÝ XEM DỮ LIỆU CÁ NHÂN – {place.upper()}",
        f"{task.by.name} xuất lúc {local(now):%H:%M ngày %d/%m/%Y}.",
    ]
    sheet = spreadsheets.Sheet("Nhật ký", heading, COLUMNS)
    try:
        for rows in questions.slices(asked, upto=upto):
            sheet.add(rows)
            done += len(rows)
            yield Progress("bước 1/2 – đang viết các dòng", done, max(total, done))
    except BaseException:
        sheet.drop()
        raise
    yield Progress("bước 2/2 – đang ghép tệp", done, done)
    file = task.folder / f"{task.n}-{secrets.token_hex(8)}.xlsx"
    sheet.close(file)
    access_log.note("access_log", task.n, by=task.by, at=task.clock(), what=EXPORT, count=done)
    return Ended(f"Đã xuất {done} dòng.", file.name, f"nhat-ky-{local(now):%Y%m%d-%H%M}.xlsx")
