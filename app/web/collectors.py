"""Whose card was scanned when a result is handed over: the dialog is filled, and says when it is somebody else."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app import clock
from app.domain import scans
from app.domain.refusals import Refusal, ScanUnknown
from app.domain.vietnamese import fold
from app.web.pages import refused, show

PAGE = "dossiers/step.html"


def read(context: dict[str, Any]) -> Response:
    """The dialog once more, with the card in its boxes. Nothing of the step is done: Enter ends a scan."""
    text = request.form.get("scan", "")
    try:
        scan = scans.read_scan(text, clock.local(clock.now()).date())
        if not scan.fields.get("id_no"):
            raise ScanUnknown
    except Refusal as no:
        return refused(PAGE, [("scan", str(no))], **context)
    filled = {"collected_id_no": scan.fields["id_no"]}
    if name := scan.fields.get("applicant_name"):
        filled["collected_by"] = name
    typed = dict(context["typed"]) | filled
    news = [*scan.warnings, *_stranger(context["dossier"], typed)]
    return show(PAGE, **context | {"typed": typed, "card_news": news, "card_read": True})


def _stranger(dossier: Any, typed: dict[str, str]) -> list[str]:
    """By number where the dossier knows one, else by name."""
    number = typed["collected_id_no"]
    known = {dossier.id_no, dossier.submitter_id_no} - {None, ""}
    names = {fold(name) for name in (dossier.applicant_name, dossier.submitter_name) if name}
    if number in known or (not known and fold(typed["collected_by"]) in names):
        return []
    whose = dossier.submitter_name or dossier.applicant_name
    return [f"Thẻ này không phải của {whose}: xem giấy uỷ quyền trước khi trao kết quả."]
