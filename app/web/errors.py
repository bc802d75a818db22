"""What a person reads when something is in the way: what happened, what is safe, what to do next."""

import errno
import logging
from typing import Any

from flask import Flask, Response, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.domain.refusals import Refusal
from app.web import pages

log = logging.getLogger(__name__)

PROOF = "password_again"
PAGES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}
BUSY = ("locked", "busy", "lock timeout", "deadlock", "could not serialize")
AWAY = (
    "connection refused", "connection failed", "server closed the connection", "terminating connection",
    "connection is closed", "connection is lost", "consuming input failed", "shutting down", "starting up",
    "in recovery mode",
)  # fmt: skip
"""What PostgreSQL, or the road to it, says while it is not there."""
DISK_FULL = ("disk is full", "disk full", "no space left", "disk i/o error")
FULL = "ổ đĩa của máy chủ đã đầy, hãy báo quản trị."
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def register(
    app: Flask,
    database_error: type[Exception] | None = None,
    *,
    hidden: type[Exception] | None = None,
    files_away: type[Exception] | None = None,
) -> None:
    """What is raised elsewhere: by the database when it is locked, full or gone; by a record that another office holds
    now; by the store of files when it does not answer."""
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(Refusal, refusal)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(InternalServerError, broken)
    if hidden is not None:
        app.register_error_handler(hidden, gone_elsewhere)
    if files_away is not None:
        app.register_error_handler(files_away, store_away)
    if database_error is not None:
        app.register_error_handler(database_error, cannot_write)
        app.register_error_handler(OSError, cannot_store)


def gone_elsewhere(error: Exception) -> Response:
    """The record has moved to another office, or was voided, since the page was shown."""
    words = (
        "Bản ghi này vừa được chuyển sang đơn vị khác hoặc đã bị hủy, nên không ghi thêm được ở đây. Việc vừa rồi "
        "chưa được ghi. Hãy mở lại danh sách để xem hồ sơ đang ở đâu."
    )
    return pages.failed("errors/refusal.html", 409, words=words)


def store_away(error: Exception) -> Response:
    log.error("the store of attachments is away")
    words = (
        "Kho lưu tệp đính kèm đang không trả lời nên việc vừa rồi chưa được ghi; không có gì dở dang. Hãy thử lại sau "
        "ít phút; nếu vẫn vậy, báo quản trị kiểm tra kho lưu tệp."
    )
    response = pages.failed("errors/refusal.html", 503, words=words)
    response.headers["Retry-After"] = "30"
    return response


def form_too_old(error: CSRFError) -> Response:
    return pages.failed("errors/csrf.html", 400)


def refusal(error: Refusal) -> Response:
    """A refusal no view put beside its form: the words on a page of their own."""
    return pages.failed("errors/refusal.html", error.status, words=str(error))


def http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    shown = pages.failed(
        f"errors/{code if code in PAGES else 400 if code < 500 else 500}.html", code
    )
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            shown.headers[name] = value
    return shown


def broken(error: InternalServerError) -> Response:
    """Flask has logged what it was; the page never tells."""
    return pages.failed("errors/500.html", 500)


def cannot_write(error: Exception) -> Response:
    """The transaction was undone as a whole, so the page may promise that nothing is half written."""
    words = str(error).lower()
    if any(sign in words for sign in DISK_FULL):
        return disk_full()
    if any(sign in words for sign in BUSY):
        log.error("the database stayed locked")
        response = pages.failed("errors/503.html", 503, typed=typed())
        response.headers["Retry-After"] = "5"
        return response
    if any(sign in words for sign in AWAY):
        log.error("the database is away")
        response = pages.failed("errors/database_away.html", 503, typed=typed())
        response.headers["Retry-After"] = "30"
        return response
    log.error("the database failed", exc_info=error)
    return pages.failed("errors/500.html", 500)


def cannot_store(error: OSError) -> Response:
    """A file could not be written; most of all because there is no room."""
    if error.errno in NO_SPACE:
        return disk_full()
    log.error("a file could not be written", exc_info=error)
    return pages.failed("errors/500.html", 500)


def disk_full() -> Response:
    log.error("the disk is full")
    if request.accept_mimetypes.best == "application/json":
        # A form that is kept while it is typed tells it in its own line.
        return make_response(jsonify(words=FULL), 503)
    return pages.failed("errors/disk_full.html", 503, typed=typed())


def typed() -> list[tuple[str, str]]:
    """What the form held that could not be written, so that it can be sent again; never a password or a file.

    What only proves who presses the button is asked for again. Under htmx the page stays as it is, and with it what
    was typed.
    """
    held = [each for each in request.form.items(multi=True) if each[0] != PROOF]
    if pages.wants_fragment() or request.files or any("password" in name for name, _ in held):
        return []
    return held
