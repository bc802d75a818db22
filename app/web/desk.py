"""The desk: what waits for this officer, in queues, and the rows of one of them."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.catalogues import when_words
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.queries import catalogues, drafts, messages, nodes, notes, overview, reprints, sync
from app.queries import dossiers as queries
from app.queries.dossiers import Filters, Queue
from app.web import batches
from app.web.guards import current_officer, officers_who
from app.web.pages import show, wants_fragment

bp = Blueprint("desk", __name__)

URGENCY = {"bad": 0, "warn": 1}
NEITHER = 2


@bp.get("/")
@officers_who(Permission.SEE_DESK)
def index() -> Response:
    """The most urgent queue that has something in it."""
    by, now = current_officer(), clock.now()
    queues = queries.queues(by, now)
    waiting = [queue for queue in queues if queue.count] or queues[:1]
    chosen = min(waiting, key=lambda queue: URGENCY.get(queue.tone, NEITHER), default=None)
    return _show(queues, chosen, by, now)


@bp.get("/viec/<key>")
@officers_who(Permission.SEE_DOSSIERS)
def queue(key: str) -> Response:
    by, now = current_officer(), clock.now()
    queues = queries.queues(by, now)
    chosen = next((queue for queue in queues if queue.key == key), None) or abort(404)
    if wants_fragment():
        return show(
            "desk/index.html",
            block="queues",
            queues=queues,
            chosen=chosen,
            before=_before(),
            unread=notes.unread_count(by, now),
            reprints=reprints.count(by),
        )
    return _show(queues, chosen, by, now)


def _show(queues: list[Queue], chosen: Queue | None, by: Officer, now: datetime) -> Response:
    filters = Filters(queue=chosen.key if chosen else "")
    page = queries.page(by, filters, request.args.get("sau"), now=now) if chosen else None
    rows = page.rows if page else []
    return show(
        "desk/index.html",
        queues=queues,
        chosen=chosen,
        unread=notes.unread_count(by, now) if chosen else 0,
        reprints=reprints.count(by) if chosen else 0,
        before=chosen.shown if chosen else "",
        filters=filters,
        page=page,
        bar=batches.bar_of(filters, page, by, now) if rows else None,
        words=sync.words_for([row.id for row in rows]),
        drafts=drafts.of(by, now) if may(by, Permission.RECEIVE) else [],
        **_from_above(by, now),
        **_catalogue_news(by, now),
        nearest=queries.nearest_due(by, now) if chosen and not rows else None,
    )


def _catalogue_news(by: Officer, now: datetime) -> dict[str, Any]:
    """The version of the catalogue that this officer has yet to look at."""
    today = clock.local(now).date()
    news = catalogues.news(by, today)
    return {"news": news, "news_when": when_words(news.valid_from, today) if news else ""}


def _from_above(by: Officer, now: datetime) -> dict[str, Any]:
    """Words of the office above that this officer has not read; over offices below, the four numbers of the day."""
    is_above = may(by, Permission.SEE_FLEET) and nodes.this().is_parent
    return {
        "screen": messages.unread(str(by)),
        "overview": overview.overview(by, now) if is_above else None,
    }


def _before() -> str:
    """How many the list had when it was drawn: rows never move by themselves, a bar says they would."""
    return request.args.get("truoc", "")[:5]
