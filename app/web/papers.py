"""The papers of a dossier: the checklist with its scans, and the tray in which pages become one file."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.documents import LARGEST_BYTES
from app.domain.papers import LineTyped
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.scan_pages import COLOUR, GREY, MOST_AT_ONCE, MOST_PAGES, usual_colour
from app.queries import dossiers
from app.queries import papers as questions
from app.queries import scan_pages as trays
from app.services import papers as corrections
from app.services import scan_pages as services
from app.services.documents import Upload
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.pages import Faults, done, refused, show

bp = Blueprint("papers", __name__, url_prefix="/ho-so")

LARGEST_ROUND = 5 * LARGEST_BYTES
"""Several photographs of a telephone go in one round."""
BOXES = ("kind", "originals", "copies", "note")
NOTHING_MORE = LineTyped(have=True, kind="original", originals="1", copies="0", note="")
COLOURS = [
    (GREY, "Đen trắng – nhẹ, đủ rõ cho giấy có chữ"),
    (COLOUR, "Màu – cho ảnh, sổ đỏ, con dấu cần rõ màu"),
]
TOLD = {
    "turn": "Đã xoay trang.",
    "up": "Đã chuyển trang lên.",
    "down": "Đã chuyển trang xuống.",
    "drop": "Đã bỏ trang.",
}


@bp.get("/<dossier_id>/giay-to")
@officers_who(Permission.SEE_DOSSIERS)
def index(dossier_id: str) -> Response:
    page = _page(dossier_id)
    return show("papers/index.html", **page)


@bp.get("/<dossier_id>/giay-to/sua")
@officers_who(Permission.ATTACH)
def edit(dossier_id: str) -> Response:
    page = _page(dossier_id)
    typed = {line.paper.id: _as_it_stands(line.paper) for line in page["sheet"].lines}
    return show("papers/edit.html", typed=typed, more=NOTHING_MORE, more_name="", **page)


@bp.post("/<dossier_id>/giay-to/sua")
@officers_who(Permission.ATTACH)
def correct(dossier_id: str) -> Response:
    page = _page(dossier_id)
    typed = {line.paper.id: _typed(line.paper) for line in page["sheet"].lines}
    more, more_name = _line("more-", ""), request.form.get("more-name", "")
    try:
        changed = corrections.correct(
            dossier_id, typed, more=more, more_name=more_name, seal=request.form.get("seal", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused(
            "papers/edit.html", _faults(no), status=no.status, typed=typed, more=more,
            more_name=more_name, **page,
        )  # fmt: skip
    words = f"Đã sửa {changed} giấy tờ." if changed else "Không có gì thay đổi."
    return done(url_for(".index", dossier_id=dossier_id), message=words)


@bp.get("/<dossier_id>/giay-to/<paper_id>/dung-lai")
@officers_who(Permission.ATTACH)
def earlier(dossier_id: str, paper_id: str) -> Response:
    """Scans of earlier dossiers of the same person."""
    return show("papers/earlier.html", **_earlier(dossier_id, paper_id))


@bp.post("/<dossier_id>/giay-to/<paper_id>/dung-lai")
@officers_who(Permission.ATTACH)
def use_again(dossier_id: str, paper_id: str) -> Response:
    document_id = request.form.get("document", "")
    try:
        corrections.use_again(
            dossier_id, paper_id, document_id, by=current_officer(), at=clock.now()
        )
    except Refusal as no:
        page = _earlier(dossier_id, paper_id)
        return refused("papers/earlier.html", _faults(no), status=no.status, **page)
    return done(url_for(".index", dossier_id=dossier_id), message="Đã dùng lại bản quét có sẵn.")


@bp.get("/<dossier_id>/giay-to/<paper_id>/quet")
@officers_who(Permission.ATTACH)
def tray(dossier_id: str, paper_id: str) -> Response:
    return show("papers/tray.html", **_tray(dossier_id, paper_id))


@bp.post("/<dossier_id>/giay-to/<paper_id>/quet")
@officers_who(Permission.ATTACH)
def add(dossier_id: str, paper_id: str) -> Response:
    colour = request.form.get("colour", GREY)
    try:
        added = services.add(
            dossier_id, paper_id, _uploads(), colour=colour == COLOUR, by=current_officer(), at=clock.now()
        )  # fmt: skip
    except Refusal as no:
        return _refused_tray(dossier_id, paper_id, no, colour=colour)
    return done(_tray_url(dossier_id, paper_id), message=_added_words(added))


@bp.post("/<dossier_id>/giay-to/<paper_id>/ghep")
@officers_who(Permission.ATTACH)
def put_together(dossier_id: str, paper_id: str) -> Response:
    seal = request.form.get("seal", "")
    try:
        services.put_together(dossier_id, paper_id, seal=seal, by=current_officer(), at=clock.now())
    except Refusal as no:
        return _refused_tray(dossier_id, paper_id, no)
    return done(
        url_for(".index", dossier_id=dossier_id), message="Đã ghép các trang thành một tệp của hồ sơ."
    )  # fmt: skip


@bp.post("/<dossier_id>/giay-to/trang/<int:page_id>")
@officers_who(Permission.ATTACH)
def change(dossier_id: str, page_id: int) -> Response:
    """Turn, move or drop one waiting page: which of them is the button that was pressed."""
    what, paper_id = request.form.get("do", ""), request.form.get("paper", "")
    how: dict[str, Any] = {
        "seal": request.form.get("seal", ""), "by": current_officer(), "at": clock.now(),
    }  # fmt: skip
    try:
        if what == "turn":
            services.turn(dossier_id, page_id, **how)
        elif what in ("up", "down"):
            services.move(dossier_id, page_id, places=-1 if what == "up" else 1, **how)
        elif what == "drop":
            services.drop(dossier_id, page_id, **how)
        else:
            raise FormNotComplete({"files": "Hãy bấm một trong các nút dưới trang."})
    except Refusal as no:
        return _refused_tray(dossier_id, paper_id, no)
    return done(f"{_tray_url(dossier_id, paper_id)}#trang", message=TOLD[what])


@bp.post("/<dossier_id>/tep/<document_id>/xoay")
@officers_who(Permission.ATTACH)
def turn_attached(dossier_id: str, document_id: str) -> Response:
    services.turn_attached(dossier_id, document_id, by=current_officer(), at=clock.now())
    return done(
        url_for(".index", dossier_id=dossier_id), message="Đã xoay ảnh; bản mới thay bản cũ."
    )


@bp.get("/<dossier_id>/giay-to/trang/<int:page_id>")
@officers_who(Permission.SEE_DOSSIERS)
def page(dossier_id: str, page_id: int) -> Response:
    """A waiting page as it will stand in the file."""
    stream = trays.picture(dossier_id, page_id, current_officer())
    answer = send_file(stream, mimetype="image/jpeg", download_name="trang.jpg", etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def allow_large_files() -> None:
    """Let several photographs through. Runs before anything reads the request."""
    if request.endpoint == "papers.add" and officer_or_none() is not None:
        request.max_content_length = LARGEST_ROUND


def _uploads() -> list[Upload]:
    chosen = [*request.files.getlist("files"), *request.files.getlist("camera")]
    return [Upload(each.filename, cast(BinaryIO, each.stream)) for each in chosen if each.filename]


def _added_words(added: services.Added) -> str:
    pages = f"Đã thêm {added.pages} trang, chờ ghép." if added.pages else ""
    whole = f"Đã đính kèm {added.attached} tệp PDF." if added.attached else ""
    return " ".join(filter(None, [pages, whole]))


def _line(prefix: str, suffix: str) -> LineTyped:
    """One line of the checklist as the form sends it."""
    given = {name: request.form.get(f"{prefix}{name}{suffix}", "") for name in BOXES}
    return LineTyped(have=f"{prefix}have{suffix}" in request.form, **given)


def _typed(paper: Any) -> LineTyped:
    """What the form says of a line; a line that came after the form was opened stays as it is."""
    suffix = f"-{paper.position}"
    return _line("", suffix) if f"kind{suffix}" in request.form else _as_it_stands(paper)


def _as_it_stands(paper: Any) -> LineTyped:
    return LineTyped(
        paper.have, paper.kind, str(paper.originals), str(paper.copies), paper.note or ""
    )


def _page(dossier_id: str) -> dict[str, Any]:
    by = current_officer()
    dossier = dossiers.one(dossier_id, by)
    return {"dossier": dossier, "sheet": questions.of(dossier.dossier, by), "labels": labels}


def _earlier(dossier_id: str, paper_id: str) -> dict[str, Any]:
    by = current_officer()
    page = _page(dossier_id)
    return page | {
        "paper": trays.paper(dossier_id, paper_id, by),
        "scans": questions.earlier(page["dossier"].dossier, by),
    }


def _tray(dossier_id: str, paper_id: str) -> dict[str, Any]:
    by = current_officer()
    dossier = dossiers.one(dossier_id, by)
    tray = trays.tray(dossier_id, paper_id, by)
    return {
        "dossier": dossier,
        "tray": tray,
        "may_change": questions.of(dossier.dossier, by).may_change,
        "colour": usual_colour(tray.paper.name, tray.paper.note),
        "colours": COLOURS,
        "most_at_once": MOST_AT_ONCE,
        "most_pages": MOST_PAGES,
    }


def _refused_tray(dossier_id: str, paper_id: str, no: Refusal, **typed: str) -> Response:
    """The tray as it is now, with what stood in the way."""
    page = _tray(dossier_id, paper_id)
    return refused("papers/tray.html", _faults(no), status=no.status, **page | typed)


def _tray_url(dossier_id: str, paper_id: str) -> str:
    return url_for(".tray", dossier_id=dossier_id, paper_id=paper_id)


def _faults(no: Refusal) -> Faults:
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
