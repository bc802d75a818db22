"""A line of an imported catalogue mended in place, left out, or taken back; it alone is looked at again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain import catalogue_files as rules
from app.domain.calendar import local
from app.domain.catalogues import SheetLineState
from app.domain.procedure_boxes import read_text, with_case_codes
from app.domain.procedures import normalise_code
from app.domain.refusals import NoSuchSheet
from app.domain.vietnamese import clean
from app.models.catalogues import CatalogueLine
from app.queries import catalogue_files as files
from app.queries import catalogues as questions
from app.services import catalogue_files, catalogues
from sync import journal

CHECKED = (SheetLineState.BAD, SheetLineState.FIT, SheetLineState.SAME)


def mend(sheet_n: int, line: int, typed: Mapping[str, Any], *, at: datetime) -> SheetLineState:
    """Put what was typed into the boxes that are to be mended, and look at the line again. Other boxes are not written.

    A line that is no longer to be mended stays as it is: the page was drawn before somebody else mended it.
    """
    catalogues.refuse_below_the_top()
    with journal.transaction():
        row = _line(sheet_n, line)
        if row.state == SheetLineState.BAD and row.content:
            newest = questions.newest(row.code)
            content = rules.whole(row.content, newest.to_values() if newest else None)
            for name, box in _boxes(row).items():
                if name in typed:
                    content = rules.with_box(content, name, read_text(box, typed[name]))
                    part = name.partition("-")[0]
                    row.content[part] = content[part]
            before = row.code
            _keep(row, with_case_codes(content)["code"])
            return _look(row, {before, row.code}, at)
        return SheetLineState(row.state)


def leave_out(sheet_n: int, line: int, *, at: datetime) -> None:
    """Let a line be as if it were not in the file."""
    with journal.transaction():
        row = _line(sheet_n, line)
        if row.state in (SheetLineState.BAD, SheetLineState.FIT):
            _move(row, SheetLineState.LEFT)
            _look(row, {row.code}, at)


def take_back(sheet_n: int, line: int, *, at: datetime) -> SheetLineState:
    """Let a line that was left out count again."""
    with journal.transaction():
        row = _line(sheet_n, line)
        if row.state != SheetLineState.LEFT:
            return SheetLineState(row.state)
        _move(row, SheetLineState.BAD)
        return _look(row, {row.code}, at)


def _line(sheet_n: int, line: int) -> CatalogueLine:
    sheet = catalogue_files.free(sheet_n)
    found: CatalogueLine | None = CatalogueLine.get_or_none(sheet=sheet.n, line=line)
    if found is None:
        raise NoSuchSheet
    return found


def _boxes(row: CatalogueLine) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, _, *box in row.faults or ():
        found |= dict(rules.boxes_to_mend(box[0])) if box else {}
    return found


def _keep(row: CatalogueLine, typed_code: str) -> None:
    """The content as it was mended; a code that was typed anew is the line's code."""
    code = normalise_code(typed_code or "") or clean(typed_code or "")
    if row.content:
        row.content["code"] = code
    row.code, row.name = code[:40], str(row.content.get("name") or row.name)[: rules.LONGEST_SHOWN]
    CatalogueLine.update(content=row.content, code=row.code, name=row.name).where(
        CatalogueLine.n == row.n
    ).execute()


def _move(row: CatalogueLine, state: SheetLineState) -> None:
    CatalogueLine.update(state=state.value).where(CatalogueLine.n == row.n).execute()


def _look(row: CatalogueLine, codes: set[str], at: datetime) -> SheetLineState:
    """Look at the line and at every other that has, or had, the same code: one of them is the first now."""
    first, today = files.beginnings(row.sheet_id), local(at).date()
    same = CatalogueLine.select().where(
        CatalogueLine.sheet == row.sheet_id,
        CatalogueLine.code.in_(codes),
        CatalogueLine.state.in_([each.value for each in CHECKED]),
    )
    for each in list(same):
        catalogue_files.judge(each, questions.newest(each.code), first, today)
    return SheetLineState(CatalogueLine.get_by_id(row.n).state)
