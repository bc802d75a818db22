"""What is decided about a dossier, and by whom: submitted, signed, sent back to the desk, refused."""

from datetime import datetime

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.results import Outcome, ResultDraft
from app.domain.vietnamese import clean
from app.services import results
from app.services.steps import begin, end, released
from sync import journal


def submit_for_approval(
    dossier_id: str,
    *,
    note: str = "",
    draft: ResultDraft | None = None,
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Lay it before the leader, with the result as it could be signed."""
    with journal.transaction():
        dossier, entered = begin(workflow.SUBMIT_FOR_APPROVAL, dossier_id, by, at, seen)
        if draft is not None:
            results.keep(dossier, draft, issued=False, by=by, at=at)
        end(workflow.SUBMIT_FOR_APPROVAL, dossier, entered, by, at, note=note, sent_back_at=None)


def approve(
    dossier_id: str,
    *,
    result: ResultDraft | None = None,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Sign the result: the one given here, or the draft as it was submitted."""
    with journal.transaction():
        dossier, entered = begin(workflow.APPROVE, dossier_id, by, at, seen)
        signed = result or results.draft_of(dossier, by)
        if signed is None:
            raise FormNotComplete({"outcome": "Chọn kết quả giải quyết."})
        results.keep(dossier, signed, issued=True, by=by, at=at)
        end(
            workflow.APPROVE,
            dossier,
            entered,
            by,
            at,
            note=note,
            **released(dossier.unit, by.unit, at),
        )


def redo(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Back to the officer who submitted it."""
    with journal.transaction():
        dossier, entered = begin(workflow.REDO, dossier_id, by, at, seen)
        end(workflow.REDO, dossier, entered, by, at, note=reason)


def reject(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Decide against the applicant, with a written reason."""
    with journal.transaction():
        dossier, entered = begin(workflow.REJECT, dossier_id, by, at, seen)
        if clean(reason):
            refusal = ResultDraft(Outcome.REFUSED, signer=by.name, content=reason)
            results.keep(dossier, refusal, issued=True, by=by, at=at)
        end(
            workflow.REJECT,
            dossier,
            entered,
            by,
            at,
            note=reason,
            **released(dossier.unit, by.unit, at),
        )
