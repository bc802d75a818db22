"""Blank receipts printed ahead for a power cut: each has its number before anybody stands at the counter.

Their numbers are the last of a day (9001–9999 of the day the pack is printed). The counter of a day never gives those,
so a sheet in the drawer and a dossier of the screen cannot meet.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from app.domain import codes
from app.domain.calendar import local, moment
from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

NUMBERS = range(9001, 10_000)
MOST_IN_A_PACK = 50
MERGED_PACK = 0
"""The pack of sheets that an office printed whose place this one has taken since."""
MOST_IN_A_DAY = 200
"""After a restore the numbers of a day go on this much later: more cannot have been printed meanwhile."""

FEW = 10
LONGEST_REASON = 200
HOUR = re.compile(r"([01]?\d|2[0-3])(?: ?(?:giờ|[hg:.]) ?([0-5]\d)?(?: ?phút)?|([0-5]\d))?")
UNKNOWN = (
    "Số {code} không có trong sổ biên nhận dự phòng của đơn vị. Xem lại số trên giấy; nếu đúng giấy của đơn vị thì "
    "để trống ô này, nhập như thường và in giấy mới đổi cho công dân."
)
NO_CODE = (
    "Không đọc được số “{typed}”. Quét mã trên giấy, hoặc gõ đủ cả số, ví dụ H27.35.07-190524-9001."
)
KEYED_IN = "Số {code} đã được {who} nhập lúc {when}. Mỗi tờ chỉ nhập một lần; xem lại số trên giấy."
SPOILED = "Tờ {code} đã được {who} ghi hủy lúc {when}: {reason}. Không nhập được nữa; nhập như thường và in giấy mới."
BEFORE_PRINTED = "Tờ này in ngày {day}: ngày nhận không thể sớm hơn. Xem lại ngày ghi trên giấy."
NOT_YET = "Lúc nhận ghi trên giấy không thể ở sau lúc này."


class BlankState(StrEnum):
    """What became of a sheet."""

    BLANK = "blank"
    KEYED = "keyed"
    SPOILED = "spoiled"


STATES = {
    BlankState.BLANK: "còn trắng",
    BlankState.KEYED: "đã nhập",
    BlankState.SPOILED: "đã hủy",
}


@dataclass(frozen=True)
class Blank:
    """One sheet of a pack, and who did what with it."""

    code: str
    pack: int
    lookup_pin: str
    made_at: datetime
    made_by: str
    dossier_id: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""
    reason: str = ""

    @property
    def state(self) -> BlankState:
        if self.dossier_id:
            return BlankState.KEYED
        return BlankState.SPOILED if self.settled_at else BlankState.BLANK


@dataclass(frozen=True)
class HandWritten:
    """What stands on a sheet that was filled in by hand: its number, and the moment of receipt."""

    code: str
    received_at: datetime


def pack_size(typed: str) -> int:
    """How many sheets to print, out of the form."""
    digits = clean(typed)
    if not re.fullmatch(r"[0-9]{1,3}", digits) or not 1 <= int(digits) <= MOST_IN_A_PACK:
        raise FormNotComplete({"count": f"Số tờ từ 1 đến {MOST_IN_A_PACK}."})
    return int(digits)


def spoil_reason(typed: str) -> str:
    reason = clean(typed)
    if not reason or len(reason) > LONGEST_REASON:
        words = f"Ghi lý do hủy, nhiều nhất {LONGEST_REASON} ký tự, ví dụ: viết nhầm, rách."
        raise FormNotComplete({"reason": words})
    return reason


def code_of(typed: str) -> str:
    """The number in its one spelling; what is no number stays as typed."""
    return str(codes.parse(typed)) if codes.is_code(typed) else clean(typed)


def hand_written(code: str, day: str, hour: str) -> HandWritten | None:
    """The three boxes of the form; None when they are empty. Refuses with a sentence for each box to mend."""
    if not any(map(clean, (code, day, hour))):
        return None
    faults = {}
    on, at = read_day(day), _hour(hour)
    if not clean(code):
        faults["reserve_code"] = "Ghi số trên biên nhận dự phòng, hoặc xóa ngày giờ nhận."
    elif not codes.is_code(code):
        faults["reserve_code"] = NO_CODE.format(typed=clean(code)[:40])
    if on is None or not date(2000, 1, 1) <= on <= date(2099, 12, 31):
        faults["reserve_on"] = "Ghi ngày nhận như trên giấy, ví dụ 24/05/2019."
    if at is None:
        faults["reserve_time"] = "Ghi giờ nhận như trên giấy, ví dụ 9:05."
    if faults or on is None or at is None:
        raise FormNotComplete(faults)
    return HandWritten(code_of(code), moment(on, at))


def objections(
    blank: Blank | None, written: HandWritten, dossier_id: str, now: datetime
) -> dict[str, str]:
    """Why the sheet cannot be keyed in for this dossier, by box; nothing when it can."""
    if blank is None:
        return {"reserve_code": UNKNOWN.format(code=written.code)}
    if blank.state is BlankState.KEYED and blank.dossier_id != dossier_id:
        return {"reserve_code": KEYED_IN.format(**_facts(blank))}
    if blank.state is BlankState.SPOILED:
        return {"reserve_code": SPOILED.format(**_facts(blank))}
    if written.received_at > now:
        return {"reserve_on": NOT_YET}
    printed_on = local(blank.made_at).date()
    if local(written.received_at).date() < printed_on:
        return {"reserve_on": BEFORE_PRINTED.format(day=f"{printed_on:%d/%m/%Y}")}
    return {}


def _facts(blank: Blank) -> dict[str, Any]:
    when = f"{local(blank.settled_at):%H:%M ngày %d/%m/%Y}" if blank.settled_at else ""
    return {"code": blank.code, "who": blank.settled_by, "when": when, "reason": blank.reason}


def _hour(typed: str) -> time | None:
    """“9:05”, “9h05”, “0905”, “9 giờ 05 phút”, “9h”."""
    match = HOUR.fullmatch(clean(typed).lower())
    return time(int(match[1]), int(match[2] or match[3] or 0)) if match else None
