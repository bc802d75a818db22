"""Forms in the making: saved while they are typed, listed, resumed, given to a colleague, dropped and restored."""

from typing import Any

from flask import Blueprint, jsonify, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import drafts as rules
from app.domain.officers import Officer, Role
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import drafts as queries
from app.queries import officers
from app.services import drafts as services
from app.web.filters import time_with_seconds
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("drafts", __name__, url_prefix="/nhap")


@bp.get("")
@officers_who(Permission.RECEIVE)
def index() -> Response:
    return show("drafts/index.html", **_page(current_officer()))


@bp.post("/<dossier_id>")
@officers_who(Permission.RECEIVE)
def save(dossier_id: str) -> Response:
    """Some fields of the form, as they were just typed; the answer is for the script of the form."""
    typed, procedure_id = request.form.to_dict(), request.form.get("procedure_id", "")
    try:
        saved = services.save(
            dossier_id, procedure_id, rules.typed_in(_without(typed)), seen=seen_of(typed),
            last_field=typed.get("last", ""), sources=_sources(), by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _told({"words": str(no)}, no.status)
    return _told(
        {
            "revision": saved.revision,
            "at": time_with_seconds(saved.at),
            "clashes": saved.clashes,
            "news": saved.news,
            "url": url_for("intake.form", procedure_id=procedure_id, nhap=dossier_id),
        }
    )


@bp.post("/<dossier_id>/giao")
@officers_who(Permission.RECEIVE)
def give(dossier_id: str) -> Response:
    to, by = request.form.get("to_username", ""), current_officer()
    try:
        name = services.give(dossier_id, to_username=to, by=by, at=clock.now())
    except Refusal as no:
        return _refused(no, by)
    return done(url_for("drafts.index"), message=f"Đã giao bản nháp cho {name}.")


@bp.post("/<dossier_id>/nhan")
@officers_who(Permission.RECEIVE)
def take(dossier_id: str) -> Response:
    """Go on with what a colleague began."""
    by = current_officer()
    try:
        services.take(dossier_id, by=by, at=clock.now())
        draft = queries.one(dossier_id, by)
    except Refusal as no:
        return _refused(no, by)
    return done(url_for("intake.form", procedure_id=draft.procedure_id, nhap=dossier_id))


@bp.post("/<dossier_id>/bo")
@officers_who(Permission.RECEIVE)
def drop(dossier_id: str) -> Response:
    by = current_officer()
    try:
        services.drop(dossier_id, by=by, at=clock.now())
    except Refusal as no:
        return _refused(no, by)
    return done(url_for("drafts.index"), message="Đã bỏ bản nháp vào thùng rác, giữ 30 ngày.")


@bp.post("/<dossier_id>/khoi-phuc")
@officers_who(Permission.RECEIVE)
def restore(dossier_id: str) -> Response:
    by = current_officer()
    try:
        services.restore(dossier_id, by=by)
    except Refusal as no:
        return _refused(no, by)
    return done(url_for("drafts.index"), message="Đã khôi phục bản nháp.")


def seen_of(form: dict[str, str]) -> int:
    """The revision of the draft that the page showed."""
    text = form.get("draft_seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _without(form: dict[str, str]) -> dict[str, str]:
    """The answers alone: what goes beside them on the way is not kept."""
    return {name: form[name] for name in form if name not in ("procedure_id", "last", "from_card")}


def _sources() -> dict[str, str]:
    return dict.fromkeys(request.form.getlist("from_card"), rules.CARD)


def _told(answer: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(answer)
    response.status_code = status
    return response


def _refused(no: Refusal, by: Officer) -> Response:
    return refused("drafts/index.html", [(None, str(no))], status=no.status, **_page(by))


def _page(by: Officer) -> dict[str, Any]:
    now = clock.now()
    colleagues = [each for each in officers.with_role(Role.DESK) if each.unit == by.unit]
    return {
        "mine": queries.of(by, now),
        "others": queries.of_colleagues(by, now),
        "bin": queries.bin_of(by, now),
        "colleagues": [(each.username, each.name) for each in colleagues if each != by],
    }
