"""The files of a dossier: the list, attaching, looking at one and taking it away as a copy."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.documents import LARGEST_BYTES
from app.domain.labels import DOCUMENT_TYPES
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, NeedsReason, Refusal
from app.queries import documents as questions
from app.queries import dossiers
from app.services import documents as services
from app.services.documents import Upload
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.pages import Faults, done, refused, show

bp = Blueprint("documents", __name__, url_prefix="/ho-so")

ROOM_FOR_THE_FORM = 1024 * 1024


@bp.get("/<dossier_id>/tep")
@officers_who(Permission.SEE_DOSSIERS)
def index(dossier_id: str) -> Response:
    return show("documents/index.html", about="", **_page(dossier_id))


@bp.post("/<dossier_id>/tep")
@officers_who(Permission.ATTACH)
def attach(dossier_id: str) -> Response:
    about = request.form.get("about", "")
    uploads = [
        Upload(file.filename or "", cast(BinaryIO, file.stream))
        for file in request.files.getlist("files")
        if file.filename
    ]
    try:
        added = services.attach(
            dossier_id, uploads, about=about, by=current_officer(), at=clock.now()
        )
    except Refusal as no:
        page = _page(dossier_id)
        return refused("documents/index.html", _faults(no), status=no.status, about=about, **page)
    message = f"Đã đính kèm {len(added)} tệp. Tệp tự gửi đi sau các thay đổi của hồ sơ."
    return done(f"{url_for('dossiers.one', dossier_id=dossier_id)}#tep", message=message)


@bp.get("/<dossier_id>/tep/<document_id>/bo")
@officers_who(Permission.ATTACH)
def removal(dossier_id: str, document_id: str) -> Response:
    return show("documents/remove.html", reason="", **_file(dossier_id, document_id))


@bp.post("/<dossier_id>/tep/<document_id>/bo")
@officers_who(Permission.ATTACH)
def remove(dossier_id: str, document_id: str) -> Response:
    reason = request.form.get("reason", "")
    try:
        services.remove(
            dossier_id, document_id, reason=reason, by=current_officer(), at=clock.now()
        )
    except (FormNotComplete, NeedsReason) as no:
        page = _file(dossier_id, document_id)
        return refused("documents/remove.html", _faults(no), reason=reason, **page)
    return done(url_for(".index", dossier_id=dossier_id), message="Đã bỏ tệp khỏi hồ sơ.")


@bp.get("/<dossier_id>/tep/<document_id>")
@officers_who(Permission.SEE_DOSSIERS)
def content(dossier_id: str, document_id: str) -> Response:
    """The file itself, to look at; with `tai` in the address, to keep a copy."""
    stream, media_type, name = questions.opened(dossier_id, document_id, current_officer())
    return _sent(stream, media_type, name, as_copy="tai" in request.args)


@bp.get("/<dossier_id>/tep/<document_id>/xem-truoc")
@officers_who(Permission.SEE_DOSSIERS)
def preview(dossier_id: str, document_id: str) -> Response:
    stream, media_type = questions.preview(dossier_id, document_id, current_officer())
    return _sent(stream, media_type, "xem-truoc", as_copy=False)


def allow_large_files() -> None:
    """Let an officer's files through; every other form stays small. Runs before anything reads the request."""
    if request.endpoint == "documents.attach" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


def section(dossier: Any) -> dict[str, Any]:
    """What the list of files and the form below it need; `dossier` as a page shows it."""
    return {
        "files": questions.of(dossier.dossier, current_officer()),
        "accepts": ",".join(DOCUMENT_TYPES),
    }


def _sent(stream: BinaryIO, media_type: str, name: str, *, as_copy: bool) -> Response:
    """The bytes as what they are, kept by no browser: the next officer at this screen may not see them."""
    answer = send_file(
        stream, mimetype=media_type, download_name=name, as_attachment=as_copy, etag=False
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _faults(no: Refusal) -> Faults:
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no


def _file(dossier_id: str, document_id: str) -> dict[str, Any]:
    by = current_officer()
    return {
        "dossier": dossiers.one(dossier_id, by),
        "file": questions.one(dossier_id, document_id, by),
    }


def _page(dossier_id: str) -> dict[str, Any]:
    dossier = dossiers.one(dossier_id, current_officer())
    return {
        "dossier": dossier,
        "parts": [
            *((f"paper:{paper.id}", paper.name) for paper in dossiers.papers(dossier_id)),
            *(
                (f"result:{result.id}", f"Kết quả {result.number or ''}".strip())
                for result in dossiers.results(dossier_id)
            ),
        ],
        **section(dossier),
    }
