"""The register on sheets: every dossier once, in order, with what was carried over and room to sign."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.register_sheets import (
    LINES_A_SHEET,
    LINES_TO_SIGN,
    RegisterLine,
    height_of,
    months_of,
    sheets,
)

LINE = RegisterLine(
    "1", "000.21.35.H27-190524-0001", "Đăng ký khai sinh (1.001193)", "01", "Nguyễn Thị Bình",
    "Thôn Liên Hải; 0912345678", "Xã Thạch Hải", "24/05/2019", "24/05/2019", "24/05/2019",
    "Trực tiếp", "Nguyễn Thị Bình", "",
)  # fmt: skip


def lines(count: int) -> list[RegisterLine]:
    return [replace(LINE, seq=str(number)) for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 50, 3000])
def test_every_line_stands_on_one_sheet_in_its_order(count: int) -> None:
    laid = sheets(lines(count))

    assert [line for sheet in laid for line in sheet.lines] == lines(count)


def test_each_sheet_says_its_number_and_what_was_carried_over() -> None:
    laid = sheets(lines(100))

    assert [(sheet.number, sheet.of) for sheet in laid] == [
        (number, len(laid)) for number in range(1, len(laid) + 1)
    ]
    assert [sheet.carried for sheet in laid][1:] == [sheet.so_far for sheet in laid][:-1]
    assert laid[-1].so_far == 100


@pytest.mark.parametrize("count", range(1, 40))
def test_no_sheet_is_fuller_than_it_may_be_and_the_last_has_room_to_sign(count: int) -> None:
    laid = sheets(lines(count))
    heights = [sum(map(height_of, sheet.lines)) for sheet in laid]

    assert max(heights) <= LINES_A_SHEET
    assert heights[-1] + LINES_TO_SIGN <= LINES_A_SHEET
    assert [sheet.signed for sheet in laid] == [False] * (len(laid) - 1) + [True]


def test_a_long_name_takes_more_room() -> None:
    assert height_of(replace(LINE, name="Nguyễn Thị Hoàng Phương " * 4)) > height_of(LINE)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2019, 5, 1), date(2019, 5, 31), "Tháng 5 năm 2019"),
        (date(2020, 2, 1), date(2020, 2, 29), "Tháng 2 năm 2020"),
        (date(2019, 5, 1), date(2019, 5, 30), "Từ ngày 01/05/2019 đến ngày 30/05/2019"),
        (date(2019, 1, 1), date(2019, 12, 31), "Từ ngày 01/01/2019 đến ngày 31/12/2019"),
    ],
)
def test_the_period_is_named_as_people_say_it(first: date, last: date, words: str) -> None:
    assert months_of(first, last) == words
