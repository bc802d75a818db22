"""The registers of documents as sheets."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.exports import CellKind, Column
from app.domain.officers import Officer
from app.domain.permissions import Permission
from app.queries import dispatches
from app.services.listings import LISTINGS, Listing

NAME = "dispatches"
COLUMNS = (
    Column("Số đến", "in_number", CellKind.NUMBER, 9),
    Column("Số đi", "out_number", CellKind.NUMBER, 9),
    Column("Số, ký hiệu", "symbol", width=20),
    Column("Ngày ban hành", "issued_on", CellKind.DAY, 14),
    Column("Loại", "kind_label", width=14),
    Column("Trích yếu", "subject", width=60),
    Column("Nơi gửi", "from_name", width=28),
    Column("Nơi nhận", "receivers_words", width=40),
    Column("Mức độ", "urgency_label", width=10),
    Column("Gửi lúc", "sent_at", CellKind.MOMENT, 17),
    Column("Nhận lúc", "received_at", CellKind.MOMENT, 17),
    Column("Người nhận", "received_by_name", width=24),
    Column("Giao giải quyết", "handed_to", width=24),
    Column("Hạn trả lời", "answer_by", CellKind.DAY, 14),
    Column("Trả lời", "answer_words", width=14),
    Column("Thu hồi lúc", "recalled_at", CellKind.MOMENT, 17),
)


def slices(officer: Officer, filters: Mapping[str, str], now: datetime) -> Iterator[Sequence[Any]]:
    return dispatches.slices(officer, dispatches.Filters.from_args(filters), now=now)


LISTINGS[NAME] = Listing("sổ văn bản", "so-van-ban", Permission.SEE_DISPATCHES, COLUMNS, slices)
