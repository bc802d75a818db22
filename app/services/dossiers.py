"""What officers do with a dossier, from the counter to the hand of the citizen. Every verb can be found here.

Each is one transaction: load, ask the workflow, write the dossier and its line of history. `seen` is the number
of lines the page showed; when there are more by now, the officer is told what happened meanwhile.
"""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.officers import Officer, Role
from app.domain.refusals import FormNotComplete, NoSuchOfficer, NotACaseOfficer
from app.domain.results import ResultDraft
from app.domain.vietnamese import clean
from app.queries import officers
from app.services.decisions import approve, redo, reject, submit_for_approval
from app.services.forwarding import accept_forward, forward_up, return_down, send_result_down
from app.services.intake import receive, refuse, register
from app.services.steps import NOBODY, begin, end
from sync import journal

__all__ = [
    "ResultDraft", "accept_forward", "approve", "assign", "forward_up", "hand_over", "receive", "redo",
    "refuse", "register", "reject", "return_down", "send_result_down", "submit_for_approval", "take_up",
    "withdraw",
]  # fmt: skip

MOST_MONEY = 2_000_000_000


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
        dossier, entered = begin(workflow.ASSIGN, dossier_id, by, at, seen)
        to = _case_officer(to_username, by)
        end(workflow.ASSIGN, dossier, entered, by, at, note=note, **_into_hand(to))


def take_up(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Begin to work on it: from now on it lies on this officer's desk."""
    with journal.transaction():
        dossier, entered = begin(workflow.TAKE_UP, dossier_id, by, at, seen)
        end(workflow.TAKE_UP, dossier, entered, by, at, note=note, **_into_hand(by))


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
        dossier, entered = begin(workflow.RETURN_RESULT, dossier_id, by, at, seen)
        end(
            workflow.RETURN_RESULT, dossier, entered, by, at, note=note, finished_at=at,
            **_collected(collected_by, collected_id_no, amount_paid),
        )  # fmt: skip


def withdraw(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """The citizen takes the dossier back."""
    with journal.transaction():
        dossier, entered = begin(workflow.WITHDRAW, dossier_id, by, at, seen)
        end(
            workflow.WITHDRAW, dossier, entered, by, at, note=reason, finished_at=at,
            sent_back_at=None, **NOBODY,
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
