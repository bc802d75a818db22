"""This office: its name and codes as the tree has them, and the opening hours it sets for itself."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.hours import PARTS, WEEKDAYS, Week
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import calendars, counters, nodes, units
from app.queries import hours as questions
from app.services import counters as counter_services
from app.services import hours as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("hours", __name__, url_prefix="/quan-tri/don-vi")

PAGE = "hours/index.html"


@bp.get("")
@officers_who(Permission.MANAGE_NODE)
def index() -> Response:
    page = _page()
    return show(PAGE, filled=_filled(page["hours"].week), **page)


@bp.post("/gio")
@officers_who(Permission.MANAGE_NODE)
def save() -> Response:
    try:
        own = services.set_own(request.form, by=current_officer(), at=clock.now())
    except Refusal as no:
        filled: Mapping[str, str] = request.form
        return refused(PAGE, faults_in(no), filled=filled, **_page())
    message = (
        f"Đã ghi giờ làm việc, áp dụng từ {own.valid_from:%d/%m/%Y}. "
        "Ngày hẹn của hồ sơ đang giải quyết chưa đổi."
    )
    return done(url_for(".index"), message=message)


@bp.post("/quay")
@officers_who(Permission.MANAGE_NODE)
def save_counter() -> Response:
    """How citizens reach this counter: told on the look-up page and on the letters."""
    phone, place = request.form.get("phone", ""), request.form.get("place", "")
    try:
        counter_services.set_own(phone, place, by=current_officer(), at=clock.now())
    except Refusal as no:
        page = _page() | {"reach": {"phone": phone, "place": place}}
        return refused(PAGE, faults_in(no), filled=_filled(page["hours"].week), **page)
    return done(url_for(".index"), message="Đã ghi điện thoại và nơi đặt quầy.")


def _page() -> dict[str, Any]:
    today = clock.local(clock.now()).date()
    here = nodes.this()
    return {
        "node": here,
        "unit": units.at(here.unit, today),
        "reach": counters.of(here.unit),
        "hours": questions.of(here.unit, today),
        "planned": questions.planned(here.unit, today),
        "year": calendars.year(today.year),
        "weekdays": list(enumerate(WEEKDAYS)),
        "parts": PARTS,
        "today": today,
    }


def _filled(week: Week) -> dict[str, str]:
    """The boxes of the form for a week; what begins at noon or later is the afternoon's."""
    boxes: dict[str, str] = {}
    for weekday, sessions in week.items():
        for begins, ends in sessions:
            part = "am" if begins < "12:00" else "pm"
            boxes[f"{part}-from-{weekday}"], boxes[f"{part}-to-{weekday}"] = begins, ends
    return boxes
