"""Forwarded work: what came up to this office and what it sent on, the papers on their way, taking over, returning."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.labels import PAPER_KINDS
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import Refusal
from app.domain.scans import read_scan
from app.queries import arrivals as arrival_questions
from app.queries import dossiers, notices, sync, units
from app.queries import forwarding as questions
from app.queries.forwarding import BACK, HOME, ON, PILES, UP, Filters
from app.services import arrivals, forwarding, forwarding_sheets, listings
from app.web.guards import current_officer, officers_who
from app.web.jobs import asked_for
from app.web.pages import done, refused, show

bp = Blueprint("forwarding", __name__, url_prefix="/lien-thong")


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    return show("forwarding/index.html", scanned="", **_list())


@bp.post("/quet")
@officers_who(Permission.ACCEPT_FORWARD)
def scan() -> Response:
    """The code on a receipt, scanned or typed: the dossier it stands on, with its papers ticked."""
    scanned = request.form.get("scan", "")[:200].strip()
    try:
        code = read_scan(scanned, clock.local(clock.now()).date()).code
    except Refusal as no:
        faults = [("scan", str(no))]
        return refused("forwarding/index.html", faults, scanned=scanned, **_list())
    found = questions.id_of_scanned(str(code), current_officer()) if code else None
    if found is None:
        words = "Không có hồ sơ liên thông nào đang ở đây mang mã này. Hãy xem lại mã, hoặc hồ sơ chưa được chuyển lên."
        return refused("forwarding/index.html", [("scan", words)], scanned=scanned, **_list())
    return done(url_for(".one", dossier_id=found, quet=1))


@bp.get("/<dossier_id>")
@officers_who(Permission.SEE_DOSSIERS)
def one(dossier_id: str) -> Response:
    return show("forwarding/show.html", **_dossier(dossier_id))


@bp.post("/<dossier_id>/giay-to")
@officers_who(Permission.ACCEPT_FORWARD)
def note_arrivals(dossier_id: str) -> Response:
    """Some papers have come; the dossier stays where it is."""
    arrivals.note(dossier_id, _ticked(), by_scan=_by_scan(), by=current_officer(), at=clock.now())
    return done(url_for(".one", dossier_id=dossier_id), message="Đã ghi giấy tờ đã đến.")


@bp.post("/<dossier_id>/nhan")
@officers_who(Permission.ACCEPT_FORWARD)
def accept(dossier_id: str) -> Response:
    """Take the dossier over with the papers that are here; the others are awaited."""
    try:
        forwarding.accept_forward(
            dossier_id, arrived=_ticked(), by_scan=_by_scan(), by=current_officer(), at=clock.now(),
            seen=request.form.get("seen", type=int),
        )  # fmt: skip
    except Refusal as no:
        if no.status != 409:
            raise
        return refused(
            "forwarding/show.html", [(None, str(no))], status=409, **_dossier(dossier_id)
        )
    return done(url_for(".index"), message="Đã nhận hồ sơ. Nơi gửi sẽ thấy khi có đường truyền.")


@bp.post("/xuat")
@officers_who(Permission.SEE_DOSSIERS)
def export() -> Response:
    filters = Filters.from_args(request.form)
    job_n = listings.ask(
        forwarding_sheets.NAME, filters.to_args(), by=current_officer(), at=clock.now()
    )
    return asked_for(job_n)


def _list() -> dict[str, Any]:
    by, now = current_officer(), clock.now()
    today = clock.local(now).date()
    tabs = _tabs(by, now)
    filters = Filters.from_args(request.args)
    if filters.list_ not in {key for key, *_ in tabs} and tabs:
        filters = Filters(list_=tabs[0][0])
    page = questions.page(by, filters, request.args.get("sau"), now=now)
    counts = questions.counts(by, now=now) if filters.list_ == UP else {}
    return {
        "filters": filters,
        "tabs": tabs,
        "piles": [(key, words, counts.get(key), url_for(".index", loc=key)) for key, words in PILES.items()],
        "all_count": counts.get(UP),
        "size_words": questions.size_words,
        "page": page,
        "words": sync.words_for([row.id for row in page.rows]),
        "below": notices.receivers(by, today),
        "above": units.word_above(by.unit, today),
        "below_word": units.word_for_children(by.unit),
        "next_url": _address(filters, page.next_key),
        "previous_url": _address(filters, page.previous_key),
        "is_history": filters.list_ in (BACK, HOME),
        "may_scan": filters.list_ == UP and may(by, Permission.ACCEPT_FORWARD),
        "lists": {"up": UP, "on": ON, "back": BACK, "home": HOME},
    }  # fmt: skip


def _tabs(by: Officer, now: Any) -> list[tuple[str, str, str]]:
    """The lists that mean something here: what comes up where offices stand below, what goes up where one is above."""
    today = clock.local(now).date()
    above, tabs = units.office_above(by.unit, today), []
    if units.units_below(by.unit):
        tabs += [
            (UP, f"{units.word_for_children(by.unit).capitalize()} chuyển lên"),
            (BACK, "Đã gửi về"),
        ]
    if above:
        word = units.word_above(by.unit, today)
        tabs += [(ON, f"Đã chuyển {word}"), (HOME, f"{word.capitalize()} gửi về")]
    return [(key, words, url_for(".index", chieu=key)) for key, words in tabs]


def _dossier(dossier_id: str) -> dict[str, Any]:
    by, now = current_officer(), clock.now()
    dossier = dossiers.one(dossier_id, by, now=now)
    steps = dossiers.steps_for(dossier, by, now=now)
    pieces = arrival_questions.pieces(dossier_id, dossier.holder_unit)
    scanned = "quet" in request.args or _by_scan()
    ticked = _ticked() if request.method == "POST" else None
    return {
        "dossier": dossier,
        "told": questions.one(dossier, by, now=now),
        "pieces": [
            (each, each.paper_id in ticked if ticked is not None else scanned or bool(each.arrived_at))
            for each in pieces
        ],
        "papers_before": any(each.arrived_at for each in pieces),
        "scanned": scanned,
        "kinds": PAPER_KINDS,
        "seen": dossiers.lines(dossier_id),
        "open_steps": {step.key: step for step in steps},
        "may_note": dossier.holds and dossier.is_away and may(by, Permission.ACCEPT_FORWARD),
    }  # fmt: skip


def _ticked() -> set[str]:
    return set(request.form.getlist("paper")[:200])


def _by_scan() -> bool:
    return request.form.get("by_scan") == "1"


def _address(filters: Filters, key: str | None) -> str | None:
    address: dict[str, Any] = {**filters.to_args(), "sau": key}
    return url_for(".index", **address) if key else None
