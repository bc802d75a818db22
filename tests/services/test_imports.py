"""Old registers: read safely, looked at line by line, written once, and always told from what was received here."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from app.domain.imports import LineState
from app.domain.refusals import FormNotComplete, NoSuchSheet, SheetBusy, SheetUnfit
from app.models.dossiers import Dossier, Step
from app.models.imports import ImportLine
from app.queries import dossiers as dossier_questions
from app.queries import imports as questions
from app.queries import jobs as job_questions
from app.queries.filters import Filters
from app.services import imports, jobs
from tests.sheets import line, register
from tests.town import AN, DUNG, NOW

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)


def run(tmp_path):
    while jobs.run_next(tmp_path, lambda: NOW):
        pass


@pytest.fixture
def checked(tmp_path):
    """Put a register up and have it looked at with the columns as proposed; its number."""

    def put_up(*lines, by=AN, **settings):
        sheet_n = imports.upload("so-2017.xlsx", register(*lines), by=by, at=NOW)
        sheet = questions.sheet(sheet_n, by)
        imports.arrange(sheet_n, sheet.mapping, settings, by=by, at=NOW)
        run(tmp_path)
        return sheet_n

    return put_up


def written(sheet_n, tmp_path):
    """Write what is good; the words of the job."""
    job_n = imports.write(sheet_n, by=AN, at=NOW)
    run(tmp_path)
    return job_questions.one(job_n, AN).outcome


def states(sheet_n):
    return {state.value: count for state, count in questions.counts(sheet_n).items() if count}


def faults_of(sheet_n):
    lines = ImportLine.select().where(ImportLine.sheet == sheet_n).order_by(ImportLine.line)
    return [row.faults for row in lines if row.faults]


def test_a_line_becomes_a_dossier_that_says_where_it_is_from(checked, tmp_path):
    sheet_n = checked(line(12, **{"Ghi chú": "Con thứ hai"}))

    assert written(sheet_n, tmp_path) == "Đã ghi 1 hồ sơ từ sổ “so-2017.xlsx”."

    (dossier,) = Dossier.select()
    assert (dossier.old_number, dossier.code, dossier.status, dossier.id_no, dossier.id_type) == (
        "12/2017", None, "returned", "183000012", "cmnd",
    )  # fmt: skip
    assert dossier.received_at == datetime(2017, 3, 6, 0, 30, tzinfo=UTC)
    assert dossier.finished_at == datetime(2017, 3, 7, 10, 0, tzinfo=UTC)
    assert (dossier.unit, dossier.holder_unit, dossier.register_seq) == ("18571", "18571", None)
    (step,) = Step.select().where(Step.dossier_id == dossier.id)
    assert (step.action, step.note) == ("import", "Sổ “so-2017.xlsx”, dòng 4, số cũ 12/2017.")
    assert dossier_questions.timeline(dossier.id)[0].title == "Nhập từ sổ cũ"


def test_an_imported_dossier_is_found_by_its_old_number(checked, tmp_path):
    written(checked(line(12), line(13)), tmp_path)

    rows = dossier_questions.page(AN, Filters(text="12/2017"), now=NOW).rows

    assert [row.old_number for row in rows] == ["12/2017"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"Họ và tên": ""}, "applicant_name"),
        ({"Ngày nhận": "hôm kia"}, "received_on"),
        ({"Ngày nhận": "31/02/2017"}, "received_on"),
        ({"Ngày nhận": "01/01/2030", "Hẹn trả": "", "Trả kết quả": ""}, "received_on"),
        ({"Trả kết quả": "05/03/2017"}, "returned_on"),
        ({"Hẹn trả": "05/03/2017"}, "due_on"),
        ({"Số CMND": "12345"}, "id_no"),
        ({"Tên TTHC": "Đăng ký bay lên trời"}, "procedure"),
    ],
)
def test_a_line_that_cannot_be_is_left_with_a_sentence(checked, cells, field):
    sheet_n = checked(line(1), line(2, **cells))

    assert states(sheet_n) == {"ready": 1, "bad": 1}
    assert [list(faults) for faults in faults_of(sheet_n)] == [[field]]


def test_a_bad_line_is_mended_in_place_and_written(checked, tmp_path):
    sheet_n = checked(line(1, **{"Họ và tên": ""}))

    state = imports.mend(sheet_n, 4, {"applicant_name": "Lê Văn Sáu"}, by=AN, at=NOW)
    written(sheet_n, tmp_path)

    assert state is LineState.READY
    assert [row.applicant_name for row in Dossier.select()] == ["Lê Văn Sáu"]


def test_words_for_a_procedure_are_said_once_for_all_lines(checked, tmp_path):
    sheet_n = checked(*(line(n, **{"Tên TTHC": "KS mới"}) for n in range(1, 4)))

    assert questions.unknown_procedures(questions.sheet(sheet_n, AN)) == [("KS mới", 3)]
    imports.name_procedures(sheet_n, {"KS mới": "1.001193"}, by=AN, at=NOW)
    run(tmp_path)

    assert states(sheet_n) == {"ready": 3}


def test_the_same_number_twice_in_a_year_is_to_be_reviewed(checked):
    sheet_n = checked(line(1), line(2, **{"Mã hồ sơ": "1/2017"}))

    assert states(sheet_n) == {"ready": 1, "twin": 1}
    (row,) = questions.lines(questions.sheet(sheet_n, AN), LineState.TWIN, None).rows
    assert row.twin_words == "dòng 4 của chính sổ này"


def test_what_is_there_already_is_to_be_reviewed(checked, tmp_path):
    written(checked(line(1)), tmp_path)

    same_number = checked(line(1, **{"Địa chỉ": "Thôn Nam Hải"}))
    same_person = checked(line(7, **{"Mã hồ sơ": "", "Số CMND": "183000001"}))

    assert (states(same_number), states(same_person)) == ({"twin": 1}, {"twin": 1})


@pytest.mark.parametrize(("keep", "dossiers"), [(True, 2), (False, 1)])
def test_a_twin_is_written_or_left_out_as_somebody_says(checked, tmp_path, keep, dossiers):
    sheet_n = checked(line(1), line(2, **{"Mã hồ sơ": "1/2017"}))

    imports.settle(sheet_n, 5, keep=keep, by=AN)
    written(sheet_n, tmp_path)

    assert Dossier.select().count() == dossiers


def test_writing_twice_writes_once(checked, tmp_path):
    sheet_n = checked(line(1), line(2))
    written(sheet_n, tmp_path)

    with pytest.raises(FormNotComplete):
        imports.write(sheet_n, by=AN, at=NOW)
    assert Dossier.select().count() == 2


def test_a_line_that_breaks_leaves_nothing_of_itself_and_is_run_again(
    checked, tmp_path, monkeypatch
):
    sheet_n = checked(line(1), line(2), line(3))
    record = imports._record

    def breaks(line, *rest, **more):
        record(line, *rest, **more)
        if line.line == 5:
            raise ZeroDivisionError

    monkeypatch.setattr(imports, "_record", breaks)
    job_n = imports.write(sheet_n, by=AN, at=NOW)
    run(tmp_path)

    assert states(sheet_n) == {"written": 2, "failed": 1}
    assert [each.about for each in job_questions.failures(job_n)] == ["Dòng 5"]
    assert (Dossier.select().count(), Step.select().count()) == (2, 2)
    monkeypatch.setattr(imports, "_record", record)
    jobs.again(job_n, by=AN, at=NOW)
    run(tmp_path)
    assert states(sheet_n) == {"written": 3}
    assert (Dossier.select().count(), Step.select().count()) == (3, 3)


def test_a_register_at_work_is_left_alone(checked):
    sheet_n = checked(line(1))
    imports.write(sheet_n, by=AN, at=NOW)

    with pytest.raises(SheetBusy):
        imports.mend(sheet_n, 4, {"applicant_name": "Lê Văn Sáu"}, by=AN, at=NOW)


def test_what_a_column_meant_is_remembered():
    head = ("Vào sổ", "Người ta", "Hôm")
    first = register(("1", "Lê Văn Sáu", "6/3/2017"), head=(*head[:1], "Họ và tên", "Ngày nhận"))
    sheet_n = imports.upload("a.xlsx", first, by=AN, at=NOW)
    settings = {"procedure": "1.001193"}
    mapping = {"old_number": 0, "applicant_name": 1, "received_on": 2}
    imports.arrange(sheet_n, mapping, settings, by=AN, at=NOW)

    again = register(("2", "Lê Văn Sáu", "7/3/2017"), head=(*head[:1], "Họ và tên", "Ngày nhận"))
    other = imports.upload("b.xlsx", again, by=AN, at=NOW)

    assert questions.sheet(other, AN).mapping == mapping


def test_what_must_be_mapped_is_asked_for():
    sheet_n = imports.upload("a.xlsx", register(line(1)), by=AN, at=NOW)

    with pytest.raises(FormNotComplete) as no:
        imports.arrange(sheet_n, {"old_number": 1, "address": 1}, {}, by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {
        "received_on", "applicant_name", "procedure", "old_number", "address",
    }  # fmt: skip


def test_the_same_file_again_is_the_same_register():
    content = register(line(1)).getvalue()

    numbers = [imports.upload("a.xlsx", BytesIO(content), by=AN, at=NOW) for _ in range(2)]

    assert numbers[0] == numbers[1]


def test_another_office_does_not_see_it():
    sheet_n = imports.upload("a.xlsx", register(line(1)), by=AN, at=NOW)

    with pytest.raises(NoSuchSheet):
        questions.sheet(sheet_n, DUNG)


# ── Files that are none ─────────────────────────────────────────────────────────────────────────────


def package(**parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in {"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>", **parts}.items():  # fmt: skip
            written.writestr(name, content)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (BytesIO(b""), "không phải bảng tính"),
        (BytesIO(b"ten;ngay\n"), "không phải bảng tính"),
        (BytesIO(b"\xd0\xcf\x11\xe0" + b"0" * 600), ".xls"),
        (BytesIO(b"0" * (5 * 1024 * 1024 + 1)), "5 MB"),
        (package(), "bị hỏng"),
        (package(**{"xl/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "không phải bảng tính"),
        (package(**{f"xl/{n}.bin": b"0" * 30_000_000 for n in range(3)}), "nén quá nhiều"),
        (register(head=("a", "b")), "tiêu đề cột"),
        (register(), "tiêu đề cột"),
    ],
    ids=["empty", "text", "old", "large", "broken", "entities", "bomb", "no-head", "no-lines"],
)  # fmt: skip
def test_a_file_that_is_no_register_says_what_to_do(file, words):
    with pytest.raises(SheetUnfit) as no:
        imports.upload("a.xlsx", file, by=AN, at=NOW)

    assert words in str(no.value)
    assert questions.sheets(AN) == []


def test_a_head_of_two_rows_is_read_as_one():
    head = ("TT", "Mã hồ sơ", "Họ tên", "Nhận và trả kết quả", "")
    below = ("", "", "", "Nhận hồ sơ", "Trả kết quả")
    file = register(below, (1, "1/2017", "Lê Văn Sáu", "6/3/2017", "7/3/2017"), head=head)

    sheet = questions.sheet(imports.upload("a.xlsx", file, by=AN, at=NOW), AN)

    assert {name: sheet.mapping[name] for name in ("received_on", "returned_on")} == {
        "received_on": 3, "returned_on": 4,
    }  # fmt: skip
    assert questions.first_lines(sheet.n) == [["1", "1/2017", "Lê Văn Sáu", "6/3/2017", "7/3/2017"]]
