"""The slip at the end of a shift: what one officer took in, handed out, printed and collected today."""

from datetime import date, time
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import clock
from app.domain.calendar import moment
from app.domain.intake import read_day
from app.domain.money import KIND_LABELS, METHOD_LABELS
from app.domain.permissions import Permission
from app.domain.prints import date_words, heading
from app.queries import drafts, nodes, shifts, sync
from app.web.guards import current_officer, officers_who
from app.web.pages import refused
from app.web.pdf_files import show_sheet

bp = Blueprint("shifts", __name__)

FORMS = {
    "receipt": "Giấy tiếp nhận", "supplement": "Phiếu yêu cầu bổ sung", "refusal": "Phiếu từ chối",
    "apology": "Phiếu xin lỗi", "stop": "Thông báo dừng", "control": "Phiếu kiểm soát",
    "register": "Sổ theo dõi", "handover": "Danh sách bàn giao", "reserve": "Giấy dự phòng",
    "visit": "Giấy chung một lượt", "fee_receipt": "Biên lai", "cash_sheet": "Bảng kê quỹ",
}  # fmt: skip


@bp.get("/het-ca")
@officers_who(Permission.HAND_OVER)
def slip() -> Response:
    typed, by, now = request.args.get("ngay", "").strip()[:10], current_officer(), clock.now()
    asked = read_day(typed) if typed else None
    on: date = asked or clock.local(now).date()
    context: dict[str, Any] = {
        "on": on,
        "typed": typed or f"{on:%d/%m/%Y}",
        "shift": shifts.of(by, on),
        "drafts": drafts.of(by, now),
        "forms": FORMS,
        "kinds": KIND_LABELS,
        "methods": METHOD_LABELS,
        "heading": heading(nodes.this().name, on),
        "told_on": date_words(moment(on, time(12))),
        "lamp": sync.line().words,
    }
    if typed and asked is None:
        return refused("shifts/slip.html", [("ngay", "Ngày viết dạng 24/05/2019.")], **context)
    return show_sheet("shifts/slip.html", **context)
