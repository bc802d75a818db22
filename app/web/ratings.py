"""What citizens said of how they were served, counted over some days, and each answer."""

from datetime import date

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.ratings import SATISFACTION_LABELS, Satisfaction
from app.queries import ratings as questions
from app.web.guards import current_officer, officers_who
from app.web.looks import counted
from app.web.pages import show

bp = Blueprint("ratings", __name__, url_prefix="/danh-gia")

NOT_A_DAY = "Ngày viết dạng 24/05/2019."


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    by, today = current_officer(), clock.local(clock.now()).date()
    typed = {name: request.args.get(name, "").strip()[:10] for name in ("tu", "den")}
    first, last = read_day(typed["tu"]) or today.replace(day=1), read_day(typed["den"]) or today
    counts = questions.counts(first, last, by)
    page = questions.page(first, last, by, request.args.get("sau"))
    counted(len(page.rows))
    return show(
        "ratings/index.html",
        first=first,
        last=last,
        faults={name: [NOT_A_DAY] for name, said in typed.items() if said and not read_day(said)},
        typed={"tu": typed["tu"] or f"{first:%d/%m/%Y}", "den": typed["den"] or f"{last:%d/%m/%Y}"},
        counts=[
            (label, counts.get(score.value, 0)) for score, label in SATISFACTION_LABELS.items()
        ],
        total=sum(counts.values()),
        satisfied=counts.get(Satisfaction.SATISFIED.value, 0),
        page=page,
        next_url=_address(first, last, page.next_key),
        previous_url=_address(first, last, page.previous_key),
    )


def _address(first: date, last: date, key: str | None) -> str | None:
    return (
        url_for(".index", tu=f"{first:%d/%m/%Y}", den=f"{last:%d/%m/%Y}", sau=key) if key else None
    )
