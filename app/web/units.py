"""The tree of administrative units on a day, and each code through its periods."""

from datetime import date

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.units import KIND_LABELS
from app.queries import nodes
from app.queries import units as questions
from app.web.guards import officers_who
from app.web.pages import show

bp = Blueprint("units", __name__, url_prefix="/don-vi")


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    on, here = _day(), nodes.this()
    return show(
        "units/index.html", on=on, branches=questions.tree(on), kinds=KIND_LABELS, node=here,
        changes=questions.days_of_change(), is_top=here.parent_unit is None,
    )  # fmt: skip


@bp.get("/<unit>")
@officers_who(Permission.SEE_PROCEDURES)
def one(unit: str) -> Response:
    rows = questions.rows_of(unit) or abort(404)
    before, after = questions.links_of(rows)
    return show(
        "units/show.html", code=unit, rows=rows, before=before, after=after, kinds=KIND_LABELS,
        names=questions.names(date.max), today=clock.local(clock.now()).date(),
    )  # fmt: skip


def _day() -> date:
    """The day asked for; today when none is, or when it is no day."""
    return read_day(request.args.get("ngay", "")) or clock.local(clock.now()).date()
