"""The first page of a new machine: which office it is, what stands above it, who administers it.

Until that is answered every page leads here; afterwards the page is gone. It opens on the machine itself alone, so
that nobody in the network makes it theirs first.
"""

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, request, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField

from app import clock
from app.domain.refusals import NoSuchUnit, Refusal
from app.domain.units import Unit
from app.domain.vietnamese import fold
from app.queries import nodes, officers
from app.services import nodes as services
from app.web.forms import Form, Text, needed
from app.web.guards import anyone
from app.web.pages import done, refused, show

bp = Blueprint("setup", __name__, url_prefix="/cai-dat")

TOP, CHILD = "top", "child"
OPEN_BEFORE = {"static", "setup.index", "setup.finish", "frame.server"}
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded")
KINDS = re.compile(r"^(xa|phuong|thi tran|huyen|thanh pho|tinh) ")


class SetUpForm(Form):
    """With `asks_all` false only the account is asked: the office was set up, its first account was not."""

    kind = Text(default=CHILD)
    unit = Text()
    parent = Text()
    code = Text()
    name = Text(validators=[needed("Hãy nhập họ và tên của người quản trị.")])
    username = Text(validators=[needed("Hãy nhập tên đăng nhập.")])
    password = PasswordField(validators=[needed("Hãy đặt mật khẩu.")])
    repeated = PasswordField(validators=[needed("Hãy nhập lại mật khẩu.")])

    def __init__(self, *, asks_all: bool, offices: list[Unit]) -> None:
        super().__init__()
        self.asks_all = asks_all
        self.offices = offices

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.password.data and self.repeated.data and self.password.data != self.repeated.data:
            self.repeated.errors = ["Hai lần nhập mật khẩu chưa giống nhau."]
        if self.asks_all:
            self.unit.errors = self._wrong_unit()
        if self.asks_all and self.kind.data != TOP:
            self.parent.errors = (
                [] if self.address else ["Hãy nhập địa chỉ, ví dụ http://10.0.0.1:8000"]
            )
            self.code.errors = [] if self.code.data else ["Hãy nhập mã mời do cấp trên cấp."]
        return not any(field.errors for field in self)

    @property
    def unit_code(self) -> str | None:
        return code_of(self.unit.data or "", self.offices)

    @property
    def address(self) -> str | None:
        """Scheme, host and port alone: people paste the address of whichever page they look at."""
        typed = self.parent.data or ""
        parts = urlsplit(typed if "://" in typed else f"http://{typed}")
        known = parts.scheme in ("http", "https") and parts.hostname
        return f"{parts.scheme}://{parts.netloc}" if known else None

    @property
    def invitation(self) -> str:
        """A code has neither 0, 1 nor 8; where one was typed, the letter that looks like it is meant."""
        return str(self.code.data or "").translate(str.maketrans("018", "OIB"))

    def _wrong_unit(self) -> list[str]:
        code = self.unit_code
        if code is None:
            return ["Hãy chọn một đơn vị trong danh sách, hoặc nhập mã đơn vị."]
        # Of offices younger than this program only a parent knows.
        unknown = code not in {office.code for office in self.offices}
        return [str(NoSuchUnit(code=code))] if unknown and self.kind.data == TOP else []


@bp.before_app_request
def set_up_first() -> Response | None:
    """Lead a new machine here; and its keeper, when power failed before there was an account."""
    if is_finished() or request.endpoint in OPEN_BEFORE:
        return None
    if not nodes.is_set_up():
        if request.blueprint == "sync":
            abort(503)
        return done(url_for("setup.index"))
    wants_to_enter = request.endpoint == "sessions.sign_in" and is_on_this_machine()
    return done(url_for("setup.index")) if wants_to_enter else None


@bp.get("")
@anyone
def index() -> Response:
    if is_finished():
        return done(url_for("sessions.sign_in"))
    if not is_on_this_machine():
        return _elsewhere()
    return show("setup/index.html", **_page(_form()))


@bp.post("")
@anyone
def finish() -> Response:
    if is_finished():
        return done(url_for("sessions.sign_in"))
    if not is_on_this_machine():
        return _elsewhere()
    form = _form()
    if not form.validate():
        return refused("setup/index.html", form.errors, **_page(form))
    joins = form.kind.data != TOP
    try:
        current_app.extensions["motcua"]["first_start"](
            unit=form.unit_code, parent=form.address if joins else None, code=form.invitation if joins else None,
            name=form.name.data, username=form.username.data, password=form.password.data, at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused("setup/index.html", no, **_page(form))
    return done(url_for("sessions.sign_in"), message=_welcome())


def is_finished() -> bool:
    """Asked before every answer, so what cannot change any more is remembered."""
    memory = current_app.extensions["motcua"]
    if not memory.get("is_set_up"):
        memory["is_set_up"] = nodes.is_set_up() and bool(officers.everyone())
    return bool(memory["is_set_up"])


def is_on_this_machine() -> bool:
    """Whether whoever asks sits at this very machine: no proxy in between, and no other site's name for it."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (host == "localhost" or _is_loopback(host))


def code_of(typed: str, offices: list[Unit]) -> str | None:
    """The code typed, alone or before its name; or that of the one unit so named, marks and kind or not."""
    if code := re.match(r"([0-9]{2,10})(?:\s|$)", typed):
        return code[1]
    wanted = fold(typed)
    named = {
        office.code
        for office in offices
        if wanted in (fold(office.name), KINDS.sub("", fold(office.name)))
    }
    return named.pop() if len(named) == 1 else None


def _is_loopback(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return bool((getattr(ip, "ipv4_mapped", None) or ip).is_loopback)


def _form() -> SetUpForm:
    return SetUpForm(asks_all=not nodes.is_set_up(), offices=services.offices())


def _page(form: SetUpForm) -> dict[str, Any]:
    """The list to choose from has each code once, under the last name it had."""
    return {"form": form, "offices": {office.code: office.name for office in form.offices}}


def _elsewhere() -> Response:
    return show("setup/elsewhere.html", status=403, port=request.environ.get("SERVER_PORT", "8000"))


def _welcome() -> str:
    here = nodes.this()
    if here.parent_name and here.name == here.unit:
        did = f"Đã kết nối với {here.parent_name}; danh mục thủ tục sẽ về khi có đường truyền."
    else:
        did = f"Đã cài đặt xong {here.name}."
    then = (
        " Rồi mở Đồng bộ, mục Khóa, để đối chiếu khóa với cấp trên qua điện thoại."
        if here.parent_name
        else ""
    )
    return f"{did} Hãy đăng nhập bằng tài khoản quản trị vừa tạo.{then}"
