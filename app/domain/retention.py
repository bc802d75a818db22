"""What this office may remove of its own notes, and when. Nothing that other offices share is among it.

Dossiers, papers and results are kept as the law of archives says (`retention_years` of their procedure); the program
removes none of them. The times below are our choice: the law names none for such notes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.drafts import KEPT_IN_BIN
from app.domain.people import DAYS_TO_UNDO


class Removable(StrEnum):
    """A kind of note of this office that has an end."""

    PEOPLE = "people"
    MERGED = "merged"
    DRAFTS = "drafts"
    LOOKS = "looks"
    EXPORTS = "exports"


@dataclass(frozen=True)
class Rule:
    """How long one kind is kept, and what that is counted from."""

    kind: Removable
    label: str
    kept: timedelta
    words: str

    def until(self, now: datetime) -> datetime:
        """What is older than this is due. The same all day long, so that the same press twice is one job."""
        return now.replace(hour=0, minute=0, second=0, microsecond=0) - self.kept


RULES = (
    Rule(
        Removable.PEOPLE,
        "Công dân, tổ chức không còn hồ sơ nào",
        timedelta(days=365),
        "1 năm sau lần cuối có hồ sơ",
    ),
    Rule(
        Removable.MERGED,
        "Bản ghi công dân đã ghép vào bản ghi khác",
        timedelta(days=DAYS_TO_UNDO),
        f"{DAYS_TO_UNDO} ngày sau khi ghép, khi không tách lại được nữa",
    ),
    Rule(
        Removable.DRAFTS,
        "Bản nháp đã bỏ",
        KEPT_IN_BIN,
        f"{KEPT_IN_BIN.days} ngày sau khi bỏ; chương trình cũng tự xoá mỗi ngày",
    ),
    Rule(
        Removable.LOOKS,
        "Dòng nhật ký xem dữ liệu",
        timedelta(days=5 * 365),
        "5 năm",
    ),
    Rule(
        Removable.EXPORTS,
        "Dòng ghi việc xuất danh sách",
        timedelta(days=5 * 365),
        "5 năm",
    ),
)
