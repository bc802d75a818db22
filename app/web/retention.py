"""What is past its time: listed with counts, removed as long work after the PIN, and written down."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, NothingPastItsTime
from app.domain.retention import RULES
from app.queries import retention as questions
from app.services import retention as services
from app.web.guards import current_officer, officers_who, prove_again
from app.web.jobs import asked_for
from app.web.pages import refused, show

bp = Blueprint("retention", __name__, url_prefix="/thoi-han-luu")


@bp.get("")
@officers_who(Permission.REMOVE_OLD)
def index() -> Response:
    return show("retention/index.html", **_page())


@bp.post("")
@officers_who(Permission.REMOVE_OLD)
def remove() -> Response:
    try:
        prove_again()
        job_n = services.ask(by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        return refused("retention/index.html", list(no.facts["fields"].items()), **_page())
    except NothingPastItsTime as no:
        return refused("retention/index.html", no, status=no.status, **_page())
    return asked_for(job_n)


def _page() -> dict[str, Any]:
    now = clock.now()
    due = questions.due(now)
    return {
        "due": due,
        "total": sum(each.count for each in due),
        "past": questions.past_dossiers(current_officer().unit, now),
        "removals": questions.removals(),
        "labels": {rule.kind.value: rule.label for rule in RULES},
    }
