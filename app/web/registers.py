"""The register of dossiers (Mẫu 06): by month or period and field, on the screen and on A4 across."""

import calendar
import hashlib
import re
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState, edition, heading
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.register_sheets import months_of, sheets
from app.queries import registers as questions
from app.queries import units
from app.queries.registers import Period
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet

bp = Blueprint("registers", __name__, url_prefix="/so-theo-doi")

MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4}))")


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    chosen = _chosen()
    try:
        period = _period(chosen)
    except FormNotComplete as no:
        faults = no.facts["fields"].items()
        return refused("registers/index.html", faults, page=None, **_choices(chosen))
    page = questions.page(period, current_officer(), request.args.get("sau"))
    return show(
        "registers/index.html",
        page=page,
        period=period,
        period_words=months_of(period.first, period.last),
        next_url=_address(".index", chosen, page.next_key),
        previous_url=_address(".index", chosen, page.previous_key),
        print_url=_address(".printed", chosen),
        **_choices(chosen),
    )


@bp.get("/in")
@officers_who(Permission.PRINT)
def printed() -> Response:
    return show_sheet("registers/print.html", **_page(_chosen()))


@bp.post("/in/lan-in")
@officers_who(Permission.PRINT)
def begin() -> Response:
    chosen = _chosen()
    page = _page(chosen)
    try:
        print_panels.begin(page)
    except Refusal as no:
        return _refused(page, no)
    return done(_address(".printed", chosen, in_ngay=print_panels.opening()))


@bp.post("/in/xac-nhan")
@officers_who(Permission.PRINT)
def settle() -> Response:
    chosen = _chosen()
    page = _page(chosen)
    try:
        answer, message = print_panels.settle(page)
    except Refusal as no:
        return _refused(page, no)
    again = 1 if answer is PrintState.UNCLEAR else None
    return done(_address(".printed", chosen, in_ngay=again), message=message)


def _chosen() -> dict[str, str]:
    """The period and the field as the address says them."""
    names = ("thang", "tu", "den", "linh-vuc", "so-cua")
    return {name: request.args.get(name, "").strip()[:80] for name in names}


def _period(chosen: dict[str, str]) -> Period:
    """The days asked for; this month when nothing is said. Refuses what no calendar knows."""
    today = clock.local(clock.now()).date()
    if not (chosen["tu"] or chosen["den"]):
        return Period(*_month(chosen["thang"], today), chosen["linh-vuc"], chosen["so-cua"])
    faults = {}
    first, last = read_day(chosen["tu"]), read_day(chosen["den"] or f"{today:%d/%m/%Y}")
    if first is None:
        faults["tu"] = "Ngày đầu kỳ viết dạng 01/05/2019."
    if last is None:
        faults["den"] = "Ngày cuối kỳ viết dạng 31/05/2019."
    if first and last and last < first:
        faults["den"] = "Ngày cuối kỳ không thể trước ngày đầu kỳ."
    if faults or first is None or last is None:
        raise FormNotComplete(faults)
    return Period(first, last, chosen["linh-vuc"], chosen["so-cua"])


def _month(typed: str, today: date) -> tuple[date, date]:
    """The first and the last day of a month, typed as 2019-05 or 05/2019."""
    match = MONTH.fullmatch(typed or f"{today:%Y-%m}")
    year, month = (int(match[1] or match[4]), int(match[2] or match[3])) if match else (0, 0)
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise FormNotComplete({"thang": "Tháng viết dạng 05/2019."})
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _choices(chosen: dict[str, str]) -> dict[str, Any]:
    today = clock.local(clock.now()).date()
    in_use = chosen["tu"] or chosen["den"]
    month = chosen["thang"] or ("" if in_use else f"{today:%m/%Y}")
    return {
        "chosen": chosen | {"thang": month},
        "former": [
            (u.code, f"{u.name} (trước khi sáp nhập)")
            for u in units.taken_in(current_officer().unit)
        ],
        "fields": [(field, field) for field in questions.fields(current_officer())],
    }


def _page(chosen: dict[str, str]) -> dict[str, Any]:
    """The sheets of the period, and the panel to print them."""
    by = current_officer()
    period = _period(chosen)
    lines = questions.lines(period, by)
    name = units.name_of(period.origin or by.unit, period.last)
    what = f"{by.unit}|{period.first}|{period.last}|{period.field}"
    if period.origin:
        what += f"|{period.origin}"
    laid = sheets(lines)
    return {
        "form": edition(PrintForm.REGISTER, period.last),
        "heading": heading(name, period.last),
        "period": period,
        "period_words": months_of(period.first, period.last),
        "book": f"{period.first.year}",
        "sheets": laid,
        "count": len(lines),
        "back_url": _address(".index", chosen),
        **print_panels.panel(
            PrintForm.REGISTER, hashlib.sha256(what.encode()).hexdigest(),
            begin_url=_address(".begin", chosen), settle_url=_address(".settle", chosen),
        ),
    }  # fmt: skip


def _address(endpoint: str, chosen: dict[str, str], key: str | None = "", **more: Any) -> str:
    """An address of the same period; none when there is no such page of the list."""
    if key is None:
        return ""
    said: dict[str, Any] = {name: value or None for name, value in chosen.items()}
    return url_for(endpoint, **said, sau=key or None, **more)


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = print_panels.faults(no)
    return refused("registers/print.html", faults, status=no.status, typed=request.form, **page)
