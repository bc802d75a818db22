"""Days off and make-up working days of state offices, 2019–2027.

2019–2026 are the decided days (yearly announcements of the labour ministry): only the days are listed on
which an office would otherwise work. The swap of 2/1/2026 with Saturday 10/1/2026 is unverified. 2027 is
a proposal worked out from the law (Bộ luật Lao động 2019 Đ111–112): the fixed days, the days of the lunar
calendar, and for each one that falls on a weekend the next working day. It is to be replaced once the
year is announced.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

OFF, MAKE_UP = "off", "make_up"
ANNOUNCED = "Thông báo lịch nghỉ lễ, Tết {year} đối với cơ quan nhà nước"
UNVERIFIED_SWAP = "Hoán đổi 02/01/2026 với thứ Bảy 10/01/2026 (chưa kiểm chứng)"
PROPOSED = "Đề xuất tính theo luật, chưa kiểm chứng: thay bằng lịch chính thức khi được công bố"

NEW_YEAR = "Tết Dương lịch"
TET = "Tết Nguyên đán"
KINGS = "Giỗ Tổ Hùng Vương"
VICTORY = "Ngày Chiến thắng 30/4"
LABOUR = "Quốc tế Lao động 1/5"
NATIONAL = "Quốc khánh 2/9"
CULTURE = "Ngày Văn hóa Việt Nam 24/11"
SATURDAY = 5


@dataclass(frozen=True)
class CalendarDay:
    """A day that breaks the week: off, or worked although it is a weekend."""

    on: date
    kind: str
    note: str
    source: str

    def to_values(self) -> dict[str, object]:
        """The columns of the shared table `calendar_day`; its record id is the date."""
        return {
            "on_date": self.on.isoformat(),
            "kind": self.kind,
            "note": self.note,
            "source": self.source,
        }


# First and last day off (weekends between them are left out), and why.
DAYS_OFF = (
    (2019, (
        ("2018-12-31", "2019-01-01", NEW_YEAR),
        ("2019-02-04", "2019-02-08", TET),
        ("2019-04-15", "2019-04-15", f"{KINGS} (nghỉ bù Chủ nhật 14/4)"),
        ("2019-04-29", "2019-04-30", f"{VICTORY} (29/4 làm bù 4/5)"),
        ("2019-05-01", "2019-05-01", LABOUR),
        ("2019-09-02", "2019-09-02", NATIONAL),
    )),
    (2020, (
        ("2020-01-01", "2020-01-01", NEW_YEAR),
        ("2020-01-23", "2020-01-29", TET),
        ("2020-04-02", "2020-04-02", KINGS),
        ("2020-04-30", "2020-04-30", VICTORY),
        ("2020-05-01", "2020-05-01", LABOUR),
        ("2020-09-02", "2020-09-02", NATIONAL),
    )),
    (2021, (
        ("2021-01-01", "2021-01-01", NEW_YEAR),
        ("2021-02-10", "2021-02-16", TET),
        ("2021-04-21", "2021-04-21", KINGS),
        ("2021-04-30", "2021-04-30", VICTORY),
        ("2021-05-03", "2021-05-03", f"{LABOUR} (nghỉ bù thứ Bảy 1/5)"),
        ("2021-09-02", "2021-09-03", NATIONAL),
    )),
    (2022, (
        ("2022-01-03", "2022-01-03", f"{NEW_YEAR} (nghỉ bù thứ Bảy 1/1)"),
        ("2022-01-31", "2022-02-04", TET),
        ("2022-04-11", "2022-04-11", f"{KINGS} (nghỉ bù Chủ nhật 10/4)"),
        ("2022-05-02", "2022-05-02", f"{VICTORY} (nghỉ bù thứ Bảy 30/4)"),
        ("2022-05-03", "2022-05-03", f"{LABOUR} (nghỉ bù Chủ nhật 1/5)"),
        ("2022-09-01", "2022-09-02", NATIONAL),
    )),
    (2023, (
        ("2023-01-02", "2023-01-02", f"{NEW_YEAR} (nghỉ bù Chủ nhật 1/1)"),
        ("2023-01-20", "2023-01-26", TET),
        ("2023-05-01", "2023-05-03", f"{KINGS}, {VICTORY}, {LABOUR} (có nghỉ bù)"),
        ("2023-09-01", "2023-09-04", f"{NATIONAL} (có nghỉ bù)"),
    )),
    (2024, (
        ("2024-01-01", "2024-01-01", NEW_YEAR),
        ("2024-02-08", "2024-02-14", TET),
        ("2024-04-18", "2024-04-18", KINGS),
        ("2024-04-29", "2024-04-30", f"{VICTORY} (29/4 làm bù 4/5)"),
        ("2024-05-01", "2024-05-01", LABOUR),
        ("2024-09-02", "2024-09-03", NATIONAL),
    )),
    (2025, (
        ("2025-01-01", "2025-01-01", NEW_YEAR),
        ("2025-01-27", "2025-01-31", TET),
        ("2025-04-07", "2025-04-07", KINGS),
        ("2025-04-30", "2025-04-30", VICTORY),
        ("2025-05-01", "2025-05-02", f"{LABOUR} (2/5 làm bù 26/4)"),
        ("2025-09-01", "2025-09-02", NATIONAL),
    )),
    (2026, (
        ("2026-01-01", "2026-01-01", NEW_YEAR),
        ("2026-02-16", "2026-02-20", TET),
        ("2026-04-27", "2026-04-27", f"{KINGS} (nghỉ bù Chủ nhật 26/4)"),
        ("2026-04-30", "2026-04-30", VICTORY),
        ("2026-05-01", "2026-05-01", LABOUR),
        ("2026-08-31", "2026-09-02", f"{NATIONAL} (31/8 làm bù 22/8)"),
        ("2026-11-24", "2026-11-24", CULTURE),
    )),
)  # fmt: skip

WORKED_SATURDAYS = (
    (2019, "2019-01-05", "Làm bù ngày 31/12/2018"),
    (2019, "2019-05-04", "Làm bù ngày 29/4"),
    (2024, "2024-05-04", "Làm bù ngày 29/4"),
    (2025, "2025-04-26", "Làm bù ngày 2/5"),
    (2026, "2026-08-22", "Làm bù ngày 31/8"),
)

# Mùng 1 Tết Đinh Mùi is Saturday 6/2/2027; two days before and three from it, as in 2024.
HOLIDAYS_OF_2027 = (
    ("2027-01-01", NEW_YEAR),
    ("2027-02-04", TET),
    ("2027-02-05", TET),
    ("2027-02-06", TET),
    ("2027-02-07", TET),
    ("2027-02-08", TET),
    ("2027-04-16", KINGS),
    ("2027-04-30", VICTORY),
    ("2027-05-01", LABOUR),
    ("2027-09-02", NATIONAL),
    ("2027-09-03", NATIONAL),
    ("2027-11-24", CULTURE),
)


def days() -> list[CalendarDay]:
    """Every day, in order of date."""
    known = [*_decided(), *_swap_of_2026(), *_proposal_for_2027()]
    return sorted(known, key=lambda day: day.on)


def days_off_for(holidays: Iterable[tuple[date, str]]) -> list[tuple[date, str]]:
    """The working days an office rests: a holiday on a weekend gives the next free working day."""
    listed = list(holidays)
    taken = {on for on, _ in listed}
    found = []
    for on, note in listed:
        if not _is_weekend(on):
            found.append((on, note))
            continue
        instead = _next_free(on, taken)
        taken.add(instead)
        found.append((instead, f"{note} (nghỉ bù {on:%d/%m})"))
    return sorted(found)


def _decided() -> Iterator[CalendarDay]:
    for year, spans in DAYS_OFF:
        for first, last, note in spans:
            for on in _weekdays(date.fromisoformat(first), date.fromisoformat(last)):
                yield CalendarDay(on, OFF, note, ANNOUNCED.format(year=year))
    for year, text, note in WORKED_SATURDAYS:
        source = ANNOUNCED.format(year=year)
        yield CalendarDay(date.fromisoformat(text), MAKE_UP, note, source)


def _swap_of_2026() -> Iterator[CalendarDay]:
    yield CalendarDay(date(2026, 1, 2), OFF, f"{NEW_YEAR} (làm bù 10/1)", UNVERIFIED_SWAP)
    yield CalendarDay(date(2026, 1, 10), MAKE_UP, "Làm bù ngày 2/1", UNVERIFIED_SWAP)


def _proposal_for_2027() -> Iterator[CalendarDay]:
    holidays = ((date.fromisoformat(text), note) for text, note in HOLIDAYS_OF_2027)
    for on, note in days_off_for(holidays):
        yield CalendarDay(on, OFF, note, PROPOSED)


def _weekdays(first: date, last: date) -> Iterator[date]:
    for days_later in range((last - first).days + 1):
        on = first + timedelta(days=days_later)
        if not _is_weekend(on):
            yield on


def _next_free(on: date, taken: set[date]) -> date:
    while _is_weekend(on) or on in taken:
        on += timedelta(days=1)
    return on


def _is_weekend(on: date) -> bool:
    return on.weekday() >= SATURDAY
