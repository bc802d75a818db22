"""A machine below is compared, revoked, and its later work decided upon: on the district's own pages."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app, database
from app.instance import open_instance
from sync import store
from tests.offices import Offices
from tests.processes import PASSWORD, Node

Opened = Callable[[], FlaskClient]


@pytest.fixture
def nodes(founded_offices: Offices, tmp_path: Path) -> Iterator[dict[str, Node]]:
    nodes = founded_offices.copies(tmp_path)
    yield nodes
    nodes["445"].kill()


@pytest.fixture
def lam(nodes: dict[str, Node]) -> Iterator[Opened]:
    """The administrator of the district, at the program on its folder as it is then."""

    def opened() -> FlaskClient:
        program = create_app(open_instance(nodes["445"].directory))
        program.config["WTF_CSRF_ENABLED"] = False
        browser = program.test_client()
        browser.post("/dang-nhap", data={"username": "lam", "password": PASSWORD})
        return browser

    yield opened
    database.close()


def test_a_machine_is_compared_once_and_the_list_says_so(lam: Opened) -> None:
    browser = lam()
    page = browser.get("/xa/18571").text
    key = re.findall(r'name="key" value="(\w+)"', page)[0]
    assert browser.get("/xa").text.count("khóa chưa đối chiếu") == 2

    answer = browser.post("/xa/18571/da-doi-chieu", data={"key": key}, follow_redirects=True)

    assert "Đã đối chiếu khóa" in answer.text
    assert browser.get("/xa").text.count("khóa chưa đối chiếu") == 1


@pytest.mark.parametrize("key", ["", "00" * 32, "no key"])
def test_words_of_another_key_confirm_nothing(lam: Opened, key: str) -> None:
    browser = lam()

    answer = browser.post("/xa/18571/da-doi-chieu", data={"key": key})

    assert answer.status_code == 409
    assert "Khóa của đơn vị này vừa thay đổi" in answer.text
    assert store.one("SELECT COUNT(*) FROM sync_child WHERE compared_at IS NOT NULL") == (0,)


def test_a_machine_is_revoked_with_a_reason_only(lam: Opened) -> None:
    browser = lam()

    without = browser.post("/xa/18571/ngung", data={"reason": " "})
    answer = browser.post("/xa/18571/ngung", data={"reason": "Mất máy"}, follow_redirects=True)
    again = browser.post("/xa/18571/ngung", data={"reason": "Mất máy"})

    assert without.status_code == 422
    assert "Đã ngừng kết nối từ" in answer.text
    assert "Mất máy" in answer.text
    assert again.status_code == 404


def test_an_office_that_has_not_joined_has_no_page(lam: Opened) -> None:
    assert lam().get("/xa/99999").status_code == 404


@pytest.fixture
def late(nodes: dict[str, Node], lam: Opened) -> FlaskClient:
    """The district's pages after its commune has been revoked and has sent on."""
    district, commune = nodes["445"], nodes["18571"]
    district.command("revoke", "--unit", "18571", "--reason", "Mất máy")
    district.start()
    commune.command("seed", "--dossiers", "2", "--seed", "1")
    commune.sync(exit_code=4)
    commune.sync(exit_code=4)
    district.stop()
    return lam()


def dossiers() -> tuple[int, ...]:
    return store.one("SELECT COUNT(*) FROM dossier") or ()


def test_work_after_a_revocation_waits_on_a_page_and_is_taken_by_a_person(
    late: FlaskClient,
) -> None:
    listed, page = late.get("/xa").text, late.get("/xa/bi-giu").text
    assert "Có việc bị giữ" in listed
    assert page.count(">Nhận<") == 1
    assert dossiers() == (0,)

    answer = late.post("/xa/bi-giu/1/nhan", follow_redirects=True)

    assert "như mọi lần gửi khác" in answer.text
    assert "đã nhận" in answer.text
    assert dossiers() == (2,)
    assert late.post("/xa/bi-giu/1/nhan").status_code == 409


def test_work_set_aside_stays_to_be_seen(late: FlaskClient) -> None:
    answer = late.post("/xa/bi-giu/1/de-rieng", follow_redirects=True)

    assert "để riêng" in answer.text
    assert dossiers() == (0,)
    assert "Có việc bị giữ" not in late.get("/xa").text


# ── A new key over a real line ──────────────────────────────────────────────────────────────────────


def test_a_new_key_is_taken_over_the_line_by_both(nodes: dict[str, Node]) -> None:
    district, commune = nodes["445"], nodes["18571"]
    district.start()

    said = commune.command("rotate-key")
    district.command("rotate-key")
    commune.command("seed", "--dossiers", "1", "--seed", "1")
    commune.sync()
    commune.sync()

    assert "khóa mới" in said
    assert commune.dump() == district.dump("18571") != ""


def test_a_new_key_made_without_a_line_is_taken_at_the_next_exchange(
    nodes: dict[str, Node],
) -> None:
    district, commune = nodes["445"], nodes["18571"]
    waiting = commune.directory / "keys" / "node.key.next"
    commune.command("rotate-key", exit_code=3)
    assert waiting.exists()
    district.start()

    commune.sync()

    assert not waiting.exists()
    commune.sync()
