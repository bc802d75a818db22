"""What may be there twice: the queue of dossiers and of people, two or three dossiers side by side, and the choice."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.dossiers import label_of
from app.domain.permissions import Permission, may
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.twins import DAYS_TO_REOPEN, may_reopen
from app.queries import nodes, people_pairs, units
from app.queries import twins as queries
from app.services import access_log
from app.services import twins as services
from app.web import twin_lines
from app.web.guards import current_officer, officers_who, prove_again
from app.web.looks import counted
from app.web.pages import Faults, done, refused, show

bp = Blueprint("twins", __name__, url_prefix="/trung")


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    by = current_officer()
    keeps_people = may(by, Permission.KEEP_PEOPLE)
    waiting, asked = queries.waiting(by), queries.waiting(by, queries.ASKED)
    people = people_pairs.waiting(by) if keeps_people else []
    counted(len(waiting) + len(asked) + len(people))
    return show(
        "twins/index.html", waiting=waiting, asked=asked, node=nodes.this(), names=_names(),
        keeps_people=keeps_people, people=people,
        unsure=people_pairs.waiting(by, people_pairs.UNSURE) if keeps_people else [],
    )  # fmt: skip


@bp.get("/<int:pair_id>")
@officers_who(Permission.SEE_DOSSIERS)
def one(pair_id: int) -> Response:
    page = _page(pair_id)
    for dossier in page["columns"]:
        access_log.note("dossier", dossier.id, by=current_officer(), at=clock.now())
    return show("twins/show.html", **page)


@bp.post("/<int:pair_id>/giu-mot")
@officers_who(Permission.SETTLE_CONFLICTS)
def keep_one(pair_id: int) -> Response:
    form = request.form
    try:
        prove_again()
        closed = services.keep_one(
            pair_id, form.get("kept", ""), reason=form.get("reason", ""), seal=form.get("seal", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return _refused(pair_id, no)
    told = f"Đã khép hồ sơ {closed.code or 'chưa cấp mã'}. Mở lại được trong {DAYS_TO_REOPEN} ngày."
    return done(url_for(".one", pair_id=pair_id), message=told)


@bp.post("/<int:pair_id>/mo-lai")
@officers_who(Permission.SETTLE_CONFLICTS)
def reopen(pair_id: int) -> Response:
    reason = request.form.get("reason", "")
    try:
        prove_again()
        opened = services.reopen(pair_id, reason=reason, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused(pair_id, no)
    told = f"Đã mở lại hồ sơ {opened.code or 'chưa cấp mã'} đúng bước cũ."
    return done(url_for(".one", pair_id=pair_id), message=told)


@bp.post("/<int:pair_id>/khac")
@officers_who(Permission.SETTLE_CONFLICTS)
def tell_apart(pair_id: int) -> Response:
    note = request.form.get("note", "")
    try:
        services.tell_apart(pair_id, note=note, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused(pair_id, no)
    return done(url_for(".index"), message="Đã ghi: hai hồ sơ khác nhau. Sẽ không hỏi lại cặp này.")


@bp.post("/<int:pair_id>/chua-ro")
@officers_who(Permission.SETTLE_CONFLICTS)
def ask(pair_id: int) -> Response:
    text, form_id = request.form.get("text", ""), request.form.get("form_id", "")[:64]
    try:
        services.ask(pair_id, text, form_id=form_id, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused(pair_id, no)
    told = "Đã hỏi nơi tiếp nhận của cả hai hồ sơ. Cặp này chờ trả lời."
    return done(url_for(".index"), message=told)


def _page(pair_id: int) -> dict[str, Any]:
    pair = queries.one(pair_id, current_officer())
    names, columns = _names(), [*pair.sides, *(dossier for _, dossier in pair.beside)]
    row = pair.row
    return {
        "pair": pair, "columns": columns, "names": names, "node": nodes.this(),
        "beside": {dossier.id: other for other, dossier in pair.beside},
        "lines": twin_lines.of(columns, pair.held, names),
        "choices": [
            {"kept": pair.other(each), "closed": each, "status": label_of(each.status),
             "held": pair.held[each.id], "work": services.work_left(each, pair.held[each.id])}
            for each in reversed(pair.closable)
        ],
        "closed": next((each for each in pair.sides if row.kept and each.id != row.kept), None),
        "may_reopen": row.state == queries.SAME and may_reopen(row.decided_at, clock.now()),
        "days": DAYS_TO_REOPEN, "typed": request.form,
        "form_id": request.form.get("form_id") or uuid.uuid4().hex,
    }  # fmt: skip


def _refused(pair_id: int, no: Refusal) -> Response:
    """A pair that is not there is told by the page of errors; everything else beside the two as they are now."""
    if no.status == 404:
        raise no
    faults: Faults = list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
    return refused("twins/show.html", faults, status=no.status, **_page(pair_id))


def _names() -> Mapping[str, str]:
    return units.names(clock.local(clock.now()).date())
