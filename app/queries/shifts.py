"""What one officer did at the counter on a day, for the slip that is handed on at the end of the shift."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from peewee import Case, fn

from app.domain import workflow
from app.domain.calendar import moment
from app.domain.officers import Officer
from app.domain.prints import PrintState
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.money import Payment
from app.models.prints import PrintedForm
from app.queries.rows import instant_text
from app.queries.visibility import visible_to

TOLD = {
    workflow.RECEIVE.key: "Tiếp nhận",
    workflow.ASK_BEFORE.key: "Hướng dẫn bổ sung",
    workflow.REFUSE.key: "Từ chối tiếp nhận",
    workflow.SUPPLEMENT_RECEIVED.key: "Nhận giấy tờ bổ sung",
    workflow.HAND_OUT.key: "Giao phiếu cho công dân",
    workflow.RETURN_RESULT.key: "Trả kết quả",
    workflow.POST_RESULT.key: "Gửi bưu điện",
}
"""What passes over the counter, in the order in which the slip tells it."""


@dataclass(frozen=True)
class Done:
    """One dossier in one pile of the slip."""

    dossier_id: str
    code: str
    applicant: str
    at: object


@dataclass(frozen=True)
class Shift:
    piles: list[tuple[str, list[Done]]]
    others: int
    printed: Counter[str]
    unsettled: int
    """Prints nobody has answered for."""
    money: dict[tuple[str, str], tuple[int, int]]
    """(kind, method) → how many receipts, how many đồng."""


def of(officer: Officer, day: date) -> Shift:
    """What this officer did on a day; each pile in the order it was done."""
    begins, ends = (instant_text(moment(each, time())) for each in (day, day + timedelta(days=1)))
    piles, others = _piles(officer, begins, ends)
    waiting = PrintedForm.state == PrintState.WAITING.value
    printed = PrintedForm.select(
        PrintedForm.form, fn.COUNT(PrintedForm.id), fn.SUM(Case(None, [(waiting, 1)], 0))
    ).where(
        PrintedForm.printed_by == str(officer),
        PrintedForm.printed_at >= begins,
        PrintedForm.printed_at < ends,
    )
    money = Payment.select(
        Payment.kind, Payment.method, fn.COUNT(Payment.n), fn.SUM(Payment.amount)
    ).where(
        Payment.unit == officer.unit,
        Payment.taken_at >= begins,
        Payment.taken_at < ends,
        Payment.taken_by == str(officer),
    )
    prints = list(printed.group_by(PrintedForm.form).tuples())
    return Shift(
        piles=piles,
        others=others,
        printed=Counter({form: count for form, count, _ in prints}),
        unsettled=sum(int(left) for _, _, left in prints),
        money={
            (kind, method): (count, int(total))
            for kind, method, count, total in money.group_by(Payment.kind, Payment.method).tuples()
        },
    )


def _piles(officer: Officer, begins: str, ends: str) -> tuple[list[tuple[str, list[Done]]], int]:
    lines = (
        Line.select(Line, Dossier.code, Dossier.applicant_name)
        .join(Dossier, on=(Line.dossier_id == Dossier.id), attr="of")
        .where(
            Line.unit == officer.unit,
            Line.done_at >= begins,
            Line.done_at < ends,
            Line.done_by == str(officer),
            visible_to(officer),
        )
        .order_by(Line.done_at, Line.n)
    )
    found: dict[str, list[Done]] = defaultdict(list)
    for line in lines:
        found[line.action].append(
            Done(line.dossier_id, line.of.code or "", line.of.applicant_name, line.done_at)
        )
    others = sum(len(done) for action, done in found.items() if action not in TOLD)
    return [(words, found[key]) for key, words in TOLD.items() if found[key]], others
