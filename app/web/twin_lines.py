"""Two or three dossiers line by line, as their page shows them: what is the same, and what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock
from app.domain import labels
from app.domain.birth_dates import show_date
from app.domain.dossiers import status_words
from app.domain.own_fields import words_of
from app.domain.vietnamese import money

Names = Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """One line: a value for each dossier, empty where it says nothing."""

    label: str
    values: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return len(set(self.values)) == 1


LINES: tuple[tuple[str, Callable[[Any, Names], str]], ...] = (
    ("Nơi tiếp nhận", lambda row, names: names.get(row.unit, row.unit)),
    ("Tiếp nhận lúc", lambda row, names: _moment(row.received_at)),
    ("Người tiếp nhận", lambda row, names: row.received_by_name or ""),
    ("Thủ tục", lambda row, names: row.procedure_name),
    ("Chủ hồ sơ", lambda row, names: row.applicant_name),
    ("Ngày sinh", lambda row, names: show_date(row.birth_date or "")),
    ("Giới tính", lambda row, names: labels.GENDERS.get(row.gender or "", "")),
    ("Loại giấy tờ", lambda row, names: labels.ID_TYPES.get(row.id_type or "", "")),
    ("Số giấy tờ", lambda row, names: row.id_no or ""),
    ("Địa chỉ", lambda row, names: row.address or ""),
    ("Điện thoại", lambda row, names: row.phone or ""),
    ("Người nộp thay", lambda row, names: row.submitter_name or ""),
    ("Nội dung yêu cầu", lambda row, names: row.abstract or ""),
)
STANDING: tuple[tuple[str, Callable[[Any, Names], str]], ...] = (
    ("Đang ở", lambda row, names: _status(row, names)),
    ("Người thụ lý", lambda row, names: row.holder_officer_name or ""),
    ("Hẹn trả", lambda row, names: _moment(row.extended_due_at or row.due_at)),
    ("Đã thu", lambda row, names: money(row.amount_paid) if row.amount_paid else ""),
)


def of(dossiers: Sequence[Any], held: Mapping[str, Any], names: Names) -> list[Compared]:
    """Every line in which at least one of them says something."""
    answers = [
        {str(entry.get("label") or entry.get("key")): words_of(entry) for entry in row.own or ()}
        for row in dossiers
    ]
    found = [_line(label, read, dossiers, names) for label, read in LINES]
    for label in dict.fromkeys(label for each in answers for label in each):
        found.append(Compared(label, tuple(each.get(label, "") for each in answers)))
    found += [_line(label, read, dossiers, names) for label, read in STANDING]
    for label, name in (("Bản chính đã nhận", "originals"), ("Bản quét", "scans")):
        values = tuple(
            str(getattr(held[row.id], name)) if row.id in held else "" for row in dossiers
        )
        found.append(Compared(label, values))
    return [each for each in found if any(each.values)]


def _line(
    label: str, read: Callable[[Any, Names], str], dossiers: Sequence[Any], names: Names
) -> Compared:
    return Compared(label, tuple(read(row, names) for row in dossiers))


def _status(row: Any, names: Names) -> str:
    away = row.holder_unit != row.unit
    return status_words(row.status, away=away, holder=names.get(row.holder_unit, row.holder_unit))


def _moment(at: datetime | None) -> str:
    return f"{clock.local(at):%H:%M %d/%m/%Y}" if at else ""
