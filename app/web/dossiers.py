"""The list of dossiers, and one dossier with its papers and its history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain import pauses as pause_words
from app.domain import slips as slip_words
from app.domain.birth_dates import show_date
from app.domain.deadlines import Duration, DurationUnit
from app.domain.deadlines import words as time_words
from app.domain.dossiers import LABELS
from app.domain.officers import Officer, Role
from app.domain.own_fields import words_of as own_words
from app.domain.permissions import Permission
from app.domain.vietnamese import sort_key
from app.queries import (
    conflicts,
    money,
    notes,
    officers,
    procedures,
    queues,
    ratings,
    receipts,
    saved_filters,
    slips,
    sync,
    units,
)
from app.queries import dossiers as queries
from app.queries.dossiers import Filters
from app.queries.people import of_dossier
from app.queries.twins import told as twins_of
from app.web import batches, documents, prints
from app.web.guards import current_officer, officers_who
from app.web.lists import address_of
from app.web.looks import counted
from app.web.pages import show

bp = Blueprint("dossiers", __name__, url_prefix="/ho-so")

STATUSES = [(status.value, label) for status, label in LABELS.items()]
FILTER_WORDS = {
    "text": ("từ tìm", "q"),
    "status": ("trạng thái", "trang-thai"),
    "procedure": ("thủ tục", "thu-tuc"),
    "unit": ("đơn vị", "don-vi"),
    "received_from": ("từ ngày", "tu"),
    "received_to": ("đến ngày", "den"),
    "due_from": ("hẹn từ ngày", "hen-tu"),
    "due_to": ("hẹn đến ngày", "hen-den"),
    "field": ("lĩnh vực", "linh-vuc"),
    "channel": ("hình thức nộp", "hinh-thuc"),
    "late": ("quá hạn", "qua-han"),
    "sync": ("đồng bộ", "dong-bo"),
    "holder": ("cán bộ", "can-bo"),
    "queue": ("hàng việc", "viec"),
    "batch": ("chưa làm được lần trước", "lo"),
}
"""Each filter as people call it, and its name in the address."""
ADVANCED = ("unit", "field", "channel", "due_from", "due_to", "late", "sync", "holder")


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    by, now = current_officer(), clock.now()
    filters = Filters.from_args(_args())
    page = queries.page(by, filters, request.args.get("sau"), now=now)
    counted(len(page.rows))
    today = clock.local(now).date()
    in_force = procedures.in_force(today)
    return show(
        "dossiers/index.html",
        filters=filters,
        page=page,
        bar=batches.bar_of(filters, page, by, now) if page.rows else None,
        words=sync.words_for([row.id for row in page.rows]),
        statuses=STATUSES,
        procedures=[(each.code, each.name) for each in in_force],
        fields=[(name, name) for name in sorted({each.field for each in in_force}, key=sort_key)],
        channels=list(labels.CHANNELS.items()),
        workers=[(each.username, each.name) for each in officers.with_role(Role.CASE_OFFICER)],
        saved=[(each, address_of(each.filters)) for each in saved_filters.named(by)],
        narrowed=any(getattr(filters, name) for name in ADVANCED),
        below=[(unit.code, unit.name) for unit in units.children(by.unit, today)],
        next_url=_address(filters, page.next_key),
        previous_url=_address(filters, page.previous_key),
        near=_near(filters, by, now) if filters and not page.rows else [],
        faults={FILTER_WORDS[name][1]: [words] for name, words in filters.faults.items()},
    )


@bp.get("/<dossier_id>")
@officers_who(Permission.SEE_DOSSIERS)
def one(dossier_id: str) -> Response:
    page = page_of(dossier_id, current_officer())
    return show(
        "dossiers/show.html",
        receipt=receipts.of_dossier(dossier_id),
        queue=_queue(page["dossier"]),
        **page,
    )


def page_of(dossier_id: str, by: Officer) -> dict[str, Any]:
    """All that the page of a dossier shows to this officer."""
    now = clock.now()
    dossier = queries.one(dossier_id, by, now=now)
    receipts_of_money, balance = money.section(dossier)
    return {
        "dossier": dossier,
        "strip": conflicts.strip(dossier_id),
        "twins": twins_of(dossier, by),
        "steps": queries.steps_for(dossier, by, now=now),
        "seen": queries.lines(dossier_id),
        "papers": queries.papers(dossier_id),
        "results": queries.results(dossier_id),
        "receipts": receipts_of_money,
        "balance": balance,
        **documents.section(dossier),
        **prints.section(dossier),
        "events": queries.timeline(dossier_id),
        "rating": ratings.of_dossier(dossier_id) if dossier.finished_at else None,
        "slips": slips.of_dossier(dossier_id),
        "pauses": slips.pauses(dossier_id),
        "withdrawal_requests": slips.withdrawal_requests(dossier_id),
        "slip_words": slip_words,
        "pause_words": pause_words,
        "notes": notes.of_dossier(dossier_id, by, clock.local(now).date()),
        "sync_word": sync.words_for([dossier_id]).get(dossier_id),
        "duration_words": _duration(dossier),
        "labels": labels,
        "show_day": show_date,
        "own_words": own_words,
        "person_id": of_dossier(dossier_id, by),
    }


def _queue(dossier: Any) -> dict[str, Any] | None:
    """The queue one came from, and the dossier behind this one in it."""
    key, by, now = request.args.get("viec", ""), current_officer(), clock.now()
    label = queues.label(key, by, now)
    if label is None:
        return None
    return {"key": key, "label": label, "next": queues.next_of(key, dossier, by, now)}


def _args() -> Mapping[str, str]:
    """The address, where the search box of the frame says `q`."""
    return {**request.args.to_dict(), "tim": request.args.get("q") or request.args.get("tim", "")}


def _address(filters: Filters, key: str | None) -> str | None:
    return address_of(filters, sau=key) if key else None


def _near(filters: Filters, by: Officer, now: datetime) -> list[tuple[str, str]]:
    """Which single condition hides everything: its words, and the address without it."""
    empty, found = Filters(), []
    for name, (words, _) in FILTER_WORDS.items():
        if getattr(filters, name) == getattr(empty, name):
            continue
        wider = replace(filters, **{name: getattr(empty, name)})
        if wider and queries.page(by, wider, size=1, now=now).rows:
            found.append((words, address_of(wider)))
    return found


def _duration(dossier: Any) -> str:
    if dossier.duration_value is None or dossier.duration_unit not in set(DurationUnit):
        return ""
    return time_words(Duration(dossier.duration_value, DurationUnit(dossier.duration_unit)))
