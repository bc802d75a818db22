"""The opening hours an office sets for itself: a whole week, from a day on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
PARTS = (("am", "Sáng"), ("pm", "Chiều"))
_HOUR = re.compile(r"([0-2]?\d)[:hg.]([0-5]\d)")

Week = dict[int, list[list[str]]]
"""Sessions by weekday (0 is Monday) as they are stored: `[["07:30", "11:30"], ["13:30", "17:00"]]`."""


@dataclass(frozen=True)
class OwnHours:
    """The week of an office, and the first day on which it holds."""

    week: Week
    valid_from: date


def read_hours(form: Mapping[str, str], today: date) -> OwnHours:
    """The filled form: `am-from-0`, `am-to-0`, `pm-from-0`… and `valid_from`; a weekday without hours is off."""
    faults: dict[str, str] = {}
    week: Week = {}
    for weekday, name in enumerate(WEEKDAYS):
        sessions = [
            read for part, _ in PARTS if (read := _session(form, part, weekday, name, faults))
        ]
        if len(sessions) == 2 and sessions[0][1] > sessions[1][0]:
            faults[f"pm-from-{weekday}"] = f"{name}: buổi chiều bắt đầu trước khi hết buổi sáng."
        if sessions:
            week[weekday] = sessions
    if not week and not faults:
        faults["am-from-0"] = "Ghi giờ làm việc của ít nhất một ngày trong tuần."
    valid_from = read_day(form.get("valid_from", ""))
    if valid_from is None:
        faults["valid_from"] = "Ghi ngày bắt đầu áp dụng, ví dụ 01/06/2019."
    elif valid_from < today:
        faults["valid_from"] = "Ngày bắt đầu không được trước hôm nay: ngày hẹn đã ghi theo giờ cũ."
    if faults or valid_from is None:
        raise FormNotComplete(faults)
    return OwnHours(week, valid_from)


def _session(
    form: Mapping[str, str], part: str, weekday: int, name: str, faults: dict[str, str]
) -> list[str] | None:
    begins, ends = (clean(form.get(f"{part}-{side}-{weekday}", "")) for side in ("from", "to"))
    if not begins and not ends:
        return None
    read = [_hour(begins), _hour(ends)]
    field = f"{part}-{'to' if read[0] else 'from'}-{weekday}"
    if not read[0] or not read[1]:
        faults[field] = f"{name}: ghi cả giờ bắt đầu và giờ kết thúc, ví dụ 07:30."
    elif read[0] >= read[1]:
        faults[field] = f"{name}: giờ kết thúc phải sau giờ bắt đầu."
    return read


def _hour(text: str) -> str:
    found = _HOUR.fullmatch(text)
    if found is None or int(found[1]) > 23:
        return ""
    return f"{time(int(found[1]), int(found[2])):%H:%M}"
