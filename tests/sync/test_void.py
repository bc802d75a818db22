"""Promises of a void: nothing is deleted, and neither the void nor what was changed beside it is lost in silence."""

import pytest

from sync import journal
from tests.sync.offices import Line, Office


def void(office: Office, record: str, reason: str = "ghi nhầm") -> None:
    with office.acting():
        journal.void("toy", record, reason=reason, by="x", at=office.tick())


def test_a_voided_record_leaves_the_tables_of_both_sides_and_stays_in_the_log(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    void(hai, "d1")
    hai.sync(line)

    assert (hai.rows(), district.rows()) == ([], [])
    assert district.count("operation") == 2


def test_a_change_made_beside_a_void_brings_a_card_and_shows_the_record(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    with district.acting():
        journal.record("toy", "d1", by="g", at=district.tick(), name="b")
    void(hai, "d1")
    hai.sync(line)

    for office in (district, hai):
        assert [row["name"] for row in office.rows()] == ["b"]
        assert office.count("record", "contested = 1") == 1


def test_voiding_again_after_seeing_the_change_settles_it(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    with district.acting():
        journal.record("toy", "d1", by="g", at=district.tick(), name="b")
    void(hai, "d1")
    hai.sync(line)
    void(hai, "d1", "vẫn là ghi nhầm")
    hai.sync(line)

    for office in (district, hai):
        assert (office.rows(), office.count("record", "contested > 0")) == ([], 0)


def test_a_void_can_be_taken_back_with_everything_it_held(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a", phone="1")
    void(hai, "d1")
    hai.sync(line)
    with district.acting():
        journal.restore("toy", "d1", by="g", at=district.tick())
    hai.sync(line)

    assert hai.rows() == district.rows()
    assert hai.row("d1")["phone"] == "1"


def test_a_voided_record_takes_no_more_changes(hai: Office) -> None:
    hai.write("d1", name="a")
    void(hai, "d1")

    with pytest.raises(journal.Hidden):
        hai.write("d1", name="b")
