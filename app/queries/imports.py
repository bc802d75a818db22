"""Questions about old registers on their way in: which, how far, what is wrong with a line, what is there already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from app.domain import procedures as rules
from app.domain.calendar import moment
from app.domain.imports import FIELDS, LINE_LABELS, LineState
from app.domain.officers import Officer
from app.domain.procedures import Procedure
from app.domain.refusals import NoSuchSheet
from app.domain.vietnamese import fold
from app.models.dossiers import Dossier
from app.models.imports import ColumnWord, ImportLine, ImportSheet
from app.queries import procedures
from app.queries.paging import Key, Order, Page, page_of, read_key
from app.queries.rows import instant_text

LINES_ON_A_PAGE = 20
SHEETS_SHOWN = 50
LOOKED_AT = 3000
BY_LINE = Order(ImportLine.line, descending=False)


@dataclass(frozen=True)
class LineRow:
    """A line as the check page shows it: what was typed, by field, and what is wrong."""

    n: int
    line: int
    state: LineState
    label: str
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    twin: str | None
    twin_words: str
    dossier_id: str
    note: str


def sheet(sheet_n: int, officer: Officer) -> ImportSheet:
    found: ImportSheet | None = ImportSheet.get_or_none(
        (ImportSheet.n == sheet_n) & (ImportSheet.unit == officer.unit)
    )
    if found is None:
        raise NoSuchSheet
    return found


def sheets(officer: Officer) -> list[ImportSheet]:
    """The registers of this office, the newest first."""
    mine = ImportSheet.select().where(ImportSheet.unit == officer.unit)
    return list(mine.order_by(ImportSheet.n.desc()).limit(SHEETS_SHOWN))


def remembered() -> dict[str, str]:
    """What headers meant the last time."""
    return dict(ColumnWord.select(ColumnWord.header, ColumnWord.field).tuples())


def counts(sheet_n: int) -> dict[LineState, int]:
    rows = (
        ImportLine.select(ImportLine.state, fn.COUNT(ImportLine.n))
        .where(ImportLine.sheet == sheet_n)
        .group_by(ImportLine.state)
        .tuples()
    )
    found = dict(rows)
    return {state: found.get(state.value, 0) for state in LineState}


def first_lines(sheet_n: int, count: int = 3) -> list[list[str]]:
    """What stands under the headers, to tell columns by."""
    rows = ImportLine.select().where(ImportLine.sheet == sheet_n).order_by(ImportLine.line)
    return [row.cells["cells"] for row in rows.limit(count)]


def lines(sheet: ImportSheet, state: LineState, after: str | None) -> Page:
    """The lines of one state, in the order of the register."""
    key: Key | None = read_key(after)
    query = ImportLine.select().where(ImportLine.sheet == sheet.n, ImportLine.state == state.value)
    fetched = list(BY_LINE.cut(query, key, LINES_ON_A_PAGE))
    codes = _codes([row.twin for row in fetched if row.twin])
    rows = [_row(each, sheet.mapping or {}, codes) for each in fetched]
    return page_of(rows, key, LINES_ON_A_PAGE, lambda row: ("", row.line))


def typed_of(line: ImportLine, mapping: Mapping[str, int]) -> dict[str, str]:
    """What stands in the line for each field, with what was mended."""
    cells = line.cells["cells"]
    found = {name: cells[at] if at < len(cells) else "" for name, at in mapping.items()}
    return found | dict(line.cells.get("fixed", {}))


def reader(on: date, settings: Mapping[str, Any]) -> Callable[[str], Procedure | None]:
    """How a register's words for a procedure are understood: its code, its name, or what was chosen for them."""
    in_force = procedures.in_force(on)
    by_code = {each.code: each for each in in_force}
    by_name: dict[str, Procedure] = {}
    for each in in_force:
        for name in filter(None, (each.name, each.short_name, *each.aliases)):
            by_name.setdefault(fold(name), each)
    chosen = settings.get("procedures", {})

    def procedure_of(text: str) -> Procedure | None:
        if not text:
            return by_code.get(settings.get("procedure", ""))
        code = rules.normalise_code(text) or chosen.get(fold(text), "")
        return by_code.get(code) or by_name.get(fold(text))

    return procedure_of


def unknown_procedures(sheet: ImportSheet, most: int = 15) -> list[tuple[str, int]]:
    """The words for procedures that were not understood, the most frequent first, and how many lines have them."""
    query = ImportLine.select().where(
        ImportLine.sheet == sheet.n, ImportLine.state == LineState.BAD.value
    )
    counted: dict[str, int] = {}
    for line in query.order_by(ImportLine.line).limit(LOOKED_AT):
        text = typed_of(line, sheet.mapping or {}).get("procedure", "")
        if "procedure" in (line.faults or {}) and text:
            counted[text] = counted.get(text, 0) + 1
    return sorted(counted.items(), key=lambda pair: -pair[1])[:most]


def twin_of(values: Mapping[str, str], unit: str) -> str | None:
    """A dossier that is there already: the same old number in that year, or the same person, procedure and day."""
    day = date.fromisoformat(values["received_on"])
    if values["old_number"]:
        year = _between(date(day.year, 1, 1), date(day.year, 12, 31))
        found = _first(Dossier.old_number == values["old_number"], Dossier.unit == unit, *year)
        if found:
            return found
    one_day = (Dossier.procedure_code == values["procedure"], *_between(day, day))
    if values["id_no"]:
        return _first(Dossier.id_no == values["id_no"], *one_day)
    return _first(
        Dossier.applicant_name == values["applicant_name"], Dossier.unit == unit, *one_day
    )


def _first(*conditions: Any) -> str | None:
    row = Dossier.select(Dossier.id).where(*conditions).limit(1).tuples().first()
    return row[0] if row else None


def _between(first: date, last: date) -> tuple[Any, Any]:
    # COALESCE: the number and the person find few rows, the period only thins them out.
    listed = fn.COALESCE(Dossier.listed_at, "")
    return (
        listed >= instant_text(_midnight(first)),
        listed < instant_text(_midnight(last + timedelta(days=1))),
    )


def _midnight(day: date) -> datetime:
    return moment(day, time())


def _codes(ids: list[str]) -> dict[str, str]:
    rows = Dossier.select(Dossier.id, Dossier.code, Dossier.old_number).where(Dossier.id.in_(ids))
    return {row.id: row.code or f"sổ cũ số {row.old_number}" for row in rows}


def _row(line: ImportLine, mapping: Mapping[str, int], codes: Mapping[str, str]) -> LineRow:
    typed = typed_of(line, mapping)
    state = LineState(line.state)
    inside = line.twin is not None and line.twin.startswith("line:")
    return LineRow(
        n=line.n, line=line.line, state=state, label=LINE_LABELS[state],
        typed={name: typed.get(name, "") for name in FIELDS if typed.get(name) or name in (line.faults or {})},
        faults=line.faults or {}, twin=None if inside else line.twin,
        twin_words=f"dòng {line.twin[5:]} của chính sổ này" if inside else codes.get(line.twin or "", ""),
        dossier_id=line.dossier_id, note=line.note,
    )  # fmt: skip
