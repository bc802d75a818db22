"""Printing a dossier's papers: the sheet as it will come out, the log, and whether it can be read."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.prints import FORM_LABELS, PrintCopy, PrintForm, PrintState, needs_reason
from app.domain.refusals import FormNotComplete, NothingToPrint, Refusal
from app.queries import dossiers
from app.queries import prints as questions
from app.queries.prints import Printable
from app.services import prints as services
from app.web import print_sheets
from app.web.guards import current_officer, officers_who
from app.web.pages import Faults, done, refused, show

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
ANSWERS = {
    "ro": (PrintState.CLEAR, "Đã ghi: bản in rõ."),
    "mo": (PrintState.UNCLEAR, ""),
    "hong": (PrintState.BROKEN, "Đã ghi: máy in hỏng. Hãy viết tay trên giấy dự phòng."),
}


@bp.get("/<dossier_id>/in/giay-tiep-nhan")
@officers_who(Permission.PRINT)
def receipt(dossier_id: str) -> Response:
    return show("print/form.html", **_page(dossier_id, PrintForm.RECEIPT))


@bp.get("/<dossier_id>/in/<slug>")
@officers_who(Permission.PRINT)
def form(dossier_id: str, slug: str) -> Response:
    return show("print/form.html", **_page(dossier_id, _form(slug)))


@bp.post("/<dossier_id>/in/<slug>/lan-in")
@officers_who(Permission.PRINT)
def begin(dossier_id: str, slug: str) -> Response:
    """Write the print down; the page that comes back opens the browser's print dialog."""
    wanted, by, typed = _form(slug), current_officer(), request.form
    page = _page(dossier_id, wanted)
    try:
        services.begin(
            wanted, page["printable"].about, dossier_id=dossier_id, copy=page["wanted"],
            reason=typed.get("reason", ""), expected=_number("expected"), by=by, at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _refused(page, no)
    return done(_address(page, in_ngay=1))


@bp.post("/<dossier_id>/in/<slug>/xac-nhan")
@officers_who(Permission.PRINT)
def settle(dossier_id: str, slug: str) -> Response:
    """“Bản in có rõ không?”, answered by a button or by scanning the paper."""
    wanted, by, now = _form(slug), current_officer(), clock.now()
    page = _page(dossier_id, wanted)
    about, number = page["printable"].about, _number("number")
    answer, message = ANSWERS.get(request.form.get("answer", ""), (None, ""))
    try:
        if answer is None:
            scanned, code = request.form.get("scan", ""), page["dossier"].code or ""
            services.settle_by_scan(wanted, about, number, scanned, code, by=by, at=now)
            answer, message = PrintState.CLEAR, "Đã đọc được mã trên bản in: bản in rõ."
        else:
            services.settle(wanted, about, number, answer, by=by, at=now)
        if answer is PrintState.UNCLEAR:
            services.begin(
                wanted, about, dossier_id=dossier_id, copy=page["wanted"], expected=number,
                by=by, at=now,
            )  # fmt: skip
            return done(_address(page, in_ngay=1))
    except Refusal as no:
        return _refused(page, no)
    if answer is PrintState.CLEAR and request.form.get("tiep"):
        return done(url_for("intake.index"), message=message)
    return done(_address(page), message=message)


def first_receipt(dossier_id: str, *, new_next: bool) -> str:
    """Write down the receipt of a dossier just taken in, and say where it is printed."""
    services.begin(
        PrintForm.RECEIPT, dossier_id, dossier_id=dossier_id, copy=PrintCopy.CITIZEN,
        by=current_officer(), at=clock.now(),
    )  # fmt: skip
    return url_for("prints.receipt", dossier_id=dossier_id, in_ngay=1, tiep=1 if new_next else None)


def section(dossier: Any) -> dict[str, Any]:
    """What the page of a dossier tells of printing."""
    found = [(each, SLUG_OF[each.form]) for each in questions.printables(dossier)]
    return {"printables": found, "prints": questions.log(dossier.id)}


def _page(dossier_id: str, wanted: PrintForm) -> dict[str, Any]:
    """The sheet, and what is known of the prints of this paper."""
    dossier = dossiers.one(dossier_id, current_officer())
    printable = _printable(dossier, wanted)
    earlier = questions.prints_of(wanted, printable.about)
    copy = _copy(wanted)
    copies = [each for each in print_sheets.COPIES if copy in (each, PrintCopy.BOTH)]
    return {
        "dossier": dossier,
        "printable": printable,
        "slug": SLUG_OF[wanted],
        "sheet_template": f"print/_{wanted.value}_sheet.html",
        "copies": [(each.value, print_sheets.COPIES[each]) for each in copies] or [("", "")],
        "has_copies": wanted is PrintForm.RECEIPT,
        "wanted": copy.value,
        "earlier": earlier,
        "last": earlier[-1] if earlier else None,
        "needs_reason": needs_reason(copy, [(each.copy, each.state) for each in earlier]),
        "print_now": "in_ngay" in request.args,
        "new_next": "tiep" in request.values,
        **print_sheets.of(printable, dossier),
    }


def _printable(dossier: Any, wanted: PrintForm) -> Printable:
    """The paper asked for: the one named in the address, else the latest of its form."""
    found = [each for each in questions.printables(dossier) if each.form is wanted]
    about = request.values.get("cua", "")
    chosen = [each for each in found if each.about == about] or found[-1:]
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


def _number(name: str) -> int:
    """A small whole number out of the form; 0 for anything else."""
    typed = request.form.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def _address(page: dict[str, Any], **more: Any) -> str:
    about = page["printable"].about
    named = {"cua": about} if about != page["dossier"].id else {}
    copy = {"lien": page["wanted"]} if page["wanted"] in ("luu", "both") else {}
    tiep = {"tiep": 1} if page["new_next"] else {}
    where = {"dossier_id": page["dossier"].id, **named, **copy, **tiep, **more}
    if page["slug"] == "giay-tiep-nhan":
        return url_for(".receipt", **where)
    return url_for(".form", slug=page["slug"], **where)


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults: Faults = no
    if isinstance(no, FormNotComplete):
        faults = list(no.facts["fields"].items())
    return refused("print/form.html", faults, status=no.status, typed=request.form, **page)
