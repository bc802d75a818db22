"""A list of dossiers as a sheet: its columns, in the words and the order of the register (Mẫu 06) and some more."""

from dataclasses import dataclass
from enum import StrEnum

MOST_ROWS = 200_000
"""Far below what a sheet can hold, and more than an office receives in twenty years."""

MASKED = "Số giấy tờ, điện thoại chỉ ghi 3 số cuối; cần đủ thì chọn “Ghi đủ số” khi xuất."


class CellKind(StrEnum):
    """How a cell is written: as itself, so that a sheet sorts days and adds sums."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """`name` is a column of the dossier, or what a list says of it. `private`: only its last digits go out unless the
    officer asks for the whole of it."""

    label: str
    name: str
    kind: CellKind = CellKind.TEXT
    width: int = 16
    private: bool = False


COLUMNS = (
    Column("TT", "place", CellKind.NUMBER, 6),
    Column("Mã hồ sơ", "code", width=26),
    Column("Số trong sổ cũ", "old_number"),
    Column("Tên thủ tục hành chính", "procedure_name", width=48),
    Column("Lĩnh vực", "field", width=22),
    Column("Số bộ", "set_count", CellKind.NUMBER, 7),
    Column("Tên cá nhân, tổ chức", "applicant_name", width=28),
    Column("Số giấy tờ", "id_no", width=15, private=True),
    Column("Địa chỉ", "address", width=36),
    Column("Điện thoại", "phone", width=14, private=True),
    Column("Nơi tiếp nhận", "unit_name", width=20),
    Column("Hình thức nộp", "channel_label", width=13),
    Column("Nhận hồ sơ", "received_at", CellKind.MOMENT, 17),
    Column("Hẹn trả kết quả", "due_at", CellKind.MOMENT, 17),
    Column("Có kết quả", "released_at", CellKind.MOMENT, 17),
    Column("Kết thúc", "finished_at", CellKind.MOMENT, 17),
    Column("Trạng thái", "status_label", width=24),
    Column("Thời hạn", "left_words", width=16),
    Column("Cơ quan chủ trì giải quyết", "holder_name", width=24),
    Column("Người thụ lý", "holder_officer_name", width=22),
    Column("Phương thức nhận kết quả", "return_mode_label", width=20),
    Column("Phải nộp (đồng)", "amount_due", CellKind.NUMBER, 13),
    Column("Đã thu (đồng)", "amount_paid", CellKind.NUMBER, 13),
)
