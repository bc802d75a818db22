"""The frame round every page: places by role, two lamps, who may look, what browsers are told."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.permissions import Permission
from app.web.guards import ANYONE

SignedIn = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/phien"}


def places(page: str) -> str:
    return page.partition('id="places"')[2].partition("</nav>")[0]


def test_every_route_of_the_program_says_who_may_open_it(app: Flask) -> None:
    # What a parent serves to other nodes is guarded by signatures, static files by nothing.
    open_doors = {"static"} | {name for name in app.view_functions if name.startswith("sync.")}
    unguarded = {
        name
        for name, view in app.view_functions.items()
        if name not in open_doors and getattr(view, "guard", None) not in {*Permission, ANYONE}
    }

    assert unguarded == set()


@pytest.mark.parametrize(
    ("username", "sees", "misses"),
    [
        ("an", ["/tiep-nhan", "/ho-so", "/thu-tuc", "/dong-bo", "/xa"], ["/quan-tri/nguoi-dung"]),
        ("binh", ["/ho-so", "/thu-tuc"], ["/tiep-nhan", "/xa", "/quan-tri/nguoi-dung"]),
        ("chi", ["/ho-so", "/xa"], ["/tiep-nhan", "/quan-tri/nguoi-dung"]),
        ("quang", ["/quan-tri/nguoi-dung", "/xa"], ["/tiep-nhan", "/ho-so"]),
    ],
)
def test_an_officer_sees_the_places_of_their_roles(
    signed_in: SignedIn, username: str, sees: list[str], misses: list[str]
) -> None:
    shown = places(signed_in(username).get("/phien").text)

    assert [url for url in sees if f'href="{url}"' not in shown] == []
    assert [url for url in misses if f'href="{url}"' in shown] == []


def test_a_commune_has_no_list_of_communes(app: Flask, signed_in: SignedIn) -> None:
    commune = SimpleNamespace(name="Xã Thạch Hải", server="Máy chủ xã", is_parent=False)
    app.jinja_env.globals["office"] = lambda: commune

    assert "Máy chủ xã: tốt" in signed_in("an").get("/phien").text


def test_the_place_one_is_in_is_marked(signed_in: SignedIn) -> None:
    shown = places(signed_in("quang").get("/quan-tri/nguoi-dung").text)

    assert 'href="/quan-tri/nguoi-dung" aria-current="page"' in shown


def test_strangers_see_neither_places_nor_lamps(client: FlaskClient) -> None:
    page = client.get("/dang-nhap").text

    assert 'id="places"' not in page
    assert 'id="lamps"' not in page


def test_both_lamps_are_lit_on_a_full_page(app: Flask, signed_in: SignedIn) -> None:
    line = SimpleNamespace(tone="warn", words="Tỉnh: chờ gửi 3 thay đổi", href="/dong-bo")
    app.jinja_env.globals["lamps"] = lambda: line

    page = signed_in("an").get("/phien").text

    assert "Máy chủ huyện: tốt" in page
    assert '<a class="lamp tone-warn" href="/dong-bo">' in page
    assert "Tỉnh: chờ gửi 3 thay đổi" in page


def test_the_lamps_alone_say_when_they_were_lit(signed_in: SignedIn) -> None:
    fragment = signed_in("an").get("/den", headers=HTMX).text

    assert fragment.strip().startswith('<div id="lamps"')
    assert "<html" not in fragment
    assert "lúc " in fragment


def test_the_lamps_opened_by_hand_are_a_page(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/den").text

    assert page.count('id="lamps"') == 1
    assert "<h1>Tình trạng kết nối</h1>" in page


def test_lamps_asked_for_after_the_session_say_so_in_place(client: FlaskClient) -> None:
    answer = client.get("/den", headers=HTMX)

    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#messages"


@pytest.mark.parametrize(("username", "expected"), [("an", True), ("", False)])
def test_the_probe_tells_whether_one_is_signed_in(
    signed_in: SignedIn, username: str, expected: bool
) -> None:
    assert signed_in(username).get("/may-chu").json == {"signed_in": expected}


def test_scripts_and_styles_come_from_here_alone(client: FlaskClient) -> None:
    policy = client.get("/dang-nhap").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/dang-nhap", "/phien", "/khong-co", "/may-chu"])
def test_pages_are_kept_by_no_browser(signed_in: SignedIn, path: str) -> None:
    headers = signed_in("an").get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_marked_files_are_kept_for_a_year_and_others_asked_for_again(client: FlaskClient) -> None:
    marked = client.get("/static/style.css?v=1").headers["Cache-Control"]
    plain = client.get("/static/style.css").headers["Cache-Control"]

    assert "max-age=31536000" in marked
    assert plain == "no-cache"


def test_a_forged_post_is_refused_and_says_what_to_do(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().post("/dang-nhap", data={"username": "an", "password": "x"})

    assert answer.status_code == 400
    assert "Trang này mở đã lâu" in answer.text
    assert "Chưa có gì được lưu." in answer.text
