"""What the fields of a dossier, and the values they may hold, are called on the screen."""

from collections.abc import Mapping

FIELDS: Mapping[str, Mapping[str, str]] = {
    "dossier": {
        "code": "Mã hồ sơ",
        "lookup_pin": "Mã tra cứu",
        "old_number": "Số trong sổ cũ",
        "unit": "Đơn vị tiếp nhận",
        "procedure_code": "Mã thủ tục",
        "procedure_version": "Phiên bản thủ tục",
        "procedure_name": "Thủ tục",
        "case_name": "Trường hợp",
        "field": "Lĩnh vực",
        "abstract": "Nội dung yêu cầu",
        "own": "Nội dung tờ khai",
        "channel": "Hình thức nộp",
        "online_level": "Mức độ trực tuyến",
        "applicant_kind": "Loại đối tượng",
        "applicant_name": "Chủ hồ sơ",
        "birth_date": "Ngày sinh",
        "gender": "Giới tính",
        "id_type": "Loại giấy tờ",
        "id_no": "Số giấy tờ",
        "id_issued_on": "Ngày cấp",
        "id_issued_by": "Nơi cấp",
        "address": "Địa chỉ",
        "address_unit": "Xã, phường của địa chỉ",
        "phone": "Điện thoại",
        "email": "Thư điện tử",
        "submitter_name": "Người nộp",
        "submitter_id_no": "Số giấy tờ người nộp",
        "submitter_phone": "Điện thoại người nộp",
        "submitter_relation": "Quan hệ với chủ hồ sơ",
        "authorisation": "Giấy uỷ quyền",
        "set_count": "Số bộ hồ sơ",
        "register_book": "Quyển số",
        "register_seq": "Số thứ tự trong sổ",
        "received_at": "Tiếp nhận lúc",
        "received_by": "Tài khoản tiếp nhận",
        "received_by_name": "Người tiếp nhận",
        "duration_value": "Thời hạn giải quyết",
        "duration_unit": "Đơn vị thời hạn",
        "due_at": "Hẹn trả",
        "released_at": "Có kết quả lúc",
        "finished_at": "Kết thúc lúc",
        "charges": "Phí, lệ phí",
        "amount_due": "Số tiền phải nộp",
        "amount_paid": "Số tiền đã thu",
        "exemption": "Lý do miễn, giảm",
        "return_mode": "Cách nhận kết quả",
        "return_place": "Nơi nhận kết quả",
        "collected_by": "Người nhận kết quả",
        "collected_id_no": "Số giấy tờ người nhận",
        "status": "Trạng thái",
        "holder_unit": "Đơn vị đang giữ",
        "holder_officer": "Tài khoản thụ lý",
        "holder_officer_name": "Người thụ lý",
        "sent_back_at": "Bị trả lại lúc",
        "extended_due_at": "Hẹn lại",
        "paused_at": "Tạm dừng từ",
        "letter": "Phiếu",
        "withdrawal": "Yêu cầu rút",
        "supplements_allowed": "Số lần được yêu cầu bổ sung",
        "tracking_no": "Số hiệu bưu gửi",
        "corrected_at": "Mở đính chính lúc",
        "paper_place": "Nơi để giấy tờ",
        "twin_of": "Khép vì trùng với",
    },
    "paper": {
        "position": "Thứ tự",
        "document_code": "Mã giấy tờ",
        "name": "Giấy tờ",
        "need": "Nộp hay xuất trình",
        "kind": "Loại giấy",
        "originals": "Số bản chính",
        "copies": "Số bản sao",
        "have": "Đã có",
        "note": "Ghi chú",
    },
    "result": {
        "issued": "Đã ký",
        "outcome": "Kết quả",
        "number": "Số văn bản",
        "issued_on": "Ngày văn bản",
        "signer": "Người ký",
        "content": "Nội dung",
        "unit": "Đơn vị ban hành",
        "replaced_at": "Đính chính lúc",
    },
    "document": {"name": "Tên tệp", "media_type": "Loại tệp"},
    "payment": {
        "kind": "Thu hay hoàn trả",
        "number": "Số biên lai",
        "amount": "Số tiền",
        "method": "Hình thức",
        "payer": "Người nộp hoặc nhận",
        "reason": "Lý do",
        "taken_by_name": "Người thu, trả",
        "taken_at": "Lúc",
        "late": "Sau khi khóa sổ",
    },
}
"""By entity. What is missing here is bookkeeping that a history does not show."""

CHANNELS = {"desk": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
RETURN_MODES = {
    "desk": "Nhận tại một cửa",
    "post": "Nhận qua bưu điện",
    "online": "Nhận bản điện tử",
}
APPLICANT_KINDS = {
    "citizen": "Công dân",
    "business": "Doanh nghiệp",
    "agency": "Cơ quan nhà nước",
    "organisation": "Tổ chức",
    "other": "Khác",
}
GENDERS = {"male": "Nam", "female": "Nữ"}
ID_TYPES = {
    "cccd": "CCCD",
    "cmnd": "CMND",
    "passport": "Hộ chiếu",
    "tax_code": "Mã số thuế",
}
NEEDS = {"submit": "Nộp", "show": "Xuất trình"}
PAPER_KINDS = {
    "original": "Bản chính",
    "copy": "Bản sao",
    "certified_copy": "Bản sao chứng thực",
    "photocopy": "Bản chụp",
}
DOCUMENT_TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "Ảnh JPEG",
    "image/png": "Ảnh PNG",
}
OUTCOMES = {"granted": "Được giải quyết", "refused": "Không được giải quyết"}
DURATION_UNITS = {
    "working_days": "ngày làm việc",
    "half_days": "nửa ngày làm việc",
    "days": "ngày",
    "hours": "giờ làm việc",
    "same_day": "trong ngày",
}

LETTERS = {"draft": "dự thảo, chờ lãnh đạo ký", "signed": "đã ký, chờ giao cho công dân"}
WITHDRAWALS = {"asked": "đang chờ trả lời"}

VALUES: Mapping[str, Mapping[str, str]] = {
    "letter": LETTERS,
    "withdrawal": WITHDRAWALS,
    "channel": CHANNELS,
    "return_mode": RETURN_MODES,
    "applicant_kind": APPLICANT_KINDS,
    "gender": GENDERS,
    "id_type": ID_TYPES,
    "need": NEEDS,
    "kind": PAPER_KINDS,
    "outcome": OUTCOMES,
    "duration_unit": DURATION_UNITS,
    "media_type": DOCUMENT_TYPES,
}
"""Fields whose values are words of the program, and what a person reads instead."""


def field_label(entity: str, name: str) -> str | None:
    """The Vietnamese name of a field, or None for one that a history does not show."""
    return FIELDS.get(entity, {}).get(name)
