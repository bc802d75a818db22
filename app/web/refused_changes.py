"""Changes of the offices below that were not taken in, and what is done about each."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import refused_changes as questions
from app.services import refused_changes as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("refused_changes", __name__, url_prefix="/bi-tu-choi")


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    return show("refused_changes/index.html", **_page())


@bp.post("/<int:change_n>")
@officers_who(Permission.SETTLE_CONFLICTS)
def settle(change_n: int) -> Response:
    """Tell the office below, or set the change aside: which of the two is the button that was pressed."""
    act = services.tell if request.form.get("do") == "bao" else services.set_aside
    try:
        act(change_n, request.form.get("reason", ""), by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        words = no.facts["fields"]["reason"]
        page = _page() | {"typed": request.form.get("reason", ""), "at": change_n}
        return refused("refused_changes/index.html", [(f"reason-{change_n}", words)], **page)
    except Refusal as no:
        return refused("refused_changes/index.html", no, status=no.status, **_page())
    told = (
        "Đã báo xã bằng trao đổi của hồ sơ." if act is services.tell else "Đã để riêng, kèm lý do."
    )
    return done(url_for(".index"), message=told)


def _page() -> dict[str, Any]:
    return {
        "refused": questions.refused(), "parked": questions.parked(), "how": questions.HOW,
        "typed": "", "at": 0,
    }  # fmt: skip
