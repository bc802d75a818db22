"""Late: an apology with a new date, once, signed by the leader of the office that is late."""

from datetime import datetime

from app.domain import workflow
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.pauses import more_until
from app.domain.refusals import NewDateNotLater, NewDateOff
from app.domain.slips import SlipDraft, SlipKind, SlipState, check_slip, day_of
from app.queries import promises
from app.services.slips import write_slip
from app.services.steps import Taking, taking
from sync import journal


def apologise(
    dossier_id: str,
    *,
    new_due_on: str,
    reason_code: str,
    reason: str,
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Draft the letter; the new date is in force when the leader has signed."""
    draft = SlipDraft(
        SlipKind.APOLOGY, reason=reason, reason_code=reason_code, new_due_on=new_due_on
    )
    with journal.transaction():
        taken = taking(workflow.APOLOGISE, dossier_id, by, at, seen)
        check_slip(draft, local(at).date())
        write_slip(taken, draft, SlipState.DRAFT, **_dates(taken, draft))
        taken.close(note=reason, letter="draft")


def _dates(taken: Taking, draft: SlipDraft) -> dict[str, object]:
    """The old date, the new one and the time between them."""
    made, day = promises.promised(taken.dossier, taken.at), day_of(draft.new_due_on)
    if made is None or day is None:
        raise NewDateNotLater(due="chưa có", field="new_due_on")
    calendar = promises.calendar_of(taken.dossier, taken.at)
    due = made.in_force
    if day <= due.day or day < local(taken.at).date():
        raise NewDateNotLater(due=f"{due.day:%d/%m/%Y}", field="new_due_on")
    if not calendar.is_working_day(day):
        raise NewDateOff(day=f"{day:%d/%m/%Y}", field="new_due_on")
    new = calendar.closing(day)
    more = more_until(due, new, calendar)
    return {
        "old_due_at": due.at,
        "new_due_at": new,
        "more_value": more.value,
        "more_unit": more.unit.value,
    }
