"""Where the paper of dossiers lies: the cabinets, boxes and bags of the office, and moving a pile at once."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.papers import LONGEST_PLACE, MOST_MOVED
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean
from app.queries import paper_places as questions
from app.services import paper_places as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("paper_places", __name__, url_prefix="/noi-de-giay-to")


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    place = clean(request.args.get("noi", ""))[:LONGEST_PLACE]
    codes = request.args.get("ma", "")[:100]
    return show("paper_places/index.html", **_page(place), codes=codes, typed="")


@bp.post("")
@officers_who(Permission.ATTACH)
def put() -> Response:
    codes, typed = request.form.get("codes", ""), request.form.get("place", "")
    try:
        moved = services.put(codes, typed, by=current_officer(), at=clock.now())
    except Refusal as no:
        faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
        return refused(
            "paper_places/index.html", faults, status=no.status, **_page(""), codes=codes, typed=typed
        )  # fmt: skip
    words = (
        f"Đã ghi nơi để giấy tờ của {moved} hồ sơ."
        if moved
        else "Giấy tờ đã ghi ở nơi đó từ trước."
    )
    return done(url_for(".index", noi=clean(typed)), message=words)


def _page(place: str) -> dict[str, Any]:
    by = current_officer()
    return {
        "used": questions.in_use(by),
        "offered": questions.offered(by),
        "place": place,
        "lying": questions.lying_at(place, by, clock.now()) if place else [],
        "most": MOST_MOVED,
        "most_shown": questions.MOST_AT_A_PLACE,
    }
