"""A due date is what anyone can count on a wall calendar. The tables were counted by hand, from one."""

from datetime import UTC, date, time

import pytest

from app.domain import deadlines
from app.domain.calendar import Calendar, Session
from app.domain.deadlines import (
    Due,
    DueHour,
    Duration,
    DurationUnit,
    Origin,
    Rule,
    Standing,
    Why,
    due_at,
)
from app.domain.refusals import NoWorkingDay, PauseBackwards
from tests.domain.office_days import COMMUNE, SATURDAY_MORNING, at, shown

SAME_DAY = Duration(1, DurationUnit.SAME_DAY)


def lv(value: int) -> Duration:
    return Duration(value, DurationUnit.WORKING_DAYS)


def half_days(value: int) -> Duration:
    return Duration(value, DurationUnit.HALF_DAYS)


def calendar_days(value: int) -> Duration:
    return Duration(value, DurationUnit.DAYS)


def hours(value: int) -> Duration:
    return Duration(value, DurationUnit.HOURS)


# domain.md §4.4b, then cases of our own. Off in 2019: 1/1, 4-8/2, 15/4, 29/4-1/5, 2/9; worked: 5/1, 4/5.
@pytest.mark.parametrize(
    ("received", "allowed", "day"),
    [
        ("2019-05-24 14:59", SAME_DAY, "2019-05-24"),
        ("2019-05-24 15:01", SAME_DAY, "2019-05-27"),
        ("2019-04-25 10:00", lv(3), "2019-05-03"),
        ("2019-04-25 10:00", lv(5), "2019-05-06"),
        ("2019-02-01 10:00", lv(1), "2019-02-11"),
        ("2019-01-03 16:00", lv(2), "2019-01-05"),
        ("2019-04-11 10:00", lv(2), "2019-04-16"),
        ("2019-05-01 10:00", lv(3), "2019-05-06"),
        ("2019-05-20 10:00", lv(5), "2019-05-27"),
        # An ordinary week.
        ("2019-05-20 08:00", lv(0), "2019-05-20"),
        ("2019-05-20 08:00", lv(1), "2019-05-21"),
        ("2019-05-20 08:00", lv(4), "2019-05-24"),
        ("2019-05-24 10:00", lv(1), "2019-05-27"),
        ("2019-05-24 10:00", lv(5), "2019-05-31"),
        ("2019-05-20 08:00", lv(20), "2019-06-17"),
        # Before opening, at lunch, at closing, after it, on a day off.
        ("2019-05-20 06:00", lv(1), "2019-05-21"),
        ("2019-05-20 12:00", lv(1), "2019-05-21"),
        ("2019-05-24 17:00", lv(1), "2019-05-27"),
        ("2019-05-24 17:01", lv(1), "2019-05-28"),
        ("2019-05-25 09:00", lv(1), "2019-05-28"),
        ("2019-05-26 23:59", lv(1), "2019-05-28"),
        ("2019-05-27 00:01", lv(1), "2019-05-28"),
        # Around 30/4 with its swapped Monday and the Saturday worked for it.
        ("2019-04-26 10:00", lv(1), "2019-05-02"),
        ("2019-04-26 10:00", lv(3), "2019-05-04"),
        ("2019-04-26 17:30", lv(1), "2019-05-03"),
        ("2019-04-29 09:00", lv(2), "2019-05-04"),
        ("2019-05-03 10:00", lv(1), "2019-05-04"),
        ("2019-05-04 10:00", lv(1), "2019-05-06"),
        ("2019-05-04 18:00", lv(1), "2019-05-07"),
        ("2024-04-26 10:00", lv(3), "2024-05-04"),
        # Around Tết, Giỗ Tổ, 2/9 and New Year.
        ("2019-01-31 10:00", lv(2), "2019-02-11"),
        ("2019-02-01 10:00", lv(3), "2019-02-13"),
        ("2019-02-01 18:00", lv(1), "2019-02-12"),
        ("2020-01-22 10:00", lv(1), "2020-01-30"),
        ("2019-04-12 10:00", lv(1), "2019-04-16"),
        ("2019-08-30 10:00", lv(1), "2019-09-03"),
        ("2018-12-28 10:00", lv(2), "2019-01-03"),
        ("2019-01-03 16:00", lv(3), "2019-01-07"),
        ("2019-12-31 10:00", lv(2), "2020-01-03"),
        # The same day, or the next working day after 15:00.
        ("2019-05-24 07:00", SAME_DAY, "2019-05-24"),
        ("2019-05-24 15:00", SAME_DAY, "2019-05-24"),
        ("2019-05-24 17:30", SAME_DAY, "2019-05-27"),
        ("2019-05-25 16:00", SAME_DAY, "2019-05-27"),
        ("2019-04-26 16:00", SAME_DAY, "2019-05-02"),
        ("2019-05-03 15:30", SAME_DAY, "2019-05-04"),
        ("2019-05-04 14:00", SAME_DAY, "2019-05-04"),
        ("2019-05-04 15:01", SAME_DAY, "2019-05-06"),
        ("2019-02-01 15:30", SAME_DAY, "2019-02-11"),
        # Calendar days; an end on a day off moves to the next working day.
        ("2019-05-20 10:00", calendar_days(0), "2019-05-20"),
        ("2019-05-20 10:00", calendar_days(1), "2019-05-21"),
        ("2019-05-20 10:00", calendar_days(5), "2019-05-27"),
        ("2019-05-20 10:00", calendar_days(7), "2019-05-27"),
        ("2019-05-06 10:00", calendar_days(20), "2019-05-27"),
        ("2019-04-25 10:00", calendar_days(4), "2019-05-02"),
        ("2019-04-25 10:00", calendar_days(9), "2019-05-04"),
        ("2019-04-26 10:00", calendar_days(30), "2019-05-27"),
        ("2019-05-25 10:00", calendar_days(3), "2019-05-30"),
        ("2019-02-01 10:00", calendar_days(3), "2019-02-11"),
        ("2019-02-01 10:00", calendar_days(15), "2019-02-18"),
    ],
)
def test_the_result_is_due_at_closing_on_the_day_counted_by_hand(received, allowed, day):
    assert shown(due_at(at(received), allowed, COMMUNE).at) == f"{day} 17:00"


def test_one_second_after_three_is_after_three():
    late = at("2019-05-24 15:00").replace(second=1)

    assert due_at(late, SAME_DAY, COMMUNE).day == date(2019, 5, 27)


@pytest.mark.parametrize(
    ("received", "allowed", "moment"),
    [
        # The half-day of receipt is not counted.
        ("2019-05-20 08:00", half_days(0), "2019-05-20 11:30"),
        ("2019-05-20 08:00", half_days(1), "2019-05-20 17:00"),
        ("2019-05-20 11:30", half_days(1), "2019-05-20 17:00"),
        ("2019-05-20 12:00", half_days(1), "2019-05-21 11:30"),
        ("2019-05-20 14:00", half_days(1), "2019-05-21 11:30"),
        ("2019-05-20 08:00", half_days(3), "2019-05-21 17:00"),
        ("2019-05-20 14:00", half_days(3), "2019-05-22 11:30"),
        ("2019-05-24 14:00", half_days(1), "2019-05-27 11:30"),
        ("2019-05-25 10:00", half_days(1), "2019-05-27 17:00"),
        ("2019-04-26 16:00", half_days(1), "2019-05-02 11:30"),
        ("2019-05-03 14:00", half_days(2), "2019-05-04 17:00"),
        # Working hours run from the moment of receipt.
        ("2019-05-20 08:00", hours(2), "2019-05-20 10:00"),
        ("2019-05-20 10:30", hours(2), "2019-05-20 14:30"),
        ("2019-05-20 07:30", hours(4), "2019-05-20 11:30"),
        ("2019-05-20 16:00", hours(2), "2019-05-21 08:30"),
        ("2019-05-20 12:00", hours(0), "2019-05-20 13:30"),
        ("2019-05-24 12:00", hours(1), "2019-05-24 14:30"),
        ("2019-05-24 16:30", hours(8), "2019-05-27 17:00"),
        ("2019-05-25 09:00", hours(1), "2019-05-27 08:30"),
        ("2019-04-26 16:00", hours(24), "2019-05-06 08:00"),
    ],
)
def test_half_days_and_hours_are_due_within_the_day(received, allowed, moment):
    assert shown(due_at(at(received), allowed, COMMUNE).at) == moment


@pytest.mark.parametrize(
    ("received", "allowed", "moment"),
    [
        ("2019-05-20 10:00", lv(3), "2019-05-23 10:00"),
        ("2019-05-20 12:00", lv(1), "2019-05-21 13:30"),
        ("2019-05-20 06:00", lv(1), "2019-05-21 07:30"),
        ("2019-05-24 17:30", lv(1), "2019-05-28 07:30"),
        # The hour of receipt is kept for working days only.
        ("2019-05-20 10:00", calendar_days(5), "2019-05-27 17:00"),
        ("2019-05-20 10:00", SAME_DAY, "2019-05-20 17:00"),
    ],
)
def test_the_hour_can_be_the_hour_of_receipt(received, allowed, moment):
    due = due_at(at(received), allowed, COMMUNE, DueHour.SAME_HOUR)

    assert shown(due.at) == moment


@pytest.mark.parametrize(
    ("received", "allowed", "due_hour", "moment"),
    [
        ("2019-05-24 16:00", lv(1), DueHour.CLOSING, "2019-05-25 11:30"),
        ("2019-05-24 16:00", lv(1), DueHour.SAME_HOUR, "2019-05-25 11:30"),
        ("2019-05-25 14:00", lv(1), DueHour.CLOSING, "2019-05-28 17:00"),
        ("2019-05-25 11:00", SAME_DAY, DueHour.CLOSING, "2019-05-25 11:30"),
        ("2019-05-24 15:30", SAME_DAY, DueHour.CLOSING, "2019-05-25 11:30"),
        ("2019-05-24 14:00", half_days(2), DueHour.CLOSING, "2019-05-27 11:30"),
    ],
)
def test_an_office_open_on_saturday_morning_counts_it(received, allowed, due_hour, moment):
    assert shown(due_at(at(received), allowed, SATURDAY_MORNING, due_hour).at) == moment


def test_an_appointment_is_kept_in_utc_and_knows_its_day_here():
    early = Calendar({day: (Session(time(5), time(6)),) for day in range(7)})
    due = due_at(at("2019-05-20 05:30"), lv(1), early)

    assert due.at.tzinfo is UTC
    assert (due.at.date(), due.day) == (date(2019, 5, 20), date(2019, 5, 21))


def test_the_days_counted_are_told_with_the_reason_of_each():
    due = due_at(at("2019-04-25 15:40"), lv(4), COMMUNE)

    assert [(f"{day.day:%d/%m}", day.number, day.why) for day in due.counted] == [
        ("26/04", 1, Why.WORKED),
        ("27/04", None, Why.WEEKEND),
        ("28/04", None, Why.WEEKEND),
        ("29/04", None, Why.HOLIDAY),
        ("30/04", None, Why.HOLIDAY),
        ("01/05", None, Why.HOLIDAY),
        ("02/05", 2, Why.WORKED),
        ("03/05", 3, Why.WORKED),
        ("04/05", 4, Why.MAKE_UP),
    ]


def test_a_count_of_calendar_days_tells_where_its_end_was_moved():
    due = due_at(at("2019-04-26 10:00"), calendar_days(3), COMMUNE)

    assert [(f"{day.day:%d/%m}", day.number, day.why) for day in due.counted] == [
        ("27/04", 1, Why.CALENDAR),
        ("28/04", 2, Why.CALENDAR),
        ("29/04", 3, Why.CALENDAR),
        ("30/04", None, Why.HOLIDAY),
        ("01/05", None, Why.HOLIDAY),
        ("02/05", None, Why.WORKED),
    ]


def test_receipt_on_a_day_off_starts_the_count_on_the_next_working_day():
    due = due_at(at("2019-05-01 10:00"), lv(1), COMMUNE)

    assert (due.starts_on, due.received) == (date(2019, 5, 2), at("2019-05-01 10:00"))


def test_an_office_that_never_opens_promises_no_day():
    with pytest.raises(NoWorkingDay):
        due_at(at("2019-05-20 10:00"), lv(1), Calendar(hours={}))


def test_a_time_allowed_is_never_negative():
    with pytest.raises(ValueError, match="-1"):
        lv(-1)


@pytest.mark.parametrize(
    ("received", "legs", "allowance", "ends"),
    [
        # Mai táng phí: xã 2, huyện 3, back to the commune within half a day.
        (
            "2019-05-20 10:00",
            [lv(2), lv(3), half_days(1)],
            0,
            ["2019-05-22 17:00", "2019-05-27 17:00", "2019-05-28 11:30"],
        ),
        # QĐ 62/2011: xã 2, huyện 5, Sở 8, UBND tỉnh 5, across 30/4.
        (
            "2019-04-26 10:00",
            [lv(2), lv(5), lv(8), lv(5)],
            0,
            ["2019-05-03 17:00", "2019-05-09 17:00", "2019-05-21 17:00", "2019-05-28 17:00"],
        ),
        # Five more days for a commune without a line.
        ("2019-05-20 10:00", [lv(2), lv(3)], 5, ["2019-05-29 17:00", "2019-06-03 17:00"]),
        # A lost certificate: 3 days, 30 days of posting, 2 days.
        (
            "2019-05-20 10:00",
            [lv(3), calendar_days(30), lv(2)],
            0,
            ["2019-05-23 17:00", "2019-06-24 17:00", "2019-06-26 17:00"],
        ),
        ("2019-05-20 10:00", [], 3, []),
    ],
)
def test_each_leg_starts_when_the_one_before_is_due(received, legs, allowance, ends):
    dues = deadlines.due_for_legs(at(received), legs, COMMUNE, allowance)

    assert [shown(due.at) for due in dues] == ends


def test_legs_after_the_first_say_that_they_follow_another():
    first, second = deadlines.due_for_legs(at("2019-05-20 10:00"), [lv(1), lv(1)], COMMUNE, 2)

    assert (first.origin, first.extra) == (Origin.RECEIPT, (lv(2),))
    assert (second.origin, second.received) == (Origin.LEG, first.at)


FIVE = due_at(at("2019-05-20 10:00"), lv(5), COMMUNE)
FIFTEEN = due_at(at("2019-05-20 10:00"), calendar_days(15), COMMUNE)


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "moment"),
    [
        # domain.md §4.4b: two days used, three left.
        (FIVE, "2019-05-22 10:00", "2019-06-03 10:00", "2019-06-06 17:00"),
        (FIVE, "2019-05-22 10:00", "2019-05-22 11:00", "2019-05-28 17:00"),
        (FIVE, "2019-05-22 07:30", "2019-05-22 17:00", "2019-05-28 17:00"),
        (FIVE, "2019-05-22 17:00", "2019-05-23 07:30", "2019-05-27 17:00"),
        (FIVE, "2019-05-25 08:00", "2019-05-26 20:00", "2019-05-27 17:00"),
        (FIVE, "2019-05-27 16:00", "2019-05-28 08:30", "2019-05-28 17:00"),
        (FIVE, "2019-05-27 17:00", "2019-06-10 10:00", "2019-05-27 17:00"),
        (FIVE, "2019-05-28 09:00", "2019-06-10 10:00", "2019-05-27 17:00"),
        # Calendar days: 15 days end on Tue 4/6; whole days of the pause are added.
        (FIFTEEN, "2019-05-22 10:00", "2019-05-22 16:00", "2019-06-04 17:00"),
        (FIFTEEN, "2019-05-22 10:00", "2019-05-29 09:00", "2019-06-11 17:00"),
        (FIFTEEN, "2019-05-22 10:00", "2019-05-26 09:00", "2019-06-10 17:00"),
    ],
)
def test_a_pause_gives_back_the_time_it_took(due, paused, resumed, moment):
    after = deadlines.resume(due, at(paused), at(resumed), COMMUNE)

    assert shown(after.at) == moment


# 8 hours from Mon 08:00 end Tue 08:30; 10:00 to 15:00 took 3 hours of opening.
# Half-days: 3 from Mon 08:00 end Tue 17:00; Tue 08:00 to 10:00 reach into Wed morning.
@pytest.mark.parametrize(
    ("allowed", "paused", "resumed", "moment"),
    [
        (hours(8), "2019-05-20 10:00", "2019-05-20 15:00", "2019-05-21 11:30"),
        (half_days(3), "2019-05-21 08:00", "2019-05-21 10:00", "2019-05-22 11:30"),
        (SAME_DAY, "2019-05-20 14:00", "2019-05-21 08:00", "2019-05-21 17:00"),
    ],
)
def test_a_pause_within_days_keeps_the_hour_of_its_unit(allowed, paused, resumed, moment):
    due = due_at(at("2019-05-20 08:00"), allowed, COMMUNE)

    assert shown(deadlines.resume(due, at(paused), at(resumed), COMMUNE).at) == moment


def test_a_pause_is_given_back_to_the_minute_when_the_hour_of_receipt_is_kept():
    due = due_at(at("2019-05-20 10:00"), lv(5), COMMUNE, DueHour.SAME_HOUR)

    after = deadlines.resume(
        due, at("2019-05-22 10:00"), at("2019-05-22 11:00"), COMMUNE, DueHour.SAME_HOUR
    )

    assert shown(after.at) == "2019-05-27 11:00"


def test_calendar_days_are_appended_to_the_last_day_counted_not_to_the_day_it_was_moved_to():
    five = due_at(at("2019-05-20 10:00"), calendar_days(5), COMMUNE)

    one_more = deadlines.resume(five, at("2019-05-22 10:00"), at("2019-05-23 10:00"), COMMUNE)
    three_more = deadlines.resume(five, at("2019-05-22 10:00"), at("2019-05-25 10:00"), COMMUNE)

    assert (one_more, shown(three_more.at)) == (five, "2019-05-28 17:00")


def test_two_pauses_follow_each_other():
    once = deadlines.resume(FIFTEEN, at("2019-05-22 10:00"), at("2019-05-29 10:00"), COMMUNE)

    twice = deadlines.resume(once, at("2019-06-03 10:00"), at("2019-06-06 10:00"), COMMUNE)

    assert (shown(twice.at), twice.allowed, twice.origin) == (
        "2019-06-14 17:00",
        calendar_days(15),
        Origin.RESUMED,
    )


# 5 days from Mon 20/5 run out on Sat 25/5 and are due on Mon 27/5.
@pytest.mark.parametrize(
    ("paused", "resumed", "moment"),
    [
        ("2019-05-26 10:00", "2019-05-29 10:00", "2019-05-30 17:00"),
        ("2019-05-27 10:00", "2019-05-29 10:00", "2019-05-29 17:00"),
        ("2019-05-27 10:00", "2019-05-29 18:00", "2019-05-30 17:00"),
    ],
)
def test_calendar_days_that_ran_out_on_a_day_off_keep_the_days_until_work(paused, resumed, moment):
    five = due_at(at("2019-05-20 10:00"), calendar_days(5), COMMUNE)

    assert shown(deadlines.resume(five, at(paused), at(resumed), COMMUNE).at) == moment


def test_a_pause_before_the_count_began_gives_back_only_days_of_the_count():
    three = due_at(at("2019-05-25 10:00"), calendar_days(3), COMMUNE)

    after = deadlines.resume(three, at("2019-05-26 10:00"), at("2019-05-28 10:00"), COMMUNE)

    assert shown(after.at) == "2019-05-31 17:00"


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(PauseBackwards) as no:
        deadlines.resume(FIVE, at("2019-05-22 10:00"), at("2019-05-22 09:59"), COMMUNE)

    assert no.value.facts == {"paused": "10:00 22/05/2019", "resumed": "09:59 22/05/2019"}


def test_a_restart_gives_the_whole_time_again():
    again = deadlines.restart(FIVE, at("2019-06-03 10:00"), COMMUNE)

    assert (shown(again.at), again.origin) == ("2019-06-10 17:00", Origin.RESTARTED)


def test_a_restart_gives_an_extension_again_too():
    longer = deadlines.extension(FIVE, lv(2), COMMUNE)

    assert (
        shown(deadlines.restart(longer, at("2019-06-03 10:00"), COMMUNE).at) == "2019-06-12 17:00"
    )


@pytest.mark.parametrize(
    ("by", "moment"),
    [
        (lv(1), "2019-05-28 17:00"),
        (lv(5), "2019-06-03 17:00"),
        (calendar_days(10), "2019-06-06 17:00"),
        (calendar_days(12), "2019-06-10 17:00"),
        (half_days(1), "2019-05-28 11:30"),
    ],
)
def test_an_extension_is_counted_from_the_old_date(by, moment):
    longer = deadlines.extension(FIVE, by, COMMUNE)

    assert (shown(longer.at), longer.extra, longer.allowed) == (moment, (by,), lv(5))


def test_an_extension_in_the_same_unit_goes_on_counting():
    numbers = [
        day.number for day in deadlines.extension(FIVE, lv(2), COMMUNE).counted if day.number
    ]

    assert numbers == [1, 2, 3, 4, 5, 6, 7]


FRIDAY = at("2019-05-24 17:00")


@pytest.mark.parametrize(
    ("now", "days", "late", "words"),
    [
        ("2019-05-20 10:00", 4, False, "còn 4 ngày"),
        ("2019-05-22 10:00", 2, False, "còn 2 ngày"),
        ("2019-05-23 23:59", 1, False, "còn 1 ngày"),
        ("2019-05-24 00:01", 0, False, "hôm nay"),
        ("2019-05-24 18:00", 0, False, "hôm nay"),
        ("2019-05-25 10:00", 0, True, "vừa quá hạn"),
        ("2019-05-27 08:00", 1, True, "quá 1 ngày"),
        ("2019-05-31 08:00", 5, True, "quá 5 ngày"),
    ],
)
def test_what_is_left_is_told_in_working_days(now, days, late, words):
    left = deadlines.left(FRIDAY, at(now), COMMUNE)

    assert (left.days, left.late, left.words) == (days, late, words)


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        ("2019-05-02 17:00", "2019-04-26 10:00", "còn 1 ngày"),
        ("2019-05-02 17:00", "2019-04-30 10:00", "còn 1 ngày"),
        ("2019-04-26 17:00", "2019-05-01 10:00", "vừa quá hạn"),
        ("2019-04-26 17:00", "2019-05-04 10:00", "quá 3 ngày"),
    ],
)
def test_holidays_neither_use_up_time_nor_make_it_later(due, now, words):
    assert deadlines.left(at(due), at(now), COMMUNE).words == words


@pytest.mark.parametrize(
    ("now", "late", "words"),
    [
        ("2019-05-24 17:00", False, "hôm nay"),
        ("2019-05-24 17:01", True, "quá giờ hẹn hôm nay"),
        ("2019-05-23 17:01", False, "còn 1 ngày"),
    ],
)
def test_lateness_can_be_seen_by_the_minute(now, late, words):
    left = deadlines.left(FRIDAY, at(now), COMMUNE, Rule.BY_MINUTE)

    assert (left.late, left.words) == (late, words)


@pytest.mark.parametrize(
    ("done", "by_day", "by_minute"),
    [
        ("2019-05-23 23:59", Standing.EARLY, Standing.EARLY),
        ("2019-05-24 08:00", Standing.ON_TIME, Standing.ON_TIME),
        ("2019-05-24 17:00", Standing.ON_TIME, Standing.ON_TIME),
        ("2019-05-24 17:30", Standing.ON_TIME, Standing.OVERDUE),
        ("2019-05-25 00:00", Standing.OVERDUE, Standing.OVERDUE),
    ],
)
def test_a_result_is_early_on_time_or_overdue(done, by_day, by_minute):
    assert deadlines.standing(FRIDAY, at(done)) is by_day
    assert deadlines.standing(FRIDAY, at(done), Rule.BY_MINUTE) is by_minute


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (SAME_DAY, "trong ngày"),
        (lv(3), "3 ngày làm việc"),
        (half_days(1), "0,5 ngày làm việc"),
        (half_days(3), "1,5 ngày làm việc"),
        (half_days(4), "2 ngày làm việc"),
        (calendar_days(15), "15 ngày"),
        (hours(8), "8 giờ làm việc"),
    ],
)
def test_a_time_allowed_is_printed_as_the_forms_have_it(allowed, words):
    assert deadlines.words(allowed) == words


def test_a_due_is_a_plain_value():
    assert due_at(at("2019-05-20 10:00"), lv(5), COMMUNE) == FIVE
    assert isinstance(hash(FIVE), int)
    assert isinstance(FIVE, Due)
