"""The daily reconciliation: of each office and day, what it says it holds beside what is held here."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.reconciliation import DAY_STATES, DayState, is_same_code, read_range
from app.domain.refusals import Refusal
from app.queries import fleet, nodes
from app.queries import reconciliation as questions
from app.services import fleet as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("reconciliation", __name__, url_prefix="/doi-soat")


@bp.get("")
@officers_who(Permission.SEE_FLEET)
def index() -> Response:
    return show("reconciliation/index.html", **_days(request.args.get("xa") or None))


@bp.get("/<unit>/<day>")
@officers_who(Permission.SEE_FLEET)
def one(unit: str, day: str) -> Response:
    return show("reconciliation/show.html", **_one(unit, _day(day)))


@bp.post("/<unit>/<day>/doi-chieu")
@officers_who(Permission.SYNC_NOW)
def compare(unit: str, day: str) -> Response:
    """Ask for a comparison of the days chosen, or of everything: what one side lacks is sent again."""
    page, form, now = _one(unit, _day(day)), request.form, clock.now()
    try:
        days = None
        if "tat-ca" not in form:
            first, last = form.get("tu", "")[:10], form.get("den", "")[:10]
            days = read_range(first, last, clock.local(now).date())
        services.ask_to_compare(unit, days, by=current_officer(), at=now)
    except Refusal as no:
        return refused(
            "reconciliation/show.html", faults_in(no), status=no.status, **page | {"range": form}
        )
    said = "Đã yêu cầu. Lần liên lạc tới, hai bên so lại và gửi lại những gì thiếu."
    return done(url_for(".one", unit=unit, day=day), message=said)


@bp.post("/<unit>/<day>/ghi-chu")
@officers_who(Permission.SEE_FLEET)
def note(unit: str, day: str) -> Response:
    page, text = _one(unit, _day(day)), request.form.get("note", "")
    try:
        services.note_day(unit, _day(day), text, by=current_officer(), at=clock.now())
    except Refusal as no:
        return refused("reconciliation/show.html", faults_in(no), **page | {"typed": text})
    return done(url_for(".one", unit=unit, day=day), message="Đã lưu ghi chú.")


def _days(unit: str | None) -> dict[str, Any]:
    if not nodes.this().is_parent:
        abort(404)
    now = clock.now()
    today = clock.local(now).date()
    offices = {office.unit: office for office in fleet.offices(now) if not office.revoked_at}
    if unit and unit not in offices:
        abort(404)
    found = questions.days(today - timedelta(days=questions.SHOWN_DAYS - 1), today, unit)
    rows = [
        (each, offices[each.unit], each.state(is_level=offices[each.unit].is_equal))
        for each in found
        if each.unit in offices
    ]
    return {
        "rows": rows,
        "unit": unit,
        "offices": sorted(offices.values(), key=lambda office: office.name),
        "states": DAY_STATES,
        "different": sum(state is DayState.DIFFERENT for _, _, state in rows),
        "days_shown": questions.SHOWN_DAYS,
        "made_at": now,
    }


def _one(unit: str, on: date) -> dict[str, Any]:
    if not nodes.this().is_parent:
        abort(404)
    now = clock.now()
    office = fleet.one(unit, now) or abort(404)
    found, heard = questions.days(on, on, unit), request.args.get("ma", "").strip()[:12]
    day = found[0] if found else None
    return {
        "row": office,
        "on": on,
        "day": day,
        "state": day.state(is_level=office.is_equal) if day else None,
        "states": DAY_STATES,
        "hours": questions.hours(unit, on) if "gio" in request.args else None,
        "asked": questions.asked(unit),
        "incidents": questions.incidents(unit),
        "parked": questions.parked(unit),
        "note": questions.note(unit, on),
        "typed": None,
        "heard": heard,
        "is_same": is_same_code(heard, day.code) if day and heard else None,
        "range": {"tu": f"{on:%d/%m/%Y}", "den": f"{on:%d/%m/%Y}"},
        "made_at": now,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
