"""Blank receipts for power cuts: packs with numbers of their own, printed ahead, and what became of each sheet."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState, edition, heading
from app.domain.refusals import NoBlankLeft, Refusal
from app.domain.reserve import FEW, MOST_IN_A_PACK, STATES, BlankState, pack_size
from app.queries import reserve as questions
from app.queries import units
from app.services import prints
from app.services import reserve as services
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet
from app.web.print_sheets import COPIES, qr_of

bp = Blueprint("reserve", __name__, url_prefix="/quan-tri/bien-nhan-du-phong")

TONES = {BlankState.BLANK: "neutral", BlankState.KEYED: "good", BlankState.SPOILED: "warn"}


@bp.get("")
@officers_who(Permission.RECEIVE)
def index() -> Response:
    return show("reserve/index.html", typed={"count": "20"}, **_list())


@bp.post("")
@officers_who(Permission.RECEIVE)
def make() -> Response:
    """Give the numbers, write the first print down, and open the sheets with the print dialog."""
    by, now = current_officer(), clock.now()
    try:
        pack = services.make_pack(
            pack_size(request.form.get("count", "")), seen=_seen(), by=by, at=now
        )
        prints.begin(PrintForm.RESERVE, _about(pack), by=by, at=now)
    except Refusal as no:
        faults = print_panels.faults(no)
        page = _list() | {"typed": request.form}
        return refused("reserve/index.html", faults, status=no.status, **page)
    return done(url_for(".printed", pack=pack, in_ngay=1))


@bp.get("/<int:pack>")
@officers_who(Permission.RECEIVE)
def one(pack: int) -> Response:
    return show("reserve/show.html", **_pack(pack))


@bp.post("/<int:pack>/huy")
@officers_who(Permission.RECEIVE)
def spoil(pack: int) -> Response:
    """Write off the sheets that were ticked."""
    by, chosen = current_officer(), request.form.getlist("codes")[: MOST_IN_A_PACK + 1]
    try:
        reason = request.form.get("reason", "")
        count = services.spoil(pack, chosen, reason, by=by, at=clock.now())
    except Refusal as no:
        faults, page = print_panels.faults(no), _pack(pack)
        page |= {"typed": request.form, "chosen": chosen}
        return refused("reserve/show.html", faults, status=no.status, **page)
    return done(url_for(".one", pack=pack), message=f"Đã ghi hủy {count} tờ.")


@bp.get("/<int:pack>/in")
@officers_who(Permission.RECEIVE)
def printed(pack: int) -> Response:
    return show_sheet("reserve/print.html", **_page(pack))


@bp.post("/<int:pack>/in/lan-in")
@officers_who(Permission.RECEIVE)
def begin(pack: int) -> Response:
    page = _page(pack)
    try:
        print_panels.begin(page)
    except Refusal as no:
        return _refused(page, no)
    return done(url_for(".printed", pack=pack, in_ngay=print_panels.opening()))


@bp.post("/<int:pack>/in/xac-nhan")
@officers_who(Permission.RECEIVE)
def settle(pack: int) -> Response:
    page = _page(pack)
    try:
        answer, message = print_panels.settle(page)
    except Refusal as no:
        return _refused(page, no)
    again = 1 if answer is PrintState.UNCLEAR else None
    return done(url_for(".printed", pack=pack, in_ngay=again), message=message)


def _list() -> dict[str, Any]:
    by = current_officer()
    known, left = questions.packs(by), questions.left(by)
    return {
        "packs": known,
        "seen": known[0].number if known else 0,
        "left": left,
        "is_few": left < FEW,
        "most": MOST_IN_A_PACK,
        "states": STATES,
    }


def _pack(pack: int) -> dict[str, Any]:
    sheets = questions.sheets(pack, current_officer())
    return {
        "pack": pack,
        "sheets": sheets,
        "blanks": [sheet for sheet in sheets if sheet.state is BlankState.BLANK],
        "states": STATES,
        "tones": TONES,
        "chosen": [],
    }


def _page(pack: int) -> dict[str, Any]:
    """The sheets that are still blank, both copies of each, and the panel to print them."""
    by, page = current_officer(), _pack(pack)
    if not page["blanks"]:
        raise NoBlankLeft(pack=pack)
    day = clock.local(page["sheets"][0].made_at).date()
    return page | {
        "form": edition(PrintForm.RESERVE, day),
        "heading": heading(units.name_of(by.unit, day), day),
        "copies": list(COPIES.values()),
        "qr_of": qr_of,
        **print_panels.panel(
            PrintForm.RESERVE, _about(pack),
            begin_url=url_for(".begin", pack=pack), settle_url=url_for(".settle", pack=pack),
        ),
    }  # fmt: skip


def _about(pack: int) -> str:
    return f"{current_officer().unit}-{pack}"


def _seen() -> int:
    typed = request.form.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 8 else 0


def _refused(page: dict[str, Any], no: Refusal) -> Response:
    faults = print_panels.faults(no)
    return refused("reserve/print.html", faults, status=no.status, typed=request.form, **page)
