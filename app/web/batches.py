"""The same for many dossiers of a list: a preview of what will be done and what will not, then long work."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.batches import BULK, MOST_IN_BATCH, SHEETS, BatchVerb
from app.domain.officers import Officer, Role
from app.domain.permissions import Permission, may
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean
from app.queries import batches as questions
from app.queries import officers, queues
from app.queries.filters import Filters
from app.services import batches as services
from app.services import exports
from app.services.batches import Choice
from app.services.steps import LONGEST_NOTE
from app.web.guards import current_officer, officers_who, prove_again
from app.web.jobs import asked_for, card_of
from app.web.lists import address_of
from app.web.looks import counted
from app.web.pages import refused, show

bp = Blueprint("batches", __name__, url_prefix="/hang-loat")

SLUGS = {
    "giao": BatchVerb.ASSIGN,
    "nhan": BatchVerb.TAKE_UP,
    "tra-lai": BatchVerb.GIVE_BACK,
    "in": BatchVerb.PRINT,
    "xuat": BatchVerb.EXPORT,
}
NONE_CHOSEN = "Chưa chọn hồ sơ nào. Hãy quay lại danh sách, đánh dấu ở cột đầu rồi bấm lại."


@bp.app_context_processor
def bar() -> dict[str, Any]:
    """The buttons of the bar under a list of dossiers, for this officer."""
    return {"bulk_verbs": bulk_verbs, "MOST_IN_BATCH": MOST_IN_BATCH}


def bulk_verbs(officer: Officer) -> list[tuple[str, str]]:
    """The word in the address and the words on the button of what this officer may do to many at once."""
    return [
        (slug, BULK[verb].button)
        for slug, verb in SLUGS.items()
        if may(officer, BULK[verb].permission)
    ]


def bar_of(filters: Filters, page: Any, by: Officer, now: datetime) -> dict[str, Any]:
    """What the bar under one page of a list says: what is ticked, and how many the whole list has."""
    wanted = request.args.get("chon", "")
    several = bool(page and (page.next_key or page.previous_key))
    ticked = wanted in ("trang", "tat-ca") or bool(filters.batch)
    count = questions.count_matching(filters, by, now) if several else None
    args = {name: value for name, value in request.args.items() if name != "chon"}
    first_page = {name: value for name, value in args.items() if name != "sau"}
    return {
        "ticked": ticked,
        "whole": wanted == "tat-ca" and several,
        "several": several,
        "whole_count": min(count, MOST_IN_BATCH) if count is not None else None,
        "whole_more": count is None or count > MOST_IN_BATCH,
        "whole_url": _here(first_page | {"chon": "tat-ca"}),
        "page_url": _here(args | {"chon": "trang"}),
        "none_url": _here(args),
    }


def _here(args: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(args)}" if args else request.path


@bp.get("/xem-truoc")
@officers_who(Permission.SEE_DOSSIERS)
def preview() -> Response:
    """What will be done, what will be left and why."""
    by, now = current_officer(), clock.now()
    filters = Filters.from_args(request.args)
    whole = "tat-ca" in request.args
    ids = questions.matching(filters, by, now) if whole else request.args.getlist("ho-so")
    page = _page(_verb(), ids, by, now)
    if not page["fit"] and not page["left"]:
        return refused("batches/preview.html", [(None, NONE_CHOSEN)], **page)
    counted(len(page["fit"]) + len(page["left"]))
    return show("batches/preview.html", **page)


@bp.post("")
@officers_who(Permission.SEE_DOSSIERS)
def ask() -> Response:
    by, at, verb = current_officer(), clock.now(), _verb()
    choices = [_choice(each) for each in dict.fromkeys(request.form.getlist("chon"))]
    try:
        if verb is BatchVerb.EXPORT:
            return asked_for(
                exports.ask_chosen(
                    [each.dossier_id for each in choices],
                    whole="du-so" in request.form,
                    by=by,
                    at=at,
                )
            )
        job_n = services.ask(
            verb, choices, _how(), form_id=request.form.get("form_id", "")[:64] or uuid.uuid4().hex,
            by=by, at=at,
        )  # fmt: skip
    except Refusal as no:
        page = _page(verb, [each.dossier_id for each in choices], by, at)
        faults = no.facts["fields"].items() if isinstance(no, FormNotComplete) else no
        return refused("batches/preview.html", faults, status=no.status, **page)
    return asked_for(job_n)


@bp.post("/<int:batch_n>/hoan-tac")
@officers_who(Permission.SEE_DOSSIERS)
def undo(batch_n: int) -> Response:
    by, at = current_officer(), clock.now()
    batch = questions.one(batch_n, by)
    try:
        prove_again()
        job_n = services.undo(batch_n, by=by, at=at)
    except Refusal as no:
        faults = no.facts["fields"].items() if isinstance(no, FormNotComplete) else no
        return refused("jobs/show.html", faults, status=no.status, **card_of(batch.job))
    return asked_for(job_n)


def _verb() -> BatchVerb:
    verb = SLUGS.get(request.values.get("lam", "")) or abort(404)
    return verb if may(current_officer(), BULK[verb].permission) else abort(403)


def _page(verb: BatchVerb, ids: list[str], by: Officer, now: datetime) -> dict[str, Any]:
    sheet = _sheet()
    candidates = questions.weighed(verb, ids, by, now, sheet)
    fit = [each for each in candidates if not each.objection]
    workers = officers.with_role(Role.CASE_OFFICER) if verb is BatchVerb.ASSIGN else []
    return {
        "verb": request.values["lam"],
        "action": BULK[verb],
        "fit": fit,
        "left": [each for each in candidates if each.objection],
        "cut": len(ids) >= MOST_IN_BATCH,
        "form_id": request.form.get("form_id", "")[:64] or uuid.uuid4().hex,
        "workers": [(each.username, f"{each.name} – {each.title}") for each in workers],
        "sheets": [(slug, words) for slug, (words, _, _) in SHEETS.items()],
        "sheet": sheet,
        "typed": _how(),
        "back": _back(),
    }


def _sheet() -> str:
    asked = request.values.get("sheet", "")
    return asked if asked in SHEETS else next(iter(SHEETS))


def _how() -> dict[str, str]:
    return {
        "to_username": clean(request.form.get("to_username", ""))[:32],
        "note": clean(request.form.get("note", ""))[:LONGEST_NOTE],
        "sheet": _sheet(),
    }


def _choice(given: str) -> Choice:
    """A dossier of the preview with what had happened to it then: “id:5”."""
    dossier_id, _, seen = given.partition(":")
    return Choice(dossier_id[:64], int(seen) if seen.isdecimal() and len(seen) < 6 else 0)


def _back() -> str:
    """The list one came from."""
    filters = Filters.from_args(request.values.to_dict())
    queue = filters.queue
    only_queue = filters == Filters(queue=queue)
    if queue in queues.BY_KEY and only_queue:
        return url_for("desk.queue", key=queue)
    return address_of(filters)
