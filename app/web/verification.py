"""The proof that two offices hold the same: a code to read over the telephone, the nightly comparison, incidents."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.queries import nodes
from app.queries import sync as sync_questions
from app.queries import verification as questions
from app.queries.verification import Partner
from app.services import verification as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, show

bp = Blueprint("verification", __name__, url_prefix="/dong-bo/doi-chieu")


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    partners = questions.partners()
    partner, on = _partner(partners), _day()
    with_hours = "gio" in request.args
    return show(
        "verification/index.html", partner=partner, on=on, today=_today(),
        names=[(one.unit, one.name) for one in partners],
        day=questions.day(partner, on, with_hours=with_hours) if partner else None,
        check=questions.with_parent(), checks=questions.with_children(),
        rows=questions.incidents(), **_frame(),
    )  # fmt: skip


@bp.post("")
@officers_who(Permission.SYNC_NOW)
def compare() -> Response:
    has_parent = services.compare(at=clock.now())
    current_app.extensions["motcua"]["sync_now"]()
    return done(
        url_for(".index"),
        message="Đã bắt đầu đối chiếu. Ông/bà cứ làm việc tiếp; xem kết quả ở trang này sau ít phút."
        if has_parent
        else "Nơi này không có cấp trên; đơn vị cấp dưới tự hỏi để đối chiếu.",
    )


@bp.get("/<int:incident_n>")
@officers_who(Permission.SEE_SYNC)
def one(incident_n: int) -> Response:
    found = questions.incident(incident_n) or abort(404)
    return show("verification/show.html", found=found, **_frame())


@bp.post("/<int:incident_n>")
@officers_who(Permission.SYNC_NOW)
def mark_seen(incident_n: int) -> Response:
    services.mark_seen(incident_n, by=current_officer(), at=clock.now())
    return done(url_for(".one", incident_n=incident_n), message="Đã ghi là có người xem.")


def _frame() -> dict[str, Any]:
    return {"here": nodes.this(), "at": sync_questions.standing(), "made_at": clock.now()}


def _partner(partners: list[Partner]) -> Partner | None:
    asked = request.args.get("don-vi")
    return next((one for one in partners if one.unit == asked), partners[0] if partners else None)


def _day() -> date:
    """The day asked for; today when none is, or when it is no day."""
    try:
        return date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        return _today()


def _today() -> date:
    return clock.local(clock.now()).date()
