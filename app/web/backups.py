"""The copies of this node's database: what there is, what became of each try, a copy or a trial asked for now."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from app import clock
from app.config import Settings
from app.domain.permissions import Permission
from app.queries import backups as questions
from app.services import jobs
from app.web.guards import current_officer, officers_who
from app.web.jobs import asked_for
from app.web.pages import show

bp = Blueprint("backups", __name__, url_prefix="/sao-luu")

MOST_ATTEMPTS = 20


@bp.get("")
@officers_who(Permission.MANAGE_NODE)
def index() -> Response:
    return show("backups/index.html", **_page())


@bp.post("/sao-luu-ngay")
@officers_who(Permission.MANAGE_NODE)
def make() -> Response:
    return _start("backup", "Sao lưu cơ sở dữ liệu")


@bp.post("/phuc-hoi-thu")
@officers_who(Permission.MANAGE_NODE)
def try_out() -> Response:
    return _start("restore_trial", "Phục hồi thử bản sao mới nhất")


def _start(kind: str, title: str) -> Response:
    return asked_for(
        jobs.start(kind, title=title, arguments={}, by=current_officer(), at=clock.now())
    )


def _page() -> dict[str, Any]:
    settings: Settings = current_app.extensions["motcua"]["instance"].settings
    second: Path | None = settings.second_backup_folder
    return {
        "standing": questions.standing(settings.backups),
        "copies": questions.copies(settings.backups),
        "attempts": questions.attempts(settings.backups)[:MOST_ATTEMPTS],
        "second": "none" if second is None else "here" if second.is_dir() else "away",
        "is_postgresql": settings.database_url.startswith("postgresql:"),
    }
