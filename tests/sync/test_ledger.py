"""The code of a day is the same at two offices that hold the same operations of that day, and only then."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app.migrations import STEPS
from sync import days, journal, operations, store, tables, verify
from sync.checks import ledger
from tests.sync.offices import Line, Office
from tests.sync.test_exchange import refusing

DAY = "2019-05-24"


def code(office: Office, day: str = DAY, *, child: bool = False) -> str:
    with office.acting():
        return ledger.day_code("18571", day, without_refused_above=child)


def test_two_offices_that_hold_the_same_read_the_same_code(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình", amount=1)
    hai.write("p1", entity="part", toy="d1", words="tờ khai")
    hai.sync(line)
    district.write("d1", status="resolved")
    before = code(hai, child=True)

    hai.sync(line)

    assert code(hai, child=True) == code(district) != before
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}", code(district))


def test_one_flipped_field_of_one_operation_changes_the_code(
    hai: Office, khe: Office, district: Office
) -> None:
    said = {
        "node": "18571", "tier": 0, "actor": "an@18571", "hlc": 1558663200000000, "entity": "toy",
        "record": "d1", "scope": "18571", "base": {},
    }  # fmt: skip
    right = operations.compose(**said, values={"amount": 5000})
    flipped = operations.compose(**said, values={"amount": 5001})

    with hai.acting(), journal.transaction():
        journal.apply(right, at=hai.now, log=1)
    with khe.acting(), journal.transaction():
        journal.apply(flipped, at=khe.now, log=1)

    assert code(hai) != code(khe)


def test_the_order_of_arrival_does_not_matter(hai: Office, khe: Office, district: Office) -> None:
    for n in range(5):
        hai.write(f"d{n}", name="Bình")
    with hai.acting():
        rows = store.every("SELECT body FROM operation ORDER BY n DESC")

    with khe.acting():
        for (body,) in rows:
            with journal.transaction():
                journal.apply(operations.read(bytes(body)), at=khe.now, log=1)

    assert code(hai) == code(khe)


def test_a_day_is_counted_in_hanoi_time(hai: Office, district: Office) -> None:
    hai.now += timedelta(hours=15, minutes=59, seconds=58)
    hai.write("d1", name="trước nửa đêm")
    hai.write("d2", name="sau nửa đêm")

    with hai.acting():
        assert {at: found.operations for at, found in ledger.kept().items()} == {
            ("18571", "2019-05-24"): 1, ("18571", "2019-05-25"): 1,
        }  # fmt: skip


def test_what_the_parent_refused_is_left_out_on_both_sides(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình", amount=1)
    hai.sync(line)
    before = code(hai, child=True)

    refusing(district, hai, line, amount=9)

    assert code(hai, child=True) == code(district) == before != code(hai)


def test_the_hours_of_a_day_add_up_to_it(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    hai.write("p1", entity="part", toy="d1", words="tờ khai")
    hai.now += timedelta(hours=3)
    hai.write("d2", name="Chi")

    with hai.acting():
        day = ledger.day("18571", DAY, without_refused_above=False)
        whole = ledger.day_sum("18571", DAY, without_refused_above=False)

    assert {hour: found.operations for hour, found in day.hours.items()} == {8: 2, 11: 1}
    assert day.hours[8].plus(day.hours[11]) == whole
    assert day.records == 2


def test_verify_finds_a_ledger_that_does_not_say_what_the_operations_say(
    hai: Office, district: Office
) -> None:
    hai.write("d1", name="Bình")
    with hai.acting(), journal.transaction():
        store.run("UPDATE ledger SET operations = 7")

    with hai.acting():
        faults = verify.verify().faults

    assert faults == [f"ledger 18571 {DAY}: differs from its operations"]


def test_what_waits_to_know_whose_record_it_is_counts_to_its_day(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    claim = operations.compose(
        node="18604", tier=0, actor="an@18604", hlc=1558663200000000, entity="toy", record="d1",
        scope="18604", values={"phone": "1"}, base={},
    )  # fmt: skip

    with district.acting():
        with journal.transaction():
            arrival = journal.apply(claim, at=district.now, log=1)
        faults = verify.verify().faults

    assert (arrival.state, faults) == (tables.PARKED, [])


def test_a_clock_beyond_the_calendar_still_has_a_day() -> None:
    assert days.day_of(2**62 - 1) == "9999-12-31"
    assert days.day_of(0) == "1970-01-01"
    assert days.hour_of(0) == 7


def test_an_older_database_is_filled_with_the_same_months_and_ledger(
    hai: Office, district: Office, line: Line
) -> None:
    """The step that brings the tables fills them from the operations an earlier version kept."""
    hai.write("d1", name="Bình")
    hai.write("p1", entity="part", toy="d1", words="tờ khai")
    hai.sync(line)
    district.now += timedelta(days=9)
    district.write("c1", scope="all", name="danh mục")
    fill = step()["fill"]
    with district.acting():
        kept, months = ledger.kept(), store.every("SELECT n, month FROM record ORDER BY n")
        with journal.transaction():
            store.run("DELETE FROM ledger")
            store.run("UPDATE record SET month = ''")

            fill(tables.database.obj, "%s" if store.is_postgresql() else "?")

        assert ledger.kept() == kept
        assert store.every("SELECT n, month FROM record ORDER BY n") == months


def step() -> dict[str, Any]:
    names: dict[str, Any] = {}
    source = (STEPS / "0002_whole_engine.py").read_text(encoding="utf-8")
    exec(compile(source, "0002_whole_engine.py", "exec"), names)  # noqa: S102 - our own step
    return names


@pytest.mark.parametrize("scope", ["18571", "all"])
def test_a_day_without_work_has_a_code_too(hai: Office, district: Office, scope: str) -> None:
    with hai.acting():
        assert len(ledger.day_code(scope, "2001-01-01", without_refused_above=True)) == 7
