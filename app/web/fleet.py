"""The parent's list of the offices below it: last contact, backlog, and invitations for those to come."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import nodes
from app.queries import sync as questions
from app.services import nodes as services
from app.web.guards import officers_who
from app.web.pages import refused, show

bp = Blueprint("fleet", __name__, url_prefix="/xa")


@bp.get("")
@officers_who(Permission.SEE_FLEET)
def index() -> Response:
    return show("fleet/index.html", block="offices", **_offices())


@bp.post("/moi")
@officers_who(Permission.SEE_FLEET)
def invite() -> Response:
    unit = request.form.get("unit", "")
    try:
        code = services.invite(unit, at=clock.now())
    except Refusal as no:
        return refused("fleet/index.html", no, **_offices())
    return show(
        "fleet/invitation.html",
        code=code,
        unit=unit,
        name=nodes.names_below(nodes.this().unit)[unit],
    )


def _offices() -> dict[str, object]:
    here = nodes.this()
    joined = questions.fleet()
    units = {row.unit for row in joined}
    others = {
        code: name for code, name in nodes.names_below(here.unit).items() if code not in units
    }
    return {"here": here, "rows": joined, "others": others, "made_at": clock.now()}
