"""The result on its way to the citizen: told, posted, come back."""

from datetime import datetime

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean
from app.services.steps import begin, end
from sync import journal

LONGEST_NUMBER = 20


def notify(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The citizen has been told that the result is here."""
    with journal.transaction():
        dossier, entered = begin(workflow.NOTIFY, dossier_id, by, at, seen)
        end(workflow.NOTIFY, dossier, entered, by, at, note=note)


def post_result(
    dossier_id: str, *, tracking_no: str, note: str = "", by: Officer, at: datetime,
    seen: int | None = None,
) -> None:  # fmt: skip
    """Hand the result to the post, under its tracking number."""
    number = "".join(clean(tracking_no).upper().split())
    with journal.transaction():
        dossier, entered = begin(workflow.POST_RESULT, dossier_id, by, at, seen)
        if not number or len(number) > LONGEST_NUMBER or not number.isalnum():
            words = "Ghi số hiệu bưu gửi: chữ và số trên phiếu gửi, thường 13 ký tự."
            raise FormNotComplete({"tracking_no": words})
        end(workflow.POST_RESULT, dossier, entered, by, at, note=note, tracking_no=number)


def post_undelivered(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The post could not deliver: the result is at the desk again."""
    step = workflow.POST_UNDELIVERED
    with journal.transaction():
        dossier, entered = begin(step, dossier_id, by, at, seen)
        end(step, dossier, entered, by, at, note=reason, tracking_no=None)
