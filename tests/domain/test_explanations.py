"""A citizen who argues about a date can be shown, day by day, how it was counted."""

from datetime import date

import pytest
from hypothesis import given

from app.domain import deadlines
from app.domain.calendar import Calendar
from app.domain.deadlines import Duration, DurationUnit, due_at
from app.domain.explanations import day_words, explain
from tests.domain.office_days import COMMUNE, at, calendars, durations, hours, moments


@pytest.mark.parametrize(
    ("received", "allowed", "sentence"),
    [
        (
            "2019-04-25 15:40",
            Duration(4, DurationUnit.WORKING_DAYS),
            "Nhận 15:40 thứ Năm 25/4, hạn 4 ngày làm việc: thứ Sáu 26/4 (1); nghỉ 29/4, 30/4, 1/5; "
            "thứ Năm 2/5 (2); thứ Sáu 3/5 (3); thứ Bảy 4/5 làm bù (4) → hẹn thứ Bảy 4/5",
        ),
        (
            "2019-04-25 18:20",
            Duration(1, DurationUnit.WORKING_DAYS),
            "Nhận 18:20 thứ Năm 25/4, tính là nhận thứ Sáu 26/4, hạn 1 ngày làm việc: "
            "nghỉ 29/4, 30/4, 1/5; thứ Năm 2/5 (1) → hẹn thứ Năm 2/5",
        ),
        (
            "2019-05-04 09:05",
            Duration(0, DurationUnit.WORKING_DAYS),
            "Nhận 09:05 thứ Bảy 4/5, hạn 0 ngày làm việc → hẹn thứ Bảy 4/5",
        ),
        (
            "2019-04-25 15:40",
            Duration(15, DurationUnit.WORKING_DAYS),
            "Nhận 15:40 thứ Năm 25/4, hạn 15 ngày làm việc: thứ Sáu 26/4 (1); nghỉ 29/4, 30/4, 1/5; "
            "thứ Năm 2/5 (2); thứ Sáu 3/5 (3); thứ Bảy 4/5 làm bù (4); thứ Hai 6/5 – thứ Sáu 10/5 "
            "(5–9); thứ Hai 13/5 – thứ Sáu 17/5 (10–14); thứ Hai 20/5 (15) → hẹn thứ Hai 20/5",
        ),
        (
            "2019-12-30 08:40",
            Duration(3, DurationUnit.WORKING_DAYS),
            "Nhận 08:40 thứ Hai 30/12, hạn 3 ngày làm việc: thứ Ba 31/12 (1); nghỉ 1/1/2020; "
            "thứ Năm 2/1/2020 (2); thứ Sáu 3/1/2020 (3) → hẹn thứ Sáu 3/1/2020",
        ),
        (
            "2019-05-24 14:59",
            Duration(1, DurationUnit.SAME_DAY),
            "Nhận 14:59 thứ Sáu 24/5, trả trong ngày → hẹn thứ Sáu 24/5",
        ),
        (
            "2019-05-24 15:01",
            Duration(1, DurationUnit.SAME_DAY),
            "Nhận 15:01 thứ Sáu 24/5, sau 15:00 nên trả vào ngày làm việc tiếp theo: "
            "thứ Hai 27/5 (1) → hẹn thứ Hai 27/5",
        ),
        (
            "2019-05-25 09:00",
            Duration(1, DurationUnit.SAME_DAY),
            "Nhận 09:00 thứ Bảy 25/5, tính là nhận thứ Hai 27/5, trả trong ngày → hẹn thứ Hai 27/5",
        ),
        (
            "2019-04-25 15:40",
            Duration(30, DurationUnit.DAYS),
            "Nhận 15:40 thứ Năm 25/4, hạn 30 ngày: thứ Sáu 26/4 – thứ Bảy 25/5 (1–30); "
            "gặp ngày nghỉ nên dời sang thứ Hai 27/5 → hẹn thứ Hai 27/5",
        ),
        (
            "2019-04-26 15:40",
            Duration(3, DurationUnit.DAYS),
            "Nhận 15:40 thứ Sáu 26/4, hạn 3 ngày: thứ Bảy 27/4 – thứ Hai 29/4 (1–3); nghỉ 30/4, 1/5; "
            "gặp ngày nghỉ nên dời sang thứ Năm 2/5 → hẹn thứ Năm 2/5",
        ),
        (
            "2019-05-20 10:00",
            Duration(1, DurationUnit.DAYS),
            "Nhận 10:00 thứ Hai 20/5, hạn 1 ngày: thứ Ba 21/5 (1) → hẹn thứ Ba 21/5",
        ),
        (
            "2019-05-20 08:40",
            Duration(3, DurationUnit.HALF_DAYS),
            "Nhận 08:40 thứ Hai 20/5, hạn 1,5 ngày làm việc: thứ Hai 20/5 (0,5); "
            "thứ Ba 21/5 (1,5) → hẹn 17:00 thứ Ba 21/5",
        ),
        (
            "2019-05-20 08:40",
            Duration(10, DurationUnit.HOURS),
            "Nhận 08:40 thứ Hai 20/5, hạn 10 giờ làm việc: thứ Hai 20/5 (6 giờ); "
            "thứ Ba 21/5 (10 giờ) → hẹn 11:10 thứ Ba 21/5",
        ),
    ],
)
def test_a_date_is_explained_by_the_days_counted(received, allowed, sentence):
    assert explain(due_at(at(received), allowed, COMMUNE)) == sentence


FIVE = due_at(at("2019-05-20 10:00"), Duration(5, DurationUnit.WORKING_DAYS), COMMUNE)


def test_what_remains_after_a_pause_is_explained_from_its_end():
    after = deadlines.resume(FIVE, at("2019-05-22 10:00"), at("2019-06-03 10:00"), COMMUNE)

    assert explain(after) == (
        "Tiếp tục từ 10:00 thứ Hai 3/6, phần thời gian còn lại: thứ Ba 4/6 (1); thứ Tư 5/6 (2); "
        "thứ Năm 6/6 (3) → hẹn thứ Năm 6/6"
    )


def test_a_restart_is_explained_from_the_end_of_the_pause():
    again = deadlines.restart(FIVE, at("2019-06-01 10:00"), COMMUNE)

    assert explain(again).startswith(
        "Tính lại từ 10:00 thứ Bảy 1/6, tính là thứ Hai 3/6, hạn 5 ngày làm việc: thứ Ba 4/6 (1)"
    )


def test_an_extension_is_named():
    longer = deadlines.extension(FIVE, Duration(3, DurationUnit.WORKING_DAYS), COMMUNE)

    assert explain(longer) == (
        "Nhận 10:00 thứ Hai 20/5, hạn 5 ngày làm việc, thêm 3 ngày làm việc: "
        "thứ Ba 21/5 – thứ Sáu 24/5 (1–4); thứ Hai 27/5 – thứ Năm 30/5 (5–8) → hẹn thứ Năm 30/5"
    )


def test_a_leg_says_where_it_takes_over():
    legs = [Duration(2, DurationUnit.WORKING_DAYS), Duration(1, DurationUnit.HALF_DAYS)]
    _, back = deadlines.due_for_legs(at("2019-05-20 10:00"), legs, COMMUNE)

    assert explain(back) == (
        "Tiếp nối từ 17:00 thứ Tư 22/5, hạn 0,5 ngày làm việc: thứ Năm 23/5 (0,5) "
        "→ hẹn 11:30 thứ Năm 23/5"
    )


def test_days_with_a_gap_between_them_are_not_told_as_a_span():
    three_a_week = Calendar(hours(0, 2, 4))
    due = due_at(at("2019-05-20 10:00"), Duration(7, DurationUnit.WORKING_DAYS), three_a_week)

    assert "thứ Hai 27/5 (3); thứ Tư 29/5 (4); thứ Sáu 31/5 (5)" in explain(due)


@pytest.mark.parametrize(
    ("day", "year", "words"),
    [
        (date(2019, 5, 26), 2019, "Chủ nhật 26/5"),
        (date(2019, 5, 27), 2019, "thứ Hai 27/5"),
        (date(2020, 1, 2), 2019, "thứ Năm 2/1/2020"),
    ],
)
def test_a_day_is_said_with_its_weekday_and_with_its_year_when_it_is_another(day, year, words):
    assert day_words(day, year) == words


@given(calendars, moments, durations)
def test_every_explanation_ends_with_the_day_it_explains(office, received, allowed):
    due = due_at(received, allowed, office)

    assert explain(due).endswith(day_words(due.day, received.year))
