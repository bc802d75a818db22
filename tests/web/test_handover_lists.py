"""Handover lists: what went to whom on a day, in two copies with a number, written down when printed."""

import re

import pytest
from flask.testing import FlaskClient

from app.models.dossiers import Dossier
from app.models.prints import PrintedForm
from tests.web.counter import SignedIn, main, resolved, step, take_in


def list_of(browser: FlaskClient, direction: str = "to_officers") -> str:
    """The address of the first list of today."""
    page = browser.get(f"/ban-giao?chieu={direction}").text
    return re.search(r'href="(/ban-giao/in[^"]+)"', page)[1].replace("&amp;", "&")


def test_a_dossier_taken_up_stands_on_the_list_of_its_officer(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)
    step(signed_in("binh"), dossier_id, "thu-ly")

    page = main(an.get("/ban-giao").text)

    assert "Lê Văn Bình" in page
    assert Dossier.get(Dossier.id == dossier_id).code in page


def test_a_signed_result_goes_back_to_the_counter(signed_in: SignedIn) -> None:
    resolved(signed_in)

    page = main(signed_in("an").get("/ban-giao?chieu=to_desk").text)

    assert "Bộ phận một cửa" in page
    assert "1 hồ sơ" in page


def test_the_list_is_printed_in_two_copies_with_papers_counted(signed_in: SignedIn) -> None:
    resolved(signed_in)
    an = signed_in("an")

    page = main(an.get(list_of(an)).text)

    assert page.count("DANH SÁCH BÀN GIAO HỒ SƠ") == 2
    assert "Liên 1: bên giao giữ" in page
    assert "Liên 2: bên nhận giữ" in page
    assert page.count("BÊN NHẬN") == 2


def test_the_list_has_its_number_from_the_first_print_on(signed_in: SignedIn) -> None:
    resolved(signed_in)
    an = signed_in("an")
    address = list_of(an)
    post, query = address.split("?")

    assert "Số: ……/BG" in an.get(address).text
    answer = an.post(f"{post}/lan-in?{query}", data={"expected": "0"})
    an.post(f"{post}/xac-nhan?{query}", data={"number": "1", "answer": "mo"})

    assert "data-print-now" in an.get(answer.location).text
    assert "Số: 1/BG" in an.get(address).text
    assert [row.serial for row in PrintedForm.select()] == [1, 1]


@pytest.mark.parametrize("query", ["?nhan=khong-ai", "?ngay=01/01/2019&nhan=desk", ""])
def test_a_list_of_nothing_is_not_printed(signed_in: SignedIn, query: str) -> None:
    assert signed_in("an").get(f"/ban-giao/in{query}").status_code == 404


def test_a_day_no_calendar_knows_is_told_beside_its_box(signed_in: SignedIn) -> None:
    answer = signed_in("an").get("/ban-giao?ngay=mai")

    assert answer.status_code == 422
    assert "Ngày viết dạng 24/05/2019." in answer.text


def test_a_day_without_work_says_so(signed_in: SignedIn) -> None:
    assert "Không có hồ sơ nào được giao" in signed_in("an").get("/ban-giao?ngay=01/01/2019").text
