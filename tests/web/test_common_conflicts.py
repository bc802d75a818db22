"""Two values of a row that all offices share, on the screen: shown everywhere it is read, chosen with the PIN."""

import re

import pytest

from app import clock
from app.models.units import CalendarDay
from tests.clashes import contest
from tests.web.conftest import PASSWORD
from tests.web.counter import main

LIST = "/xung-dot/dung-chung"
DAY, OURS, THEIRS = "2019-04-15", "Giỗ Tổ Hùng Vương", "Nghỉ bù"


@pytest.fixture
def quang(signed_in):
    browser = signed_in("quang")
    contest("calendar_day", DAY, node="42", tier=2, at=clock.now(), note=THEIRS)
    return browser


def card(browser):
    page = main(browser.get(LIST).text)
    return re.search(rf"{LIST}/\d+", page)[0]


def prefix_of(page, words):
    """The value of the button before these words."""
    return re.search(rf'value="(\w+)"[^>]*>\s*<label[^>]*><strong>{words}', page)[1]


def note():
    return CalendarDay.get(CalendarDay.id == DAY).note


@pytest.mark.parametrize("page", ["/", "/thu-tuc/ban", "/don-vi", "/lich"])
def test_who_reads_such_rows_is_told_of_those_that_differ(quang, page):
    assert LIST in main(quang.get(page).text)


def test_a_value_is_chosen_once_with_the_pin(quang):
    address = card(quang)
    page = main(quang.get(address).text)
    seal = re.search(r'name="seal" value="(\w+)"', page)[1]
    form = {"seal": seal, "chon-note": prefix_of(page, THEIRS)}

    without = quang.post(address, data=form)
    first = quang.post(address, data={**form, "password_again": PASSWORD})
    again = quang.post(address, data={**form, "password_again": PASSWORD})

    assert (without.status_code, first.status_code, again.status_code) == (422, 303, 409)
    assert note() == THEIRS
    assert "Hồ Văn Quang đã chọn lúc" in main(again.text)


def test_ticked_rows_are_settled_at_once(quang):
    form = {"dong": re.findall(r'name="dong" value="([^"]+)"', quang.get(LIST).text), "giu": "sau"}

    quang.post(LIST, data={**form, "password_again": PASSWORD})

    assert note() == THEIRS
    assert "Không có dòng nào chờ chọn" in main(quang.get(LIST).text)


def test_who_does_not_keep_the_calendar_reads_and_cannot_choose(signed_in, quang):
    an, address = signed_in("an"), card(quang)

    page = main(an.get(address).text)

    assert (THEIRS in page, "Lưu quyết định" in page) == (True, False)
    assert an.post(address, data={"chon-note": "x", "password_again": PASSWORD}).status_code == 403


def test_the_page_of_a_procedure_says_that_it_shows_one_value_of_two(quang):
    contest("procedure", "1.001193@1", node="42", tier=2, at=clock.now(), duration_value=9)

    page = main(quang.get("/thu-tuc/1.001193").text)

    assert "Dòng này hai nơi ghi khác nhau" in page
    assert "hai nơi ghi khác nhau" not in main(quang.get("/thu-tuc/2.000815").text)
