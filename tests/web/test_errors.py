"""What a person reads when something is in the way."""

import pytest
from flask import Flask, abort
from peewee import OperationalError

from app.domain.refusals import LastAdmin
from sync import journal
from sync.blobs import StoreAway

HTMX = {"HX-Request": "true"}


@pytest.fixture
def program(app: Flask) -> Flask:
    """The program with pages that fail: /loi/<code>, /bang/<words of the database>, /khong, /chuyen, /kho, /hong."""
    app.add_url_rule("/loi/<int:code>", "fails", abort)
    app.add_url_rule("/bang/<words>", "database", _raise_operational)
    app.add_url_rule("/khong", "refuses", _refuse)
    app.add_url_rule("/chuyen", "moved", _moved)
    app.add_url_rule("/kho", "stored", _store_is_away)
    app.add_url_rule("/hong", "breaks", lambda: {}["mật"])
    return app


def _raise_operational(words: str) -> str:
    raise OperationalError(words)


def _refuse() -> str:
    raise LastAdmin(name="Hồ Văn Quang", step="tạm khóa")


def _moved() -> str:
    raise journal.Hidden("dossier 1")


def _store_is_away() -> str:
    raise StoreAway("no route to host")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/chuyen", 409, "chuyển sang đơn vị khác"),
        ("/kho", 503, "Kho lưu tệp đính kèm đang không trả lời"),
    ],
)
def test_what_the_engine_cannot_do_is_told_and_nothing_was_written(
    program: Flask, path: str, status: int, words: str
) -> None:
    answer = program.test_client().get(path)

    assert answer.status_code == status
    assert words in answer.text
    assert "chưa được ghi" in answer.text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (400, "Chưa hiểu được yêu cầu này"),
        (403, "Việc này thuộc vai trò khác"),
        (404, "Không tìm thấy trang này"),
        (405, "không mở được theo cách đó"),
        (409, "Có người vừa thay đổi trước"),
        (413, "Tệp gửi lên quá lớn"),
        (422, "Có chỗ cần sửa"),
        (429, "Xin chờ một lát"),
        (500, "Máy chủ gặp lỗi"),
        (503, "Máy đang bận ghi"),
        (418, "Chưa hiểu được yêu cầu này"),
        (502, "Máy chủ gặp lỗi"),
    ],
)
def test_every_trouble_has_a_page_in_plain_words(program: Flask, code: int, words: str) -> None:
    answer = program.test_client().get(f"/loi/{code}")

    assert answer.status_code == code
    assert words in answer.text
    assert "Về bàn làm việc" in answer.text


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ("database is locked", 503, "Máy đang bận ghi"),
        ("canceling statement due to lock timeout", 503, "Máy đang bận ghi"),
        ("database or disk is full", 503, "Ổ đĩa của máy chủ đã đầy"),
        ("could not extend file: No space left on device", 503, "Ổ đĩa của máy chủ đã đầy"),
        ("no such table: dossier", 500, "Máy chủ gặp lỗi"),
    ],
)
def test_a_database_that_cannot_write_says_nothing_is_half_written(
    program: Flask, said: str, status: int, words: str
) -> None:
    answer = program.test_client().get(f"/bang/{said}")

    assert answer.status_code == status
    assert words in answer.text
    assert "chưa được ghi" in answer.text
    assert said not in answer.text


def test_a_refusal_nobody_caught_is_a_page_with_its_words(program: Flask) -> None:
    answer = program.test_client().get("/khong")

    assert answer.status_code == 409
    assert "Hồ Văn Quang là quản trị duy nhất" in answer.text


def test_a_refusal_told_to_htmx_stands_above_the_page(program: Flask) -> None:
    answer = program.test_client().get("/khong", headers=HTMX)

    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#messages"
    assert answer.text.startswith('<div class="message tone-bad" role="alert">')
    assert "Hồ Văn Quang là quản trị duy nhất" in answer.text


def test_a_mistake_of_ours_tells_no_secrets(program: Flask) -> None:
    answer = program.test_client().get("/hong")

    assert answer.status_code == 500
    assert "chưa được ghi" in answer.text
    assert "mật" not in answer.text.replace("mật khẩu", "")


@pytest.mark.parametrize("path", ["/hong", "/bang/database is locked", "/bang/disk is full"])
def test_the_page_of_a_broken_database_asks_it_nothing(program: Flask, path: str) -> None:
    program.jinja_env.globals["office"] = _refuse
    program.jinja_env.globals["officer"] = None

    assert program.test_client().get(path).status_code in (500, 503)
