"""How the offices below are doing: what one tells of itself, its usual hours of contact, what deserves a look.

Silence is not a failure: an office without a line goes on working, and is only said not to have been heard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

FEWEST_DAYS = 3
"""Of contact, before a habit is spoken of."""
ALL_DAY_HOURS = 18
INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class Threshold(StrEnum):
    """A figure from which on the list remarks on something; an office above sets its own."""

    STALE_DAYS = "stale_days"
    SILENT_DAYS = "silent_days"
    BACKLOG = "backlog"
    CONFLICTS = "conflicts"
    CLOCK_MINUTES = "clock_minutes"
    DISK_GIGABYTES = "disk_gigabytes"
    BACKUP_DAYS = "backup_days"
    RESTORE_DAYS = "restore_days"
    NUMBERS = "numbers"


class Limit(NamedTuple):
    """What a threshold is called, its first value, and the highest that makes sense."""

    label: str
    unit: str
    first: int
    most: int


LIMITS: Mapping[Threshold, Limit] = {
    Threshold.STALE_DAYS: Limit("Nhắc khi chưa liên lạc quá", "ngày", 3, 60),
    Threshold.SILENT_DAYS: Limit("Cần gọi khi chưa liên lạc quá", "ngày", 7, 90),
    Threshold.BACKLOG: Limit("Tồn đọng nhiều khi chờ gửi hoặc chờ nhận từ", "thay đổi", 200, 999),
    Threshold.CONFLICTS: Limit("Nhiều trùng lặp cần chọn từ", "hồ sơ", 1, 999),
    Threshold.CLOCK_MINUTES: Limit("Đồng hồ lệch quá", "phút", 5, 720),
    Threshold.DISK_GIGABYTES: Limit("Ổ đĩa còn ít hơn", "GB", 5, 500),
    Threshold.BACKUP_DAYS: Limit("Bản sao dữ liệu cũ hơn", "ngày", 2, 60),
    Threshold.RESTORE_DAYS: Limit("Lần phục hồi thử cũ hơn", "ngày", 30, 720),
    Threshold.NUMBERS: Limit("Số hồ sơ còn lại trong ngày ít hơn", "số", 100, 9000),
}


class Concern(StrEnum):
    """What of an office deserves a look."""

    SILENT = "silent"
    BACKLOG = "backlog"
    CONFLICTS = "conflicts"
    REFUSED = "refused"
    CLOCK = "clock"
    DISK = "disk"
    BACKUP = "backup"
    RESTORE = "restore"
    PRINTER = "printer"
    VERSION = "version"
    CATALOGUE = "catalogue"
    NUMBERS = "numbers"
    UNEQUAL = "unequal"


CONCERNS: Mapping[Concern, str] = {
    Concern.SILENT: "lâu chưa liên lạc",
    Concern.BACKLOG: "tồn đọng nhiều",
    Concern.CONFLICTS: "trùng lặp cần chọn",
    Concern.REFUSED: "bị từ chối",
    Concern.UNEQUAL: "số liệu hai bên chưa bằng",
    Concern.CLOCK: "đồng hồ lệch",
    Concern.DISK: "ổ đĩa sắp đầy",
    Concern.BACKUP: "bản sao dữ liệu cũ",
    Concern.RESTORE: "phục hồi thử",
    Concern.PRINTER: "máy in",
    Concern.VERSION: "phiên bản chương trình khác",
    Concern.CATALOGUE: "danh mục khác",
    Concern.NUMBERS: "sắp hết số",
}


class Remark(NamedTuple):
    """One thing about an office: which, how bad ("warn" or "bad"), and in words."""

    concern: Concern
    tone: str
    words: str


@dataclass(frozen=True)
class Facts:
    """What a machine tells of itself; None where it does not know. Never a citizen's data."""

    program: str | None = None
    system: str | None = None
    database: str | None = None
    catalogue: str | None = None
    disk_free_mb: int | None = None
    backup_at: datetime | None = None
    backup_ok: bool | None = None
    restore_tested_at: datetime | None = None
    restore_ok: bool | None = None
    printer_ok: bool | None = None
    printed_at: datetime | None = None
    numbers_left: int | None = None
    blanks_left: int | None = None
    people_online: int | None = None
    below: Mapping[str, int] | None = None
    """Which version of the catalogue each office below it has confirmed, by code of the unit."""

    def spoken(self) -> dict[str, Any]:
        """As it travels: without what is not known."""
        return {
            name: value.astimezone(UTC).strftime(INSTANT) if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if value is not None
        }

    @classmethod
    def heard(cls, said: Mapping[str, Any]) -> "Facts":
        """What another machine told; what this version does not know, or cannot be, is left out."""
        read = {name: _read(name, said[name]) for name in cls.__dataclass_fields__ if name in said}
        return cls(**read)


INSTANTS = {"backup_at", "restore_tested_at", "printed_at"}
WHOLE_NUMBERS = {"disk_free_mb", "numbers_left", "blanks_left", "people_online"}
LONGEST_UNIT = 16
YES_OR_NO = {"backup_ok", "restore_ok", "printer_ok"}


def _read(name: str, value: Any) -> Any:
    if name in INSTANTS:
        return _instant(value)
    if name in WHOLE_NUMBERS:
        return value if type(value) is int and 0 <= value < 2**31 else None
    if name in YES_OR_NO:
        return value if isinstance(value, bool) else None
    if name == "below":
        return _numbers_by_unit(value)
    return value[:60] if isinstance(value, str) else None


def _numbers_by_unit(value: Any) -> dict[str, int] | None:
    if not isinstance(value, dict):
        return None
    return {
        unit: number
        for unit, number in value.items()
        if isinstance(unit, str)
        and len(unit) <= LONGEST_UNIT
        and type(number) is int
        and 0 < number < 2**31
    }


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.strptime(value, INSTANT).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


# ── What deserves a look ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Heard:
    """What is known of one office when it is judged. `same_*`: as at the office above, None where unknown."""

    last_contact_at: datetime | None
    waiting_up: int
    waiting_down: int
    conflicts: int
    refused: int
    unequal_days: int
    clock_offset_seconds: int | None
    same_program: bool | None
    same_catalogue: bool | None
    facts: Facts | None


def remarks(heard: Heard, limits: Mapping[Threshold, int], now: datetime) -> list[Remark]:
    """Everything that deserves a look, the worst first."""
    found = [*_of_the_line(heard, limits, now), *_of_the_data(heard, limits)]
    if heard.facts is not None:
        found += _of_the_machine(heard, heard.facts, limits, now)
    return sorted(found, key=lambda remark: remark.tone != "bad")


def _of_the_line(heard: Heard, limits: Mapping[Threshold, int], now: datetime) -> Iterable[Remark]:
    if heard.last_contact_at is not None:
        silent = now - heard.last_contact_at
        if silent >= timedelta(days=limits[Threshold.SILENT_DAYS]):
            yield Remark(Concern.SILENT, "bad", f"chưa liên lạc {silent.days} ngày, nên gọi hỏi")
        elif silent >= timedelta(days=limits[Threshold.STALE_DAYS]):
            yield Remark(Concern.SILENT, "warn", f"chưa liên lạc {silent.days} ngày")
    minutes = abs(heard.clock_offset_seconds or 0) // 60
    if minutes >= limits[Threshold.CLOCK_MINUTES]:
        side = "nhanh" if (heard.clock_offset_seconds or 0) > 0 else "chậm"
        yield Remark(Concern.CLOCK, "warn", f"đồng hồ {side} {minutes} phút")


def _of_the_data(heard: Heard, limits: Mapping[Threshold, int]) -> Iterable[Remark]:
    waiting = max(heard.waiting_up, heard.waiting_down)
    if waiting >= limits[Threshold.BACKLOG]:
        yield Remark(Concern.BACKLOG, "warn", f"{waiting} thay đổi còn chờ đi đường")
    if heard.conflicts >= limits[Threshold.CONFLICTS]:
        yield Remark(Concern.CONFLICTS, "bad", f"{heard.conflicts} mục hai bên ghi khác nhau")
    if heard.refused:
        yield Remark(Concern.REFUSED, "warn", f"{heard.refused} thay đổi bị từ chối, chưa xử lý")
    if heard.unequal_days:
        words = f"{heard.unequal_days} ngày hai bên chưa bằng nhau"
        yield Remark(Concern.UNEQUAL, "bad", words)


def _of_the_machine(
    heard: Heard, facts: Facts, limits: Mapping[Threshold, int], now: datetime
) -> Iterable[Remark]:
    free = facts.disk_free_mb
    if free is not None and free < limits[Threshold.DISK_GIGABYTES] * 1024:
        tone = "bad" if free < 1024 else "warn"
        yield Remark(
            Concern.DISK,
            tone,
            f"ổ đĩa còn {free // 1024} GB" if free >= 1024 else f"ổ đĩa còn {free} MB",
        )
    yield from _of_its_copies(facts, limits, now)
    if facts.printer_ok is False:
        yield Remark(Concern.PRINTER, "warn", "lần in gần nhất không ra giấy đọc được")
    if heard.same_program is False:
        yield Remark(Concern.VERSION, "warn", f"chương trình bản {facts.program}")
    if heard.same_catalogue is False:
        yield Remark(Concern.CATALOGUE, "warn", "danh mục thủ tục khác ở đây")
    left = facts.numbers_left
    if left is not None and left < limits[Threshold.NUMBERS]:
        yield Remark(Concern.NUMBERS, "bad", f"hôm ấy còn {left} số hồ sơ")


def _of_its_copies(
    facts: Facts, limits: Mapping[Threshold, int], now: datetime
) -> Iterable[Remark]:
    """A server of its own may keep the copies of a PostgreSQL database: only what was tried there is judged."""
    backup, tested = facts.backup_at, facts.restore_tested_at
    if facts.backup_ok is False:
        yield Remark(Concern.BACKUP, "bad", "lần sao lưu gần nhất không xong")
    elif backup is None:
        if facts.database != "PostgreSQL":
            yield Remark(Concern.BACKUP, "warn", "chưa có bản sao dữ liệu nào")
    elif now - backup >= timedelta(days=limits[Threshold.BACKUP_DAYS]):
        yield Remark(Concern.BACKUP, "warn", f"bản sao dữ liệu cũ {(now - backup).days} ngày")
    if facts.restore_ok is False:
        yield Remark(Concern.RESTORE, "bad", "bản sao phục hồi thử không được")
    elif tested is not None and now - tested >= timedelta(days=limits[Threshold.RESTORE_DAYS]):
        yield Remark(Concern.RESTORE, "warn", f"phục hồi thử đã {(now - tested).days} ngày")


# ── Its usual hours ─────────────────────────────────────────────────────────────────────────────────


def usual_hours(contacts: Iterable[tuple[date, int]]) -> str:
    """“thường nối 7–8 giờ, 13–17 giờ” from the days and hours in which an office was heard, by its own clock.

    An hour is usual when the office was heard in it on at least half of the days it was heard at all.
    """
    days_of_hour: dict[int, set[date]] = {}
    for day, hour in contacts:
        days_of_hour.setdefault(hour, set()).add(day)
    days = set().union(*days_of_hour.values()) if days_of_hour else set()
    if len(days) < FEWEST_DAYS:
        return "chưa đủ ngày để biết giờ thường nối"
    usual = sorted(hour for hour, on in days_of_hour.items() if 2 * len(on) >= len(days))
    if not usual:
        return "không có giờ nối nhất định"
    if len(usual) >= ALL_DAY_HOURS:
        return "thường nối cả ngày"
    return f"thường nối {', '.join(_span(first, last) for first, last in _runs(usual))}"


def _runs(hours: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for hour in hours:
        if runs and runs[-1][1] == hour:
            runs[-1] = (runs[-1][0], hour + 1)
        else:
            runs.append((hour, hour + 1))
    return runs


def _span(first: int, last: int) -> str:
    return f"{first}–{last} giờ"
