"""Printers at /quan-tri/may-in: set up by the administrator, chosen by each browser in a cookie without a person."""

import re

import pytest
from flask.testing import FlaskClient

from app.models.prints import PrintedForm, PrinterProfile
from tests.web.counter import SignedIn, main, take_in

LIST = "/quan-tri/may-in"
CANON = {"name": "Canon quầy 1", "paper": "a5", "margin_left": "15", "shift_x": "-2,5"}


def added(signed_in: SignedIn, **changes: str) -> tuple[FlaskClient, str]:
    """The administrator's browser, and the address of a new printer."""
    quang = signed_in("quang")
    answer = quang.post(LIST, data=CANON | changes)
    assert answer.status_code == 303, answer.text
    return quang, answer.location


def number(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_printer_is_set_up_and_shown_as_it_was_typed(signed_in: SignedIn) -> None:
    quang, address = added(signed_in)

    page = main(quang.get(address).text)

    assert 'value="Canon quầy 1"' in page
    assert 'value="−2,5"' in page
    assert "Canon quầy 1" in quang.get(LIST).text


def test_the_same_name_twice_is_refused_beside_its_box(signed_in: SignedIn) -> None:
    quang, _ = added(signed_in)

    answer = quang.post(LIST, data=CANON)

    assert answer.status_code == 422
    assert "Đã có máy in tên này" in answer.text
    assert PrinterProfile.select().count() == 1


def test_what_was_typed_wrong_stays_in_its_box(signed_in: SignedIn) -> None:
    answer = signed_in("quang").post(LIST, data=CANON | {"margin_top": "99"})

    assert answer.status_code == 422
    assert 'value="99"' in answer.text


def test_a_change_is_kept_and_a_printer_put_away_is_gone(signed_in: SignedIn) -> None:
    quang, address = added(signed_in)

    quang.post(address, data=CANON | {"margin_left": "18"})
    assert 'value="18"' in quang.get(address).text
    quang.post(f"{address}/bo")
    assert quang.get(address).status_code == 404
    assert quang.post(LIST, data=CANON).status_code == 303


def test_the_browser_that_chose_it_gets_its_rules_and_no_other(signed_in: SignedIn) -> None:
    _, address = added(signed_in)
    an, binh = signed_in("an"), signed_in("binh")

    answer = an.post("/in/chon-may", data={"may": number(address), "back": "/so-theo-doi/in"})

    assert answer.location == "/so-theo-doi/in"
    assert re.fullmatch(r"motcua_may_in=\d+", answer.headers["Set-Cookie"].partition(";")[0])
    assert "--sheet-left: 15mm" in an.get("/in/may-in.css").text
    assert an.get("/in/may-in.css").mimetype == "text/css"
    assert binh.get("/in/may-in.css").text == ""


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example", ""])
def test_choosing_leads_nowhere_else(signed_in: SignedIn, back: str) -> None:
    answer = signed_in("an").post("/in/chon-may", data={"may": "1", "back": back})

    assert answer.location == "/"


@pytest.mark.parametrize("may", ["", "999", "x", "-1", "9" * 40])
def test_a_printer_nobody_knows_means_the_form_as_it_stands(signed_in: SignedIn, may: str) -> None:
    an = signed_in("an")

    assert an.post("/in/chon-may", data={"may": may, "back": "/"}).status_code == 303
    assert an.get("/in/may-in.css").text == ""


def test_the_log_says_on_which_printer(signed_in: SignedIn) -> None:
    _, address = added(signed_in)
    an = signed_in("an")
    an.post("/in/chon-may", data={"may": number(address), "back": "/"})
    dossier_id = take_in(an)

    an.post(f"/ho-so/{dossier_id}/in/kiem-soat/lan-in", data={"expected": "0"})

    assert PrintedForm.get(PrintedForm.form == "control").printer == "Canon quầy 1"


def test_the_trial_page_has_rulers_marks_and_three_codes(signed_in: SignedIn) -> None:
    quang, address = added(signed_in)

    page = main(quang.get(f"{address}/thu").text)

    assert "ẫ ể ợ ữ" in page
    assert page.count('class="segno"') == 3
    assert "style=" not in page
    assert f"may-in.css?may={number(address)}" in quang.get(f"{address}/thu").text


@pytest.mark.parametrize("username", ["an", "binh", "chi"])
def test_only_an_administrator_sets_printers_up(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get(LIST).status_code == 403
    assert signed_in(username).post(LIST, data=CANON).status_code == 403
