"""Who may open a page. Every route carries `officers_who` or `anyone`; a test walks all routes to see."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from app import clock
from app.config import Settings
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import officers as queries
from app.services import officers as services
from app.services import pins
from app.web import pages

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
LOCKED = 423
SEEN_EVERY = timedelta(minutes=1)
IDLE = "MOTCUA_IDLE"
OPEN_WITH_OLD_PASSWORD = {
    "sessions.password",
    "sessions.change_password",
    "sessions.sign_out",
    "frame.lamps",
}
OPEN_WHEN_COVERED = {
    "locks.cover",
    "locks.open_",
    "locks.take_over",
    "locks.close",
    "sessions.sign_out",
}


class SignedIn(UserMixin):
    """The officer of this request, with the session they came in by."""

    def __init__(self, token: str, session: queries.Session) -> None:
        self.token = token
        self.session = session

    def get_id(self) -> str:
        return self.token


def officers_who(permission: Permission) -> Callable[[View], View]:
    """Only an officer whose role allows `permission`; others sign in first, or read why not."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if signed_in() is None:
                return _sign_in_first()
            if is_covered() and request.endpoint not in OPEN_WHEN_COVERED:
                return _uncover_first()
            _note_seen()
            if signed_in_or_fail().session.must_change and _wants_more_than_a_password():
                return redirect(url_for("sessions.password"), 303)
            if not may(current_officer(), permission):
                abort(403)
            return view(*args, **kwargs)

        return _marked(cast(View, guarded), permission)

    return guard


def anyone(view: View) -> View:
    """A page that needs no account: signing in, the look-up of a citizen, the frame's own probe."""
    return _marked(view, ANYONE)


def current_officer() -> Officer:
    """The officer who asks. Only for views guarded by `officers_who`."""
    return signed_in_or_fail().session.officer


def officer_or_none() -> Officer | None:
    here = signed_in()
    return here.session.officer if here else None


def signed_in() -> SignedIn | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in_or_fail() -> SignedIn:
    here = signed_in()
    if here is None:
        abort(401)
    return here


def is_covered() -> bool:
    """Whether the screen of this session is covered: by a press, or because nobody touched it for long."""
    here = signed_in()
    if here is None:
        return False
    idle: timedelta = current_app.config[IDLE]
    is_idle = bool(idle) and clock.now() - here.session.last_seen_at > idle
    return here.session.covered_at is not None or is_idle


def has_pin() -> bool:
    """Whether the officer confirms with six digits what binds the office; else with the password."""
    return queries.has_pin(current_officer().username)


def prove_again() -> None:
    """Refuse unless the form brings the officer's PIN or password: asked for each thing that binds the office."""
    given = request.form.get("password_again", "")
    if not given:
        raise FormNotComplete(
            {"password_again": f"Nhập {'mã PIN' if has_pin() else 'mật khẩu'} để xác nhận."}
        )
    try:
        pins.prove(
            current_officer().username, given, address=request.remote_addr or "", at=clock.now()
        )
    except Refusal as no:
        raise FormNotComplete({"password_again": str(no)}) from no


def register(app: Flask, settings: Settings) -> None:
    """Sessions live in the database; the cookie only carries the token that names one."""
    name = f"motcua_{settings.port}"
    app.config.update(
        # Two nodes on one PC share a host name, and cookies do not tell ports apart.
        SESSION_COOKIE_NAME=f"__Host-{name}" if settings.behind_https else name,
        SESSION_COOKIE_SECURE=settings.behind_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config[IDLE] = timedelta(minutes=settings.idle_minutes)
    app.jinja_env.globals["has_pin"] = has_pin
    app.jinja_env.globals["idle_seconds"] = settings.idle_minutes * 60
    manager = LoginManager()
    # The row in the database is what makes a session good, not the browser's address or name.
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    session = queries.session(token, at=clock.now())
    return SignedIn(token, session) if session else None


def _sign_in_first() -> Response:
    """A page asked for by its address comes back after signing in; a form stays where it was typed."""
    if request.method != "GET" or pages.wants_fragment():
        abort(401)
    back = request.full_path.rstrip("?")
    return redirect(url_for("sessions.sign_in", next=back if back != "/" else None), 303)


def _uncover_first() -> Response:
    """A page asked for by its address comes back when the screen is opened; a form stays where it was typed."""
    if request.method != "GET" or pages.wants_fragment():
        return pages.failed("errors/423.html", LOCKED)
    return redirect(url_for("locks.cover", ve=request.full_path.rstrip("?")), 303)


def _wants_more_than_a_password() -> bool:
    return request.endpoint not in OPEN_WITH_OLD_PASSWORD


def _note_seen() -> None:
    """A page that refreshes a part of itself is nobody at work."""
    here, now = signed_in_or_fail(), clock.now()
    is_poll = request.method == "GET" and pages.wants_fragment()
    if (
        not is_poll
        and request.endpoint != "frame.lamps"
        and now - here.session.last_seen_at > SEEN_EVERY
    ):
        services.note_seen(here.token, at=now)


def _marked(view: View, mark: str) -> View:
    view.guard = mark  # type: ignore[attr-defined]
    return view
