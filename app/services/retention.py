"""What is past its time is removed for good, asked for by the leader, and how much of what is written down.

Only notes of this office alone: nothing that is shared with another office is removed here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.domain.jobs import Ended, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NotAllowedAnyMore, NothingPastItsTime
from app.domain.retention import Removable
from app.models.drafts import Draft
from app.models.jobs import ExportLog
from app.models.people import (
    AccessNote,
    Person,
    PersonChange,
    PersonDossier,
    PersonMerge,
    PersonPair,
)
from app.models.retention import Removal
from app.queries import retention as questions
from app.services.jobs import Task, Work, job, start
from sync import journal

KIND = "retention"
SLICE = 200


def ask(*, by: Officer, at: datetime) -> int:
    """Remove all that is due today; the number of the job. Refused when there is nothing."""
    due = {each.rule.kind.value: each.until.isoformat() for each in questions.due(at) if each.count}
    if not due:
        raise NothingPastItsTime
    return start(KIND, title="Xoá dữ liệu hết hạn lưu", arguments={"due": due}, by=by, at=at)


@job(KIND)
def remove(task: Task) -> Work:
    """Slice by slice, each written down as it goes: after a cut the job goes on with what is left."""
    if not may(task.by, Permission.REMOVE_OLD):
        raise NotAllowedAnyMore
    removed = 0
    for name, until in sorted(task.arguments["due"].items()):
        while count := _remove_some(Removable(name), datetime.fromisoformat(until), task):
            removed += count
            yield Progress("đang xoá", removed)
    return Ended(f"Đã xoá {removed} bản ghi hết hạn lưu.")


def _remove_some(kind: Removable, until: datetime, task: Task) -> int:
    with journal.transaction():
        found = [row.get_id() for row in questions.rows(kind, until).limit(SLICE)]
        if found:
            REMOVE[kind](found)
            _write_down(kind, until, len(found), task)
    return len(found)


def _write_down(kind: Removable, until: datetime, count: int, task: Task) -> None:
    mine = (Removal.job == task.n) & (Removal.kind == kind.value) & (Removal.until == until)
    if Removal.update(count=Removal.count + count).where(mine).execute():
        return
    Removal.create(
        job=task.n, kind=kind.value, until=until, count=count, at=task.clock(), by=str(task.by),
        by_name=task.by.name,
    )  # fmt: skip


def _people(ids: list[int]) -> None:
    """The record with all that was kept about it."""
    PersonChange.delete().where(PersonChange.person.in_(ids)).execute()
    PersonPair.delete().where(PersonPair.low.in_(ids) | PersonPair.high.in_(ids)).execute()
    PersonMerge.delete().where(PersonMerge.gone.in_(ids) | PersonMerge.kept.in_(ids)).execute()
    PersonDossier.delete().where(PersonDossier.person.in_(ids)).execute()
    Person.delete().where(Person.id.in_(ids)).execute()


REMOVE: Mapping[Removable, Callable[[list[Any]], Any]] = {
    Removable.PEOPLE: _people,
    Removable.MERGED: _people,
    Removable.DRAFTS: lambda ids: Draft.delete().where(Draft.id.in_(ids)).execute(),
    Removable.LOOKS: lambda ids: AccessNote.delete().where(AccessNote.id.in_(ids)).execute(),
    Removable.EXPORTS: lambda ids: ExportLog.delete().where(ExportLog.n.in_(ids)).execute(),
}
