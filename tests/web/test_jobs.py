"""Long work in the browser: asked for on a list, told on its card, its file for its owner alone."""

from io import BytesIO

import openpyxl
import pytest

from app import clock
from app.jobs import work_off
from app.services import jobs
from tests.web.counter import HTMX, main, take_in


@pytest.fixture
def work(app, monkeypatch):
    """Do all the long work that waits, as the server does beside its pages."""
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    return lambda: work_off(app.extensions["motcua"]["instance"])


def ask(browser, **filters):
    """Ask for the list as a sheet; the address of its card."""
    answer = browser.post("/ho-so/xuat", data=filters)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_list_becomes_a_job_and_the_job_a_file(signed_in, work):
    an = signed_in("an")
    take_in(an, applicant_name="Đặng Thị Ước")
    card = ask(an, q="")

    before = main(an.get(card).text)
    work()
    after = main(an.get(card).text)
    file = an.get(f"{card}/tep")

    assert ("Đang chờ tới lượt" in before, "data-poll" in before) == (True, True)
    assert ("Đã xuất 1 hồ sơ." in after, "data-poll" in after) == (True, False)
    assert ".xlsx" in file.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(file.data)).active
    assert "Đặng Thị Ước" in [cell.value for cell in list(sheet.rows)[3]]


def test_the_card_alone_answers_a_look_of_htmx(signed_in, work):
    an = signed_in("an")
    card = ask(an)

    answer = an.get(card, headers=HTMX).text

    assert answer.lstrip().startswith('<section class="card job"')
    assert "<html" not in answer


def test_a_queue_goes_out_as_the_desk_shows_it(signed_in, work):
    an = signed_in("an")
    for number in range(2):
        take_in(an, id_no=f"04218500123{number}")
    page = an.get("/viec/moi-tiep-nhan").text.partition('action="/ho-so/xuat"')[2]
    assert 'name="viec" value="moi-tiep-nhan"' in page.partition("</form>")[0]

    card = ask(an, viec="moi-tiep-nhan")
    work()

    assert "Đã xuất 2 hồ sơ." in an.get(card).text


def test_the_same_press_twice_is_one_job(signed_in):
    an = signed_in("an")

    assert ask(an, **{"trang-thai": "received"}) == ask(an, **{"trang-thai": "received"})


def test_a_job_is_stopped_from_its_card(signed_in, work):
    an = signed_in("an")
    card = ask(an)

    an.post(f"{card}/dung")
    work()

    assert "Đã dừng trước khi bắt đầu." in main(an.get(card).text)
    an.post(f"{card}/chay-lai")
    work()
    assert "Đã xuất" in main(an.get(card).text)


def test_a_colleague_finds_neither_card_nor_file(signed_in, work):
    card = ask(signed_in("an"))
    work()
    binh = signed_in("binh")

    assert [binh.get(card).status_code, binh.get(f"{card}/tep").status_code] == [404, 404]
    assert binh.post(f"{card}/dung").status_code == 404
    assert "hồ sơ ra Excel" not in main(binh.get("/cong-viec").text)


def test_an_administrator_sees_the_job_but_not_its_file(signed_in, work):
    card = ask(signed_in("an"))
    work()
    quang = signed_in("quang")

    assert "hồ sơ ra Excel" in main(quang.get("/cong-viec").text)
    assert "Tải tệp" not in main(quang.get(card).text)
    assert quang.get(f"{card}/tep").status_code == 404


def test_a_file_that_is_gone_says_so(app, signed_in, work):
    an = signed_in("an")
    card = ask(an)
    work()
    results = app.extensions["motcua"]["instance"].settings.results
    jobs.tidy(results, at=clock.now() + jobs.FILE_KEPT * 2)

    answer = an.get(f"{card}/tep")

    assert answer.status_code == 404
    assert "7 ngày" in answer.text


def test_who_wants_no_list_may_not_ask_for_one(signed_in):
    assert signed_in("quang").post("/ho-so/xuat").status_code == 403


# ── Filters ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_filter_is_named_used_and_dropped(signed_in):
    an = signed_in("an")
    take_in(an)

    saved = an.post("/ho-so/bo-loc", data={"linh-vuc": "Hộ tịch", "ten": "Việc hộ tịch"})
    page = main(an.get(saved.headers["Location"]).text)

    assert "Việc hộ tịch" in page
    assert "Việc hộ tịch" not in main(signed_in("binh").get("/ho-so").text)
    number = page.partition("/bo-loc/")[2].partition("/")[0]
    an.post(f"/ho-so/bo-loc/{number}/bo")
    assert "Việc hộ tịch" not in main(an.get("/ho-so").text)


@pytest.mark.parametrize(
    ("address", "finds"),
    [
        ("linh-vuc=Hộ tịch", True),
        ("linh-vuc=Đất đai", False),
        ("hinh-thuc=desk", True),
        ("hinh-thuc=post", False),
        ("hen-tu=01/01/2000", True),
        ("hen-den=01/01/2000", False),
        ("qua-han=1", False),
        ("can-bo=binh", False),
        ("q=042185001234|183|Nguyeexn Vawn|05031985|Nam|Thôn", True),
        ("q=0912.345.678", True),
        ("q=nguyen thi binh", True),
    ],
)
def test_the_list_holds_what_the_filter_leaves(signed_in, address, finds):
    an = signed_in("an")
    take_in(an)

    page = main(an.get(f"/ho-so?{address}").text)

    assert ("Mở hồ sơ " in page) is finds


@pytest.mark.parametrize("address", ["qua-han=co", "hinh-thuc=bay", "dong-bo=gi", "hen-tu=mai"])
def test_a_filter_that_is_none_is_left_out(signed_in, address):
    an = signed_in("an")
    take_in(an)

    assert "Mở hồ sơ " in main(an.get(f"/ho-so?{address}").text)
