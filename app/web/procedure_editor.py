"""One procedure of the draft, box by box. Every press keeps what was typed; what has faults cannot be published."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import clock
from app.domain.catalogues import EditKind
from app.domain.permissions import Permission
from app.domain.procedure_boxes import (
    CASES,
    HEAD,
    PARTS,
    SET,
    Box,
    BoxGroup,
    Values,
    content_of,
    read,
    read_text,
    rows_of,
)
from app.domain.procedure_cases import names_of
from app.domain.procedure_check import CODE, ProcedureFault, faults
from app.domain.procedures import normalise_code
from app.domain.refusals import EditMoved, FormNotComplete, NoSuchCatalogue
from app.queries import catalogues as questions
from app.services import catalogues as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done, faults_of, refused, show

bp = Blueprint("procedure_editor", __name__, url_prefix="/thu-tuc/ban/nhap")

MOST_ROWS = 70
LONGEST_TYPED = 4000
NONE_SEEN = -1
"""What a page has seen that was drawn before the draft held anything of the procedure."""


@bp.get("/them")
@officers_who(Permission.MANAGE_CATALOGUE)
def new() -> Response:
    services.open_draft()
    return show("catalogues/new.html", code="")


@bp.post("/them")
@officers_who(Permission.MANAGE_CATALOGUE)
def add() -> Response:
    typed = request.form.get("code", "")[:40]
    code = normalise_code(typed) or ""
    try:
        if not CODE.fullmatch(code):
            raise FormNotComplete({"code": "Nhập mã thủ tục dạng 1.001193."})
        services.add(code, by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        fields = list(no.facts["fields"].items())
        return refused("catalogues/new.html", fields, code=typed)
    return done(url_for(".edit", code=code))


@bp.get("/sua/<code>")
@officers_who(Permission.MANAGE_CATALOGUE)
def edit(code: str) -> Response:
    return show("catalogues/edit.html", **_page(code, request.args.get("them", "")))


@bp.post("/sua/<code>")
@officers_who(Permission.MANAGE_CATALOGUE)
def save(code: str) -> Response:
    content, task = _typed(request.form), request.form.get("viec", "luu")
    anchor, more = _rearranged(content, task)
    try:
        services.save(
            code, content, seen=request.form.get("seen", NONE_SEEN, int), by=current_officer(),
            at=clock.now(),
        )  # fmt: skip
    except EditMoved as no:
        page = _page(code, "")
        page.pop("errors")
        return refused("catalogues/edit.html", no, status=no.status, **page)
    if task == "xong":
        return done(url_for("catalogue_drafts.index"), message=_kept(code, content))
    message = _kept(code, content) if task == "luu" else None
    return done(url_for(".edit", code=code, them=more, _anchor=anchor), message=message)


@bp.post("/ngung/<code>")
@officers_who(Permission.MANAGE_CATALOGUE)
def retire(code: str) -> Response:
    services.begin(by=current_officer(), at=clock.now())
    services.retire(code, by=current_officer(), at=clock.now())
    words = f"Thủ tục {code} sẽ ngừng từ ngày áp dụng của bản nháp này."
    return done(url_for("catalogue_drafts.index"), message=words)


def _page(code: str, more: str) -> dict[str, Any]:
    services.open_draft()
    found, newest = questions.edit(code), questions.newest(code)
    if found is None and (newest is None or newest.valid_to is not None):
        raise NoSuchCatalogue
    content = found.content if found else content_of(newest.to_values() if newest else {})
    wrong = faults(content) if found and found.revision + (found.before or 0) > 0 else []
    return {
        "code": code,
        "content": content,
        "edit": found,
        "ends": found is not None and found.kind == EditKind.RETIRED,
        "seen": found.revision if found else NONE_SEEN,
        "newest": newest,
        "head": HEAD,
        "cases": content.get("cases"),
        "cases_of": lambda row: _cases_of(content, row),
        "parts": [(part, _drawn(content, part, more)) for part in PARTS],
        "errors": faults_of([(each.box, each.words) for each in wrong]),
    }


def _cases_of(content: Values, row: Values) -> list[tuple[str, str]]:
    """The cases a line may be for; one it names that is gone stays, to be taken off by hand."""
    names = names_of(content)
    gone = [code for code in row.get("cases") or () if code not in names]
    return [*names.items(), *((code, f"{code} (đã xóa)") for code in gone)]


def _drawn(content: Values, part: BoxGroup, more: str) -> list[Values]:
    """The lines of a part, and an empty one where one was asked for."""
    rows = rows_of(content, part)
    room = len(rows) < part.most
    return [*rows, _empty(part)] if more == part.name and room else rows


def _empty(part: BoxGroup) -> Values:
    first = {"need": "submit", "per": "dossier"}
    if part.name in ("papers", "fees", "own_fields"):
        first["kind"] = {"papers": "original", "fees": "fee"}.get(part.name, "text")
    return {box.name: first.get(box.name) for box in part.boxes}


def _typed(form: MultiDict[str, str]) -> Values:
    head = {box.name: _box(form, box.name, box) for box in HEAD}

    def rows(part: BoxGroup) -> list[dict[str, Any]]:
        count = min(form.get(f"{part.name}-rows", 0, int), MOST_ROWS)
        return [
            {box.name: _box(form, f"{part.name}-{place}-{box.name}", box) for box in part.boxes}
            for place in range(count)
        ]

    return read(rows, head, read_text)


def _box(form: MultiDict[str, str], name: str, box: Box) -> Any:
    if box.kind == SET or box is CASES:
        return [each[:LONGEST_TYPED] for each in form.getlist(name)]
    return form.get(name, "")[:LONGEST_TYPED]


def _rearranged(content: Values, task: str) -> tuple[str | None, str | None]:
    """Do what a button beside a line asks; where the page goes on, and which part gets an empty line."""
    verb, _, rest = task.partition("-")
    name, _, place = rest.partition("-")
    part = next((each for each in PARTS if each.name == name), None)
    if part is None:
        return None, None
    rows = rows_of(content, part)
    at = int(place) if place.isascii() and place.isdigit() else -1
    if verb == "xoa" and 0 <= at < len(rows):
        del rows[at]
    if verb == "len" and 0 < at < len(rows):
        rows.insert(at - 1, rows.pop(at))
    content[part.name] = (rows[0] if rows else None) if part.single else rows
    if verb == "them":
        return f"{name}-{len(rows)}", name
    return f"{name}-{max(0, at - 1)}" if rows else name, None


def _kept(code: str, content: Values) -> str:
    wrong: list[ProcedureFault] = faults({**content, "code": code})
    left = f" Còn {len(wrong)} chỗ cần sửa trước khi phát hành." if wrong else ""
    return f"Đã giữ thủ tục {code} trong bản nháp.{left}"
