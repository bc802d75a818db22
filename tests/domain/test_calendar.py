"""The office's own days and hours are counted, and nothing else."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import calendar
from app.domain.calendar import OFFICE_DAY, OFFICE_HOURS, Calendar, Session
from app.domain.refusals import NoWorkingDay
from tests.domain.office_days import COMMUNE, SATURDAY_MORNING, at, calendars, days, moments, shown

NEVER_OPEN = Calendar(hours={})


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        (date(2019, 5, 24), True),
        (date(2019, 5, 25), False),
        (date(2019, 5, 26), False),
        (date(2019, 4, 29), False),
        (date(2019, 5, 4), True),
        (date(2019, 5, 5), False),
    ],
)
def test_holidays_and_weekends_are_off_and_make_up_days_are_worked(day, open_then):
    assert COMMUNE.is_working_day(day) is open_then


def test_a_make_up_day_keeps_the_hours_of_monday():
    monday = (Session(time(8), time(12)),)
    office = Calendar({0: monday, 5: OFFICE_DAY}, make_up=frozenset({date(2019, 5, 4)}))

    assert office.sessions_on(date(2019, 5, 4)) == monday


def test_a_day_listed_as_off_and_as_make_up_is_off():
    both = frozenset({date(2019, 5, 4)})

    assert not Calendar(OFFICE_HOURS, both, both).is_working_day(date(2019, 5, 4))


def test_sessions_are_given_in_order():
    office = Calendar({0: OFFICE_DAY[::-1]})

    assert office.sessions_on(date(2019, 5, 20)) == OFFICE_DAY


@pytest.mark.parametrize("end", [time(7, 30), time(7)])
def test_a_session_ends_after_it_starts(end):
    with pytest.raises(ValueError, match="session"):
        Session(time(7, 30), end)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2019-05-20", "2019-05-21"),
        ("2019-05-24", "2019-05-27"),
        ("2019-05-25", "2019-05-27"),
        ("2019-04-26", "2019-05-02"),
        ("2019-05-03", "2019-05-04"),
        ("2019-05-04", "2019-05-06"),
        ("2019-02-01", "2019-02-11"),
        ("2018-12-28", "2019-01-02"),
        ("2020-01-22", "2020-01-30"),
    ],
)
def test_the_next_working_day_is_strictly_after(day, following):
    found = COMMUNE.next_working_day(date.fromisoformat(day))

    assert found == date.fromisoformat(following)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2019-05-20", "2019-05-20", 0),
        ("2019-05-20", "2019-05-21", 1),
        ("2019-05-24", "2019-05-26", 0),
        ("2019-05-24", "2019-05-27", 1),
        ("2019-04-26", "2019-05-06", 4),
        ("2019-02-01", "2019-02-28", 14),
        ("2019-05-21", "2019-05-20", 0),
    ],
)
def test_working_days_are_counted_without_the_first_and_with_the_last(first, last, count):
    between = COMMUNE.working_days_between(date.fromisoformat(first), date.fromisoformat(last))

    assert between == count


# An office day is 7 hours and a half: 4 in the morning, 3 and a half in the afternoon.
@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2019-05-20 07:30", "2019-05-20 17:00", 450),
        ("2019-05-20 00:00", "2019-05-21 00:00", 450),
        ("2019-05-20 10:00", "2019-05-20 10:00", 0),
        ("2019-05-20 10:00", "2019-05-20 10:59", 59),
        ("2019-05-20 11:00", "2019-05-20 14:00", 60),
        ("2019-05-20 11:30", "2019-05-20 13:30", 0),
        ("2019-05-20 16:00", "2019-05-21 08:00", 90),
        ("2019-05-24 17:00", "2019-05-27 07:30", 0),
        ("2019-05-24 16:00", "2019-05-27 08:30", 120),
        ("2019-04-26 16:30", "2019-05-02 08:00", 60),
        ("2019-05-03 16:30", "2019-05-06 07:30", 480),
        ("2019-05-20 10:00", "2019-05-27 17:00", 2550),
        ("2019-05-21 10:00", "2019-05-20 10:00", 0),
    ],
)
def test_only_minutes_of_opening_are_counted(start, end, minutes):
    assert COMMUNE.working_minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2019-05-20 08:00", 0, "2019-05-20 08:00"),
        ("2019-05-20 06:00", 0, "2019-05-20 07:30"),
        ("2019-05-20 12:00", 0, "2019-05-20 13:30"),
        ("2019-05-20 17:00", 0, "2019-05-20 17:00"),
        ("2019-05-20 17:01", 0, "2019-05-21 07:30"),
        ("2019-05-20 08:00", 210, "2019-05-20 11:30"),
        ("2019-05-20 08:00", 211, "2019-05-20 13:31"),
        ("2019-05-20 16:00", 90, "2019-05-21 08:00"),
        ("2019-05-24 17:00", 1, "2019-05-27 07:31"),
        ("2019-04-26 17:00", 450, "2019-05-02 17:00"),
        ("2019-05-03 17:00", 451, "2019-05-06 07:31"),
    ],
)
def test_added_minutes_pass_only_while_the_office_is_open(start, minutes, end):
    assert shown(COMMUNE.add_working_minutes(at(start), minutes)) == end


@given(calendars, moments, st.integers(0, 5000))
def test_minutes_added_are_the_minutes_counted(office, start, minutes):
    end = office.add_working_minutes(start, minutes)

    assert office.working_minutes_between(start, end) == minutes


@given(calendars, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_minutes_of_two_stretches_add_up_to_the_minutes_of_both(office, three):
    first, middle, last = three
    parts = (
        office.working_minutes_between(first, middle),
        office.working_minutes_between(middle, last),
    )

    assert sum(parts) == office.working_minutes_between(first, last)


@given(calendars, days, st.integers(1, 40))
def test_a_counted_working_day_has_that_many_working_days_before_it(office, day, count):
    coming = office.working_days_after(day)
    found = [next(coming) for _ in range(count)]

    assert office.working_days_between(day, found[-1]) == count
    assert all(map(office.is_working_day, found))


@pytest.mark.parametrize(
    ("office", "day", "ends"),
    [
        (COMMUNE, "2019-05-20", ["11:30", "17:00"]),
        (COMMUNE, "2019-05-25", []),
        (SATURDAY_MORNING, "2019-05-25", ["11:30"]),
        (Calendar({0: (Session(time(8), time(17)),)}), "2019-05-20", ["12:00", "17:00"]),
        (Calendar({0: (Session(time(13), time(17)),)}), "2019-05-20", ["17:00"]),
        (Calendar({0: (Session(time(8), time(12)),)}), "2019-05-20", ["12:00"]),
    ],
)
def test_a_day_has_a_morning_and_an_afternoon_so_far_as_it_is_open(office, day, ends):
    half_days = office.half_days_on(date.fromisoformat(day))

    assert [shown(end) for end in half_days] == [f"{day} {end}" for end in ends]


def test_closing_is_the_end_of_the_last_session():
    assert shown(SATURDAY_MORNING.closing(date(2019, 5, 25))) == "2019-05-25 11:30"


def test_an_office_that_never_opens_is_refused_instead_of_searched_for_ever():
    with pytest.raises(NoWorkingDay) as no:
        NEVER_OPEN.next_working_day(date(2019, 5, 24))

    assert no.value.facts == {"after": "24/05/2019"}


def test_an_office_that_never_opens_cannot_add_minutes():
    with pytest.raises(NoWorkingDay):
        NEVER_OPEN.add_working_minutes(at("2019-05-24 10:00"), 1)


def test_an_office_with_a_single_day_left_gives_that_day_and_then_refuses():
    last = Calendar(hours={5: OFFICE_DAY, 0: OFFICE_DAY}, days_off=frozenset())
    only = Calendar(last.hours, days_off=frozenset(_days(date(2019, 5, 28), 900)))
    coming = only.working_days_after(date(2019, 5, 24))

    assert [next(coming), next(coming)] == [date(2019, 5, 25), date(2019, 5, 27)]
    with pytest.raises(NoWorkingDay):
        next(coming)


def test_instants_are_read_on_the_clock_of_vietnam():
    instant = datetime(2019, 5, 23, 17, 30, tzinfo=UTC)

    assert calendar.local(instant).isoformat() == "2019-05-24T00:30:00+07:00"
    assert calendar.moment(date(2019, 5, 24), time(0, 30)) == instant


def test_an_instant_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        COMMUNE.add_working_minutes(datetime(2019, 5, 24, 10), 1)  # noqa: DTZ001


@pytest.mark.parametrize("start", ["2019-05-24 10:00", "2019-05-25 10:00"])
def test_instants_come_out_in_utc(start):
    assert COMMUNE.open_from(at(start)).tzinfo is UTC
    assert COMMUNE.closing(date(2019, 5, 24)).tzinfo is UTC


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]
