"""Accounts, as the administrator keeps them."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField

from app import clock
from app.domain.officers import ROLE_DUTIES, ROLE_LABELS, Role
from app.domain.permissions import Permission
from app.domain.refusals import NoSuchOfficer, Refusal
from app.queries import officers as queries
from app.services import officers as services
from app.web.forms import Form, Text, needed
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("officers", __name__, url_prefix="/quan-tri/nguoi-dung")

ROLE_OPTIONS = [(role.value, label, ROLE_DUTIES[role]) for role, label in ROLE_LABELS.items()]
EVENT_WORDS = {
    "added": "Mở tài khoản",
    "corrected": "Sửa họ tên, chức danh",
    "roles": "Đổi vai trò",
    "password_reset": "Cấp lại mật khẩu",
    "password_changed": "Tự đổi mật khẩu",
    "suspended": "Tạm khóa",
    "restored": "Mở lại",
}


class OfficerForm(Form):
    name = Text(validators=[needed("Hãy nhập họ và tên cán bộ.")])
    username = Text(validators=[needed("Hãy nhập tên đăng nhập.")])
    title = Text()
    roles = SelectMultipleField(
        choices=[role.value for role in Role],
        validators=[needed("Hãy chọn ít nhất một vai trò.")],
        validate_choice=True,
    )


@bp.get("")
@officers_who(Permission.MANAGE_OFFICERS)
def index() -> Response:
    return show(
        "officers/index.html", accounts=queries.everyone(), labels=ROLE_LABELS,
        merged=queries.of_merged(current_officer().unit),
    )  # fmt: skip


@bp.get("/them")
@officers_who(Permission.MANAGE_OFFICERS)
def new() -> Response:
    """An empty form, or the name and title of one who comes from an office that was merged into this one."""
    merged = dict(enumerate(queries.of_merged(current_officer().unit)))
    name, title = merged.get(request.args.get("tu-don-vi-cu", -1, type=int), ("", ""))
    return show("officers/new.html", form=OfficerForm(name=name, title=title), options=ROLE_OPTIONS)


@bp.post("/them")
@officers_who(Permission.MANAGE_OFFICERS)
def add() -> Response:
    form, by = OfficerForm(), current_officer()
    if not form.validate():
        return refused("officers/new.html", form.errors, form=form, options=ROLE_OPTIONS)
    try:
        password = services.add(
            form.username.data,
            name=form.name.data,
            title=form.title.data,
            unit=by.unit,
            roles=[Role(value) for value in form.roles.data or ()],
            by=by,
            at=clock.now(),
        )
    except Refusal as no:
        return refused("officers/new.html", no, form=form, options=ROLE_OPTIONS)
    return _show_password(form.username.data.lower(), password, "Đã mở tài khoản")


@bp.get("/<username>")
@officers_who(Permission.MANAGE_OFFICERS)
def one(username: str) -> Response:
    return show("officers/show.html", **_page(username))


@bp.post("/<username>/thong-tin")
@officers_who(Permission.MANAGE_OFFICERS)
def correct(username: str) -> Response:
    form = request.form
    return _change(
        username,
        "Đã sửa họ tên, chức danh.",
        lambda who: services.correct(
            username, name=form.get("name", ""), title=form.get("title", ""), **who
        ),
    )


@bp.post("/<username>/vai-tro")
@officers_who(Permission.MANAGE_OFFICERS)
def change_roles(username: str) -> Response:
    chosen = [Role(value) for value in request.form.getlist("roles") if value in set(Role)]
    return _change(
        username, "Đã đổi vai trò.", lambda who: services.change_roles(username, chosen, **who)
    )


@bp.post("/<username>/tam-khoa")
@officers_who(Permission.MANAGE_OFFICERS)
def suspend(username: str) -> Response:
    reason = request.form.get("reason", "")
    return _change(
        username,
        "Đã tạm khóa tài khoản và đóng các phiên đăng nhập.",
        lambda who: services.suspend(username, reason, **who),
    )


@bp.post("/<username>/mo-lai")
@officers_who(Permission.MANAGE_OFFICERS)
def restore(username: str) -> Response:
    return _change(username, "Đã mở lại tài khoản.", lambda who: services.restore(username, **who))


@bp.post("/<username>/mat-khau")
@officers_who(Permission.MANAGE_OFFICERS)
def reset_password(username: str) -> Response:
    password = services.reset_password(username, by=current_officer(), at=clock.now())
    return _show_password(username, password, "Đã cấp lại mật khẩu")


def _change(username: str, message: str, change: Any) -> Response:
    """Do it and go back to the officer's page, or show there why not."""
    page = _page(username)
    try:
        change({"by": current_officer(), "at": clock.now()})
    except Refusal as no:
        return refused("officers/show.html", no, typed=request.form, **page)
    return done(url_for(".one", username=username), message=message)


def _show_password(username: str, password: str, title: str) -> Response:
    """Once, on this answer alone: a redirect would have to carry it in a cookie."""
    return show("officers/password.html", account=_one(username), password=password, title=title)


def _page(username: str) -> dict[str, Any]:
    return {
        "account": _one(username),
        "history": queries.history(username),
        "options": ROLE_OPTIONS,
        "labels": ROLE_LABELS,
        "events": EVENT_WORDS,
    }


def _one(username: str) -> queries.Account:
    account = queries.one(username)
    if account is None:
        raise NoSuchOfficer(username=username)
    return account
