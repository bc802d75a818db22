"""The access log: who viewed, printed and took away whose data, for the leader and the administrator."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.access_log import PAGES, WHAT
from app.domain.permissions import Permission
from app.queries import access_log as questions
from app.queries.access_log import Asked
from app.services import access_sheets
from app.web.guards import current_officer, officers_who
from app.web.jobs import asked_for
from app.web.looks import counted
from app.web.pages import show

bp = Blueprint("access_log", __name__, url_prefix="/nhat-ky")


@bp.get("")
@officers_who(Permission.SEE_ACCESS_LOG)
def index() -> Response:
    asked = Asked.from_args(request.args)
    page = questions.page(asked, request.args.get("sau"))
    counted(len(page.rows))
    return show(
        "access_log/index.html",
        asked=asked.to_args(),
        page=page,
        officers=questions.officers(),
        pages=list(PAGES.items()),
        whats=list(WHAT.items()),
        faults={name: [words] for name, words in asked.faults.items()},
        next_url=_address(asked, page.next_key),
        previous_url=_address(asked, page.previous_key),
    )


@bp.post("/xuat")
@officers_who(Permission.SEE_ACCESS_LOG)
def export() -> Response:
    asked = Asked.from_args(request.form)
    return asked_for(access_sheets.ask(asked, by=current_officer(), at=clock.now()))


def _address(asked: Asked, key: str | None) -> str | None:
    args: dict[str, Any] = {**asked.to_args(), "sau": key}
    return url_for(".index", **args) if key else None
