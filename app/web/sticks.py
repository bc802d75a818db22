"""Sticks: what waits is written to a package, a package that came is looked at and taken in, and all are listed."""

from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

from flask import Blueprint, abort, current_app, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal, StickUnfit
from app.queries import nodes
from app.queries import sticks as questions
from app.queries import sync as sync_questions
from app.web.guards import officer_or_none, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("sticks", __name__, url_prefix="/dong-bo/usb")

ROOM_FOR_THE_FORM = 1024 * 1024
MEDIA_TYPE = "application/octet-stream"


@bp.get("")
@officers_who(Permission.SYNC_NOW)
def index() -> Response:
    return show("sticks/index.html", **_page())


@bp.post("/xuat")
@officers_who(Permission.SYNC_NOW)
def export() -> Response:
    """The package as a download, or on the stick in the server."""
    unit = request.form.get("unit") or None
    if unit is not None and unit not in {each.unit for each in questions.below()}:
        abort(404)
    try:
        if "to_folder" in request.form:
            file, _ = _sticks().export_to_folder(unit, clock.now())
            return done(url_for(".index"), message=f"Đã ghi gói {file.name} vào USB.")
        return _sent(*_sticks().export_to_fetch(unit, clock.now()))
    except Refusal as no:
        return refused("sticks/index.html", no, status=no.status, **_page())


@bp.post("/kiem-tra")
@officers_who(Permission.SYNC_NOW)
def check() -> Response:
    """What is in a package, before anybody takes it in."""
    token = ""
    try:
        token = _brought()
        found = _sticks().try_out(token, clock.now())
    except Refusal as no:
        _sticks().drop(token)
        return refused("sticks/index.html", no, status=no.status, **_page())
    return show(
        "sticks/check.html", found=found, token=token, names=questions.names(), here=nodes.this()
    )


@bp.post("/nhan")
@officers_who(Permission.SYNC_NOW)
def take_in() -> Response:
    try:
        taken = _sticks().take_in(request.form.get("token", ""), clock.now())
    except Refusal as no:
        return refused("sticks/index.html", no, status=no.status, **_page())
    return show(
        "sticks/taken.html", taken=taken, names=questions.names(), here=nodes.this(),
        has_folder=_has_folder(),
    )  # fmt: skip


@bp.post("/bo")
@officers_who(Permission.SYNC_NOW)
def drop() -> Response:
    _sticks().drop(request.form.get("token", ""))
    return done(url_for(".index"), message="Đã bỏ gói vừa tải lên; chưa có gì thay đổi.")


@bp.post("/tra-loi")
@officers_who(Permission.SYNC_NOW)
def answer() -> Response:
    """The answer to the package last taken in from an office below."""
    unit = request.form.get("unit", "")
    if unit not in {each.unit for each in questions.below()}:
        abort(404)
    try:
        if "to_folder" in request.form:
            file = _sticks().answer_to_folder(unit, clock.now())
            return done(url_for(".index"), message=f"Đã ghi gói {file.name} vào USB.")
        return _sent(*_sticks().answer_to_fetch(unit, clock.now()))
    except Refusal as no:
        return refused("sticks/index.html", no, status=no.status, **_page())


def allow_large_packages() -> None:
    """Let an officer's package through. Runs before anything reads the request."""
    if request.endpoint == "sticks.check" and officer_or_none() is not None:
        request.max_content_length = _sticks().most_bytes + ROOM_FOR_THE_FORM


def _brought() -> str:
    """The name of the package to look at: the one sent, or the one chosen in the folder."""
    file = request.files.get("package")
    if file is not None and file.filename:
        return str(_sticks().put_aside(cast(BinaryIO, file.stream), clock.now()))
    if chosen := request.form.get("name"):
        return chosen
    raise StickUnfit(why="Hãy chọn một gói.", field="package")


def _sent(stream: BinaryIO, name: str) -> Response:
    size = stream.seek(0, 2)
    stream.seek(0)
    sent = send_file(
        stream, mimetype=MEDIA_TYPE, download_name=name, as_attachment=True, etag=False
    )
    sent.content_length = size
    sent.headers["Cache-Control"] = "no-store"
    return sent


def _page() -> dict[str, Any]:
    here, sticks = nodes.this(), _sticks()
    lying = [
        (each.name, each.size_bytes, datetime.fromtimestamp(each.changed_at, UTC))
        for each in sticks.lying_there()
    ]
    return {
        "here": here,
        "at": sync_questions.standing(),
        "made_at": clock.now(),
        "waiting": questions.waiting_up() if here.parent_unit else None,
        "below": questions.below() if here.is_parent else [],
        "rows": questions.history(),
        "folder": sticks.shared_folder,
        "has_folder": _has_folder(),
        "lying": lying,
        "most_bytes": sticks.most_bytes,
    }


def _has_folder() -> bool:
    """Whether a stick is in the server just now."""
    folder = _sticks().shared_folder
    return folder is not None and folder.is_dir()


def _sticks() -> Any:
    return current_app.extensions["motcua"]["sticks"]
