"""The last step taken back: what stood before it stands again, and the history keeps both."""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.dossiers import Status
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NothingToRecall
from app.domain.vietnamese import clean
from app.models.stand_ins import StepUndo
from app.services.steps import begin, last_line, write
from sync import journal

WHY = "Thu hồi bước"


def rollback(
    dossier_id: str, *, reason: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Put back what the last step changed. Whoever took it needs no reason, a leader does."""
    with journal.transaction():
        dossier, _ = begin(workflow.ROLLBACK, dossier_id, by, at, seen)
        line = last_line(dossier_id)
        undo = StepUndo.get_or_none(StepUndo.step_id == line.id) if line else None
        if line is None or undo is None:
            raise NothingToRecall(code=dossier.code or "này", why="không còn bản ghi để trả lại")
        if str(by) not in (line.done_by, line.on_behalf_of) and not clean(reason):
            raise FormNotComplete({"reason": "Ghi lý do thu hồi bước của người khác."})
        columns = dict(undo.before.pop("dossier")[dossier_id])
        for entity, records in undo.before.items():
            for record_id, fields in records.items():
                _put_back(entity, record_id, fields, by, at)
        entered = Status(columns.pop("status"))
        said = f": {clean(reason)}" if clean(reason) else ""
        write(
            workflow.ROLLBACK, dossier_id, home=dossier.unit, left=dossier.status, entered=entered,
            by=by, at=at, note=f"“{workflow.title_of(line.action)}”{said}", **columns,
        )  # fmt: skip
        undo.delete_instance()


def _put_back(
    entity: str, record_id: str, fields: dict[str, Any] | None, by: Officer, at: datetime
) -> None:
    if fields is None:
        journal.void(entity, record_id, reason=WHY, by=by, at=at)
    else:
        journal.record(entity, record_id, by=by, at=at, **fields)
