"""Citizens and organisations: found, looked at, corrected. What is searched goes in the body, never in an address."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.birth_dates import show_date
from app.domain.officers import Officer
from app.domain.people_check import EDITED, look_at
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, PersonChangedMeanwhile, Refusal
from app.domain.vietnamese import clean, mask_digits
from app.queries import people as queries
from app.queries import people_pairs as pairs
from app.services import people as services
from app.web.guards import current_officer, officers_who
from app.web.looks import counted
from app.web.pages import done, refused, show

bp = Blueprint("people", __name__, url_prefix="/cong-dan")

LONGEST_TEXT = 100
WHAT = {
    "edited": "Sửa thông tin",
    "from_dossier": "Cập nhật theo hồ sơ mới",
    "merged": "Ghép",
    "parted": "Tách lại",
}


@bp.get("")
@officers_who(Permission.SEE_PEOPLE)
def index() -> Response:
    return _list("", request.args.get("sau"))


@bp.post("/tim")
@officers_who(Permission.SEE_PEOPLE)
def find() -> Response:
    """The people a text may mean. A question, and yet a form: a name or a number has no place in an address."""
    return _list(clean(request.form.get("tim", ""))[:LONGEST_TEXT], request.form.get("sau"))


@bp.get("/<int:person_id>")
@officers_who(Permission.SEE_PEOPLE)
def one(person_id: int) -> Response:
    return show("people/show.html", **page_of(person_id, current_officer(), clock.now()))


@bp.get("/<int:person_id>/sua")
@officers_who(Permission.KEEP_PEOPLE)
def edit(person_id: int) -> Response:
    person = queries.one(person_id, current_officer())
    typed = {name: getattr(person, name) for name in EDITED}
    for name in ("birth_date", "id_issued_on"):
        typed[name] = show_date(typed[name]) if typed[name] else ""
    return show("people/edit.html", **_form(person, typed))


@bp.post("/<int:person_id>/sua")
@officers_who(Permission.KEEP_PEOPLE)
def correct(person_id: int) -> Response:
    by, now = current_officer(), clock.now()
    typed = {name: request.form.get(name, "") for name in EDITED}
    seen = request.form.get("seen", "")
    try:
        services.correct(
            person_id, typed, reason=request.form.get("reason", ""),
            seen=int(seen) if seen.isdecimal() else -1, by=by, at=now,
        )  # fmt: skip
    except Refusal as no:
        if no.status == 404:
            raise
        person = queries.one(person_id, by)
        faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
        meanwhile = queries.history(person_id)[:1] if isinstance(no, PersonChangedMeanwhile) else []
        page = _form(person, typed) | {"meanwhile": meanwhile[0] if meanwhile else None}
        return refused("people/edit.html", faults, status=no.status, **page)
    return done(url_for(".one", person_id=person_id), message="Đã lưu.")


def page_of(person_id: int, by: Officer, now: datetime) -> dict[str, Any]:
    """All that the page of a person shows."""
    person = queries.one(person_id, by)
    return {
        "person": person,
        "traits": queries.traits_of(person),
        "dossiers": queries.dossiers_of(person_id, by, now),
        "handed_in": queries.handed_in_by(person_id),
        "files": queries.files_of(person_id, by),
        "history": queries.history(person_id),
        "pairs": pairs.of(person_id, by),
        "merges": pairs.merges(person_id, now),
        "what": WHAT,
        "labels": labels,
        "field_labels": pairs.LABELS,
        "shown": pairs.shown,
    }


def _list(text: str, after: str | None) -> Response:
    by = current_officer()
    page = queries.page(by, text, after)
    counted(len(page.rows))
    return show(
        "people/index.html", block="found", text=text, page=page, counts=queries.counts(page.rows),
        waiting=pairs.count(by), mask=mask_digits, shown=pairs.shown,
    )  # fmt: skip


def _form(person: Any, typed: dict[str, str]) -> dict[str, Any]:
    looked = look_at(typed, clock.local(clock.now()).date())
    return {
        "person": person,
        "typed": typed,
        "care": looked.take_care if request.method == "POST" else {},
        "reason": request.form.get("reason", ""),
        "seen": person.changes,
        "meanwhile": None,
        "shown": pairs.shown,
        "labels": labels,
        "field_labels": pairs.LABELS,
    }
