"""The files of a dossier in the browser: attached by a plain form, shown as what they are, and to nobody else."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.documents import LARGEST_BYTES
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper
from sync import blobs
from sync.tables import Attachment
from tests import scans
from tests.web.counter import step, take_in

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def dossier(an: FlaskClient) -> str:
    return take_in(an)


def send(browser: FlaskClient, dossier: str, *files: tuple[bytes, str], **typed: str) -> Any:
    data = {"files": [(io.BytesIO(content), name) for content, name in files], **typed}
    return browser.post(f"/ho-so/{dossier}/tep", data=data)


def attached(browser: FlaskClient, dossier: str, content: bytes, name: str) -> str:
    """Attach one file; its address."""
    answer = send(browser, dossier, (content, name))
    assert answer.status_code == 303, answer.text
    return f"/ho-so/{dossier}/tep/{Document.get().id}"


def test_attaching_leads_back_to_the_files_of_the_dossier(an: FlaskClient, dossier: str) -> None:
    answer = send(an, dossier, (scans.pdf(), "Giấy chứng sinh.pdf"), (scans.picture(), "a.jpg"))

    assert (answer.status_code, answer.location) == (303, f"/ho-so/{dossier}#tep")
    page = an.get(f"/ho-so/{dossier}").text
    assert "Đã đính kèm 2 tệp" in page
    assert "Giấy chứng sinh.pdf" in page
    assert "Đính kèm tệp" in page


def test_the_history_names_the_file_and_who_attached_it(an: FlaskClient, dossier: str) -> None:
    attached(an, dossier, scans.pdf(), "Giấy chứng sinh.pdf")

    timeline = an.get(f"/ho-so/{dossier}").text.partition('id="lich-su"')[2]
    assert "Đính kèm tệp" in timeline and "“Giấy chứng sinh.pdf”" in timeline
    assert "Trần Thị An" in timeline


def test_the_form_offers_the_papers_of_the_dossier(an: FlaskClient, dossier: str) -> None:
    paper = Paper.get(Paper.dossier_id == dossier)
    page = an.get(f"/ho-so/{dossier}/tep").text

    assert f'<option value="paper:{paper.id}">{paper.name}</option>' in page
    assert 'enctype="multipart/form-data"' in page


def test_a_file_is_shown_as_what_it_is_and_kept_nowhere(an: FlaskClient, dossier: str) -> None:
    answer = an.get(attached(an, dossier, scans.pdf(), "Giấy chứng sinh.pdf"))

    assert answer.data == scans.pdf()
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_copy_is_taken_away_under_its_own_name(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "Giấy chứng sinh.pdf")

    told = an.get(f"{address}?tai=1").headers["Content-Disposition"]

    assert told.startswith("attachment")
    assert "Gi%E1%BA%A5y%20ch%E1%BB%A9ng%20sinh.pdf" in told


def test_a_scanned_page_is_shown_small_first(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.page(), "trang.jpg")

    answer = an.get(f"{address}/xem-truoc")

    assert answer.mimetype == "image/jpeg"
    assert len(answer.data) <= 60 * 1024
    assert f'src="{address}/xem-truoc"' in an.get(f"/ho-so/{dossier}/tep").text


def test_a_pdf_has_no_small_picture(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "a.pdf")

    assert an.get(f"{address}/xem-truoc").status_code == 404


@pytest.mark.parametrize(
    ("files", "status", "words"),
    [
        ([], 422, "Chưa chọn tệp nào"),
        ([(b"<script>alert(1)</script>", "giay.pdf")], 422, "không phải PDF"),
        ([(b"", "rong.pdf")], 422, "“rong.pdf” rỗng"),
    ],
    ids=["none", "html", "empty"],
)
def test_what_is_refused_is_said_beside_the_box(
    an: FlaskClient, dossier: str, files: list[tuple[bytes, str]], status: int, words: str
) -> None:
    answer = send(an, dossier, *files)

    assert answer.status_code == status
    assert 'href="#files"' in answer.text and words in answer.text
    assert Document.select().count() == 0


def test_a_file_as_large_as_allowed_is_taken(an: FlaskClient, dossier: str) -> None:
    content = scans.pdf().replace(b"endobj", b" " * (LARGEST_BYTES - len(scans.pdf())) + b"endobj")

    assert send(an, dossier, (content, "lon.pdf")).status_code == 303


def test_a_larger_one_gets_a_page_that_says_what_to_do(an: FlaskClient, dossier: str) -> None:
    answer = send(an, dossier, (bytes(LARGEST_BYTES + 2 * 1024 * 1024), "qua-lon.pdf"))

    assert answer.status_code == 413
    assert "Tệp gửi lên quá lớn" in answer.text


def test_other_forms_stay_small(an: FlaskClient) -> None:
    assert an.post("/tiep-nhan/x", data={"a": "x" * 2_000_000}).status_code in (404, 405, 413)
    assert an.post("/mat-khau", data={"a": "x" * 2_000_000}).status_code == 413


def test_nobody_sends_large_files_without_signing_in(client: FlaskClient) -> None:
    data = {"files": (io.BytesIO(bytes(3_000_000)), "a.pdf")}

    assert client.post(f"/ho-so/{'0' * 32}/tep", data=data).status_code in (401, 413)


def test_an_administrator_sees_no_files(signed_in: SignedIn, an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "a.pdf")
    quang = signed_in("quang")

    assert quang.get(address).status_code == 403
    assert quang.get(f"/ho-so/{dossier}/tep").status_code == 403
    assert send(quang, dossier, (scans.pdf(), "a.pdf")).status_code == 403


def test_a_dossier_of_another_office_has_no_files_here(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "a.pdf")
    Dossier.update(unit="30280", holder_unit="30280").execute()

    assert an.get(address).status_code == 404
    assert an.get(f"{address}/xem-truoc").status_code == 404
    assert an.get(f"/ho-so/{dossier}/tep").status_code == 404
    assert send(an, dossier, (scans.pdf("2"), "b.pdf")).status_code == 404


def test_a_file_is_found_only_under_its_own_dossier(an: FlaskClient, dossier: str) -> None:
    attached(an, dossier, scans.pdf(), "a.pdf")
    other = take_in(an, applicant__name="Nguyễn Văn Khác", id__no="042185001299")

    assert an.get(f"/ho-so/{other}/tep/{Document.get().id}").status_code == 404


def test_a_file_that_has_not_come_is_said_to_be_on_its_way(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "a.pdf")
    row = Document.get()
    blobs.in_use().remove(row.sha256)
    Attachment.update(state="wanted", have=bytes(1)).execute()

    page = an.get(f"/ho-so/{dossier}/tep").text
    answer = an.get(address)

    assert "0 trên 1 bản quét đã đến" in page
    assert "Chưa đến – đang chờ đường truyền" in page
    assert f'href="{address}"' not in page
    assert answer.status_code == 409
    assert "chưa đến máy này" in answer.text


def test_when_the_dossier_is_closed_the_files_stay_and_the_form_goes(
    an: FlaskClient, dossier: str
) -> None:
    attached(an, dossier, scans.pdf(), "a.pdf")
    step(an, dossier, "rut", reason="Công dân rút.")

    page = an.get(f"/ho-so/{dossier}/tep").text

    assert "a.pdf" in page
    assert "<form" not in page.partition("<main")[2]
    assert send(an, dossier, (scans.pdf("2"), "b.pdf")).status_code == 409


def test_a_file_is_taken_out_after_saying_why(an: FlaskClient, dossier: str) -> None:
    address = attached(an, dossier, scans.pdf(), "a.pdf")
    assert f'href="{address}/bo"' in an.get(f"/ho-so/{dossier}/tep").text

    without = an.post(f"{address}/bo", data={"reason": ""})
    answer = an.post(f"{address}/bo", data={"reason": "Quét nhầm."})

    assert without.status_code == 422 and 'href="#reason"' in without.text
    assert (answer.status_code, answer.location) == (303, f"/ho-so/{dossier}/tep")
    assert an.get(address).status_code == 404
    assert "a.pdf – Quét nhầm." in an.get(f"/ho-so/{dossier}").text


def test_the_shelf_of_the_office_is_its_own_folder(
    app: Flask, an: FlaskClient, dossier: str
) -> None:
    attached(an, dossier, scans.pdf(), "a.pdf")
    name = Document.get().sha256

    folder = app.extensions["motcua"]["instance"].settings.directory
    assert (folder / "blobs" / name[:2] / name).read_bytes() == scans.pdf()
