"""A date of birth is understood in every way people have it, and an impossible one is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.birth_dates import check_birth_date, show_date, year_of
from app.domain.refusals import BadDate, DateInFuture, DateTooOld, DiedBeforeBirth

TODAY = date(2019, 5, 24)
BIRTHDAYS = st.dates(date(1900, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("5/3/1990", "1990-03-05"),
        ("05/03/1990", "1990-03-05"),
        ("5-3-1990", "1990-03-05"),
        ("5.3.1990", "1990-03-05"),
        ("5 3 1990", "1990-03-05"),
        ("05031990", "1990-03-05"),
        ("1990-03-05", "1990-03-05"),
        ("5/3/90", "1990-03-05"),
        ("050390", "1990-03-05"),
        ("3/1990", "1990-03"),
        ("3/90", "1990-03"),
        ("031990", "1990-03"),
        ("1990-03", "1990-03"),
        ("1990", "1990"),
        ("00/00/1950", "1950"),
        ("00/03/1950", "1950-03"),
        ("0/1950", "1950"),
        ("00001950", "1950"),
        ("29/2/2016", "2016-02-29"),
        ("29/2/00", "2000-02-29"),
        ("24/5/2019", "2019-05-24"),
        ("5/2019", "2019-05"),
        ("2019", "2019"),
        ("31/12/20", "1920-12-31"),
        ("1895", "1895"),
    ],
)
def test_a_birth_date_is_understood_as_people_write_it(typed, stored):
    assert check_birth_date(f" {typed} ", TODAY).value == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hôm qua",
        "31/4/1990",
        "29/2/2019",
        "32/1/1990",
        "5/13/1990",
        "5/0/1990",
        "90",
        "199",
        "0503199",
        "5/3/199",
        "5/3",
        "1990-3-5-1",
        "５/3/1990",
        "0000",
    ],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(BadDate) as no:
        check_birth_date(typed, TODAY)

    assert no.value.facts == {"typed": typed}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("25/5/2019", "25/05/2019"),
        ("6/2019", "06/2019"),
        ("2020", "2020"),
        ("1/1/2999", "01/01/2999"),
    ],
)
def test_nobody_is_born_in_the_future(typed, shown):
    with pytest.raises(DateInFuture) as no:
        check_birth_date(typed, TODAY)

    assert no.value.facts == {"shown": shown}


def test_nobody_is_older_than_anyone_has_been():
    with pytest.raises(DateTooOld) as no:
        check_birth_date("1/1/1893", TODAY)

    assert no.value.facts == {"year": 1893}


@pytest.mark.parametrize("died", ["2019-05-01", "2019-05", "2019"])
def test_a_death_on_or_after_the_birth_is_possible(died):
    assert check_birth_date("1/5/2019", TODAY, died).value == "2019-05-01"


@pytest.mark.parametrize("died", ["2019-04-30", "2019-04", "2018"])
def test_nobody_dies_before_being_born(died):
    with pytest.raises(DiedBeforeBirth) as no:
        check_birth_date("1/5/2019", TODAY, died)

    assert no.value.facts == {"born": "01/05/2019", "died": show_date(died)}


@pytest.mark.parametrize(("typed", "warned"), [("5/3/15", 1), ("5/3/90", 0), ("5/3/2015", 0)])
def test_two_digits_that_may_mean_a_hundred_years_earlier_are_pointed_out(typed, warned):
    assert len(check_birth_date(typed, TODAY).warnings) == warned


@given(BIRTHDAYS, st.sampled_from(["%d/%m/%Y", "%d%m%Y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_every_day_is_understood_in_every_full_spelling(born, spelling):
    assert check_birth_date(born.strftime(spelling), TODAY).value == born.isoformat()


@given(BIRTHDAYS)
def test_a_month_without_separators_is_never_taken_for_a_day(born):
    assert check_birth_date(f"{born:%m%Y}", TODAY).value == f"{born:%Y-%m}"


@given(BIRTHDAYS, st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]))
def test_what_is_shown_can_be_typed_again(born, precision):
    stored = born.strftime(precision)

    assert check_birth_date(show_date(stored), TODAY).value == stored
    assert year_of(stored) == born.year


@given(st.text(alphabet="0123456789/.- ", max_size=12))
def test_whatever_is_typed_gets_an_answer_that_exists_or_a_refusal(typed):
    try:
        stored = check_birth_date(typed, TODAY).value
    except (BadDate, DateInFuture, DateTooOld):
        return

    assert date.fromisoformat((stored + "-01-01")[:10]) <= TODAY
