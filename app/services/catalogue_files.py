"""Catalogues that come and go as files: put up, looked through line by line, taken into the draft; written out."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.domain import catalogue_files as rules
from app.domain.calendar import local
from app.domain.catalogues import EditKind, SheetLineState
from app.domain.jobs import OPEN, Ended, Progress
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.procedure_boxes import content_of
from app.domain.procedure_check import ProcedureFault, faults
from app.domain.procedures import Procedure
from app.domain.refusals import FormNotComplete, NotAllowedAnyMore, SheetBusy, SheetUnfit
from app.domain.vietnamese import clean
from app.models.catalogues import CatalogueLine, CatalogueSheet
from app.models.jobs import Job
from app.queries import catalogue_files as files
from app.queries import catalogues as questions
from app.queries import procedures
from app.services import catalogues, old_sheets
from app.services.jobs import Task, Work, job, start
from sync import journal

CHECK, TAKE, EXPORT = "catalogue-check", "catalogue-take", "catalogue-export"
SLICE = 25
FORMS = ("xlsx", "json")
MOST_COLUMNS = 40
LOOKED_AT = [each for each in SheetLineState if each is not SheetLineState.LEFT]
LARGEST_BOOK = 5 * 1024 * 1024
"""What a book may unpack to, about 600 procedures: read while the officer waits, below two seconds."""
BOOK_TOO_LARGE = "Bảng tính quá lớn để đọc một lần. Hãy tách theo lĩnh vực, mỗi tệp chừng 600 thủ tục, hoặc dùng JSON."
NOT_JSON = "Tệp JSON bị hỏng, không đọc được. Hãy lưu lại với bảng mã UTF-8."


def upload(name: str, stream: BinaryIO, *, by: Officer, at: datetime) -> int:
    """Lay the file aside and have every line looked at; the number of the job. The same file is looked at again."""
    catalogues.refuse_below_the_top()
    digest, read = _read(stream)
    with journal.transaction():
        sheet = CatalogueSheet.get_or_none(CatalogueSheet.digest == digest)
        if sheet is None:
            sheet = CatalogueSheet.create(
                by=by.username, by_name=by.name, name=clean(name)[-120:] or "Danh mục", digest=digest,
                made_at=at, remarks="\n".join(read.remarks),
            )  # fmt: skip
            CatalogueLine.insert_many(_lines(sheet.n, read)).execute()
        return _look_again(sheet, by=by, at=at)


def check_again(sheet_n: int, *, only_bad: bool = False, by: Officer, at: datetime) -> int:
    """Compare the file, or its lines that are to be mended, with what holds by now; the number of the job."""
    with journal.transaction():
        return _look_again(free(sheet_n), only_bad=only_bad, by=by, at=at)


def take(sheet_n: int, *, by: Officer, at: datetime) -> int:
    """Have the lines that are fit put into the draft; the number of the job."""
    catalogues.refuse_below_the_top()
    with journal.transaction():
        sheet = free(sheet_n)
        if not files.counts(sheet.n)[SheetLineState.FIT]:
            raise FormNotComplete({"take": "Không còn thủ tục nào để lấy vào bản nháp."})
        catalogues.begin(by=by, at=at)
        title = "Đưa danh mục từ tệp vào bản nháp"
        job_n = start(TAKE, title=title, arguments={"sheet": sheet.n}, by=by, at=at)
        CatalogueSheet.update(job=job_n).where(CatalogueSheet.n == sheet.n).execute()
    return job_n


def ask_for_export(form: str, *, by: Officer, at: datetime) -> int:
    """Have the catalogue in force written out; the number of the job."""
    if form not in FORMS:
        raise FormNotComplete({"form": "Chọn Excel hoặc JSON."})
    title = f"Xuất danh mục ra {'Excel' if form == 'xlsx' else 'JSON'}"
    return start(EXPORT, title=title, arguments={"form": form}, by=by, at=at)


# ── Long work ───────────────────────────────────────────────────────────────────────────────────────


@job(CHECK)
def look_through(task: Task) -> Work:
    """Check every line, or those to be mended, and compare it with what holds. Begun anew it looks at all again; what
    an officer has left out stays so."""
    sheet = _of(task)
    states = [SheetLineState.BAD] if task.arguments.get("only_bad") else LOOKED_AT
    here, today = questions.all_newest(), local(task.clock()).date()
    counts, done = files.counts(sheet.n), 0
    total = sum(counts[state] for state in states)
    for lines in _slices(sheet.n, *states):
        first = files.beginnings(sheet.n)
        with journal.transaction():
            for line in lines:
                judge(line, here.get(line.code), first, today)
        done += len(lines)
        yield Progress("đang kiểm tra từng thủ tục", done, total)
    found = files.counts(sheet.n)
    return Ended(
        f"Đã kiểm tra {done} thủ tục: sẽ lấy {found[SheetLineState.FIT]}, cần sửa {found[SheetLineState.BAD]}, "
        f"giống bản đang dùng {found[SheetLineState.SAME]}."
    )


@job(TAKE)
def bring_in(task: Task) -> Work:
    """Put each line into the draft and mark it in the same transaction, so that a cut neither loses nor doubles one."""
    sheet = _of(task)
    counts = files.counts(sheet.n)
    done, total = (
        counts[SheetLineState.TAKEN],
        counts[SheetLineState.TAKEN] + counts[SheetLineState.FIT],
    )
    for lines in _slices(sheet.n, SheetLineState.FIT):
        with journal.transaction():
            draft = catalogues.open_draft()
            for line in lines:
                newest = questions.newest(line.code)
                content = rules.whole(line.content, newest.to_values() if newest else None)
                catalogues.write(
                    draft, newest, content, by=task.by, at=task.clock(), origin=catalogues.FILE
                )
                _note(line, SheetLineState.TAKEN)
        done += len(lines)
        yield Progress("đang đưa vào bản nháp", done, total)
    return Ended(f"Đã đưa {done} thủ tục vào bản nháp. Chưa có gì đổi cho đến khi phát hành.")


@job(EXPORT)
def export(task: Task) -> Work:
    """Write the catalogue in force today. After a cut it begins anew."""
    if not may(task.by, Permission.SEE_PROCEDURES):
        raise NotAllowedAnyMore
    form, today = str(task.arguments["form"]), local(task.clock()).date()
    yield Progress("bước 1/2 – đang đọc danh mục", 0)
    contents = [content_of(each.to_values()) for each in procedures.in_force(today)]
    yield Progress("bước 2/2 – đang viết tệp", 0, len(contents))
    file = task.folder / f"{task.n}-{secrets.token_hex(8)}.{form}"
    unfinished = file.with_suffix(".unfinished")
    number = max(
        (each.number for each in questions.standing() if each.valid_from <= today), default=1
    )
    if form == "json":
        about = {"Ban": number, "NgayXuat": today.isoformat()}
        document = rules.to_document(contents, about)
        unfinished.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    else:
        _book(contents).save(unfinished)
    unfinished.replace(file)
    name = f"danh-muc-ban-{number}-{today:%Y%m%d}.{form}"
    return Ended(f"Đã xuất {len(contents)} thủ tục.", file.name, name)


# ── Reading and writing files ───────────────────────────────────────────────────────────────────────


def _read(stream: BinaryIO) -> tuple[str, rules.CatalogueFile]:
    """What the file holds, by its content: a package of Excel, or JSON. Raises `SheetUnfit` with what to do."""
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        content = stream.read(old_sheets.LARGEST_BYTES + 1)
        if len(content) > old_sheets.LARGEST_BYTES:
            raise SheetUnfit(why="Tệp lớn hơn 5 MB. Hãy tách danh mục thành nhiều tệp.")
        try:
            document = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise SheetUnfit(why=NOT_JSON) from None
        return hashlib.sha256(content).hexdigest(), rules.from_document(document)
    digest = old_sheets.looked_at(stream, most_unpacked=LARGEST_BOOK, too_much=BOOK_TOO_LARGE)
    stream.seek(0)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = {sheet.title: _rows(sheet) for sheet in book.worksheets[:12]}
        book.close()
    except SheetUnfit:
        raise
    except Exception:
        # Whatever a broken file makes the library say, the officer can only save it anew.
        raise SheetUnfit(why=old_sheets.NOT_WHOLE) from None
    return digest, rules.from_sheets(sheets)


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    found = []
    rows = sheet.iter_rows(max_row=rules.MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, start=1):
        cells = [old_sheets.text_of(value) for value in row]
        if any(cells):
            found.append((number, cells))
    return found


def _book(contents: list[dict[str, Any]]) -> Workbook:
    book = Workbook(write_only=True)
    for title, lines in rules.to_sheets(contents):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place in range(1, len(lines[0]) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 24
        for number, line in enumerate(lines):
            sheet.append([_cell(sheet, value, bold=number == 0) for value in line])
    return book


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    """Text is written as text whatever it begins with: no program may take it for a formula."""
    if isinstance(value, int) or value in (None, ""):
        return value
    cell = WriteOnlyCell(sheet, value=str(value))
    cell.data_type = "s"
    cell.quotePrefix = str(value).startswith(("=", "+", "-", "@"))
    if bold:
        cell.font = Font(bold=True)
    return cell


# ── What the verbs share ────────────────────────────────────────────────────────────────────────────


def _lines(sheet_n: int, read: rules.CatalogueFile) -> list[dict[str, Any]]:
    return [
        {
            "sheet": sheet_n, "line": number, "code": each.code, "name": each.name,
            "content": each.content,
            "places": {"where": each.where, "parts": each.places, "faults": each.faults},
            "state": SheetLineState.BAD.value,
        }
        for number, each in enumerate(read.procedures, start=1)
    ]  # fmt: skip


def judge(
    line: CatalogueLine, newest: Procedure | None, first: Mapping[str, tuple[int, str]], today: date
) -> SheetLineState:
    """Write down what a line is worth, with its faults: where in the file, in words, and by which box to mend it.

    `first` says on which line of the file each code stands first.
    """
    told, where = line.places, line.places["where"]
    found: list[tuple[str, ...]] = [tuple(each) for each in told["faults"]]
    if line.content and line.code in first and first[line.code][0] < line.line:
        found.append((where, rules.twice(line.code, first[line.code][1]), "code"))
    kind = EditKind.CHANGED if newest else EditKind.ADDED
    content = rules.whole(line.content, newest.to_values() if newest else None)
    if not found or line.content:
        found += [(_place(each, told), each.words, each.box) for each in faults(content)]
    if newest is not None and newest.valid_to is not None and newest.valid_to < today:
        words = f"Mã {line.code} đã ngừng dùng; mã đã dùng không cấp lại."
        found.append((where, words, "code"))
    if found:
        _note(line, SheetLineState.BAD, faults=found, kind=kind.value)
        return SheetLineState.BAD
    is_same = newest is not None and content_of(newest.to_values()) == content
    state = SheetLineState.SAME if is_same else SheetLineState.FIT
    _note(line, state, faults=None, kind=kind.value)
    return state


def _place(fault: ProcedureFault, told: Mapping[str, Any]) -> str:
    return rules.place_of(fault, told["where"], told["parts"])


def _look_again(sheet: CatalogueSheet, *, only_bad: bool = False, by: Officer, at: datetime) -> int:
    title = "Kiểm tra lại các thủ tục cần sửa" if only_bad else "Kiểm tra tệp danh mục"
    arguments = {"sheet": sheet.n, "asked": at.isoformat(), "only_bad": only_bad}
    job_n = start(CHECK, title=title, arguments=arguments, by=by, at=at)
    CatalogueSheet.update(job=job_n).where(CatalogueSheet.n == sheet.n).execute()
    return job_n


def free(sheet_n: int) -> CatalogueSheet:
    """The file, unless long work is at it."""
    sheet = files.sheet(sheet_n)
    if sheet.job and Job.select().where(Job.n == sheet.job, Job.state.in_(sorted(OPEN))).exists():
        raise SheetBusy
    return sheet


def _of(task: Task) -> CatalogueSheet:
    if not may(task.by, Permission.MANAGE_CATALOGUE):
        raise NotAllowedAnyMore
    return files.sheet(int(task.arguments["sheet"]))


def _slices(sheet_n: int, *states: SheetLineState) -> Iterator[list[CatalogueLine]]:
    """The lines in order, a few at a time; each is looked at once, whatever becomes of it."""
    last = 0
    while True:
        query = CatalogueLine.select().where(
            CatalogueLine.sheet == sheet_n, CatalogueLine.line > last
        )
        query = query.where(CatalogueLine.state.in_(states)) if states else query
        lines = list(query.order_by(CatalogueLine.line).limit(SLICE))
        if not lines:
            return
        last = lines[-1].line
        yield lines


def _note(line: CatalogueLine, state: SheetLineState, **changes: Any) -> None:
    CatalogueLine.update(state=state.value, **changes).where(CatalogueLine.n == line.n).execute()
