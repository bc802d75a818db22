"""The units typed in: the 31 of 2019, the merger of 2020, the redrawing of 2025, the end of districts."""

from datetime import date, timedelta

import pytest

from app.catalogue.units import successors, units
from app.domain import units as rules

IN_2019, IN_2020, IN_2025 = date(2019, 5, 23), date(2020, 6, 1), date(2025, 3, 1)
UNITS, LINKS = units(), successors()
ROWS = {unit.id: unit for unit in UNITS}
GONE_IN_2020 = {
    *("18574", "18610", "18613", "18616", "18640", "18646", "18655", "18661", "18664"),
}


def _codes(parent, on):
    return {unit.code for unit in rules.children(UNITS, parent, on)}


@pytest.mark.parametrize(
    ("parent", "on", "count"),
    [
        ("445", IN_2019, 31),
        ("445", IN_2020, 22),
        ("445", IN_2025, 23),
        ("436", IN_2025, 11),
        ("445", date(2026, 11, 23), 23),
        ("42", IN_2019, 2),
    ],
)
def test_each_year_has_its_number_of_units(parent, on, count):
    assert len(_codes(parent, on)) == count


def test_nine_codes_are_gone_after_the_merger():
    assert _codes("445", IN_2019) - _codes("445", IN_2020) == GONE_IN_2020


@pytest.mark.parametrize(("on", "name"), [(IN_2019, "Xã Thạch Đỉnh"), (IN_2020, "Xã Đỉnh Bàn")])
def test_code_18595_changed_its_meaning(on, name):
    assert rules.at(UNITS, "18595", on).name == name


@pytest.mark.parametrize(
    ("code", "row", "name"),
    [
        ("18574", "18595-2020", "Xã Đỉnh Bàn"),
        ("18595", "18595-2020", "Xã Đỉnh Bàn"),
        ("18610", "18601-2020", "Xã Việt Tiến"),
        ("18613", "18601-2020", "Xã Việt Tiến"),
        ("18616", "18562-2004", "Thị trấn Thạch Hà"),
        ("18640", "18634-2020", "Xã Lưu Vĩnh Sơn"),
        ("18646", "18634-2020", "Xã Lưu Vĩnh Sơn"),
        ("18655", "18652-2020", "Xã Tân Lâm Hương"),
        ("18661", "18652-2020", "Xã Tân Lâm Hương"),
        ("18664", "18667-2020", "Xã Nam Điền"),
        ("18571", "18571-2004", "Xã Thạch Hải"),
    ],
)
def test_a_merged_commune_leads_to_the_one_that_took_it_in(code, row, name):
    assert rules.successors(LINKS, f"{code}-2004", IN_2020) == [row]
    assert ROWS[row].name == name


def test_a_merged_commune_that_moved_to_the_city_leads_there():
    assert rules.successors(LINKS, "18574-2004", IN_2025) == ["18595-2025"]
    assert ROWS["18595-2025"].parent == "436"


def test_links_join_rows_that_follow_each_other():
    ends = [(ROWS[link.from_unit].valid_to, ROWS[link.to_unit], link.on) for link in LINKS]

    assert [end for end, _, on in ends if end + timedelta(days=1) != on] == []
    assert [after.id for _, after, on in ends if not after.is_in_force(on)] == []


def test_a_row_that_ended_before_the_districts_did_has_a_successor():
    last_day = date(2025, 6, 30)
    ended = {unit.id for unit in UNITS if unit.valid_to and unit.valid_to < last_day}

    assert ended == {link.from_unit for link in LINKS}


def test_only_the_province_outlives_the_districts():
    assert [unit.code for unit in UNITS if unit.is_in_force(date(2025, 7, 1))] == ["42"]


def test_rows_of_one_code_never_overlap():
    pairs = [(one, two) for one in UNITS for two in UNITS if one.code == two.code and one != two]

    assert [one.id for one, two in pairs if one.is_in_force(two.valid_from)] == []


def test_every_unit_has_the_unit_above_it_in_force_on_its_first_and_last_day():
    below = [unit for unit in UNITS if unit.parent]
    days = [(unit, day) for unit in below for day in (unit.valid_from, unit.valid_to)]

    assert [u.id for u, day in days if not rules.at(UNITS, u.parent, day).is_in_force(day)] == []


def test_ids_are_unique_and_name_code_and_year():
    assert len(ROWS) == len(UNITS)
    assert [u.id for u in UNITS if u.id != f"{u.code}-{u.valid_from.year}"] == []


def test_agency_codes_follow_the_table_differ_and_say_that_they_are_ours():
    numbers = {unit.code: unit.agency_code for unit in UNITS}

    assert numbers["445"] == "H27.35"
    assert numbers["18592"] == "H27.35.07"
    assert len(set(numbers.values())) == len(numbers)
    assert [unit.id for unit in UNITS if "số tạm" not in unit.source] == []
