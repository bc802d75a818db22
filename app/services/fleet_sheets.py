"""The list of the offices below as a sheet of Excel: one line an office, nobody's data."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.calendar import local
from app.domain.exports import CellKind, Column
from app.domain.fleet import Facts
from app.queries.fleet import Office
from app.services.spreadsheets import Sheet

COLUMNS = (
    Column("Mã đơn vị", "unit", width=11),
    Column("Đơn vị", "name", width=24),
    Column("Liên lạc gần nhất", "last_contact_at", CellKind.MOMENT, 18),
    Column("Giờ thường nối", "usual", width=30),
    Column("Chờ gửi lên", "waiting_up", CellKind.NUMBER, 10),
    Column("Chờ nhận về", "waiting_down", CellKind.NUMBER, 10),
    Column("Hai bên ghi khác nhau", "conflicts", CellKind.NUMBER, 12),
    Column("Bị từ chối", "refused", CellKind.NUMBER, 10),
    Column("Số ngày chưa bằng nhau", "unequal_days", CellKind.NUMBER, 12),
    Column("Chương trình", "program", width=12),
    Column("Danh mục", "catalogue", width=10),
    Column("Đồng hồ lệch (giây)", "clock_offset_seconds", CellKind.NUMBER, 12),
    Column("Ổ đĩa còn (MB)", "disk_free_mb", CellKind.NUMBER, 12),
    Column("Sao lưu lần cuối", "backup_at", CellKind.MOMENT, 18),
    Column("Phục hồi thử lần cuối", "restore_tested_at", CellKind.MOMENT, 18),
    Column("Người đang làm việc", "people_online", CellKind.NUMBER, 11),
    Column("Số hồ sơ còn lại", "numbers_left", CellKind.NUMBER, 11),
    Column("Máy tự báo lúc", "told_at", CellKind.MOMENT, 18),
    Column("Điều cần xem", "remarks", width=60),
)


@dataclass(frozen=True)
class _Row:
    """The columns of a sheet, wherever they stand on an office."""

    office: Office

    def __getattr__(self, name: str) -> object:
        if name == "remarks":
            return "; ".join(remark.words for remark in self.office.remarks)
        facts = self.office.facts or Facts()
        return getattr(facts, name) if hasattr(facts, name) else getattr(self.office, name)


def sheet(here: str, offices: Sequence[Office], *, at: datetime) -> bytes:
    """The whole file."""
    heading = [
        f"CÁC ĐƠN VỊ BÊN DƯỚI – {here.upper()}",
        f"Số liệu lúc {local(at):%H:%M ngày %d/%m/%Y}",
    ]
    whole = Sheet("Các xã", heading, COLUMNS)
    whole.add(map(_Row, offices))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fleet.xlsx"
        whole.close(file)
        return file.read_bytes()
