"""The register on the screen and as a print: the office's own dossiers of a period, in order."""

import re

import pytest

from app import clock
from app.models.dossiers import Dossier
from tests.web.counter import SignedIn, main, resolved, step, take_in


def test_the_register_tells_each_dossier_of_this_month(signed_in: SignedIn) -> None:
    dossier = Dossier.get(Dossier.id == take_in(signed_in("an")))

    page = main(signed_in("an").get("/so-theo-doi").text)

    assert dossier.code in page
    assert "Nguyễn Thị Bình" in page
    assert f"{clock.local(dossier.due_at):%d/%m/%Y}" in page


def test_a_returned_dossier_says_who_took_the_result_and_when(signed_in: SignedIn) -> None:
    dossier_id = resolved(signed_in)
    step(signed_in("an"), dossier_id, "tra-ket-qua", collected_by="Trần Văn Hùng")

    page = main(signed_in("an").get("/so-theo-doi/in").text)

    assert "<td>Trần Văn Hùng</td>" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?thang=mai", "Tháng viết dạng 05/2019."),
        ("?thang=13/2019", "Tháng viết dạng 05/2019."),
        ("?tu=mai", "Ngày đầu kỳ viết dạng"),
        ("?tu=2/5/2019&den=1/5/2019", "không thể trước ngày đầu kỳ"),
    ],
)
def test_a_period_no_calendar_knows_is_told_beside_its_box(
    signed_in: SignedIn, address: str, words: str
) -> None:
    answer = signed_in("an").get(f"/so-theo-doi{address}")

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("address", ["?thang=2019-05", "?thang=5/2019", "?linh-vuc=Khác"])
def test_what_does_not_fit_the_period_is_left_out(signed_in: SignedIn, address: str) -> None:
    take_in(signed_in("an"))

    page = main(signed_in("an").get(f"/so-theo-doi{address}").text)

    assert "Chưa có hồ sơ nào trong kỳ này" in page


def test_the_sheets_are_numbered_and_name_the_form(signed_in: SignedIn) -> None:
    take_in(signed_in("an"))

    page = main(signed_in("an").get("/so-theo-doi/in").text)

    assert re.findall(r"Trang (\d+/\d+)", page) == ["1/1"]
    assert "Mẫu số 07" in page
    assert "Tổng cộng: 1 hồ sơ" in page


def test_printing_the_register_is_written_down_and_asked_about(signed_in: SignedIn) -> None:
    an = signed_in("an")

    answer = an.post("/so-theo-doi/in/lan-in", data={"expected": "0"})
    assert "data-print-now" in an.get(answer.location).text
    an.post("/so-theo-doi/in/xac-nhan", data={"number": "1", "answer": "ro"})

    assert an.post("/so-theo-doi/in/lan-in", data={"expected": "1"}).status_code == 422


def test_an_administrator_does_not_see_the_register(signed_in: SignedIn) -> None:
    assert signed_in("quang").get("/so-theo-doi").status_code == 403
