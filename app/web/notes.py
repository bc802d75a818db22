"""What colleagues write to each other about a dossier, and what is new for whoever is asking."""

import uuid
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete
from app.queries import dossiers
from app.queries import notes as questions
from app.services import notes as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("notes", __name__)


@bp.get("/trao-doi")
@officers_who(Permission.SEE_DOSSIERS)
def unread() -> Response:
    return show("notes/unread.html", unread=questions.unread(current_officer(), clock.now()))


@bp.get("/ho-so/<dossier_id>/trao-doi")
@officers_who(Permission.SEE_DOSSIERS)
def index(dossier_id: str) -> Response:
    return show("notes/index.html", text="", to="", form_id=uuid.uuid4().hex, **_page(dossier_id))


@bp.post("/ho-so/<dossier_id>/trao-doi")
@officers_who(Permission.SEE_DOSSIERS)
def write(dossier_id: str) -> Response:
    text, to = request.form.get("text", ""), request.form.get("to", "")
    form_id = request.form.get("form_id", "")[:64]
    try:
        services.write(
            dossier_id, text, to=to, form_id=form_id, by=current_officer(), at=clock.now()
        )
    except FormNotComplete as no:
        return refused(
            "notes/index.html", no.facts["fields"].items(), text=text, to=to, form_id=form_id,
            **_page(dossier_id),
        )  # fmt: skip
    return done(url_for(".index", dossier_id=dossier_id), message="Đã gửi trao đổi.")


@bp.post("/ho-so/<dossier_id>/trao-doi/da-doc")
@officers_who(Permission.SEE_DOSSIERS)
def mark_read(dossier_id: str) -> Response:
    services.mark_read(dossier_id, by=current_officer(), at=clock.now())
    return done(url_for(".index", dossier_id=dossier_id), message="Đã ghi là đã đọc.")


def _page(dossier_id: str) -> dict[str, Any]:
    by, now = current_officer(), clock.now()
    dossier = dossiers.one(dossier_id, by, now=now)
    return {
        "dossier": dossier,
        "notes": questions.of_dossier(dossier_id, by, clock.local(now).date()),
        "addressees": questions.addressees(dossier_id, by),
        "longest": services.LONGEST,
    }
