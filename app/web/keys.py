"""The keys of this node and of its parent in words, and a new key for this node."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete
from app.queries import keys, nodes
from app.queries import sync as questions
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("keys", __name__, url_prefix="/dong-bo/khoa")

ROTATED = "Máy này đã dùng khóa mới, do khóa cũ xác nhận. Không ai phải làm gì thêm."
WAITS = "Đã tạo khóa mới. Chưa có đường truyền nên máy vẫn dùng khóa cũ; lần đồng bộ tới sẽ tự đổi."


@bp.get("")
@officers_who(Permission.SEE_SYNC)
def index() -> Response:
    return show("keys/index.html", **_page())


@bp.post("")
@officers_who(Permission.MANAGE_NODE)
def rotate() -> Response:
    if request.form.get("sure") != "1":
        return refused(
            "keys/index.html", [("sure", "Hãy đánh dấu xác nhận trước khi đổi khóa.")], **_page()
        )
    try:
        prove_again()
    except FormNotComplete as no:
        return refused("keys/index.html", no.facts["fields"].items(), **_page())
    rotate_key = current_app.extensions["motcua"]["rotate_key"]
    is_in_use = rotate_key(by=str(current_officer()), at=clock.now())
    return done(url_for(".index"), message=ROTATED if is_in_use else WAITS)


def _page() -> dict[str, Any]:
    program = current_app.extensions["motcua"]
    return {
        "here": nodes.this(),
        "at": questions.standing(),
        "mine": keys.words_of(program["key"]()),
        "theirs": keys.words_of_parent(),
        "is_rotating": program["is_rotating"](),
    }
