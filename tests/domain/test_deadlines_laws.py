"""What holds for every office, every moment of receipt and every time allowed."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import local
from app.domain.deadlines import (
    DueHour,
    Duration,
    DurationUnit,
    due_at,
    due_for_legs,
    extension,
    restart,
    resume,
)
from tests.domain.office_days import calendars, days, durations, moments, waits

DUE_HOURS = st.sampled_from(DueHour)
WORKING_DAYS = st.integers(0, 15).map(lambda n: Duration(n, DurationUnit.WORKING_DAYS))
WHOLE_DAYS = {DurationUnit.WORKING_DAYS, DurationUnit.DAYS, DurationUnit.SAME_DAY}


@given(calendars, moments, durations, DUE_HOURS)
def test_nothing_is_due_while_the_office_is_closed(office, received, allowed, due_hour):
    due = due_at(received, allowed, office, due_hour)

    assert office.open_from(due.at) == due.at
    assert office.is_working_day(due.day)


@given(calendars, moments, durations)
def test_nothing_is_due_before_it_was_received(office, received, allowed):
    assert due_at(received, allowed, office).at >= received


@given(calendars, moments, waits, durations, DUE_HOURS)
def test_what_is_received_later_is_never_due_earlier(office, received, wait, allowed, due_hour):
    sooner = due_at(received, allowed, office, due_hour)
    later = due_at(received + wait, allowed, office, due_hour)

    assert sooner.at <= later.at


@given(calendars, moments, durations, st.integers(0, 10), DUE_HOURS)
def test_more_time_is_never_due_earlier(office, received, allowed, more, due_hour):
    longer = replace(allowed, value=allowed.value + more)

    assert (
        due_at(received, allowed, office, due_hour).at
        <= due_at(received, longer, office, due_hour).at
    )


@given(calendars, moments, durations, days, DUE_HOURS)
def test_one_more_holiday_never_makes_it_earlier(office, received, allowed, day, due_hour):
    with_holiday = replace(office, days_off=office.days_off | {day})

    assert (
        due_at(received, allowed, office, due_hour).at
        <= due_at(received, allowed, with_holiday, due_hour).at
    )


@given(calendars, moments, durations, waits, DUE_HOURS, DUE_HOURS)
def test_a_pause_of_no_time_changes_nothing(office, received, allowed, used, due_hour, other):
    due = due_at(received, allowed, office, due_hour)
    paused = received + used

    assert resume(due, paused, paused, office, other) == due


@given(calendars, moments, durations, waits, waits, waits, DUE_HOURS)
def test_a_longer_pause_is_never_due_earlier(
    office, received, allowed, used, pause, more, due_hour
):
    due = due_at(received, allowed, office, due_hour)
    paused = received + used
    shorter = resume(due, paused, paused + pause, office, due_hour)
    longer = resume(due, paused, paused + pause + more, office, due_hour)

    assert due.at <= shorter.at <= longer.at
    assert office.is_working_day(shorter.day)


@given(calendars, moments, st.integers(1, 200), waits, waits)
def test_what_remained_before_a_pause_remains_after_it(office, received, value, used, pause):
    due = due_at(received, Duration(value, DurationUnit.HOURS), office)
    paused = min(received + used, due.at - timedelta(minutes=1))
    resumed = paused + pause

    after = resume(due, paused, resumed, office)

    spent = office.working_minutes_between(received, paused)
    remaining = office.working_minutes_between(received, due.at) - spent
    assert office.working_minutes_between(resumed, after.at) == remaining


@given(calendars, moments, durations, waits)
def test_a_restart_is_a_fresh_count_from_the_end_of_the_pause(office, received, allowed, wait):
    due = due_at(received, allowed, office)

    assert restart(due, received + wait, office).at == due_at(received + wait, allowed, office).at


@given(calendars, moments, durations, durations)
def test_an_extension_never_takes_time_away(office, received, allowed, by):
    due = due_at(received, allowed, office)

    assert extension(due, by, office).at >= due.at


@given(calendars, moments, st.lists(WORKING_DAYS, min_size=1, max_size=5), st.randoms())
def test_the_order_of_legs_in_working_days_does_not_move_the_end(office, received, legs, chance):
    shuffled = chance.sample(legs, len(legs))
    whole = Duration(sum(leg.value for leg in legs), DurationUnit.WORKING_DAYS)

    end = due_for_legs(received, legs, office)[-1].at

    assert end == due_for_legs(received, shuffled, office)[-1].at
    assert end == due_at(received, whole, office).at


@given(calendars, moments, st.lists(durations, min_size=1, max_size=4), st.integers(0, 5))
def test_legs_are_due_one_after_the_other(office, received, legs, allowance):
    dues = due_for_legs(received, legs, office, allowance)

    assert [due.allowed for due in dues] == legs
    assert all(before.at <= after.at for before, after in pairwise(dues))


@given(calendars, moments, st.integers(0, 15), st.integers(0, 5))
def test_an_allowance_is_so_many_more_working_days(office, received, value, allowance):
    longer = Duration(value + allowance, DurationUnit.WORKING_DAYS)
    (due,) = due_for_legs(received, [Duration(value, DurationUnit.WORKING_DAYS)], office, allowance)

    assert due.at == due_at(received, longer, office).at


@given(calendars, moments, durations.filter(lambda d: d.unit in WHOLE_DAYS))
def test_every_day_after_the_start_is_told_once_up_to_the_due_day(office, received, allowed):
    due = due_at(received, allowed, office)
    told = [day.day for day in due.counted]

    assert told == [due.starts_on + timedelta(days=n + 1) for n in range(len(told))]
    assert [due.starts_on, *told][-1] == due.day


@given(calendars, moments, WORKING_DAYS)
def test_working_days_are_numbered_to_the_last_which_is_the_due_day(office, received, allowed):
    due = due_at(received, allowed, office)
    numbered = [day for day in due.counted if day.number is not None]

    assert [day.number for day in numbered] == list(range(1, allowed.value + 1))
    assert [due.starts_on, *(day.day for day in numbered)][-1] == due.day
    assert all(office.is_working_day(day.day) for day in numbered)


@given(calendars, moments, durations.filter(lambda d: d.unit is DurationUnit.HALF_DAYS))
def test_half_days_are_numbered_up_to_as_many_as_allowed(office, received, allowed):
    numbers = [day.number for day in due_at(received, allowed, office).counted if day.number]

    assert max(numbers, default=0) == allowed.value
    assert numbers == sorted(set(numbers))


@given(calendars, moments, durations)
def test_the_count_starts_on_a_working_day_not_before_receipt(office, received, allowed):
    due = due_at(received, allowed, office)

    assert office.is_working_day(due.starts_on)
    assert due.starts_on >= local(received).date()
