"""What officers do with a dossier, from the counter to the hand of the citizen.

Each verb is one transaction: load, ask the workflow, write the dossier and its line of history. `seen` is the
number of lines the page showed; when there are more by now, the officer is told what happened meanwhile.
"""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.calendar import local
from app.domain.dossiers import Status
from app.domain.officers import Officer, Role
from app.domain.refusals import FormNotComplete, NoSuchOfficer, NotACaseOfficer
from app.domain.results import Outcome, ResultDraft, checked
from app.domain.vietnamese import clean
from app.domain.workflow import Step
from app.models.dossiers import Dossier, Result
from app.models.dossiers import Step as Line
from app.queries import officers, units
from app.services import steps
from app.services.intake import receive, refuse, register
from app.services.steps import NOBODY
from sync import journal

__all__ = [
    "ResultDraft", "accept_forward", "approve", "assign", "forward_up", "hand_over", "receive", "redo",
    "refuse", "register", "reject", "return_down", "send_result_down", "submit_for_approval", "take_up",
    "withdraw",
]  # fmt: skip

MOST_MONEY = 2_000_000_000


# ── Who works on it ─────────────────────────────────────────────────────────────────────────────────


def assign(
    dossier_id: str,
    *,
    to_username: str,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Give the dossier to a case officer of this office."""
    with journal.transaction():
        dossier, entered = _begin(workflow.ASSIGN, dossier_id, by, at, seen)
        to = _case_officer(to_username, by)
        _end(workflow.ASSIGN, dossier, entered, by, at, note=note, **_into_hand(to))


def take_up(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Begin to work on it: from now on it lies on this officer's desk."""
    with journal.transaction():
        dossier, entered = _begin(workflow.TAKE_UP, dossier_id, by, at, seen)
        _end(workflow.TAKE_UP, dossier, entered, by, at, note=note, **_into_hand(by))


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────


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
        dossier, entered = _begin(workflow.SUBMIT_FOR_APPROVAL, dossier_id, by, at, seen)
        if draft is not None:
            _keep_result(dossier, draft, issued=False, by=by, at=at)
        _end(workflow.SUBMIT_FOR_APPROVAL, dossier, entered, by, at, note=note, sent_back_at=None)


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
        dossier, entered = _begin(workflow.APPROVE, dossier_id, by, at, seen)
        signed = result or _draft_of(dossier, by)
        if signed is None:
            raise FormNotComplete({"outcome": "Chọn kết quả giải quyết."})
        _keep_result(dossier, signed, issued=True, by=by, at=at)
        _end(
            workflow.APPROVE,
            dossier,
            entered,
            by,
            at,
            note=note,
            **_released(dossier.unit, by.unit, at),
        )


def redo(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Back to the officer who submitted it."""
    with journal.transaction():
        dossier, entered = _begin(workflow.REDO, dossier_id, by, at, seen)
        _end(workflow.REDO, dossier, entered, by, at, note=reason)


def reject(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Decide against the applicant, with a written reason."""
    with journal.transaction():
        dossier, entered = _begin(workflow.REJECT, dossier_id, by, at, seen)
        if clean(reason):
            refusal = ResultDraft(Outcome.REFUSED, signer=by.name, content=reason)
            _keep_result(dossier, refusal, issued=True, by=by, at=at)
        _end(
            workflow.REJECT,
            dossier,
            entered,
            by,
            at,
            note=reason,
            **_released(dossier.unit, by.unit, at),
        )


# ── Up to the parent and back ───────────────────────────────────────────────────────────────────────


def forward_up(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Hand it to the office above. From now on that office holds it, with or without a line."""
    with journal.transaction():
        dossier, entered = _begin(workflow.FORWARD_UP, dossier_id, by, at, seen)
        above = units.office_above(by.unit, local(at).date())
        _end(
            workflow.FORWARD_UP, dossier, entered, by, at, note=note, to_unit=above, holder_unit=above,
            sent_back_at=None, **NOBODY,
        )  # fmt: skip


def accept_forward(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The parent's desk has the papers in hand."""
    with journal.transaction():
        dossier, entered = _begin(workflow.ACCEPT_FORWARD, dossier_id, by, at, seen)
        _end(workflow.ACCEPT_FORWARD, dossier, entered, by, at, note=note, **NOBODY)


def return_down(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Send it back to the office it came from, to the officer who had it there."""
    with journal.transaction():
        dossier, entered = _begin(workflow.RETURN_DOWN, dossier_id, by, at, seen)
        below = _sender(dossier)
        before = steps.last_line(dossier_id, Line.unit == below, Line.to_officer.is_null(False))
        _end(
            workflow.RETURN_DOWN, dossier, entered, by, at, note=reason, to_unit=below,
            holder_unit=below, sent_back_at=at,
            holder_officer=before.to_officer if before else None,
            holder_officer_name=before.to_officer_name if before else None,
        )  # fmt: skip


def send_result_down(
    dossier_id: str,
    *,
    result: ResultDraft | None = None,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Send the result to the office it came from. It is released when it reaches the one that received it."""
    step = workflow.RESULT_FROM_PARENT
    with journal.transaction():
        dossier, entered = _begin(step, dossier_id, by, at, seen)
        if result is not None:
            _keep_result(dossier, result, issued=True, by=by, at=at)
        below = _sender(dossier)
        _end(
            step, dossier, entered, by, at, note=note, to_unit=below, holder_unit=below,
            **_released(dossier.unit, below, at),
        )  # fmt: skip


# ── The end of it ───────────────────────────────────────────────────────────────────────────────────


def hand_over(
    dossier_id: str,
    *,
    collected_by: str,
    collected_id_no: str = "",
    amount_paid: int | None = None,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Give the result to the citizen and note who took it and what was paid."""
    with journal.transaction():
        dossier, entered = _begin(workflow.RETURN_RESULT, dossier_id, by, at, seen)
        _end(
            workflow.RETURN_RESULT, dossier, entered, by, at, note=note, finished_at=at,
            **_collected(collected_by, collected_id_no, amount_paid),
        )  # fmt: skip


def withdraw(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The citizen takes the dossier back."""
    with journal.transaction():
        dossier, entered = _begin(workflow.WITHDRAW, dossier_id, by, at, seen)
        _end(
            workflow.WITHDRAW, dossier, entered, by, at, note=reason, finished_at=at,
            sent_back_at=None, **NOBODY,
        )  # fmt: skip


# ── What they share ─────────────────────────────────────────────────────────────────────────────────


def _begin(
    step: Step, dossier_id: str, by: Officer, at: datetime, seen: int | None
) -> tuple[Dossier, Status]:
    dossier = steps.load(dossier_id, by=by, seen=seen)
    return dossier, steps.allow(step, dossier, by=by, at=at)


def _end(
    step: Step, dossier: Dossier, entered: Status, by: Officer, at: datetime, **changes: Any
) -> None:
    steps.write(
        step, dossier.id, home=dossier.unit, left=dossier.status, entered=entered, by=by, at=at,
        **changes,
    )  # fmt: skip


def _into_hand(officer: Officer) -> dict[str, Any]:
    return {
        "holder_officer": str(officer),
        "holder_officer_name": officer.name,
        "to_officer": str(officer),
        "to_officer_name": officer.name,
    }


def _case_officer(username: str, by: Officer) -> Officer:
    account = officers.one(clean(username))
    if account is None or account.is_suspended or account.officer.unit != by.unit:
        raise NoSuchOfficer(username=clean(username), field="to_username")
    if Role.CASE_OFFICER not in account.officer.roles:
        raise NotACaseOfficer(name=account.officer.name, field="to_username")
    return account.officer


def _sender(dossier: Dossier) -> str:
    """The office below that sent the dossier to the one that holds it; its home when no line says so."""
    line = steps.last_line(
        dossier.id,
        Line.action == workflow.FORWARD_UP.key,
        Line.to_unit == dossier.holder_unit,
    )
    return line.unit if line else dossier.unit


def _released(home: str, there: str, at: datetime) -> dict[str, Any]:
    """A result is released when the office that received the dossier has it."""
    return NOBODY | ({"released_at": at} if home == there else {})


def _draft_of(dossier: Dossier, by: Officer) -> ResultDraft | None:
    row = Result.get_or_none(Result.id == _result_id(dossier, by))
    if row is None:
        return None
    return ResultDraft(
        row.outcome, row.number or "", row.issued_on or "", row.signer or "", row.content or ""
    )


def _result_id(dossier: Dossier, by: Officer) -> str:
    return steps.part_id(dossier.id, "result", by.unit)


def _keep_result(
    dossier: Dossier, draft: ResultDraft, *, issued: bool, by: Officer, at: datetime
) -> None:
    """One result an office: the draft becomes the paper when it is signed."""
    stored = checked(draft, local(at).date())
    journal.record(
        "result", _result_id(dossier, by), by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
        issued=issued, outcome=str(stored.outcome), number=stored.number or None,
        issued_on=stored.issued_on, signer=stored.signer or (by.name if issued else None),
        content=stored.content or None, unit=by.unit,
    )  # fmt: skip


def _collected(name: str, id_no: str, paid: int | None) -> dict[str, Any]:
    name, id_no = clean(name), clean(id_no)
    faults = {}
    if not name or len(name) > 200:
        faults["collected_by"] = "Ghi họ tên người nhận kết quả."
    if len(id_no) > 20:
        faults["collected_id_no"] = "Số giấy tờ dài quá 20 ký tự."
    if paid is not None and not 0 <= paid <= MOST_MONEY:
        faults["amount_paid"] = "Số tiền đã thu là số nguyên từ 0."
    if faults:
        raise FormNotComplete(faults)
    return {"collected_by": name, "collected_id_no": id_no or None, "amount_paid": paid}
