"""Notices from the office above: read here, written and followed there."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.documents import LARGEST_BYTES
from app.domain.labels import DOCUMENT_TYPES
from app.domain.notices import IMPORTANCE_LABELS, LONGEST_TEXT, LONGEST_TITLE
from app.domain.permissions import Permission, may
from app.domain.refusals import FormNotComplete, NoSuchNotice, Refusal
from app.queries import enclosures
from app.queries import notices as questions
from app.services import notices as services
from app.services.documents import Upload
from app.web.guards import current_officer, officer_or_none, officers_who
from app.web.pages import Faults, done, refused, show

bp = Blueprint("notices", __name__, url_prefix="/thong-bao")

ROOM_FOR_THE_FORM = 1024 * 1024
BOXES = ("title", "text", "importance", "valid_until")


@bp.app_context_processor
def for_the_desk() -> dict[str, Any]:
    """What the desk shows until it is read; asked only where a page does show it."""
    return {"unread_notices": lambda: questions.unread(current_officer(), clock.now())}


@bp.get("")
@officers_who(Permission.SEE_DESK)
def index() -> Response:
    page = questions.page(current_officer(), request.args.get("sau"), now=clock.now())
    return show("notices/index.html", page=page, **_tabs("nhan"), **_around(page, ".index"))


@bp.get("/da-gui")
@officers_who(Permission.SEND_NOTICES)
def sent() -> Response:
    by = current_officer()
    page = questions.sent(by, request.args.get("sau"), now=clock.now())
    return show(
        "notices/sent.html", page=page, drafts=questions.drafts(by), **_tabs("gui"), **_around(page, ".sent")
    )  # fmt: skip


@bp.get("/da-gui/<batch>")
@officers_who(Permission.SEND_NOTICES)
def sent_one(batch: str) -> Response:
    return show("notices/sent_one.html", reason="", **_sent(batch))


@bp.post("/da-gui/<batch>/thu-hoi")
@officers_who(Permission.SEND_NOTICES)
def withdraw(batch: str) -> Response:
    reason = request.form.get("reason", "")[:1000]
    try:
        services.withdraw(batch, reason, by=current_officer(), at=clock.now())
    except FormNotComplete as no:
        faults = no.facts["fields"].items()
        return refused("notices/sent_one.html", faults, reason=reason, **_sent(batch))
    words = "Đã thu hồi. Các đơn vị thấy lý do ở lần đồng bộ tới."
    return done(url_for(".sent_one", batch=batch), message=words)


@bp.get("/soan")
@officers_who(Permission.SEND_NOTICES)
def write() -> Response:
    return show("notices/edit.html", **_form(services.new_draft_id()))


@bp.get("/soan/<draft_id>")
@officers_who(Permission.SEND_NOTICES)
def edit(draft_id: str) -> Response:
    if questions.draft(draft_id, current_officer()) is None:
        raise NoSuchNotice
    return show("notices/edit.html", **_form(draft_id))


@bp.post("/soan/<draft_id>")
@officers_who(Permission.SEND_NOTICES)
def save(draft_id: str) -> Response:
    """Keep what was typed; the button says whether it is sent too."""
    by, at, what = current_officer(), clock.now(), request.form.get("lam", "")
    if what == "bo":
        services.drop(draft_id[:64], by=by)
        return done(url_for(".sent"), message="Đã bỏ nháp.")
    typed = {name: request.form.get(name, "") for name in BOXES}
    chosen, file = request.form.getlist("receivers"), request.files.get("files")
    upload = Upload(file.filename, cast(BinaryIO, file.stream)) if file and file.filename else None
    try:
        services.save(
            draft_id[:64], typed, chosen, upload=upload, drop_file="bo_tep" in request.form, by=by, at=at
        )  # fmt: skip
        if what != "gui":
            return done(url_for(".edit", draft_id=draft_id), message="Đã lưu nháp.")
        batch = services.send(draft_id[:64], by=by, at=at)
    except Refusal as no:
        return refused("notices/edit.html", _faults(no), **_form(draft_id, typed, chosen))
    words = "Đã gửi thông báo. Từng đơn vị nhận ở lần đồng bộ tới của mình."
    return done(url_for(".sent_one", batch=batch), message=words)


@bp.get("/<notice_id>")
@officers_who(Permission.SEE_DESK)
def one(notice_id: str) -> Response:
    notice = questions.one(notice_id, current_officer(), now=clock.now())
    return show("notices/show.html", notice=notice)


@bp.post("/<notice_id>/da-doc")
@officers_who(Permission.SEE_DESK)
def mark_read(notice_id: str) -> Response:
    services.mark_read(notice_id, by=current_officer(), at=clock.now())
    back = "/" if request.form.get("ve") == "ban" else url_for(".one", notice_id=notice_id)
    return done(back, message="Đã ghi là đã đọc; nơi gửi thấy ở lần đồng bộ tới.")


@bp.get("/<notice_id>/tep")
@officers_who(Permission.SEE_DESK)
def file(notice_id: str) -> Response:
    notice = questions.file_of(notice_id, current_officer())
    stream = enclosures.opened(notice.sha256, notice.file_name)
    answer = send_file(
        stream, mimetype=notice.media_type, download_name=notice.file_name, as_attachment="tai" in request.args,
        etag=False,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def allow_large_files() -> None:
    """Let the file of a notice through. Runs before anything reads the request."""
    if request.endpoint == "notices.save" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


def _sent(batch: str) -> dict[str, Any]:
    notice, receivers = questions.sent_one(batch, current_officer(), now=clock.now())
    return {"notice": notice, "receivers": receivers}


def _form(
    draft_id: str, typed: dict[str, str] | None = None, chosen: list[str] | None = None
) -> dict[str, Any]:
    by = current_officer()
    found = questions.draft(draft_id, by)
    kept = found.answers if found else {"importance": "usual"}
    return {
        "draft_id": draft_id,
        "is_kept": found is not None,
        "typed": typed or kept,
        "chosen": chosen if chosen is not None else kept.get("receivers", []),
        "kept_file": (found.file or {}).get("name", "") if found else "",
        "importances": list(IMPORTANCE_LABELS.items()),
        "all_receivers": questions.receiver_choices(by, clock.local(clock.now()).date()),
        "accepts": ",".join(DOCUMENT_TYPES),
        "longest": {"title": LONGEST_TITLE, "text": LONGEST_TEXT},
    }


def _tabs(current: str) -> dict[str, Any]:
    by = current_officer()
    below = questions.receivers(by, clock.local(clock.now()).date())
    may_send = may(by, Permission.SEND_NOTICES) and bool(below)
    tabs = [("nhan", "Đã nhận", url_for(".index"))]
    if may_send:
        tabs.append(("gui", "Đã gửi và nháp", url_for(".sent")))
    return {"tabs": tabs, "tab": current, "may_send": may_send}


def _around(page: Any, endpoint: str) -> dict[str, Any]:
    return {
        "next_url": url_for(endpoint, sau=page.next_key) if page.next_key else None,
        "previous_url": url_for(endpoint, sau=page.previous_key) if page.previous_key else None,
    }


def _faults(no: Refusal) -> Faults:
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no
