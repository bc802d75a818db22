"""Letters of an office to a citizen: which form each is, what it must say, and the words for its states (domain §5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean


class SlipKind(StrEnum):
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    PAYMENT = "payment"
    CONSULT = "consult"


class SlipState(StrEnum):
    """`draft` waits for the leader, `signed` for the hand of the citizen; `dropped` counts no more."""

    DRAFT = "draft"
    SIGNED = "signed"
    HANDED = "handed"
    DROPPED = "dropped"


class RequestState(StrEnum):
    """What the office that holds a dossier says to a citizen who wants it back."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class ApologyReason(StrEnum):
    """Why a result is late (our choice: no list in the law)."""

    MANY = "many_dossiers"
    CHECKING = "checking"
    AGENCY = "other_agency"
    ABSENT = "officer_absent"
    FAULT = "technical_fault"
    FORCE = "force_majeure"
    OTHER = "other"


SLIP_LABELS = {
    SlipKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung",
    SlipKind.REFUSAL: "Phiếu từ chối",
    SlipKind.APOLOGY: "Phiếu xin lỗi và hẹn lại",
    SlipKind.STOP: "Thông báo dừng giải quyết",
    SlipKind.PAYMENT: "Thông báo nghĩa vụ tài chính",
    SlipKind.CONSULT: "Văn bản xin xác minh",
}
STATE_LABELS = {
    SlipState.DRAFT: "dự thảo, chờ lãnh đạo",
    SlipState.SIGNED: "đã ký, chờ giao",
    SlipState.HANDED: "đã giao",
    SlipState.DROPPED: "không dùng",
}
REQUEST_LABELS = {
    RequestState.ASKED: "đang chờ trả lời",
    RequestState.AGREED: "đồng ý",
    RequestState.DECLINED: "không đồng ý",
}
APOLOGY_REASONS = {
    ApologyReason.MANY: "Hồ sơ nhiều, chưa kịp giải quyết",
    ApologyReason.CHECKING: "Cần xác minh thêm",
    ApologyReason.AGENCY: "Chờ cơ quan khác trả lời",
    ApologyReason.ABSENT: "Cán bộ thụ lý vắng",
    ApologyReason.FAULT: "Sự cố máy móc, đường truyền",
    ApologyReason.FORCE: "Thiên tai, dịch bệnh, bất khả kháng",
    ApologyReason.OTHER: "Lý do khác",
}
SERIES = {
    SlipKind.SUPPLEMENT: "HDHS",
    SlipKind.REFUSAL: "PTC",
    SlipKind.APOLOGY: "PXL",
    SlipKind.STOP: "TBD",
    SlipKind.PAYMENT: "TBNVTC",
    SlipKind.CONSULT: "XM",
}
"""What stands behind the number. HDHS and PXL are on the forms; the others are our choice."""

MOST_ITEMS = 30
LONGEST_ITEM = 400
LONGEST_REASON = 2000
MOST_MONEY = 2_000_000_000


@dataclass(frozen=True)
class SlipDraft:
    """A letter as it is typed. `items`: one missing paper a line; `answer_by` and `new_due_on` are days as typed."""

    kind: SlipKind
    reason: str = ""
    reason_code: str = ""
    items: str = ""
    to_whom: str = ""
    amount: int | None = None
    answer_by: str = ""
    new_due_on: str = ""


IN_FRONT = re.compile(r"^(\s*([-–•*+]|\d{1,2}[.)](?=\s)))+")


def item_lines(typed: str) -> list[str]:
    """The papers asked for, one a line; a dash or a number in front is not part of the name."""
    lines = (clean(IN_FRONT.sub("", line)) for line in typed.splitlines())
    return [line for line in lines if line]


def check_slip(draft: SlipDraft, today: date) -> SlipDraft:
    """The letter with its texts cleaned, or a refusal that names every box to mend."""
    faults = _faults(draft, today)
    if faults:
        raise FormNotComplete(dict(faults))
    return draft


def day_of(typed: str) -> date | None:
    """A day as typed, or None for an empty box (or one that no calendar knows)."""
    return read_day(typed) if clean(typed) else None


def _faults(draft: SlipDraft, today: date) -> Mapping[str, str]:
    faults: dict[str, str] = {}
    if not clean(draft.reason):
        faults["reason"] = "Ghi lý do, để công dân hiểu vì sao."
    elif len(clean(draft.reason)) > LONGEST_REASON:
        faults["reason"] = f"Lý do dài quá {LONGEST_REASON} ký tự."
    checks = {
        SlipKind.SUPPLEMENT: _supplement_faults,
        SlipKind.APOLOGY: _apology_faults,
        SlipKind.PAYMENT: _payment_faults,
        SlipKind.CONSULT: _consult_faults,
    }
    if draft.kind in checks:
        faults |= checks[draft.kind](draft)
    return faults | _day_faults(draft, today)


def _supplement_faults(draft: SlipDraft) -> dict[str, str]:
    lines = item_lines(draft.items)
    if not lines:
        return {"items": "Ghi từng giấy tờ còn thiếu hoặc phải sửa, mỗi dòng một giấy tờ."}
    if len(lines) > MOST_ITEMS:
        return {"items": f"Ghi nhiều nhất {MOST_ITEMS} giấy tờ."}
    if any(len(line) > LONGEST_ITEM for line in lines):
        return {"items": f"Mỗi dòng dài nhất {LONGEST_ITEM} ký tự."}
    return {}


def _apology_faults(draft: SlipDraft) -> dict[str, str]:
    faults = {}
    if draft.reason_code not in set(ApologyReason):
        faults["reason_code"] = "Chọn nguyên nhân chậm."
    if day_of(draft.new_due_on) is None:
        faults["new_due_on"] = "Ghi ngày hẹn mới, dạng 24/05/2019."
    return faults


def _payment_faults(draft: SlipDraft) -> dict[str, str]:
    if draft.amount is None:
        return {}
    return (
        {}
        if 0 < draft.amount <= MOST_MONEY
        else {"amount": "Số tiền là số nguyên lớn hơn 0, hoặc để trống nếu chưa biết."}
    )


def _consult_faults(draft: SlipDraft) -> dict[str, str]:
    if not clean(draft.to_whom):
        return {"to_whom": "Ghi tên cơ quan được hỏi."}
    return {"to_whom": "Tên cơ quan dài quá 200 ký tự."} if len(clean(draft.to_whom)) > 200 else {}


def _day_faults(draft: SlipDraft, today: date) -> dict[str, str]:
    if not clean(draft.answer_by):
        return {}
    day = day_of(draft.answer_by)
    if day is None:
        return {"answer_by": "Ngày viết dạng 24/05/2019."}
    return {"answer_by": "Ngày này phải sau hôm nay."} if day <= today else {}
