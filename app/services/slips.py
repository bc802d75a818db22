"""Letters to the citizen: written, signed by the leader or returned, handed out."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NewDateNotLater, NoDraftWaiting
from app.domain.slips import (
    SERIES,
    SlipDraft,
    SlipKind,
    SlipState,
    check_slip,
    day_of,
    item_lines,
)
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.slips import Slip
from app.queries import slips as questions
from app.services import numbering, waits
from app.services.steps import Taking, taking
from sync import journal

LONGEST_NAME = 200


def write_slip(taken: Taking, draft: SlipDraft, state: SlipState, **more: Any) -> str:
    """The letter of a step, checked; numbered unless it is a draft; its id."""
    check_slip(draft, local(taken.at).date())
    slip_id, by, at = taken.new_id("slip"), taken.by, taken.at
    answer_by = day_of(draft.answer_by)
    items = [{"name": line} for line in item_lines(draft.items)]
    fields: dict[str, Any] = {
        "kind": draft.kind.value, "state": state.value, "unit": by.unit, "reason": clean(draft.reason),
        "reason_code": draft.reason_code or None, "items": items or None,
        "to_whom": clean(draft.to_whom) or None, "amount": draft.amount,
        "answer_by": answer_by.isoformat() if answer_by else None,
        "drafted_at": at, "drafted_by": str(by), "drafted_by_name": by.name,
    }  # fmt: skip
    if state is not SlipState.DRAFT:
        fields |= _signed(draft.kind, by, at)
    if state is SlipState.HANDED:
        fields |= {"handed_at": at, "handed_by_name": by.name}
    taken.keep("slip", slip_id, **(fields | more))
    return slip_id


def sign_slip(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The leader signs the draft: what its step promised happens now."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.SIGN_SLIP, dossier_id, by, at, seen)
        slip = _draft_of(taken.dossier)
        drafted = workflow.DRAFTED_BY[SlipKind(slip.kind)]
        if slip.new_due_at is not None and slip.new_due_at <= at:
            raise NewDateNotLater(due=f"{local(slip.new_due_at):%d/%m/%Y}")
        taken.keep(
            "slip", slip.id, state=SlipState.SIGNED.value, **_signed(SlipKind(slip.kind), by, at)
        )
        changes: dict[str, Any] = {"letter": "signed"}
        if drafted.pause is not None:
            changes |= waits.begin_wait(taken, drafted.pause, slip.id)
        if slip.kind == SlipKind.APOLOGY:
            changes["extended_due_at"] = slip.new_due_at
        entered = drafted.enters or taken.entered
        replace(taken, entered=entered).close(note=note, **changes)


def return_slip(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The leader does not sign: the officer may write another."""
    with journal.transaction():
        taken = taking(workflow.RETURN_SLIP, dossier_id, by, at, seen)
        slip = _draft_of(taken.dossier)
        taken.keep("slip", slip.id, state=SlipState.DROPPED.value)
        taken.close(note=reason, letter=letter_after(dossier_id))


def hand_out(
    dossier_id: str, *, handed_to: str = "", note: str = "", by: Officer, at: datetime,
    seen: int | None = None,
) -> None:  # fmt: skip
    """The citizen has the letter in hand. From then on nothing recalls it."""
    with journal.transaction():
        taken = taking(workflow.HAND_OUT, dossier_id, by, at, seen)
        slip = questions.to_hand_out(dossier_id)
        to = clean(handed_to) or taken.dossier.submitter_name or taken.dossier.applicant_name
        if len(to) > LONGEST_NAME:
            raise FormNotComplete({"handed_to": f"Họ tên dài quá {LONGEST_NAME} ký tự."})
        if slip is not None:
            taken.keep(
                "slip", slip.id, state=SlipState.HANDED.value, handed_at=at, handed_by_name=by.name,
                handed_to=to,
            )  # fmt: skip
        taken.close(note=note, letter=letter_after(dossier_id))


def letter_after(dossier_id: str) -> str | None:
    """What the dossier's column says of its letters as they are now."""
    if questions.draft(dossier_id) is not None:
        return "draft"
    return "signed" if questions.to_hand_out(dossier_id) is not None else None


def drop_draft(taken: Taking) -> None:
    """A draft on the leader's desk ends with the dossier."""
    slip = questions.draft(taken.dossier.id)
    if slip is not None:
        taken.keep("slip", slip.id, state=SlipState.DROPPED.value)


def _draft_of(dossier: Dossier) -> Slip:
    slip = questions.draft(dossier.id)
    if slip is None:  # the column says so, the row has not come yet
        raise NoDraftWaiting(code=dossier.code or "này")
    return slip


def _signed(kind: SlipKind, by: Officer, at: datetime) -> dict[str, Any]:
    series = SERIES[kind]
    return {
        "number": f"{numbering.next_in_year(series, by.unit, at)}/{series}",
        "signed_at": at,
        "signed_by": str(by),
        "signed_by_name": by.name,
        "signed_by_title": by.title or None,
    }
