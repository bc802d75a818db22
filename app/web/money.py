"""Money of a day: its receipts and sums, and the sheet on which the drawer is counted and closed."""

import hashlib
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState, date_words, edition, heading
from app.domain.procedures import FeeKind
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import amount_in_words
from app.queries import money as questions
from app.queries import units
from app.queries.money import Day
from app.services import money as services
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.looks import counted
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet
from app.web.step_dialogs import amount

bp = Blueprint("money", __name__, url_prefix="/thu-phi")


@bp.get("")
@officers_who(Permission.SEE_MONEY)
def index() -> Response:
    """Today's receipts of this office; another day leads to its sheet."""
    by, today = current_officer(), questions.today(clock.now())
    typed = request.args.get("ngay", "").strip()[:10]
    asked = read_day(typed) if typed else None
    if asked is not None:
        return done(url_for(".sheet", day=asked.isoformat(), **_former()))
    page = questions.page(by, today, request.args.get("sau"))
    counted(len(page.rows))
    context: dict[str, Any] = {
        **_sums(questions.day(by, today)),
        "page": page,
        "former": [
            (unit.code, f"{unit.name} (trước khi sáp nhập)") for unit in units.taken_in(by.unit)
        ],
        "typed": typed,
        "today": today,
        "sheet_url": _address(".sheet", today),
        "next_url": url_for(".index", sau=page.next_key) if page.next_key else None,
        "previous_url": url_for(".index", sau=page.previous_key) if page.previous_key else None,
    }
    if typed:
        faults = [("ngay", "Ngày viết dạng 24/05/2019.")]
        return refused("money/index.html", faults, **context)
    return show("money/index.html", **context)


@bp.get("/<day>")
@officers_who(Permission.SEE_MONEY)
def sheet(day: str) -> Response:
    return show_sheet("money/sheet.html", **_page(day))


@bp.post("/<day>/khoa")
@officers_who(Permission.COLLECT)
def close(day: str) -> Response:
    """The drawer as it was counted; from now on later receipts of the day stand apart."""
    page = _page(day)
    try:
        services.close_day(
            page["on"], counted=amount(request.form.get("counted", "").strip()),
            expected=request.form.get("expected", type=int), note=request.form.get("note", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _refused(_page(day), no)
    return done(_address(".sheet", page["on"]), message=f"Đã khóa sổ ngày {page['on']:%d/%m/%Y}.")


@bp.post("/<day>/lan-in")
@officers_who(Permission.SEE_MONEY)
def begin(day: str) -> Response:
    page = _page(day)
    try:
        print_panels.begin(page, numbered=True)
    except Refusal as no:
        return _refused(page, no)
    return done(_address(".sheet", page["on"], in_ngay=print_panels.opening()))


@bp.post("/<day>/xac-nhan")
@officers_who(Permission.SEE_MONEY)
def settle(day: str) -> Response:
    page = _page(day)
    try:
        answer, message = print_panels.settle(page, numbered=True)
    except Refusal as no:
        return _refused(page, no)
    again = {"in_ngay": 1} if answer is PrintState.UNCLEAR else {}
    return done(_address(".sheet", page["on"], **again), message=message)


def _page(day: str) -> dict[str, Any]:
    by, on, former = current_officer(), _day(day), _former().get("so-cua", "")
    unit = former or by.unit
    found, today = questions.day(by, on, former), questions.today(clock.now())
    panel = print_panels.panel(
        PrintForm.CASH_SHEET, _about(unit, found),
        begin_url=_address(".begin", on), settle_url=_address(".settle", on),
    )  # fmt: skip
    return {
        **_sums(found),
        "on": on,
        "form": edition(PrintForm.CASH_SHEET, on),
        "heading": heading(questions.unit_name(unit, on), on),
        "told_on": date_words(clock.now()),
        "serial": panel["last"].serial if panel["last"] else None,
        "cash_words": amount_in_words(max(found.totals.cash, 0)),
        "can_close": found.sheet is None and on <= today and not former,
        "former_name": questions.unit_name(unit, on) if former else "",
        "close_url": _address(".close", on),
        "earlier_url": _address(".sheet", on - timedelta(days=1)),
        "later_url": _address(".sheet", on + timedelta(days=1)) if on < today else None,
        **panel,
    }


def _sums(found: Day) -> dict[str, Any]:
    """The day, and what came in as lệ phí and as phí less what was given back."""
    sums = {kind.value: 0 for kind in FeeKind}
    for _, kind, paid, back in found.charges:
        sums[kind] = sums.get(kind, 0) + paid - back
    return {"found": found, "levies": sums[FeeKind.FEE], "fees": sums[FeeKind.CHARGE]}


def _about(unit: str, found: Day) -> str:
    """A sheet that has grown or was closed since is another sheet, with a print log of its own."""
    ids = [each.id for each in (*found.receipts, *found.late)]
    told = "|".join([unit, f"{found.day}", str(found.sheet is not None), *ids])
    return hashlib.sha256(told.encode()).hexdigest()


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return found if 2000 <= found.year < 2100 else abort(404)


def _former() -> dict[str, Any]:
    """The book of an office whose place this one has taken, where the address asks for it."""
    asked = request.args.get("so-cua", "")
    known = {unit.code for unit in units.taken_in(current_officer().unit)} if asked else set()
    return {"so-cua": asked} if asked in known else {}


def _address(endpoint: str, on: date, **more: Any) -> str:
    return url_for(endpoint, day=on.isoformat(), **_former(), **more)


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
    return refused("money/sheet.html", faults, status=no.status, typed=request.form, **page)
