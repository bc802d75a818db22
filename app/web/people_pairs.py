"""Records that may be one person: two side by side, and what is decided about them. Their queue is at `/trung`."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.people import DAYS_TO_UNDO
from app.domain.people_check import EDITED
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import people as records
from app.queries import people_pairs as queries
from app.services import merging as services
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show
from app.web.people import page_of

bp = Blueprint("people_pairs", __name__, url_prefix="/cong-dan")


@bp.get("/trung/<int:pair_id>")
@officers_who(Permission.KEEP_PEOPLE)
def one(pair_id: int) -> Response:
    return show("people/pair.html", **_page(pair_id))


@bp.post("/trung/<int:pair_id>/ghep")
@officers_who(Permission.KEEP_PEOPLE)
def merge(pair_id: int) -> Response:
    chosen = {name: request.form.get(name, "") for name in EDITED}
    seen = request.form.get("seen", "")
    try:
        merged = services.merge(
            pair_id, chosen, seen=int(seen) if seen.isdecimal() else -1,
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _refused(pair_id, no)
    told = f"Đã ghép: {len(merged.moved or ())} hồ sơ chuyển về đây. Tách lại được trong {DAYS_TO_UNDO} ngày."
    return done(url_for("people.one", person_id=merged.kept), message=told)


@bp.post("/trung/<int:pair_id>/khac")
@officers_who(Permission.KEEP_PEOPLE)
def tell_apart(pair_id: int) -> Response:
    try:
        services.tell_apart(pair_id, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused(pair_id, no)
    return done(
        url_for("twins.index"), message="Đã ghi: hai người khác nhau. Sẽ không hỏi lại cặp này."
    )


@bp.post("/trung/<int:pair_id>/chua-ro")
@officers_who(Permission.KEEP_PEOPLE)
def ask_again(pair_id: int) -> Response:
    note = request.form.get("note", "")
    try:
        services.ask_again(pair_id, note=note, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused(pair_id, no)
    return done(url_for("twins.index"), message="Đã để lại, hỏi công dân khi gặp.")


@bp.post("/tach/<int:merge_id>")
@officers_who(Permission.KEEP_PEOPLE)
def part(merge_id: int) -> Response:
    by, now = current_officer(), clock.now()
    try:
        prove_again()
    except FormNotComplete as no:
        person = page_of(request.form.get("nguoi", 0, int), by, now)
        faults = [(f"again-{merge_id}", words) for words in no.facts["fields"].values()]
        return refused("people/show.html", faults, **person)
    parted = services.part(merge_id, by=by, at=now)
    told = "Đã tách lại thành hai người, hồ sơ về đúng chỗ cũ."
    return done(url_for("people.one", person_id=parted.gone), message=told)


def _page(pair_id: int) -> dict[str, Any]:
    by = current_officer()
    pair = queries.one(pair_id, by)
    return {
        "pair": pair,
        "counts": records.counts([pair.left, pair.right]),
        "scans": queries.scans(pair.right.id),
        "days": DAYS_TO_UNDO,
        "note": request.form.get("note", pair.row.note),
    }


def _refused(pair_id: int, no: Refusal) -> Response:
    """Two records that are not there are told by the page of errors; everything else beside the pair as it is now."""
    if no.status == 404:
        raise no
    faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
    return refused("people/pair.html", faults, status=no.status, **_page(pair_id))
