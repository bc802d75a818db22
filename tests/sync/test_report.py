"""What an office tells of itself reaches its parent once, days as they change, and never costs an exchange."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync import store, wire
from sync.checks import comparing
from sync.members import report
from tests.sync.offices import Line, Office


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    told: dict[str, object] = {"disk_free_mb": 20480}
    monkeypatch.setattr(report, "source", lambda at: dict(told))
    yield told


def known(district: Office, unit: str = "18571") -> dict[str, object]:
    with district.acting():
        row = store.one("SELECT facts FROM node_report WHERE unit = ?", (unit,))
        return report.facts_of(row[0]) if row else {}


def days(office: Office, unit: str = "18571") -> list[tuple[str, int, str]]:
    with office.acting():
        return store.every(
            "SELECT day, operations, code FROM told_day WHERE unit = ? ORDER BY day", (unit,)
        )


def said(line: Line) -> object:
    return wire.unseal(line.carried[-1][0]).header.get("beside", {}).get("report")


def test_the_parent_learns_what_an_office_tells_and_how_much_it_holds_of_a_day(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.write("d1", name="Hoà")

    hai.sync(line)

    assert known(district) == facts
    assert [(day, count) for day, count, _ in days(district)] == [("2019-05-24", 1)]
    assert days(hai) == days(district)


def test_nothing_is_told_twice_and_a_day_that_changed_is_told_again(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.write("d1", name="Hoà")
    hai.sync(line)
    hai.sync(line)
    assert said(line) is None

    hai.write("d1", name="Hải")
    hai.sync(line)

    assert "facts" not in said(line)
    assert [count for _, count, _ in days(district)] == [2]


def test_a_change_of_the_machine_is_told_at_the_next_look(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.sync(line)
    facts["disk_free_mb"] = 256
    hai.now += timedelta(minutes=11)

    hai.sync(line)

    assert known(district) == {"disk_free_mb": 256}


def test_a_program_that_cannot_say_how_it_is_still_sends_its_work(
    hai: Office, district: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "source", lambda at: {}["nothing"])
    hai.write("d1", name="Hoà")

    hai.sync(line)

    assert district.row("d1")["name"] == "Hoà"


@pytest.mark.parametrize(
    "nonsense", [[], {"facts": "x" * 9000, "days": [["2019-05-24", -1, "7K4-29P"], 7]}, {"days": 3}]
)
def test_nonsense_from_below_is_left_alone(
    hai: Office, district: Office, line: Line, monkeypatch: pytest.MonkeyPatch, nonsense: object
) -> None:
    monkeypatch.setattr(report.Report, "ask", lambda self, at: nonsense)
    hai.write("d1", name="Hoà")

    hai.sync(line)

    assert district.row("d1")["name"] == "Hoà"
    assert (known(district), days(district)) == ({}, [])


def test_a_comparison_asked_for_above_begins_below_once(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.write("d1", name="Hoà")
    hai.sync(line)
    with district.acting():
        district.database.execute_sql("UPDATE toy SET name = 'Sai' WHERE id = 'd1'")
        report.ask_to_compare("18571", by="giang", at=district.tick())

    district.tick()
    for _ in range(8):
        hai.sync(line)

    assert district.row("d1")["name"] == "Hoà"
    assert hai.count("comparison") == 2  # and the one that proves the repair


def test_each_hour_of_contact_is_counted(hai: Office, district: Office, line: Line) -> None:
    hai.write("d1", name="Hoà")
    hai.sync(line)
    hai.sync(line)
    district.now += timedelta(hours=2)
    hai.sync(line)

    with district.acting():
        hours = store.every("SELECT hour, exchanges, operations_up FROM contact_hour ORDER BY hour")
    assert hours == [("2019-05-24T01", 2, 1), ("2019-05-24T03", 1, 0)]


def test_only_what_the_chosen_days_have_touched_is_compared_and_sent_again(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.write("may", name="Hoà")
    hai.sync(line)
    hai.now += timedelta(days=40)
    district.now += timedelta(days=40)
    hai.write("july", name="Hải")
    hai.sync(line)
    with district.acting():
        district.database.execute_sql("UPDATE toy SET name = 'Sai'")
        report.ask_to_compare(
            "18571", by="giang", at=district.tick(), days=("2019-07-01", "2019-07-31")
        )

    district.tick()
    for _ in range(8):
        hai.sync(line)

    assert [district.row(each)["name"] for each in ("may", "july")] == ["Sai", "Hải"]
    with hai.acting():
        looked_at = store.every("SELECT buckets, differing FROM comparison ORDER BY n")
        assert comparing.is_due(hai.now + timedelta(days=1))
    assert looked_at == [(1, 1), (1, 0)]


def test_work_of_the_chosen_day_that_never_arrived_below_is_found(
    hai: Office, district: Office, line: Line, facts: dict[str, object]
) -> None:
    hai.write("may", name="Hoà")
    hai.sync(line)
    with hai.acting():
        n = store.one("SELECT MAX(n) FROM operation")[0]
        store.run("DELETE FROM entry WHERE operation = ?", (n,))
        store.run("DELETE FROM operation WHERE n = ?", (n,))
    with district.acting():
        report.ask_to_compare(
            "18571", by="giang", at=district.tick(), days=("2019-05-24", "2019-05-24")
        )

    district.tick()
    for _ in range(8):
        hai.sync(line)

    assert hai.count("operation") == 1
