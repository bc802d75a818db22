"""The calendar of each year: in force, proposed, compared, published by the office at the top."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.calendars import (
    FIRST_YEAR,
    KIND_LABELS,
    LAST_YEAR,
    MOST_DAYS,
    compare,
    read_days,
    rows_of,
    warnings,
)
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import calendars as questions
from app.queries import common_conflicts, nodes
from app.services import calendars as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("calendars", __name__, url_prefix="/lich")

SPARE_ROWS = 6
EDIT, CONFIRM = "calendars/edit.html", "calendars/publish.html"


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    year, years = _year(), questions.years()
    shown = next((each for each in years if each.year == year), questions.Year(year, ()))
    is_here = questions.is_decided_here()
    return show(
        "calendars/index.html", years=years, shown=shown, is_decided_here=is_here,
        draft=questions.draft(year) if is_here else None, kinds=KIND_LABELS, node=nodes.this(),
        differing=common_conflicts.count(),
    )  # fmt: skip


@bp.get("/soan")
@officers_who(Permission.MANAGE_NODE)
def edit() -> Response:
    return show(EDIT, **_draft(_year()))


@bp.post("/soan")
@officers_who(Permission.MANAGE_NODE)
def save() -> Response:
    year, rows = _year(), rows_of(request.form)
    try:
        services.save(
            year, read_days(year, rows), by=current_officer(), at=clock.now(), seen=_number("seen")
        )
    except Refusal as no:
        page = _draft(year) | {"rows": _padded(rows)}
        return refused(EDIT, faults_in(no), status=no.status, **page)
    if "next" in request.form:
        return done(url_for(".confirm", nam=year))
    return done(url_for(".edit", nam=year), message="Đã lưu bản nháp. Chưa nơi nào đổi lịch.")


@bp.post("/de-xuat")
@officers_who(Permission.MANAGE_NODE)
def propose() -> Response:
    year = _year()
    try:
        services.propose(year, by=current_officer(), at=clock.now(), seen=_number("seen"))
    except Refusal as no:
        return refused(EDIT, no, status=no.status, **_draft(year))
    message = "Đã điền đề xuất. Đối chiếu từng ngày với thông báo nghỉ lễ trước khi ban hành."
    return done(url_for(".edit", nam=year), message=message)


@bp.post("/bo-nhap")
@officers_who(Permission.MANAGE_NODE)
def drop() -> Response:
    year = _year()
    services.drop(year)
    return done(url_for(".index", nam=year), message=f"Đã bỏ bản nháp lịch năm {year}.")


@bp.get("/ban-hanh")
@officers_who(Permission.MANAGE_NODE)
def confirm() -> Response:
    return show(CONFIRM, **_comparison(_year()))


@bp.post("/ban-hanh")
@officers_who(Permission.MANAGE_NODE)
def publish() -> Response:
    year = _year()
    try:
        prove_again()
        services.publish(
            year, basis=request.form.get("basis", ""), by=current_officer(), at=clock.now(),
            seen=_number("seen"), version=_number("version"),
        )  # fmt: skip
    except Refusal as no:
        return refused(CONFIRM, faults_in(no), status=no.status, **_comparison(year))
    message = (
        f"Đã ban hành lịch năm {year}. Các đơn vị nhận ở lần đồng bộ tới. "
        "Ngày hẹn của hồ sơ đang giải quyết chưa đổi cho đến khi lãnh đạo cho tính lại."
    )
    return done(url_for(".index", nam=year), message=message)


def _draft(year: int) -> dict[str, Any]:
    """The draft as it stands, or the year in force to begin from."""
    found, now = questions.draft(year), questions.year(year)
    days = questions.days_of_draft(found) if found else now.days
    rows = [(f"{day.on:%d/%m/%Y}", day.kind.value, day.note) for day in days]
    return {
        "year": year, "in_force": now, "draft": found, "rows": _padded(rows), "kinds": KIND_LABELS,
        "seen": found.revision if found else 0, "node": nodes.this(),
        "is_decided_here": questions.is_decided_here(),
    }  # fmt: skip


def _comparison(year: int) -> dict[str, Any]:
    page = _draft(year)
    days = questions.days_of_draft(page["draft"]) if page["draft"] else list(page["in_force"].days)
    return page | {
        "changes": compare(page["in_force"].days, days),
        "warnings": warnings(days),
        "basis": request.form.get("basis", page["in_force"].basis),
    }


def _padded(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    filled = [row for row in rows if any(row[::2])]
    return (filled + [("", "off", "")] * SPARE_ROWS)[:MOST_DAYS]


def _year() -> int:
    """The year asked for; this one when none is, or when it is none."""
    try:
        asked = int(request.values.get("nam", ""))
    except ValueError:
        asked = 0
    return asked if FIRST_YEAR <= asked <= LAST_YEAR else clock.local(clock.now()).year


def _number(name: str) -> int:
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
