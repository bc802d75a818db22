"""The tree of administrative units on a day, each code through its periods, and its edits at the top."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.domain.units import KIND_LABELS, Unit
from app.queries import common_conflicts, nodes
from app.queries import units as questions
from app.services import units as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("units", __name__, url_prefix="/don-vi")

EDIT = "units/edit.html"


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    on = _day()
    return show(
        "units/index.html", on=on, branches=questions.tree(on), kinds=KIND_LABELS,
        changes=questions.days_of_change(), is_top=nodes.this().parent_unit is None,
        differing=common_conflicts.count(), ended=questions.without_heir(on),
    )  # fmt: skip


@bp.get("/them")
@officers_who(Permission.MANAGE_NODE)
def new() -> Response:
    return show(EDIT, **_form(_filled(request.args.get("ma", "")), None))


@bp.post("/them")
@officers_who(Permission.MANAGE_NODE)
def add() -> Response:
    follows = request.form.getlist("follows")
    try:
        prove_again()
        plan = services.publish(
            request.form, follows, by=current_officer(), at=clock.now(),
            seen=request.form.get("seen", ""),
        )  # fmt: skip
    except Refusal as no:
        page = _form(request.form.to_dict(), None) | {"follows": follows}
        return refused(EDIT, faults_in(no), status=no.status, **page)
    return _answered(plan.row)


@bp.get("/<unit>")
@officers_who(Permission.SEE_PROCEDURES)
def one(unit: str) -> Response:
    rows = questions.rows_of(unit) or abort(404)
    before, after = questions.links_of(rows)
    return show(
        "units/show.html", code=unit, rows=rows, before=before, after=after, kinds=KIND_LABELS,
        names=questions.names(date.max), today=_today(), is_top=nodes.this().parent_unit is None,
    )  # fmt: skip


@bp.get("/<unit>/sua")
@officers_who(Permission.MANAGE_NODE)
def edit(unit: str) -> Response:
    row = _row(unit)
    return show(EDIT, **_form(_values(row), row))


@bp.post("/<unit>/sua")
@officers_who(Permission.MANAGE_NODE)
def correct(unit: str) -> Response:
    row = _row(unit)
    try:
        prove_again()
        plan = services.correct(
            row.id, request.form, by=current_officer(), at=clock.now(),
            seen=request.form.get("seen", ""),
        )  # fmt: skip
    except Refusal as no:
        return refused(EDIT, faults_in(no), status=no.status, **_form(request.form.to_dict(), row))
    return _answered(plan.row)


def _answered(row: Unit) -> Response:
    message = (
        f"Đã công bố {row.name} từ {row.valid_from:%d/%m/%Y}. Các đơn vị nhận ở lần đồng bộ tới."
    )
    return done(url_for(".one", unit=row.code), message=message)


def _row(unit: str) -> Unit:
    """The period asked for; the latest when none is."""
    rows, wanted = questions.rows_of(unit) or abort(404), request.values.get("dong", "")
    return next((row for row in rows if row.id == wanted), rows[0])


def _form(values: dict[str, str], row: Unit | None) -> dict[str, Any]:
    known = questions.known()
    open_rows = [unit for unit in known if unit.valid_to is None or unit.valid_to >= _today()]
    return {
        "values": values, "row": row, "kinds": KIND_LABELS, "seen": services.mark(),
        "above": sorted({(u.code, f"{u.name} ({u.code})") for u in known if u.kind in ("province", "district")}),
        "open_rows": sorted(open_rows, key=lambda unit: unit.code), "follows": [],
        "is_top": nodes.this().parent_unit is None,
    }  # fmt: skip


def _filled(code: str) -> dict[str, str]:
    """A new period begins as the last one of its code was."""
    rows = questions.rows_of(code) if code else []
    kept = ("code", "kind", "parent", "agency_code")
    return {name: value for name, value in _values(rows[0]).items() if name in kept} if rows else {}


def _values(row: Unit) -> dict[str, str]:
    until = f"{row.valid_to:%d/%m/%Y}" if row.valid_to else ""
    return {
        "code": row.code, "name": row.name, "kind": row.kind.value, "parent": row.parent or "",
        "agency_code": row.agency_code or "", "valid_from": f"{row.valid_from:%d/%m/%Y}",
        "valid_to": until, "source": row.source,
    }  # fmt: skip


def _day() -> date:
    """The day asked for; today when none is, or when it is no day."""
    return read_day(request.args.get("ngay", "")) or _today()


def _today() -> date:
    return clock.local(clock.now()).date()
