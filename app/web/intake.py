"""Taking a dossier in: find the procedure, fill one page, check it, accept it."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import Intake
from app.domain.money import PayMethod
from app.domain.permissions import Permission
from app.domain.procedures import Procedure
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean
from app.queries import dossiers as dossier_queries
from app.queries import drafts as draft_queries
from app.queries import procedures as queries
from app.queries import visits as visit_queries
from app.services import dossiers as services
from app.services import visits
from app.web.guards import current_officer, officers_who, prove_again
from app.web.intake_answers import Answers
from app.web.intake_drafts import keep, kept_in, opened
from app.web.intake_live import look_at
from app.web.intake_pages import in_the_way, mend, page_of, posted, procedure_of, review_of
from app.web.intake_people import answers_of, name_of
from app.web.intake_reserve import intake_of
from app.web.intake_scan import Read, answered, read, wants_answer
from app.web.pages import done, refused, show, wants_fragment
from app.web.prints import first_receipt
from app.web.procedures import fee_of, time_of

bp = Blueprint("intake", __name__, url_prefix="/tiep-nhan")

MOST_FOUND = 30


@bp.get("")
@officers_who(Permission.RECEIVE)
def index() -> Response:
    by, now = current_officer(), clock.now()
    text = clean(request.args.get("tim") or request.args.get("q", ""))
    found = queries.find(text, clock.local(now).date())
    usual = [] if text else _usual(found, dossier_queries.usual_procedures(by, now))
    return show(
        "intake/index.html", block="found", text=text, found=found[:MOST_FOUND], count=len(found),
        usual=usual, time_of=time_of, fee_of=fee_of,
        person=name_of(request.args.get("nguoi", ""), by), drafts=draft_queries.of(by, now),
        earlier=(earlier := _earlier()),
        visit=visit_queries.visit(earlier.id, by) if earlier else [],
    )  # fmt: skip


@bp.get("/<procedure_id>")
@officers_who(Permission.RECEIVE)
def form(procedure_id: str) -> Response:
    procedure, known = procedure_of(procedure_id), request.args.get("ho-so")
    if kept := request.args.get("nhap"):
        return _form(opened(procedure, kept, current_officer()))
    if known:
        return _form(_written(procedure, known))
    if earlier := _earlier():
        copy = Answers.copied(procedure, uuid.uuid4().hex, earlier)
        follows = {"follows": earlier.id} if "luot" in request.args else {}
        return _form(copy.filled(follows), is_copied=True)
    blank = Answers.blank(procedure, uuid.uuid4().hex)
    copied = answers_of(request.args.get("nguoi", ""), current_officer())
    return _form(blank.filled(copied), is_new=not copied, is_copied=bool(copied))


@bp.post("/<procedure_id>/luu-nhap")
@officers_who(Permission.RECEIVE)
def save(procedure_id: str) -> Response:
    """The whole form, kept at the press of a button: the way without scripts."""
    answers = posted(procedure_id)
    if faults := keep(answers, request.form, current_officer(), clock.now()):
        live = look_at(answers, current_officer(), clock.now())
        return refused("intake/form.html", faults, status=409, **page_of(answers, live, 1))
    if not kept_in(answers, current_officer()):
        return _form(answers)
    here = url_for(".form", procedure_id=procedure_id, nhap=answers["dossier_id"])
    return done(here, message="Đã lưu nháp.")


@bp.post("/<procedure_id>/tinh")
@officers_who(Permission.RECEIVE)
def reckon(procedure_id: str) -> Response:
    """The rail alone for htmx; for everyone else the form again, with everything that was typed."""
    answers = posted(procedure_id)
    if not wants_fragment():
        keep(answers, request.form, current_officer(), clock.now())
    return _form(answers, spare=2 if "more" in request.form else 1)


@bp.post("/<procedure_id>/quet")
@officers_who(Permission.RECEIVE)
def scan(procedure_id: str) -> Response:
    """A card or a code from the scan box; the rest of the form stays as it is."""
    answers, by = posted(procedure_id), current_officer()
    text = request.form.get("scan", "")
    if wants_answer():
        return answered(answers, text, by)
    keep(answers, request.form, by, clock.now())
    try:
        found = read(answers, text, by, take_all="scan_take" in request.form)
    except Refusal as no:
        live = look_at(answers, by, clock.now())
        return refused("intake/form.html", [("quet", str(no))], **page_of(answers, live, 1))
    if found.opens:
        return done(found.opens)
    return _form(found.answers, read=found)


@bp.post("/<procedure_id>/kiem-tra")
@officers_who(Permission.RECEIVE)
def review(procedure_id: str) -> Response:
    if request.form.get("scan"):
        # A scanner ends with Enter: that reads the card, and never sends the form.
        return scan(procedure_id)
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    faults = keep(answers, request.form, by, now)
    live = look_at(answers, by, now)
    if faults:
        return refused("intake/form.html", faults, status=409, **page_of(answers, live, 1))
    if live.findings.must_fix:
        return mend(answers, live)
    return show("intake/review.html", **review_of(answers, live))


@bp.post("/<procedure_id>/nhan")
@officers_who(Permission.RECEIVE)
def receive(procedure_id: str) -> Response:
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    live = look_at(answers, by, now)
    if stopped := in_the_way(answers, live):
        return stopped
    try:
        dossier_id = visits.receive(
            intake_of(answers),
            follows=answers["follows"],
            collect=_collect(),
            by=by,
            at=now,
            note=answers["reason"],
        )
    except FormNotComplete as no:
        return mend(answers, live, no.facts["fields"])
    except Refusal as no:
        return refused("intake/review.html", no, status=no.status, **review_of(answers, live))
    return done(_next(dossier_id), message="Đã tiếp nhận hồ sơ.")


@bp.post("/<procedure_id>/ghi-nhan")
@officers_who(Permission.RECEIVE)
def register(procedure_id: str) -> Response:
    """Write it down without a number: the papers have come, they are not yet enough."""
    return _without_number(procedure_id, "Đã ghi nhận hồ sơ, chưa tiếp nhận.", services.register)


@bp.post("/<procedure_id>/tu-choi")
@officers_who(Permission.RECEIVE)
def refuse(procedure_id: str) -> Response:
    """Not accepted, with the reason that the citizen is told."""
    reason = posted(procedure_id)["reason"]

    def proven(intake: Intake, **how: Any) -> str:
        # Without a reason the service refuses anyway, with the words for its box.
        if reason:
            prove_again()
        return services.refuse(intake, reason=reason, **how)

    return _without_number(procedure_id, "Đã từ chối tiếp nhận.", proven)


def _without_number(procedure_id: str, told: str, verb: Callable[..., str]) -> Response:
    answers, by, now = posted(procedure_id), current_officer(), clock.now()
    live = look_at(answers, by, now)
    try:
        dossier_id = verb(answers.intake(), by=by, at=now)
    except FormNotComplete as no:
        faults = no.facts["fields"]
        if set(faults) <= {"reason", "password_again"}:
            return refused("intake/review.html", faults.items(), **review_of(answers, live))
        return mend(answers, live, faults)
    except Refusal as no:
        return refused("intake/review.html", no, status=no.status, **review_of(answers, live))
    return done(url_for("dossiers.one", dossier_id=dossier_id), message=told)


def _form(
    answers: Answers,
    *,
    spare: int = 1,
    is_new: bool = False,
    is_copied: bool = False,
    read: Read | None = None,
) -> Response:
    page = page_of(answers, look_at(answers, current_officer(), clock.now()), spare)
    return show(
        "intake/form.html", block="live", **page, is_new=is_new, is_copied=is_copied, read=read
    )


def _earlier() -> Any:
    """The dossier named in the address to be copied from; None when there is none to see."""
    named = request.args.get("chep", "")
    return dossier_queries.one(named, current_officer()) if named else None


def _written(procedure: Procedure, dossier_id: str) -> Answers:
    """A dossier that was written down before, with what has been typed about it since."""
    by = current_officer()
    dossier = dossier_queries.one(dossier_id, by)
    written = Answers.written(procedure, dossier, dossier_queries.papers(dossier_id))
    return written.resumed(kept_in(written, by))


def _usual(found: list[Procedure], codes: list[str]) -> list[Procedure]:
    """The procedures this desk receives most, in that order."""
    by_code = {procedure.code: procedure for procedure in found}
    return [by_code[code] for code in codes if code in by_code]


def _collect() -> str:
    """How the whole sum was paid with the dossier; empty when it was not."""
    chosen = request.form.get("collect", "")
    return chosen if chosen in set(PayMethod) else ""


def _next(dossier_id: str) -> str:
    """Where the pressed button leads: the receipt, the dossier, or the receipt and then a new one."""
    then = request.form.get("then", "")
    if then == "again":
        return url_for("intake.index", chep=dossier_id, luot=1)
    if then not in ("print", "print-new"):
        return url_for("dossiers.one", dossier_id=dossier_id)
    return first_receipt(dossier_id, new_next=then == "print-new")
