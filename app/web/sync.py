"""The sync page: how the exchange with the parent stands, what waits, what was refused, what ran."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.queries import nodes, outbox
from app.queries import sync as questions
from app.web.guards import officers_who
from app.web.pages import done, show

bp = Blueprint("sync_page", __name__, url_prefix="/dong-bo")

STARTS_WITHIN = timedelta(seconds=10)
"""How long a page that asked for a run waits to see it begin."""

RUNS_ON_A_PAGE = 50


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    return show("sync/index.html", block="standing", **_standing(_asked_at()))


@bp.post("")
@officers_who(Permission.SYNC_NOW)
def sync_now() -> Response:
    current_app.extensions["motcua"]["sync_now"]()
    return done(
        url_for(".index"), "sync/index.html", block="standing", **_standing(clock.now()),
        message="Đã bắt đầu đồng bộ. Ông/bà cứ làm việc tiếp.",
    )  # fmt: skip


@bp.get("/hop-di")
@officers_who(Permission.SEE_SYNC)
def waiting() -> Response:
    return show("sync/outbox.html", rows=outbox.outbox(), window=outbox.WINDOW, **_frame())


@bp.get("/bi-tu-choi")
@officers_who(Permission.SEE_SYNC)
def refused() -> Response:
    here = nodes.this()
    names = nodes.names_below(here.unit) if here.is_parent else {}
    return show("sync/refused.html", theirs=outbox.refused_here(), names=names, **_frame())


@bp.get("/lan-chay")
@officers_who(Permission.SEE_SYNC)
def runs() -> Response:
    rows = questions.runs(before=request.args.get("truoc", type=int), limit=RUNS_ON_A_PAGE)
    older = rows[-1].n if len(rows) == RUNS_ON_A_PAGE else None
    return show("sync/runs.html", rows=rows, older=older, **_frame())


def _frame() -> dict[str, Any]:
    """What every tab shows; `at` is None at the top of the tree."""
    return {"here": nodes.this(), "at": questions.standing(), "made_at": clock.now()}


def _standing(asked_at: datetime | None) -> dict[str, Any]:
    """`polls` while a run is on its way: the answer without it ends the asking."""
    at, now = questions.standing(), clock.now()
    return {
        "here": nodes.this(),
        "at": at,
        "lamp": questions.line(),
        "notices": questions.notices(),
        "polls": at is not None and (at.is_running or _is_about_to_run(at, asked_at, now)),
        "asked_at": asked_at,
        "made_at": now,
    }


def _is_about_to_run(at: questions.Standing, asked_at: datetime | None, now: datetime) -> bool:
    if asked_at is None or now - asked_at > STARTS_WITHIN:
        return False
    return at.last_try_at is None or at.last_try_at < asked_at


def _asked_at() -> datetime | None:
    """When this page asked for a run, as the address of its next look says."""
    seconds = request.args.get("tu", type=int)
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < 2**32 else None


# ── How these pages write lengths of time and of bytes ──────────────────────────────────────────────


@bp.app_template_filter()
def age(since: datetime) -> str:
    """“3 phút”, “2 giờ”, “4 ngày”: how long ago, in its largest whole unit."""
    minutes = max(0, int((clock.now() - since).total_seconds()) // 60)
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // (24 * 60)} ngày"


@bp.app_template_filter()
def lasting(seconds: int) -> str:
    """“dưới 1 giây”, “45 giây”, “2 phút 5 giây”, “1 giờ 10 phút”."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    if minutes:
        return f"{minutes} phút {rest} giây" if rest else f"{minutes} phút"
    return f"{rest} giây" if rest else "dưới 1 giây"


@bp.app_template_filter()
def size(count: int) -> str:
    """“0 B”, “310 B”, “1,2 KB”, “3,4 MB”."""
    if count < 1000:
        return f"{count} B"
    value, unit = (count / 1000, "KB") if count < 1_000_000 else (count / 1_000_000, "MB")
    return f"{value:.1f}".replace(".", ",").removesuffix(",0") + f" {unit}"
