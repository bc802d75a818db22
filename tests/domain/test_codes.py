"""A dossier has one code for ever, and a mistyped one is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import codes
from app.domain.refusals import BadAgencyCode, BadDossierCode, ClockBehind, NumbersUsedUp

A_DAY = date(2019, 5, 24)
AGENCIES = st.sampled_from(["H27", "H27.35", "H27.35.07", "H15.50.05.13", "000.21.35.H27"])


@pytest.mark.parametrize(
    ("agency", "number", "code"),
    [
        ("H27.35.07", 1, "H27.35.07-190524-0001"),
        ("H27.35.07", 9999, "H27.35.07-190524-9999"),
        ("H27.35.07", 10000, "H27.35.07-190524-10000"),
        ("000.21.35.H27", 12, "000.21.35.H27-190524-0012"),
        ("H15.50.05.13", 975, "H15.50.05.13-190524-0975"),
    ],
)
def test_a_code_is_agency_day_and_running_number(agency, number, code):
    assert codes.dossier_code(agency, A_DAY, number) == code


@pytest.mark.parametrize(
    "agency", ["", "27.35", "H2", "h27.35", "H27.3", "H27.1.2.3", "000.21.H27"]
)
def test_a_unit_without_a_proper_code_gives_no_numbers(agency):
    with pytest.raises(BadAgencyCode) as no:
        codes.dossier_code(agency, A_DAY, 1)

    assert no.value.facts == {"agency": agency}


@pytest.mark.parametrize("number", [0, -1, 10_000_000])
def test_a_number_outside_the_day_is_refused(number):
    with pytest.raises(NumbersUsedUp) as no:
        codes.dossier_code("H27", A_DAY, number)

    assert no.value.facts == {"day": "24/05/2019"}


@given(
    AGENCIES, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, codes.LARGEST_NUMBER)
)
def test_a_code_taken_apart_and_put_together_is_the_same(agency, on, number):
    code = codes.dossier_code(agency, on, number)

    parts = codes.parse(code)

    assert (parts.agency, parts.on, parts.number, str(parts)) == (agency, on, number, code)


@given(st.lists(st.tuples(st.dates(), st.integers(1, 99999)), min_size=2, max_size=2, unique=True))
def test_two_days_never_share_a_code_within_a_century(days):
    (one, n), (other, m) = days
    same_century = one.year % 100 == other.year % 100 and one.year != other.year

    assert same_century or codes.dossier_code("H27", one, n) != codes.dossier_code("H27", other, m)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" h27.35.07-190524-0001 ", "H27.35.07-190524-0001"),
        ("H27.35.07 - 190524 - 0001", "H27.35.07-190524-0001"),
        ("000.21.35.h27-190523-0001", "000.21.35.H27-190523-0001"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
    ],
)
def test_a_typed_code_is_read_in_both_spellings(typed, code):
    assert codes.is_code(typed)
    assert str(codes.parse(typed)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Nguyễn Văn An",
        "H27.35.07-190524-001",
        "H27.35.07-190524-12345678",
        "H27.35.07-191324-0001",
        "H27.35.07-190230-0001",
        "H27.35.07-190524",
        "21.35.H27-190524-0001",
        "H27.35.07-19052４-0001",
    ],
)
def test_what_is_not_a_code_is_refused(typed):
    with pytest.raises(BadDossierCode) as no:
        codes.parse(typed)

    assert no.value.facts["typed"] == typed


def test_the_first_number_of_a_day_is_one():
    assert codes.next_number(A_DAY, None, 0) == 1
    assert codes.next_number(A_DAY, date(2019, 5, 23), 41) == 1


def test_numbers_of_a_day_follow_each_other():
    assert codes.next_number(A_DAY, A_DAY, 41) == 42


def test_a_clock_behind_the_last_number_gives_none():
    with pytest.raises(ClockBehind) as no:
        codes.next_number(date(2019, 5, 23), A_DAY, 41)

    assert no.value.facts == {"today": "23/05/2019", "last_day": "24/05/2019"}


@given(st.binary(min_size=8, max_size=32))
def test_a_pin_is_always_four_digits(random_bytes):
    pin = codes.lookup_pin(random_bytes)

    assert len(pin) == 4
    assert pin.isascii()
    assert pin.isdigit()


@pytest.mark.parametrize(
    ("last_bytes", "pin"), [(b"\x00\x00", "0000"), (b"\x00\x07", "0007"), (b"\x27\x0f", "9999")]
)
def test_a_pin_keeps_its_leading_zeros(last_bytes, pin):
    assert codes.lookup_pin(bytes(6) + last_bytes) == pin


def test_a_pin_is_not_made_from_too_little_chance():
    with pytest.raises(ValueError, match="eight"):
        codes.lookup_pin(b"1234567")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ee 473 124 829 vn", "EE473124829VN"),
        ("RR473124829VN", "RR473124829VN"),
    ],
)
def test_a_good_tracking_number_passes_without_a_warning(typed, value):
    assert codes.check_tracking_number(typed) == codes.Checked(value)


# Worked by hand: sum of digit times 8 6 4 2 3 5 9 7, then 11 less the rest of its division by 11.
@pytest.mark.parametrize(
    ("digits", "check"),
    [("47312482", 9), ("00000000", 5), ("10000000", 3), ("00000100", 6), ("00000003", 1)],
)
def test_the_check_digit_of_a_parcel_follows_s10(digits, check):
    assert codes.tracking_check_digit(digits) == check


# 00000008: 8 × 7 = 56 = 5 × 11 + 1, and 11 − 1 = 10 is written 0.
def test_a_check_of_ten_is_written_as_zero():
    assert codes.tracking_check_digit("00000008") == 0


@given(st.from_regex(r"\A[0-9]{8}\Z"), st.integers(0, 7), st.integers(1, 9))
def test_one_mistyped_digit_of_a_parcel_is_noticed(digits, place, by):
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    written = f"EE{wrong}{codes.tracking_check_digit(digits)}VN"
    # 5 stands for two results (5 and 11), so a slip from one to the other cannot be seen.
    unseen = codes.tracking_check_digit(wrong) == codes.tracking_check_digit(digits)

    assert unseen or codes.check_tracking_number(written).warnings == (codes.WRONG_TRACKING_DIGIT,)


@pytest.mark.parametrize("typed", ["12345", "EE473124829US", "", "E4731248290VN"])
def test_another_shape_of_tracking_number_is_kept_with_a_warning(typed):
    checked = codes.check_tracking_number(typed)

    assert checked.value == typed
    assert checked.warnings == (codes.NOT_A_TRACKING_NUMBER,)
