"""Mẫu 02 before a dossier exists: what the citizen must still bring, written down and printed at the counter."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake_check import check, still_missing
from app.domain.permissions import Permission
from app.domain.prints import PrintForm
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.slips import item_lines
from app.services import dossiers as services
from app.web.guards import current_officer, officers_who
from app.web.intake_answers import Answers
from app.web.intake_drafts import keep
from app.web.intake_live import look_at
from app.web.intake_pages import mend, page_of, posted
from app.web.pages import done, refused, show
from app.web.prints import first_letter

bp = Blueprint("intake_guide", __name__, url_prefix="/tiep-nhan")

USUAL_REASON = "Hồ sơ chưa đủ giấy tờ theo quy định."


@bp.post("/<procedure_id>/huong-dan")
@officers_who(Permission.RECEIVE)
def page(procedure_id: str) -> Response:
    """The slip with the missing papers filled in, to be looked over before it is printed."""
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    clashes = keep(answers, request.form, by, now)
    live = look_at(answers, by, now)
    if clashes:
        return refused("intake/form.html", clashes, status=409, **page_of(answers, live, 1))
    if faults := _not_enough(answers):
        return mend(answers, live, faults)
    missing = still_missing(answers.chosen, live.findings.intake.papers)
    return show("intake/guide.html", **_slip(answers, "\n".join(missing), USUAL_REASON))


@bp.post("/<procedure_id>/huong-dan/ghi")
@officers_who(Permission.RECEIVE)
def write(procedure_id: str) -> Response:
    """The citizen goes home with the slip; what was typed is kept for when they come back."""
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    items, reason = _lines(request.form.get("items", "")), answers["reason"]
    slip = _slip(answers, items, reason)
    if faults := _not_enough(answers):
        return mend(answers, look_at(answers, by, now), faults)
    try:
        dossier_id = services.ask_before(
            answers.intake(), items=items, reason=reason, by=by, at=now
        )
    except FormNotComplete as no:
        return refused("intake/guide.html", no.facts["fields"].items(), **slip)
    except Refusal as no:
        return refused("intake/guide.html", no, status=no.status, **slip)
    told = "Đã ghi phiếu hướng dẫn. Hồ sơ chưa tiếp nhận, chưa tính thời hạn."
    return done(first_letter(dossier_id, PrintForm.SUPPLEMENT), message=told)


def _not_enough(answers: Answers) -> dict[str, str]:
    """What must be mended before the slip can name a person and a procedure."""
    today = clock.local(clock.now()).date()
    findings = check(answers.intake(), answers.procedure, today, complete=False)
    return dict(findings.must_fix)


def _slip(answers: Answers, items: str, reason: str) -> dict[str, Any]:
    live = look_at(answers, current_officer(), clock.now())
    return page_of(answers, live, 0) | {"items": items, "reason": reason}


def _lines(typed: str) -> str:
    """One paper a line, as it will stand on the slip."""
    return "\n".join(item_lines(typed))
