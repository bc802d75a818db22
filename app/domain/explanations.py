"""Why the result is due on that day, in one sentence a citizen can check with a wall calendar."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from app.domain.calendar import local
from app.domain.deadlines import CountedDay, Due, DurationUnit, Origin, Why, halves, words

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
STARTED = {
    Origin.RECEIPT: "Nhận",
    Origin.LEG: "Tiếp nối từ",
    Origin.RESUMED: "Tiếp tục từ",
    Origin.RESTARTED: "Tính lại từ",
}
LISTED_ONE_BY_ONE = 6
SHORTEST_RUN = 3
WITH_HOUR = {DurationUnit.HALF_DAYS, DurationUnit.HOURS}


def explain(due: Due) -> str:
    """The days counted: “Nhận 15:40 thứ Năm 25/4, hạn 2 ngày làm việc: … → hẹn thứ Năm 2/5”."""
    year = local(due.received).year
    counted = "; ".join(_counted(due, year))
    hour = f"{local(due.at):%H:%M} " if due.allowed.unit in WITH_HOUR else ""
    middle = f": {counted}" if counted else ""
    return f"{_start(due)}, {_allowed(due)}{middle} → hẹn {hour}{day_words(due.day, year)}"


def day_words(day: date, year: int) -> str:
    """A day as people say it: “thứ Năm 25/4”; its year only when it is another one."""
    return f"{WEEKDAYS[day.weekday()]} {_short(day, year)}"


def _start(due: Due) -> str:
    received = local(due.received)
    start = f"{STARTED[due.origin]} {received:%H:%M} {day_words(received.date(), received.year)}"
    if received.date() == due.starts_on:
        return start
    counts_as = "tính là nhận" if due.origin is Origin.RECEIPT else "tính là"
    return f"{start}, {counts_as} {day_words(due.starts_on, received.year)}"


def _allowed(due: Due) -> str:
    if due.origin is Origin.RESUMED:
        return "phần thời gian còn lại"
    more = "".join(f", thêm {words(by)}" for by in due.extra)
    if due.allowed.unit is not DurationUnit.SAME_DAY:
        return f"hạn {words(due.allowed)}{more}"
    if any(day.number for day in due.counted):
        return f"sau 15:00 nên trả vào ngày làm việc tiếp theo{more}"
    return f"trả trong ngày{more}"


def _counted(due: Due, year: int) -> list[str]:
    """The counted days and the holidays between them; ordinary weekends go without saying."""
    long = sum(1 for day in due.counted if day.number) > LISTED_ONE_BY_ONE
    told = [day for day in due.counted if day.why is not Why.WEEKEND]
    parts: list[str] = []
    for why, days in groupby(told, key=lambda day: day.why):
        run = list(days)
        if why is Why.HOLIDAY:
            parts.append("nghỉ " + ", ".join(_short(day.day, year) for day in run))
        elif why is Why.CALENDAR:
            parts.append(_span(run, due, year))
        elif long and why is Why.WORKED:
            parts += _weeks(run, due, year)
        else:
            parts += [_one(day, due, year) for day in run]
    return parts


def _weeks(run: Sequence[CountedDay], due: Due, year: int) -> list[str]:
    """Days in a row of one week told as a span: “thứ Hai 6/5 – thứ Sáu 10/5 (5–9)”."""
    parts: list[str] = []
    for _, days in groupby(run, key=lambda day: day.day.isocalendar()[:2]):
        week = list(days)
        in_a_row = (week[-1].day - week[0].day).days == len(week) - 1
        together = in_a_row and len(week) >= SHORTEST_RUN
        parts += [_span(week, due, year)] if together else [_one(d, due, year) for d in week]
    return parts


def _span(run: Sequence[CountedDay], due: Due, year: int) -> str:
    first, last = run[0], run[-1]
    if first == last:
        return _one(first, due, year)
    days = f"{day_words(first.day, year)} – {day_words(last.day, year)}"
    return f"{days} ({_number(first, due)}–{_number(last, due)})"


def _one(day: CountedDay, due: Due, year: int) -> str:
    text = day_words(day.day, year)
    if day.number is None:
        return f"gặp ngày nghỉ nên dời sang {text}" if day.day == due.day else text
    made_up = " làm bù" if day.why is Why.MAKE_UP else ""
    return f"{text}{made_up} ({_number(day, due)})"


def _number(day: CountedDay, due: Due) -> str:
    number = day.number or 0
    if due.allowed.unit is DurationUnit.HALF_DAYS:
        return halves(number)
    return f"{number} giờ" if due.allowed.unit is DurationUnit.HOURS else str(number)


def _short(day: date | datetime, year: int) -> str:
    return f"{day.day}/{day.month}" if day.year == year else f"{day.day}/{day.month}/{day.year}"
