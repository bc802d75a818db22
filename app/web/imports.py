"""Old registers: putting one up, saying what its columns mean, mending lines, having it written."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.dossiers import LABELS, Status
from app.domain.imports import FIELDS, LINE_LABELS, LineState, SheetState
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import imports as questions
from app.queries import procedures
from app.services import imports as services
from app.services.old_sheets import LARGEST_BYTES
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.jobs import asked_for
from app.web.pages import Faults, done, refused, show

bp = Blueprint("imports", __name__, url_prefix="/nhap-so-cu")

ROOM_FOR_THE_FORM = 256 * 1024
UNFINISHED = [
    (Status.RETURNED.value, "Đã trả kết quả, không rõ ngày"),
    (Status.PROCESSING.value, LABELS[Status.PROCESSING]),
]
TABS = (
    LineState.BAD,
    LineState.TWIN,
    LineState.FAILED,
    LineState.READY,
    LineState.SKIPPED,
    LineState.WRITTEN,
)


def allow_large_sheets() -> None:
    """Let a register through; every other form stays small. Runs before anything reads the request."""
    if request.endpoint == "imports.upload" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


@bp.get("")
@officers_who(Permission.RECEIVE)
def index() -> Response:
    return show("imports/index.html", sheets=questions.sheets(current_officer()))


@bp.post("")
@officers_who(Permission.RECEIVE)
def upload() -> Response:
    by, file = current_officer(), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise FormNotComplete({"file": "Chọn tệp .xlsx của sổ cũ."})
        stream = cast(BinaryIO, file.stream)
        sheet_n = services.upload(file.filename, stream, by=by, at=clock.now())
    except Refusal as no:
        sheets = questions.sheets(by)
        return refused("imports/index.html", [("file", _words(no))], sheets=sheets)
    return done(url_for(".one", sheet_n=sheet_n))


@bp.get("/<int:sheet_n>")
@officers_who(Permission.RECEIVE)
def one(sheet_n: int) -> Response:
    sheet = questions.sheet(sheet_n, current_officer())
    if sheet.state == SheetState.MAPPING or "cot" in request.args:
        return show("imports/columns.html", **_columns(sheet))
    return show("imports/show.html", **_page(sheet))


@bp.post("/<int:sheet_n>/cot")
@officers_who(Permission.RECEIVE)
def arrange(sheet_n: int) -> Response:
    by, typed = current_officer(), request.form
    sheet = questions.sheet(sheet_n, by)
    mapping = {name: int(typed[name]) for name in FIELDS if _is_column(typed.get(name, ""), sheet)}
    unfinished = typed.get("unfinished", "")
    settings = {
        "procedure": typed.get("one_procedure", "")[:16],
        "unfinished": unfinished if unfinished in dict(UNFINISHED) else Status.RETURNED.value,
    }
    try:
        job_n = services.arrange(sheet_n, mapping, settings, by=by, at=clock.now())
    except Refusal as no:
        page = _columns(sheet) | {"mapping": mapping, "settings": settings}
        return refused("imports/columns.html", _faults(no), status=no.status, **page)
    return asked_for(job_n)


@bp.post("/<int:sheet_n>/thu-tuc")
@officers_who(Permission.RECEIVE)
def name_procedures(sheet_n: int) -> Response:
    texts, chosen = request.form.getlist("text"), request.form.getlist("code")
    pairs = dict(zip(texts, chosen, strict=False))
    return asked_for(services.name_procedures(sheet_n, pairs, by=current_officer(), at=clock.now()))


@bp.post("/<int:sheet_n>/dong/<int:line>")
@officers_who(Permission.RECEIVE)
def mend(sheet_n: int, line: int) -> Response:
    """Mend a line, or say of one that looks like another what is to become of it."""
    by, what = current_officer(), request.form.get("viec", "")
    if what in ("giu", "bo"):
        services.settle(sheet_n, line, keep=what == "giu", by=by)
        message = f"Dòng {line}: {'sẽ ghi' if what == 'giu' else 'bỏ qua'}."
    else:
        state = services.mend(sheet_n, line, request.form.to_dict(), by=by, at=clock.now())
        message = f"Dòng {line}: {LINE_LABELS[state]}."
    back = request.form.get("xem", "")
    return done(url_for(".one", sheet_n=sheet_n, xem=back or None), message=message)


@bp.post("/<int:sheet_n>/ghi")
@officers_who(Permission.RECEIVE)
def write(sheet_n: int) -> Response:
    by = current_officer()
    try:
        return asked_for(services.write(sheet_n, by=by, at=clock.now()))
    except FormNotComplete as no:
        page = _page(questions.sheet(sheet_n, by))
        return refused("imports/show.html", [(None, _words(no))], **page)


def _columns(sheet: Any) -> dict[str, Any]:
    today = clock.local(clock.now()).date()
    return {
        "sheet": sheet,
        "fields": FIELDS,
        "columns": [(n, f"{n + 1}. {words or '(không tên)'}") for n, words in enumerate(sheet.headers)],
        "mapping": sheet.mapping or {},
        "settings": sheet.settings or {},
        "sample": questions.first_lines(sheet.n),
        "procedures": [(each.code, each.name) for each in procedures.in_force(today)],
        "unfinished": UNFINISHED,
    }  # fmt: skip


def _page(sheet: Any) -> dict[str, Any]:
    counts = questions.counts(sheet.n)
    first = next((state for state in TABS if counts[state]), LineState.READY)
    wanted = request.args.get("xem", "")
    state = LineState(wanted) if wanted in {each.value for each in TABS} else first
    page = questions.lines(sheet, state, request.args.get("sau"))
    today = clock.local(clock.now()).date()
    return {
        "sheet": sheet, "counts": counts, "state": state.value, "page": page, "fields": FIELDS,
        "tabs": [_tab(sheet.n, each, counts[each]) for each in TABS],
        "unknown": questions.unknown_procedures(sheet) if counts[LineState.BAD] else [],
        "procedures": [(each.code, each.name) for each in procedures.in_force(today)],
        "to_write": counts[LineState.READY] + counts[LineState.FAILED],
        "next_url": _address(sheet.n, state, page.next_key),
        "previous_url": _address(sheet.n, state, page.previous_key),
    }  # fmt: skip


def _tab(sheet_n: int, state: LineState, count: int) -> tuple[str, str, str, int]:
    return state.value, LINE_LABELS[state].capitalize(), _address(sheet_n, state, "") or "", count


def _address(sheet_n: int, state: LineState, key: str | None) -> str | None:
    if key is None:
        return None
    return url_for(".one", sheet_n=sheet_n, xem=state.value, sau=key or None)


def _is_column(text: str, sheet: Any) -> bool:
    return text.isascii() and text.isdigit() and int(text[:4]) < len(sheet.headers)


def _words(no: Refusal) -> str:
    return " ".join(no.facts["fields"].values()) if isinstance(no, FormNotComplete) else str(no)


def _faults(no: Refusal) -> Faults:
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
