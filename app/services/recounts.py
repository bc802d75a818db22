"""Due dates counted again after a change of the calendar: only when a leader says so, each with a line of history."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.calendar import local
from app.domain.dossiers import Status
from app.domain.jobs import Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import (
    FormNotComplete,
    NotAllowedAnyMore,
    NothingToRecount,
    RecountMovedMeanwhile,
    Refusal,
)
from app.domain.vietnamese import clean
from app.domain.workflow import RECOUNT
from app.models.dossiers import Dossier
from app.queries import recounts
from app.queries.recounts import Move
from app.services import steps
from app.services.jobs import Task, Work, job, start
from sync import journal

KIND = "recount"
SLICE = 20
LONGEST_REASON = 300


def ask(*, unit: str, reason: str, with_earlier: bool, mark: str, by: Officer, at: datetime) -> int:
    """Ask for what the preview showed; the number of the job."""
    reason = clean(reason)
    if not reason:
        raise FormNotComplete({"reason": "Ghi lý do, ví dụ: số và ngày của thông báo nghỉ lễ."})
    if len(reason) > LONGEST_REASON:
        raise FormNotComplete({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự."})
    seen = recounts.preview(by, unit)
    if seen.mark != mark:
        raise RecountMovedMeanwhile
    if not (seen.moves if with_earlier else seen.later):
        raise NothingToRecount
    arguments = {"unit": unit, "reason": reason, "with_earlier": with_earlier}
    return start(KIND, title="Tính lại ngày hẹn theo lịch", arguments=arguments, by=by, at=at)


@job(KIND)
def recount(task: Task) -> Work:
    """Slice by slice. What was counted before a cut has its new date, so it is not found again."""
    if not may(task.by, Permission.APPROVE):
        raise NotAllowedAnyMore
    reason, with_earlier = task.arguments["reason"], task.arguments["with_earlier"]
    yield Progress("bước 1/2 – đang đếm lại", 0)
    found = recounts.preview(task.by, task.arguments["unit"])
    ids = [move.dossier_id for move in (found.moves if with_earlier else found.later)]
    moved = 0
    for first in range(0, len(ids), SLICE):
        some = ids[first : first + SLICE]
        done, failures = _slice(some, reason, with_earlier, task.by, task.clock())
        moved += done
        tried = min(first + SLICE, len(ids))
        yield Progress("bước 2/2 – đang ghi ngày hẹn mới", tried, len(ids), failures)
    return Ended(
        f"Đã dời ngày hẹn của {moved} hồ sơ. Phiếu hẹn đã in còn ghi ngày cũ: hãy báo cho công dân."
    )


def _slice(
    ids: Sequence[str], reason: str, with_earlier: bool, by: Officer, at: datetime
) -> tuple[int, tuple[Failure, ...]]:
    failures: list[Failure] = []
    with journal.transaction():
        moves = [move for move in recounts.of_some(ids, by) if with_earlier or move.is_later]
        for move in moves:
            try:
                _move(move, reason, by, at)
            except (Refusal, journal.Hidden) as no:
                failures.append(Failure(move.code or move.dossier_id, str(no)))
    return len(moves) - len(failures), tuple(failures)


def _move(move: Move, reason: str, by: Officer, at: datetime) -> None:
    """The new date, the two dates kept side by side, and the line that says why."""
    dossier: Dossier = steps.load(move.dossier_id, by=by)
    old, new = (f"{local(each):%H:%M %d/%m/%Y}" for each in (move.old, move.new))
    line = steps.write(
        RECOUNT, move.dossier_id, home=dossier.unit, left=dossier.status,
        entered=Status(dossier.status), by=by, at=at,
        note=f"{reason}. Hẹn cũ {old}, hẹn mới {new}.", due_at=move.new,
    )  # fmt: skip
    journal.record(
        "recount", steps.part_id(line, "recount"), by=by, at=at, scope=dossier.unit,
        dossier_id=move.dossier_id, unit=by.unit, counted_at=at, counted_by=str(by),
        counted_by_name=by.name, old_due_at=move.old, new_due_at=move.new, reason=reason,
    )  # fmt: skip
