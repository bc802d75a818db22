"""A procedure on paper for the wall of the hall: a poster on A4 or A3, and a card, each with its version and a code."""

from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.permissions import Permission
from app.domain.prints import heading
from app.domain.procedures import Procedure
from app.queries import catalogues, nodes
from app.queries import procedures as queries
from app.web.guards import officers_who
from app.web.pdf_files import show_sheet
from app.web.print_sheets import qr_of
from app.web.procedures import (
    UNKNOWN,
    case_lines,
    fee_line,
    holders,
    legs_of,
    online_words,
    only_for,
    time_of,
)

bp = Blueprint("posters", __name__, url_prefix="/thu-tuc")

SIZES = {
    "a4": "Tờ treo A4",
    "a3": "Tờ treo A3",
    "the": "Thẻ để bàn (A5 ngang)",
}
MANY_LETTERS, MANY_ON_A_CARD = 1500, 500
"""Beyond which a poster, or a card, uses the smaller type."""


@bp.get("/<code>/to-treo")
@officers_who(Permission.SEE_PROCEDURES)
def poster(code: str) -> Response:
    """The version in force today; with a number, that version: one prints ahead of the day."""
    today = clock.local(clock.now()).date()
    number, size = request.args.get("ban", 0, int), request.args.get("kho", "a4")
    found = queries.one(f"{code}@{number}") if number else queries.latest(code, today)
    procedure = found or catalogues.newest(code) or abort(404)
    here = nodes.this()
    papers = [_paper(paper, procedure) for paper in procedure.papers]
    letters = len(procedure.name) + sum(len("".join(paper)) for paper in papers)
    return show_sheet(
        "procedures/poster.html",
        procedure=procedure,
        size=size if size in SIZES else "a4",
        sizes=SIZES,
        heading=heading(here.name, today),
        papers=papers,
        cases=case_lines(procedure),
        time_words=time_of(procedure),
        fees=[fee_line(fee, procedure) for fee in procedure.fees],
        legs=legs_of(procedure),
        decides=holders()[procedure.decides],
        channels=[labels.CHANNELS.get(each, each) for each in procedure.channels],
        online_words=online_words(procedure),
        qr=qr_of(procedure.id),
        dense=letters > (MANY_ON_A_CARD if size == "the" else MANY_LETTERS),
        unknown=UNKNOWN,
        today=today,
    )


def _paper(paper: Any, procedure: Procedure) -> tuple[str, str, str]:
    """A paper, what is done with it (“nộp 1 bản chính”), and what else is to be known."""
    need = labels.NEEDS.get(paper.need, "").lower()
    counted = [f"{paper.originals} bản chính"] if paper.originals else []
    if paper.copies:
        kind = "copy" if paper.kind == "original" else paper.kind
        counted.append(f"{paper.copies} {labels.PAPER_KINDS.get(kind, 'bản sao').lower()}")
    how = f"{need} {', '.join(counted)}" if counted else need
    remark = "; ".join(filter(None, (only_for(paper, procedure), paper.note)))
    return paper.name, how, remark
