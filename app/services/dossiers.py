"""What officers do with a dossier, from the counter to the hand of the citizen. Every verb can be found here.

Each is one transaction: load, ask the workflow, write the dossier and its line of history. `seen` is the number
of lines the page showed; when there are more by now, the officer is told what happened meanwhile.
"""

from datetime import datetime
from typing import Any

from app.domain import workflow
from app.domain.money import MOST_MONEY, PayMethod
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.results import ResultDraft
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.services import numbering
from app.services.apologies import apologise
from app.services.decisions import approve, redo, reject, submit_for_approval
from app.services.endings import (
    agree_withdrawal,
    ask_withdrawal,
    correct_result,
    decline_withdrawal,
    stop,
    withdraw,
)
from app.services.forwarding import accept_forward, forward_up, return_down, send_result_down
from app.services.hands import assign, give_back, opine, take_back, take_up
from app.services.intake import ask_before, receive, refuse, register
from app.services.money import change_exemption, check_hand_over, collect_at_hand_over
from app.services.posting import notify, post_result, post_undelivered
from app.services.recalls import rollback
from app.services.slips import hand_out, return_slip, sign_slip
from app.services.steps import begin, end
from app.services.supplements import (
    ask_supplement,
    reopen_supplement,
    supplement_expired,
    supplement_received,
)
from app.services.waiting import ask_payment, consult, consult_answered, payment_done
from sync import journal

__all__ = [
    "ResultDraft", "accept_forward", "agree_withdrawal", "apologise", "approve", "ask_before", "ask_payment",
    "ask_supplement", "ask_withdrawal", "assign", "change_exemption", "consult", "consult_answered", "correct_result",
    "decline_withdrawal", "forward_up", "give_back", "hand_out", "hand_over", "notify", "opine", "payment_done",
    "post_result", "post_undelivered", "receive", "redo", "refuse", "register", "reject", "reopen_supplement",
    "return_down", "return_slip", "rollback", "send_result_down", "sign_slip", "stop", "submit_for_approval",
    "supplement_expired", "supplement_received", "take_back", "take_up", "withdraw",
]  # fmt: skip


def hand_over(
    dossier_id: str,
    *,
    collected_by: str,
    collected_id_no: str = "",
    amount_paid: int | None = None,
    method: str = PayMethod.CASH,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Give the result to the citizen; note who took it and take what is still owed (`amount_paid`), in cash
    unless said otherwise."""
    method = method or PayMethod.CASH
    with journal.transaction():
        numbering.hold(by.unit, at)
        dossier, entered = begin(workflow.RETURN_RESULT, dossier_id, by, at, seen)
        collected = _collected(dossier, collected_by, collected_id_no, amount_paid, method)
        paid = collect_at_hand_over(
            dossier, amount_paid, method, collected["collected_by"], by=by, at=at
        )
        end(
            workflow.RETURN_RESULT, dossier, entered, by, at, note=note, finished_at=at, **collected,
            **paid,
        )  # fmt: skip


def _collected(
    dossier: Dossier, name: str, id_no: str, paid: int | None, method: str
) -> dict[str, Any]:
    name, id_no = clean(name), clean(id_no)
    faults = {}
    if not name or len(name) > 200:
        faults["collected_by"] = "Ghi họ tên người nhận kết quả."
    if len(id_no) > 20:
        faults["collected_id_no"] = "Số giấy tờ dài quá 20 ký tự."
    if paid is not None and not 0 <= paid <= MOST_MONEY:
        faults["amount_paid"] = "Số tiền đã thu là số nguyên từ 0."
    else:
        faults |= check_hand_over(dossier, paid, method)
    if faults:
        raise FormNotComplete(faults)
    return {"collected_by": name, "collected_id_no": id_no or None}
