"""A catalogue as a file: hundreds of procedures at once, looked through by line; nothing is published by itself."""

import json
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from app import clock
from app.jobs import work_off
from app.models.catalogues import CatalogueLine
from app.models.jobs import Job
from app.queries import catalogues as questions
from app.queries import procedures
from app.services import catalogue_files, jobs
from tests.catalogues import as_json, as_xlsx, content, many
from tests.web.counter import main
from tests.web.test_catalogues import publish, today

FILES = "/thu-tuc/tep"


@pytest.fixture
def work(app, monkeypatch):
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    return lambda: work_off(app.extensions["motcua"]["instance"])


@pytest.fixture
def quang(signed_in):
    return signed_in("quang")


def put_up(browser, file, name="danh-muc.xlsx"):
    return browser.post(FILES, data={"file": (file, name)})


def checked(browser, work, file):
    """The check page of a file, after every line was looked at."""
    address = put_up(browser, file).headers["Location"]
    work()
    return address, main(browser.get(address).text)


def test_a_catalogue_goes_from_file_to_the_counter(quang, work):
    address, page = checked(quang, work, as_xlsx(many(40)))
    before = questions.edits()
    quang.post(f"{address}/lay")
    work()
    answer = publish(quang, days=0)

    assert "Sẽ lấy 40 thủ tục" in page
    assert before == []
    assert answer.status_code == 303
    taken = procedures.latest("7.000023", today())
    assert (taken.name, taken.duration_value, len(taken.papers)) == (
        "Thủ tục thử số 23",
        4,
        len(content(1)["papers"]),
    )
    assert "7.000040" in quang.get("/thu-tuc").text


def test_a_bad_file_is_told_by_line_and_nothing_is_taken(quang, work):
    good, twin, long, letters = (
        content(1),
        content(2),
        content(3, duration_value=400),
        content(4, code="99"),
    )
    file = as_xlsx([good, twin, {**twin, "name": "Trùng mã"}, long, letters, content(5, name="")])

    _, page = checked(quang, work, file)

    assert "Sẽ lấy 1 thủ tục" in page
    assert "cần sửa 5" in page
    assert "Mã 7.000002 trùng với trang thủ tục, dòng 3." in page
    assert "400 là quá dài" in page
    assert "có dạng 1.001193" in page
    assert "Thiếu “Tên thủ tục”." in page
    assert (questions.edits(), procedures.latest("7.000001", today())) == ([], None)


def padded(book):
    """A book that holds six megabytes more than it seems."""
    with ZipFile(book, "a", ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.bin", bytes(6_000_000))
    return BytesIO(book.getvalue())


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (padded(as_xlsx([content(1)])), "mỗi tệp chừng 600 thủ tục"),
        (as_xlsx([content(1)], leave_out=["Tên thủ tục"]), "thiếu cột “Tên thủ tục”"),
        (as_xlsx([content(1)], only=["Giấy tờ"]), "không có trang “Thủ tục”"),
        (BytesIO(b"{"), "bị hỏng"),
        (BytesIO(b'{"DanhSachTTHC": []}'), "trống"),
        (BytesIO(b"[" * 100_000), "bị hỏng"),
        (BytesIO(b"ma;ten"), "chọn tệp .xlsx"),
    ],
    ids=["large", "column", "sheet", "json", "empty", "deep", "text"],
)
def test_a_file_of_another_shape_is_refused_with_what_to_do(quang, file, words):
    answer = put_up(quang, file)

    assert answer.status_code == 422
    assert words in main(answer.text)
    assert CatalogueLine.select().count() == 0


def mend(browser, address, line, **typed):
    """Type into the boxes of a line on the check page; names with “__” for “-”."""
    boxes = {f"d{line}-{name.replace('__', '-')}": value for name, value in typed.items()}
    return browser.post(f"{address}/dong/{line}", data=boxes)


def states(page):
    """How many procedures of the file will be taken, and how many are to be mended."""
    return [
        int(n) for n in re.search(r"Sẽ lấy (\d+) thủ tục</strong>, cần sửa (\d+)", page).groups()
    ]


def test_bad_lines_are_mended_where_they_stand(quang, work):
    papers = [{**content(1)["papers"][0], "name": ""}, *content(1)["papers"][1:]]
    twin, long, nameless, paper = (
        content(2),
        content(3, duration_value=400),
        content(5, name=""),
        content(6, papers=papers),
    )
    file = as_json([twin, {**twin, "name": "Trùng mã"}, long, nameless, paper])
    address, page = checked(quang, work, file)
    before = states(page)

    mend(quang, address, 2, code="7.000099")
    mend(quang, address, 3, duration_value="40", duration_unit="working_days")
    mend(quang, address, 4, name="Thủ tục có tên", field="không ai hỏi ô này")
    mend(quang, address, 5, papers__0__name="Tờ khai")
    quang.post(f"{address}/lay")
    work()

    taken = {each.code: each.content for each in questions.edits()}
    assert before == [1, 4]
    assert sorted(taken) == ["7.000002", "7.000003", "7.000005", "7.000006", "7.000099"]
    assert (taken["7.000003"]["duration_value"], taken["7.000099"]["name"]) == (40, "Trùng mã")
    assert (taken["7.000005"]["name"], taken["7.000005"]["field"]) == ("Thủ tục có tên", "Hộ tịch")
    assert taken["7.000006"]["papers"][0]["name"] == "Tờ khai"


def test_a_mended_line_that_is_still_wrong_keeps_what_was_typed(quang, work):
    address, _ = checked(quang, work, as_xlsx([content(1, duration_value=400)]))

    page = main(
        quang.get(mend(quang, address, 1, duration_value="rất lâu").headers["Location"]).text
    )

    assert 'value="rất lâu"' in page
    assert "Thời hạn giải quyết phải là số" in page
    assert states(page) == [0, 1]


def test_a_line_is_left_out_and_the_failed_lines_alone_are_looked_at_again(quang, work):
    twin = content(1)
    address, _ = checked(quang, work, as_json([twin, twin, content(2, name="")]))

    quang.post(f"{address}/dong/1", data={"viec": "bo"})
    quang.post(f"{address}/kiem-tra", data={"viec": "can-sua"})
    work()
    alone = states(main(quang.get(address).text))
    quang.post(f"{address}/dong/1", data={"viec": "lay-lai"})

    assert alone == [1, 1]
    assert Job.select().order_by(Job.n.desc()).first().total == 1
    assert states(main(quang.get(address).text)) == [1, 2]


def test_a_file_with_many_bad_lines_is_mended_in_the_file(quang, work):
    _, page = checked(quang, work, as_xlsx([content(n, name="") for n in range(1, 22)]))

    assert "hãy sửa trong tệp" in page
    assert "Lưu và kiểm tra" not in page


def test_lines_of_papers_without_their_procedure_are_named(quang, work):
    file = as_xlsx([content(1)])
    book = load_workbook(file)
    book["Giấy tờ"].append(["7.000009", None, "Tờ khai", "Nộp", "Bản chính", 1, 0, None])
    changed = BytesIO()
    book.save(changed)
    changed.seek(0)

    _, page = checked(quang, work, changed)

    assert "Mã “7.000009” không có ở trang “Thủ tục”." in page


def test_what_a_file_does_not_speak_of_stays_as_it_is(quang, work):
    document = {"DanhSachTTHC": [{"MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh (mới)"}]}

    address, page = checked(quang, work, BytesIO(json.dumps(document).encode()))
    quang.post(f"{address}/lay")
    work()

    assert "Tên thủ tục: Đăng ký khai sinh → Đăng ký khai sinh (mới)" in page
    assert questions.edit("1.001193").content["papers"]


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_what_was_written_out_comes_in_again_as_the_same(quang, work, form):
    card = quang.post(f"{FILES}/xuat", data={"form": form}).headers["Location"]
    work()
    taken_away = quang.get(f"{card}/tep").data

    _, page = checked(quang, work, BytesIO(taken_away))

    count = len(procedures.in_force(today()))
    assert f"giống bản đang dùng {count}" in page
    assert "Sẽ lấy 0 thủ tục" in page


def test_a_taking_that_was_cut_goes_on_without_losing_or_doubling(quang, work, app, monkeypatch):
    address, _ = checked(quang, work, as_json(many(60)))
    job_card = quang.post(f"{address}/lay").headers["Location"]
    wrote = catalogue_files.catalogues.write
    calls = iter(range(1000))

    def cut(*given, **more):
        if next(calls) == 30:
            raise SystemExit
        wrote(*given, **more)

    monkeypatch.setattr(catalogue_files.catalogues, "write", cut)
    with pytest.raises(SystemExit):
        work()
    half = len(questions.edits())
    monkeypatch.setattr(catalogue_files.catalogues, "write", wrote)
    jobs.pick_up_what_was_cut(at=clock.now())
    work()

    assert (half, len(questions.edits())) == (25, 60)
    assert "Đã đưa 60 thủ tục vào bản nháp" in main(quang.get(job_card).text)


@pytest.mark.parametrize("username", ["an", "chi"])
def test_others_write_the_catalogue_out_but_bring_none_in(signed_in, username):
    browser = signed_in(username)

    assert browser.get(FILES).status_code == 403
    assert browser.post(f"{FILES}/xuat", data={"form": "json"}).status_code == 303
    assert re.search(r"/cong-viec/\d+", browser.get("/cong-viec").text)
