"""The history of a dossier: its lines, two versions side by side, the dossier as it once was. Nothing changes here."""

from datetime import datetime, time
from itertools import groupby
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.intake import read_day
from app.domain.permissions import Permission
from app.domain.refusals import NotThereYet
from app.queries import dossiers, passages, versions
from app.queries.operations import HLC_PER_SECOND
from app.web.guards import current_officer, officers_who
from app.web.pages import refused, show

bp = Blueprint("history", __name__, url_prefix="/ho-so")

FILTERS = (
    ("", "Tất cả"),
    ("du-lieu", "Chỉ thay đổi dữ liệu"),
    ("buoc", "Chỉ bước xử lý"),
    ("in", "In ấn"),
    ("dong-bo", "Đồng bộ"),
)
TWO = [(None, "Hãy đánh dấu đúng hai lúc trong danh sách, rồi bấm So sánh.")]


@bp.get("/<dossier_id>/lich-su")
@officers_who(Permission.SEE_DOSSIERS)
def index(dossier_id: str) -> Response:
    return show("history/index.html", **_page(dossier_id))


@bp.get("/<dossier_id>/lich-su/so-sanh")
@officers_who(Permission.SEE_DOSSIERS)
def compare(dossier_id: str) -> Response:
    """Two versions, whichever was ticked first; the address may be sent to a colleague."""
    dossier = dossiers.one(dossier_id, current_officer())
    chosen = sorted({tick for each in request.args.getlist("ban") if (tick := _tick(each))})
    if len(chosen) != 2:
        return refused("history/index.html", TWO, **_page(dossier_id))
    first, second = (versions.rows(dossier_id, tick) for tick in chosen)
    if not first or not second:
        raise NotThereYet
    lines = versions.compared(versions.facts(first), versions.facts(second))
    return show(
        "history/compare.html",
        dossier=dossier,
        moments=[_at(tick) for tick in chosen],
        other=_groups([line for line in lines if line.is_other]),
        same=_groups([line for line in lines if not line.is_other]),
    )


@bp.get("/<dossier_id>/lich-su/nhu-luc")
@officers_who(Permission.SEE_DOSSIERS)
def as_of(dossier_id: str) -> Response:
    """The dossier as it stood at a line of its history (`ban`), or at a minute (`ngay`, `gio`)."""
    dossier = dossiers.one(dossier_id, current_officer())
    tick = _tick(request.args.get("ban", ""))
    if tick is None:
        faults, moment = _moment()
        if moment is None:
            return refused("history/index.html", faults, **_page(dossier_id))
        tick = versions.until(moment)
    only_known = request.args.get("da-biet") == "1"
    found = versions.rows(dossier_id, tick, known_by=_at(tick) if only_known else None)
    return show(
        "history/as_of.html",
        dossier=dossier,
        moment=_at(tick),
        only_known=only_known,
        other_view=_as_of(dossier_id, only_known=not only_known),
        groups=_groups([fact for fact in versions.facts(found) if fact.value]) if found else [],
    )


def _page(dossier_id: str) -> dict[str, Any]:
    which = request.args.get("loc", "")
    dossier = dossiers.one(dossier_id, current_officer())
    events, above = passages.history(dossier_id, which)
    return {
        "dossier": dossier,
        "events": events,
        "above": above,
        "which": which if which in passages.FILTERS else "",
        "tabs": [
            (key, words, url_for(".index", dossier_id=dossier_id, loc=key or None))
            for key, words in FILTERS
        ],
        "typed": {name: request.args.get(name, "")[:20] for name in ("ngay", "gio")},
        "ticked": request.args.getlist("ban"),
    }


def _tick(text: str) -> int | None:
    """A version out of an address; anything else is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 17 else None


def _at(tick: int) -> datetime:
    return datetime.fromtimestamp(tick // HLC_PER_SECOND, clock.VIETNAM)


def _moment() -> tuple[list[tuple[str, str]], datetime | None]:
    day = read_day(request.args.get("ngay", ""))
    hour = _hour(request.args.get("gio", ""))
    faults = []
    if day is None:
        faults.append(("ngay", "Ghi ngày, ví dụ 24/5/2019."))
    if hour is None:
        faults.append(("gio", "Ghi giờ và phút, ví dụ 10:05."))
    if day is None or hour is None:
        return faults, None
    return [], datetime.combine(day, hour, clock.VIETNAM)


def _hour(text: str) -> time | None:
    """“10:05”, “10h05” or “10h”."""
    hours, _, minutes = text.strip().lower().replace("h", ":").replace(".", ":").partition(":")
    try:
        return time(int(hours), int(minutes or "0"))
    except ValueError:
        return None


def _as_of(dossier_id: str, *, only_known: bool) -> str:
    names = ("ban", "ngay", "gio")
    asked: dict[str, Any] = {name: request.args[name] for name in names if name in request.args}
    asked["da-biet"] = "1" if only_known else None
    return url_for(".as_of", dossier_id=dossier_id, **asked)


def _groups(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    return [(group, list(several)) for group, several in groupby(lines, lambda line: line.group)]
