"""Money at the desk: taken, given back, waived later, and the drawer counted at the end of the day.

Each receipt has a number of its book and year. The office that received a dossier alone takes its money and gives it
back, so the sum on the dossier has one writer. The same form sent twice is one receipt.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from peewee import fn

from app.domain import fees, money, workflow
from app.domain.calendar import local
from app.domain.money import BOOKS, Balance, MoneyKind, Part, PayMethod
from app.domain.officers import Officer, Role
from app.domain.refusals import (
    DayNotCome,
    ExemptionAsBefore,
    FormNotComplete,
    MoneyElsewhere,
    MoneyMovedMeanwhile,
    NoSuchReceipt,
    NotAReceiptOfMoney,
    NothingOwed,
    NothingToRefund,
    NotYoursToRefund,
    PaidMeanwhile,
    SheetClosed,
)
from app.domain.vietnamese import clean
from app.domain.vietnamese import money as in_dong
from app.models.dossiers import Dossier
from app.models.money import CashSheet, Payment
from app.queries import dossiers
from app.queries import money as questions
from app.services import numbering, steps
from sync import journal

FORM_ID = re.compile(r"[0-9a-f]{32}")
OLD_FORM = {"form_id": "Biểu mẫu đã cũ: mở lại trang này rồi làm lại."}
SERIES = {MoneyKind.PAID: "fee_receipt", MoneyKind.REFUNDED: "refund"}
LONGEST_GROUND = 200


def collect(
    dossier_id: str,
    *,
    amount: int | None,
    method: str,
    form_id: str,
    payer: str = "",
    known: int | None = None,
    by: Officer,
    at: datetime,
) -> str:
    """Take money for a dossier and number the receipt; its id. `known` is how many receipts the page showed."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        dossier = steps.load(dossier_id, by=by)
        payment_id = _new_id(dossier, form_id)
        if _is_written(payment_id):
            return payment_id
        _refuse_elsewhere(dossier, by)
        rows = _not_stale(dossier, known)
        balance = questions.balance(dossier, rows)
        if not balance.owed:
            raise NothingOwed(code=dossier.code or "này")
        faults = _amount_faults(amount, balance.owed, "phải thu") | _method_faults(method)
        payer = clean(payer) or dossier.submitter_name or dossier.applicant_name
        _complete(faults | _payer_faults(payer))
        kept = _take(dossier, payment_id, amount or 0, method, payer, rows, balance, by, at)
        journal.record("dossier", dossier.id, by=by, at=at, amount_paid=kept)
    return payment_id


def collect_at_reception(dossier_id: str, method: str, *, by: Officer, at: datetime) -> None:
    """The whole sum of a dossier just accepted, when it was paid at once; numbers are held already."""
    if not method:
        return
    dossier = dossiers.visible(dossier_id, by)
    if dossier.amount_due:
        collect(
            dossier_id, amount=dossier.amount_due, method=method, form_id="0" * 32, by=by, at=at
        )


def collect_at_hand_over(
    dossier: Dossier, amount: int | None, method: str, payer: str, *, by: Officer, at: datetime
) -> dict[str, Any]:
    """What was paid when the result was given; the column of the dossier that follows from it.

    Runs inside the step, after `check_hand_over` and `numbering.hold`.
    """
    if amount is None:
        return {}
    rows = questions.payments(dossier.id)
    balance = questions.balance(dossier, rows)
    if not amount:
        return {"amount_paid": balance.kept}
    payment_id = steps.part_id(dossier.id, "payment", "hand_over", len(rows))
    kept = _take(dossier, payment_id, amount, method, payer, rows, balance, by, at)
    return {"amount_paid": kept}


def check_hand_over(dossier: Dossier, amount: int | None, method: str) -> dict[str, str]:
    """What is wrong with the money typed into the form of the hand-over; nothing to pay is no fault."""
    if not amount:
        return {}
    owed = questions.balance_of(dossier).owed
    faults = _amount_faults(amount, owed, "phải thu") | _method_faults(method)
    return {"amount_paid" if name == "amount" else name: words for name, words in faults.items()}


def refund(
    payment_id: str,
    *,
    amount: int | None,
    method: str,
    reason: str,
    form_id: str,
    payee: str = "",
    known: int | None = None,
    by: Officer,
    at: datetime,
) -> str:
    """Give back money of one receipt: by a leader, or the same day by who took it; the id of the new receipt."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        paid = Payment.get_or_none(Payment.id == payment_id)
        if paid is None:
            raise NoSuchReceipt
        dossier = steps.load(paid.dossier_id, by=by)
        refund_id = _new_id(dossier, form_id)
        if _is_written(refund_id):
            return refund_id
        _refuse_elsewhere(dossier, by)
        _refuse_not_yours(paid, by, at)
        rows = _not_stale(dossier, known)
        left = _left_of(paid, rows)
        reason, payee = clean(reason), clean(payee) or paid.payer
        most = sum(part.amount for part in left)
        if not most:
            raise NothingToRefund(number=questions.number_of(paid))
        faults = _amount_faults(amount, most, "hoàn trả được") | _method_faults(method)
        _complete(faults | _payer_faults(payee, "payee") | _reason_faults(reason))
        kept = questions.balance(dossier, rows).kept - (amount or 0)
        _write(
            dossier, refund_id, MoneyKind.REFUNDED, method, payee,
            money.refund_parts(amount or 0, left), by, at, reason=reason, about=paid.id,
        )  # fmt: skip
        journal.record("dossier", dossier.id, by=by, at=at, amount_paid=kept)
    return refund_id


def change_exemption(
    dossier_id: str,
    *,
    exemption: str,
    percent: int | None = None,
    reason: str,
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Waive charges after the reception, or ask them again when `exemption` is empty; money paid beyond is told."""
    with journal.transaction():
        dossier, entered = steps.begin(workflow.CHANGE_EXEMPTION, dossier_id, by, at, seen)
        stored = dossier.charges or []
        ground, share = clean(exemption), 100 if percent is None else percent
        _complete(_exemption_faults(stored, ground, share))
        full = fees.in_full(stored)
        words = ground if share == 100 else f"{ground}, giảm {share}%"
        lines = fees.exempt(full, words, share) if ground else full
        total, told = fees.total(lines), words if ground else None
        if (dossier.amount_due, dossier.exemption) == (total, told):
            raise ExemptionAsBefore(code=dossier.code or "này")
        steps.end(
            workflow.CHANGE_EXEMPTION, dossier, entered, by, at, note=reason,
            charges=fees.as_stored(lines, full), amount_due=total, exemption=told,
        )  # fmt: skip


def close_day(
    on: date, *, counted: int | None, expected: int | None, note: str = "", by: Officer, at: datetime
) -> None:  # fmt: skip
    """Count the drawer and close the day. `expected` is the cash that the page showed by the receipts."""
    with journal.transaction():
        numbering.hold(by.unit, at)
        closed = questions.sheet(by.unit, on)
        if closed is not None:
            when = f"{local(closed.closed_at):%H:%M ngày %d/%m/%Y}"
            if closed.closed_by == str(by) and closed.counted == counted:
                return
            raise SheetClosed(day=f"{on:%d/%m/%Y}", who=closed.closed_by_name, when=when)
        if on > local(at).date():
            raise DayNotCome(day=f"{on:%d/%m/%Y}")
        note = clean(note)
        found = questions.day(by, on)
        _complete(_counted_faults(counted, found.totals.cash, note))
        if expected is not None and expected != found.totals.cash:
            raise MoneyMovedMeanwhile(expected=in_dong(found.totals.cash))
        CashSheet.create(
            unit=by.unit, day=on.isoformat(), expected=found.totals.cash, counted=counted,
            receipts=found.totals.count, note=note, closed_at=at, closed_by=str(by),
            closed_by_name=by.name,
        )  # fmt: skip


def _take(
    dossier: Dossier,
    payment_id: str,
    amount: int,
    method: str,
    payer: str,
    rows: Sequence[Payment],
    balance: Balance,
    by: Officer,
    at: datetime,
) -> int:
    """Write the receipt of money taken; what is kept of the dossier's money now."""
    covered = money.net(_parts(rows, MoneyKind.PAID), _parts(rows, MoneyKind.REFUNDED))
    parts = money.parts_of(amount, dossier.charges or [], covered)
    _write(dossier, payment_id, MoneyKind.PAID, method, payer, parts, by, at)
    return balance.kept + amount


def _write(
    dossier: Dossier,
    payment_id: str,
    kind: MoneyKind,
    method: str,
    payer: str,
    parts: Sequence[Part],
    by: Officer,
    at: datetime,
    **more: Any,
) -> None:
    day, book = local(at).date(), BOOKS[kind]
    journal.record(
        "payment", payment_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
        kind=kind.value, book=book, year=day.year, number=_number(kind, by.unit, at),
        amount=sum(part.amount for part in parts), method=method, payer=payer,
        lines=[asdict(part) for part in parts], unit=by.unit, taken_at=at, taken_by=str(by),
        taken_by_name=by.name, late=questions.sheet(by.unit, day) is not None, **more,
    )  # fmt: skip


def _number(kind: MoneyKind, unit: str, at: datetime) -> int:
    """After every number of the book that is known: a database put in another's place goes on where that one was."""
    year = local(at).year
    given = Payment.select(fn.MAX(Payment.number)).where(
        Payment.unit == unit, Payment.book == BOOKS[kind], Payment.year == year
    )
    return numbering.next_in_year(SERIES[kind], unit, at, after=int(given.scalar() or 0))


def _new_id(dossier: Dossier, form_id: str) -> str:
    if not FORM_ID.fullmatch(form_id):
        raise FormNotComplete(OLD_FORM)
    return steps.part_id(dossier.id, "payment", form_id)


def _is_written(payment_id: str) -> bool:
    return bool(Payment.select(Payment.id).where(Payment.id == payment_id).exists())


def _refuse_elsewhere(dossier: Dossier, by: Officer) -> None:
    if dossier.unit != by.unit:
        raise MoneyElsewhere(code=dossier.code or "này")


def _refuse_not_yours(paid: Payment, by: Officer, at: datetime) -> None:
    number = questions.number_of(paid)
    if paid.kind != MoneyKind.PAID:
        raise NotAReceiptOfMoney(number=number)
    is_leader, is_own = Role.LEADER in by.roles, paid.taken_by == str(by)
    if not money.may_refund(is_leader=is_leader, is_own=is_own, taken_at=paid.taken_at, at=at):
        raise NotYoursToRefund(number=number, who=paid.taken_by_name)


def _not_stale(dossier: Dossier, known: int | None) -> list[Payment]:
    """The receipts of the dossier; refuses when there are more than the page showed."""
    rows = questions.payments(dossier.id)
    if known is not None and len(rows) > known:
        last = rows[-1]
        raise PaidMeanwhile(
            who=last.taken_by_name,
            what="thu" if last.kind == MoneyKind.PAID else "hoàn trả",
            amount=in_dong(last.amount),
            code=dossier.code or "này",
            when=f"{local(last.taken_at):%H:%M}",
        )
    return rows


def _left_of(paid: Payment, rows: Sequence[Payment]) -> tuple[Part, ...]:
    """What of this receipt was not given back yet."""
    back = [row for row in rows if row.about == paid.id]
    return money.net(questions.parts_in(paid), _parts(back, MoneyKind.REFUNDED))


def _parts(rows: Sequence[Payment], kind: MoneyKind) -> list[Part]:
    return [part for row in rows if row.kind == kind for part in questions.parts_in(row)]


def _complete(faults: dict[str, str]) -> None:
    if faults:
        raise FormNotComplete(faults)


def _amount_faults(amount: int | None, most: int, what: str) -> dict[str, str]:
    if amount is None or amount <= 0:
        return {"amount": "Ghi số tiền bằng số nguyên lớn hơn 0, ví dụ 8.000."}
    if amount > most:
        return {"amount": f"Chỉ còn {in_dong(most)} {what}; hãy ghi từ 1 đến số đó."}
    return {}


def _method_faults(method: str) -> dict[str, str]:
    if method in set(PayMethod):
        return {}
    return {"method": "Chọn tiền mặt hay chuyển khoản."}


def _payer_faults(name: str, box: str = "payer") -> dict[str, str]:
    if len(name) > money.LONGEST_NAME:
        return {box: f"Họ tên dài quá {money.LONGEST_NAME} ký tự."}
    return {}


def _reason_faults(reason: str) -> dict[str, str]:
    if not reason:
        return {"reason": "Ghi lý do hoàn trả, ví dụ: thu nhầm một bản sao."}
    if len(reason) > money.LONGEST_REASON:
        return {"reason": f"Lý do dài quá {money.LONGEST_REASON} ký tự, hãy viết gọn."}
    return {}


def _exemption_faults(stored: Sequence[Any], ground: str, share: int) -> dict[str, str]:
    if not stored:
        return {"exemption": "Hồ sơ này không có khoản thu nào để miễn, giảm."}
    faults = {}
    if len(ground) > LONGEST_GROUND - 12:
        faults["exemption"] = f"Căn cứ dài quá {LONGEST_GROUND - 12} ký tự, hãy viết gọn."
    if not 0 < share <= 100:
        faults["percent"] = "Ghi tỉ lệ miễn, giảm từ 1 đến 100."
    return faults


def _counted_faults(counted: int | None, expected: int, note: str) -> dict[str, str]:
    faults = {}
    if counted is None or not 0 <= counted <= money.MOST_MONEY:
        faults["counted"] = "Ghi số tiền mặt đếm được, không có thì ghi 0."
    elif counted != expected and not note:
        faults["note"] = "Số đếm được khác số theo biên lai: ghi lý do chênh lệch."
    if len(note) > money.LONGEST_REASON:
        faults["note"] = f"Ghi chú dài quá {money.LONGEST_REASON} ký tự, hãy viết gọn."
    return faults
