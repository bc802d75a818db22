"""Handover lists of a day: between the counter and the officers, to the office above and back, in two copies."""

import hashlib
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.handover_lists import DIRECTIONS, Direction
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState, date_words, edition, heading
from app.domain.refusals import NothingHandedOver, Refusal
from app.queries import handover_lists as questions
from app.queries import units
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet

bp = Blueprint("handover_lists", __name__, url_prefix="/ban-giao")

COPIES = ("Liên 1: bên giao giữ", "Liên 2: bên nhận giữ")


@bp.get("")
@officers_who(Permission.PRINT)
def index() -> Response:
    day, direction, by = _day(), _direction(), current_officer()
    typed = request.args.get("ngay", "").strip()[:10]
    faults = [("ngay", "Ngày viết dạng 24/05/2019.")] if typed and day is None else []
    on = day or _today()
    piles = questions.of_day(direction, on, by)
    context: dict[str, Any] = {
        "typed": typed or f"{on:%d/%m/%Y}",
        "on": on,
        "direction": direction.value,
        "directions": _directions(on),
        "piles": [(_address(".printed", on, direction, key), pile) for key, pile in piles.items()],
    }
    if faults:
        return refused("handover_lists/index.html", faults, **context)
    return show("handover_lists/index.html", **context)


@bp.get("/in")
@officers_who(Permission.PRINT)
def printed() -> Response:
    return show_sheet("handover_lists/print.html", **_page())


@bp.post("/in/lan-in")
@officers_who(Permission.PRINT)
def begin() -> Response:
    page = _page()
    try:
        print_panels.begin(page, numbered=True)
    except Refusal as no:
        return _refused(page, no)
    opening = "&in_ngay=1" if print_panels.opening() else ""
    return done(f"{page['page_url']}{opening}")


@bp.post("/in/xac-nhan")
@officers_who(Permission.PRINT)
def settle() -> Response:
    page = _page()
    try:
        answer, message = print_panels.settle(page, numbered=True)
    except Refusal as no:
        return _refused(page, no)
    again = "&in_ngay=1" if answer is PrintState.UNCLEAR else ""
    return done(f"{page['page_url']}{again}", message=message)


def _page() -> dict[str, Any]:
    """One list: of a day, of a direction, to one receiver."""
    by, on, direction = current_officer(), _day() or _today(), _direction()
    receiver = request.args.get("nhan", "")
    pile = questions.of_day(direction, on, by).get(receiver)
    if not pile:
        raise NothingHandedOver(day=f"{on:%d/%m/%Y}")
    # A list that has grown since is another list, with a number and a log of its own.
    told = "|".join([by.unit, f"{on}", direction, receiver, *(each.dossier_id for each in pile)])
    panel = print_panels.panel(
        PrintForm.HANDOVER, hashlib.sha256(told.encode()).hexdigest(),
        begin_url=_address(".begin", on, direction, receiver),
        settle_url=_address(".settle", on, direction, receiver),
    )  # fmt: skip
    return {
        "form": edition(PrintForm.HANDOVER, on),
        "heading": heading(units.name_of(by.unit, on), on),
        "told_on": date_words(pile[-1].at),
        "direction_words": _words(direction, on),
        "pile": pile,
        "copies": COPIES,
        "serial": panel["last"].serial if panel["last"] else None,
        "back_url": url_for(".index", ngay=f"{on:%d/%m/%Y}", chieu=direction.value),
        "page_url": _address(".printed", on, direction, receiver),
        **panel,
    }


def _today() -> date:
    return clock.local(clock.now()).date()


def _day() -> date | None:
    return read_day(request.args.get("ngay", "").strip()[:10])


def _direction() -> Direction:
    asked = request.args.get("chieu", "")
    return Direction(asked) if asked in set(Direction) else Direction.TO_OFFICERS


def _directions(on: date) -> list[tuple[str, str]]:
    return [(each.value, _words(each, on)) for each in Direction]


def _words(direction: Direction, on: date) -> str:
    return DIRECTIONS[direction].format(parent=units.word_above(current_officer().unit, on))


def _address(endpoint: str, on: date, direction: Direction, receiver: str) -> str:
    return url_for(endpoint, ngay=f"{on:%d/%m/%Y}", chieu=direction.value, nhan=receiver)


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = print_panels.faults(no)
    return refused(
        "handover_lists/print.html", faults, status=no.status, typed=request.form, **page
    )
