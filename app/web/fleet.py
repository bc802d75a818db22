"""The parent's list of the offices below it, the page of one, invitations, their keys, and held work."""

import io
import uuid
from typing import Any, NamedTuple

from flask import Blueprint, abort, current_app, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.fleet import CONCERNS, LIMITS, Concern
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.domain.vietnamese import fold
from app.queries import contacts, diagnostics, fleet, held, keys, messages, nodes, thresholds, units
from app.queries.fleet import Office
from app.services import fleet as wishes
from app.services import fleet_sheets
from app.services import nodes as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show


class Unit(NamedTuple):
    code: str
    name: str


bp = Blueprint("fleet", __name__, url_prefix="/xa")


SLUGS = {
    "im-lang": Concern.SILENT, "ton-dong": Concern.BACKLOG, "trung-lap": Concern.CONFLICTS,
    "tu-choi": Concern.REFUSED, "chua-bang": Concern.UNEQUAL,
    "dong-ho": Concern.CLOCK, "o-dia": Concern.DISK, "sao-luu": Concern.BACKUP,
    "khoi-phuc": Concern.RESTORE, "may-in": Concern.PRINTER, "phien-ban": Concern.VERSION,
    "danh-muc": Concern.CATALOGUE, "het-so": Concern.NUMBERS,
}  # fmt: skip
ANY = "can-xem"
ORDERS: dict[str, tuple[str, Any]] = {
    "can-xem": ("cần xem nhất trước", lambda office: office.badness),
    "ten": ("tên", lambda office: fold(office.name)),
    "lien-lac": ("lâu chưa liên lạc trước", lambda office: office.last_contact_at or fleet.NEVER),
    "ton-dong": ("tồn đọng nhiều trước", lambda office: -(office.waiting_up + office.waiting_down)),
    "trung-lap": ("trùng lặp nhiều trước", lambda office: -office.conflicts),
}


@bp.get("")
@officers_who(Permission.SEE_FLEET)
def index() -> Response:
    return show("fleet/index.html", block="offices", **_offices())


@bp.get("/tep")
@officers_who(Permission.SEE_FLEET)
def sheet() -> Response:
    """The list as it is looked at, as a sheet."""
    page = _offices()
    content = fleet_sheets.sheet(page["here"].name, page["rows"], at=page["made_at"])
    name = f"cac-xa-{clock.local(page['made_at']):%Y%m%d-%H%M}.xlsx"
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name, max_age=0)


@bp.get("/them")
@officers_who(Permission.SEE_FLEET)
def join() -> Response:
    """Who may join, and the machine that takes the place of another."""
    return show("fleet/join.html", **_offices())


@bp.get("/nguong")
@officers_who(Permission.SEE_FLEET)
def limits() -> Response:
    return show("fleet/limits.html", values=thresholds.limits(), **_limits())


@bp.post("/nguong")
@officers_who(Permission.MANAGE_NODE)
def set_limits() -> Response:
    page = _limits()
    try:
        wishes.set_thresholds(request.form, by=current_officer(), at=clock.now())
    except Refusal as no:
        return refused("fleet/limits.html", faults_in(no), values=request.form, **page)
    return done(url_for(".index"), message="Đã lưu các ngưỡng nhắc.")


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


@bp.post("/<unit>/goi")
@officers_who(Permission.SEE_FLEET)
def note_call(unit: str) -> Response:
    page, form = _office(unit), request.form
    try:
        wishes.note_call(
            unit, with_whom=form.get("with_whom", ""), text=form.get("call", ""), form_id=form.get("form_id", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused("fleet/show.html", faults_in(no), status=no.status, **page | {"typed": form})
    return done(url_for(".office", unit=unit, _anchor="goi"), message="Đã ghi cuộc gọi.")


@bp.post("/<unit>/loi-nhan")
@officers_who(Permission.SEE_FLEET)
def send_message(unit: str) -> Response:
    page, form = _office(unit), request.form
    try:
        wishes.send_message(
            unit, text=form.get("message", ""), form_id=form.get("form_id", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused("fleet/show.html", faults_in(no), status=no.status, **page | {"typed": form})
    said = "Đã gửi lời nhắn. Lời nhắn hiện lên màn hình khi đơn vị ấy liên lạc lần tới."
    return done(url_for(".office", unit=unit, _anchor="loi-nhan"), message=said)


@bp.post("/<unit>/loi-nhan/<message_id>/go")
@officers_who(Permission.SEE_FLEET)
def end_message(unit: str, message_id: str) -> Response:
    _office(unit)
    wishes.end_message(unit, message_id, by=current_officer(), at=clock.now())
    said = "Lời nhắn thôi hiện khi đơn vị ấy liên lạc lần tới."
    return done(url_for(".office", unit=unit, _anchor="loi-nhan"), message=said)


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
    """What the page of one office shows; both keys, for two people to compare."""
    here, now = nodes.this(), clock.now()
    if not here.is_parent:
        abort(404)
    machine, row = keys.machine(unit) or abort(404), fleet.one(unit, now)
    return {
        "machine": machine,
        "row": row,
        "mine": keys.words_of(current_app.extensions["motcua"]["key"]()),
        "ended": keys.ended(unit),
        "here": here,
        "week": contacts.week(unit, now),
        "hours": contacts.last_hours(unit),
        "calls": contacts.calls(unit),
        "messages": messages.of(unit),
        "bundles": diagnostics.of(unit),
        "form_id": uuid.uuid4().hex,
        "may_invite": unit in nodes.names_below(here.unit),
        "made_at": now,
        "typed": {},
    }


def _limits() -> dict[str, Any]:
    if not nodes.this().is_parent:
        abort(404)
    return {"limits": LIMITS}


def _held() -> dict[str, Any]:
    if not nodes.this().is_parent:
        abort(404)
    return {"rows": held.all_held()}


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _chosen(rows: list[Office]) -> list[Office]:
    """The rows the address asks for, in its order."""
    asked, order = request.args.get("xem", ""), request.args.get("xep", ANY)
    if asked == ANY:
        rows = [row for row in rows if row.remarks]
    elif asked in SLUGS:
        rows = [row for row in rows if SLUGS[asked] in {each.concern for each in row.remarks}]
    wanted = fold(request.args.get("tim", "")[:60].strip())
    rows = [row for row in rows if not wanted or wanted in fold(f"{row.name} {row.unit}")]
    return sorted(rows, key=ORDERS.get(order, ORDERS[ANY])[1])


def _offices() -> dict[str, Any]:
    here = nodes.this()
    if not here.is_parent:
        abort(404)
    now = clock.now()
    every, below = fleet.offices(now), nodes.names_below(here.unit)
    joined = {row.unit for row in every}
    others = [Unit(code, name) for code, name in below.items() if code not in joined]
    return {
        "here": here,
        "every": every,
        "rows": _chosen(every),
        "below": below,
        "others": sorted(
            others, key=lambda unit: fold(unit.name.removeprefix("Xã ").removeprefix("Thị trấn "))
        ),
        "invited": fleet.invited(now),
        "held_count": held.waiting(),
        "made_at": now,
        "kinds": [(ANY, "có điều cần xem"), *((slug, CONCERNS[of]) for slug, of in SLUGS.items())],
        "orders": [(slug, words) for slug, (words, _) in ORDERS.items()],
        "asked": {name: request.args.get(name, "")[:60] for name in ("xem", "xep", "tim")},
    }


@bp.app_template_filter()
def disk(megabytes: int) -> str:
    """“120 GB”, or “768 MB” below one."""
    return f"{megabytes // 1024} GB" if megabytes >= 1024 else f"{megabytes} MB"
