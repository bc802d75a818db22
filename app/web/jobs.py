"""Long work beside the pages: its cards, stopping it, letting it go on, taking its file away."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission, may
from app.domain.refusals import JobFileGone
from app.domain.vietnamese import clean
from app.queries import batches
from app.queries import jobs as questions
from app.services import counter_sheets, exports, listings
from app.services import jobs as services
from app.services.batches import KIND, UNDO
from app.web.guards import current_officer, officers_who
from app.web.looks import counted
from app.web.pages import done, show

bp = Blueprint("jobs", __name__, url_prefix="/cong-viec")

BATCHES = {KIND, UNDO}


@bp.get("")
@officers_who(Permission.SEE_DESK)
def index() -> Response:
    page = questions.page(current_officer(), request.args.get("sau"))
    return show(
        "jobs/index.html",
        block="jobs",
        page=page,
        polls=any(row.is_open for row in page.rows),
        next_url=_address(page.next_key),
        previous_url=_address(page.previous_key),
    )


@bp.post("/xuat/<listing>")
@officers_who(Permission.SEE_DESK)
def export(listing: str) -> Response:
    """A list of the counter as a sheet; the list says who may take it."""
    if listing not in counter_sheets.ALL:
        abort(404)
    if not may(current_officer(), listings.LISTINGS[listing].permission):
        abort(403)
    asked = {name: clean(request.form.get(name, ""))[:100] for name in counter_sheets.GIVEN}
    filters = {name: value for name, value in asked.items() if value}
    return asked_for(listings.ask(listing, filters, by=current_officer(), at=clock.now()))


@bp.get("/<int:job_n>")
@officers_who(Permission.SEE_DESK)
def one(job_n: int) -> Response:
    return show("jobs/show.html", block="card", **card_of(job_n))


@bp.post("/<int:job_n>/dung")
@officers_who(Permission.SEE_DESK)
def stop(job_n: int) -> Response:
    services.stop(job_n, by=current_officer(), at=clock.now())
    return _answered(job_n)


@bp.post("/<int:job_n>/chay-lai")
@officers_who(Permission.SEE_DESK)
def again(job_n: int) -> Response:
    services.again(job_n, by=current_officer(), at=clock.now())
    current_app.extensions["motcua"]["work_now"]()
    return _answered(job_n)


@bp.get("/<int:job_n>/tep")
@officers_who(Permission.SEE_DESK)
def file(job_n: int) -> Response:
    by = current_officer()
    row = questions.one(job_n, by)
    path = row.file_in(_results())
    if not row.has_file or not path.is_file():
        raise JobFileGone
    exports.note_taken(job_n, by=by, at=clock.now())
    listings.note_taken(job_n, by=by, at=clock.now())
    counted(row.done)
    return send_file(path, as_attachment=True, download_name=row.file_name, max_age=0)


def asked_for(job_n: int) -> Response:
    """The answer to a form that asked for long work: it begins now, and its card is shown."""
    current_app.extensions["motcua"]["work_now"]()
    return done(url_for("jobs.one", job_n=job_n))


def _answered(job_n: int) -> Response:
    return done(url_for(".one", job_n=job_n), "jobs/show.html", block="card", **card_of(job_n))


def card_of(job_n: int) -> dict[str, Any]:
    """A job with what it could not do, and the dossiers it was about where there were many."""
    by = current_officer()
    row = questions.one(job_n, by)
    of_many = row.kind in BATCHES and not row.is_open
    return {
        "job": row,
        "failures": questions.failures(job_n) if row.failed else [],
        "batch": batches.of_job(job_n, by, clock.now()) if of_many else None,
    }


def _results() -> Path:
    path: Path = current_app.extensions["motcua"]["instance"].settings.results
    return path


def _address(key: str | None) -> str | None:
    return url_for(".index", sau=key) if key else None
