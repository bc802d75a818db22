"""Documents between offices: the two registers, writing and sending, receiving, answering, the register on paper."""

import uuid
from typing import Any, BinaryIO, cast

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.dispatches import KIND_LABELS, LONGEST, URGENCY_LABELS, book_sheets
from app.domain.documents import LARGEST_BYTES
from app.domain.labels import DOCUMENT_TYPES
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, NoSuchDispatch, Refusal
from app.queries import dispatches as questions
from app.queries import enclosures, nodes
from app.queries.dispatches import INCOMING, OUTGOING, STATES, Filters
from app.services import dispatch_sheets, listings
from app.services import dispatches as services
from app.services.documents import Upload
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.jobs import asked_for
from app.web.pages import Faults, done, refused, show
from app.web.pdf_files import show_sheet

bp = Blueprint("dispatches", __name__, url_prefix="/van-ban")

ROOM_FOR_THE_FORM = 1024 * 1024
BOXES = (
    "mode", "symbol", "kind", "issued_on", "subject", "signer", "urgency", "answer_by", "note", "others",
    "from_name", "answers_id", "answers_symbol",
)  # fmt: skip


@bp.get("")
@officers_who(Permission.SEE_DISPATCHES)
def index() -> Response:
    by, now = current_officer(), clock.now()
    filters = Filters.from_args(request.args)
    page = questions.page(by, filters, request.args.get("sau"), now=now)
    waiting = questions.waiting_count(by)
    return show(
        "dispatches/index.html",
        filters=filters,
        page=page,
        tabs=[
            (INCOMING, "Văn bản đến", url_for(".index"), waiting or None),
            (OUTGOING, "Văn bản đi", url_for(".index", so=OUTGOING), None),
        ],
        drafts=questions.drafts(by) if filters.side == OUTGOING else [],
        states=list(STATES.items()),
        kinds=list(KIND_LABELS.items()),
        this_year=clock.local(now).year,
        next_url=_address(filters, page.next_key),
        previous_url=_address(filters, page.previous_key),
    )


@bp.post("/xuat")
@officers_who(Permission.SEE_DISPATCHES)
def export() -> Response:
    filters = Filters.from_args(request.form).to_args()
    return asked_for(listings.ask(dispatch_sheets.NAME, filters, by=current_officer(), at=clock.now()))  # fmt: skip


@bp.get("/so/<side>/<int:year>")
@officers_who(Permission.SEE_DISPATCHES)
def book(side: str, year: int) -> Response:
    """The register of a year on A4 across."""
    if side not in (INCOMING, OUTGOING):
        raise NoSuchDispatch
    now = clock.now()
    lines = questions.book(current_officer(), side, year, now=now)
    return show_sheet(
        "dispatches/book.html", sheets=book_sheets(lines), count=len(lines), side=side, year=year,
        is_incoming=side == INCOMING, unit_name=nodes.this().name,
    )  # fmt: skip


@bp.get("/soan")
@officers_who(Permission.SEND_DISPATCHES)
def write() -> Response:
    typed = {"kind": "letter", "urgency": "usual", "issued_on": f"{clock.local(clock.now()):%d/%m/%Y}"}  # fmt: skip
    chosen: list[str] = []
    if request.args.get("vao"):
        typed["mode"] = "in"
    if answered := request.args.get("tra-loi"):
        about = questions.one(answered, current_officer(), now=clock.now())
        typed |= {
            "answers_id": about.letter_id, "answers_symbol": about.symbol,
            "subject": f"V/v trả lời văn bản số {about.symbol}",
            "others": "" if about.from_unit else about.from_name,
        }  # fmt: skip
        chosen = [about.from_unit]
    return show("dispatches/edit.html", **_form(uuid.uuid4().hex, typed, chosen))


@bp.get("/soan/<draft_id>")
@officers_who(Permission.SEND_DISPATCHES)
def edit(draft_id: str) -> Response:
    if questions.draft(draft_id, current_officer()) is None:
        raise NoSuchDispatch
    return show("dispatches/edit.html", **_form(draft_id))


@bp.post("/soan/<draft_id>")
@officers_who(Permission.SEND_DISPATCHES)
def save(draft_id: str) -> Response:
    """Keep what was typed; the button says whether it is sent too."""
    by, at, what, draft_id = current_officer(), clock.now(), request.form.get("lam", ""), draft_id[:64]  # fmt: skip
    if what == "bo":
        services.drop(draft_id, by=by)
        return done(url_for(".index", so=OUTGOING), message="Đã bỏ nháp.")
    typed = {name: request.form.get(name, "") for name in BOXES}
    chosen = request.form.getlist("receivers")
    uploads = [
        Upload(each.filename, cast(BinaryIO, each.stream))
        for each in request.files.getlist("files")
        if each.filename
    ]
    try:
        services.save(
            draft_id, typed, chosen, uploads=uploads, dropped=request.form.getlist("bo_tep"), by=by, at=at
        )  # fmt: skip
        if what != "gui":
            return done(url_for(".edit", draft_id=draft_id), message="Đã lưu nháp.")
        sent = services.send(draft_id, by=by, at=at)
    except Refusal as no:
        return refused("dispatches/edit.html", _faults(no), **_form(draft_id, typed, chosen))
    if typed["mode"] == "in":
        return done(url_for(".one", dispatch_id=sent), message="Đã vào sổ văn bản đến.")
    words = "Đã cấp số và gửi. Nơi nhận thấy ở lần đồng bộ tới."
    return done(url_for(".one", dispatch_id=sent), message=words)


@bp.get("/<dispatch_id>")
@officers_who(Permission.SEE_DISPATCHES)
def one(dispatch_id: str) -> Response:
    return show("dispatches/show.html", reason="", handed_to="", **_page(dispatch_id))


@bp.post("/<dispatch_id>/nhan")
@officers_who(Permission.SEND_DISPATCHES)
def receive(dispatch_id: str) -> Response:
    handed_to = request.form.get("handed_to", "")[:500]
    try:
        services.receive(dispatch_id, handed_to=handed_to, by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        page = _page(dispatch_id)
        return refused("dispatches/show.html", _faults(no), reason="", handed_to=handed_to, **page)
    return done(url_for(".one", dispatch_id=dispatch_id), message="Đã nhận và vào sổ văn bản đến.")


@bp.post("/<dispatch_id>/thu-hoi")
@officers_who(Permission.SEND_DISPATCHES)
def recall(dispatch_id: str) -> Response:
    reason = request.form.get("reason", "")[:1000]
    try:
        services.recall(dispatch_id, reason, by=current_officer(), at=clock.now())
    except Refusal as no:
        page = _page(dispatch_id)
        return refused(
            "dispatches/show.html", _faults(no), status=no.status, reason=reason, handed_to="", **page
        )  # fmt: skip
    words = "Đã thu hồi ở những nơi chưa nhận. Số đã cấp không dùng lại."
    return done(url_for(".one", dispatch_id=dispatch_id), message=words)


@bp.get("/<dispatch_id>/tep/<file_id>")
@officers_who(Permission.SEE_DISPATCHES)
def file(dispatch_id: str, file_id: str) -> Response:
    found = questions.file_of(dispatch_id, file_id, current_officer())
    answer = send_file(
        enclosures.opened(found.sha256, found.name), mimetype=found.media_type, download_name=found.name,
        as_attachment="tai" in request.args, etag=False,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def allow_large_files() -> None:
    """Let the files of a document through. Runs before anything reads the request."""
    if request.endpoint == "dispatches.save" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


def _page(dispatch_id: str) -> dict[str, Any]:
    by = current_officer()
    told = questions.one(dispatch_id, by, now=clock.now())
    return {
        "letter": told,
        "is_sent": told.from_unit == by.unit,
        "files": questions.files(dispatch_id),
        "linked": questions.linked(told, by),
    }


def _form(
    draft_id: str, typed: dict[str, str] | None = None, chosen: list[str] | None = None
) -> dict[str, Any]:
    by = current_officer()
    found = questions.draft(draft_id, by)
    kept = found.answers if found else {}
    typed = typed or kept
    return {
        "draft_id": draft_id,
        "is_kept": found is not None,
        "typed": typed,
        "is_incoming": typed.get("mode") == "in",
        "chosen": chosen if chosen is not None else kept.get("receivers", []),
        "kept_files": found.files if found else [],
        "all_receivers": questions.receivers(by, clock.local(clock.now()).date()),
        "kinds": list(KIND_LABELS.items()),
        "urgencies": list(URGENCY_LABELS.items()),
        "longest": LONGEST,
        "accepts": ",".join(DOCUMENT_TYPES),
    }


def _address(filters: Filters, key: str | None) -> str | None:
    address: dict[str, Any] = {**filters.to_args(), "sau": key}
    return url_for(".index", **address) if key else None


def _faults(no: Refusal) -> Faults:
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
