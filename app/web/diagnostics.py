"""Bundles about a machine: asked for above, made here, taken away at either place."""

from flask import Blueprint, abort, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import Refusal
from app.queries import diagnostics as questions
from app.queries import nodes
from app.services import diagnostics as services
from app.web.forms import faults_in
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("diagnostics", __name__, url_prefix="/chan-doan")


@bp.get("")
@officers_who(Permission.MANAGE_NODE)
def index() -> Response:
    unit = nodes.this().unit
    return show("diagnostics/index.html", block="bundles", unit=unit, bundles=questions.of(unit))


@bp.post("/<unit>")
@officers_who(Permission.MANAGE_NODE)
def ask(unit: str) -> Response:
    is_own = unit == nodes.this().unit
    back = url_for(".index") if is_own else url_for("fleet.office", unit=unit, _anchor="chan-doan")
    try:
        services.ask(unit, request.form.get("diagnosis", ""), by=current_officer(), at=clock.now())
    except Refusal as no:
        own = nodes.this().unit
        return refused(
            "diagnostics/index.html", faults_in(no), status=no.status, unit=own, bundles=questions.of(own)
        )  # fmt: skip
    said = (
        "Đang làm gói chẩn đoán; tự xong trong chốc lát."
        if is_own
        else "Đã yêu cầu. Máy nơi ấy tự làm và gửi lên ở những lần liên lạc tới."
    )
    return done(back, message=said)


@bp.get("/<bundle_id>/tep")
@officers_who(Permission.MANAGE_NODE)
def file(bundle_id: str) -> Response:
    found = questions.file(bundle_id) or abort(404)
    stream, row = found
    name = f"chan-doan-{row.unit}-{clock.local(row.made_at or clock.now()):%Y%m%d-%H%M}.zip"
    return send_file(
        stream, mimetype=services.MEDIA_TYPE, as_attachment=True, download_name=name, max_age=0
    )
