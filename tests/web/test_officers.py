"""The administrator's pages of accounts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries import officers as questions

SignedIn = Callable[[str], FlaskClient]
BASE = "/quan-tri/nguoi-dung"
HOA = {"name": "Hồ Thị Hoa", "username": "hoa.ht", "title": "Địa chính", "roles": ["case_officer"]}


@pytest.fixture
def quang(signed_in: SignedIn) -> FlaskClient:
    """The administrator's browser."""
    return signed_in("quang")


def shown_password(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found, "the page shows no password"
    return found[1]


def test_the_list_names_everyone_and_their_parts(quang: FlaskClient) -> None:
    table = quang.get(BASE).text.partition("<tbody>")[2]

    assert table.index("Trần Thị An") < table.index("Phạm Thị Chi") < table.index("Hồ Văn Quang")


@pytest.mark.parametrize("username", ["an", "binh", "chi"])
def test_only_an_administrator_sees_accounts(username: str, signed_in: SignedIn) -> None:
    answer = signed_in(username).get(BASE)

    assert answer.status_code == 403
    assert "Việc này thuộc vai trò khác" in answer.text


@pytest.mark.parametrize("username", ["an", "binh", "chi"])
def test_only_an_administrator_changes_accounts(username: str, signed_in: SignedIn) -> None:
    answer = signed_in(username).post(f"{BASE}/{username}/vai-tro", data={"roles": ["admin"]})

    assert answer.status_code == 403
    assert "admin" not in questions.one(username).officer.roles


def test_a_new_officer_signs_in_with_the_password_shown_once(
    quang: FlaskClient, app: Flask
) -> None:
    page = quang.post(f"{BASE}/them", data=HOA)
    password = shown_password(page.text)
    entered = app.test_client().post(
        "/dang-nhap", data={"username": "hoa.ht", "password": password}
    )

    assert page.headers["Cache-Control"] == "no-store"
    assert entered.status_code == 303
    assert password not in quang.get(f"{BASE}/hoa.ht").text


def test_a_new_officer_belongs_to_this_office(quang: FlaskClient) -> None:
    quang.post(f"{BASE}/them", data=HOA)

    assert str(questions.one("hoa.ht").officer) == "hoa.ht@445"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Hãy nhập họ và tên cán bộ."),
        ({"username": ""}, "Hãy nhập tên đăng nhập."),
        ({"username": "Hoà"}, "chưa dùng được"),
        ({"username": "an"}, "Đã có cán bộ dùng tên đăng nhập"),
        ({"roles": []}, "Hãy chọn ít nhất một vai trò."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    quang: FlaskClient, given: dict[str, object], words: str
) -> None:
    answer = quang.post(f"{BASE}/them", data=HOA | given)

    assert answer.status_code == 422
    assert answer.text.count(words) >= 2
    assert 'value="Địa chính"' in answer.text


def test_a_role_nobody_knows_is_refused(quang: FlaskClient) -> None:
    answer = quang.post(f"{BASE}/them", data=HOA | {"roles": ["emperor"]})

    assert answer.status_code == 422
    assert questions.one("hoa.ht") is None


def test_roles_change(quang: FlaskClient) -> None:
    answer = quang.post(f"{BASE}/an/vai-tro", data={"roles": ["desk", "leader"]})

    assert answer.location == f"{BASE}/an"
    assert questions.one("an").officer.roles == {"desk", "leader"}
    assert "Đã đổi vai trò." in quang.get(answer.location).text


def test_a_name_is_mended(quang: FlaskClient) -> None:
    quang.post(f"{BASE}/an/thong-tin", data={"name": "Trần Thị Ân", "title": "Văn phòng"})

    assert questions.one("an").officer.name == "Trần Thị Ân"


def test_the_last_administrator_reads_why_the_role_stays(quang: FlaskClient) -> None:
    answer = quang.post(f"{BASE}/quang/vai-tro", data={"roles": ["desk"]})

    assert answer.status_code == 422
    assert "là quản trị duy nhất còn hoạt động" in answer.text


def test_suspending_asks_for_a_reason_beside_the_field(quang: FlaskClient) -> None:
    answer = quang.post(f"{BASE}/an/tam-khoa", data={"reason": " "})

    assert answer.status_code == 422
    assert '<a href="#reason">' in answer.text
    assert 'id="reason-error"' in answer.text


def test_suspending_and_restoring(quang: FlaskClient) -> None:
    quang.post(f"{BASE}/an/tam-khoa", data={"reason": "Nghỉ thai sản"})
    suspended = quang.get(f"{BASE}/an").text
    quang.post(f"{BASE}/an/mo-lai")

    assert "Lý do: Nghỉ thai sản" in suspended
    assert not questions.one("an").is_suspended


def test_a_reset_shows_the_password_once(quang: FlaskClient, app: Flask) -> None:
    password = shown_password(quang.post(f"{BASE}/an/mat-khau").text)
    browser = app.test_client()
    browser.post("/dang-nhap", data={"username": "an", "password": password})

    assert browser.get("/phien").location == "/mat-khau"


@pytest.mark.parametrize("act", ["", "/vai-tro", "/tam-khoa", "/mo-lai", "/mat-khau", "/thong-tin"])
def test_an_unknown_officer_is_not_found(quang: FlaskClient, act: str) -> None:
    answer = quang.open(f"{BASE}/khong.co{act}", method="POST" if act else "GET")

    assert answer.status_code == 404
    assert "Không có cán bộ “khong.co”" in answer.text


def test_a_name_is_shown_as_text_not_as_markup(quang: FlaskClient) -> None:
    quang.post(f"{BASE}/an/thong-tin", data={"name": "<b>An</b>", "title": ""})

    assert "<b>An</b>" not in quang.get(BASE).text
