"""The draft of the catalogue's next version: what it holds, what must be mended, and publishing it from a day."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.catalogues import EditKind, shortly
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.procedure_check import cares, faults
from app.domain.refusals import FormNotComplete
from app.queries import catalogues as questions
from app.services import catalogue_offers, catalogue_publishing, catalogues
from app.services.nodes import shipped_procedures
from app.web.catalogue_lists import ON_A_PAGE, key_of_code, piece
from app.web.catalogues import WORDS, today
from app.web.guards import current_officer, officers_who, prove_again
from app.web.jobs import asked_for
from app.web.pages import done, refused, show

bp = Blueprint("catalogue_drafts", __name__, url_prefix="/thu-tuc/ban/nhap")

CODES_SHOWN = 8


@bp.get("")
@officers_who(Permission.MANAGE_CATALOGUE)
def index() -> Response:
    return show("catalogues/draft.html", block="found", **_list())


@bp.post("")
@officers_who(Permission.MANAGE_CATALOGUE)
def begin() -> Response:
    """Open the draft; with a code, at once at that procedure."""
    catalogues.begin(by=current_officer(), at=clock.now())
    code = request.form.get("code", "")[:16]
    return done(url_for("procedure_editor.edit", code=code) if code else url_for(".index"))


@bp.post("/bo-thay-doi")
@officers_who(Permission.MANAGE_CATALOGUE)
def undo() -> Response:
    code = request.form.get("code", "")[:16]
    catalogues.undo(code)
    return done(url_for(".index"), message=f"Đã bỏ thay đổi của thủ tục {code} khỏi bản nháp.")


@bp.post("/bo")
@officers_who(Permission.MANAGE_CATALOGUE)
def drop() -> Response:
    if request.form.get("sure") != "1":
        words = "Đánh dấu vào ô “Tôi muốn bỏ cả bản nháp”, rồi bấm lại."
        return refused("catalogues/draft.html", [("sure", words)], **_list())
    catalogues.drop(seen=_seen(), by=current_officer(), at=clock.now())
    return done(
        url_for("catalogues.index"), message="Đã bỏ bản nháp. Danh mục đang dùng không đổi."
    )


@bp.get("/phat-hanh")
@officers_who(Permission.MANAGE_CATALOGUE)
def preview() -> Response:
    return show("catalogues/publish.html", typed={}, **_preview())


@bp.post("/phat-hanh")
@officers_who(Permission.MANAGE_CATALOGUE)
def publish() -> Response:
    form, page = request.form, _preview()
    try:
        if page["cares"] and form.get("looked") != "1":
            words = "Xem các điều cần để ý, rồi đánh dấu “Tôi đã xem”."
            raise FormNotComplete({"looked": words})
        prove_again()
        job_n = catalogue_publishing.ask_to_publish(
            title=form.get("title", ""),
            decision=form.get("decision", ""),
            starts_on=read_day(form.get("starts_on", "")[:40]),
            seen=_seen(),
            by=current_officer(),
            at=clock.now(),
        )
    except FormNotComplete as no:
        faulty = list(no.facts["fields"].items())
        return refused("catalogues/publish.html", faulty, typed=form, **page)
    return asked_for(job_n)


@bp.get("/chuong-trinh")
@officers_who(Permission.MANAGE_CATALOGUE)
def offers() -> Response:
    return show("catalogues/offers.html", **_offers())


@bp.post("/chuong-trinh")
@officers_who(Permission.MANAGE_CATALOGUE)
def take_offers() -> Response:
    chosen = request.form.getlist("code")
    if not chosen:
        words = "Chọn ít nhất một thủ tục để lấy vào bản nháp."
        return refused("catalogues/offers.html", [(None, words)], **_offers())
    by, at = current_officer(), clock.now()
    count = catalogue_offers.take(chosen, by=by, at=at)
    return done(url_for(".index"), message=f"Đã đưa {count} thủ tục vào bản nháp.")


def _page() -> dict[str, Any]:
    catalogues.refuse_below_the_top()
    draft, edits = questions.draft(), questions.edits()
    wrong = {each.code: len(faults(each.content)) for each in edits if not _ends(each)}
    return {
        "draft": draft,
        "edits": edits,
        "wrong": {code: count for code, count in wrong.items() if count},
        "next_number": questions.next_number(),
        **WORDS,
    }


def _list() -> dict[str, Any]:
    """The procedures of the draft, a page at a time, each with what it changes."""
    page = _page()
    shown = piece(
        page["edits"], ".index", key_of=lambda each: key_of_code(each.code),
        name_of=lambda each: str(each.content.get("name") or ""), to_mend=lambda each: each.code in page["wrong"],
    )  # fmt: skip
    told = questions.edit_changes(each for each in shown.rows if each.code not in page["wrong"])
    return page | {
        "piece": shown,
        "told": {code: shortly(changes) for code, changes in told.items()},
    }


def _preview() -> dict[str, Any]:
    """What the version would change, kind by kind, and what its procedures still lack."""
    draft = catalogues.open_draft()
    page = _page()
    fit = [each for each in page["edits"] if each.code not in page["wrong"]]
    piles = [(kind, [each for each in fit if each.kind == kind]) for kind in questions.KIND_ORDER]
    shown = [each for _, pile in piles for each in pile[:ON_A_PAGE]]
    return page | {
        "draft": draft,
        "piles": [(kind.value, pile[:ON_A_PAGE], len(pile)) for kind, pile in piles if pile],
        "changes": questions.edit_changes(shown),
        "bad": [each for each in page["edits"] if each.code in page["wrong"]][:ON_A_PAGE],
        "cares": _cares(each for each in fit if not _ends(each)),
        "begins_after": _last_day(),
    }


def _cares(edits: Any) -> Mapping[str, tuple[int, str]]:
    """By what is lacking: how many procedures, and some of their codes."""
    codes: dict[str, list[str]] = {}
    for edit in edits:
        for words in cares(edit.content):
            codes.setdefault(words, []).append(edit.code)
    return {
        words: (
            len(found),
            ", ".join(found[:CODES_SHOWN]) + ("…" if len(found) > CODES_SHOWN else ""),
        )
        for words, found in codes.items()
    }


def _last_day() -> Any:
    """The latest first day of the versions that are published: the next cannot begin before it."""
    return max((each.valid_from for each in questions.standing()), default=None)


def _offers() -> dict[str, Any]:
    catalogues.refuse_below_the_top()
    return {"offers": questions.offers(shipped_procedures(today())), "shortly": shortly, **WORDS}


def _ends(edit: Any) -> bool:
    return bool(edit.kind == EditKind.RETIRED)


def _seen() -> int:
    return request.form.get("seen", -1, int)
