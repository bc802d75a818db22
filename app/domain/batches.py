"""The same done to many dossiers at once: which verbs are safe enough for it, and what becomes of each dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain import workflow
from app.domain.permissions import Permission
from app.domain.prints import PrintCopy, PrintForm
from app.domain.workflow import Step

MOST_IN_BATCH = 500
UNDO_FOR = timedelta(minutes=10)
"""Counted from the end of the work."""


class BatchVerb(StrEnum):
    """What may be done to many dossiers at once: nothing that binds the office."""

    ASSIGN = "assign"
    TAKE_UP = "take_up"
    GIVE_BACK = "give_back"
    PRINT = "print"
    EXPORT = "export"


class ItemState(StrEnum):
    """Where one dossier of a batch stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


@dataclass(frozen=True)
class BulkAction:
    """A verb as the bar shows it. `step`: the step of the workflow behind it; only that can be undone."""

    button: str
    title: str
    permission: Permission
    step: Step | None = None

    @property
    def is_undoable(self) -> bool:
        return self.step is not None and self.step.recallable


BULK: Mapping[BatchVerb, BulkAction] = {
    BatchVerb.ASSIGN: BulkAction("Giao việc", "Giao việc", Permission.ASSIGN, workflow.ASSIGN),
    BatchVerb.TAKE_UP: BulkAction("Nhận việc", "Nhận việc", Permission.TAKE_UP, workflow.TAKE_UP),
    BatchVerb.GIVE_BACK: BulkAction(
        "Trả lại hàng việc", "Trả lại hàng việc", Permission.TAKE_UP, workflow.GIVE_BACK
    ),
    BatchVerb.PRINT: BulkAction("In", "In giấy", Permission.PRINT),
    BatchVerb.EXPORT: BulkAction("Xuất Excel", "Xuất ra Excel", Permission.SEE_DOSSIERS),
}
"""In the order of the buttons."""

SHEETS: Mapping[str, tuple[str, PrintForm, PrintCopy]] = {
    "khach": ("Giấy tiếp nhận, liên giao khách hàng", PrintForm.RECEIPT, PrintCopy.CITIZEN),
    "luu": ("Giấy tiếp nhận, liên lưu", PrintForm.RECEIPT, PrintCopy.FILE),
    "kiem-soat": ("Phiếu kiểm soát", PrintForm.CONTROL, PrintCopy.WHOLE),
}
"""The papers that can be printed for many dossiers at once, by the word of the form."""


def title_of(verb: BatchVerb, count: int) -> str:
    """“Giao việc 20 hồ sơ”, as the job is called."""
    return f"{BULK[verb].title} {count} hồ sơ"
