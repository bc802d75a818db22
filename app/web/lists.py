"""What is done with a whole list of dossiers: taking it away as a sheet, keeping its filters under a name."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.queries.filters import Filters
from app.services import exports, saved_filters
from app.web.guards import current_officer, officers_who
from app.web.jobs import asked_for
from app.web.pages import done

bp = Blueprint("lists", __name__, url_prefix="/ho-so")


@bp.post("/xuat")
@officers_who(Permission.SEE_DOSSIERS)
def export() -> Response:
    job_n = exports.ask(
        _filters(), whole="du-so" in request.form, by=current_officer(), at=clock.now()
    )
    return asked_for(job_n)


@bp.post("/bo-loc")
@officers_who(Permission.SEE_DOSSIERS)
def save_filter() -> Response:
    filters, name = _filters(), request.form.get("ten", "")
    saved_filters.save(name, filters, by=current_officer(), at=clock.now())
    return done(address_of(filters), message="Đã lưu bộ lọc. Bộ lọc này chỉ ông/bà thấy.")


@bp.post("/bo-loc/<int:filter_n>/bo")
@officers_who(Permission.SEE_DOSSIERS)
def drop_filter(filter_n: int) -> Response:
    saved_filters.drop(filter_n, by=current_officer())
    return done(url_for("dossiers.index"), message="Đã bỏ bộ lọc.")


def address_of(filters: Filters, **more: Any) -> str:
    """The address of the list with these filters; its search box says `q`."""
    args = {"q" if name == "tim" else name: value for name, value in filters.to_args().items()}
    return url_for("dossiers.index", **more | args)


def _filters() -> Filters:
    return Filters.from_args(request.form.to_dict())
