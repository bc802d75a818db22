"""Printing a dossier's papers: the sheet as it will come out, the log, and whether it can be read."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.prints import FORM_LABELS, PrintCopy, PrintForm, PrintState
from app.domain.refusals import NothingToPrint, ReceiptOfOldBook, Refusal
from app.queries import dossiers
from app.queries import prints as questions
from app.queries.prints import Printable
from app.services import prints as services
from app.web import print_panels, print_sheets
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused
from app.web.pdf_files import show_sheet

bp = Blueprint("prints", __name__, url_prefix="/ho-so")

SLUGS = {
    "giay-tiep-nhan": PrintForm.RECEIPT,
    "bo-sung": PrintForm.SUPPLEMENT,
    "tu-choi": PrintForm.REFUSAL,
    "xin-loi": PrintForm.APOLOGY,
    "dung-giai-quyet": PrintForm.STOP,
    "kiem-soat": PrintForm.CONTROL,
}
SLUG_OF = {form: slug for slug, form in SLUGS.items()}
RECEIPT_COPIES = (PrintCopy.CITIZEN, PrintCopy.FILE, PrintCopy.BOTH)


@bp.get("/<dossier_id>/in/giay-tiep-nhan")
@officers_who(Permission.PRINT)
def receipt(dossier_id: str) -> Response:
    return show_sheet("print/form.html", **_page(dossier_id, PrintForm.RECEIPT))


@bp.get("/<dossier_id>/in/<slug>")
@officers_who(Permission.PRINT)
def form(dossier_id: str, slug: str) -> Response:
    return show_sheet("print/form.html", **_page(dossier_id, _form(slug)))


@bp.post("/<dossier_id>/in/<slug>/lan-in")
@officers_who(Permission.PRINT)
def begin(dossier_id: str, slug: str) -> Response:
    """Write the print down; the page that comes back opens the browser's print dialog."""
    page = _page(dossier_id, _form(slug))
    try:
        print_panels.begin(page, dossier_id=dossier_id)
    except Refusal as no:
        return _refused(page, no)
    return done(_address(page, in_ngay=print_panels.opening()))


@bp.post("/<dossier_id>/in/<slug>/xac-nhan")
@officers_who(Permission.PRINT)
def settle(dossier_id: str, slug: str) -> Response:
    """“Bản in có rõ không?”, answered by a button or by scanning the paper."""
    page = _page(dossier_id, _form(slug))
    try:
        answer, message = print_panels.settle(page, dossier_id=dossier_id)
    except Refusal as no:
        return _refused(page, no)
    if answer is PrintState.UNCLEAR:
        return done(_address(page, in_ngay=1))
    if answer is PrintState.CLEAR and page["new_next"]:
        return done(url_for("intake.index"), message=message)
    return done(_address(page), message=message)


def first_receipt(dossier_id: str, *, new_next: bool) -> str:
    """Write down the receipt of a dossier just taken in, and say where it is printed."""
    services.begin(
        PrintForm.RECEIPT, dossier_id, dossier_id=dossier_id, copy=PrintCopy.CITIZEN,
        by=current_officer(), at=clock.now(),
    )  # fmt: skip
    tiep = 1 if new_next else None
    return url_for("prints.receipt", dossier_id=dossier_id, in_ngay=1, tiep=tiep)


def first_letter(dossier_id: str, form: PrintForm) -> str:
    """The same for the letter a citizen waits for at the counter."""
    about = _printable(dossiers.one(dossier_id, current_officer()), form).about
    services.begin(form, about, dossier_id=dossier_id, by=current_officer(), at=clock.now())
    slug = SLUG_OF[form]
    return url_for("prints.form", dossier_id=dossier_id, slug=slug, cua=about, in_ngay=1)


def section(dossier: Any) -> dict[str, Any]:
    """What the page of a dossier tells of printing."""
    found = [(each, SLUG_OF[each.form]) for each in questions.printables(dossier)]
    return {"printables": found, "prints": questions.log(dossier.id)}


def _page(dossier_id: str, wanted: PrintForm) -> dict[str, Any]:
    """The sheet, and what is known of the prints of this paper."""
    dossier = dossiers.one(dossier_id, current_officer())
    printable = _printable(dossier, wanted)
    copy, slug = _copy(wanted), SLUG_OF[wanted]
    copies = [
        (each.value, words)
        for each, words in print_sheets.COPIES.items()
        if copy in (each, PrintCopy.BOTH)
    ]
    return {
        "dossier": dossier,
        "slug": slug,
        "sheet_template": f"print/_{wanted.value}_sheet.html",
        "copies": copies or [("", "")],
        **print_sheets.of(printable, dossier),
        **print_panels.panel(
            wanted, printable.about, copy=copy, code=dossier.code or "",
            begin_url=url_for("prints.begin", dossier_id=dossier_id, slug=slug),
            settle_url=url_for("prints.settle", dossier_id=dossier_id, slug=slug),
        ),
    }  # fmt: skip


def _printable(dossier: Any, wanted: PrintForm) -> Printable:
    """The paper asked for: the one named in the address, else the latest of its form."""
    found = [each for each in questions.printables(dossier) if each.form is wanted]
    about = request.values.get("cua", "")
    chosen = [each for each in found if each.about == about] or found[-1:]
    if not chosen and wanted is PrintForm.RECEIPT and dossier.old_number:
        raise ReceiptOfOldBook(number=dossier.old_number)
    if not chosen:
        title = FORM_LABELS[wanted]
        raise NothingToPrint(title=title[:1].lower() + title[1:])
    return chosen[0]


def _copy(wanted: PrintForm) -> PrintCopy:
    if wanted is not PrintForm.RECEIPT:
        return PrintCopy.WHOLE
    asked = request.values.get("lien", "")
    return PrintCopy(asked) if asked in RECEIPT_COPIES else PrintCopy.CITIZEN


def _form(slug: str) -> PrintForm:
    return SLUGS.get(slug) or abort(404)


def _address(page: dict[str, Any], **more: Any) -> str:
    dossier_id, about = page["dossier"].id, page["about"]
    where = {
        "cua": about if about != dossier_id else None,
        "lien": page["wanted"] if page["wanted"] in ("luu", "both") else None,
        "tiep": 1 if page["new_next"] else None,
        **more,
    }
    if page["print_form"] is PrintForm.RECEIPT:
        return url_for(".receipt", dossier_id=dossier_id, **where)
    return url_for(".form", dossier_id=dossier_id, slug=page["slug"], **where)


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = print_panels.faults(no)
    return refused("print/form.html", faults, status=no.status, typed=request.form, **page)
