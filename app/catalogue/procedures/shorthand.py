"""Small words in which one procedure of the catalogue is one table row.

What a row leaves out has its usual value: handed in at the desk, online or by post, free, decided at the
commune, version 1, in force from 1/1/2019 because the real day is not known (`source` says so). What else
is in doubt (time, money, papers, level) is named in `doubts`, written into `source`, and makes the row
count as not verified.
"""

from datetime import date

from app.domain.deadlines import DurationUnit
from app.domain.own_fields import OwnField, OwnFieldKind
from app.domain.procedures import (
    Fee,
    FeeKind,
    FeePer,
    Holder,
    Leg,
    Need,
    Paper,
    PaperKind,
    Procedure,
    Verification,
)

NATIONAL = "Danh mục TTHC quốc gia 7/2026"
PROVINCIAL = "Danh mục TTHC ba cấp của Đà Nẵng 2022–2024 (mã của tỉnh ấy)"
MEMORY = "Ghi theo trí nhớ, không còn trong danh mục quốc gia 7/2026"

START_UNKNOWN = date(2019, 1, 1)
TWO_TIERS = date(2025, 7, 1)
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)

CHANNELS = {"T": "desk", "O": "online", "B": "post"}
ASSUMED_LEVEL_3 = "3?"
LEVELS = {"": None, "2": 2, ASSUMED_LEVEL_3: 3, "3": 3, "4": 4}

# Doubts that many rows share.
TIME, FEE_AMOUNT, KEPT, START, DECIDES, NAME = (
    "thời hạn",
    "mức phí, lệ phí",
    "thời hạn lưu hồ sơ",
    "ngày bắt đầu áp dụng",
    "cơ quan quyết định",
    "tên và mã",
)

Time = tuple[int, DurationUnit] | None
SAME_DAY: Time = (1, DurationUnit.SAME_DAY)
UNKNOWN: Time = None


def working_days(value: int) -> Time:
    return value, DurationUnit.WORKING_DAYS


def half_days(value: int) -> Time:
    return value, DurationUnit.HALF_DAYS


def days(value: int) -> Time:
    """Calendar days."""
    return value, DurationUnit.DAYS


def at_commune(time: Time, note: str | None = None) -> Leg:
    return _leg(Holder.COMMUNE, None, time, note)


def at_parent(time: Time, note: str | None = None) -> Leg:
    return _leg(Holder.PARENT, None, time, note)


def at_grandparent(agency: str, time: Time, note: str | None = None) -> Leg:
    return _leg(Holder.GRANDPARENT, agency, time, note)


def at_agency(agency: str, time: Time, note: str | None = None) -> Leg:
    return _leg(Holder.AGENCY, agency, time, note)


def sent_back_in_half_a_day() -> Leg:
    return at_parent(half_days(1), "chuyển kết quả về xã, không quá nửa ngày")


def extra(time: Time, note: str) -> Verification:
    """More time on top of the usual."""
    return _verification("extra", time, note)


def at_most(time: Time, note: str) -> Verification:
    """This long in all, instead of the usual."""
    return _verification("at_most", time, note)


def original(code: str, name: str, note: str | None = None, count: int = 1) -> Paper:
    return Paper(code, name, Need.SUBMIT, PaperKind.ORIGINAL, count, 0, note)


def copy(code: str, name: str, note: str | None = None, count: int = 1) -> Paper:
    return Paper(code, name, Need.SUBMIT, PaperKind.COPY, 0, count, note)


def certified_copy(code: str, name: str, note: str | None = None, count: int = 1) -> Paper:
    return Paper(code, name, Need.SUBMIT, PaperKind.CERTIFIED_COPY, 0, count, note)


def photocopy(code: str, name: str, note: str | None = None, count: int = 1) -> Paper:
    return Paper(code, name, Need.SUBMIT, PaperKind.PHOTOCOPY, 0, count, note)


def shown(code: str, name: str, note: str | None = None) -> Paper:
    return Paper(code, name, Need.SHOW, PaperKind.ORIGINAL, 1, 0, note)


def fee(
    amount: int | None,
    name: str = "Lệ phí",
    *,
    code: str = "fee",
    per: FeePer = FeePer.DOSSIER,
    channel: str | None = None,
    note: str | None = None,
) -> Fee:
    return Fee(code, name, FeeKind.FEE, amount, per, channel, note)


def charge(
    amount: int | None,
    name: str,
    *,
    code: str = "charge",
    per: FeePer = FeePer.CASE,
    note: str | None = None,
) -> Fee:
    return Fee(code, name, FeeKind.CHARGE, amount, per, None, note)


def set_by_the_province(name: str = "Lệ phí hộ tịch") -> Fee:
    """A fee whose amount a resolution of the provincial council sets: not known here."""
    return fee(None, name, note="mức thu theo nghị quyết HĐND tỉnh, miễn cho đối tượng được miễn")


def asks(
    key: str, label: str, *, required: bool = False, note: str | None = None, longest: int = 200
) -> OwnField:
    """A line of text that the procedure's own form asks for."""
    return OwnField(key, label, OwnFieldKind.TEXT, required, note, longest)


def asks_day(key: str, label: str, *, required: bool = False, note: str | None = None) -> OwnField:
    return OwnField(key, label, OwnFieldKind.DATE, required, note)


def asks_choice(key: str, label: str, *choices: str, required: bool = False) -> OwnField:
    return OwnField(key, label, OwnFieldKind.CHOICE, required, choices=choices)


def asks_whether(key: str, label: str, note: str | None = None) -> OwnField:
    return OwnField(key, label, OwnFieldKind.YES_NO, help=note)


def asks_number(key: str, label: str, note: str | None = None) -> OwnField:
    return OwnField(key, label, OwnFieldKind.NUMBER, help=note)


IDENTITY = shown("identity", "Giấy tờ tùy thân của người yêu cầu (CCCD, CMND hoặc hộ chiếu)")
AUTHORISATION = original(
    "authorisation",
    "Văn bản ủy quyền được chứng thực",
    "nếu người khác làm thay; ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột không phải chứng thực",
)


def procedure(
    code: str,
    name: str,
    time: Time,
    papers: list[Paper],
    *,
    field: str,
    aliases: str = "",
    short: str | None = None,
    fees: tuple[Fee, ...] = (),
    legs: tuple[Leg, ...] = (),
    verification: Verification | None = None,
    channels: str = "TOB",
    level: str = "",
    decides: Holder = Holder.COMMUNE,
    kept_years: int | None = None,
    origin: str = NATIONAL,
    doubts: tuple[str, ...] = (),
    note: str | None = None,
    version: int = 1,
    since: date = START_UNKNOWN,
    until: date | None = None,
    own: tuple[OwnField, ...] = (),
    desk_certifies: bool = False,
) -> Procedure:
    """One row. `aliases` are parted by commas, `channels` are letters: T desk, O online, B post."""
    value, unit = time or (None, None)
    if level == ASSUMED_LEVEL_3:
        doubts = (*doubts, "mức độ trực tuyến năm 2019")
    return Procedure(
        code=code,
        version=version,
        name=name,
        short_name=short,
        field=field,
        aliases=tuple(alias.strip() for alias in aliases.split(",") if alias.strip()),
        duration_value=value,
        duration_unit=unit,
        legs=legs,
        verification=verification,
        fees=fees,
        papers=tuple(papers),
        channels=tuple(CHANNELS[letter] for letter in channels),
        online_level=LEVELS[level],
        online_mode=None,
        decides=decides,
        same_day_after_15=unit is DurationUnit.SAME_DAY,
        retention_years=kept_years,
        source=_source(origin, doubts, since, note),
        verified=not doubts,
        valid_from=since,
        valid_to=until,
        own_fields=own,
        desk_certifies=desk_certifies,
    )


def _source(origin: str, doubts: tuple[str, ...], since: date, note: str | None) -> str:
    parts = [origin]
    if since == START_UNKNOWN:
        parts.append("ngày bắt đầu áp dụng không rõ, ghi 01/01/2019")
    if doubts:
        parts.append(f"chưa kiểm chứng: {', '.join(doubts)}")
    if note:
        parts.append(note)
    return "; ".join(parts)


def _leg(holder: Holder, agency: str | None, time: Time, note: str | None) -> Leg:
    value, unit = time or (None, None)
    return Leg(holder, agency, value, unit, note)


def _verification(kind: str, time: Time, note: str) -> Verification:
    if time is None:
        raise ValueError("a verification without a time says nothing")
    return Verification(*time, kind, note)
