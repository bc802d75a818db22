"""Publishing the draft of the catalogue as long work: looked through, then written as a whole or not at all."""

from datetime import date, datetime
from typing import Any

from app.domain.calendar import local
from app.domain.catalogues import EditKind
from app.domain.jobs import OPEN, Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.procedure_check import faults
from app.domain.refusals import DraftClosed, FormNotComplete, NotAllowedAnyMore
from app.models.catalogues import CatalogueDraft, CatalogueEdit
from app.models.jobs import Job
from app.queries import catalogues as questions
from app.services import catalogues
from app.services.jobs import Task, Work, job, start
from sync import journal

PUBLISH = "catalogue-publish"
SLICE = 25


def ask_to_publish(
    *, title: str, decision: str, starts_on: date | None, seen: int, by: Officer, at: datetime
) -> int:
    """Have the draft published as it was seen; the number of the job. What is wrong already is said at once."""
    with journal.transaction():
        draft, edits = catalogues.open_draft(), questions.edits()
        first_day = catalogues.fit(title, decision, starts_on, edits, local(at).date())
        _refuse_a_second(draft, by)
        if draft.revision != seen:
            raise catalogues.moved()
        arguments = {
            "draft": draft.n, "seen": seen, "title": title, "decision": decision,
            "starts_on": first_day.isoformat(),
        }  # fmt: skip
        name = f"Phát hành danh mục bản {questions.next_number()}"
        return start(PUBLISH, title=name, arguments=arguments, by=by, at=at)


@job(PUBLISH)
def publish(task: Task) -> Work:
    """Look through every change, then write all of them in one transaction: before it nothing is published, and a cut
    leaves nothing behind. Begun anew after the last moment, it finds the draft published."""
    if not may(task.by, Permission.MANAGE_CATALOGUE):
        raise NotAllowedAnyMore
    told = task.arguments
    if number := _published(int(told["draft"]), task.by):
        return _ended(number)
    yield from _looked_through(int(told["draft"]))
    number = catalogues.publish(
        title=str(told["title"]), decision=str(told["decision"]),
        starts_on=date.fromisoformat(str(told["starts_on"])), seen=int(told["seen"]), by=task.by,
        at=task.clock(),
    )  # fmt: skip
    return _ended(number)


def _looked_through(draft: int) -> Any:
    """Every change checked; each that cannot be published is told, and then nothing is."""
    total = CatalogueEdit.select().where(CatalogueEdit.draft == draft).count()
    done, bad, last = 0, 0, ""
    while edits := _slice(draft, last):
        failures = tuple(
            Failure(edit.code, found[0].words)
            for edit in edits
            if edit.kind != EditKind.RETIRED and (found := faults(edit.content))
        )
        done, bad, last = done + len(edits), bad + len(failures), edits[-1].code
        yield Progress("bước 1/2 – đang kiểm tra từng thủ tục", done, total, failures)
    if bad:
        raise FormNotComplete({"edits": f"Chưa phát hành gì: còn {bad} thủ tục có chỗ cần sửa."})
    yield Progress("bước 2/2 – đang ghi cả bản", done, total)


def _slice(draft: int, last: str) -> list[CatalogueEdit]:
    rows = CatalogueEdit.select().where(CatalogueEdit.draft == draft, CatalogueEdit.code > last)
    return list(rows.order_by(CatalogueEdit.code).limit(SLICE))


def _refuse_a_second(draft: CatalogueDraft, by: Officer) -> None:
    """While a colleague's publishing is under way, theirs goes first; the same press twice is one job."""
    for other in Job.select().where(Job.kind == PUBLISH, Job.state.in_(sorted(OPEN))):
        if other.arguments["draft"] == draft.n and other.by != by.username:
            when = f"{local(other.created_at):{catalogues.WHEN}}"
            raise DraftClosed(who=other.by_name, what="bấm phát hành bản nháp này", when=when)


def _published(draft: int, by: Officer) -> int | None:
    """The number of the version this officer made of the draft."""
    row = CatalogueDraft.get_by_id(draft)
    return int(row.number) if row.number and row.closed_by_name == by.name else None


def _ended(number: int) -> Ended:
    first = questions.version(number).valid_from
    return Ended(
        f"Đã phát hành bản {number}, áp dụng từ {first:%d/%m/%Y}. Các xã tự nhận khi đồng bộ và tự áp dụng đúng ngày."
    )
