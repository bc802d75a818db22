"""Two communes become one: what would move, the order to do it, and what still waits."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.domain.units import KIND_LABELS
from app.queries import nodes, units
from app.queries import unit_merges as questions
from app.services import unit_merges as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who, prove_again
from app.web.jobs import asked_for
from app.web.pages import refused, show

bp = Blueprint("unit_merges", __name__, url_prefix="/don-vi/sap-nhap")

PAGE = "unit_merges/index.html"
NAMES = ("from", "into", "name", "kind", "parent", "agency_code", "valid_from", "source")


@bp.get("")
@officers_who(Permission.MANAGE_NODE)
def index() -> Response:
    return show(PAGE, **_page({}))


@bp.post("/xem-truoc")
@officers_who(Permission.MANAGE_NODE)
def preview() -> Response:
    typed = request.form.to_dict()
    try:
        plan = services.plan(typed, _today())
    except Refusal as no:
        return refused(PAGE, faults_in(no), status=no.status, **_page(typed))
    return show("unit_merges/preview.html", **_preview(typed, plan))


@bp.post("")
@officers_who(Permission.MANAGE_NODE)
def order() -> Response:
    typed = request.form.to_dict()
    try:
        prove_again()
        job_n = services.ask(
            typed, by=current_officer(), at=clock.now(), seen=typed.get("seen", "")
        )
    except Refusal as no:
        return _again(typed, no)
    return asked_for(job_n)


@bp.post("/<int:merge_id>/chuyen-not")
@officers_who(Permission.MANAGE_NODE)
def go_on(merge_id: int) -> Response:
    return asked_for(services.again(merge_id, by=current_officer(), at=clock.now()))


def _again(typed: dict[str, str], no: Refusal) -> Response:
    """The preview once more with what stands against it; the form, where it cannot be previewed."""
    try:
        page = _preview(typed, services.plan(typed, _today()))
    except Refusal as other:
        return refused(PAGE, faults_in(other), status=other.status, **_page(typed))
    return refused("unit_merges/preview.html", faults_in(no), status=no.status, **page)


def _page(typed: dict[str, str]) -> dict[str, Any]:
    here = nodes.this()
    is_top = here.parent_unit is None
    above = {
        (u.code, f"{u.name} ({u.code})")
        for u in units.known()
        if u.kind in ("province", "district")
    }
    return {
        "typed": typed,
        "is_top": is_top,
        "node": here,
        "offices": questions.choices(),
        "above": sorted(above),
        "kinds": [(k, KIND_LABELS[k]) for k in KIND_LABELS if k not in ("province", "district")],
        "asked": questions.all_asked() if is_top else [],
    }


def _preview(typed: dict[str, str], plan: Any) -> dict[str, Any]:
    today = _today()
    return {
        "typed": {name: typed.get(name, "") for name in NAMES},
        "retires": "retires" in typed,
        "plan": plan,
        "old": questions.side(typed["from"], today),
        "new": questions.side(typed["into"], today),
        "seen": services.mark(typed),
        "kinds": KIND_LABELS,
    }


def _today() -> Any:
    return clock.local(clock.now()).date()
