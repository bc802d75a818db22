"""The papers of a dossier in the browser: scanned page by page, put together, and seen line by line."""

import io
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.documents import Document
from app.models.dossiers import Dossier, Paper
from app.models.scan_pages import ScanPage
from tests import scans
from tests.web.counter import main, step, take_in

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def dossier(an: FlaskClient) -> str:
    return take_in(an)


@pytest.fixture
def line(dossier: str) -> Any:
    return Paper.select().where(Paper.dossier_id == dossier).order_by(Paper.position).get()


def send(browser: FlaskClient, line: Any, *contents: bytes, box: str = "files") -> Any:
    data = {box: [(io.BytesIO(each), f"{n}.jpg") for n, each in enumerate(contents)]}
    return browser.post(f"/ho-so/{line.dossier_id}/giay-to/{line.id}/quet", data=data)


def tray(browser: FlaskClient, line: Any) -> str:
    return main(browser.get(f"/ho-so/{line.dossier_id}/giay-to/{line.id}/quet").text)


def seal(browser: FlaskClient, line: Any) -> str:
    return tray(browser, line).partition('name="seal" value="')[2].partition('"')[0]


def press(browser: FlaskClient, line: Any, page: Any, what: str, **typed: str) -> Any:
    data = {"do": what, "paper": line.id, "seal": seal(browser, line)} | typed
    return browser.post(f"/ho-so/{line.dossier_id}/giay-to/trang/{page.id}", data=data)


def put_together(browser: FlaskClient, line: Any, **typed: str) -> Any:
    data = {"seal": seal(browser, line)} | typed
    return browser.post(f"/ho-so/{line.dossier_id}/giay-to/{line.id}/ghep", data=data)


def test_the_page_shows_each_line_with_what_was_handed_in(
    an: FlaskClient, dossier: str, line: Any
) -> None:
    page = main(an.get(f"/ho-so/{dossier}/giay-to").text)

    assert line.name in page and "Đã nhận" in page and "1 bản chính, 0 bản sao" in page
    assert f'href="/ho-so/{dossier}/giay-to/{line.id}/quet"' in page
    assert f'href="/ho-so/{dossier}/giay-to"' in an.get(f"/ho-so/{dossier}").text


def test_pages_are_sent_seen_and_put_together_without_script(
    an: FlaskClient, dossier: str, line: Any
) -> None:
    sent = send(an, line, scans.photo(), scans.picture())
    waits = main(an.get(sent.location).text)
    answer = put_together(an, line)

    assert sent.status_code == 303 and "Trang 2" in waits
    assert "Ghép 2 trang thành một tệp PDF" in waits
    assert (answer.status_code, answer.location) == (303, f"/ho-so/{dossier}/giay-to")
    page = an.get(answer.location).text
    assert "Đã ghép các trang" in page and f"{line.name}.pdf" in page
    assert f"/tep/{Document.get().id}/xem-truoc" in page


def test_a_telephone_may_send_what_it_photographs(an: FlaskClient, line: Any) -> None:
    assert 'capture="environment"' in tray(an, line)

    assert send(an, line, scans.photo(), box="camera").status_code == 303
    assert ScanPage.select().count() == 1


def test_a_page_is_shown_as_it_will_stand_in_the_file(an: FlaskClient, line: Any) -> None:
    send(an, line, scans.photo())

    answer = an.get(f"/ho-so/{line.dossier_id}/giay-to/trang/{ScanPage.get().id}")

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(answer.data) == ScanPage.get().size_bytes


def test_pages_are_turned_moved_and_dropped_by_their_buttons(an: FlaskClient, line: Any) -> None:
    send(an, line, scans.photo(), scans.picture())
    first, second = ScanPage.select().order_by(ScanPage.position)

    turned = press(an, line, first, "turn")
    moved = press(an, line, second, "up")
    dropped = press(an, line, first, "drop")

    assert {turned.status_code, moved.status_code, dropped.status_code} == {303}
    assert [page.id for page in ScanPage.select()] == [second.id]


def test_a_button_of_a_stale_page_shows_the_tray_as_it_is(an: FlaskClient, line: Any) -> None:
    send(an, line, scans.photo())
    page, old = ScanPage.get(), seal(an, line)
    press(an, line, page, "turn")

    answer = press(an, line, page, "drop", seal=old)

    assert answer.status_code == 409
    assert "xếp lại ở chỗ khác" in answer.text and "Trang 1" in answer.text
    assert ScanPage.select().count() == 1


def test_pressing_twice_makes_one_file(an: FlaskClient, line: Any) -> None:
    send(an, line, scans.photo(), scans.picture())
    old = seal(an, line)
    put_together(an, line, seal=old)

    answer = put_together(an, line, seal=old)

    assert answer.status_code == 409 and "Không có trang nào đang chờ ghép" in answer.text
    assert Document.select().count() == 1


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([], "Chưa chọn tệp nào"),
        ([scans.bomb()], "quá lớn"),
        ([scans.heic()], "dạng HEIC"),
        ([scans.locked_pdf()], "mật khẩu"),
        ([scans.cut_pdf()], "bị hỏng"),
        ([b"MZ" + bytes(300)], "không phải PDF"),
        ([b""], "rỗng"),
    ],
    ids=["none", "bomb", "heic", "locked", "broken", "exe", "empty"],
)
def test_what_is_refused_is_said_and_the_waiting_pages_stay(
    an: FlaskClient, line: Any, contents: list[bytes], words: str
) -> None:
    send(an, line, scans.photo())

    answer = send(an, line, *contents)

    assert answer.status_code == 422
    assert 'href="#files"' in answer.text and words in answer.text
    assert "Trang 1" in answer.text


def test_the_list_says_that_pages_wait(an: FlaskClient, dossier: str, line: Any) -> None:
    send(an, line, scans.photo(), scans.picture())

    assert "2 trang đang chờ ghép" in an.get(f"/ho-so/{dossier}/giay-to").text


def test_a_portrait_is_offered_in_colour(an: FlaskClient, line: Any) -> None:
    Paper.update(name="Ảnh 4x6").where(Paper.id == line.id).execute()

    assert 'value="colour" checked' in tray(an, line).replace("\n", " ").replace("  ", "")


def test_a_closed_dossier_shows_its_papers_and_takes_no_more(
    an: FlaskClient, dossier: str, line: Any
) -> None:
    step(an, dossier, "rut", reason="Công dân rút.")

    page = main(an.get(f"/ho-so/{dossier}/giay-to").text)

    assert "Hồ sơ đã kết thúc" in page and "Thêm bản quét" not in page
    assert send(an, line, scans.photo()).status_code == 409


def test_papers_of_another_office_are_not_here(an: FlaskClient, dossier: str, line: Any) -> None:
    Dossier.update(unit="30280", holder_unit="30280").execute()

    assert an.get(f"/ho-so/{dossier}/giay-to").status_code == 404
    assert send(an, line, scans.photo()).status_code == 404


def test_an_administrator_sees_no_papers(signed_in: SignedIn, dossier: str, line: Any) -> None:
    quang = signed_in("quang")

    assert quang.get(f"/ho-so/{dossier}/giay-to").status_code == 403
    assert send(quang, line, scans.photo()).status_code == 403


def test_waiting_pages_lie_apart_from_the_files_that_travel(
    app: Flask, an: FlaskClient, line: Any
) -> None:
    send(an, line, scans.photo())

    folder = app.extensions["motcua"]["instance"].settings.directory
    assert len([path for path in (folder / "waiting").rglob("*") if path.is_file()]) == 2
    assert not (folder / "blobs").exists()


def test_an_attached_picture_is_turned_by_its_button(
    an: FlaskClient, dossier: str, line: Any
) -> None:
    send(an, line, scans.photo())
    put_together(an, line)
    address = f"/ho-so/{dossier}/tep/{Document.get().id}/xoay"

    assert f'action="{address}"' in an.get(f"/ho-so/{dossier}/giay-to").text
    assert an.post(address).status_code == 303
    assert Document.select().count() == 1
    assert an.post(address).status_code == 404


# ── Correcting the checklist ────────────────────────────────────────────────────────────────────────


def boxes(page: str) -> dict[str, str]:
    """What the form would send back untouched."""
    form = FormReader()
    form.feed(page)
    return form.values


class FormReader(HTMLParser):
    """Reads the values of a form: hidden and text boxes, ticked boxes, chosen options."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_box = given.get("type") == "checkbox"
        if tag == "input" and "name" in given and (not is_box or "checked" in given):
            self.values[given["name"]] = given.get("value", "")
        self._select = given.get("name", "") if tag == "select" else self._select
        if tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]


def edit(browser: FlaskClient, dossier: str, **typed: str) -> Any:
    page = main(browser.get(f"/ho-so/{dossier}/giay-to/sua").text)
    given = boxes(page) | {name.replace("__", "-"): value for name, value in typed.items()}
    return browser.post(f"/ho-so/{dossier}/giay-to/sua", data=given)


def test_the_form_sent_back_untouched_changes_nothing(an: FlaskClient, dossier: str) -> None:
    answer = edit(an, dossier)

    assert answer.status_code == 303
    assert "Không có gì thay đổi" in an.get(answer.location).text


def test_a_line_is_corrected_and_told_in_the_history(an: FlaskClient, dossier: str) -> None:
    answer = edit(an, dossier, kind__1="certified_copy", copies__1="2")

    page = main(an.get(answer.location).text)
    assert "Bản sao chứng thực" in page and "1 bản chính, 2 bản sao" in page
    history = an.get(f"/ho-so/{dossier}").text.partition('id="lich-su"')[2]
    assert "Bản <del>chính</del></td><td>Bản <ins>sao chứng thực</ins></td>" in history


def test_what_is_wrong_is_said_beside_the_box_and_the_form_is_kept(
    an: FlaskClient, dossier: str
) -> None:
    answer = edit(an, dossier, copies__1="nhiều", note__1="Đã ố vàng")

    assert answer.status_code == 422
    assert 'href="#copies-1"' in answer.text
    assert 'value="nhiều"' in answer.text and 'value="Đã ố vàng"' in answer.text


def test_a_stale_form_keeps_what_was_typed_and_says_so(an: FlaskClient, dossier: str) -> None:
    old = boxes(main(an.get(f"/ho-so/{dossier}/giay-to/sua").text))
    edit(an, dossier, copies__1="2")

    answer = an.post(f"/ho-so/{dossier}/giay-to/sua", data=old | {"note-1": "của tôi"})

    assert answer.status_code == 409
    assert "vừa được sửa ở chỗ khác" in answer.text and 'value="của tôi"' in answer.text


# ── Using an earlier scan again ─────────────────────────────────────────────────────────────────────


def test_an_earlier_scan_of_the_same_person_is_chosen_and_shown(
    an: FlaskClient, dossier: str, line: Any
) -> None:
    send(an, line, scans.photo())
    put_together(an, line)
    later = take_in(an)
    paper = Paper.select().where(Paper.dossier_id == later).order_by(Paper.position).get()
    address = f"/ho-so/{later}/giay-to/{paper.id}/dung-lai"

    offered = main(an.get(address).text)
    unchosen = an.post(address, data={})
    answer = an.post(address, data={"document": Document.get().id})

    assert f'value="{Document.get().id}"' in offered
    assert unchosen.status_code == 422 and 'href="#document"' in unchosen.text
    assert (answer.status_code, answer.location) == (303, f"/ho-so/{later}/giay-to")
    assert f"{line.name}.jpg" in an.get(answer.location).text
    assert "Chưa có bản quét nào để dùng lại" in an.get(address).text
