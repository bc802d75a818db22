"""Official forms on paper: their numbers, titles and legal bases by the date, and the words that stand on them.

The forms of TT 01/2018/TT-VPCP hold from 2019; those of TT 03/2025/TT-VPCP from 15/9/2025, where 05 and 06 changed
their meaning. From 1/7/2025 communes have a service centre (NĐ 118/2025/NĐ-CP). A paper is made on the form in force
on the day of what it tells.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.domain import labels
from app.domain.calendar import local


class PrintForm(StrEnum):
    """A form an office prints. The values stand in the print log."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"
    HANDOVER = "handover"
    RESERVE = "reserve"
    VISIT = "visit"
    FEE_RECEIPT = "fee_receipt"
    CASH_SHEET = "cash_sheet"


class PrintState(StrEnum):
    """What became of a print: nobody has looked yet, readable, not readable, or no paper at all."""

    WAITING = "waiting"
    CLEAR = "clear"
    UNCLEAR = "unclear"
    BROKEN = "broken"


class PrintCopy(StrEnum):
    """Which of the two copies of a receipt: for the citizen, for the file, or both."""

    CITIZEN = "khach"
    FILE = "luu"
    BOTH = "both"
    WHOLE = "whole"


FORM_LABELS = {
    PrintForm.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    PrintForm.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    PrintForm.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    PrintForm.APOLOGY: "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    PrintForm.STOP: "Thông báo dừng giải quyết hồ sơ",
    PrintForm.CONTROL: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    PrintForm.REGISTER: "Sổ theo dõi hồ sơ",
    PrintForm.HANDOVER: "Danh sách bàn giao hồ sơ",
    PrintForm.RESERVE: "Giấy tiếp nhận dự phòng",
    PrintForm.VISIT: "Phiếu nhận hồ sơ một lượt",
    PrintForm.FEE_RECEIPT: "Biên lai thu phí, lệ phí",
    PrintForm.CASH_SHEET: "Bảng kê thu tiền trong ngày",
}
STATE_LABELS = {
    PrintState.WAITING: "chưa xác nhận",
    PrintState.CLEAR: "rõ",
    PrintState.UNCLEAR: "mờ",
    PrintState.BROKEN: "máy in hỏng",
}
COPY_LABELS = {
    PrintCopy.CITIZEN: "liên giao khách hàng",
    PrintCopy.FILE: "liên lưu",
    PrintCopy.BOTH: "cả hai liên",
    PrintCopy.WHOLE: "",
}
AGAIN_BECAUSE = {
    PrintState.UNCLEAR: "Bản in lần trước mờ",
    PrintState.BROKEN: "Lần trước máy in hỏng",
    PrintState.WAITING: "",
    PrintState.CLEAR: "",
}

BLANK = "…" * 10
LONGEST_REASON = 200
FIRST_2018, SERVICE_CENTRE, FORMS_2025 = date(2019, 1, 1), date(2025, 7, 1), date(2025, 9, 15)
TT_2018 = "Thông tư số 01/2018/TT-VPCP ngày 23/11/2018"
TT_2025 = "Thông tư số 03/2025/TT-VPCP"
DESK = "Bộ phận Tiếp nhận và Trả kết quả"
CENTRE = "Trung tâm Phục vụ hành chính công"


@dataclass(frozen=True)
class Edition:
    """One form as a text in force has it; `title` is broken into lines as the paper breaks it."""

    since: date
    number: str
    basis: str
    title: tuple[str, ...]

    @property
    def name(self) -> str:
        words = " ".join(self.title)
        return words[:1] + words[1:].lower()


@dataclass(frozen=True)
class Heading:
    """Who issues the paper, as its head says it; `suffix` follows the number of a receipt."""

    parent_line: str
    place: str
    desk: str
    desk_line: str
    suffix: str


RECEIPT_TITLE = ("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")
SUPPLEMENT_TITLE = ("PHIẾU YÊU CẦU BỔ SUNG,", "HOÀN THIỆN HỒ SƠ")
REFUSAL_TITLE = ("PHIẾU TỪ CHỐI TIẾP NHẬN", "GIẢI QUYẾT HỒ SƠ")
CONTROL_TITLE = ("PHIẾU KIỂM SOÁT QUÁ TRÌNH", "GIẢI QUYẾT HỒ SƠ")
EDITIONS: dict[PrintForm, tuple[Edition, ...]] = {
    PrintForm.RECEIPT: (
        Edition(FIRST_2018, "Mẫu số 01", TT_2018, RECEIPT_TITLE),
        Edition(FORMS_2025, "Mẫu số 01", TT_2025, RECEIPT_TITLE),
    ),
    PrintForm.SUPPLEMENT: (
        Edition(FIRST_2018, "Mẫu số 02", TT_2018, SUPPLEMENT_TITLE),
        Edition(FORMS_2025, "Mẫu số 02", TT_2025, SUPPLEMENT_TITLE),
    ),
    PrintForm.REFUSAL: (
        Edition(FIRST_2018, "Mẫu số 03", TT_2018, REFUSAL_TITLE),
        Edition(FORMS_2025, "Mẫu số 03", TT_2025, REFUSAL_TITLE),
    ),
    PrintForm.APOLOGY: (
        Edition(FIRST_2018, "Mẫu số 04", TT_2018, ("PHIẾU XIN LỖI VÀ HẸN LẠI", "NGÀY TRẢ KẾT QUẢ")),
        Edition(FORMS_2025, "Mẫu số 04", TT_2025, ("VĂN BẢN XIN LỖI", "VÀ ĐỀ NGHỊ GIA HẠN")),
    ),
    # The text of 2018 has no form for it; the words stay, without a form's number.
    PrintForm.STOP: (
        Edition(FIRST_2018, "", "", ("THÔNG BÁO DỪNG GIẢI QUYẾT", "HỒ SƠ")),
        Edition(FORMS_2025, "Mẫu số 05", TT_2025, ("THÔNG BÁO DỪNG GIẢI QUYẾT", "HỒ SƠ")),
    ),
    PrintForm.CONTROL: (
        Edition(FIRST_2018, "Mẫu số 05", TT_2018, CONTROL_TITLE),
        Edition(FORMS_2025, "Mẫu số 06", TT_2025, CONTROL_TITLE),
    ),
    PrintForm.REGISTER: (
        Edition(FIRST_2018, "Mẫu số 06", TT_2018, ("SỔ THEO DÕI HỒ SƠ",)),
        Edition(FORMS_2025, "Mẫu số 07", TT_2025, ("SỔ THEO DÕI HỒ SƠ",)),
    ),
    # One sheet for several dossiers of one person; each still has its receipt of Mẫu 01.
    PrintForm.VISIT: (Edition(FIRST_2018, "", "", ("PHIẾU NHẬN HỒ SƠ", "TRONG MỘT LƯỢT NỘP")),),
    PrintForm.HANDOVER: (Edition(FIRST_2018, "", "", ("DANH SÁCH BÀN GIAO HỒ SƠ",)),),
    PrintForm.RESERVE: (
        Edition(FIRST_2018, "Mẫu số 01", TT_2018, RECEIPT_TITLE),
        Edition(FORMS_2025, "Mẫu số 01", TT_2025, RECEIPT_TITLE),
    ),
    # The law's own receipt books come from the tax office (unverified); this is the desk's sheet without a form number.
    PrintForm.FEE_RECEIPT: (Edition(FIRST_2018, "", "", ("BIÊN LAI THU", "PHÍ, LỆ PHÍ")),),
    PrintForm.CASH_SHEET: (Edition(FIRST_2018, "", "", ("BẢNG KÊ THU PHÍ, LỆ PHÍ", "TRONG NGÀY")),),
}


def edition(form: PrintForm, day: date) -> Edition:
    """The form in force on a day; the oldest for days before."""
    known = EDITIONS[form]
    return next((each for each in reversed(known) if each.since <= day), known[0])


def heading(unit_name: str, day: date) -> Heading:
    """“Xã Thạch Hải” issues as UBND xã Thạch Hải, and dates its papers at Thạch Hải."""
    kind, _, place = unit_name.partition(" ")
    lower = f"{kind[:1].lower()}{kind[1:]} {place}".strip()
    if kind == "Thị":
        place = place.partition(" ")[2] or place
    desk, suffix = (CENTRE, "TTPVHCC") if day >= SERVICE_CENTRE else (DESK, "BPTNTKQ")
    return Heading(f"UBND {lower}", place or unit_name, f"{desk} {lower}", desk.upper(), suffix)


def suffix_of(form: PrintForm, head: Heading) -> str:
    """What follows the number of a paper. For the refusal domain knowledge names none: the desk's own."""
    fixed = {PrintForm.SUPPLEMENT: "HDHS", PrintForm.APOLOGY: "PXL-UBND", PrintForm.STOP: "TB-UBND"}
    return fixed.get(form, head.suffix)


def needs_reason(copy: str, earlier: Iterable[tuple[str, str]]) -> bool:
    """Whether this copy was printed before and came out; `earlier` are (copy, state) of the prints so far."""
    came_out = [each for each, state in earlier if state in (PrintState.CLEAR, PrintState.WAITING)]
    covers = {copy, PrintCopy.BOTH} if copy != PrintCopy.BOTH else set(PrintCopy)
    return bool(covers & set(came_out))


def date_words(at: datetime) -> str:
    """“ngày 24 tháng 5 năm 2019”: days below 10 and months 1 and 2 carry a zero, so nobody adds a digit."""
    day = local(at).date()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_words(at: datetime) -> str:
    """“10 giờ 05 phút, ngày 24 tháng 5 năm 2019”."""
    return f"{local(at):%H giờ %M phút}, {date_words(at)}"


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
