"""Signing in and out as a browser sees it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.queries import officers as questions
from app.services import officers
from app.web.sessions import safe_path
from tests.web.conftest import PASSWORD

SignedIn = Callable[[str], FlaskClient]
NEW = "thuyền thúng biển thạch hải"


def test_a_page_asked_for_too_early_comes_back_after_signing_in(client: FlaskClient) -> None:
    sent = client.get("/phien?tu=den")
    entered = client.post(
        sent.location, data={"username": "an", "password": PASSWORD, "next": "/phien?tu=den"}
    )

    assert sent.status_code == entered.status_code == 303
    assert sent.location == "/dang-nhap?next=/phien?tu%3Dden"
    assert entered.location == "/phien?tu=den"


def test_the_sign_in_page_keeps_where_one_was_going(client: FlaskClient) -> None:
    page = client.get("/dang-nhap?next=/phien").text

    assert 'name="next" value="/phien"' in page


@pytest.mark.parametrize(
    "elsewhere",
    ["https://xau.example/", "//xau.example", "/\\xau.example", "javascript:alert(1)", "", None,
     "/a\r\nSet-Cookie: x=1", "dong-bo"],
)  # fmt: skip
def test_signing_in_never_leads_away_from_the_program(elsewhere: str | None) -> None:
    assert safe_path(elsewhere) == "/"


def test_a_wrong_password_keeps_the_name_and_not_the_password(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data={"username": "an", "password": "sai rồi nhé bạn ơi"})

    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text
    assert 'value="an"' in answer.text
    assert "sai rồi nhé" not in answer.text
    assert "<title>Lỗi: Đăng nhập" in answer.text


def test_empty_boxes_are_named_and_linked(client: FlaskClient) -> None:
    page = client.post("/dang-nhap", data={}).text

    assert "Có 2 chỗ cần sửa" in page
    assert '<a href="#username">Hãy nhập tên đăng nhập.</a>' in page
    assert 'id="password-error"' in page


def test_too_many_tries_say_how_long_to_wait(client: FlaskClient) -> None:
    wrong = {"username": "an", "password": "sai"}
    answers = [client.post("/dang-nhap", data=wrong) for _ in range(6)]

    assert answers[-1].status_code == 429
    assert re.search(r"Hãy chờ \d+ giây", answers[-1].text)


def test_one_who_is_signed_in_need_not_sign_in(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/dang-nhap?next=/phien").location == "/phien"


def test_signing_out_closes_the_session_on_the_server(signed_in: SignedIn) -> None:
    browser = signed_in("an")
    stolen = browser.get_cookie("motcua_8000")

    browser.post("/dang-xuat")

    browser.set_cookie("motcua_8000", stolen.value)
    assert browser.get("/phien").status_code == 303


def test_signing_out_is_not_a_link(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/dang-xuat").status_code == 405


def test_the_cookie_is_this_nodes_own_and_hidden_from_scripts(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data={"username": "an", "password": PASSWORD})

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("motcua_8000=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_session_ends_with_the_working_day(signed_in: SignedIn) -> None:
    browser = signed_in("an")

    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert browser.get("/phien").location == "/dang-nhap?next=/phien"


def test_a_form_sent_after_the_session_says_nothing_was_saved(client: FlaskClient) -> None:
    answer = client.post("/mat-khau", data={})

    assert answer.status_code == 401
    assert "chưa được lưu" in answer.text


def test_a_suspended_officer_is_out_at_the_next_click(signed_in: SignedIn) -> None:
    browser = signed_in("an")
    officers.suspend("an", "nghỉ thai sản", by="cli", at=clock.now())

    assert browser.get("/phien").status_code == 303


def test_a_password_given_by_another_is_changed_before_anything_else(app: Flask) -> None:
    first = officers.reset_password("an", by="cli", at=clock.now())
    browser = app.test_client()
    browser.post("/dang-nhap", data={"username": "an", "password": first})

    assert browser.get("/phien").location == "/mat-khau"
    assert "do người khác cấp" in browser.get("/mat-khau").text


def test_after_the_forced_change_work_begins(app: Flask) -> None:
    first = officers.reset_password("an", by="cli", at=clock.now())
    browser = app.test_client()
    browser.post("/dang-nhap", data={"username": "an", "password": first})

    changed = {"old_password": first, "new_password": NEW, "repeated": NEW}
    assert browser.post("/mat-khau", data=changed).location == "/"
    assert browser.get("/phien").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "repeated", "words"),
    [
        (PASSWORD, NEW, NEW + "!", "Hai lần nhập mật khẩu mới chưa giống nhau."),
        ("sai mất rồi bạn ơi", NEW, NEW, "Mật khẩu hiện tại chưa đúng."),
        (PASSWORD, "ngắn", "ngắn", "Mật khẩu cần ít nhất 10 ký tự."),
        (PASSWORD, "", "", "Hãy nhập mật khẩu mới."),
    ],
)
def test_a_password_that_is_not_changed_says_why_beside_the_field(
    signed_in: SignedIn, old: str, new: str, repeated: str, words: str
) -> None:
    given = {"old_password": old, "new_password": new, "repeated": repeated}

    answer = signed_in("an").post("/mat-khau", data=given)

    assert answer.status_code == 422
    assert answer.text.count(words) == 2


def test_ones_open_sessions_are_listed_and_this_one_is_marked(signed_in: SignedIn) -> None:
    signed_in("an")

    page = signed_in("an").get("/phien").text

    assert page.count("<tr>") == 3
    assert page.count("Phiên này") == 1


def test_a_forgotten_session_is_revoked(signed_in: SignedIn) -> None:
    forgotten, here = signed_in("an"), signed_in("an")
    other = min(each.id for each in questions.sessions_of("an", at=clock.now()))

    here.post(f"/phien/{other}/thu-hoi")

    assert forgotten.get("/phien").status_code == 303
    assert here.get("/phien").status_code == 200


def test_nobody_revokes_the_session_of_another(signed_in: SignedIn) -> None:
    victim = signed_in("chi")
    theirs = questions.sessions_of("chi", at=clock.now())[0].id

    assert signed_in("an").post(f"/phien/{theirs}/thu-hoi").status_code == 404
    assert victim.get("/phien").status_code == 200
