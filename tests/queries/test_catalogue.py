"""Questions about units, calendars and procedures, asked of the tables."""

from datetime import date, time

import pytest

from app.domain.calendar import Session
from app.queries import calendars, procedures, units
from sync import journal
from tests.town import AN, BIRTH, NOW

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2019, 5, 24)


def test_a_unit_is_called_by_its_name_of_that_day():
    assert units.name_of("18571", TODAY) == "Xã Thạch Hải"
    assert units.name_of("99999", TODAY) == "99999"
    assert units.names(TODAY)["445"] == "Huyện Thạch Hà"


def test_the_way_up_and_what_lies_below():
    assert [unit.code for unit in units.path_up("18571", TODAY)] == ["18571", "445", "42"]
    assert [unit.code for unit in units.children("445", TODAY)] == ["18571", "18604"]
    assert units.units_below("445") == ["18571", "18604"]
    assert units.units_below("18571") == []
    assert set(units.units_below("42")) >= {"445", "18571", "18604"}


def test_a_node_forwards_only_to_a_parent_it_has_joined():
    assert units.office_above("18571", TODAY) == "445"
    assert units.office_above("445", TODAY) is None


def test_neighbours_are_called_by_their_kind():
    assert units.word_above("18571", TODAY) == "huyện"
    assert units.word_above("445", TODAY) == "cấp trên"
    assert units.word_for_children("445") == "xã"
    assert units.word_for_children("42") == "huyện"
    assert units.word_for_children("18571") == "cấp dưới"


def test_an_office_without_hours_of_its_own_keeps_the_usual_ones():
    calendar = calendars.calendar_for("18571", TODAY)

    assert calendar.sessions_on(TODAY) == (
        Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17)),
    )  # fmt: skip
    assert not calendar.is_working_day(date(2019, 4, 30))
    assert calendar.is_working_day(date(2019, 5, 4))


def test_an_office_that_sets_its_hours_sets_the_whole_week():
    journal.record(
        "working_hours", "18571-5-2019", by=AN, at=NOW, scope="all", unit="18571", weekday=5,
        sessions=[["07:00", "11:00"]], valid_from="2019-06-01",
    )  # fmt: skip

    before = calendars.calendar_for("18571", TODAY)
    after = calendars.calendar_for("18571", date(2019, 6, 1))
    assert before.is_working_day(TODAY)
    assert after.sessions_on(date(2019, 6, 8)) == (Session(time(7), time(11)),)
    assert not after.is_working_day(date(2019, 6, 7))
    assert calendars.calendar_for("18604", date(2019, 6, 1)).is_working_day(date(2019, 6, 7))


def test_a_procedure_is_found_by_what_the_desk_types():
    assert procedures.find("ks", TODAY)[0].id == BIRTH
    assert procedures.find("1.001193", TODAY)[0].id == BIRTH


def test_a_new_version_holds_from_its_day_and_the_old_one_is_kept():
    old = procedures.one(BIRTH)
    values = old.to_values() | {"version": 2, "duration_value": 2, "valid_from": "2019-06-01"}
    journal.record("procedure", "1.001193@2", by=AN, at=NOW, scope="all", **values)

    assert procedures.latest("1.001193", TODAY).version == 1
    assert procedures.latest("1.001193", date(2019, 6, 1)).version == 2
    assert [p.version for p in procedures.in_force(date(2019, 6, 1)) if p.code == "1.001193"] == [2]
    assert procedures.one(BIRTH) == old


def test_a_procedure_not_yet_or_never_in_force_is_not_offered():
    assert procedures.latest("1.012823", TODAY) is None
    assert procedures.one("9.999999@1") is None
    assert "1.012823" not in {procedure.code for procedure in procedures.in_force(TODAY)}
