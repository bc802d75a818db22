"""Sheets of Excel written out: real days and numbers, and text that no program takes for a formula."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from app.domain.calendar import local
from app.domain.exports import MASKED, CellKind, Column
from app.domain.vietnamese import mask_digits

FORMATS = {
    CellKind.DAY: "dd/mm/yyyy",
    CellKind.MOMENT: "dd/mm/yyyy hh:mm",
    CellKind.NUMBER: "#,##0",
}
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_000
"""A cell holds 32,767."""


class Sheet:
    """One sheet being written, line by line, with little in memory. `close` it or `drop` it.

    Of private columns only the last digits are written, unless `whole`; the heading then says so.
    """

    def __init__(
        self, title: str, heading: Sequence[str], columns: Sequence[Column], *, whole: bool = False
    ) -> None:
        self._book = Workbook(write_only=True)
        self._columns, self._whole = columns, whole
        if not whole and any(each.private for each in columns):
            heading = [*heading[:-1], f"{heading[-1]} {MASKED}"]
        self._sheet = self._book.create_sheet(title)
        for place, column in enumerate(columns, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        first = len(heading) + 2
        self._sheet.freeze_panes = f"A{first}"
        for words in heading:
            self._sheet.append([self._text(words, bold=words == heading[0])])
        self._sheet.append([self._head(column.label) for column in columns])

    def add(self, rows: Iterable[Any]) -> None:
        """Lines of the sheet; a row has the columns as attributes."""
        for row in rows:
            cells = (self._cell(each.kind, self._shown(each, row)) for each in self._columns)
            self._sheet.append(list(cells))

    def close(self, path: Path) -> None:
        """Write the file; it has its name when it is whole."""
        unfinished = path.with_suffix(".unfinished")
        self._book.save(unfinished)
        unfinished.replace(path)

    def drop(self) -> None:
        """Write nothing; the parts laid aside go."""
        self._sheet.close()

    def _shown(self, column: Column, row: Any) -> Any:
        value = getattr(row, column.name)
        return mask_digits(str(value)) if column.private and not self._whole and value else value

    def _cell(self, kind: CellKind, value: Any) -> Any:
        if value is None or value == "":
            return None
        if kind is CellKind.TEXT:
            return self._text(str(value))
        if kind is CellKind.NUMBER:
            return int(value)
        cell = WriteOnlyCell(self._sheet, value=_plain_time(value))
        cell.number_format = FORMATS[kind]
        return cell

    def _text(self, words: str, *, bold: bool = False) -> Any:
        words = ILLEGAL_CHARACTERS_RE.sub("", words)[:LONGEST_TEXT]
        if not bold and not words.startswith(BEGINS_A_FORMULA):
            return words
        cell = WriteOnlyCell(self._sheet, value=words)
        # Text whatever it begins with; the second keeps it text when somebody edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = words.startswith(BEGINS_A_FORMULA)
        if bold:
            cell.font = Font(bold=True, size=13)
        return cell

    def _head(self, words: str) -> Any:
        cell = WriteOnlyCell(self._sheet, value=words)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF5")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        return cell


def _plain_time(value: Any) -> Any:
    """A sheet knows no zones: the time of the wall clock in Vietnam."""
    return local(value).replace(tzinfo=None) if isinstance(value, datetime) else value
