"""The frame round every page: which places an officer sees, the two lamps, the addresses of static files."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request, url_for
from werkzeug.local import LocalProxy

from app import clock
from app.domain.permissions import Permission, may
from app.web import pages
from app.web.guards import anyone, is_covered, officer_or_none, officers_who

bp = Blueprint("frame", __name__)

HTMX_CONFIG = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "selfRequestsOnly": True,
    "scrollIntoViewOnBoost": False,
    "timeout": 20_000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""No eval (the CSP forbids it), nothing of a citizen in the browser's storage, faults shown in place."""


@dataclass(frozen=True)
class Office:
    """What the frame says of this node. `server` is the first lamp's name: “Máy chủ xã”."""

    name: str = "Một cửa"
    server: str = "Máy chủ"
    is_parent: bool = False


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation."""

    words: str
    url: str
    icon: str
    permission: Permission
    only_parent: bool = False

    @property
    def is_current(self) -> bool:
        here = request.path
        return here == self.url or (self.url != "/" and here.startswith(self.url + "/"))


PLACES = (
    Place("Bàn làm việc", "/", "home", Permission.SEE_DESK),
    Place("Tiếp nhận", "/tiep-nhan", "plus", Permission.RECEIVE),
    Place("Ký duyệt", "/ky", "pen", Permission.APPROVE),
    Place("Hồ sơ", "/ho-so", "paper", Permission.SEE_DOSSIERS),
    Place("Các xã", "/xa", "map", Permission.SEE_FLEET, only_parent=True),
    Place("Hai nơi khác nhau", "/xung-dot", "people", Permission.SEE_DOSSIERS, only_parent=True),
    Place("Liên thông", "/lien-thong", "send", Permission.SEE_DOSSIERS),
    Place("Công dân", "/cong-dan", "person", Permission.SEE_PEOPLE),
    Place("Sổ theo dõi", "/so-theo-doi", "book", Permission.SEE_DOSSIERS),
    Place("Thu phí", "/thu-phi", "list", Permission.SEE_MONEY),
    Place("Đồng bộ", "/dong-bo", "sync", Permission.SEE_SYNC),
    Place("Cán bộ", "/quan-tri/nguoi-dung", "people", Permission.MANAGE_OFFICERS),
    Place("Văn bản", "/van-ban", "paper", Permission.SEE_DISPATCHES),
    Place("Xem trùng", "/trung", "people", Permission.SEE_DOSSIERS, only_parent=True),
    Place("Thông báo", "/thong-bao", "info", Permission.SEE_DESK),
    Place("Đánh giá", "/danh-gia", "person", Permission.SEE_DOSSIERS),
    Place("Thủ tục", "/thu-tuc", "book", Permission.SEE_PROCEDURES),
    Place("Đơn vị", "/don-vi", "map", Permission.MANAGE_NODE),
    Place("Giờ làm việc", "/quan-tri/don-vi", "clock", Permission.MANAGE_NODE),
    Place("Lịch nghỉ", "/lich", "clock", Permission.SEE_PROCEDURES),
    Place("Máy in", "/quan-tri/may-in", "print", Permission.MANAGE_NODE),
    Place("Sao lưu", "/sao-luu", "down", Permission.MANAGE_NODE),
    Place("Việc chạy nền", "/cong-viec", "list", Permission.SEE_DESK),
)
"""What is used most comes first: where there are many, the others stand behind one more button."""

IN_SIGHT = 8
"""Places that fit one line of a counter's screen, with the button for the others."""


@bp.get("/den")
@officers_who(Permission.SEE_DESK)
def lamps() -> Response:
    """The two lamps alone; opened by hand, a page that shows them."""
    return pages.show("lamps.html", block="lamps")


@bp.get("/may-chu")
@anyone
def server() -> Response:
    """Whether this server answers, and whether the one who asks is still signed in."""
    return jsonify(signed_in=officer_or_none() is not None and not is_covered())


def register(
    app: Flask,
    office: Callable[[], Office] = Office,
    line: Callable[[], Any] = lambda: None,
) -> None:
    """Give every template its frame.

    `office` tells who this node is. `line` gives the second lamp (`tone`, `words`, `href`), or None.
    """

    def here() -> Office:
        """Asked several times a page, looked up once."""
        if "office" not in g:
            g.office = office()
        return cast(Office, g.office)

    def lamp() -> Any:
        """The second lamp, asked of the database once a page."""
        if "line" not in g:
            g.line = line()
        return g.line

    def places() -> list[Place]:
        who, is_parent = officer_or_none(), here().is_parent
        return [
            place
            for place in PLACES
            if who and may(who, place.permission) and (is_parent or not place.only_parent)
        ]

    def places_by_use() -> tuple[list[Place], list[Place]]:
        """Those in sight, and the others."""
        every = places()
        return (every, []) if len(every) <= IN_SIGHT + 1 else (every[:IN_SIGHT], every[IN_SIGHT:])

    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        asset=asset,
        htmx_config=json.dumps(HTMX_CONFIG),
        lamps=lamp,
        may=may,
        now=clock.now,
        office=here,
        # Asked for when it is used: the page of a broken database asks for nobody.
        officer=LocalProxy(officer_or_none),
        places=places_by_use,
    )


def asset(filename: str) -> str:
    """The address of a static file with a mark of its content, so browsers may keep it for a year."""
    return url_for(
        "static", filename=filename, v=_mark(Path(str(current_app.static_folder), filename))
    )


@cache
def _mark(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
