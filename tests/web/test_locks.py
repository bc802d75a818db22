"""The cover over a shared screen, and the PIN asked again for what binds the office."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app import clock
from app.models.dossiers import Dossier
from app.services import pins
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main, step, take_in

PIN = "274951"


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    pins.choose("an", password=PASSWORD, pin=PIN, at=clock.now())
    return signed_in("an")


@pytest.fixture
def covered(an: FlaskClient) -> FlaskClient:
    an.post("/khoa/dong", data={"ve": "/tiep-nhan/1.001193@1?nhap=abc&ten=Hoa"})
    return an


def test_a_covered_screen_shows_nothing_and_leads_back(covered: FlaskClient) -> None:
    asked = covered.get("/ho-so?trang-thai=received&q=Nguyen")
    page = covered.get(asked.location).text
    opened = covered.post("/khoa", data={"secret": PIN, "ve": "/ho-so?trang-thai=received"})

    assert asked.status_code == 303 and asked.location.startswith("/khoa?ve=")
    assert "Màn hình đã khoá" in page and "places" not in page
    assert "Nguyen" not in main(page)
    assert opened.location == "/ho-so?trang-thai=received"
    assert covered.get("/ho-so").status_code == 200


def test_the_way_back_keeps_the_draft_and_nothing_that_was_typed(an: FlaskClient) -> None:
    sent = an.post("/khoa/dong", data={"ve": "/tiep-nhan/1.001193@1?nhap=abc&ten=Hoa"})

    assert "nhap%3Dabc" in sent.location
    assert "Hoa" not in sent.location


@pytest.mark.parametrize("elsewhere", ["https://xau.example/", "//xau.example", "/khoa"])
def test_opening_never_leads_away(covered: FlaskClient, elsewhere: str) -> None:
    assert covered.post("/khoa", data={"secret": PIN, "ve": elsewhere}).location == "/"


def test_a_form_of_a_covered_screen_is_not_taken(covered: FlaskClient) -> None:
    answer = covered.post("/mat-khau", data={})

    assert answer.status_code == 423
    assert "chưa được lưu" in answer.text
    assert covered.get("/may-chu").json == {"signed_in": False}


def test_a_wrong_pin_leaves_it_covered(covered: FlaskClient) -> None:
    answer = covered.post("/khoa", data={"secret": "000001", "ve": "/"})

    assert answer.status_code == 422
    assert 'href="#secret"' in answer.text
    assert "000001" not in answer.text
    assert covered.get("/").location.startswith("/khoa")


def test_the_server_covers_by_itself_what_nobody_touched(an: FlaskClient) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        page = an.get("/")

    assert page.location.startswith("/khoa")


def test_refreshing_parts_of_a_page_is_nobody_at_work(an: FlaskClient) -> None:
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=6)):
        an.get("/viec/qua-han", headers={"HX-Request": "true"})
    with time_machine.travel(now + timedelta(minutes=11)):
        covered = an.get("/").status_code

    assert covered == 303


def test_typing_keeps_the_screen_open(an: FlaskClient) -> None:
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=6)):
        an.post("/khoa/con-lam")
    with time_machine.travel(now + timedelta(minutes=11)):
        page = an.get("/")

    assert page.status_code == 200


def test_another_officer_takes_the_pc_over_with_a_session_of_their_own(
    covered: FlaskClient,
) -> None:
    answer = covered.post("/khoa/nhan-may", data={"username": "binh", "other_secret": PASSWORD})

    page = covered.get("/").text
    assert answer.location == "/"
    assert "Lê Văn Bình" in page and "Trần Thị An" not in page


def test_an_open_screen_is_taken_over_by_nobody(an: FlaskClient) -> None:
    an.post("/khoa/nhan-may", data={"username": "binh", "other_secret": PASSWORD})

    assert "Trần Thị An" in an.get("/").text


def test_the_two_boxes_of_a_new_pin_must_agree(an: FlaskClient) -> None:
    answer = an.post(
        "/ma-pin", data={"password": PASSWORD, "pin": "385062", "pin_repeated": "385063"}
    )

    assert answer.status_code == 422
    assert 'href="#pin_repeated"' in answer.text


# ── What binds the office ───────────────────────────────────────────────────────────────────────────


def submitted(signed_in: SignedIn) -> str:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(binh, dossier_id, "trinh-duyet", outcome="granted", number="12/KS")
    return dossier_id


BINDING = {
    "approve": ("/ho-so/{}/buoc/duyet", {"outcome": "granted"}),
    "reject": ("/ho-so/{}/buoc/tu-choi-giai-quyet", {"reason": "Trùng"}),
    "the pile": ("/ky", {"viec": "duyet"}),
}


@pytest.mark.parametrize("what", BINDING)
def test_what_binds_the_office_asks_the_pin_again(signed_in: SignedIn, what: str) -> None:
    pins.choose("chi", password=PASSWORD, pin=PIN, at=clock.now())
    dossier_id, chi = submitted(signed_in), signed_in("chi")
    address, typed = BINDING[what]
    given = typed | {"ho-so": dossier_id, f"seen-{dossier_id}": "99"}
    without = chi.post(address.format(dossier_id), data=given)
    wrong = chi.post(address.format(dossier_id), data=given | {"password_again": "000001"})
    before = Dossier.get(Dossier.id == dossier_id).status
    right = chi.post(address.format(dossier_id), data=given | {"password_again": PIN})

    assert (without.status_code, wrong.status_code, before) == (422, 422, "approving")
    assert 'href="#password_again"' in without.text
    assert "000001" not in wrong.text
    assert right.status_code == 303
    assert Dossier.get(Dossier.id == dossier_id).status == "resolved"


def test_a_new_key_of_the_node_asks_the_pin_again(signed_in: SignedIn) -> None:
    quang = signed_in("quang")
    answer = quang.post("/dong-bo/khoa", data={"sure": "1"})

    assert answer.status_code == 422
    assert 'href="#password_again"' in answer.text
