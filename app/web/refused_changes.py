"""Changes of the offices below that were not taken in, and what is done about each."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import refused_changes as questions
from app.queries.refused_values import mending
from app.services import accepting, access_log
from app.services import refused_changes as services
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import Faults, done, refused, show

NOT_FOUND = 404
LONGEST = 2000

bp = Blueprint("refused_changes", __name__, url_prefix="/bi-tu-choi")


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    return show("refused_changes/index.html", **_page())


@bp.post("/<int:change_n>")
@officers_who(Permission.SETTLE_CONFLICTS)
def settle(change_n: int) -> Response:
    """Tell the office below, or set the change aside: which of the two is the button that was pressed."""
    act = services.tell if request.form.get("do") == "bao" else services.set_aside
    try:
        act(change_n, request.form.get("reason", ""), by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        words = no.facts["fields"]["reason"]
        page = _page() | {"typed": request.form.get("reason", ""), "at": change_n}
        return refused("refused_changes/index.html", [(f"reason-{change_n}", words)], **page)
    except Refusal as no:
        return refused("refused_changes/index.html", no, status=no.status, **_page())
    told = (
        "Đã báo xã bằng trao đổi của hồ sơ." if act is services.tell else "Đã để riêng, kèm lý do."
    )
    return done(url_for(".index"), message=told)


@bp.get("/<int:change_n>")
@officers_who(Permission.SETTLE_CONFLICTS)
def one(change_n: int) -> Response:
    page = _mending(change_n)
    if page["mending"].root:
        access_log.note("dossier", page["mending"].root, by=current_officer(), at=clock.now())
    return show("refused_changes/show.html", **page)


@bp.post("/<int:change_n>/nhan")
@officers_who(Permission.SETTLE_CONFLICTS)
def accept(change_n: int) -> Response:
    """Take the change in as it was mended on the page."""
    try:
        prove_again()
        accepting.accept(
            change_n, _sent("chon-"), _sent("khac-"), reason=request.form.get("reason", ""),
            seal=request.form.get("seal", ""), by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        if no.status == NOT_FOUND:
            raise
        faults: Faults = no.facts["fields"].items() if isinstance(no, FormNotComplete) else no
        page = _mending(change_n)
        return refused("refused_changes/show.html", faults, status=no.status, **page)
    return done(url_for(".index"), message="Đã nhận. Nơi gửi thấy giá trị này khi đồng bộ.")


def _mending(change_n: int) -> dict[str, Any]:
    found = mending(change_n, current_officer())
    here = accepting.HERE if not found.is_new else ""
    picked = {each.name: accepting.THEIRS if each.fits else here for each in found.values}
    return {
        "mending": found, "chosen": picked | _sent("chon-"), "typed": _sent("khac-"),
        "reason": request.form.get("reason", ""), "how": questions.HOW,
    }  # fmt: skip


def _sent(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value[:LONGEST]
        for name, value in request.form.items()
        if name.startswith(prefix) and value
    }


def _page() -> dict[str, Any]:
    return {
        "refused": questions.refused(), "parked": questions.parked(), "how": questions.HOW,
        "typed": "", "at": 0,
    }  # fmt: skip
