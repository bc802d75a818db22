"""The sync pages: how the exchange stands, what waits, what came, what was refused, what ran, which scans travel."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission, may
from app.domain.refusals import Refusal
from app.queries import inbox, moments, nodes, outbox, scans
from app.queries import runs as runs_questions
from app.queries import sync as questions
from app.queries.inbox import ABOVE, BELOW
from app.services import refused_changes
from app.web.guards import current_officer, officers_who
from app.web.pages import done, show
from app.web.pages import refused as not_done

bp = Blueprint("sync_page", __name__, url_prefix="/dong-bo")

STARTS_WITHIN = timedelta(seconds=10)
"""How long a page that asked for a run waits to see it begin."""

RUNS_ON_A_PAGE = 50
SEEN_FOR = timedelta(days=90)
TABS = (
    ("index", "Tình trạng", "/dong-bo"),
    ("outbox", "Hộp đi", "/dong-bo/hop-di"),
    ("inbox", "Hộp đến", "/dong-bo/hop-den"),
    ("refused", "Bị từ chối", "/dong-bo/bi-tu-choi"),
    ("runs", "Lần chạy", "/dong-bo/lan-chay"),
    ("scans", "Tệp quét", "/dong-bo/tep-quet"),
    ("sticks", "USB", "/dong-bo/usb"),
    ("receipts", "Biên nhận", "/dong-bo/bien-nhan"),
    ("keys", "Khóa", "/dong-bo/khoa"),
    ("verification", "Đối chiếu", "/dong-bo/doi-chieu"),
)


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


@bp.get("/hop-den")
@officers_who(Permission.SEE_SYNC)
def arrived() -> Response:
    frame = _frame()
    side = _side(frame)
    before = request.args.get("truoc", type=int)
    seen = _seen(side)
    page = inbox.arrived(side, before=before, seen=seen)
    answer = show(
        "sync/inbox.html",
        side=side,
        page=page,
        parked=inbox.parked(),
        contested=inbox.contested(),
        older=url_for(".arrived", tu=side, truoc=page.older) if page.older else None,
        is_first=before is None,
        **frame,
    )
    if before is None and page.latest > (seen or 0):
        _keep_seen(answer, side, page.latest)
    return answer


@bp.get("/bi-tu-choi")
@officers_who(Permission.SEE_SYNC)
def refused() -> Response:
    return show("sync/refused.html", **_refused())


def _refused() -> dict[str, Any]:
    here = nodes.this()
    names = nodes.names_below(here.unit) if here.is_parent else {}
    return {"theirs": outbox.refused_here(), "names": names, **_frame()}


@bp.post("/bi-tu-choi/<int:change_n>")
@officers_who(Permission.SYNC_NOW)
def send_again(change_n: int) -> Response:
    """A change of ours that was not taken in, once more as it stands here now."""
    try:
        refused_changes.send_again(change_n, by=current_officer(), at=clock.now())
    except Refusal as no:
        return not_done("sync/refused.html", no, status=no.status, **_refused())
    told = "Đã xếp vào hàng gửi. Còn bị từ chối thì lý do mới hiện ở đây."
    return done(url_for(".refused"), message=told)


@bp.get("/lan-chay")
@officers_who(Permission.SEE_SYNC)
def runs() -> Response:
    rows = runs_questions.runs(before=request.args.get("truoc", type=int), limit=RUNS_ON_A_PAGE)
    older = rows[-1].n if len(rows) == RUNS_ON_A_PAGE else None
    return show("sync/runs.html", rows=rows, older=older, **_frame())


@bp.get("/lan/<int:run_n>")
@officers_who(Permission.SEE_SYNC)
def run(run_n: int) -> Response:
    found = runs_questions.run(run_n)
    if found is None:
        abort(404)
    return show("sync/run.html", block="run", run=found, **_frame())


@bp.get("/tep-quet")
@officers_who(Permission.SEE_SYNC)
def files() -> Response:
    settings = current_app.extensions["motcua"]["instance"].settings
    return show(
        "sync/scans.html",
        up=scans.waiting_up(),
        down=scans.waiting_down(),
        carried=scans.carried_on(clock.local(clock.now()).date()),
        budget_bytes=settings.attachment_megabytes_per_day * 1_000_000,
        metered=settings.metered,
        **_frame(),
    )


# ── What the pages share ────────────────────────────────────────────────────────────────────────────


@bp.app_template_global()
def sync_tabs() -> list[tuple[str, str, str]]:
    """The tabs that this program serves and this officer may open: key, words, address."""
    return [tab for tab in TABS if _may_open(tab[2])]


def _may_open(path: str) -> bool:
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    guard = getattr(current_app.view_functions[endpoint], "guard", None)
    return guard in set(Permission) and may(current_officer(), Permission(guard))


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


# ── What an officer has seen of what came, remembered by the browser ────────────────────────────────


def _side(frame: dict[str, Any]) -> str:
    """From above or from below, where the office has both; otherwise the only one it has."""
    if frame["at"] is None:
        return BELOW
    if not frame["here"].is_parent:
        return ABOVE
    return BELOW if request.args.get("tu") == BELOW else ABOVE


def _seen(side: str) -> int | None:
    """The last place this officer has seen; None at the first visit, when nothing is called new."""
    who, _, place = request.cookies.get(_cookie(side), "").partition("~")
    known = who == current_officer().username and place.isascii() and place.isdigit()
    return int(place[:18]) if known else None


def _keep_seen(answer: Response, side: str, place: int) -> None:
    answer.set_cookie(
        _cookie(side), f"{current_officer().username}~{place}", max_age=SEEN_FOR, httponly=True, samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )  # fmt: skip


def _cookie(side: str) -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_{side}"


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
    return moments.lasting(seconds)


@bp.app_template_filter()
def size(count: int) -> str:
    """“0 B”, “310 B”, “1,2 KB”, “3,4 MB”."""
    if count < 1000:
        return f"{count} B"
    value, unit = (count / 1000, "KB") if count < 1_000_000 else (count / 1_000_000, "MB")
    return f"{value:.1f}".replace(".", ",").removesuffix(",0") + f" {unit}"
