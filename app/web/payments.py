"""Money of one dossier: taking it, giving it back, and the receipt on paper."""

import uuid
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.money import METHOD_LABELS
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState, date_words, edition, heading
from app.domain.refusals import FormNotComplete, MoneyElsewhere, NotAReceiptOfMoney, Refusal
from app.domain.vietnamese import amount_in_words, money
from app.queries import dossiers
from app.queries import money as questions
from app.queries.money import Receipt
from app.services import money as services
from app.services import prints
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet
from app.web.step_dialogs import amount

bp = Blueprint("payments", __name__)

METHODS = [(method.value, words) for method, words in METHOD_LABELS.items()]
COPIES = ("Liên 1: giao người nộp tiền", "Liên 2: lưu")
REFUND_COPIES = ("Liên 1: giao người nhận tiền", "Liên 2: lưu")
REFUND_TITLE = ("PHIẾU HOÀN TRẢ", "PHÍ, LỆ PHÍ")


@bp.get("/ho-so/<dossier_id>/thu-phi")
@officers_who(Permission.COLLECT)
def collect_form(dossier_id: str) -> Response:
    page = _of_dossier(dossier_id)
    dossier = page["dossier"]
    typed = {
        "amount": page["balance"].owed or "",
        "method": "cash",
        "payer": dossier.submitter_name or dossier.applicant_name,
    }
    return show("money/collect.html", **page | {"typed": typed})


@bp.post("/ho-so/<dossier_id>/thu-phi")
@officers_who(Permission.COLLECT)
def collect(dossier_id: str) -> Response:
    by, form = current_officer(), request.form
    try:
        payment_id = services.collect(
            dossier_id, amount=_amount(), method=form.get("method", ""), payer=form.get("payer", ""),
            form_id=form.get("form_id", ""), known=form.get("known", type=int), by=by, at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _again("money/collect.html", no, _of_dossier(dossier_id))
    return _receipt_next(payment_id, "Đã thu")


@bp.get("/thu-phi/bien-lai/<payment_id>/hoan-tra")
@officers_who(Permission.REFUND)
def refund_form(payment_id: str) -> Response:
    page = _of_receipt(payment_id)
    receipt = page["receipt"]
    typed = {"amount": receipt.left or "", "method": receipt.method, "payee": receipt.payer}
    return show("money/refund.html", **page | {"typed": typed})


@bp.post("/thu-phi/bien-lai/<payment_id>/hoan-tra")
@officers_who(Permission.REFUND)
def refund(payment_id: str) -> Response:
    by, form = current_officer(), request.form
    page = _of_receipt(payment_id)
    try:
        refund_id = services.refund(
            payment_id, amount=_amount(), method=form.get("method", ""), payee=form.get("payee", ""),
            reason=form.get("reason", ""), form_id=form.get("form_id", ""),
            known=form.get("known", type=int), by=by, at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _again("money/refund.html", no, page)
    return _receipt_next(refund_id, "Đã hoàn trả")


@bp.get("/thu-phi/bien-lai/<payment_id>")
@officers_who(Permission.SEE_MONEY)
def receipt(payment_id: str) -> Response:
    """The receipt in two copies, as it is printed."""
    return show_sheet("money/receipt.html", **_sheet(payment_id))


@bp.post("/thu-phi/bien-lai/<payment_id>/lan-in")
@officers_who(Permission.SEE_MONEY)
def begin(payment_id: str) -> Response:
    page = _sheet(payment_id)
    try:
        print_panels.begin(page, dossier_id=page["receipt"].dossier_id)
    except Refusal as no:
        return _print_refused(page, no)
    return done(url_for(".receipt", payment_id=payment_id, in_ngay=print_panels.opening()))


@bp.post("/thu-phi/bien-lai/<payment_id>/xac-nhan")
@officers_who(Permission.SEE_MONEY)
def settle(payment_id: str) -> Response:
    page = _sheet(payment_id)
    try:
        answer, message = print_panels.settle(page, dossier_id=page["receipt"].dossier_id)
    except Refusal as no:
        return _print_refused(page, no)
    again: dict[str, Any] = {"in_ngay": 1} if answer is PrintState.UNCLEAR else {}
    return done(url_for(".receipt", payment_id=payment_id, **again), message=message)


def _of_dossier(dossier_id: str) -> dict[str, Any]:
    """What the form of a payment shows; only where the dossier was received."""
    dossier = dossiers.one(dossier_id, current_officer())
    if dossier.unit != current_officer().unit:
        raise MoneyElsewhere(code=dossier.code or "này")
    receipts, balance = questions.section(dossier)
    return {
        "dossier": dossier,
        "receipts": receipts,
        "balance": balance,
        "methods": METHODS,
        "form_id": uuid.uuid4().hex,
        "known": len(receipts),
    }


def _of_receipt(payment_id: str) -> dict[str, Any]:
    """What the form of a refund shows."""
    found = questions.receipt(payment_id, current_officer())
    if found.is_refund:
        raise NotAReceiptOfMoney(number=found.number)
    return _of_dossier(found.dossier_id) | {"receipt": found}


def _sheet(payment_id: str) -> dict[str, Any]:
    found = questions.receipt(payment_id, current_officer())
    on = clock.local(found.at).date()
    where: dict[str, Any] = {"payment_id": payment_id}
    form = edition(PrintForm.FEE_RECEIPT, on)
    panel = print_panels.panel(
        PrintForm.FEE_RECEIPT, payment_id,
        begin_url=url_for(".begin", **where), settle_url=url_for(".settle", **where),
    )  # fmt: skip
    return {
        "receipt": found,
        "form": form,
        "title": REFUND_TITLE if found.is_refund else form.title,
        "copies": REFUND_COPIES if found.is_refund else COPIES,
        "heading": heading(questions.unit_name(found.unit, on), on),
        "told_on": date_words(found.at),
        "in_words": amount_in_words(found.amount),
        **panel,
    }


def _receipt_next(payment_id: str, what: str) -> Response:
    """To the paper; printed at once where that was the button."""
    found: Receipt = questions.receipt(payment_id, current_officer())
    now: dict[str, Any] = {}
    if request.form.get("then") == "print":
        prints.begin(
            PrintForm.FEE_RECEIPT, payment_id, dossier_id=found.dossier_id, by=current_officer(),
            at=clock.now(),
        )  # fmt: skip
        now = {"in_ngay": 1}
    message = f"{what} {money(found.amount)}, số {found.number}."
    return done(url_for(".receipt", payment_id=payment_id, **now), message=message)


def _amount() -> int | None:
    return amount(request.form.get("amount", "").strip())


def _again(template: str, no: Refusal, page: dict[str, Any]) -> Response:
    """The form with what was typed, and with what stands now: the next press knows of it."""
    faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
    return refused(template, faults, status=no.status, **page | {"typed": request.form})


def _print_refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = print_panels.faults(no)
    return refused("money/receipt.html", faults, status=no.status, typed=request.form, **page)
