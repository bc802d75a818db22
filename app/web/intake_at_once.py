"""Received and given back while the citizen waits: one press on the check page, one dossier with all its steps."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import at_once as rules
from app.domain.at_once import AtOnce
from app.domain.officers import Officer
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean
from app.queries import dossiers
from app.services import at_once as services
from app.web.guards import current_officer, officers_who
from app.web.intake_answers import NOT_A_NUMBER, NOW, Answers, number_of
from app.web.intake_live import Live, look_at
from app.web.intake_pages import in_the_way, mend, posted, review_of
from app.web.intake_reserve import intake_of
from app.web.pages import done, refused

bp = Blueprint("intake_at_once", __name__, url_prefix="/tiep-nhan")

NAMES = ("signer", "number", "copies", "collected_by", "collected_id_no", "amount_paid")
NOT_NUMBERS = {
    "copies": "Số bản phải là số; đang là “{}”.",
    "amount_paid": "Số tiền đã thu phải là số; đang là “{}”.",
}


@bp.app_context_processor
def panel() -> dict[str, Any]:
    """How the check page finds what it asks for a result given back at once."""
    return {"at_once_of": panel_of}


@bp.post("/<procedure_id>/tra-ngay")
@officers_who(Permission.RECEIVE)
def receive(procedure_id: str) -> Response:
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    live = look_at(answers, by, now)
    if stopped := in_the_way(answers, live):
        return stopped
    typed = {name: clean(request.form.get(NOW + name, "")) for name in NAMES}
    if faults := _not_numbers(typed):
        return _refused(answers, live, faults)
    try:
        dossier_id = services.receive_and_return(
            intake_of(answers), _said(typed), follows=answers["follows"], note=answers["reason"],
            by=by, at=now,
        )  # fmt: skip
    except FormNotComplete as no:
        faults = no.facts["fields"]
        return (
            _refused(answers, live, faults)
            if set(faults) <= set(NAMES)
            else mend(answers, live, faults)
        )
    except Refusal as no:
        return refused("intake/review.html", no, status=no.status, **review_of(answers, live))
    code = dossiers.one(dossier_id, by).code
    told = f"Đã tiếp nhận và trả kết quả ngay: hồ sơ {code}."
    return done(url_for("dossiers.one", dossier_id=dossier_id), message=told)


def panel_of(answers: Answers, live: Live, by: Officer) -> dict[str, Any] | None:
    """What the boxes hold when the check page opens; None where nothing is given back at once."""
    if not rules.roles_for(answers.procedure, by.roles):
        return None
    intake = live.findings.intake
    shown = {
        "signer": "",
        "number": "",
        "copies": answers["quantity-copy"] if answers.procedure.desk_certifies else "",
        "collected_by": intake.submitter_name or intake.applicant_name,
        "collected_id_no": intake.submitter_id_no or intake.id_no,
        "amount_paid": str(live.amount_due),
    }
    typed = {name: request.form[NOW + name] for name in NAMES if NOW + name in request.form}
    names = services.signers(by)
    start = shown | {"signer": names[0]} if len(names) == 1 or by.name in names[:1] else shown
    return {
        "typed": start | typed,
        "signers": [(name, name) for name in names],
        "certifies": answers.procedure.desk_certifies,
        "open": bool(typed),
    }


def _not_numbers(typed: dict[str, str]) -> dict[str, str]:
    return {
        name: words.format(typed[name][:40])
        for name, words in NOT_NUMBERS.items()
        if number_of(typed[name]) == NOT_A_NUMBER
    }


def _said(typed: dict[str, str]) -> AtOnce:
    numbers = {name: number_of(typed[name]) if typed[name] else None for name in NOT_NUMBERS}
    return AtOnce(**{**typed, **numbers})  # type: ignore[arg-type]


def _refused(answers: Answers, live: Live, faults: dict[str, str]) -> Response:
    named = {NOW + name: words for name, words in faults.items()}
    return refused("intake/review.html", named.items(), **review_of(answers, live))
