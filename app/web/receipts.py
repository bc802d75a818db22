"""The receipts of this office: what the parent has signed for, to see, to print and to take away."""

from datetime import date

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.queries import keys, nodes, receipts
from app.queries import sync as questions
from app.queries.receipts import Receipt
from app.web.guards import officers_who
from app.web.pages import show
from app.web.pdf_files import show_sheet

bp = Blueprint("receipts", __name__, url_prefix="/dong-bo/bien-nhan")


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    before = _day(request.args.get("truoc", ""))
    days = receipts.days(before)
    older = days[-1].day if days and receipts.has_before(days[-1].day) else None
    return show(
        "receipts/index.html", here=nodes.this(), at=questions.standing(), days=days, older=older
    )


@bp.get("/<number>")
@officers_who(Permission.SEE_SYNC)
def one(number: str) -> Response:
    receipt = _receipt(number)
    return show_sheet(
        "receipts/show.html",
        node=nodes.this(),
        receipt=receipt,
        signer_words=keys.words_of(receipt.statement.public_key),
    )


@bp.get("/<number>/tep")
@officers_who(Permission.SEE_SYNC)
def download(number: str) -> Response:
    """The file anybody can check; UTF-8 with a mark, so that old editors show the letters."""
    receipt = _receipt(number)
    answer = make_response(("\ufeff" + receipts.as_text(receipt)).encode())
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{receipt.number}.txt"'
    return answer


def _receipt(number: str) -> Receipt:
    return receipts.one(number) or abort(404)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
