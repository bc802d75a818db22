"""Sheets of Excel read in: looked at before they are opened, so that none fills the memory or the disk."""

import hashlib
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import load_workbook

from app.domain.imports import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, headed
from app.domain.refusals import SheetUnfit
from app.domain.vietnamese import clean

LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_PARTS = 300
HEAD_WITHIN = 20
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
TOO_MUCH = "Tệp nén quá nhiều dữ liệu nên không mở. Hãy tách sổ theo năm."
NOT_A_SHEET = "Tệp này không phải bảng tính Excel. Hãy chọn tệp .xlsx."
NOT_WHOLE = "Tệp bị hỏng, không đọc hết được. Hãy mở bằng Excel rồi lưu lại dạng .xlsx."


@dataclass(frozen=True)
class OldSheet:
    """What an uploaded register holds: its headers, and each line with its number in the file."""

    digest: str
    headers: list[str]
    lines: list[tuple[int, list[str]]]


def read(stream: BinaryIO) -> OldSheet:
    """The first sheet of the file as text. Raises `SheetUnfit` with what to do."""
    digest = looked_at(stream)
    stream.seek(0)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        rows = _rows(book.worksheets[0])
        book.close()
    except SheetUnfit:
        raise
    except Exception:
        # Whatever a broken file makes the library say, the officer can only save it anew.
        raise SheetUnfit(why=NOT_WHOLE) from None
    start, headers = headed([cells for _, cells in rows[:HEAD_WITHIN]])
    while headers and not headers[-1]:
        headers.pop()
    below = ((number, cells[: len(headers)]) for number, cells in rows[start:])
    lines = [(number, cells) for number, cells in below if any(cells)]
    if not start or not lines:
        why = "Không thấy dòng tiêu đề cột (Ngày nhận, Chủ hồ sơ…) trong 20 dòng đầu, hoặc dưới đó không có dòng nào."
        raise SheetUnfit(why=why)
    if len(lines) > MOST_LINES:
        raise SheetUnfit(why=f"Sổ dài hơn {MOST_LINES} dòng. Hãy tách theo năm thành nhiều tệp.")
    return OldSheet(digest, headers, lines)


def looked_at(
    stream: BinaryIO, *, most_unpacked: int = LARGEST_UNPACKED, too_much: str = TOO_MUCH
) -> str:
    """The digest of a file that is small, a whole package, and unpacks to what can be read."""
    stream.seek(0)
    content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise SheetUnfit(why="Tệp lớn hơn 5 MB. Hãy bỏ hình trong tệp, hoặc tách sổ theo năm.")
    if content.startswith(OLD_EXCEL):
        raise SheetUnfit(why="Tệp này là Excel cũ (.xls) hoặc có mật khẩu. Hãy lưu lại dạng .xlsx.")
    stream.seek(0)
    if not zipfile.is_zipfile(stream):
        raise SheetUnfit(why=NOT_A_SHEET)
    with zipfile.ZipFile(stream) as package:
        parts = package.infolist()
        if not {"[Content_Types].xml", "xl/workbook.xml"} <= {part.filename for part in parts}:
            raise SheetUnfit(why=NOT_A_SHEET)
        # What a part says of its size is as much as is ever unpacked of it.
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
            raise SheetUnfit(why=too_much)
        _refuse_entities(package, parts)
    return hashlib.sha256(content).hexdigest()


def _refuse_entities(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """No program that writes sheets declares entities; a file that does wants to unpack for ever."""
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            with package.open(part) as opened:
                beginning = opened.read(4096)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
            raise SheetUnfit(why=NOT_WHOLE) from None
        if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
            raise SheetUnfit(why=NOT_A_SHEET)


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    found = []
    last = MOST_LINES + HEAD_WITHIN + 2
    rows = sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        cells = [text_of(value) for value in row]
        if any(cells):
            found.append((number, cells))
    if sheet.max_row and sheet.max_row > last and len(found) > MOST_LINES:
        raise SheetUnfit(why=f"Sổ dài hơn {MOST_LINES} dòng. Hãy tách theo năm thành nhiều tệp.")
    return found


def text_of(value: Any) -> str:
    """A cell as a person reads it."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))[:LONGEST_CELL]
