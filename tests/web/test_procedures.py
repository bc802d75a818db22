"""The catalogue as the counter reads it."""

import pytest

from app.domain.procedures import Fee, FeeKind, FeePer
from app.web.procedures import fee_line
from tests.web.counter import HTMX, SignedIn, main


@pytest.mark.parametrize("text", ["dkks", "khai sinh", "KHAI SINH", "khai sính", "1.001193"])
def test_a_procedure_is_found_by_code_letters_or_abbreviation(
    signed_in: SignedIn, text: str
) -> None:
    page = signed_in("binh").get("/thu-tuc", query_string={"tim": text})

    assert 'href="/thu-tuc/1.001193"' in page.text


def test_the_whole_catalogue_stands_in_its_fields(signed_in: SignedIn) -> None:
    page = signed_in("binh").get("/thu-tuc").text

    assert page.count('class="by-field"') > 5
    assert page.count("<h2>Hộ tịch") == 1


def test_typing_brings_only_the_list(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/thu-tuc", query_string={"tim": "ks"}, headers=HTMX).text

    assert page.strip().startswith('<div id="found">')


def test_nothing_found_says_what_to_try(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/thu-tuc", query_string={"tim": "zzz"}).text

    assert "Không có thủ tục nào khớp “zzz”" in page
    assert "Xem cả danh mục" in page


def test_a_procedure_shows_time_papers_fee_and_source(signed_in: SignedIn) -> None:
    page = main(signed_in("an").get("/thu-tuc/1.001193").text)

    assert "trong ngày" in page
    assert "Giấy chứng sinh" in page
    assert "5.000 đ" in page
    assert "Căn cứ" in page


@pytest.mark.parametrize(("username", "offered"), [("an", True), ("binh", False)])
def test_only_the_desk_is_offered_to_receive_it(
    signed_in: SignedIn, username: str, offered: bool
) -> None:
    page = signed_in(username).get("/thu-tuc/1.001193").text

    assert ("/tiep-nhan/1.001193@1" in page) is offered


def test_an_unknown_code_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/thu-tuc/9.999999").status_code == 404


@pytest.mark.parametrize(
    ("amount", "words"), [(8000, "8.000 đ mỗi bản"), (None, "theo nghị quyết của tỉnh mỗi bản")]
)
def test_a_fee_reads_as_it_is_asked_at_the_counter(amount: int | None, words: str) -> None:
    fee = Fee("copy", "Lệ phí bản sao", FeeKind.FEE, amount, FeePer.COPY)

    assert fee_line(fee) == ("Lệ phí bản sao", words, "")
