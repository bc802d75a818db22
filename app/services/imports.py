"""Old registers come in: laid aside as they are, read, mended, and written as dossiers that say where they are from."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, BinaryIO

from peewee import EXCLUDED

from app.domain import codes, workflow
from app.domain.calendar import local, moment
from app.domain.dossiers import CLOSED, Status
from app.domain.imports import (
    FIELDS,
    NEEDED,
    LineState,
    OldLine,
    SheetState,
    header_key,
    propose,
    read_line,
)
from app.domain.jobs import OPEN, Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.procedures import Procedure
from app.domain.refusals import FormNotComplete, NotAllowedAnyMore, SheetBusy
from app.domain.vietnamese import clean, fold
from app.models.imports import ColumnWord, ImportLine, ImportSheet
from app.models.jobs import Job
from app.queries import imports as questions
from app.services import old_sheets, steps
from app.services.jobs import Task, Work, job, start
from sync import journal

CHECK, WRITE = "import-check", "import"
SLICE = 25
OPENED, CLOSED_AT = time(7, 30), time(17)
"""Registers tell days, no hours."""
UNFINISHED = (Status.RETURNED, Status.PROCESSING)
AS_TOLD = (
    "applicant_name", "id_no", "birth_date", "phone", "address", "abstract", "collected_by",
)  # fmt: skip
KEPT = "Đã xem: không trùng."


def upload(name: str, stream: BinaryIO, *, by: Officer, at: datetime) -> int:
    """Lay the register aside and propose what its columns mean; the same file again is the same register."""
    read = old_sheets.read(stream)
    with journal.transaction():
        same = (ImportSheet.digest == read.digest) & (ImportSheet.unit == by.unit)
        if (known := ImportSheet.get_or_none(same)) is not None:
            return int(known.n)
        sheet = ImportSheet.create(
            by=by.username, by_name=by.name, unit=by.unit, name=clean(name)[-120:] or "Sổ cũ",
            digest=read.digest, made_at=at, headers=read.headers, state=SheetState.MAPPING.value,
            mapping=propose(read.headers, questions.remembered()),
        )  # fmt: skip
        for number, cells in read.lines:
            ImportLine.create(
                sheet=sheet.n, line=number, cells={"cells": cells}, state=LineState.NEW.value,
                dossier_id=uuid.uuid4().hex,
            )  # fmt: skip
    return int(sheet.n)


def arrange(
    sheet_n: int, mapping: Mapping[str, int], settings: Mapping[str, Any], *, by: Officer, at: datetime
) -> int:  # fmt: skip
    """Say what the columns mean, and have every line looked at; the number of the job."""
    faults = {name: f"Chọn cột cho “{FIELDS[name]}”." for name in NEEDED if name not in mapping}
    columns = list(mapping.values())
    faults |= {
        name: "Cột này đã chọn cho mục khác."
        for name, at_ in mapping.items()
        if columns.count(at_) > 1
    }
    if "procedure" not in mapping and not settings.get("procedure"):
        faults["procedure"] = "Chọn cột thủ tục, hoặc chọn một thủ tục cho cả sổ."
    if faults:
        raise FormNotComplete(faults)
    with journal.transaction():
        sheet = _mine(sheet_n, by)
        for name, place in mapping.items():
            _remember(header_key(sheet.headers[place]), name)
        kept = {**(sheet.settings or {}), **settings}
        job_n = start(
            CHECK, title="Kiểm tra sổ cũ", arguments={"sheet": sheet.n, "asked": at.isoformat()}, by=by, at=at
        )  # fmt: skip
        _note(
            sheet, mapping=dict(mapping), settings=kept, state=SheetState.CHECKED.value, job=job_n
        )
    return job_n


def name_procedures(sheet_n: int, chosen: Mapping[str, str], *, by: Officer, at: datetime) -> int:
    """Say which procedure the words of the register mean; the lines are looked at again."""
    sheet = questions.sheet(sheet_n, by)
    known = dict((sheet.settings or {}).get("procedures", {}))
    known |= {fold(text): code for text, code in chosen.items() if code}
    settings = {**(sheet.settings or {}), "procedures": known}
    return arrange(sheet_n, sheet.mapping or {}, settings, by=by, at=at)


def mend(
    sheet_n: int, line: int, typed: Mapping[str, str], *, by: Officer, at: datetime
) -> LineState:
    """Put other words into a line and look at it again; the paper register stays what it is."""
    with journal.transaction():
        sheet = _mine(sheet_n, by)
        row = ImportLine.get_or_none((ImportLine.sheet == sheet.n) & (ImportLine.line == line))
        if row is None or row.state == LineState.WRITTEN:
            return LineState.WRITTEN
        fixed = {name: clean(text)[:500] for name, text in typed.items() if name in FIELDS}
        row.cells = {**row.cells, "fixed": {**row.cells.get("fixed", {}), **fixed}}
        state, twin, faults = _judged(row, sheet, local(at).date(), {})
        _write_line(row, state, cells=row.cells, twin=twin, faults=faults or None, note="")
    return state


def settle(sheet_n: int, line: int, *, keep: bool, by: Officer) -> None:
    """A line that looks like another: to be written all the same, or left out."""
    with journal.transaction():
        sheet = _mine(sheet_n, by)
        row = ImportLine.get_or_none((ImportLine.sheet == sheet.n) & (ImportLine.line == line))
        if row is not None and row.state in (LineState.TWIN, LineState.BAD, LineState.SKIPPED):
            good = keep and not row.faults
            state = LineState.READY if good else LineState.BAD if keep else LineState.SKIPPED
            _write_line(row, state, note=KEPT if good else "")


def write(sheet_n: int, *, by: Officer, at: datetime) -> int:
    """Have the lines that are good written as dossiers; the number of the job."""
    with journal.transaction():
        sheet = _mine(sheet_n, by)
        left = questions.counts(sheet.n)
        if not left[LineState.READY] + left[LineState.FAILED]:
            raise FormNotComplete(
                {"ghi": "Không còn dòng nào sẵn sàng để ghi. Hãy sửa các dòng có lỗi trước."}
            )
        job_n = start(WRITE, title="Ghi hồ sơ từ sổ cũ", arguments={"sheet": sheet.n}, by=by, at=at)
        _note(sheet, job=job_n)
    return job_n


# ── Long work ───────────────────────────────────────────────────────────────────────────────────────


@job(CHECK)
def look_through(task: Task) -> Work:
    """Read every line that is not written yet. Begun anew it reads all again."""
    sheet, today = _of(task), local(task.clock()).date()
    seen: dict[str, int] = {}
    total, done = _count(sheet.n), 0
    for lines in _slices(sheet.n):
        with journal.transaction():
            for line in lines:
                state, twin, faults = _judged(line, sheet, today, seen)
                if line.state not in (LineState.WRITTEN, LineState.SKIPPED):
                    _write_line(line, state, twin=twin, faults=faults or None)
        done += len(lines)
        yield Progress("đang kiểm tra từng dòng", done, total)
    found = questions.counts(sheet.n)
    return Ended(
        f"Đã kiểm tra {total} dòng: sẽ ghi {found[LineState.READY]}, cần sửa {found[LineState.BAD]}, "
        f"nghi trùng {found[LineState.TWIN]}."
    )


@job(WRITE)
def bring_in(task: Task) -> Work:
    """Write each good line and mark it written in the same transaction, so that a cut neither loses nor doubles one."""
    sheet = _of(task)
    before = questions.counts(sheet.n)
    total = before[LineState.READY] + before[LineState.FAILED] + before[LineState.WRITTEN]
    done = before[LineState.WRITTEN]
    for lines in _slices(sheet.n, LineState.READY, LineState.FAILED):
        failures = _written(lines, sheet, task)
        done += len(lines) - len(failures)
        yield Progress("đang ghi từng hồ sơ", done, total, failures)
    return Ended(f"Đã ghi {done} hồ sơ từ sổ “{sheet.name}”.")


def _written(lines: list[ImportLine], sheet: ImportSheet, task: Task) -> tuple[Failure, ...]:
    """All lines in one transaction; where one breaks it, each in its own."""
    try:
        with journal.transaction():
            return tuple(filter(None, [_bring(line, sheet, task) for line in lines]))
    except Exception:
        if len(lines) > 1:
            return tuple(each for line in lines for each in _written([line], sheet, task))
    words = "Chương trình không ghi được dòng này. Hãy chạy lại; nếu vẫn vậy, báo quản trị."
    with journal.transaction():
        _write_line(lines[0], LineState.FAILED, note=words)
    return (Failure(f"Dòng {lines[0].line}", words),)


def _bring(line: ImportLine, sheet: ImportSheet, task: Task) -> Failure | None:
    at = task.clock()
    old, procedure = _read(line, sheet, local(at).date())
    twin = None if line.note == KEPT or old.faults else questions.twin_of(old.values, sheet.unit)
    if old.faults or procedure is None:
        _write_line(line, LineState.BAD, faults=dict(old.faults))
        return Failure(f"Dòng {line.line}", "Có chỗ cần sửa.")
    if twin is not None:
        _write_line(line, LineState.TWIN, twin=twin)
        return Failure(f"Dòng {line.line}", "Nghi trùng với hồ sơ đã có, cần xem.")
    _record(line, sheet, old, procedure, by=task.by, at=at)
    _write_line(line, LineState.WRITTEN, note="")
    return None


def _record(
    line: ImportLine, sheet: ImportSheet, old: OldLine, procedure: Procedure, *, by: Officer, at: datetime
) -> None:  # fmt: skip
    told = old.values
    number = told["old_number"]
    ended = _moment(told["returned_on"], CLOSED_AT) if old.status in CLOSED else None
    as_told: dict[str, Any] = {name: told[name] or None for name in AS_TOLD}
    steps.write(
        workflow.IMPORT, line.dossier_id, home=sheet.unit, left=None, entered=old.status, by=by, at=at,
        note=f"Sổ “{sheet.name}”, dòng {line.line}" + (f", số cũ {number}." if number else "."),
        unit=sheet.unit, holder_unit=sheet.unit, channel="desk", applicant_kind="citizen", return_mode="desk",
        code=number.upper() if codes.is_code(number) else None, old_number=number or f"dòng {line.line}",
        procedure_code=procedure.code, procedure_version=procedure.version, procedure_name=procedure.name,
        field=procedure.field, set_count=int(told["set_count"]),
        id_type={12: "cccd", 9: "cmnd"}.get(len(told["id_no"])),
        received_at=_moment(told["received_on"], OPENED), due_at=_moment(told["due_on"], CLOSED_AT),
        released_at=ended if old.status == Status.RETURNED else None, finished_at=ended,
        **as_told,
    )  # fmt: skip


# ── What the verbs share ────────────────────────────────────────────────────────────────────────────


def _judged(
    line: ImportLine, sheet: ImportSheet, today: date, seen: dict[str, int]
) -> tuple[LineState, str | None, dict[str, str]]:
    """What is to become of the line; `seen` holds the lines of the register read before it."""
    old, _ = _read(line, sheet, today)
    if old.faults:
        return LineState.BAD, None, dict(old.faults)
    if line.note == KEPT:
        return LineState.READY, None, {}
    earlier = next((seen[key] for key in _keys(old) if key in seen), None)
    for key in _keys(old):
        seen.setdefault(key, line.line)
    if line.state == LineState.WRITTEN:
        return LineState.WRITTEN, None, {}
    twin = f"line:{earlier}" if earlier else questions.twin_of(old.values, sheet.unit)
    return (LineState.TWIN if twin else LineState.READY), twin, {}


def _keys(old: OldLine) -> list[str]:
    told = old.values
    person = told["id_no"] or told["applicant_name"]
    by_number = f"{told['received_on'][:4]}|{told['old_number']}"
    by_person = f"{person}|{told['procedure']}|{told['received_on']}"
    return [by_number, by_person] if told["old_number"] else [by_person]


def _read(line: ImportLine, sheet: ImportSheet, today: date) -> tuple[OldLine, Procedure | None]:
    settings = sheet.settings or {}
    procedure_of = _reader(sheet, today)
    unfinished = Status(settings.get("unfinished", Status.RETURNED))
    typed = questions.typed_of(line, sheet.mapping or {})
    old = read_line(typed, today=today, procedure_of=procedure_of, unfinished=unfinished)
    return old, procedure_of(clean(typed.get("procedure", "")))


def _reader(sheet: ImportSheet, today: date) -> Any:
    """Made once for a sheet that is being read."""
    if not hasattr(sheet, "reader"):
        sheet.reader = questions.reader(today, sheet.settings or {})
    return sheet.reader


def _slices(sheet_n: int, *states: LineState) -> Iterator[list[ImportLine]]:
    """The lines in order, a few at a time; each is looked at once, whatever becomes of it."""
    last = 0
    while True:
        query = ImportLine.select().where(ImportLine.sheet == sheet_n, ImportLine.line > last)
        query = query.where(ImportLine.state.in_(states)) if states else query
        lines = list(query.order_by(ImportLine.line).limit(SLICE))
        if not lines:
            return
        last = lines[-1].line
        yield lines


def _mine(sheet_n: int, by: Officer) -> ImportSheet:
    """The register, unless long work is at it."""
    sheet = questions.sheet(sheet_n, by)
    at_work = (
        Job.select().where(Job.n == sheet.job, Job.state.in_(sorted(OPEN))) if sheet.job else None
    )
    if at_work is not None and at_work.exists():
        raise SheetBusy
    return sheet


def _of(task: Task) -> ImportSheet:
    if not may(task.by, Permission.RECEIVE):
        raise NotAllowedAnyMore
    return questions.sheet(int(task.arguments["sheet"]), task.by)


def _count(sheet_n: int) -> int:
    return int(ImportLine.select().where(ImportLine.sheet == sheet_n).count())


def _moment(day: str, hour: time) -> datetime | None:
    return moment(date.fromisoformat(day), hour) if day else None


def _remember(header: str, name: str) -> None:
    if header:
        ColumnWord.insert(header=header, field=name).on_conflict(
            conflict_target=[ColumnWord.header], update={ColumnWord.field: EXCLUDED.field}
        ).execute()


def _write_line(row: ImportLine, state: LineState, **changes: Any) -> None:
    ImportLine.update(state=state.value, **changes).where(ImportLine.n == row.n).execute()
    row.state = state.value


def _note(sheet: ImportSheet, **changes: Any) -> None:
    ImportSheet.update(**changes).where(ImportSheet.n == sheet.n).execute()
