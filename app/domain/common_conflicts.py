"""Rows that belong to no dossier, of which two values live: what they are called, and how a value reads."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.calendars import KIND_LABELS as DAY_KINDS
from app.domain.catalogues import line_words
from app.domain.conflicts import Side
from app.domain.procedure_boxes import HEAD, PART_OF, content_of, rows_of, to_text
from app.domain.units import KIND_LABELS as UNIT_KINDS

VOID = "@void"
EMPTY = "(để trống)"
LONGEST_SAID, CODES_SHOWN = 1500, 6
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DAYS = {"valid_from": "Áp dụng từ", "valid_to": "Áp dụng đến"}
PUBLISHED = {
    "published_at": "Phát hành lúc", "published_by": "Tài khoản phát hành", "published_by_name": "Người phát hành",
    "version": "Lần ban hành", "basis": "Căn cứ", "year": "Năm",
}  # fmt: skip
FIELDS: Mapping[str, Mapping[str, str]] = {
    "catalogue_version": {
        **PUBLISHED, **DAYS, "number": "Số bản", "title": "Tên bản", "decision": "Quyết định",
        "changes": "Các thủ tục thay đổi", "changed_at": "Dời hoặc hủy lúc", "changed_by_name": "Người dời hoặc hủy",
        "change_reason": "Lý do hủy", "cancelled_at": "Hủy lúc",
    },
    "procedure": {
        **{box.name: box.label for box in HEAD}, **{name: part.label for name, part in PART_OF.items()}, **DAYS,
        "version": "Số bản", "catalogue": "Thuộc bản danh mục", "ended_by": "Ngừng theo bản danh mục",
        "source": "Nguồn", "verified": "Đã đối chiếu nguồn", "retention_years": "Số năm lưu",
    },
    "unit": {
        **DAYS, "code": "Mã đơn vị", "name": "Tên đơn vị", "kind": "Loại đơn vị", "parent": "Đơn vị cấp trên",
        "agency_code": "Mã định danh cơ quan", "source": "Căn cứ",
    },
    "unit_successor": {"from_unit": "Đơn vị cũ", "to_unit": "Đơn vị mới", "on_date": "Từ ngày"},
    "calendar_day": {"on_date": "Ngày", "kind": "Loại ngày", "note": "Ghi chú", "source": "Căn cứ"},
    "calendar_year": PUBLISHED,
    "working_hours": {
        **DAYS, "unit": "Đơn vị", "weekday": "Ngày trong tuần", "sessions": "Các buổi làm việc",
    },
    "notice": {"title": "Tên thông báo", "text": "Nội dung", "valid_until": "Có hiệu lực đến"},
    "dispatch": {
        "subject": "Trích yếu", "symbol": "Số, ký hiệu", "out_number": "Số đi", "in_number": "Số đến",
        "received_at": "Nhận lúc", "received_by_name": "Người nhận", "handed_to": "Chuyển xử lý",
        "answer_by": "Hạn trả lời",
    },
}  # fmt: skip
KINDS: Mapping[str, Mapping[Any, str]] = {"unit": UNIT_KINDS, "calendar_day": DAY_KINDS}
CHANGE_WORDS = {"added": "thêm", "changed": "sửa", "retired": "ngừng"}


def label_of(entity: str, field: str) -> str:
    """What a field of such a row is called."""
    if field == VOID:
        return "Bỏ hay giữ dòng này"
    return FIELDS.get(entity, {}).get(field) or f"Mục “{field.replace('_', ' ')}”"


def title_of(entity: str, record_id: str, values: Mapping[str, Any]) -> str:
    """Which row it is, after the name of its kind: “1.001193, bản 4: Đăng ký khai sinh”."""
    match entity:
        case "procedure":
            code, _, version = record_id.partition("@")
            return f"{code}, bản {version}: {values.get('name') or 'chưa có tên'}"
        case "catalogue_version":
            return record_id.removeprefix("ban-")
        case "unit":
            return f"{values.get('name') or record_id} ({values.get('code') or record_id})"
        case "calendar_day" | "calendar_year":
            return _day(record_id)
        case "notice" | "dispatch":
            return str(values.get("title") or values.get("subject") or record_id)
        case _:
            return record_id


def said(entity: str, field: str, value: Any) -> str:
    """A value as a person reads it."""
    if field == VOID:
        return "Giữ lại" if value is None else f"Bỏ: {value}"
    value = _opened(value)
    if value is None or value in ("", []):
        return EMPTY
    if entity == "procedure":
        return _of_procedure(field, value)[:LONGEST_SAID]
    if entity == "catalogue_version" and field == "changes":
        return _changes(value)
    if field == "kind" and value in KINDS.get(entity, {}):
        return KINDS[entity][value]
    return _plain(value)[:LONGEST_SAID]


def side_by_time(sides: tuple[Side, ...], which: str) -> Side:
    """The value written last, or first where `which` is “truoc”, by the clocks of the offices."""
    ordered = sorted(sides, key=lambda side: (side.at, side.prefix))
    return ordered[0] if which == "truoc" else ordered[-1]


def _of_procedure(field: str, value: Any) -> str:
    if field in PART_OF:
        content = content_of({field: value})
        rows = rows_of(content, PART_OF[field])
        return "; ".join(line_words(field, row) for row in rows) or EMPTY
    box = next((each for each in HEAD if each.name == field), None)
    return to_text(box, value) or EMPTY if box else _plain(value)


def _changes(value: Any) -> str:
    codes: dict[str, list[str]] = {}
    for each in value:
        codes.setdefault(str(each.get("kind")), []).append(str(each.get("code")))
    return "; ".join(
        f"{CHANGE_WORDS.get(kind, kind)} {len(found)}: {', '.join(found[:CODES_SHOWN])}"
        + ("…" if len(found) > CODES_SHOWN else "")
        for kind, found in codes.items()
    )


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    text = str(value)
    if INSTANT.fullmatch(text):
        return f"{local(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}"
    return _day(text)


def _day(text: str) -> str:
    match = DAY.fullmatch(text)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else text


def _opened(value: Any) -> Any:
    """Lists and objects travel as text."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
