"""The printers of the office: how each lays a sheet down, a page to try it, and which one a browser prints on.

Which printer a browser uses is kept in a cookie of that browser: a number, and nothing of a person.
"""

from typing import Any

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.printers import (
    MARGINS,
    SHIFTS,
    TRAYS,
    Profile,
    length_words,
    read_profile,
    style_sheet,
)
from app.domain.refusals import NoSuchPrinter, Refusal
from app.queries import printers as questions
from app.services import printers as services
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet
from app.web.print_sheets import qr_of

bp = Blueprint("printers", __name__)

A_YEAR = 365 * 24 * 3600
TRAY_OPTIONS = [(tray.value, words) for tray, words in TRAYS.items()]


@bp.get("/quan-tri/may-in")
@officers_who(Permission.MANAGE_NODE)
def index() -> Response:
    return show("printers/index.html", **_list())


@bp.post("/quan-tri/may-in")
@officers_who(Permission.MANAGE_NODE)
def add() -> Response:
    try:
        printer_id = services.add(read_profile(request.form), by=current_officer(), at=clock.now())
    except Refusal as no:
        page = _list() | {"typed": request.form}
        return refused("printers/index.html", print_panels.faults(no), **page)
    message = "Đã thêm máy in. Hãy in trang thử rồi chỉnh cho đúng."
    return done(url_for(".one", printer_id=printer_id), message=message)


@bp.get("/quan-tri/may-in/<int:printer_id>")
@officers_who(Permission.MANAGE_NODE)
def one(printer_id: int) -> Response:
    return show("printers/show.html", **_page(printer_id))


@bp.post("/quan-tri/may-in/<int:printer_id>")
@officers_who(Permission.MANAGE_NODE)
def correct(printer_id: int) -> Response:
    page = _page(printer_id)
    try:
        profile = read_profile(request.form)
        services.correct(printer_id, profile, by=current_officer(), at=clock.now())
    except Refusal as no:
        page["typed"] = request.form
        return refused("printers/show.html", print_panels.faults(no), **page)
    return done(url_for(".one", printer_id=printer_id), message="Đã lưu. Hãy in lại trang thử.")


@bp.post("/quan-tri/may-in/<int:printer_id>/bo")
@officers_who(Permission.MANAGE_NODE)
def put_away(printer_id: int) -> Response:
    services.put_away(printer_id, by=current_officer(), at=clock.now())
    return done(url_for(".index"), message="Đã bỏ máy in khỏi danh sách.")


@bp.get("/quan-tri/may-in/<int:printer_id>/thu")
@officers_who(Permission.MANAGE_NODE)
def trial(printer_id: int) -> Response:
    return show_sheet("printers/trial.html", qr=qr_of("H27.35.07-190524-0001"), **_page(printer_id))


@bp.get("/in/may-in.css")
@officers_who(Permission.SEE_DESK)
def style() -> Response:
    """The rules of a printer: the one named, else the one this browser prints on."""
    named = request.args.get("may", "")
    profile = questions.one(int(named)) if named.isdecimal() and len(named) < 9 else chosen()[1]
    response = make_response(style_sheet(profile) if profile else "")
    response.mimetype = "text/css"
    return response


@bp.post("/in/chon-may")
@officers_who(Permission.SEE_DESK)
def choose() -> Response:
    """From now on this browser prints on that printer."""
    typed, back = request.form.get("may", ""), request.form.get("back", "")
    profile = questions.one(int(typed)) if typed.isdecimal() and len(typed) < 9 else None
    known = typed if profile else ""
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    message = f"Trình duyệt này in bằng máy “{profile.name}”." if profile else "In theo mẫu gốc."
    answer = done(back if inside else url_for("desk.index"), message=message)
    answer.set_cookie(
        print_panels.PRINTER_COOKIE, known, max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return answer


def chosen() -> tuple[str, Profile | None]:
    return print_panels.chosen_printer()


def _list() -> dict[str, Any]:
    return {
        "printers": questions.known(),
        "trays": TRAYS,
        "typed": {"paper": "a5"},
        "mine": chosen()[0],
        **_boxes(),
    }


def _page(printer_id: int) -> dict[str, Any]:
    profile = questions.one(printer_id)
    if profile is None:
        raise NoSuchPrinter
    lengths = {name: length_words(getattr(profile, name)) for name in (*MARGINS, *SHIFTS)}
    return {
        "printer_id": printer_id,
        "profile": profile,
        "typed": {"name": profile.name, "paper": profile.paper.value, **lengths},
        **_boxes(),
    }


def _boxes() -> dict[str, Any]:
    return {"tray_options": TRAY_OPTIONS, "margins": MARGINS, "shifts": SHIFTS}
