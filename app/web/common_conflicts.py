"""Rows of the catalogue, the tree of units and the calendar, and letters, that two offices wrote differently."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.common_conflicts import side_by_time
from app.domain.permissions import Permission
from app.domain.refusals import ConflictSettled, FormNotComplete, Refusal
from app.queries import common_conflicts as questions
from app.queries import nodes
from app.services import common_conflicts as services
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("common_conflicts", __name__, url_prefix="/xung-dot/dung-chung")

INDEX, CARD = "common_conflicts/index.html", "common_conflicts/show.html"
PICKED = "chon-"


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    return show(INDEX, **_page())


@bp.post("")
@officers_who(Permission.SEE_PROCEDURES)
def settle_many() -> Response:
    """The rows ticked, each with the seal the page showed: `<number>-<seal>`."""
    wanted = [each.partition("-")[::2] for each in request.form.getlist("dong")][: questions.PAGE]
    rows = [(int(n), seal) for n, seal in wanted if n.isascii() and n.isdigit()]
    if not rows:
        return refused(INDEX, [(None, "Đánh dấu ít nhất một dòng.")], **_page())
    try:
        prove_again()
        settled, left = services.settle_many(
            rows, request.form.get("giu", ""), by=current_officer(), at=clock.now()
        )
    except FormNotComplete as no:
        return refused(INDEX, list(no.facts["fields"].items()), **_page())
    rest = f" {left} dòng vừa đổi ở nơi khác, hãy xem lại." if left else ""
    return done(url_for(".index"), message=f"Đã chọn cho {settled} dòng.{rest}")


@bp.get("/<int:record_n>")
@officers_who(Permission.SEE_PROCEDURES)
def one(record_n: int) -> Response:
    return show(CARD, **_card(record_n))


@bp.post("/<int:record_n>")
@officers_who(Permission.SEE_PROCEDURES)
def settle(record_n: int) -> Response:
    picks = {
        name.removeprefix(PICKED): value[:32]
        for name, value in request.form.items()
        if name.startswith(PICKED)
    }
    try:
        prove_again()
        settled = services.settle(
            record_n, picks, seal=request.form.get("seal", ""), by=current_officer(), at=clock.now()
        )
    except ConflictSettled as no:
        return show(CARD, status=no.status, settled=str(no), **_card(record_n))
    except FormNotComplete as no:
        return refused(CARD, _faults(no), **_card(record_n))
    words = f"Đã lưu quyết định cho {len(settled)} mục. Các đơn vị nhận khi đồng bộ."
    return done(url_for(".one", record_n=record_n), message=words)


def _page() -> dict[str, Any]:
    rows, page = (
        questions.waiting(current_officer()),
        max(1, request.args.get("trang", 1, type=int)),
    )
    start = (page - 1) * questions.PAGE
    shown = rows[start : start + questions.PAGE]
    return {
        "rows": shown, "total": len(rows), "node": nodes.this(), "may_choose": any(row.may_choose for row in shown),
        "next_url": url_for(".index", trang=page + 1) if len(rows) > start + questions.PAGE else None,
        "previous_url": url_for(".index", trang=page - 1) if page > 1 else None,
    }  # fmt: skip


def _card(record_n: int) -> dict[str, Any]:
    card, which = questions.card(record_n, current_officer()), request.args.get("theo", "")
    preset = {
        clash.field: side_by_time(clash.sides, which).prefix
        for clash in card.record.clashes
        if which in (services.LATER, services.EARLIER)
    }
    chosen = {field.name: request.form.get(PICKED + field.name, "") for field in card.fields}
    return {
        "card": card, "node": nodes.this(), "where": _where(card),
        "chosen": {name: pick or preset.get(name, "") for name, pick in chosen.items()},
    }  # fmt: skip


def _where(card: questions.Card) -> str | None:
    """The page on which the row is read."""
    row_id = card.record.record_id
    match card.record.entity:
        case "procedure":
            code, _, number = row_id.partition("@")
            return url_for("procedures.version", code=code, number=int(number))
        case "catalogue_version":
            return url_for("catalogues.one", number=int(row_id.removeprefix("ban-")))
        case "unit":
            return url_for("units.one", unit=row_id.partition("@")[0])
        case "calendar_day" | "calendar_year":
            return url_for("calendars.index", nam=row_id[:4])
        case _:
            return None


def _faults(no: Refusal) -> list[tuple[str | None, str]]:
    return list(no.facts["fields"].items())
