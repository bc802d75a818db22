"""Promises of accepting what was refused: mended by a person, it holds on both sides, and nobody waits for it."""

from pathlib import Path

import pytest

from sync import journal, operations, store
from tests.sync.offices import Line, Office, Part
from tests.sync.test_digests import compare, incidents_of
from tests.sync.test_exchange import refusing, verified


def accept(office: Office, **values: object) -> None:
    """The last change that was refused there, with these values instead of its own."""
    with office.acting():
        (n,) = store.one("SELECT MAX(operation) FROM refused_operation") or (0,)
        journal.accept(n, values, by="khoa@445", at=office.tick())


@pytest.fixture
def refused(hai: Office, district: Office, line: Line) -> None:
    """The district refused an amount of the commune's record."""
    hai.write("d1", name="Bình", amount=3)
    hai.sync(line)
    refusing(district, hai, line, amount=9)


@pytest.mark.usefixtures("refused")
def test_what_was_mended_holds_on_both_sides_and_ends_the_difference(
    hai: Office, district: Office, line: Line
) -> None:
    accept(district, amount=7)
    hai.sync(line)
    compare(hai, line)

    assert [row["amount"] for row in (*hai.rows(), *district.rows())] == [7, 7]
    assert hai.count("record", "contested > 0") == district.count("record", "contested > 0") == 0
    assert incidents_of(hai) == incidents_of(district) == []
    assert verified(hai) == verified(district) == []


@pytest.mark.usefixtures("refused")
def test_what_was_written_meanwhile_is_a_conflict_on_both_sides(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", amount=5)
    accept(district, amount=7)
    hai.sync(line)

    assert hai.count("record", "contested = 1") == district.count("record", "contested = 1") == 1
    assert hai.rows() == district.rows()


@pytest.mark.usefixtures("refused")
def test_a_restored_commune_that_never_wrote_it_waits_for_nothing(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    accept(district, amount=7)
    fresh = Office("18571", tmp_path / "fresh.db")
    fresh.enrol_at(district)
    fresh.sync(line)

    assert [row["amount"] for row in fresh.rows()] == [7]
    assert fresh.count("operation", "state = 1") == 0


@pytest.mark.usefixtures("refused")
def test_the_refused_one_coming_last_changes_nothing(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    accept(district, amount=7)
    fresh = Office("18571", tmp_path / "fresh.db")
    fresh.enrol_at(district)
    fresh.sync(line)
    with district.acting():
        (body,) = store.one("SELECT body FROM operation WHERE state = 2") or (b"",)
    with fresh.acting(), journal.transaction():
        journal.apply(operations.read(bytes(body)), at=fresh.tick(), log=0)

    assert [row["amount"] for row in fresh.rows()] == [7]
    assert fresh.count("record", "contested > 0") == 0
    assert verified(fresh) == []


def test_a_record_whose_beginning_was_refused_comes_with_its_parts(
    hai: Office, district: Office, line: Line
) -> None:
    refusing(district, hai, line, name="Bình", amount=9)
    hai.write("p1", entity="part", toy="d1", words="bản chính")
    hai.sync(line)
    waiting = district.rows(Part)
    accept(district, name="Bình", amount=7)
    hai.sync(line)
    compare(hai, line)

    assert waiting == []
    assert [row["words"] for row in district.rows(Part)] == ["bản chính"]
    assert hai.rows() == district.rows()
    assert incidents_of(hai) == incidents_of(district) == []


@pytest.mark.usefixtures("refused")
def test_only_all_of_what_was_refused_is_accepted(district: Office) -> None:
    with pytest.raises(ValueError, match="other fields"):
        accept(district, name="Bình")
