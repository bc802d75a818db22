"""A PC that several people share: the cover over the screen, opening it, sitting down at it, and one's own PIN."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import officers as queries
from app.services import pins as services
from app.web import guards
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.sessions import safe_path

bp = Blueprint("locks", __name__)

KEPT = {"nhap", "viec", "ho-so", "sau", "trang-thai", "ngay"}
"""What of an address may be remembered: nothing that was typed about a person."""


@bp.post("/khoa/dong")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def close() -> Response:
    services.cover(guards.signed_in_or_fail().token, at=clock.now())
    return done(url_for(".cover", ve=_back(request.form.get("ve"))))


@bp.post("/khoa/con-lam")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def still_here() -> Response:
    """Somebody is typing on a page that has not been sent yet; the guard has noted it."""
    return Response(status=204)


@bp.get("/khoa")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def cover() -> Response:
    if not guards.is_covered():
        return redirect(_back(request.args.get("ve")), 303)
    return show("locks/cover.html", **_cover())


@bp.post("/khoa")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def open_() -> Response:
    here = guards.signed_in_or_fail()
    try:
        services.uncover(
            here.token, current_officer().username, request.form.get("secret", ""),
            address=request.remote_addr or "", at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused("locks/cover.html", no, status=no.status, **_cover())
    return done(_back(request.form.get("ve")))


@bp.post("/khoa/nhan-may")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def take_over() -> Response:
    if not guards.is_covered():
        return redirect(url_for(".cover"), 303)
    at = clock.now()
    try:
        token = services.take_over(
            guards.signed_in_or_fail().token, request.form.get("username", ""),
            request.form.get("other_secret", ""), address=request.remote_addr or "",
            browser=request.user_agent.string, at=at,
        )  # fmt: skip
    except Refusal as no:
        return refused(
            "locks/cover.html", [("other_secret", str(no))], status=no.status, **_cover()
        )
    logout_user()
    session.clear()
    found = queries.session(token, at=at)
    if found is not None:
        login_user(guards.SignedIn(token, found))
    return done("/")


@bp.get("/ma-pin")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def pin() -> Response:
    return show("locks/pin.html")


@bp.post("/ma-pin")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def choose_pin() -> Response:
    first = request.form.get("pin", "")
    if first != request.form.get("pin_repeated", ""):
        return refused("locks/pin.html", [("pin_repeated", "Hai lần nhập mã PIN chưa giống nhau.")])
    try:
        services.choose(
            current_officer().username, password=request.form.get("password", ""), pin=first,
            at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused("locks/pin.html", no, status=no.status)
    return done("/", message="Đã đặt mã PIN. Bấm Ctrl+L để khoá màn hình khi rời bàn.")


def _cover() -> dict[str, Any]:
    here = current_officer()
    others = [
        (each.officer.username, f"{each.officer.name} – {each.officer.title}")
        for each in queries.everyone()
        if not each.is_suspended and each.officer.username != here.username
    ]
    back = _back(request.values.get("ve"))
    return {"back": back, "others": others, "chosen": request.form.get("username", "")}


def _back(wanted: str | None) -> str:
    """The page one was on, without what was typed into its address."""
    parts = urlsplit(safe_path(wanted))
    if parts.path.startswith("/khoa"):
        return "/"
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name in KEPT]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")
