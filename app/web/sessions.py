"""Signing in and out, one's own password, and one's own open sessions."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import officers as queries
from app.services import officers as services
from app.web import guards
from app.web.forms import Form, Text, needed
from app.web.guards import anyone, current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("sessions", __name__)


class SignInForm(Form):
    username = Text(validators=[needed("Hãy nhập tên đăng nhập.")])
    password = PasswordField(validators=[needed("Hãy nhập mật khẩu.")])
    next = HiddenField()


class PasswordForm(Form):
    old_password = PasswordField(validators=[needed("Hãy nhập mật khẩu hiện tại.")])
    new_password = PasswordField(validators=[needed("Hãy nhập mật khẩu mới.")])
    repeated = PasswordField(validators=[needed("Hãy nhập lại mật khẩu mới.")])

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and self.new_password.data != self.repeated.data:
            self.repeated.errors = ["Hai lần nhập mật khẩu mới chưa giống nhau."]
            return False
        return good


@bp.get("/dang-nhap")
@anyone
def sign_in() -> Response:
    if guards.officer_or_none():
        return redirect(safe_path(request.args.get("next")), 303)
    return show("sessions/sign_in.html", form=SignInForm(request.args))


@bp.post("/dang-nhap")
@anyone
def enter() -> Response:
    form = SignInForm()
    if not form.validate():
        return refused("sessions/sign_in.html", form.errors, form=form)
    try:
        token = services.sign_in(
            form.username.data,
            form.password.data,
            address=request.remote_addr or "",
            browser=request.user_agent.string,
            at=clock.now(),
        )
    except Refusal as no:
        return refused("sessions/sign_in.html", no, status=no.status, form=form)
    found = queries.session(token, at=clock.now())
    if found is not None:
        login_user(guards.SignedIn(token, found))
    return done(safe_path(form.next.data))


@bp.post("/dang-xuat")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def sign_out() -> Response:
    services.sign_out(guards.signed_in_or_fail().token, at=clock.now())
    logout_user()
    session.clear()
    return done(url_for(".sign_in"), message="Đã đăng xuất.")


@bp.get("/mat-khau")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def password() -> Response:
    return show("sessions/password.html", form=PasswordForm(), forced=_is_forced())


@bp.post("/mat-khau")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def change_password() -> Response:
    form = PasswordForm()
    if not form.validate():
        return refused("sessions/password.html", form.errors, form=form, forced=_is_forced())
    try:
        services.change_password(
            current_officer().username,
            form.old_password.data,
            form.new_password.data,
            keep=guards.signed_in_or_fail().token,
            at=clock.now(),
        )
    except Refusal as no:
        return refused("sessions/password.html", no, form=form, forced=_is_forced())
    return done("/", message="Đã đổi mật khẩu. Các phiên đăng nhập khác của ông/bà đã đóng.")


@bp.get("/phien")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def index() -> Response:
    return show("sessions/index.html", block="sessions", **_mine())


@bp.post("/phien/<int:session_id>/thu-hoi")
@officers_who(Permission.CHANGE_OWN_PASSWORD)
def revoke(session_id: int) -> Response:
    services.revoke(session_id, username=current_officer().username, at=clock.now())
    return done(
        url_for(".index"),
        "sessions/index.html",
        block="sessions",
        message="Đã thu hồi phiên đăng nhập.",
        **_mine(),
    )


def safe_path(wanted: str | None) -> str:
    """Where to go after signing in: a path of this very program, else the desk."""
    wanted = wanted or "/"
    parts = urlsplit(wanted)
    elsewhere = parts.scheme or parts.netloc or not wanted.startswith("/")
    tricky = wanted.startswith(("//", "/\\")) or any(ord(each) < 32 for each in wanted)
    return "/" if elsewhere or tricky else wanted


def _mine() -> dict[str, Any]:
    here = guards.signed_in_or_fail().session
    return {
        "sessions": queries.sessions_of(here.officer.username, at=clock.now()),
        "current_id": here.id,
    }


def _is_forced() -> bool:
    return guards.signed_in_or_fail().session.must_change
