"""Official forms on paper. Their titles and legal bases go by the date, because the law changed them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import segno
from flask import Blueprint, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.deadlines import Duration, DurationUnit
from app.domain.deadlines import words as time_words
from app.domain.permissions import Permission
from app.domain.refusals import StepNotOpen
from app.domain.vietnamese import amount_in_words, money
from app.queries import dossiers as queries
from app.web.guards import current_officer, officers_who
from app.web.pages import show

bp = Blueprint("prints", __name__, url_prefix="/ho-so")

BLANK = "…" * 10
MANY_PAPERS = 5
LONG_TEXT = 330
"""Characters of the variable part beyond which the sheet uses the smaller type."""


@dataclass(frozen=True)
class Form:
    """How Mẫu 01 is headed while a text is in force; `suffix` follows the number."""

    since: date
    number: str
    basis: str
    office: str
    desk: str
    suffix: str
    title: str = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"


DESK = ("Bộ phận Tiếp nhận và Trả kết quả", "BPTNTKQ")
CENTRE = ("Trung tâm Phục vụ hành chính công", "TTPVHCC")
TT_2018 = "Thông tư số 01/2018/TT-VPCP ngày 23/11/2018"
RECEIPT_FORMS = (
    Form(date(2019, 1, 1), "Mẫu số 01", TT_2018, DESK[0].upper(), DESK[0], DESK[1]),
    # From 1/7/2025 communes have a service centre (NĐ 118/2025); the form itself changed on 15/9/2025.
    Form(date(2025, 7, 1), "Mẫu số 01", TT_2018, CENTRE[0].upper(), CENTRE[0], CENTRE[1]),
    Form(
        date(2025, 9, 15), "Mẫu số 01", "Thông tư số 03/2025/TT-VPCP",
        CENTRE[0].upper(), CENTRE[0], CENTRE[1],
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Copy:
    key: str
    label: str


COPIES = (Copy("khach", "Giao khách hàng"), Copy("luu", "Lưu"))


@dataclass(frozen=True)
class Heading:
    """Who issues the paper, as its head says it."""

    parent_line: str
    place: str
    desk: str


@bp.get("/<dossier_id>/in/giay-tiep-nhan")
@officers_who(Permission.PRINT)
def receipt(dossier_id: str) -> Response:
    dossier = queries.one(dossier_id, current_officer())
    if dossier.received_at is None or dossier.due_at is None:
        raise StepNotOpen(code="này", status=dossier.status_label, step="in giấy tiếp nhận")
    wanted = request.args.get("lien", "khach")
    return show(
        "print/receipt.html",
        dossier=dossier,
        copies=[copy for copy in COPIES if wanted in (copy.key, "ca-hai")] or COPIES[:1],
        wanted=wanted,
        print_now="in_ngay" in request.args,
        new_next="tiep" in request.args,
        **sheet(dossier, queries.papers(dossier_id)),
    )


def sheet(dossier: Any, papers: Iterable[Any]) -> dict[str, Any]:
    """Every item of the form in words, in the order of the form."""
    received_on = clock.local(dossier.received_at).date()
    form = form_on(received_on)
    office = heading(dossier.unit_name, form)
    handed_in = [paper_words(paper) for paper in papers if paper.have and paper.need == "submit"]
    shown = [paper.name for paper in papers if paper.have and paper.need == "show"]
    request_words = _request(dossier)
    variable = (request_words, dossier.applicant_name, dossier.address or "", *handed_in, *shown)
    return {
        "form": form,
        "heading": office,
        "papers": handed_in,
        "shown": shown,
        "dense": len(handed_in) >= MANY_PAPERS or sum(map(len, variable)) > LONG_TEXT,
        "qr": qr_of(dossier.code),
        "blank": BLANK,
        "request_words": request_words,
        "submitter": _submitter(dossier),
        "signed_by": dossier.submitter_name or dossier.applicant_name,
        "received_on": date_words(dossier.received_at),
        "received_words": moment_words(dossier.received_at),
        "due_words": moment_words(dossier.due_at),
        "duration_words": _duration(dossier),
        "return_words": _return(dossier, office),
        "fee_words": _fee(dossier),
    }


def form_on(day: date) -> Form:
    """The form in force on the day of receipt; the oldest for days before."""
    return next((form for form in reversed(RECEIPT_FORMS) if form.since <= day), RECEIPT_FORMS[0])


def heading(unit_name: str, form: Form) -> Heading:
    """“Xã Thạch Hải” issues as UBND xã Thạch Hải, and dates its papers at Thạch Hải."""
    kind, _, place = unit_name.partition(" ")
    lower = f"{kind[:1].lower()}{kind[1:]} {place}".strip()
    if kind == "Thị":
        place = place.partition(" ")[2] or place
    return Heading(f"UBND {lower}", place or unit_name, f"{form.desk} {lower}")


def qr_of(code: str) -> Markup:
    """The code as a picture a scanner types back; no size of its own, the sheet gives it one."""
    picture = segno.make(code, error="m", micro=False)
    # The picture holds only squares: no text of ours reaches its markup.
    return Markup(picture.svg_inline(omitsize=True, border=0))  # noqa: S704


def paper_words(paper: Any) -> str:
    """“Tờ khai (bản chính: 01; bản sao chứng thực: 02)”."""
    counted = []
    if paper.originals:
        counted.append(f"bản chính: {paper.originals:02d}")
    if paper.copies:
        kind = "copy" if paper.kind == "original" else paper.kind
        counted.append(f"{labels.PAPER_KINDS.get(kind, 'Bản sao').lower()}: {paper.copies:02d}")
    remark = f", {paper.note}" if paper.note else ""
    return f"{paper.name} ({'; '.join(counted)}){remark}" if counted else f"{paper.name}{remark}"


def date_words(at: datetime) -> str:
    """“ngày 24 tháng 5 năm 2019”: days below 10 and months 1 and 2 carry a zero, so nobody adds a digit."""
    day = clock.local(at).date()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_words(at: datetime) -> str:
    """“10 giờ 05 phút, ngày 24 tháng 5 năm 2019”."""
    return f"{clock.local(at):%H giờ %M phút}, {date_words(at)}"


def _request(dossier: Any) -> str:
    name = f"{dossier.procedure_name} ({dossier.procedure_code})"
    return f"{name}: {dossier.abstract}" if dossier.abstract else name


def _submitter(dossier: Any) -> str:
    """Who handed it in, when it was somebody else."""
    name = dossier.submitter_name
    if not name or name == dossier.applicant_name:
        return ""
    return f"{name} ({dossier.submitter_relation})" if dossier.submitter_relation else name


def _duration(dossier: Any) -> str:
    if dossier.duration_value is None or dossier.duration_unit not in set(DurationUnit):
        return "theo ngày hẹn dưới đây"
    return time_words(Duration(dossier.duration_value, DurationUnit(dossier.duration_unit)))


def _return(dossier: Any, office: Heading) -> str:
    if dossier.return_mode == "post":
        return f"Qua bưu điện: {dossier.return_place or dossier.address or BLANK}"
    if dossier.return_mode == "online":
        return f"Bản điện tử: {dossier.return_place or dossier.email or BLANK}"
    return dossier.return_place or office.desk


def _fee(dossier: Any) -> str:
    """The sum to pay in figures and words; nothing where nothing is to be paid."""
    if not dossier.amount_due:
        return f"miễn ({dossier.exemption})" if dossier.exemption else ""
    return f"{money(dossier.amount_due)} ({amount_in_words(dossier.amount_due)})"
