"""The checklist after it was ticked: corrected later, line by line, and where the paper itself lies."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.labels import PAPER_KINDS
from app.domain.refusals import FormNotComplete
from app.domain.scans import CODE_INSIDE
from app.domain.vietnamese import clean

MOST_COPIES = 99
LONGEST_NAME, LONGEST_NOTE, LONGEST_PLACE = 400, 300, 120
MOST_MOVED, LONGEST_CODES = 100, 20_000
USUAL_PLACES = (
    "Tủ bộ phận một cửa", "Cán bộ thụ lý giữ", "Lãnh đạo đang ký", "Túi hồ sơ chuyển {parent}",
    "Đã giao {parent}", "Kho lưu trữ",
)  # fmt: skip
"""Offered where an office has not named its own places yet."""


@dataclass(frozen=True)
class LineTyped:
    """One line as an officer typed it; `originals` and `copies` still as text."""

    have: bool
    kind: str
    originals: str
    copies: str
    note: str


def read_line(name: str, typed: LineTyped) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The columns of the line, and what must be mended: the field of the line and the sentence beside it."""
    faults = []
    originals, copies = _count(typed.originals), _count(typed.copies)
    if originals is None:
        faults.append(("originals", f"“{name}”: số bản chính là số từ 0 đến {MOST_COPIES}."))
    if copies is None:
        faults.append(("copies", f"“{name}”: số bản sao là số từ 0 đến {MOST_COPIES}."))
    if typed.kind not in PAPER_KINDS:
        faults.append(("kind", f"“{name}”: hãy chọn loại giấy."))
    note = clean(typed.note)
    if len(note) > LONGEST_NOTE:
        faults.append(("note", f"“{name}”: ghi chú dài quá {LONGEST_NOTE} ký tự."))
    if typed.have and originals == 0 and copies == 0:
        faults.append(("originals", f"“{name}”: đã có thì ghi số bản chính hoặc bản sao."))
    columns: dict[str, object] = {
        "have": typed.have, "kind": typed.kind, "originals": originals, "copies": copies, "note": note or None,
    }  # fmt: skip
    return columns, faults


def changed(stands: Mapping[str, object], wanted: Mapping[str, object]) -> dict[str, object]:
    """The columns that a correction changes."""
    return {name: value for name, value in wanted.items() if stands[name] != value}


def read_place(typed: str) -> str:
    """Where the paper lies, in the words of the office."""
    place = clean(typed)
    if not place:
        raise FormNotComplete(
            {"place": "Hãy ghi nơi để giấy tờ: tủ, hộp, túi hoặc cơ quan đang giữ."}
        )
    if len(place) > LONGEST_PLACE:
        raise FormNotComplete({"place": f"Nơi để giấy tờ dài quá {LONGEST_PLACE} ký tự."})
    return place


def read_codes(typed: str) -> list[str]:
    """The dossiers named in a box: codes or scanned receipts, one a line or with commas between, each once."""
    if len(typed) > LONGEST_CODES:
        raise FormNotComplete({"codes": f"Mỗi lần nhiều nhất {MOST_MOVED} hồ sơ."})
    found = []
    for piece in filter(None, re.split(r"[\s,;]+", typed.strip().upper())):
        inside = CODE_INSIDE.search(piece)
        found.append(inside.group() if inside else piece)
    codes = list(dict.fromkeys(found))
    if not codes:
        raise FormNotComplete({"codes": "Hãy gõ hoặc quét mã của ít nhất một hồ sơ."})
    if len(codes) > MOST_MOVED:
        raise FormNotComplete({"codes": f"Mỗi lần nhiều nhất {MOST_MOVED} hồ sơ."})
    return codes


def seal(lines: Iterable[tuple[object, ...]]) -> str:
    """A short mark of the lines as they stand."""
    text = "\n".join(repr(line) for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _count(typed: str) -> int | None:
    digits = typed.strip() or "0"
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        return None
    return int(digits) if int(digits) <= MOST_COPIES else None
