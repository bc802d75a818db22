"""Catalogues as files, made for tests: hundreds of procedures that no portal ever had."""

import json
from io import BytesIO

from openpyxl import Workbook

from app.catalogue import procedures
from app.domain.catalogue_files import to_document, to_sheets
from app.domain.procedure_boxes import content_of

FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội", "Người có công")


def content(number, **changes):
    """A whole procedure that is in no catalogue, known by its number."""
    pattern = next(each for each in procedures() if each.code == "1.001193")
    made = content_of(pattern.to_values()) | {
        "code": f"7.{number:06d}",
        "name": f"Thủ tục thử số {number}",
        "short_name": None,
        "field": FIELDS[number % len(FIELDS)],
        "aliases": [],
        "duration_value": number % 20 + 1,
        "duration_unit": "working_days",
        "same_day_after_15": False,
    }
    return made | changes


def many(count=300, **changes):
    return [content(number, **changes) for number in range(1, count + 1)]


def as_json(contents, **about):
    document = to_document(contents, {"Ban": 2, **about})
    return BytesIO(json.dumps(document, ensure_ascii=False).encode())


def as_xlsx(contents, leave_out=(), only=None):
    """The book of these procedures, without the columns `leave_out`, or with the sheets `only`."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in to_sheets(contents):
        if only is None or title in only:
            sheet = book.create_sheet(title)
            kept = [n for n, words in enumerate(lines[0]) if words not in leave_out]
            for line in lines:
                sheet.append([line[n] for n in kept])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file
