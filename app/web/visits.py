"""One visit on one sheet of A5: every code a person takes home, what is promised and what is to be paid."""

import hashlib
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.prints import BLANK, PrintForm, PrintState, date_words, edition, heading
from app.domain.refusals import NothingToPrint, Refusal
from app.domain.vietnamese import amount_in_words, money
from app.queries import dossiers
from app.queries import visits as questions
from app.web import print_panels
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show
from app.web.pdf_files import show_sheet
from app.web.print_sheets import qr_of

bp = Blueprint("visits", __name__, url_prefix="/tiep-nhan/luot")

ROWS_OF_A_SHEET = 5


@bp.get("/<dossier_id>")
@officers_who(Permission.RECEIVE)
def one(dossier_id: str) -> Response:
    """Everything one person handed in at one visit."""
    rows = _rows(dossier_id)
    return show("visits/show.html", rows=rows, total=_total(rows))


@bp.get("/<dossier_id>/in")
@officers_who(Permission.PRINT)
def sheet(dossier_id: str) -> Response:
    return show_sheet("visits/print.html", **_page(dossier_id))


@bp.post("/<dossier_id>/in/lan-in")
@officers_who(Permission.PRINT)
def begin(dossier_id: str) -> Response:
    page = _page(dossier_id)
    try:
        print_panels.begin(page)
    except Refusal as no:
        return refused("visits/print.html", print_panels.faults(no), status=no.status, **page)
    return done(url_for(".sheet", dossier_id=dossier_id, in_ngay=print_panels.opening()))


@bp.post("/<dossier_id>/in/xac-nhan")
@officers_who(Permission.PRINT)
def settle(dossier_id: str) -> Response:
    page = _page(dossier_id)
    try:
        answer, message = print_panels.settle(page)
    except Refusal as no:
        return refused("visits/print.html", print_panels.faults(no), status=no.status, **page)
    again = 1 if answer is PrintState.UNCLEAR else None
    return done(url_for(".sheet", dossier_id=dossier_id, in_ngay=again), message=message)


def _rows(dossier_id: str) -> list[Any]:
    """The dossiers of the visit; the one that was asked for when it came alone."""
    dossier = dossiers.one(dossier_id, current_officer())
    return questions.visit(dossier_id, current_officer()) or [dossier]


def _page(dossier_id: str) -> dict[str, Any]:
    rows = [row for row in _rows(dossier_id) if row.received_at and row.code]
    if not rows:
        raise NothingToPrint(title="phiếu nhận hồ sơ một lượt")
    first, total = rows[0], _total(rows)
    on = clock.local(first.received_at).date()
    # A visit that has grown since is another sheet, with a log of its own.
    told = "|".join(row.id for row in rows)
    sheets = [
        rows[start : start + ROWS_OF_A_SHEET] for start in range(0, len(rows), ROWS_OF_A_SHEET)
    ]
    return {
        "form": edition(PrintForm.VISIT, on),
        "heading": heading(first.unit_name, on),
        "told_on": date_words(rows[-1].received_at),
        "first": first,
        "rows": rows,
        "sheets": sheets,
        "total": total,
        "total_words": f"{money(total)} ({amount_in_words(total)})" if total else "không thu",
        "codes": {row.id: qr_of(row.code) for row in rows},
        "blank": BLANK,
        **print_panels.panel(
            PrintForm.VISIT, hashlib.sha256(told.encode()).hexdigest(),
            begin_url=url_for(".begin", dossier_id=dossier_id),
            settle_url=url_for(".settle", dossier_id=dossier_id),
        ),
    }  # fmt: skip


def _total(rows: list[Any]) -> int:
    return sum(row.amount_due or 0 for row in rows)
