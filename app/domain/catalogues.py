"""Published versions of the catalogue: where each stands, and what it changes, in words a clerk reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain import labels
from app.domain.deadlines import Duration, DurationUnit
from app.domain.deadlines import words as time_words
from app.domain.procedure_boxes import (
    FEE_PERS,
    HEAD,
    HOLDERS,
    PART_OF,
    content_of,
    rows_of,
    to_text,
)
from app.domain.procedure_cases import names_of, only_in
from app.domain.procedures import Procedure
from app.domain.vietnamese import money

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
FURTHEST_DAYS = 730
LONGEST_TITLE, LONGEST_DECISION, LONGEST_REASON = 120, 120, 300


class CatalogueState(StrEnum):
    """Where a published version stands on a day."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class EditKind(StrEnum):
    """What a version does to a procedure. `retired`: it can be chosen no more, and never goes away."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"


class SheetLineState(StrEnum):
    """What a line of an imported catalogue is worth: fit to be taken, to be mended, as it is already, taken,
    or left out by an officer."""

    FIT = "fit"
    BAD = "bad"
    SAME = "same"
    TAKEN = "taken"
    LEFT = "left"


STATE_LABELS = {
    CatalogueState.WAITING: "Chờ hiệu lực",
    CatalogueState.IN_FORCE: "Đang dùng",
    CatalogueState.REPLACED: "Hết hiệu lực",
    CatalogueState.CANCELLED: "Đã hủy",
}
STATE_TONES = {
    CatalogueState.WAITING: "info",
    CatalogueState.IN_FORCE: "good",
    CatalogueState.REPLACED: "neutral",
    CatalogueState.CANCELLED: "bad",
}
EDIT_LABELS = {EditKind.ADDED: "Thêm", EditKind.CHANGED: "Sửa", EditKind.RETIRED: "Ngừng"}
EDIT_TONES = {EditKind.ADDED: "good", EditKind.CHANGED: "info", EditKind.RETIRED: "warn"}
LINE_LABELS = {
    SheetLineState.BAD: "Cần sửa",
    SheetLineState.FIT: "Sẽ lấy",
    SheetLineState.SAME: "Giống bản đang dùng",
    SheetLineState.TAKEN: "Đã đưa vào nháp",
    SheetLineState.LEFT: "Bỏ qua",
}


@dataclass(frozen=True)
class Change:
    """One thing that is different: what, and how it read before and after (one of them empty: new, or gone)."""

    what: str
    before: str
    after: str


def states(versions: Sequence[tuple[int, date, bool]], today: date) -> Mapping[int, CatalogueState]:
    """By number: (number, first day, cancelled). Of those that have begun the highest number is in force."""
    begun = [number for number, first, cancelled in versions if first <= today and not cancelled]
    newest = max(begun, default=0)
    found = {}
    for number, first, cancelled in versions:
        if cancelled:
            found[number] = CatalogueState.CANCELLED
        elif first > today:
            found[number] = CatalogueState.WAITING
        else:
            is_newest = number == newest
            found[number] = CatalogueState.IN_FORCE if is_newest else CatalogueState.REPLACED
    return found


def when_words(first: date, today: date) -> str:
    """“thứ Hai”, within the week to come; else the day itself."""
    if 0 < (first - today).days < 7:
        return f"{WEEKDAYS[first.weekday()]} {first:%d/%m}"
    return f"ngày {first:%d/%m/%Y}"


def same(one: Procedure, other: Procedure) -> bool:
    """Whether two versions say the same."""
    return content_of(one.to_values()) == content_of(other.to_values())


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What is different between two contents, as a person would tell it; nothing where they say the same."""
    found = _time(before, after)
    for part, words in (
        ("cases", "Trường hợp"),
        ("papers", "Giấy tờ"),
        ("fees", "Khoản thu"),
        ("own_fields", "Mục tờ khai"),
    ):
        found += _lines(part, words, before, after)
    ways = [
        " → ".join(_leg(leg, names_of(each)) for leg in each["legs"]) for each in (before, after)
    ]
    extra = [
        " ".join(_leg(row, {}) for row in rows_of(each, PART_OF["verification"]))
        for each in (before, after)
    ]
    for what, (old, new) in (("Các chặng", ways), ("Khi phải xác minh", extra)):
        if old != new:
            found.append(Change(what, old or "không có", new or "không có"))
    for box in HEAD:
        was, will = before.get(box.name), after.get(box.name)
        if was != will and box.name not in ("duration_value", "duration_unit"):
            blank = "không" if box.kind == "yes_no" else "chưa ghi"
            found.append(Change(box.label, to_text(box, was) or blank, to_text(box, will) or blank))
    return found


def shortly(changes: Iterable[Change]) -> str:
    """“Thời hạn: 5 ngày làm việc → 3 ngày làm việc; bỏ giấy tờ: …” for one line of a list."""
    return "; ".join(map(_told, changes))


def time_of(content: Mapping[str, Any]) -> str:
    value, unit = content.get("duration_value"), content.get("duration_unit")
    if not unit:
        return "chưa ghi thời hạn"
    return time_words(Duration(value or 1, DurationUnit(unit)))


def paper_line(paper: Mapping[str, Any]) -> str:
    """“Giấy chứng sinh (nộp 1 bản chính)”."""
    kind = labels.PAPER_KINDS.get(str(paper["kind"]), "bản").lower()
    counts = [f"{paper['originals']} bản chính"] if paper["originals"] else []
    counts += (
        [f"{paper['copies']} {kind if kind != 'bản chính' else 'bản sao'}"]
        if paper["copies"]
        else []
    )
    need = labels.NEEDS.get(str(paper["need"]), "").lower()
    inside = " ".join(part for part in (need, ", ".join(counts)) if part)
    return f"{paper['name']} ({inside})" + (f", {paper['note']}" if paper["note"] else "")


def fee_line(fee: Mapping[str, Any]) -> str:
    """“Lệ phí: 8.000 đ mỗi bản”."""
    price = "tỉnh quy định" if fee["amount"] is None else money(fee["amount"])
    channel = labels.CHANNELS.get(str(fee["channel"]), "")
    by = f", nộp {channel.lower()}" if channel else ""
    note = f", {fee['note']}" if fee["note"] else ""
    return f"{fee['name']}: {price} {FEE_PERS.get(str(fee['per']), '').lower()}{by}{note}"


def line_words(part: str, row: Mapping[str, Any]) -> str:
    """One line of a part of a procedure, by itself."""
    if part in ("legs", "verification"):
        return _leg(row, {})
    return _line(part, row, {})


def _time(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    old, new = time_of(before), time_of(after)
    return [Change("Thời hạn", old, new)] if old != new else []


def _lines(
    part: str, words: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """Lines gone, lines that are new, and lines that read differently, known by their code."""
    old, new = _by_key(part, before), _by_key(part, after)
    gone = [Change(f"{words} bỏ", old[key], "") for key in old if key not in new]
    come = [Change(f"{words} thêm", "", new[key]) for key in new if key not in old]
    both = [key for key in old if key in new and old[key] != new[key]]
    return gone + come + [Change(f"{words} sửa", old[key], new[key]) for key in both]


def _by_key(part: str, content: Mapping[str, Any]) -> dict[Any, str]:
    """The lines in words, by what they are known by: the code, and which of several it is that have it."""
    rows, names, found = content.get(part) or (), names_of(content), dict[Any, str]()
    for row in rows:
        known_by = (row["key"],) if part == "own_fields" else (row["code"], row.get("channel"))
        nth = sum(1 for key in found if key[:-1] == known_by)
        found[*known_by, nth] = _line(part, row, names)
    return found


def _line(part: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    match part:
        case "cases":
            time = f": {time_of({'duration_value': row['value'], 'duration_unit': row['unit']})}"
            note = f", {row['note']}" if row["note"] else ""
            return f"{row['name']}{time if row['unit'] else ''}{note}"
        case "papers":
            return _joined(paper_line(row), only_in(row.get("cases") or (), names))
        case "fees":
            return _joined(fee_line(row), only_in(row.get("cases") or (), names))
    return ", ".join(
        f"{box.label.lower()}: {text}" if box.name != "label" else text
        for box in PART_OF[part].boxes[1:]
        if (text := to_text(box, row[box.name]))
    )


def _leg(leg: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = leg.get("agency") or HOLDERS.get(str(leg.get("holder")), "")
    value, unit = leg["value"], leg["unit"]
    time = time_words(Duration(value or 1, DurationUnit(unit))) if unit else "chưa rõ thời gian"
    note = f" ({leg['note']})" if leg["note"] else ""
    return _joined(f"{who} {time}".strip() + note, only_in(leg.get("cases") or (), names))


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))


def _told(change: Change) -> str:
    if change.before and change.after:
        return f"{change.what}: {change.before} → {change.after}"
    return f"{change.what}: {change.before or change.after}"
