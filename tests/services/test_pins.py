"""PINs: chosen with the password, guessed slowly, good for a covered screen and for one who was here today."""

from datetime import timedelta

import pytest

from app.domain.officers import Role
from app.domain.refusals import (
    PinNeedsPassword,
    TooManyTries,
    WeakPin,
    WrongOldPassword,
    WrongPin,
)
from app.models.officers import OfficerPin
from app.queries import officers as questions
from app.services import officers, pins
from tests.town import NOW

pytestmark = pytest.mark.usefixtures("office")
PASSWORD = "nón lá bưởi phúc trạch"
PIN = "274951"
HERE = "10.0.0.5"


@pytest.fixture(autouse=True)
def lan(office):
    for username in ("lan", "minh"):
        officers.add(
            username, name=username.title(), title="Công chức", unit="18571", roles=[Role.DESK],
            by="cli", at=NOW, password=PASSWORD, must_change=False,
        )  # fmt: skip
        pins.choose(username, password=PASSWORD, pin=PIN, at=NOW)


def signed_in(username, at=NOW, address=HERE):
    return officers.sign_in(username, PASSWORD, address=address, at=at)


def covered(token, at=NOW):
    return questions.session(token, at=at).covered_at is not None


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567", "123456", "654321", "111111", "121212", "123123", "12a456", "१२३४५६"],
)
def test_a_pin_that_is_none_or_easy_is_refused(pin):
    with pytest.raises(WeakPin):
        pins.choose("lan", password=PASSWORD, pin=pin, at=NOW)


def test_a_pin_is_chosen_with_the_password(office):
    with pytest.raises(WrongOldPassword):
        pins.choose("lan", password=PIN, pin="385062", at=NOW)


def test_the_database_holds_no_pin():
    assert all(PIN not in row.pin_hash for row in OfficerPin.select())


@pytest.mark.parametrize("given", [PIN, PASSWORD])
def test_pin_or_password_open_a_covered_screen(given):
    token = signed_in("lan")
    pins.cover(token, at=NOW)
    was = covered(token)

    pins.uncover(token, "lan", given, address=HERE, at=NOW)

    assert (was, covered(token)) == (True, False)


def test_wrong_pins_are_counted_with_wrong_passwords():
    token = signed_in("lan")
    pins.cover(token, at=NOW)
    for _ in range(5):
        with pytest.raises(WrongPin):
            pins.uncover(token, "lan", "000001", address=HERE, at=NOW)

    with pytest.raises(TooManyTries):
        pins.uncover(token, "lan", PIN, address=HERE, at=NOW)
    with pytest.raises(TooManyTries):
        signed_in("lan")
    assert covered(token)


def test_another_who_was_here_today_takes_the_pc_over_by_pin():
    signed_in("minh")
    token = signed_in("lan")
    pins.cover(token, at=NOW)

    fresh = pins.take_over(token, "minh", PIN, address=HERE, browser="x", at=NOW)

    assert questions.session(token, at=NOW) is None
    assert questions.session(fresh, at=NOW).officer.username == "minh"


@pytest.mark.parametrize(("address", "at"), [("10.0.0.9", NOW), (HERE, NOW - timedelta(hours=13))])
def test_one_who_was_not_here_today_needs_the_password(address, at):
    signed_in("minh", at=at, address=address)
    token = signed_in("lan")

    with pytest.raises(PinNeedsPassword):
        pins.take_over(token, "minh", PIN, address=HERE, browser="", at=NOW)

    assert pins.take_over(token, "minh", PASSWORD, address=HERE, browser="", at=NOW)


def test_a_suspended_officer_takes_nothing_over():
    signed_in("minh")
    token = signed_in("lan")
    officers.suspend("minh", "nghỉ việc", by="cli", at=NOW)

    with pytest.raises(WrongPin):
        pins.take_over(token, "minh", PIN, address=HERE, browser="", at=NOW)

    assert questions.session(token, at=NOW) is not None


def test_a_password_given_anew_takes_the_pin_away():
    officers.reset_password("lan", by="cli", at=NOW)

    with pytest.raises(WrongPin):
        pins.prove("lan", PIN, address=HERE, at=NOW)
