"""Numbers of persons are checked as typed; what is only doubtful is said, not forbidden."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity_numbers as numbers
from app.domain.identity_numbers import CardNumber, Gender
from app.domain.refusals import (
    BadIdentityNumber,
    BadOldIdentityNumber,
    BadPassportNumber,
    BadTaxCode,
)


@pytest.mark.parametrize(
    ("digits", "read"),
    [
        ("042090001234", CardNumber("042", Gender.MALE, 1990)),
        ("042190001234", CardNumber("042", Gender.FEMALE, 1990)),
        ("001205000001", CardNumber("001", Gender.MALE, 2005)),
        ("096319000001", CardNumber("096", Gender.FEMALE, 2019)),
        ("042400000001", CardNumber("042", Gender.MALE, 2100)),
        ("042999000001", CardNumber("042", Gender.FEMALE, 2399)),
    ],
)
def test_an_identity_number_tells_province_sex_and_year(digits, read):
    assert numbers.read_card_number(digits) == read


@pytest.mark.parametrize("typed", ["042190001234", " 042 190 001 234 ", "042.190.001.234"])
def test_an_identity_number_is_stored_as_twelve_digits(typed):
    assert numbers.check_identity_card(typed) == numbers.Checked("042190001234")


@pytest.mark.parametrize(
    ("typed", "count"),
    [("", 0), ("04219000123", 11), ("0421900012345", 13), ("04219000123A", 12), ("١٢٣", 3)],
)
def test_anything_but_twelve_digits_is_refused_with_how_many_there_are(typed, count):
    with pytest.raises(BadIdentityNumber) as no:
        numbers.check_identity_card(typed)

    assert no.value.facts == {"count": count}


@pytest.mark.parametrize(
    ("typed", "gender", "year", "warnings"),
    [
        ("042190001234", Gender.FEMALE, 1990, []),
        ("042190001234", None, None, []),
        ("042190001234", Gender.MALE, 1990, ["giới tính là Nữ"]),
        ("042190001234", Gender.FEMALE, 1991, ["năm sinh là 1990"]),
        ("042190001234", Gender.MALE, 1890, ["giới tính là Nữ", "năm sinh là 1990"]),
        ("097190001234", Gender.FEMALE, 1990, ["đầu 097"]),
        ("000190001234", Gender.FEMALE, 1990, ["đầu 000"]),
    ],
)
def test_a_contradiction_on_the_card_is_a_warning_never_a_block(typed, gender, year, warnings):
    checked = numbers.check_identity_card(typed, gender, year)

    assert len(checked.warnings) == len(warnings)
    assert all(part in text for part, text in zip(warnings, checked.warnings, strict=True))


@given(
    st.integers(1, 96),
    st.sampled_from(Gender),
    st.integers(1900, 2399),
    st.integers(0, 999_999),
)
def test_a_number_made_by_the_rule_never_warns(province, gender, year, rest):
    century = (year // 100 - 19) * 2 + (gender is Gender.FEMALE)
    digits = f"{province:03d}{century}{year % 100:02d}{rest:06d}"

    assert numbers.check_identity_card(digits, gender, year) == numbers.Checked(digits)


@pytest.mark.parametrize("typed", ["183456789", "184 456 789"])
def test_an_old_card_of_the_province_passes_without_a_warning(typed):
    checked = numbers.check_old_identity_card(typed, date(2019, 5, 24))

    assert checked == numbers.Checked(typed.replace(" ", ""))


def test_an_old_card_of_elsewhere_is_only_warned_about():
    (warning,) = numbers.check_old_identity_card("012345678", date(2019, 5, 24)).warnings

    assert "183, 184" in warning


@pytest.mark.parametrize(
    ("today", "warned"), [(date(2024, 12, 31), False), (date(2025, 1, 1), True)]
)
def test_old_cards_are_warned_about_once_they_have_ended(today, warned):
    warnings = numbers.check_old_identity_card("183456789", today).warnings

    assert (numbers.NO_LONGER_VALID in warnings) is warned


@pytest.mark.parametrize("typed", ["18345678", "1834567890", "18345678X", ""])
def test_anything_but_nine_digits_is_no_old_card(typed):
    with pytest.raises(BadOldIdentityNumber):
        numbers.check_old_identity_card(typed)


@pytest.mark.parametrize(
    ("typed", "value"), [("b1234567", "B1234567"), ("C 12345678", "C12345678")]
)
def test_a_vietnamese_passport_passes(typed, value):
    assert numbers.check_passport(typed) == numbers.Checked(value)


@pytest.mark.parametrize("typed", ["AB123456", "123456789"])
def test_a_foreign_passport_is_kept_with_a_warning(typed):
    assert numbers.check_passport(typed).warnings == (numbers.NOT_VIETNAMESE_PASSPORT,)


@pytest.mark.parametrize("typed", ["", "B123", "B1234567890123", "B12345_7", "Đ1234567"])
def test_what_cannot_be_a_passport_is_refused(typed):
    with pytest.raises(BadPassportNumber):
        numbers.check_passport(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0100109106", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("01 00 109 106", "0100109106"),
        ("042190001234", "042190001234"),
    ],
)
def test_a_tax_code_passes_with_branch_or_as_the_number_of_a_person(typed, value):
    assert numbers.check_tax_code(typed) == numbers.Checked(value)


# 0 1 0 0 1 0 9 1 0 by 31 29 23 19 17 13 7 5 3: 29 + 17 + 63 + 5 = 114 = 10 × 11 + 4; 10 − 4 = 6.
def test_the_tenth_digit_of_a_tax_code_checks_the_others():
    assert numbers.tax_check_digit("010010910") == 6


def test_a_tax_code_with_a_wrong_check_digit_is_only_warned_about():
    assert numbers.check_tax_code("0100109107").warnings == (numbers.WRONG_TAX_DIGIT,)


@pytest.mark.parametrize("typed", ["", "010010910", "01001091066", "0100109106-01", "01001091O6"])
def test_what_cannot_be_a_tax_code_is_refused(typed):
    with pytest.raises(BadTaxCode) as no:
        numbers.check_tax_code(typed)

    assert no.value.facts == {"count": len(typed)}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("cccd", "042190001234"),
        ("cmnd", "183456789"),
        ("passport", "B1234567"),
        ("tax_code", "0100109106"),
    ],
)
def test_every_kind_of_number_has_its_check(kind, typed):
    assert numbers.CHECKS[kind](typed).value == typed
