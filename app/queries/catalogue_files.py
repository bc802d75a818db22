"""Questions about catalogues that came as files: their lines, what is wrong with them, what they would change."""

from dataclasses import dataclass
from typing import Any

from peewee import fn

from app.domain.catalogue_files import boxes_to_mend, whole
from app.domain.catalogues import Change, EditKind, SheetLineState, compare
from app.domain.jobs import OPEN
from app.domain.procedure_boxes import PART_OF, Box, content_of, rows_of
from app.domain.refusals import NoSuchSheet
from app.models.catalogues import CatalogueLine, CatalogueSheet
from app.models.jobs import Job
from app.models.procedures import Procedure as ProcedureRow
from app.queries.paging import Order, Page, page_of, read_key
from app.queries.procedures import COLUMNS

LINES_ON_A_PAGE = 25
BY_LINE = Order(CatalogueLine.line, descending=False)


@dataclass(frozen=True)
class Line:
    """One procedure of a file as the check page shows it."""

    line: int
    code: str
    name: str
    where: str
    kind: EditKind | None
    faults: list[tuple[str, str]]
    boxes: list[tuple[str, Box, Any, list[str]]]
    """What can be mended here: the name of the box, the box, what stands in it, and what is wrong with it."""
    changes: list[Change]


def sheets() -> list[CatalogueSheet]:
    return list(CatalogueSheet.select().order_by(CatalogueSheet.n.desc()).limit(30))


def sheet(sheet_n: int) -> CatalogueSheet:
    found: CatalogueSheet | None = CatalogueSheet.get_or_none(CatalogueSheet.n == sheet_n)
    if found is None:
        raise NoSuchSheet
    return found


def counts(sheet_n: int) -> dict[SheetLineState, int]:
    rows = CatalogueLine.select(CatalogueLine.state, fn.COUNT(CatalogueLine.n))
    found = dict(rows.where(CatalogueLine.sheet == sheet_n).group_by(CatalogueLine.state).tuples())
    return {state: found.get(state.value, 0) for state in SheetLineState}


def lines(sheet: CatalogueSheet, state: SheetLineState, after: str | None) -> Page:
    """The lines of one state, in the order of the file."""
    key = read_key(after)
    query = CatalogueLine.select().where(
        CatalogueLine.sheet == sheet.n, CatalogueLine.state == state.value
    )
    fetched = list(BY_LINE.cut(query, key, LINES_ON_A_PAGE))
    known = _newest([row.code for row in fetched])
    rows = [_line(row, known.get(row.code)) for row in fetched]
    return page_of(rows, key, LINES_ON_A_PAGE, lambda row: ("", row.line))


def _line(row: CatalogueLine, known: dict[str, Any] | None) -> Line:
    changes = []
    if known and row.state == SheetLineState.FIT:
        changes = compare(known, whole(row.content, known))
    found = [(each[0], each[1]) for each in row.faults or ()]
    kind = EditKind(row.kind) if row.kind else None
    boxes = _boxes(row, known) if row.state == SheetLineState.BAD and row.content else []
    return Line(row.line, row.code, row.name, row.places["where"], kind, found, boxes, changes)


def _boxes(
    row: CatalogueLine, known: dict[str, Any] | None
) -> list[tuple[str, Box, Any, list[str]]]:
    """Every box by which the faults of a line can be mended, once."""
    content, told = whole(row.content, known), dict[str, list[str]]()
    boxes: dict[str, Box] = {}
    for _, words, *box in row.faults or ():
        wanted = boxes_to_mend(box[0]) if box else []
        boxes |= dict(wanted)
        for name, _ in wanted[:1]:
            told.setdefault(name, []).append(words)
    return [(name, box, _value(content, name), told.get(name, [])) for name, box in boxes.items()]


def _value(content: dict[str, Any], name: str) -> Any:
    part, _, rest = name.partition("-")
    if part not in PART_OF:
        return content[name]
    place, _, box = rest.partition("-")
    return rows_of(content, PART_OF[part])[int(place)].get(box)


def beginnings(sheet_n: int) -> dict[str, tuple[int, str]]:
    """By code, the first line of the file that has it, and where it stands; of the lines that are not left out."""
    rows = CatalogueLine.select(CatalogueLine.code, CatalogueLine.line, CatalogueLine.places).where(
        CatalogueLine.sheet == sheet_n,
        CatalogueLine.code != "",
        CatalogueLine.state != SheetLineState.LEFT.value,
    )
    found: dict[str, tuple[int, str]] = {}
    for row in rows.order_by(CatalogueLine.line):
        found.setdefault(row.code, (row.line, row.places["where"]))
    return found


def _newest(codes: list[str]) -> dict[str, dict[str, Any]]:
    """The content of the newest version of each of these codes."""
    rows = ProcedureRow.select().where(ProcedureRow.code.in_(codes)).order_by(ProcedureRow.version)
    return {
        row.code: content_of({name: getattr(row, name) for name in COLUMNS})
        for row in rows
        if row.valid_to is None or row.valid_to >= row.valid_from
    }


def of_job(job_n: int) -> int:
    """The file that this job looks through."""
    found = CatalogueSheet.get_or_none(CatalogueSheet.job == job_n)
    if found is None:
        raise NoSuchSheet
    return int(found.n)


def job_of(sheet: CatalogueSheet) -> Job | None:
    """The last work at the file, while it is under way."""
    found: Job | None = Job.get_or_none((Job.n == sheet.job) & Job.state.in_(sorted(OPEN)))
    return found
