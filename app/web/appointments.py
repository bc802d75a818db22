"""The appointments of a day at the counter, results nobody collects, and the calls made about them."""

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.prints import date_words, heading
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean
from app.queries import appointments as questions
from app.queries import nodes
from app.services import dossiers as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet

bp = Blueprint("appointments", __name__, url_prefix="/lich-hen")


@bp.get("")
@officers_who(Permission.HAND_OVER)
def index() -> Response:
    typed = request.args.get("ngay", "").strip()[:10]
    faults = [("ngay", "Ngày viết dạng 24/05/2019.")] if typed and _day() is None else []
    page = _page(typed)
    if faults:
        return refused("appointments/index.html", faults, **page)
    return show("appointments/index.html", **page)


@bp.get("/in")
@officers_who(Permission.HAND_OVER)
def printed() -> Response:
    """The list to telephone by, on paper."""
    told = {"heading": heading(nodes.this().name, _on()), "told_on": date_words(clock.now())}
    return show_sheet("appointments/print.html", **told, **_page(""))


@bp.post("/<dossier_id>/da-goi")
@officers_who(Permission.HAND_OVER)
def called(dossier_id: str) -> Response:
    note = clean(request.form.get("note", ""))
    seen = request.form.get("seen", type=int)
    try:
        services.notify(dossier_id, note=note, by=current_officer(), at=clock.now(), seen=seen)
    except FormNotComplete as no:
        faults = [(f"note-{dossier_id}", words) for words in no.facts["fields"].values()]
        return refused(
            "appointments/index.html", faults, typed_note={dossier_id: note}, **_page("")
        )
    on = f"{_on():%d/%m/%Y}"
    return done(url_for(".index", ngay=on), message="Đã ghi nhận báo công dân.")


def _page(typed: str) -> dict[str, Any]:
    by, now, on = current_officer(), clock.now(), _on()
    return {
        "on": on,
        "typed": typed or f"{on:%d/%m/%Y}",
        "expected": questions.of_day(on, by, now),
        "uncollected": questions.uncollected(by, now),
        "most": questions.MOST_SHOWN,
    }


def _day() -> date | None:
    return read_day(request.values.get("ngay", "").strip()[:10])


def _on() -> date:
    return _day() or clock.local(clock.now()).date()
