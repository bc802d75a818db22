"""The parent's list of the offices below it: last contact, backlog, invitations, their keys, and held work."""

from typing import Any, NamedTuple

from flask import Blueprint, abort, current_app, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.domain.vietnamese import fold
from app.queries import fleet, held, keys, nodes, units
from app.services import nodes as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show


class Unit(NamedTuple):
    code: str
    name: str


bp = Blueprint("fleet", __name__, url_prefix="/xa")


@bp.get("")
@officers_who(Permission.SEE_FLEET)
def index() -> Response:
    return show("fleet/index.html", block="offices", **_offices())


@bp.post("/moi")
@officers_who(Permission.MANAGE_NODE)
def invite() -> Response:
    """The code stands on this answer alone: a redirect would have to carry it somewhere."""
    page, unit = _offices(), request.form.get("unit", "")
    try:
        code = services.invite(unit, at=clock.now())
    except Refusal as no:
        return refused("fleet/index.html", no, **page)
    return show(
        "fleet/invitation.html",
        code=code,
        unit=unit,
        name=page["below"][unit],
        here=page["here"],
        address=request.host_url.rstrip("/"),
        ends_at=fleet.invited(clock.now())[unit],
    )


@bp.get("/<unit>")
@officers_who(Permission.SEE_FLEET)
def office(unit: str) -> Response:
    return show("fleet/show.html", **_office(unit))


@bp.post("/<unit>/da-doi-chieu")
@officers_who(Permission.MANAGE_NODE)
def confirm(unit: str) -> Response:
    page = _office(unit)
    try:
        services.confirm_key(
            unit, _hex(request.form.get("key", "")), by=current_officer(), at=clock.now()
        )
    except Refusal as no:
        return refused("fleet/show.html", no, status=no.status, **page)
    return done(url_for(".office", unit=unit), message="Đã ghi: hai bên đọc thấy cùng những từ.")


@bp.post("/<unit>/ngung")
@officers_who(Permission.MANAGE_NODE)
def revoke(unit: str) -> Response:
    page, reason = _office(unit), request.form.get("reason", "")
    try:
        services.revoke(unit, reason=reason, by=current_officer(), at=clock.now())
    except Refusal as no:
        return refused("fleet/show.html", no, status=no.status, **page)
    said = "Đã ngừng máy này. Những gì máy ấy còn gửi được giữ ở “Việc bị giữ”."
    return done(url_for(".office", unit=unit), message=said)


@bp.get("/bi-giu")
@officers_who(Permission.SEE_FLEET)
def held_work() -> Response:
    return show("fleet/held.html", **_held())


@bp.post("/bi-giu/<int:held_n>/nhan")
@officers_who(Permission.MANAGE_NODE)
def accept_held(held_n: int) -> Response:
    try:
        count = services.accept_held(
            held_n, below=units.units_below, by=current_officer(), at=clock.now()
        )
    except Refusal as no:
        return refused("fleet/held.html", no, status=no.status, **_held())
    return done(url_for(".held_work"), message=f"Đã nhận {count} thay đổi như mọi lần gửi khác.")


@bp.post("/bi-giu/<int:held_n>/de-rieng")
@officers_who(Permission.MANAGE_NODE)
def set_held_aside(held_n: int) -> Response:
    try:
        services.set_held_aside(held_n, by=current_officer(), at=clock.now())
    except Refusal as no:
        return refused("fleet/held.html", no, status=no.status, **_held())
    return done(url_for(".held_work"), message="Đã để riêng. Việc vẫn còn ở đây để xem lại.")


def _office(unit: str) -> dict[str, Any]:
    """What the page of one machine shows; both keys, for two people to compare."""
    if not nodes.this().is_parent:
        abort(404)
    machine = keys.machine(unit) or abort(404)
    mine = keys.words_of(current_app.extensions["motcua"]["key"]())
    return {"machine": machine, "mine": mine, "ended": keys.ended(unit), "here": nodes.this()}


def _held() -> dict[str, Any]:
    if not nodes.this().is_parent:
        abort(404)
    return {"rows": held.all_held()}


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _offices() -> dict[str, Any]:
    here = nodes.this()
    if not here.is_parent:
        abort(404)
    rows, below, now = fleet.offices(), nodes.names_below(here.unit), clock.now()
    joined = {row.unit for row in rows}
    others = [Unit(code, name) for code, name in below.items() if code not in joined]
    return {
        "here": here,
        "rows": rows,
        "below": below,
        "others": sorted(
            others, key=lambda unit: fold(unit.name.removeprefix("Xã ").removeprefix("Thị trấn "))
        ),
        "invited": fleet.invited(now),
        "held_count": held.waiting(),
        "made_at": now,
    }
