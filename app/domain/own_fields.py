"""What the form of one procedure asks beside what every dossier has: declared in the catalogue, kept with the dossier.

A dossier keeps its answers with the words of their questions (`entries`), so that they can be read wherever it goes,
also where the catalogue is older or newer than the answers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.intake import read_day
from app.domain.vietnamese import clean

PREFIX = "own-"
"""In front of the key of a field: the name of its box on the form."""
LONGEST_TEXT, LONGEST_NUMBER = 200, 12
YES, NO = "yes", "no"
ANSWERS = {YES: "Có", NO: "Không"}
NOT_DIGITS = re.compile(r"[. ]")


class OwnFieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class OwnField:
    """One box. `longest` holds for text; `choices` are the words to choose from; a date lies not after today unless
    `ahead`."""

    key: str
    label: str
    kind: OwnFieldKind = OwnFieldKind.TEXT
    required: bool = False
    help: str | None = None
    longest: int | None = None
    choices: tuple[str, ...] = ()
    ahead: bool = False

    @property
    def box(self) -> str:
        return PREFIX + self.key

    @property
    def most(self) -> int:
        """How much may be typed into the box."""
        return self.longest or LONGEST_TEXT


@dataclass(frozen=True)
class OwnAnswers:
    """Answers by key as they are stored, and by box what must be mended."""

    stored: Mapping[str, str]
    must_fix: Mapping[str, str]


def check_own(
    fields: Iterable[OwnField], typed: Mapping[str, str], today: date, *, complete: bool = True
) -> OwnAnswers:
    """Read every answer; `complete` false: an empty one may still be empty."""
    stored: dict[str, str] = {}
    must_fix: dict[str, str] = {}
    for field in fields:
        text = clean(typed.get(field.key, ""))
        value, fault = _read(field, text, today) if text else ("", "")
        if complete and field.required and not text:
            fault = f"{_asked(field)}: {field.label}."
        stored[field.key] = value
        if fault:
            must_fix[field.box] = fault
    return OwnAnswers(stored, must_fix)


def entries(
    fields: Iterable[OwnField],
    stored: Mapping[str, str],
    before: Sequence[Mapping[str, Any]] | None,
) -> list[dict[str, str]]:
    """What a dossier keeps. What stood there before under keys these fields do not know stays."""
    known = list(fields)
    ours = [
        {"key": field.key, "label": field.label, "kind": field.kind.value, "value": value}
        for field in known
        if (value := stored.get(field.key))
    ]
    keys = {field.key for field in known}
    return ours + [dict(entry) for entry in before or () if entry.get("key") not in keys]


def typed_of(entry: Mapping[str, Any]) -> str:
    """An answer as it would be typed again."""
    value = str(entry.get("value") or "")
    day = read_day(value) if entry.get("kind") == OwnFieldKind.DATE else None
    return f"{day:%d/%m/%Y}" if day else value


def words_of(entry: Mapping[str, Any]) -> str:
    """An answer as a person reads it, also one of a kind that a newer program has invented."""
    if entry.get("kind") == OwnFieldKind.YES_NO:
        return ANSWERS.get(str(entry.get("value")), str(entry.get("value")))
    return typed_of(entry)


def read_fields(rows: Iterable[Mapping[str, Any]] | None) -> tuple[OwnField, ...]:
    """The fields of a procedure out of its row; a kind or a key of a newer program does no harm."""
    names = OwnField.__dataclass_fields__
    read = []
    for row in rows or ():
        values = {name: row[name] for name in names if row.get(name) is not None}
        values["choices"] = tuple(values.get("choices") or ())
        kind = values.get("kind")
        values["kind"] = OwnFieldKind(kind) if kind in set(OwnFieldKind) else OwnFieldKind.TEXT
        read.append(OwnField(**values))
    return tuple(read)


def _read(field: OwnField, text: str, today: date) -> tuple[str, str]:
    """The answer as it is stored, and what is wrong with it."""
    match field.kind:
        case OwnFieldKind.NUMBER:
            return _number(field, text)
        case OwnFieldKind.DATE:
            return _day(field, text, today)
        case OwnFieldKind.CHOICE:
            return text, "" if text in field.choices else f"Chọn lại: {field.label}."
        case OwnFieldKind.YES_NO:
            return text, "" if text in ANSWERS else f"Chọn Có hoặc Không: {field.label}."
    fault = f"{field.label} dài quá {field.most} ký tự." if len(text) > field.most else ""
    return text, fault


def _number(field: OwnField, text: str) -> tuple[str, str]:
    digits = NOT_DIGITS.sub("", text)
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER:
        return str(int(digits)), ""
    return text, f"{field.label} phải là số; đang là “{text[:40]}”."


def _day(field: OwnField, text: str, today: date) -> tuple[str, str]:
    day = read_day(text)
    if day is None:
        return text, f"{field.label} viết dạng 24/05/2019."
    if day > today and not field.ahead:
        return text, f"{field.label} không thể ở sau hôm nay."
    return day.isoformat(), ""


def _asked(field: OwnField) -> str:
    chosen = field.kind in (OwnFieldKind.CHOICE, OwnFieldKind.YES_NO)
    return "Chọn" if chosen else "Nhập"
