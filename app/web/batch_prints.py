"""The sheets of many dossiers, a handful at a time: printed with one press, and answered for with one."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.batches import SHEETS, BatchVerb
from app.domain.permissions import Permission
from app.domain.prints import PrintForm, PrintState
from app.domain.refusals import PdfIsAPrint
from app.queries import batches as questions
from app.queries import prints as print_questions
from app.services import batches as services
from app.web import print_panels, print_sheets
from app.web.guards import current_officer, officers_who
from app.web.looks import counted
from app.web.pages import done
from app.web.pdf_files import show_sheet

bp = Blueprint("batch_prints", __name__, url_prefix="/hang-loat")

AT_ONCE = 25
"""Sheets of one page: more than that no printer takes without a jam."""
ANSWERS = {
    "ro": (PrintState.CLEAR, "Đã ghi: các tờ này in rõ."),
    "mo": (PrintState.UNCLEAR, "Đã ghi: in mờ. Chọn lại các hồ sơ ấy rồi in."),
    "hong": (PrintState.BROKEN, "Đã ghi: máy in hỏng. Chọn lại các hồ sơ ấy khi máy chạy."),
}


@bp.get("/<int:batch_n>/to-in")
@officers_who(Permission.PRINT)
def sheets(batch_n: int) -> Response:
    page = _page(batch_n)
    counted(len(page["sheets"]))
    if page["answered"] and "tep" in request.args:
        raise PdfIsAPrint
    return show_sheet("batches/sheets.html", **page)


@bp.post("/<int:batch_n>/to-in")
@officers_who(Permission.PRINT)
def settle(batch_n: int) -> Response:
    """“Các tờ có rõ không?”: one answer for the sheets of this page; on to the next ones."""
    state, words = ANSWERS.get(request.form.get("answer", "")) or abort(400)
    by, (parts, part) = current_officer(), _parts(batch_n)
    services.settle_prints(batch_n, parts[part - 1], state, by=by, at=clock.now())
    return done(url_for(".sheets", batch_n=batch_n, phan=min(part + 1, len(parts))), message=words)


def _parts(batch_n: int) -> tuple[list[list[Any]], int]:
    """What was written down as printed, in handfuls; and which of them is asked for, from 1."""
    batch = questions.one(batch_n, current_officer())
    if batch.verb != BatchVerb.PRINT:
        abort(404)
    items = questions.printed(batch) or abort(404)
    parts = [items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE)]
    asked = request.values.get("phan", 1, int)
    return parts, min(max(asked, 1), len(parts))


def _page(batch_n: int) -> dict[str, Any]:
    by, now = current_officer(), clock.now()
    batch, (parts, part) = questions.one(batch_n, by), _parts(batch_n)
    items = parts[part - 1]
    words, form, copy = SHEETS[batch.how["sheet"]]
    found = questions.on_paper(items, by, now)
    moves = print_questions.moves_of_several([row.id for row, _ in found])
    is_receipt = form is PrintForm.RECEIPT
    return {
        "batch": batch,
        "words": words,
        "part": part,
        "parts": len(parts),
        "answered": questions.answered(batch, items),
        "sheet_template": f"print/_{form.value}_sheet.html",
        "copy": (copy.value, print_sheets.COPIES.get(copy, "")),
        "sheets": [
            {"dossier": row}
            | (
                print_sheets.receipt(row, papers)
                if is_receipt
                else print_sheets.control_so_far(row, moves[row.id])
            )
            for row, papers in found
        ],
        "printer": print_panels.chosen_printer(),
    }
