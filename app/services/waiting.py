"""Money to be paid first, and another agency that must answer first."""

from datetime import datetime

from app.domain import workflow
from app.domain.officers import Officer
from app.domain.pauses import AfterWait, Cause
from app.domain.procedures import OnConsult
from app.domain.slips import SlipDraft, SlipKind, SlipState
from app.queries import promises
from app.services import numbering, waits
from app.services.slips import letter_after, write_slip
from app.services.steps import taking
from sync import journal


def ask_payment(
    dossier_id: str,
    *,
    reason: str,
    amount: int | None = None,
    answer_by: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Tax or land money before the result: a notice, and the clock stands."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.ASK_PAYMENT, dossier_id, by, at, seen)
        draft = SlipDraft(SlipKind.PAYMENT, reason=reason, amount=amount, answer_by=answer_by)
        slip_id = write_slip(taken, draft, SlipState.SIGNED)
        changes = waits.begin_wait(taken, Cause.PAYMENT, slip_id)
        taken.close(note=reason, letter=letter_after(dossier_id), **changes)


def payment_done(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The proof of payment is here: the clock goes on."""
    with journal.transaction():
        taken = taking(workflow.PAYMENT_DONE, dossier_id, by, at, seen)
        taken.close(note=note, **waits.end_wait(taken, Cause.PAYMENT, AfterWait.RESUMED))


def consult(
    dossier_id: str,
    *,
    to_whom: str,
    reason: str,
    answer_by: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Ask another agency. The procedure says what the clock does meanwhile."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = taking(workflow.CONSULT, dossier_id, by, at, seen)
        policy = promises.consult_policy(taken.dossier)
        draft = SlipDraft(SlipKind.CONSULT, reason=reason, to_whom=to_whom, answer_by=answer_by)
        given = promises.more_by_law(taken.dossier, at) if policy is OnConsult.MORE else None
        more, changes = {}, {}
        if given is not None:
            _, time, due = given
            more = {
                "old_due_at": taken.dossier.due_at, "new_due_at": due, "more_value": time.value,
                "more_unit": time.unit.value,
            }  # fmt: skip
            changes = {"due_at": due}
        slip_id = write_slip(taken, draft, SlipState.SIGNED, **more)
        stands = policy is OnConsult.PAUSE
        changes |= waits.begin_wait(taken, Cause.CONSULT, slip_id, stands=stands)
        taken.close(note=reason, **changes)


def consult_answered(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The other agency has answered."""
    with journal.transaction():
        taken = taking(workflow.CONSULT_ANSWERED, dossier_id, by, at, seen)
        taken.close(note=note, **waits.end_wait(taken, Cause.CONSULT, AfterWait.RESUMED))
