"""The sync page: how the exchange with the parent stands, what waits, what was refused, what ran."""

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.queries import nodes
from app.queries import sync as questions
from app.web.guards import officers_who
from app.web.pages import done, show

bp = Blueprint("sync_page", __name__, url_prefix="/dong-bo")


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    return show("sync/index.html", block="standing", **_standing())


@bp.post("")
@officers_who(Permission.SYNC_NOW)
def sync_now() -> Response:
    current_app.extensions["motcua"]["sync_now"]()
    return done(
        url_for(".index"), "sync/index.html", block="standing", **_standing(asked=True),
        message="Đã bắt đầu đồng bộ. Ông/bà cứ làm việc tiếp, trang này tự cập nhật.",
    )  # fmt: skip


@bp.get("/hop-di")
@officers_who(Permission.SEE_SYNC)
def outbox() -> Response:
    return show(
        "sync/outbox.html", here=nodes.this(), rows=questions.outbox(), at=questions.standing()
    )


@bp.get("/bi-tu-choi")
@officers_who(Permission.SEE_SYNC)
def refused() -> Response:
    return show("sync/refused.html", here=nodes.this(), rows=questions.refused())


@bp.get("/lan-chay")
@officers_who(Permission.SEE_SYNC)
def runs() -> Response:
    return show("sync/runs.html", here=nodes.this(), rows=questions.runs())


def _standing(*, asked: bool = False) -> dict[str, object]:
    return {
        "here": nodes.this(),
        "at": questions.standing(),
        "lamp": questions.line(),
        "notices": questions.notices(),
        "asked": asked,
        "made_at": clock.now(),
    }
