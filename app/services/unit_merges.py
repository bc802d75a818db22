"""Two offices become one: the tree says so, all dossiers of the one go to the other, its machine may end.

The job may be cut anywhere. A dossier is moved in one transaction, and one that was moved is not found again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.calendar import local
from app.domain.dossiers import Status
from app.domain.intake import read_day
from app.domain.jobs import Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import (
    FormNotComplete,
    NoSuchMachine,
    NoSuchUnitMerge,
    NotAllowedAnyMore,
    Refusal,
    UnitMergeMovedMeanwhile,
)
from app.domain.unit_plans import UnitPlan, plan_period, read_unit
from app.domain.units import Unit
from app.domain.workflow import TAKEN_OVER
from app.models.dossiers import Dossier
from app.models.units import UnitMerge
from app.queries import unit_merges, units
from app.services import nodes, steps
from app.services import units as tree
from app.services.jobs import Task, Work, job, start
from sync import journal

KIND = "unit_merge"
SLICE = 10
A_DAY = timedelta(days=1)


def plan(form: Mapping[str, str], today: date) -> UnitPlan:
    """What the tree would say. The new unit keeps the code of the office whose machine goes on."""
    one, into = form.get("from", ""), form.get("into", "")
    offices = dict(unit_merges.choices())
    faults = {}
    if one not in offices:
        faults["from"] = "Chọn xã sẽ dừng."
    if into not in offices or into == one:
        faults["into"] = "Chọn xã có máy tiếp tục chạy, khác xã sẽ dừng."
    day = read_day(form.get("valid_from", ""))
    if day is None:
        faults["valid_from"] = "Ghi ngày sáp nhập, ví dụ 01/07/2025."
    elif day > today:
        faults["valid_from"] = (
            "Ngày này chưa đến. Có thể công bố đơn vị mới trước ở trang Đơn vị, đến ngày ấy hãy chuyển hồ sơ."
        )
    if faults or day is None:
        raise FormNotComplete(faults)
    before = day - A_DAY
    stood = [units.at(code, before) for code in (one, into)]
    published = _published(one, into, day)
    if published is not None:
        return published
    wanted = read_unit({**form, "code": into, "valid_to": ""})
    # Numbers go on as they were: the codes of the office that goes on keep their beginning.
    kept = next((each.agency_code for each in stood if each and each.code == into), None)
    wanted = replace(wanted, valid_to=_until(wanted), agency_code=wanted.agency_code or kept)
    return plan_period(units.known(), wanted, [each.id for each in stood if each])


def mark(form: Mapping[str, str]) -> str:
    """What the preview showed: another number of dossiers or another tree is another mark."""
    sides = [unit_merges.side(form.get(each, ""), date.max) for each in ("from", "into")]
    return "-".join([tree.mark(), *(f"{side.dossiers}.{side.open}" for side in sides)])


def ask(form: Mapping[str, str], *, by: Officer, at: datetime, seen: str) -> int:
    """Publish the new unit and have the dossiers moved; the number of the job."""
    with journal.transaction():
        tree.refuse_below()
        asked = UnitMerge.get_or_none(UnitMerge.from_unit == form.get("from", ""))
        if asked is not None and asked.into_unit == form.get("into"):
            return again(asked.n, by=by, at=at)
        made = plan(form, local(at).date())
        if seen != mark(form):
            raise UnitMergeMovedMeanwhile
        tree.write(made, by=by, at=at)
        row = made.row
        merge = UnitMerge.create(
            from_unit=form["from"], into_unit=form["into"], name=row.name, kind=row.kind.value,
            on_date=row.valid_from, source=row.source, unit_row=row.id,
            retires_machine=int("retires" in form), asked_at=at, asked_by_name=by.name,
        )  # fmt: skip
    return again(merge.n, by=by, at=at)


def again(merge_n: int, *, by: Officer, at: datetime) -> int:
    """Move what is left, or what has come since; the number of the job."""
    merge = unit_merges.one(merge_n)
    if merge is None:
        raise NoSuchUnitMerge
    job_n = start(
        KIND, title=f"Sáp nhập vào {merge.name}"[:200], arguments={"merge": merge_n}, by=by, at=at
    )
    with journal.transaction():
        UnitMerge.update(job=job_n).where(UnitMerge.n == merge_n).execute()
    return job_n


@job(KIND)
def move_all(task: Task) -> Work:
    """Slice by slice, then the machine. Begun anew it goes on with what is left."""
    if not may(task.by, Permission.MANAGE_NODE):
        raise NotAllowedAnyMore
    merge = unit_merges.one(task.arguments["merge"])
    if merge is None:
        raise NoSuchUnitMerge
    total = Dossier.select().where(Dossier.unit == merge.from_unit).count()
    moved, failed, after = 0, 0, 0
    while some := _next(merge, after):
        done, failures = _move(merge, some, task.by, task.clock())
        moved, failed, after = moved + done, failed + len(failures), some[-1].n
        words = "bước 1/2 – đang chuyển hồ sơ"
        yield Progress(words, moved + failed, max(total, moved + failed), failures)
    yield Progress("bước 2/2 – đang kết thúc", moved + failed, max(total, moved + failed, 1))
    ends = "" if failed else _end(merge, task.by, task.clock())
    return Ended(f"Đã chuyển {moved} hồ sơ sang {merge.name}.{ends}")


def _next(merge: UnitMerge, after: int) -> Sequence[Dossier]:
    waiting = Dossier.select().where(Dossier.unit == merge.from_unit, Dossier.n > after)
    return list(waiting.order_by(Dossier.n).limit(SLICE))


def _move(
    merge: UnitMerge, some: Sequence[Dossier], by: Officer, at: datetime
) -> tuple[int, tuple[Failure, ...]]:
    failures = []
    for dossier in some:
        try:
            with journal.transaction():
                _move_one(merge, dossier.id, by, at)
        except (Refusal, journal.Hidden) as no:
            failures.append(Failure(dossier.code or dossier.id, str(no)))
    return len(some) - len(failures), tuple(failures)


def _move_one(merge: UnitMerge, dossier_id: str, by: Officer, at: datetime) -> None:
    """Into the other office's hands whole: its papers and history go along, its code stays."""
    journal.lock("dossier", dossier_id)
    dossier: Dossier = Dossier.get(Dossier.id == dossier_id)
    if dossier.unit != merge.from_unit:
        return
    changes: dict[str, Any] = {
        "unit": merge.into_unit,
        "origin_unit": dossier.origin_unit or merge.from_unit,
    }
    if dossier.holder_unit == merge.from_unit:
        changes |= {"holder_unit": merge.into_unit, **steps.NOBODY}
    steps.write(
        TAKEN_OVER, dossier_id, home=dossier.unit, left=dossier.status, entered=Status(dossier.status),
        by=by, at=at, note=f"Sáp nhập từ {merge.on_date:%d/%m/%Y}: {merge.source}",
        to_unit=merge.into_unit, **changes,
    )  # fmt: skip
    journal.move("dossier", dossier_id, scope=merge.into_unit, by=by, at=at)
    UnitMerge.update(moved=UnitMerge.moved + 1).where(UnitMerge.n == merge.n).execute()


def _end(merge: UnitMerge, by: Officer, at: datetime) -> str:
    """The machine may send nothing any more, if that was asked for; what it still sends waits for a person."""
    told = ""
    if merge.retires_machine and merge.done_at is None:
        try:
            nodes.revoke(merge.from_unit, reason=f"Sáp nhập vào {merge.name}", by=by, at=at)
            told = " Máy của đơn vị cũ đã ngừng kết nối."
        except NoSuchMachine:
            told = " Máy của đơn vị cũ đã ngừng từ trước."
    with journal.transaction():
        UnitMerge.update(done_at=at).where(UnitMerge.n == merge.n).execute()
    return told


def _until(row: Unit) -> date | None:
    """Until when the new unit stands: as long as the one above it, and not into a later period of its code."""
    above = units.at(row.parent, row.valid_from) if row.parent else None
    later = [each for each in units.rows_of(row.code) if each.valid_from > row.valid_from]
    ends = [each.valid_from - A_DAY for each in later]
    if above is not None and above.valid_to is not None:
        ends.append(above.valid_to)
    return min(ends, default=None)


def _published(one: str, into: str, day: date) -> UnitPlan | None:
    """The tree may say already who follows whom: then only the dossiers are left to move."""
    rows = {row.id: row for row in units.known()}
    for link in units.links():
        old, new = rows.get(link.from_unit), rows.get(link.to_unit)
        if old and new and (old.code, new.code, link.on) == (one, into, day):
            return UnitPlan(replace(new))
    return None
