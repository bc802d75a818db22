"""“Lấy tệp PDF”: the sheet the browser prints, counted like any print; where it cannot be made the page says so."""

import io
from ctypes.util import find_library

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from app.domain.refusals import PdfNotMade, PdfTooLong
from app.services import pdf_files
from tests.e2e import chromium
from tests.web.counter import SignedIn, take_in

A5, A4_WIDE = (148, 210), (297, 210)
MM_PER_POINT = 25.4 / 72

pytestmark = pytest.mark.skipif(
    find_library("pangoft2-1.0") is None and not chromium.is_required(),
    reason="this machine has no Pango, which makes PDF files; Chromium's packages bring it along",
)


def receipt_of(an: FlaskClient) -> str:
    return f"/ho-so/{take_in(an)}/in/giay-tiep-nhan"


def read(answer: TestResponse) -> PdfReader:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return PdfReader(io.BytesIO(answer.data))


def sizes(file: PdfReader) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in file.pages]
    return [(round(box.width * MM_PER_POINT), round(box.height * MM_PER_POINT)) for box in boxes]


def words(file: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in file.pages).split())


def fonts(file: PdfReader) -> set[str]:
    found = file.pages[0]["/Resources"]["/Font"].values()
    return {each.get_object()["/BaseFont"].partition("+")[2] for each in found}


def test_a_receipt_comes_as_a_file_of_one_a5_sheet_in_letters_with_every_mark(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    receipt = receipt_of(an)
    begun = an.post(f"{receipt}/lan-in", data={"lien": "khach", "expected": "0", "cach": "pdf"})
    page = an.get(begun.location)

    answer = an.get(f"{receipt}?lien=khach&tep=pdf")

    file = read(answer)
    assert "in_ngay" not in begun.location
    assert "Tải tệp PDF" in page.text
    assert "Bản in có rõ không?" in page.text
    assert sizes(file) == [A5]
    assert "Công chức tiếp nhận" not in words(file)
    assert "tiếp nhận hồ sơ của: Nguyễn Thị Bình" in words(file)
    assert {name.partition("-")[0] for name in fonts(file)} == {"Tinos"}
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_without_a_print_that_is_counted_is_refused(signed_in: SignedIn) -> None:
    an = signed_in("an")

    answer = an.get(f"{receipt_of(an)}?tep=pdf")

    assert answer.status_code == 409
    assert "Tệp PDF cũng là một lần in" in answer.text


def test_what_is_not_counted_is_a_file_at_once(signed_in: SignedIn) -> None:
    file = read(signed_in("an").get("/van-ban/so/den/2019?tep=pdf"))

    assert sizes(file) == [A4_WIDE]
    assert "SỔ VĂN BẢN ĐẾN" in words(file)


def test_where_the_extra_is_missing_the_page_says_so_and_the_browser_still_prints(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_files.importlib.util, "find_spec", lambda name: None)
    pdf_files.is_installed.cache_clear()
    an = signed_in("an")
    receipt = receipt_of(an)

    page, file = an.get(receipt), an.get("/het-ca?tep=pdf")
    pdf_files.is_installed.cache_clear()

    assert "chưa cài phần tạo tệp PDF" in page.text
    assert "Lấy tệp PDF" not in page.text
    assert file.status_code == 409
    assert "chưa cài phần tạo tệp PDF" in file.text
    assert an.post(f"{receipt}/lan-in", data={"lien": "khach", "expected": "0"}).status_code == 303


def test_a_page_that_names_something_outside_becomes_a_file_without_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.css"
    secret.write_text("body::before { content: 'Bí mật' }")
    page = f"<link rel=stylesheet href='file://{secret}'><link rel=stylesheet href='/static/../../pyproject.toml'><p>Đủ"

    made = pdf_files.make(page, {})

    assert words(PdfReader(io.BytesIO(made))) == "Đủ"


def test_too_many_sheets_for_a_file_are_told_before_any_work() -> None:
    with pytest.raises(PdfTooLong) as no:
        pdf_files.make('<article class="sheet">' * 61, {})

    assert no.value.facts["count"] == 61


def test_a_machine_without_the_library_says_that_no_file_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_files, "PROGRAM", pdf_files.STATIC / "app.js")

    with pytest.raises(PdfNotMade):
        pdf_files.make("<p>Đủ", {})
