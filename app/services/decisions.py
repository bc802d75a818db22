"""What is decided about a dossier, and by whom: submitted, signed, sent back to the desk, refused."""

from datetime import datetime

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.results import Outcome, ResultDraft
from app.domain.slips import SlipDraft, SlipKind, SlipState
from app.services import numbering, results
from app.services.slips import letter_after, write_slip
from app.services.steps import begin, end, released, taking
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
        before = {}
        if draft is not None:
            before = results.keep(dossier, draft, issued=False, by=by, at=at)
        end(
            workflow.SUBMIT_FOR_APPROVAL, dossier, entered, by, at, before, note=note,
            sent_back_at=None,
        )  # fmt: skip


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
        before = results.keep(dossier, signed, issued=True, by=by, at=at)
        end(
            workflow.APPROVE, dossier, entered, by, at, before, note=note,
            **released(dossier, by.unit, at),
        )  # fmt: skip


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
    """Decide against the applicant: the reason stands in the result and in the letter of refusal."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.REJECT, dossier_id, by, at, seen)
        write_slip(taken, SlipDraft(SlipKind.REFUSAL, reason=reason), SlipState.SIGNED)
        refusal = ResultDraft(Outcome.REFUSED, signer=by.name, content=reason)
        taken.before |= results.keep(taken.dossier, refusal, issued=True, by=by, at=at)
        taken.close(
            note=reason,
            letter=letter_after(dossier_id),
            **released(taken.dossier, by.unit, at),
        )
