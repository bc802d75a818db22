"""The parent's list of the offices below it: last contact, backlog, and invitations for those to come."""

from typing import Any, NamedTuple

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.domain.vietnamese import fold
from app.queries import fleet, nodes
from app.services import nodes as services
from app.web.guards import officers_who
from app.web.pages import refused, show


class Unit(NamedTuple):
    code: str
    name: str


bp = Blueprint("fleet", __name__, url_prefix="/xa")


@bp.get("")
@officers_who(Permission.SEE_FLEET)
def index() -> Response:
    return show("fleet/index.html", block="offices", **_offices())


@bp.post("/moi")
@officers_who(Permission.MANAGE_NODE)
def invite() -> Response:
    """The code stands on this answer alone: a redirect would have to carry it somewhere."""
    page, unit = _offices(), request.form.get("unit", "")
    try:
        code = services.invite(unit, at=clock.now())
    except Refusal as no:
        return refused("fleet/index.html", no, **page)
    return show(
        "fleet/invitation.html",
        code=code,
        unit=unit,
        name=page["below"][unit],
        here=page["here"],
        address=request.host_url.rstrip("/"),
        ends_at=fleet.invited(clock.now())[unit],
    )


def _offices() -> dict[str, Any]:
    here = nodes.this()
    if not here.is_parent:
        abort(404)
    rows, below, now = fleet.offices(), nodes.names_below(here.unit), clock.now()
    joined = {row.unit for row in rows}
    others = [Unit(code, name) for code, name in below.items() if code not in joined]
    return {
        "here": here,
        "rows": rows,
        "below": below,
        "others": sorted(
            others, key=lambda unit: fold(unit.name.removeprefix("Xã ").removeprefix("Thị trấn "))
        ),
        "invited": fleet.invited(now),
        "made_at": now,
    }
