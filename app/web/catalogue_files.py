"""Catalogues as files: putting one up, its check page by line, taking it into the draft; having one written out."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.catalogues import EDIT_LABELS, EDIT_TONES, LINE_LABELS, SheetLineState, shortly
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import catalogue_files as questions
from app.services import catalogue_files as services
from app.services import catalogue_mending as mending
from app.services.catalogues import refuse_below_the_top
from app.services.old_sheets import LARGEST_BYTES
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.jobs import asked_for
from app.web.pages import done, faults_of, refused, show

bp = Blueprint("catalogue_files", __name__, url_prefix="/thu-tuc/tep")

ROOM_FOR_THE_FORM = 256 * 1024
TABS = (
    SheetLineState.BAD,
    SheetLineState.FIT,
    SheetLineState.SAME,
    SheetLineState.TAKEN,
    SheetLineState.LEFT,
)
MOST_MENDED_HERE = 20
"""More lines than that are mended in the file, and put up again."""
LONGEST_TYPED = 4000


def allow_large_files() -> None:
    """Let a catalogue through; every other form stays small. Runs before anything reads the request."""
    if request.endpoint == "catalogue_files.upload" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


@bp.get("")
@officers_who(Permission.MANAGE_CATALOGUE)
def index() -> Response:
    refuse_below_the_top()
    return show("catalogue_files/index.html", sheets=questions.sheets())


@bp.post("")
@officers_who(Permission.MANAGE_CATALOGUE)
def upload() -> Response:
    by, file = current_officer(), request.files.get("file")
    refuse_below_the_top()
    try:
        if file is None or not file.filename:
            raise FormNotComplete({"file": "Chọn tệp .xlsx hoặc .json của danh mục."})
        stream = cast(BinaryIO, file.stream)
        job_n = services.upload(file.filename, stream, by=by, at=clock.now())
    except Refusal as no:
        words = _words(no)
        return refused("catalogue_files/index.html", [("file", words)], sheets=questions.sheets())
    asked_for(job_n)
    return done(url_for(".one", sheet_n=questions.of_job(job_n)))


@bp.get("/<int:sheet_n>")
@officers_who(Permission.MANAGE_CATALOGUE)
def one(sheet_n: int) -> Response:
    return show("catalogue_files/show.html", block="lines", **_page(sheet_n))


@bp.post("/<int:sheet_n>/kiem-tra")
@officers_who(Permission.MANAGE_CATALOGUE)
def check_again(sheet_n: int) -> Response:
    only_bad = request.form.get("viec") == "can-sua"
    job_n = services.check_again(sheet_n, only_bad=only_bad, by=current_officer(), at=clock.now())
    asked_for(job_n)
    return done(url_for(".one", sheet_n=sheet_n))


@bp.post("/<int:sheet_n>/dong/<int:line>")
@officers_who(Permission.MANAGE_CATALOGUE)
def mend(sheet_n: int, line: int) -> Response:
    """Mend a line where it stands, leave it out, or take it back."""
    what, start = request.form.get("viec", ""), f"d{line}-"
    if what == "bo":
        mending.leave_out(sheet_n, line, at=clock.now())
        state = SheetLineState.LEFT
    elif what == "lay-lai":
        state = mending.take_back(sheet_n, line, at=clock.now())
    else:
        typed = {
            name.removeprefix(start): [each[:LONGEST_TYPED] for each in values]
            for name, values in request.form.lists()
            if name.startswith(start)
        }
        state = mending.mend(sheet_n, line, typed, at=clock.now())
    message = f"Thủ tục ở dòng {line}: {LINE_LABELS[state].lower()}."
    back = request.form.get("xem", "") if state is SheetLineState.BAD else None
    return done(url_for(".one", sheet_n=sheet_n, xem=back), message=message)


@bp.post("/<int:sheet_n>/lay")
@officers_who(Permission.MANAGE_CATALOGUE)
def take(sheet_n: int) -> Response:
    try:
        return asked_for(services.take(sheet_n, by=current_officer(), at=clock.now()))
    except FormNotComplete as no:
        page = _page(sheet_n)
        return refused("catalogue_files/show.html", [(None, _words(no))], **page)


@bp.post("/xuat")
@officers_who(Permission.SEE_PROCEDURES)
def export() -> Response:
    form = request.form.get("form", "")
    return asked_for(services.ask_for_export(form, by=current_officer(), at=clock.now()))


def _page(sheet_n: int) -> dict[str, Any]:
    sheet = questions.sheet(sheet_n)
    counts = questions.counts(sheet.n)
    first = next((state for state in TABS if counts[state]), SheetLineState.FIT)
    wanted = request.args.get("xem", "")
    state = SheetLineState(wanted) if wanted in {each.value for each in TABS} else first
    page = questions.lines(sheet, state, request.args.get("sau"))
    return {
        "wrong_boxes": lambda field, words: faults_of([(field, each) for each in words]),
        "mends": counts[SheetLineState.BAD] <= MOST_MENDED_HERE,
        "sheet": sheet, "counts": counts, "state": state.value, "page": page, "shortly": shortly,
        "job": questions.job_of(sheet), "edit_labels": EDIT_LABELS, "edit_tones": EDIT_TONES,
        "tabs": [
            (each.value, LINE_LABELS[each], _address(sheet.n, each, ""), counts[each]) for each in TABS
        ],
        "next_url": _address(sheet.n, state, page.next_key),
        "previous_url": _address(sheet.n, state, page.previous_key),
    }  # fmt: skip


def _address(sheet_n: int, state: SheetLineState, key: str | None) -> str | None:
    if key is None:
        return None
    return url_for(".one", sheet_n=sheet_n, xem=state.value, sau=key or None)


def _words(no: Refusal) -> str:
    return " ".join(no.facts["fields"].values()) if isinstance(no, FormNotComplete) else str(no)
