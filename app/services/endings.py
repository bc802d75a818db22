"""The ends of a dossier before its result, and the result opened again."""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.slips import RequestState, SlipDraft, SlipKind, SlipState
from app.domain.vietnamese import clean
from app.models.dossiers import Result
from app.models.slips import WithdrawalRequest
from app.services import numbering, waits
from app.services.slips import drop_draft, letter_after, write_slip
from app.services.steps import NOBODY, Taking, read_note, taking
from sync import journal


def stop(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The leader ends the dossier for good, with a written notice."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.STOP, dossier_id, by, at, seen)
        drop_draft(taken)
        write_slip(taken, SlipDraft(SlipKind.STOP, reason=reason), SlipState.SIGNED)
        taken.close(note=reason, **ended(taken), **waits.stop_waits(taken))


def withdraw(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The citizen takes the dossier back."""
    with journal.transaction():
        taken = taking(workflow.WITHDRAW, dossier_id, by, at, seen)
        drop_draft(taken)
        changes = waits.stop_waits(taken)
        if taken.dossier.withdrawal:
            answer_withdrawal(taken, RequestState.AGREED, "")
        taken.close(note=reason, **ended(taken), **changes)


def ask_withdrawal(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The citizen wants it back while another office holds it: ask that office."""
    with journal.transaction():
        taken = taking(workflow.ASK_WITHDRAWAL, dossier_id, by, at, seen)
        taken.keep(
            "withdrawal_request", taken.new_id("withdrawal_request"), unit=by.unit,
            state=RequestState.ASKED.value, reason=read_note(taken.step, reason), asked_at=at,
            asked_by=str(by), asked_by_name=by.name,
        )  # fmt: skip
        taken.close(
            note=reason, withdrawal=RequestState.ASKED.value, to_unit=taken.dossier.holder_unit
        )


def agree_withdrawal(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The office that holds it lets it go: it ends, and the papers go back to where they were handed in."""
    with journal.transaction():
        taken = taking(workflow.AGREE_WITHDRAWAL, dossier_id, by, at, seen)
        drop_draft(taken)
        changes = waits.stop_waits(taken)
        answer_withdrawal(taken, RequestState.AGREED, note)
        home = taken.dossier.unit
        taken.close(note=note, to_unit=home, holder_unit=home, **ended(taken), **changes)


def decline_withdrawal(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """It goes on; the office that asked reads why."""
    with journal.transaction():
        taken = taking(workflow.DECLINE_WITHDRAWAL, dossier_id, by, at, seen)
        answer_withdrawal(taken, RequestState.DECLINED, reason)
        taken.close(note=reason, withdrawal=None, to_unit=taken.dossier.unit)


def correct_result(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """A mistake in the result: it is worked on again, the old one stays readable."""
    with journal.transaction():
        taken = taking(workflow.CORRECT_RESULT, dossier_id, by, at, seen)
        in_force = (Result.dossier_id == dossier_id) & (Result.unit == by.unit)
        for result in Result.select().where(in_force, Result.replaced_at.is_null()):
            taken.keep("result", result.id, replaced_at=at)
        taken.close(note=reason, corrected_at=at, finished_at=None, sent_back_at=None, **NOBODY)


def ended(taken: Taking) -> dict[str, Any]:
    """What a dossier is that ends before it has a result; call it when its letters are written."""
    return NOBODY | {
        "finished_at": taken.at,
        "sent_back_at": None,
        "withdrawal": None,
        "letter": letter_after(taken.dossier.id),
    }


def answer_withdrawal(taken: Taking, state: RequestState, words: str) -> None:
    """The request that waits gets its answer."""
    asked = (WithdrawalRequest.dossier_id == taken.dossier.id) & (
        WithdrawalRequest.state == RequestState.ASKED.value
    )
    for request in WithdrawalRequest.select().where(asked):
        taken.keep(
            "withdrawal_request", request.id, state=state.value, answer=clean(words) or None,
            answered_at=taken.at, answered_by=str(taken.by), answered_by_name=taken.by.name,
            answered_unit=taken.by.unit,
        )  # fmt: skip
