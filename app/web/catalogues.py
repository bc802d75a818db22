"""Published versions of the catalogue: what each changes, who runs which, and what may still be taken back."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.catalogues import (
    EDIT_LABELS,
    EDIT_TONES,
    STATE_LABELS,
    STATE_TONES,
    CatalogueState,
    when_words,
)
from app.domain.intake import read_day
from app.domain.permissions import Permission, may
from app.domain.refusals import FormNotComplete
from app.queries import catalogues as questions
from app.queries import common_conflicts, nodes
from app.services import catalogues as services
from app.services.nodes import shipped_procedures
from app.web.catalogue_lists import Piece, piece
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("catalogues", __name__, url_prefix="/thu-tuc/ban")

WORDS: dict[str, Any] = {
    "state_labels": STATE_LABELS,
    "state_tones": STATE_TONES,
    "edit_labels": EDIT_LABELS,
    "edit_tones": EDIT_TONES,
}


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    drafting = may_draft()
    offers = questions.offers(shipped_procedures(today())) if drafting else []
    return show(
        "catalogues/index.html",
        versions=questions.listed(today()),
        may_draft=drafting,
        draft=questions.draft() if drafting else None,
        edits=len(questions.edits()) if drafting else 0,
        next_number=questions.next_number() if drafting else 0,
        offered=sum(not each.is_ours for each in offers),
        is_parent=nodes.this().is_parent,
        top=nodes.this().parent_name,
        differing=common_conflicts.count(),
        **WORDS,
    )


@bp.get("/<int:number>")
@officers_who(Permission.SEE_PROCEDURES)
def one(number: int) -> Response:
    return show("catalogues/show.html", block="found", typed={}, **_page(number))


@bp.post("/<int:number>/da-xem")
@officers_who(Permission.SEE_PROCEDURES)
def mark_read(number: int) -> Response:
    services.mark_read(number, by=current_officer(), at=clock.now())
    return done(url_for("desk.index"), message=f"Đã ghi: ông/bà đã xem bản {number} của danh mục.")


@bp.get("/cac-xa")
@officers_who(Permission.SEE_FLEET)
def board() -> Response:
    if not nodes.this().is_parent:
        abort(404)
    rows = questions.board(clock.now())
    newest = next(
        (each for each in questions.listed(today()) if each.state is not CatalogueState.CANCELLED),
        None,
    )
    return show("catalogues/board.html", rows=rows, newest=newest, today=today(), when=when_words)


@bp.post("/<int:number>/hoan")
@officers_who(Permission.MANAGE_CATALOGUE)
def postpone(number: int) -> Response:
    typed = request.form.get("starts_on", "")[:40]
    try:
        prove_again()
        services.postpone(number, read_day(typed), by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        faults = list(no.facts["fields"].items())
        return refused("catalogues/show.html", faults, typed=request.form, **_page(number))
    return done(url_for(".one", number=number), message=f"Đã dời ngày áp dụng của bản {number}.")


@bp.post("/<int:number>/huy")
@officers_who(Permission.MANAGE_CATALOGUE)
def cancel(number: int) -> Response:
    reason = request.form.get("reason", "")
    try:
        prove_again()
        services.cancel(number, reason, by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        faults = list(no.facts["fields"].items())
        return refused("catalogues/show.html", faults, typed=request.form, **_page(number))
    return done(url_for(".one", number=number), message=f"Đã hủy bản {number}.")


def _page(number: int) -> dict[str, Any]:
    version = questions.version(number)
    listed = questions.one(number, today())
    waits = listed.state is CatalogueState.WAITING
    return {
        "version": version,
        "listed": listed,
        "piece": _piece(version),
        "card": common_conflicts.of_row("catalogue_version", version.id),
        "may_change": waits and may_draft(),
        "when": when_words(version.valid_from, today()),
        **WORDS,
    }


def _piece(version: Any) -> Piece:
    """A version never changes what it brings: its procedures are known by their places."""
    differences = questions.differences(version)
    places = {each.code: ("", place) for place, each in enumerate(differences, 1)}
    return piece(
        differences, ".one", number=version.number, key_of=lambda each: places[each.code],
        name_of=lambda each: each.name,
    )  # fmt: skip


def today() -> date:
    return clock.local(clock.now()).date()


def may_draft() -> bool:
    """Whether this officer drafts and publishes the catalogue, and this office is the top."""
    return may(current_officer(), Permission.MANAGE_CATALOGUE) and nodes.this().parent_unit is None
