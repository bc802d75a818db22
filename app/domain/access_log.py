"""What the access log calls the pages on which personal data stands, and what is done with it there."""

from collections.abc import Mapping

VIEW, EXPORT, PRINT = "view", "export", "print"

WHAT: Mapping[str, str] = {VIEW: "Xem", PRINT: "In", EXPORT: "Lấy ra tệp"}

PAGES: Mapping[str, str] = {
    "dossier": "Hồ sơ",
    "history": "Lịch sử hồ sơ",
    "file": "Tệp, bản quét",
    "paper_form": "Giấy in của hồ sơ",
    "dossiers": "Danh sách hồ sơ",
    "desk": "Bàn làm việc",
    "forwarded": "Hồ sơ liên thông",
    "conflicts": "Danh sách xung đột",
    "letter": "Văn bản gửi nhận",
    "signing": "Hồ sơ chờ ký",
    "drafts": "Bản nháp",
    "intake": "Màn hình tiếp nhận",
    "visit": "Lượt nộp hồ sơ",
    "register": "Sổ theo dõi",
    "handover": "Danh sách bàn giao",
    "places": "Nơi để giấy tờ",
    "appointments": "Lịch hẹn trả",
    "shift": "Phiếu hết ca",
    "notes": "Trao đổi",
    "money": "Thu phí trong ngày",
    "fee_receipt": "Biên lai",
    "imports": "Sổ cũ đang nhập",
    "person": "Công dân, tổ chức",
    "people": "Danh sách công dân",
    "pair": "Hai bản ghi có thể trùng",
    "twins": "Hồ sơ, người có thể trùng",
    "outbox": "Hộp đi, hộp đến",
    "export": "Tệp danh sách",
    "access_log": "Nhật ký xem dữ liệu",
    "other": "Trang khác",
}
"""By the stored name; a page that a newer program has noted is called by its name."""

OF_DOSSIER = frozenset({"dossier", "history", "file", "paper_form", "visit", "intake", "notes"})
"""Pages whose record is a dossier."""
