"""Keys in words, a new key, and receipts, on the pages of a commune that has really exchanged with its district."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import cli, create_app, database
from app.instance import open_instance
from app.queries import keys
from sync.members import rotation
from tests.offices import Offices
from tests.processes import PASSWORD

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def folder(seeded_offices: Offices, tmp_path: Path) -> Path:
    return seeded_offices.copies(tmp_path)["18571"].directory


@pytest.fixture
def program(folder: Path) -> Iterator[Flask]:
    program = create_app(open_instance(folder))
    program.config["WTF_CSRF_ENABLED"] = False
    yield program
    database.close()


@pytest.fixture
def browser(program: Flask) -> Browser:
    def sign_in(username: str) -> FlaskClient:
        browser = program.test_client()
        browser.post("/dang-nhap", data={"username": username, "password": PASSWORD})
        return browser

    return sign_in


# ── Keys ────────────────────────────────────────────────────────────────────────────────────────────


def test_both_keys_stand_in_words_on_the_page(program: Flask, browser: Browser) -> None:
    page = browser("an").get("/dong-bo/khoa").text

    mine = keys.words_of(program.extensions["motcua"]["instance"].key.public)
    theirs = keys.words_of_parent()
    assert theirs is not None
    assert re.findall(r"<li>(.*?)</li>", page.split('class="key-words"', 1)[1])[:12] == [
        *mine,
        *theirs,
    ]


def test_without_a_line_a_new_key_waits_and_the_old_one_speaks(
    program: Flask, browser: Browser, folder: Path
) -> None:
    instance = program.extensions["motcua"]["instance"]
    before = instance.key.public
    admin = browser("em")

    sure = {"sure": "1", "password_again": PASSWORD}
    answer = admin.post("/dong-bo/khoa", data=sure, follow_redirects=True)

    assert "lần đồng bộ tới sẽ tự đổi" in answer.text
    assert "Đã tạo khóa mới, chờ cấp trên" in answer.text
    assert instance.key.public == before
    assert rotation.is_waiting(folder / "keys")


def test_a_key_is_not_changed_by_a_slip(browser: Browser, folder: Path) -> None:
    assert browser("em").post("/dong-bo/khoa").status_code == 422
    assert browser("an").post("/dong-bo/khoa", data={"sure": "1"}).status_code == 403
    assert not rotation.is_waiting(folder / "keys")


# ── Receipts ────────────────────────────────────────────────────────────────────────────────────────


def first_receipt(page: str) -> str:
    return re.findall(r'href="/dong-bo/bien-nhan/([0-9A-F]{4}-[0-9]+)"', page)[0]


def test_receipts_are_listed_with_their_signature_computed_again(browser: Browser) -> None:
    page = browser("an").get("/dong-bo/bien-nhan").text

    assert "đúng" in page
    assert ">sai<" not in page
    assert first_receipt(page)


def test_a_receipt_that_was_changed_is_shown_as_wrong(browser: Browser) -> None:
    an = browser("an")
    number = first_receipt(an.get("/dong-bo/bien-nhan").text)
    database.database.execute_sql("UPDATE receipt SET at = '2019-05-24T01:00:00Z'")

    page = an.get(f"/dong-bo/bien-nhan/{number}").text

    assert "Sai: không dùng biên nhận này" in page


def test_a_receipt_stands_on_a_sheet_of_its_own(browser: Browser) -> None:
    an = browser("an")
    number = first_receipt(an.get("/dong-bo/bien-nhan").text)

    page = an.get(f"/dong-bo/bien-nhan/{number}").text

    assert 'class="sheet-a5' in page
    assert f"Biên nhận điện tử số {number}" in page
    assert "Huyện Thạch Hà" in page
    assert "Đúng: máy vừa tính lại" in page


@pytest.mark.parametrize("number", ["0000-1", "x", "ABCD-", "ABCD-²", "-1", "A-" + "9" * 30])
def test_an_unknown_receipt_is_not_found(browser: Browser, number: str) -> None:
    assert browser("an").get(f"/dong-bo/bien-nhan/{number}").status_code == 404


@pytest.fixture
def taken_away(browser: Browser, tmp_path: Path) -> Path:
    """The file of a receipt, as somebody outside gets it."""
    an = browser("an")
    number = first_receipt(an.get("/dong-bo/bien-nhan").text)
    answer = an.get(f"/dong-bo/bien-nhan/{number}/tep")
    file = tmp_path / "bien-nhan.txt"
    file.write_bytes(answer.data)
    return file


def test_a_third_person_checks_the_file_without_either_machine(
    taken_away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.close()

    assert cli.main(["receipt", "verify", "--file", str(taken_away)]) == 0

    assert "Đơn vị 445 đã nhận của đơn vị 18571" in capsys.readouterr().out


def test_a_file_that_was_changed_is_found_out(
    taken_away: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = re.sub(r'"seq":(\d+)', r'"seq":1\1', taken_away.read_text("utf-8"))
    taken_away.write_text(changed, "utf-8")

    assert cli.main(["receipt", "verify", "--file", str(taken_away)]) == 1
    assert "Chữ ký sai" in capsys.readouterr().err


def test_a_file_signed_by_somebody_else_is_found_out(taken_away: Path) -> None:
    arguments = ["receipt", "verify", "--file", str(taken_away), "--key", "ab" * 32]

    assert cli.main(arguments) == 1


def test_the_page_of_a_dossier_says_who_signed_for_it(browser: Browser) -> None:
    (dossier,) = database.database.execute_sql(
        "SELECT id FROM record WHERE entity = 'dossier' AND own_seq > 0 ORDER BY own_seq LIMIT 1"
    ).fetchone()

    page = browser("an").get(f"/ho-so/{dossier}").text

    assert re.search(
        r"Huyện Thạch Hà đã ký nhận lúc \d\d:\d\d .*\(biên nhận số [0-9A-F]{4}-\d+\)", page
    )
