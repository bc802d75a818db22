"""A catalogue as a file: a book of Excel with a sheet for each part, or JSON with the names of the national portal.

What a file does not speak of stays as it is in force: a column, a sheet or a name that is missing changes nothing, an
empty one empties. `docs/catalogue-files.md` shows both shapes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.procedure_boxes import (
    CASES,
    HEAD,
    OF_A_CASE,
    PART_OF,
    PARTS,
    Box,
    BoxGroup,
    Values,
    content_of,
    read,
    read_json,
    read_text,
    rows_of,
    to_json,
    to_text,
    with_case_codes,
)
from app.domain.procedure_check import ProcedureFault
from app.domain.procedures import normalise_code
from app.domain.refusals import SheetUnfit
from app.domain.vietnamese import clean, fold

FORMAT, FORMAT_VERSION = "motcua-danh-muc", 1
HEAD_SHEET = "Thủ tục"
SHEETS = {
    "cases": "Trường hợp",
    "papers": "Giấy tờ",
    "fees": "Phí, lệ phí",
    "legs": "Chặng",
    "verification": "Xác minh",
    "own_fields": "Tờ khai",
}
CODE_COLUMN = "Mã thủ tục"
LIST_KEY = "DanhSachTTHC"
MOST_PROCEDURES, MOST_ROWS, HEAD_WITHIN = 2000, 40_000, 10
LONGEST_SHOWN = 120

Rows = Sequence[tuple[int, Sequence[str]]]
"""Lines of a sheet with their numbers in the file."""


@dataclass
class FileProcedure:
    """One procedure of a file: only what the file says of it. `places` names the lines of its parts in the file."""

    line: int
    where: str
    code: str
    name: str
    content: Values
    places: dict[str, list[str]] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """What the file alone shows; that a code stands in it twice is told by `twice`."""


@dataclass(frozen=True)
class CatalogueFile:
    procedures: list[FileProcedure]
    remarks: list[str]


def whole(given: Mapping[str, Any], known: Mapping[str, Any] | None) -> Values:
    """What a procedure would say: what the file says, and for the rest what holds."""
    usual = content_of(known) if known else content_of({"decides": "commune"})
    told = usual | dict(given)
    for part in OF_A_CASE:
        before = {row.get("code", place): row for place, row in enumerate(usual[part])}
        told[part] = [
            {"cases": before.get(row.get("code", place), {}).get("cases", [])} | row
            for place, row in enumerate(told[part])
        ]
    return with_case_codes(told)


def place_of(fault: ProcedureFault, where: str, places: Mapping[str, Sequence[str]]) -> str:
    """Where in the file the box of a fault stands."""
    part, _, rest = fault.box.partition("-")
    number = rest.partition("-")[0]
    lines = places.get(part, ())
    return lines[int(number)] if number.isdigit() and int(number) < len(lines) else where


def twice(code: str, earlier: str) -> str:
    """What is said of a code that stands in the file before."""
    return f"Mã {code} trùng với {earlier.lower()}."


def boxes_to_mend(fault: str) -> list[tuple[str, Box]]:
    """The boxes by which a fault can be mended, with their names on a page; none where it takes more than a box."""
    part, _, rest = fault.partition("-")
    place, _, name = rest.partition("-")
    known = {box.name: box for box in (PART_OF[part].boxes if part in PART_OF else HEAD)}
    wanted = name if part in PART_OF else fault
    start = f"{part}-{place}-" if part in PART_OF else ""
    together = (
        (wanted, f"{wanted.removesuffix('value')}unit") if wanted.endswith("value") else (wanted,)
    )
    return [(start + each, known[each]) for each in together if each in known]


def with_box(content: Mapping[str, Any], name: str, value: Any) -> Values:
    """The content with another value in one box, known by its name on a page."""
    part, _, rest = name.partition("-")
    if part not in PART_OF:
        return {**content, name: value}
    place, _, box = rest.partition("-")
    rows = [dict(row) for row in rows_of(content, PART_OF[part])]
    rows[int(place)][box] = value
    return {**content, part: rows[0] if PART_OF[part].single else rows}


# ── Excel ───────────────────────────────────────────────────────────────────────────────────────────


def from_sheets(book: Mapping[str, Rows]) -> CatalogueFile:
    """The procedures of a book, by the names of its sheets. Raises `SheetUnfit` where it is none of a catalogue."""
    sheets = {fold(title): rows for title, rows in book.items()}
    if fold(HEAD_SHEET) not in sheets:
        raise SheetUnfit(
            why=f"Tệp không có trang “{HEAD_SHEET}”. Hãy xuất danh mục ra Excel để lấy mẫu."
        )
    remarks: list[str] = []
    columns, lines = _table(HEAD_SHEET, sheets[fold(HEAD_SHEET)], HEAD, remarks)
    found = [_head(number, cells, columns) for number, cells in lines]
    if not found:
        raise SheetUnfit(why=f"Trang “{HEAD_SHEET}” không có dòng nào dưới tiêu đề cột.")
    strays: list[FileProcedure] = []
    for part in PARTS:
        title = SHEETS[part.name]
        if fold(title) in sheets:
            strays += _part(part, title, sheets[fold(title)], found, remarks)
        else:
            remarks.append(f"Không có trang “{title}”: phần ấy giữ như đang dùng.")
    return _checked([*found, *strays], remarks)


def to_sheets(contents: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[list[Any]]]]:
    """The sheets of a book: the title of each and its lines, the head first."""
    yield (
        HEAD_SHEET,
        [
            [box.label for box in HEAD],
            *([_cell(box, each[box.name]) for box in HEAD] for each in contents),
        ],
    )
    for part in PARTS:
        lines = [[CODE_COLUMN, *(box.label for box in part.boxes)]]
        for each in contents:
            for row in rows_of(each, part):
                lines.append([each["code"], *(_cell(box, row[box.name]) for box in part.boxes)])
        yield SHEETS[part.name], lines


def _cell(box: Box, value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else to_text(box, value)


def _table(
    title: str, rows: Rows, boxes: Sequence[Box], remarks: list[str]
) -> tuple[dict[str, int], list[tuple[int, Sequence[str]]]]:
    """Which column holds which box, and the lines below; a needed column that is missing spoils the file."""
    known = {fold(box.label): box.name for box in boxes} | {fold(CODE_COLUMN): "code"}
    if title != HEAD_SHEET:
        known[fold(CODE_COLUMN)] = CODE_COLUMN
    best: dict[str, int] = {}
    start = 0
    for at, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
        here = {known[fold(cell)]: n for n, cell in enumerate(cells) if fold(cell) in known}
        if len(here) > len(best):
            best, start = here, at + 1
    needed = [box for box in boxes if box.needed and (title != HEAD_SHEET or box.name != "code")]
    missing = [box.label for box in needed if box.name not in best]
    missing += [CODE_COLUMN] if not {"code", CODE_COLUMN} & set(best) else []
    if title != HEAD_SHEET and CODE_COLUMN not in best:
        missing = [CODE_COLUMN, *(words for words in missing if words != CODE_COLUMN)]
    if missing:
        listed = ", ".join(f"“{words}”" for words in missing)
        raise SheetUnfit(
            why=f"Trang “{title}” thiếu cột {listed}. Tên cột phải ghi đúng như khi xuất ra Excel."
        )
    heads = rows[start - 1][1]
    strange = [cell for n, cell in enumerate(heads) if cell and n not in best.values()]
    if strange:
        listed = ", ".join(f"“{cell[:40]}”" for cell in strange[:6])
        remarks.append(f"Trang “{title}”: không đọc các cột {listed}.")
    return best, [(number, cells) for number, cells in rows[start:] if any(cells)]


def _head(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> FileProcedure:
    typed = {name: _at(cells, place) for name, place in columns.items()}
    content = read(lambda part: (), typed, read_text)
    said = {name: content[name] for name in columns if name in content}
    where = f"Trang {HEAD_SHEET}, dòng {number}"
    return _begun(number, where, typed.get("code", ""), said)


def _part(
    part: BoxGroup, title: str, rows: Rows, found: list[FileProcedure], remarks: list[str]
) -> list[FileProcedure]:
    """Put the lines of a sheet below their procedures; lines of a code that is not in the file come back as faults."""
    columns, lines = _table(title, rows, part.boxes, remarks)
    of_code: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, cells in lines:
        typed = {name: _at(cells, place) for name, place in columns.items()}
        code = normalise_code(typed[CODE_COLUMN]) or typed[CODE_COLUMN]
        of_code.setdefault(code, []).append((number, typed))
    for procedure in found:
        mine = of_code.pop(procedure.code, [])
        procedure.content[part.name] = _lines_of(part, [typed for _, typed in mine], columns)
        procedure.places[part.name] = [f"Trang {title}, dòng {number}" for number, _ in mine]
        if part.single and len(mine) > 1:
            words = f"{part.label}: mỗi thủ tục một dòng."
            procedure.faults.append((procedure.places[part.name][1], words))
    return [
        _stray(number, f"Trang {title}, dòng {number}", code)
        for code, several in of_code.items()
        for number, _ in several[:1]
    ]


def _lines_of(
    part: BoxGroup, given: Sequence[Mapping[str, Any]], columns: Mapping[str, int]
) -> Any:
    content = read(lambda each: given if each is part else (), {}, read_text)
    lines = content[part.name]
    if part.name in OF_A_CASE and CASES.name not in columns:
        for line in lines:
            del line[CASES.name]
    return lines


def _stray(number: int, where: str, code: str) -> FileProcedure:
    words = f"Mã “{code[:16]}” không có ở trang “{HEAD_SHEET}”."
    return FileProcedure(MOST_ROWS + number, where, code[:40], "", {}, faults=[(where, words)])


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────


def from_document(document: Any) -> CatalogueFile:
    """The procedures of a JSON document. Raises `SheetUnfit` where it is none of a catalogue."""
    listed = document.get(LIST_KEY) if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise SheetUnfit(why=f"Tệp JSON không có danh sách “{LIST_KEY}”, hoặc danh sách ấy trống.")
    if isinstance(document, dict) and document.get("PhienBanDinhDang", 1) != FORMAT_VERSION:
        raise SheetUnfit(why="Tệp JSON này thuộc phiên bản định dạng mới hơn chương trình.")
    known = {box.key for box in HEAD} | {part.key for part in PARTS}
    strange = Counter(
        str(key)[:40]
        for each in listed
        if isinstance(each, dict)
        for key in each
        if key not in known
    )
    remarks = [f"Không đọc mục “{key}”." for key, _ in strange.most_common(8)]
    return _checked([_item(n, each) for n, each in enumerate(listed, start=1)], remarks)


def to_document(contents: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "DinhDang": FORMAT,
        "PhienBanDinhDang": FORMAT_VERSION,
        **about,
        LIST_KEY: [_written(each) for each in contents],
    }


def _item(number: int, item: Any) -> FileProcedure:
    where = f"Thủ tục thứ {number}"
    if not isinstance(item, dict):
        words = "Không phải một thủ tục: cần một đối tượng JSON."
        return FileProcedure(number, where, "", "", {}, faults=[(where, words)])
    parts = {part.name: _objects(item.get(part.key)) for part in PARTS}
    head = {box.name: item.get(box.key) for box in HEAD}

    def rows(part: BoxGroup) -> list[dict[str, Any]]:
        return [{box.name: row.get(box.key) for box in part.boxes} for row in parts[part.name]]

    content = read(rows, head, read_json)
    said = {box.name: content[box.name] for box in HEAD if box.key in item}
    said |= {part.name: content[part.name] for part in PARTS if part.key in item}
    for name in OF_A_CASE:
        told = any(CASES.key in row for row in parts[name])
        for line in said.get(name, ()) if not told else ():
            del line[CASES.name]
    found = _begun(number, where, str(item.get("MaTTHC") or ""), said)
    for part in PARTS:
        count = len(parts[part.name])
        found.places[part.name] = [f"{where}, {part.key} thứ {n}" for n in range(1, count + 1)]
        if item.get(part.key) and not isinstance(item[part.key], list | dict):
            found.faults.append((where, f"“{part.key}” phải là một danh sách."))
    return found


def _written(content: Mapping[str, Any]) -> dict[str, Any]:
    item = {box.key: to_json(box, content[box.name]) for box in HEAD}
    for part in PARTS:
        rows = [
            {box.key: to_json(box, row[box.name]) for box in part.boxes}
            for row in rows_of(content, part)
        ]
        item[part.key] = (rows[0] if rows else None) if part.single else rows
    return item


def _objects(given: Any) -> list[dict[str, Any]]:
    several = [given] if isinstance(given, dict) else given if isinstance(given, list) else []
    return [each for each in several if isinstance(each, dict)]


# ── What both share ─────────────────────────────────────────────────────────────────────────────────


def _begun(number: int, where: str, code: str, said: Values) -> FileProcedure:
    code = normalise_code(code) or clean(code)
    said["code"] = code
    name = str(said.get("name") or "")[:LONGEST_SHOWN]
    return FileProcedure(number, where, code[:40], name, said)


def _checked(procedures: list[FileProcedure], remarks: list[str]) -> CatalogueFile:
    if len(procedures) > MOST_PROCEDURES:
        raise SheetUnfit(why=f"Tệp có hơn {MOST_PROCEDURES} thủ tục. Hãy tách thành nhiều tệp.")
    return CatalogueFile(procedures, remarks)
