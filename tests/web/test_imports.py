"""An old register in the browser, from the file to its dossiers, with a bad line on the way."""

import re
from io import BytesIO

import pytest

from app.jobs import work_off
from app.services import jobs
from tests.sheets import line, register
from tests.web.counter import main


@pytest.fixture
def work(app, monkeypatch):
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    return lambda: work_off(app.extensions["motcua"]["instance"])


def put_up(browser, file):
    return browser.post("/nhap-so-cu", data={"file": (file, "so-2017.xlsx")})


COLUMNS = {
    "old_number": "1", "procedure": "2", "applicant_name": "3", "id_no": "4", "received_on": "6",
    "returned_on": "8", "unfinished": "returned",
}  # fmt: skip


def test_a_register_goes_from_file_to_dossiers(signed_in, work):
    an = signed_in("an")
    sheet = put_up(an, register(line(1), line(2, **{"Họ và tên": ""}))).headers["Location"]
    columns = main(an.get(sheet).text)
    an.post(f"{sheet}/cot", data=COLUMNS)
    work()
    checked = main(an.get(sheet).text)
    an.post(f"{sheet}/dong/5", data={"applicant_name": "Lê Văn Sáu", "xem": "bad"})
    card = an.post(f"{sheet}/ghi").headers["Location"]
    work()

    assert "7. Ngày nhận" in columns
    assert ("Thiếu tên chủ hồ sơ." in checked, "Sẽ ghi 1 hồ sơ" in checked) == (True, True)
    assert "Đã ghi 2 hồ sơ" in main(an.get(card).text)
    listed = main(an.get("/ho-so?q=Lê Văn Sáu").text)
    assert "Sổ cũ số 2/2017" in listed
    dossier = main(an.get(re.search(r"/ho-so/[0-9a-f]{32}", listed)[0]).text)
    assert "Nhập từ sổ cũ" in dossier
    assert "In giấy tiếp nhận" not in dossier


def test_a_file_that_is_no_register_is_refused_with_what_to_do(signed_in):
    answer = put_up(signed_in("an"), BytesIO(b"ten;ngay"))

    assert answer.status_code == 422
    assert "chọn tệp .xlsx" in main(answer.text)


def test_no_file_is_asked_for(signed_in):
    answer = signed_in("an").post("/nhap-so-cu")

    assert answer.status_code == 422
    assert "Chọn tệp .xlsx của sổ cũ." in main(answer.text)


def test_a_column_for_two_things_is_refused(signed_in):
    an = signed_in("an")
    sheet = put_up(an, register(line(1))).headers["Location"]

    answer = an.post(f"{sheet}/cot", data={**COLUMNS, "address": "3"})

    assert answer.status_code == 422
    assert "Cột này đã chọn cho mục khác." in main(answer.text)


@pytest.mark.parametrize("username", ["binh", "chi", "quang"])
def test_only_the_desk_brings_registers_in(signed_in, username):
    assert signed_in(username).get("/nhap-so-cu").status_code == 403
