"""The page where a citizen looks a dossier up, and says how it was served. Nobody signs in.

Code and digits only travel in the body of a form: addresses are kept by browsers and logs.
"""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.lookup import LONGEST_TYPED, hours_lines, read_code
from app.domain.ratings import SATISFACTION_LABELS, read_rating
from app.domain.refusals import Refusal
from app.queries import counters, nodes
from app.queries import lookup as questions
from app.services import lookup as services
from app.services import ratings
from app.web.forms import faults_in
from app.web.guards import anyone
from app.web.pages import refused, show

bp = Blueprint("lookup", __name__, url_prefix="/tra-cuu")

FORM, TOLD = "lookup/index.html", "lookup/show.html"


@bp.get("")
@anyone
def index() -> Response:
    return show(FORM, code="", reach=counters.of(nodes.this().unit))


@bp.post("")
@anyone
def look() -> Response:
    faults = _missing()
    if faults:
        return _form_again(faults)
    try:
        dossier_id = _opened()
    except Refusal as no:
        return _form_again([(None, str(no))], status=no.status)
    return show(TOLD, **_page(dossier_id))


@bp.post("/danh-gia")
@anyone
def rate() -> Response:
    """The answer stands below the dossier, which the same digits open again."""
    try:
        dossier_id = _opened()
    except Refusal as no:
        return _form_again([(None, str(no))], status=no.status)
    page = _page(dossier_id)
    if not page["told"].may_rate:
        return show(TOLD, **page)
    try:
        said = read_rating(request.form.get("score", ""), request.form.get("words", ""))
    except Refusal as no:
        return refused(TOLD, faults_in(no), typed=request.form, **page)
    ratings.rate(dossier_id, said, at=clock.now())
    return show(TOLD, thanked=True, **_page(dossier_id))


def _opened() -> str:
    return services.find(
        read_code(request.form.get("code", "")), request.form.get("pin", "")[:LONGEST_TYPED],
        address=request.remote_addr or "", at=clock.now(),
    )  # fmt: skip


def _page(dossier_id: str) -> dict[str, Any]:
    told = questions.told(dossier_id, clock.now())
    return {
        "told": told,
        "pin": request.form.get("pin", "")[:LONGEST_TYPED],
        "hours": hours_lines(told.week),
        "scores": [(score.value, label) for score, label in SATISFACTION_LABELS.items()],
    }


def _missing() -> list[tuple[str | None, str]]:
    asked = {
        "code": "Hãy ghi mã hồ sơ, in ở đầu giấy tiếp nhận.",
        "pin": "Hãy ghi mã tra cứu, in dưới ô vuông đen trắng của giấy tiếp nhận.",
    }
    return [
        (name, words) for name, words in asked.items() if not request.form.get(name, "").strip()
    ]


def _form_again(faults: list[tuple[str | None, str]], status: int = 422) -> Response:
    code = request.form.get("code", "")[:LONGEST_TYPED]
    return refused(FORM, faults, status=status, code=code, reach=counters.of(nodes.this().unit))
