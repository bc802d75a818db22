"""Correcting the data of a dossier after reception."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.birth_dates import show_date
from app.domain.corrections import SOURCES, TAKEN_FROM, seal_of
from app.domain.permissions import Permission
from app.domain.refusals import CorrectedMeanwhile, FormNotComplete
from app.queries import conflicts, dossiers
from app.services import access_log
from app.services import corrections as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("corrections", __name__, url_prefix="/ho-so")

DAYS = ("birth_date", "id_issued_on")


@bp.get("/<dossier_id>/sua")
@officers_who(Permission.CORRECT)
def form(dossier_id: str) -> Response:
    page = _page(dossier_id)
    access_log.note("dossier", dossier_id, by=current_officer(), at=clock.now())
    return show("corrections/edit.html", **page)


@bp.post("/<dossier_id>/sua")
@officers_who(Permission.CORRECT)
def correct(dossier_id: str) -> Response:
    page, typed = _page(dossier_id), {n: request.form[n] for n in TAKEN_FROM if n in request.form}
    asked = {"typed": page["typed"] | typed, "source": request.form.get("source", "")}
    asked |= {"note": request.form.get("note", ""), "form_id": request.form.get("form_id", "")[:64]}
    try:
        changed = services.correct(
            dossier_id, typed, source=str(asked["source"]), note=str(asked["note"]),
            seal=request.form.get("seal", ""), form_id=str(asked["form_id"]), by=current_officer(),
            at=clock.now(),
        )  # fmt: skip
    except FormNotComplete as no:
        return refused("corrections/edit.html", no.facts["fields"].items(), **page | asked)
    except CorrectedMeanwhile as no:
        return refused("corrections/edit.html", no, status=no.status, **page)
    words = f"Đã sửa {len(changed)} mục." if changed else "Không có gì thay đổi."
    return done(url_for("dossiers.one", dossier_id=dossier_id), message=words)


def _page(dossier_id: str) -> dict[str, Any]:
    by = current_officer()
    dossier = dossiers.visible(dossier_id, by)
    services.refuse_unfit(dossier, by)
    return {
        "dossier": dossier, "fields": TAKEN_FROM, "names": labels.FIELDS["dossier"], "labels": labels,
        "typed": _as_it_stands(dossier.__data__), "sources": list(SOURCES.items()), "source": "",
        "note": "", "seal": seal_of(dossier.__data__), "form_id": uuid.uuid4().hex,
        "waiting": conflicts.fields_waiting(dossier_id),
    }  # fmt: skip


def _as_it_stands(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: show_date(row[name]) if name in DAYS and row[name] else row[name] or ""
        for name in TAKEN_FROM
    }
