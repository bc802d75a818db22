"""The page on which an officer who goes on leave names who acts for them."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import officers
from app.queries import stand_ins as questions
from app.services import stand_ins as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("stand_ins", __name__, url_prefix="/nguoi-thay")

BOXES = ("stand_in", "from_day", "to_day")


@bp.get("")
@officers_who(Permission.SEE_DESK)
def index() -> Response:
    return show("stand_ins/index.html", **_page({}))


@bp.post("")
@officers_who(Permission.SEE_DESK)
def name() -> Response:
    typed = {box: request.form.get(box, "") for box in BOXES}
    try:
        services.name_stand_in(
            typed["stand_in"], from_day=typed["from_day"], to_day=typed["to_day"],
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        faults = no.facts["fields"].items() if isinstance(no, FormNotComplete) else no
        return refused("stand_ins/index.html", faults, **_page(typed))
    return done(url_for("stand_ins.index"), message="Đã ghi người thay.")


@bp.post("/<int:number>/thoi")
@officers_who(Permission.SEE_DESK)
def end(number: int) -> Response:
    services.end_stand_in(number, by=current_officer(), at=clock.now())
    return done(url_for("stand_ins.index"), message="Đã thôi thay.")


def _page(typed: dict[str, str]) -> dict[str, Any]:
    by, today = current_officer(), clock.local(clock.now()).date()
    colleagues = [
        (each.officer.username, f"{each.officer.name} – {each.officer.title}")
        for each in officers.everyone()
        if not each.is_suspended and each.officer.username != by.username
    ]
    return {
        "arranged": questions.arranged(by.username, today),
        "colleagues": colleagues,
        "typed": typed,
        "me": by.username,
        "today": today,
    }
