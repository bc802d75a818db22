"""The days off and make-up days of one year: as they are proposed, compared and decided by a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

SATURDAY = 5
MOST_DAYS = 40
LONGEST_NOTE, LONGEST_BASIS = 200, 300
FIRST_YEAR, LAST_YEAR = 2019, 2100


class DayKind(StrEnum):
    """A day an office rests, or a day of the weekend it works to make up for one."""

    OFF = "off"
    MAKE_UP = "make_up"


KIND_LABELS = {DayKind.OFF: "Nghỉ", DayKind.MAKE_UP: "Làm bù"}


@dataclass(frozen=True, order=True)
class PlannedDay:
    """One day of a year's calendar that breaks the week."""

    on: date
    kind: DayKind
    note: str

    def to_json(self) -> list[str]:
        return [self.on.isoformat(), self.kind.value, self.note]

    @classmethod
    def from_json(cls, stored: Iterable[str]) -> "PlannedDay":
        on, kind, note = stored
        return cls(date.fromisoformat(on), DayKind(kind), note)


@dataclass(frozen=True)
class DayChange:
    """How one day differs between the year in force and the draft; None where it is not listed."""

    on: date
    before: PlannedDay | None
    after: PlannedDay | None

    @property
    def moves_dates(self) -> bool:
        """Whether the office works on that day now and did not before, or the other way round."""
        kinds = {each.kind if each else None for each in (self.before, self.after)}
        return len(kinds) == 2


def compare(before: Iterable[PlannedDay], after: Iterable[PlannedDay]) -> list[DayChange]:
    """What publishing would change, in order of date."""
    old, new = {day.on: day for day in before}, {day.on: day for day in after}
    return [
        DayChange(on, old.get(on), new.get(on))
        for on in sorted(old.keys() | new.keys())
        if old.get(on) != new.get(on)
    ]


def read_days(year: int, rows: Iterable[tuple[str, str, str]]) -> list[PlannedDay]:
    """The days of a filled form: (day, kind, note) a row; rows without a day are left out.

    The last days of the year before belong to a year's calendar too: 31/12/2018 was one of 2019's.
    """
    faults: dict[str, str] = {}
    found: dict[date, PlannedDay] = {}
    for number, (day, kind, note) in enumerate(rows):
        if not clean(day):
            continue
        read, fault = _read(year, day, kind, clean(note))
        if read is not None and read.on in found:
            fault = f"Ngày {read.on:%d/%m/%Y} ghi hai lần. Bỏ một dòng."
        if fault or read is None:
            faults[f"day-{number}"] = fault
        else:
            found[read.on] = read
    if len(found) > MOST_DAYS:
        faults["day-0"] = f"Một năm ghi nhiều nhất {MOST_DAYS} ngày."
    if faults:
        raise FormNotComplete(faults)
    return sorted(found.values())


def warnings(days: Iterable[PlannedDay]) -> list[str]:
    """What a person should look at once more before it is published."""
    listed = list(days)
    off = [day for day in listed if day.kind is DayKind.OFF]
    made_up = len(listed) - len(off)
    said = []
    if not off:
        said.append("Lịch chưa có ngày nghỉ nào.")
    swapped = any("làm bù" in day.note.lower() for day in off)
    if swapped != bool(made_up):
        said.append(
            "Có ngày nghỉ ghi “làm bù” mà không có ngày làm bù, hoặc ngược lại. Đối chiếu lại với thông báo."
        )
    return said


def belongs_to(on: date) -> int:
    """The year whose calendar lists this day: a day at the very end of December goes with New Year."""
    return on.year + 1 if (on.month, on.day) >= (12, 30) else on.year


def _read(year: int, day: str, kind: str, note: str) -> tuple[PlannedDay | None, str]:
    on = read_day(day)
    if on is None:
        return None, f"“{day[:20]}” không phải ngày. Viết như 30/4/{year}."
    if belongs_to(on) != year:
        return None, f"Ngày {on:%d/%m/%Y} không thuộc lịch năm {year}."
    if kind not in set(DayKind):
        return None, "Chọn nghỉ hoặc làm bù."
    is_weekend = on.weekday() >= SATURDAY
    if kind == DayKind.MAKE_UP and not is_weekend:
        return None, f"Ngày {on:%d/%m/%Y} vốn là ngày làm việc, không phải làm bù."
    if not note:
        return None, f"Ghi lý do của ngày {on:%d/%m/%Y}, ví dụ: Tết Nguyên đán."
    if len(note) > LONGEST_NOTE:
        return None, f"Lý do dài quá {LONGEST_NOTE} ký tự."
    return PlannedDay(on, DayKind(kind), note), ""


def rows_of(form: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The rows of the form, in the order they stand on the page."""
    return [
        (form.get(f"day-{n}", ""), form.get(f"kind-{n}", ""), form.get(f"note-{n}", ""))
        for n in range(MOST_DAYS + 1)
        if f"day-{n}" in form
    ]
