"""Whether a procedure may be published: what must be mended, and what somebody should look at."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from app.domain.deadlines import Duration, DurationUnit
from app.domain.own_fields import OwnFieldKind
from app.domain.procedure_boxes import (
    HEAD,
    MOST_WORDS,
    OF_A_CASE,
    PART_OF,
    PARTS,
    Box,
    rows_of,
)
from app.domain.procedures import Holder, Leg, Procedure, sum_of_legs
from app.domain.vietnamese import number

CODE = re.compile(r"[0-9]\.[0-9]{6}")
OWN_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
LONGEST_TIMES = {
    DurationUnit.WORKING_DAYS: 260,
    DurationUnit.HALF_DAYS: 520,
    DurationUnit.DAYS: 366,
    DurationUnit.HOURS: 240,
    DurationUnit.SAME_DAY: 1,
}
"""What is longer than a year is a slip of the finger."""


class ProcedureFault(NamedTuple):
    """`box` is its name on the editor: `name`, `papers-0-name`."""

    box: str
    words: str


def faults(content: Mapping[str, Any]) -> list[ProcedureFault]:
    """What must be mended before this can be published; nothing else may be asked of a content that has faults."""
    found = [
        ProcedureFault(box.name, words)
        for box in HEAD
        if (words := _fault_of(box, content.get(box.name)))
    ]
    for part in PARTS:
        rows = rows_of(content, part)
        if len(rows) > part.most:
            found.append(ProcedureFault(part.name, f"{part.label}: nhiều nhất {part.most} dòng."))
        for place, row in enumerate(rows):
            found += [
                ProcedureFault(
                    f"{part.name}-{place}-{box.name}", f"{part.label}, dòng {place + 1}: {words}"
                )
                for box in part.boxes
                if (words := _fault_of(box, row.get(box.name)))
            ]
    return found or list(_across(content))


def cares(content: Mapping[str, Any]) -> list[str]:
    """What is allowed and often forgotten, each in words that stand for a kind."""
    found = []
    if not content.get("papers"):
        found.append("Chưa có giấy tờ nào trong thành phần hồ sơ")
    if not content.get("duration_value") and not content.get("legs"):
        found.append("Chưa có thời hạn: một cửa phải tự nhập ngày hẹn")
    if content.get("decides") != Holder.COMMUNE and not content.get("legs"):
        found.append("Cấp trên quyết định mà chưa có chặng nào")
    if not content.get("own_fields"):
        found.append("Chưa có mục nào của tờ khai riêng")
    if not content.get("source"):
        found.append("Chưa ghi căn cứ pháp lý")
    elif not content.get("verified"):
        found.append("Chưa đối chiếu với quyết định công bố")
    return found


def reused(code: str, here: Iterable[Procedure], on: date) -> str:
    """Why this code cannot begin a new procedure; empty where it can. A code that has ended is not given again."""
    known = [each for each in here if each.code == code]
    if not known:
        return ""
    newest = max(known, key=lambda each: each.version)
    if newest.valid_to is not None and newest.valid_to < on:
        return (
            f"Mã {code} đã dùng cho “{newest.name}”, hết hiệu lực từ {newest.valid_to:%d/%m/%Y}. "
            "Mã đã dùng không cấp lại: hãy dùng mã khác."
        )
    return f"Mã {code} đang dùng cho “{newest.name}”. Hãy sửa thủ tục ấy, hoặc dùng mã khác."


def _fault_of(box: Box, value: Any) -> str:
    if value is None or value == "" or value == []:
        return f"Thiếu “{box.label}”." if box.needed else ""
    match box.kind:
        case "number":
            return _fault_of_number(box, value)
        case "choice":
            return "" if value in box.choices else f"{box.label}: không hiểu “{str(value)[:40]}”."
        case "set":
            strange = [each for each in value if each not in box.choices]
            return f"{box.label}: không hiểu “{str(strange[0])[:40]}”." if strange else ""
        case "words":
            if len(value) > MOST_WORDS:
                return f"{box.label}: nhiều nhất {MOST_WORDS} mục."
            return _too_long(box, max(value, key=len))
        case "yes_no":
            return ""
    return _too_long(box, str(value))


def _fault_of_number(box: Box, value: Any) -> str:
    if not isinstance(value, int):
        return f"{box.label} phải là số; đang là “{str(value)[:40]}”."
    if not box.least <= value <= box.most:
        return f"{box.label} phải từ {number(box.least)} đến {number(box.most)}; đang là {number(value)}."
    return ""


def _too_long(box: Box, text: str) -> str:
    over = len(text) > box.longest
    return f"{box.label} dài quá {box.longest} ký tự: “{text[:40]}…”." if over else ""


def _across(content: Mapping[str, Any]) -> Iterator[ProcedureFault]:
    """What one box alone cannot show. Every box can be read here."""
    if not CODE.fullmatch(content["code"]):
        yield ProcedureFault("code", f"Mã thủ tục có dạng 1.001193; đang là “{content['code']}”.")
    yield from _times(content)
    yield from _twice(content)
    yield from _cases(content)
    channels = content["channels"]
    for place, fee in enumerate(content["fees"]):
        if fee["channel"] and fee["channel"] not in channels:
            yield ProcedureFault(
                f"fees-{place}-channel",
                f"Phí, lệ phí, dòng {place + 1}: thủ tục không nhận bằng hình thức này.",
            )
    for place, own in enumerate(content["own_fields"]):
        where = f"Tờ khai riêng, dòng {place + 1}"
        if not OWN_KEY.fullmatch(own["key"]):
            yield ProcedureFault(
                f"own_fields-{place}-key",
                f"{where}: mã mục chỉ gồm chữ thường không dấu, số, gạch dưới.",
            )
        if own["kind"] == OwnFieldKind.CHOICE and len(own["choices"]) < 2:
            yield ProcedureFault(
                f"own_fields-{place}-choices", f"{where}: ghi ít nhất hai lựa chọn."
            )


def _times(content: Mapping[str, Any]) -> Iterator[ProcedureFault]:
    legs = content["legs"]
    told = [
        (
            "duration_value",
            "Thời hạn giải quyết",
            content["duration_value"],
            content["duration_unit"],
        )
    ]
    told += [
        (f"legs-{place}-value", f"Chặng {place + 1}", leg["value"], leg["unit"])
        for place, leg in enumerate(legs)
    ]
    told += [
        (f"cases-{place}-value", f"Trường hợp “{case['name']}”", case["value"], case["unit"])
        for place, case in enumerate(content.get("cases") or ())
    ]
    extra = content["verification"]
    if extra:
        told.append(("verification-0-value", "Khi phải xác minh", extra["value"], extra["unit"]))
        if not extra["value"]:
            yield ProcedureFault("verification-0-value", "Khi phải xác minh: ghi thời gian.")
    impossible = [fault for each in told if (fault := _impossible(*each))]
    yield from impossible
    if not impossible:
        yield from _too_little(content)


def _impossible(box: str, what: str, value: int | None, unit: str | None) -> ProcedureFault | None:
    if unit == DurationUnit.SAME_DAY and value in (None, 1):
        return None
    if (value is None) != (unit is None):
        missing = "số" if value is None else "đơn vị"
        return ProcedureFault(box, f"{what}: thiếu {missing} của thời hạn.")
    if value is None or unit is None:
        return None
    most = LONGEST_TIMES[DurationUnit(unit)]
    if value > most:
        return ProcedureFault(box, f"{what}: {number(value)} là quá dài, nhiều nhất {most}.")
    return None


def _too_little(content: Mapping[str, Any]) -> Iterator[ProcedureFault]:
    """The legs together, and the most with a verification, against the time that is promised."""
    value, unit = content["duration_value"], content["duration_unit"]
    if not value or not unit:
        return
    legs = [
        Leg(Holder(leg["holder"]), None, leg["value"], leg["unit"] and DurationUnit(leg["unit"]))
        for leg in content["legs"]
        if not leg.get("cases")
    ]
    whole, sum_ = _in_halves(Duration(value, DurationUnit(unit))), _in_halves(sum_of_legs(legs))
    if whole and sum_ and whole[0] == sum_[0] and sum_[1] > whole[1]:
        yield ProcedureFault(
            "duration_value", "Cộng các chặng lại thì dài hơn thời hạn giải quyết chung."
        )
    extra = content["verification"]
    if extra and extra["kind"] == "at_most" and extra["unit"] == unit and extra["value"] < value:
        yield ProcedureFault(
            "verification-0-value", "Khi phải xác minh: tổng thời gian ngắn hơn thời hạn thường."
        )


def _in_halves(time: Duration | None) -> tuple[str, int] | None:
    """Working days and half-days on one measure."""
    if time is None:
        return None
    if time.unit is DurationUnit.WORKING_DAYS:
        return DurationUnit.HALF_DAYS.value, 2 * time.value
    return time.unit.value, time.value


def _twice(content: Mapping[str, Any]) -> Iterator[ProcedureFault]:
    """The same thing said twice; for different cases it may be."""
    for part, names, words in (
        ("cases", ("code",), "mã trường hợp trùng với dòng trên"),
        ("cases", ("name",), "tên trường hợp trùng với dòng trên"),
        ("papers", ("code",), "mã giấy tờ trùng với dòng trên"),
        ("fees", ("code", "channel"), "khoản thu trùng với dòng trên"),
        ("own_fields", ("key",), "mã mục trùng với dòng trên"),
    ):
        seen: dict[tuple[Any, ...], list[frozenset[str]]] = {}
        for place, row in enumerate(content.get(part) or ()):
            above = seen.setdefault(tuple(row[name] for name in names), [])
            here = frozenset(row.get("cases") or ())
            if any(here & other or here == other for other in above):
                yield ProcedureFault(f"{part}-{place}-{names[0]}", f"Dòng {place + 1}: {words}.")
            above.append(here)


def _cases(content: Mapping[str, Any]) -> Iterator[ProcedureFault]:
    """Lines for cases there are not; a case whose own way is longer than its time."""
    cases = content.get("cases") or []
    if len(cases) == 1:
        yield ProcedureFault("cases", "Các trường hợp: ghi ít nhất hai trường hợp, hoặc xóa hết.")
    known = {case["code"] for case in cases}
    for part in OF_A_CASE:
        for place, row in enumerate(content[part]):
            strange = [each for each in row.get("cases") or () if each not in known]
            if strange:
                where = f"{PART_OF[part].label}, dòng {place + 1}"
                words = f"{where}: không có trường hợp “{strange[0][:40]}”."
                yield ProcedureFault(f"{part}-{place}-cases", words)
    for place, case in enumerate(cases):
        yield from _too_long_a_way(place, case, content["legs"])


def _too_long_a_way(
    place: int, case: Mapping[str, Any], legs: Iterable[Mapping[str, Any]]
) -> Iterator[ProcedureFault]:
    own = [leg for leg in legs if case["code"] in (leg.get("cases") or ())]
    if not (own and case["value"] and case["unit"]):
        return
    way = sum_of_legs(
        [
            Leg(Holder.COMMUNE, None, leg["value"], leg["unit"] and DurationUnit(leg["unit"]))
            for leg in legs
            if not leg.get("cases") or case["code"] in leg["cases"]
        ]
    )
    whole, sum_ = _in_halves(Duration(case["value"], DurationUnit(case["unit"]))), _in_halves(way)
    if whole and sum_ and whole[0] == sum_[0] and sum_[1] > whole[1]:
        words = f"Trường hợp “{case['name']}”: cộng các chặng lại thì dài hơn thời hạn."
        yield ProcedureFault(f"cases-{place}-value", words)
