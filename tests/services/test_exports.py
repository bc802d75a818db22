"""A list as a sheet: the rows its officer sees, days as days, numbers as numbers, and no formula whatever was typed."""

from datetime import datetime

import openpyxl
import pytest

from app.domain.exports import COLUMNS
from app.models.jobs import ExportLog
from app.queries import jobs as questions
from app.queries.filters import Filters
from app.queries.search import MOST_EXACT
from app.services import dossiers, exports, jobs
from tests.town import AN, BIRTH, CHI, DUNG, FUNERAL, GIANG, NOW, form

pytestmark = pytest.mark.usefixtures("office")
HEADING = 3
LABELS = [column.label for column in COLUMNS]


@pytest.fixture
def export(monkeypatch, tmp_path):
    """Ask for a list and have it made; the lines of the sheet by label."""
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)

    def made(by=AN, whole=False, **filters):
        job_n = exports.ask(Filters(**filters), whole=whole, by=by, at=NOW)
        jobs.run_next(tmp_path, lambda: NOW)
        row = questions.one(job_n, by)
        sheet = openpyxl.load_workbook(row.file_in(tmp_path)).active
        return [dict(zip(LABELS, line, strict=True)) for line in sheet.iter_rows(min_row=HEADING + 1)]  # fmt: skip

    return made


def received(number=1, by=AN, **answers):
    return dossiers.receive(form(number, **answers), by=by, at=NOW)


def test_days_are_days_and_numbers_are_numbers(export):
    received(procedure_id=FUNERAL)

    (line,) = export(whole=True)

    assert line["Nhận hồ sơ"].value == datetime(2019, 5, 24, 9, 0)  # noqa: DTZ001 - the clock on the wall
    assert line["Hẹn trả kết quả"].is_date
    assert line["Hẹn trả kết quả"].number_format == "dd/mm/yyyy hh:mm"
    assert (line["TT"].value, line["Số bộ"].value) == (1, 1)
    assert line["Điện thoại"].value == "0912345678"
    assert line["Tên cá nhân, tổ chức"].value == "Nguyễn Thị Hoà"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_what_looks_like_a_formula_stays_text(export, begins):
    typed = f'{begins}HYPERLINK("http://xau.example","Bấm vào đây")'
    received(address=typed)

    (line,) = export()

    assert (line["Địa chỉ"].data_type, line["Địa chỉ"].value) == ("s", typed)
    assert line["Địa chỉ"].quotePrefix


def test_it_holds_what_the_filter_leaves_and_no_more(export):
    received(1, procedure_id=BIRTH)
    received(2, procedure_id=FUNERAL)

    lines = export(procedure=FUNERAL.partition("@")[0])

    assert ["mai táng" in line["Tên thủ tục hành chính"].value for line in lines] == [True]


def test_each_officer_gets_what_they_may_see(export):
    received(1)
    received(2, by=DUNG)

    assert [len(export(by)) for by in (AN, DUNG, GIANG)] == [1, 1, 2]


def test_a_list_of_many_slices_is_whole_and_in_order(export, monkeypatch):
    monkeypatch.setattr("app.queries.exports.SLICE", 2)
    for number in range(1, 6):
        received(number)

    lines = export()

    assert [line["TT"].value for line in lines] == [1, 2, 3, 4, 5]
    codes = [line["Mã hồ sơ"].value for line in lines]
    assert codes == sorted(codes, reverse=True)


def test_a_search_is_exported_once_each(export, monkeypatch):
    monkeypatch.setattr("app.queries.exports.SLICE", MOST_EXACT + 1)
    received(1, applicant_name="Nguyễn Thị Hoà")
    for number in range(2, 2 * MOST_EXACT):
        received(number, applicant_name="Nguyễn Thị Hòa Bình")

    codes = [line["Mã hồ sơ"].value for line in export(text="Nguyễn Thị Hoà")]

    assert len(codes) == len(set(codes)) == 2 * MOST_EXACT - 1


def test_who_took_which_list_is_kept(export, tmp_path):
    received()
    export(status="received")
    job_n = questions.page(AN).rows[0].n

    exports.note_taken(job_n, by=AN, at=NOW)

    kept = ExportLog.select().where(ExportLog.job == job_n).order_by(ExportLog.n)
    assert [(row.what, row.by, row.by_name, row.filters, row.count) for row in kept] == [
        ("made", str(AN), AN.name, '{"trang-thai": "received"}', 1),
        ("taken", str(AN), AN.name, '{"trang-thai": "received"}', 1),
    ]


def test_a_list_that_is_too_long_is_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    received(1)
    received(2)
    job_n = exports.ask(Filters(), by=AN, at=NOW)

    jobs.run_next(tmp_path, lambda: NOW)

    assert "lọc theo năm" in questions.one(job_n, AN).outcome
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_stopped_export_leaves_no_file(monkeypatch, tmp_path):
    received()
    job_n = exports.ask(Filters(), by=CHI, at=NOW)
    monkeypatch.setattr(jobs, "_tell", lambda *_: True)

    jobs.run_next(tmp_path, lambda: NOW)

    row = questions.one(job_n, CHI)
    assert row.label == "Đã dừng"
    assert [file for file in tmp_path.iterdir() if file.suffix in (".xlsx", ".unfinished")] == []
