"""The lists of forwarded dossiers as sheets."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.exports import CellKind, Column
from app.domain.officers import Officer
from app.domain.permissions import Permission
from app.queries import forwarding
from app.services.listings import LISTINGS, Listing

NAME = "forwarding"
COLUMNS = (
    Column("Mã hồ sơ", "code", width=26),
    Column("Tên thủ tục hành chính", "procedure_name", width=48),
    Column("Tên cá nhân, tổ chức", "applicant_name", width=28),
    Column("Nơi tiếp nhận", "unit_name", width=22),
    Column("Nơi đang giữ", "holder_name", width=22),
    Column("Cán bộ đang giữ", "holder_officer_name", width=24),
    Column("Chuyển lúc", "sent_at", CellKind.MOMENT, 17),
    Column("Bước", "status_label", width=26),
    Column("Giấy tờ", "papers_words", width=22),
    Column("Hạn của chặng", "leg_due", CellKind.MOMENT, 17),
    Column("Còn của chặng", "leg_words", width=14),
    Column("Hẹn trả công dân", "in_force_due", CellKind.MOMENT, 17),
    Column("Còn của cả hồ sơ", "left_words", width=14),
)


def slices(officer: Officer, filters: Mapping[str, str], now: datetime) -> Iterator[Sequence[Any]]:
    return forwarding.slices(officer, forwarding.Filters.from_args(filters), now=now)


LISTINGS[NAME] = Listing(
    "hồ sơ liên thông", "ho-so-lien-thong", Permission.SEE_DOSSIERS, COLUMNS, slices
)
