"""Where an office stands in the tree on a given day, told with a small district that is redrawn."""

from datetime import date

import pytest

from app.domain.units import (
    Unit,
    UnitKind,
    UnitSuccessor,
    at,
    children,
    descendants,
    path_up,
    row_id,
    successors,
)

BEFORE, MERGED, ENDED = date(2019, 5, 23), date(2020, 1, 1), date(2025, 7, 1)


def _unit(code, name, kind, parent, since, until=None):
    row = row_id(code, since)
    return Unit(row, code, name, kind, parent, None, since, until, "")


SINCE, LAST_2019, LAST_2025 = date(2004, 1, 1), date(2019, 12, 31), date(2025, 6, 30)
COMMUNE, DISTRICT = UnitKind.COMMUNE, UnitKind.DISTRICT
UNITS = (
    _unit("42", "Tỉnh", UnitKind.PROVINCE, None, SINCE),
    _unit("445", "Huyện", DISTRICT, "42", SINCE, LAST_2025),
    _unit("436", "Thành phố", DISTRICT, "42", SINCE, LAST_2025),
    _unit("18574", "Xã Thạch Bàn", COMMUNE, "445", SINCE, LAST_2019),
    _unit("18595", "Xã Thạch Đỉnh", COMMUNE, "445", SINCE, LAST_2019),
    _unit("18595", "Xã Đỉnh Bàn", COMMUNE, "445", MERGED, date(2024, 12, 31)),
    _unit("18595", "Xã Đỉnh Bàn", COMMUNE, "436", date(2025, 1, 1), LAST_2025),
    _unit("18565", "Xã Ngọc Sơn", COMMUNE, "445", SINCE, LAST_2025),
)
LINKS = (
    UnitSuccessor("a", "18574-2004", "18595-2020", MERGED),
    UnitSuccessor("b", "18595-2004", "18595-2020", MERGED),
    UnitSuccessor("c", "18595-2020", "18595-2025", date(2025, 1, 1)),
)


def _names(units):
    return [unit.name for unit in units]


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("18595", BEFORE, "Xã Thạch Đỉnh"),
        ("18595", LAST_2019, "Xã Thạch Đỉnh"),
        ("18595", MERGED, "Xã Đỉnh Bàn"),
        ("18595", date(2026, 11, 23), "Xã Đỉnh Bàn"),
        ("18574", date(2024, 6, 1), "Xã Thạch Bàn"),
    ],
)
def test_a_code_means_the_unit_that_bore_it_last_on_that_day(code, on, name):
    assert at(UNITS, code, on).name == name


@pytest.mark.parametrize(("code", "on"), [("18595", date(2003, 12, 31)), ("99999", BEFORE)])
def test_a_code_means_nothing_before_its_first_day(code, on):
    assert at(UNITS, code, on) is None


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (BEFORE, ["Xã Ngọc Sơn", "Xã Thạch Bàn", "Xã Thạch Đỉnh"]),
        (MERGED, ["Xã Ngọc Sơn", "Xã Đỉnh Bàn"]),
        (date(2025, 1, 1), ["Xã Ngọc Sơn"]),
        (ENDED, ["Xã Ngọc Sơn"]),
    ],
)
def test_a_district_has_the_communes_of_that_day_and_keeps_its_last_ones(on, names):
    assert _names(children(UNITS, "445", on)) == names


def test_an_unknown_unit_has_nothing_below_or_above_it():
    assert children(UNITS, "99999", BEFORE) == []
    assert path_up(UNITS, "99999", BEFORE) == []


def test_descendants_come_after_the_unit_above_them():
    codes = [unit.code for unit in descendants(UNITS, "42", MERGED)]

    assert codes == ["436", "445", "18565", "18595"]


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (BEFORE, ["Xã Thạch Đỉnh", "Huyện", "Tỉnh"]),
        (date(2025, 3, 1), ["Xã Đỉnh Bàn", "Thành phố", "Tỉnh"]),
        (date(2026, 11, 23), ["Xã Đỉnh Bàn", "Thành phố", "Tỉnh"]),
    ],
)
def test_the_way_up_goes_by_the_day_and_survives_the_end_of_districts(on, names):
    assert _names(path_up(UNITS, "18595", on)) == names


@pytest.mark.parametrize(
    ("row", "on", "rows"),
    [
        ("18574-2004", BEFORE, ["18574-2004"]),
        ("18574-2004", MERGED, ["18595-2020"]),
        ("18574-2004", ENDED, ["18595-2025"]),
        ("18565-2004", ENDED, ["18565-2004"]),
    ],
)
def test_successors_are_followed_to_the_row_of_that_day(row, on, rows):
    assert successors(LINKS, row, on) == rows


def test_a_split_unit_has_all_its_parts_once():
    split = (
        UnitSuccessor("a", "1-2004", "2-2020", MERGED),
        UnitSuccessor("b", "1-2004", "3-2020", MERGED),
        UnitSuccessor("c", "2-2020", "4-2025", ENDED),
        UnitSuccessor("d", "3-2020", "4-2025", ENDED),
    )

    assert successors(split, "1-2004", MERGED) == ["2-2020", "3-2020"]
    assert successors(split, "1-2004", ENDED) == ["4-2025"]


def test_a_row_is_kept_with_days_as_text():
    assert UNITS[4].to_values() == {
        "code": "18595",
        "name": "Xã Thạch Đỉnh",
        "kind": "commune",
        "parent": "445",
        "agency_code": None,
        "valid_from": "2004-01-01",
        "valid_to": "2019-12-31",
        "source": "",
    }
    assert LINKS[0].to_values() == {
        "from_unit": "18574-2004",
        "to_unit": "18595-2020",
        "on_date": "2020-01-01",
    }
