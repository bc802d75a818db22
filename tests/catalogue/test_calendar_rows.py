"""Days off, make-up days and hours: by the week, by the law, and by the vectors for deadlines."""

from collections import Counter
from datetime import date, datetime, time

import pytest

from app.catalogue import holidays, hours
from app.domain.calendar import VIETNAM, Calendar, Session, local
from app.domain.deadlines import Duration, DurationUnit, due_at

DAYS = holidays.days()
OFF = {day.on for day in DAYS if day.kind == "off"}
MAKE_UP = {day.on for day in DAYS if day.kind == "make_up"}
HOURS = {
    row["weekday"]: tuple(
        Session(time.fromisoformat(start), time.fromisoformat(end))
        for start, end in row["sessions"]
    )
    for _, row in hours.rows()
}
OFFICE = Calendar(HOURS, frozenset(OFF), frozenset(MAKE_UP))


def test_every_day_off_is_a_day_the_office_would_work():
    assert [day for day in OFF if day.weekday() > 4] == []


def test_every_make_up_day_is_a_saturday():
    assert {day.weekday() for day in MAKE_UP} == {5}


def test_no_day_is_listed_twice_and_all_stand_in_order():
    listed = [day.on for day in DAYS]

    assert listed == sorted(set(listed))


@pytest.mark.parametrize(
    ("year", "days_off"),
    [
        (2018, 1), (2019, 11), (2020, 10), (2021, 11), (2022, 11), (2023, 11),
        (2024, 12), (2025, 12), (2026, 14), (2027, 12),
    ],
)  # fmt: skip
def test_each_year_has_its_number_of_days_off(year, days_off):
    assert Counter(day.year for day in OFF)[year] == days_off


@pytest.mark.parametrize(
    "text",
    [
        "2018-12-31", "2019-02-04", "2019-02-08", "2019-04-15", "2019-04-29", "2020-01-29",
        "2021-02-16", "2022-04-11", "2022-05-03", "2023-01-26", "2023-09-04", "2024-04-29",
        "2025-05-02", "2026-01-02", "2026-08-31", "2026-11-24",
    ],
)  # fmt: skip
def test_the_office_rests_on_a_decided_day_off(text):
    assert not OFFICE.is_working_day(date.fromisoformat(text))


@pytest.mark.parametrize(
    "text",
    ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"],
)
def test_the_office_works_on_a_make_up_saturday(text):
    assert OFFICE.is_working_day(date.fromisoformat(text))


def test_the_swap_of_2026_says_that_it_is_unverified():
    swapped = [day for day in DAYS if day.on in (date(2026, 1, 2), date(2026, 1, 10))]

    assert [day.kind for day in swapped] == ["off", "make_up"]
    assert [day for day in swapped if "chưa kiểm chứng" not in day.source] == []


def test_2027_is_a_proposal_with_the_days_the_law_gives_back():
    proposed = {day.on: day for day in DAYS if day.on.year == 2027}

    assert [day for day in proposed.values() if not day.source.startswith("Đề xuất")] == []
    assert "nghỉ bù 06/02" in proposed[date(2027, 2, 9)].note
    assert "nghỉ bù 07/02" in proposed[date(2027, 2, 10)].note
    assert "nghỉ bù 01/05" in proposed[date(2027, 5, 3)].note
    assert date(2027, 4, 16) in proposed


def test_two_holidays_on_one_weekend_give_two_working_days():
    saturday, sunday, monday = date(2022, 4, 30), date(2022, 5, 1), date(2022, 5, 2)

    given = holidays.days_off_for([(saturday, "A"), (sunday, "B")])

    assert [on for on, _ in given] == [monday, date(2022, 5, 3)]


def test_the_week_is_monday_to_friday_morning_and_afternoon():
    rows = [row for _, row in hours.rows()]

    assert [row["weekday"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row for row in rows if row["unit"] != "*"] == []
    assert rows[0]["sessions"] == [["07:30", "11:30"], ["13:30", "17:00"]]
    assert rows[0]["valid_from"] == "2004-01-01"


@pytest.mark.parametrize(
    ("received", "value", "unit", "due"),
    [
        ("2019-05-24 14:59", 1, DurationUnit.SAME_DAY, "2019-05-24"),
        ("2019-05-24 15:01", 1, DurationUnit.SAME_DAY, "2019-05-27"),
        ("2019-04-25 10:00", 3, DurationUnit.WORKING_DAYS, "2019-05-03"),
        ("2019-04-25 10:00", 5, DurationUnit.WORKING_DAYS, "2019-05-06"),
        ("2019-02-01 10:00", 1, DurationUnit.WORKING_DAYS, "2019-02-11"),
        ("2019-01-03 16:00", 2, DurationUnit.WORKING_DAYS, "2019-01-05"),
        ("2019-04-11 10:00", 2, DurationUnit.WORKING_DAYS, "2019-04-16"),
        ("2019-05-01 10:00", 3, DurationUnit.WORKING_DAYS, "2019-05-06"),
    ],
)
def test_deadlines_of_2019_fall_where_the_vectors_say(received, value, unit, due):
    at = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)

    answer = due_at(at, Duration(value, unit), OFFICE)

    assert local(answer.at).date() == date.fromisoformat(due)
