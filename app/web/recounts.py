"""Due dates counted again by the calendar of today: what would move, and the order to do it."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission, may
from app.domain.refusals import Refusal
from app.queries import recounts as questions
from app.queries import units
from app.services import recounts as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who, prove_again
from app.web.jobs import asked_for
from app.web.pages import refused, show

bp = Blueprint("recounts", __name__, url_prefix="/lich/tinh-lai")

PAGE = "recounts/index.html"
SHOWN = 200


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    try:
        return show(PAGE, **_page())
    except Refusal as no:
        return refused(PAGE, no, status=200, **_page(looks=False))


@bp.post("")
@officers_who(Permission.APPROVE)
def order() -> Response:
    try:
        prove_again()
        job_n = services.ask(
            unit=_unit(), reason=request.form.get("reason", ""),
            with_earlier="with_earlier" in request.form, mark=request.form.get("seen", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused(PAGE, faults_in(no), status=no.status, **_page())
    return asked_for(job_n)


def _page(*, looks: bool = True) -> dict[str, Any]:
    by, today = current_officer(), clock.local(clock.now()).date()
    found = questions.preview(by, _unit()) if looks else None
    return {
        "found": found,
        "shown": SHOWN,
        "unit": _unit(),
        "offices": questions.offices(by, today),
        "names": units.names(today),
        "lately": questions.lately(by),
        "may_order": may(by, Permission.APPROVE),
    }


def _unit() -> str:
    """The office asked for; empty for all."""
    asked = request.values.get("don-vi", "")
    return asked if len(asked) <= 16 else ""
