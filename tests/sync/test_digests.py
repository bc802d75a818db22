"""What differs between two nodes is found, told and repaired, and proved to be repaired."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync import child, journal, operations, records, store, verify
from sync.checks import comparing, digests, incidents, ledger
from tests.sync.offices import START, Line, Office
from tests.sync.test_exchange import refusing


@pytest.fixture
def level(hai: Office, district: Office, line: Line) -> Line:
    """A commune and its district that hold the same: three records, one of them changed on both sides."""
    hai.write("d1", name="Bình", amount=1)
    hai.write("d2", name="Chi", status="received")
    hai.write("p1", entity="part", toy="d1", words="tờ khai")
    hai.sync(line)
    district.write("d1", status="resolved")
    district.write("c1", scope="all", name="danh mục")
    hai.write("d1", amount=2)
    hai.sync(line)
    hai.sync(line)
    return line


def compare(below: Office, line: Line) -> None:
    """Ask for a comparison and exchange until it, and the one that proves its repair, have ended."""
    with below.acting():
        assert comparing.begin(below.now)
    most = 12
    while most and is_open(below):
        below.sync(line)
        most -= 1
    assert not is_open(below)


def is_open(child: Office) -> bool:
    with child.acting():
        return comparing.is_open()


def incidents_of(office: Office) -> list[dict[str, Any]]:
    with office.acting():
        rows = store.every("SELECT repaired_at, repair, records FROM incident ORDER BY n")
    return [
        {"is_repaired": bool(at), "repair": repair, "records": json.loads(found)}
        for at, repair, found in rows
    ]


def damage(office: Office, statement: str, values: tuple[Any, ...] = ()) -> None:
    with office.acting(), journal.transaction():
        assert store.run(statement, values).rowcount == 1


def hold_the_same(*offices: Office, scopes: tuple[str, ...] = ("all", "18571")) -> bool:
    looked = []
    for office in offices:
        with office.acting():
            looked.append(digests.look(scopes, rows=True).buckets)
            assert verify.verify().faults == []
    return all(one == looked[0] for one in looked)


def operation_n(office: Office, record: str, **values: Any) -> int:
    """The row of the operation that gave the record these values."""
    with office.acting():
        known = records.find("toy", record)
        assert known is not None
        rows = store.every("SELECT n, body FROM operation WHERE record = ?", (known.n,))
        return next(n for n, op in records.read_all(rows) if op.values == values)


def test_two_equal_nodes_say_so_in_one_request(hai: Office, district: Office, level: Line) -> None:
    with hai.acting():
        comparing.begin(hai.now)

    tally = hai.sync(level)

    assert tally.requests == 1
    assert (hai.count("comparison", "ended_at IS NOT NULL AND differing = 0 AND records = 4")) == 1
    assert district.count("comparison", "unit = '18571' AND differing = 0 AND records = 4") == 1
    assert incidents_of(hai) == incidents_of(district) == []


def test_a_changed_row_of_the_commune_is_found_and_drawn_again(
    hai: Office, district: Office, level: Line
) -> None:
    damage(hai, "UPDATE toy SET name = 'Bịnh' WHERE id = 'd1'")

    compare(hai, level)

    found = {"entity": "toy", "id": "d1", "row": ["name"]}
    assert incidents_of(hai) == [
        {
            "is_repaired": True,
            "repair": "Vẽ lại 1 bản ghi tại đây từ sổ thay đổi.",
            "records": [found],
        }
    ]
    assert incidents_of(district)[0]["records"] == [
        {"entity": "toy", "id": "d1", "row_above": ["name"]}
    ]
    assert hai.row("d1")["name"] == "Bình"
    assert hold_the_same(hai, district)


def test_a_changed_row_of_the_district_is_found_and_drawn_again(
    hai: Office, district: Office, level: Line
) -> None:
    damage(district, "UPDATE toy SET phone = '0999' WHERE id = 'd2'")

    compare(hai, level)

    assert [one["is_repaired"] for one in incidents_of(district)] == [True]
    assert incidents_of(district)[0]["records"] == [{"entity": "toy", "id": "d2", "row": ["phone"]}]
    assert incidents_of(hai)[0]["records"] == [
        {"entity": "toy", "id": "d2", "row_above": ["phone"]}
    ]
    assert district.row("d2")["phone"] is None
    assert hold_the_same(hai, district)


@pytest.mark.parametrize("at_the_district", [True, False])
def test_a_flipped_live_value_is_found_and_computed_again(
    hai: Office, district: Office, level: Line, at_the_district: bool
) -> None:
    office = district if at_the_district else hai
    wrong = json.dumps({"0123456789abcdef": ["name", "status"]})
    damage(office, "UPDATE record SET live = ? WHERE entity = 'toy' AND id = 'd2'", (wrong,))

    compare(hai, level)

    assert [one["is_repaired"] for one in incidents_of(office)] == [True]
    assert incidents_of(office)[0]["records"][0]["row"] == ["live"]
    assert hold_the_same(hai, district)


@pytest.mark.parametrize("at_the_district", [True, False])
@pytest.mark.parametrize("values", [{"name": "Bình", "amount": 1}, {"amount": 2}])
def test_a_deleted_operation_comes_back_from_the_other_side(
    hai: Office, district: Office, level: Line, at_the_district: bool, values: dict[str, Any]
) -> None:
    office = district if at_the_district else hai
    n = operation_n(office, "d1", **values)
    damage(office, "DELETE FROM operation WHERE n = ?", (n,))

    compare(hai, level)

    assert [one["is_repaired"] for one in incidents_of(office)] == [True]
    assert incidents_of(office)[0]["records"] == [{"entity": "toy", "id": "d1", "lacked": 1}]
    assert operation_n(office, "d1", **values) == n
    assert hold_the_same(hai, district)


@pytest.mark.parametrize("at_the_district", [True, False])
def test_an_operation_whose_bytes_changed_gets_them_back(
    hai: Office, district: Office, level: Line, at_the_district: bool
) -> None:
    office = district if at_the_district else hai
    n = operation_n(office, "d1", amount=2)
    damage(office, "UPDATE operation SET body = ? WHERE n = ?", (b'{"amount":3}', n))

    compare(hai, level)

    assert [one["is_repaired"] for one in incidents_of(office)] == [True]
    assert incidents_of(office)[0]["records"][0]["damaged"] == 1
    assert hold_the_same(hai, district)


def test_what_the_district_wrote_and_lost_is_taken_back_with_its_own_proof(
    hai: Office, district: Office, level: Line
) -> None:
    n = operation_n(district, "d1", status="resolved")
    damage(district, "DELETE FROM operation WHERE n = ?", (n,))

    compare(hai, level)

    assert operation_n(district, "d1", status="resolved") == n
    assert hold_the_same(hai, district)


def test_a_whole_record_that_is_gone_comes_back(hai: Office, district: Office, level: Line) -> None:
    with hai.acting(), journal.transaction():
        store.run("DELETE FROM operation WHERE record IN (SELECT n FROM record WHERE id = 'c1')")
        store.run("DELETE FROM record WHERE id = 'c1'")
        store.run("DELETE FROM toy WHERE id = 'c1'")

    compare(hai, level)

    assert hai.row("c1") == district.row("c1")
    assert hold_the_same(hai, district)


def test_a_row_that_is_gone_is_drawn_again(hai: Office, district: Office, level: Line) -> None:
    damage(hai, "DELETE FROM toy WHERE id = 'd2'")

    compare(hai, level)

    assert incidents_of(hai)[0]["records"] == [{"entity": "toy", "id": "d2", "row": ["row"]}]
    assert hold_the_same(hai, district)


def test_what_the_district_refused_is_told_and_not_repaired(
    hai: Office, district: Office, level: Line
) -> None:
    refusing(district, hai, level, amount=9)

    compare(hai, level)

    assert hai.row("d1")["amount"] == 9
    assert [one["is_repaired"] for one in incidents_of(hai)] == [False]
    assert incidents_of(hai)[0]["records"] == [{"entity": "toy", "id": "d1", "refused": 1}]
    assert "không tự sửa" in incidents_of(hai)[0]["repair"]


def test_correcting_what_was_refused_ends_the_incident(
    hai: Office, district: Office, level: Line
) -> None:
    refusing(district, hai, level, amount=9)
    compare(hai, level)
    hai.write("d1", amount=6)
    hai.sync(level)

    compare(hai, level)

    assert [one["is_repaired"] for one in incidents_of(hai)] == [True]
    assert [one["is_repaired"] for one in incidents_of(district)] == [True]


def test_many_differences_are_looked_through_page_by_page(
    hai: Office, district: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "PAGE_RECORDS", 3)
    monkeypatch.setattr("sync.checks.compared.MOST_SAID_BYTES", 300)
    monkeypatch.setattr(comparing, "MOST_SAID_BYTES", 300)
    for n in range(8):
        hai.write(f"d{n}", name="Bình")
    hai.sync(line)
    hai.sync(line)
    with district.acting(), journal.transaction():
        store.run("DELETE FROM operation WHERE record > 0")
        store.run("UPDATE toy SET name = 'khác'")

    with hai.acting():
        comparing.begin(hai.now)
    rounds = [hai.sync(line).requests for _ in range(24)]

    assert sum(rounds) == 24
    assert not is_open(hai)
    assert hold_the_same(hai, district)
    assert len(incidents_of(district)[0]["records"]) == 8


def test_work_done_meanwhile_is_no_difference(hai: Office, district: Office, level: Line) -> None:
    with hai.acting():
        comparing.begin(hai.now)
    hai.write("d1", amount=70)
    district.write("d2", status="returned")

    hai.sync(level)
    hai.sync(level)
    hai.sync(level)

    assert not is_open(hai)
    assert incidents_of(hai) == incidents_of(district) == []


def test_a_program_of_another_version_compares_the_operations_alone(
    hai: Office, district: Office, level: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import tables

    shape = digests.shape
    above = district.database
    monkeypatch.setattr(
        digests, "shape", lambda: "mới hơn" if tables.database.obj is above else shape()
    )
    damage(hai, "UPDATE toy SET name = 'Bịnh' WHERE id = 'd1'")

    compare(hai, level)

    assert incidents_of(hai) == []
    assert hai.count("comparison", "ended_at IS NOT NULL AND differing = 0 AND buckets > 0") == 1


def test_an_answer_that_is_no_comparison_ends_it_and_not_the_exchange(
    hai: Office, district: Office, level: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.checks.compared.reply", lambda said: {"step": "buckets"})
    with hai.acting():
        comparing.begin(hai.now)
    district.write("d2", status="returned")

    hai.sync(level)

    assert hai.row("d2")["status"] == "returned"
    assert not is_open(hai)


def test_a_child_learns_nothing_of_what_it_may_not_hold(
    hai: Office, khe: Office, district: Office, level: Line
) -> None:
    khe.sync(level)
    khe.sync(level)
    with khe.acting():
        comparing.begin(khe.now)
        todo = {
            "step": "records", "rows": True, "run": 0, "second": True, "left": [],
            "bucket": ["18571", "2019-05"], "after": None, "want": [], "give": [], "found": [],
        }  # fmt: skip
        with journal.transaction():
            store.run("UPDATE comparison SET todo = ?", (json.dumps(todo),))

    khe.sync(level)

    assert is_open(khe)
    assert khe.count("operation") == 1


def test_the_month_of_a_record_is_when_it_began_by_the_clock_of_its_office(
    hai: Office, district: Office, level: Line
) -> None:
    def months(office: Office) -> list[tuple[Any, ...]]:
        with office.acting():
            return store.every("SELECT id, month FROM record ORDER BY id")

    assert months(hai) == months(district) == [
        ("c1", "2019-05"), ("d1", "2019-05"), ("d2", "2019-05"), ("p1", "2019-05"),
    ]  # fmt: skip


def test_the_ledger_is_right_after_a_repair(hai: Office, district: Office, level: Line) -> None:
    n = operation_n(hai, "d1", status="resolved")
    damage(hai, "DELETE FROM operation WHERE n = ?", (n,))

    compare(hai, level)

    with hai.acting():
        assert ledger.computed() == ledger.kept()


def test_a_person_who_has_read_an_incident_is_kept_with_the_time(
    hai: Office, district: Office, level: Line
) -> None:
    damage(hai, "DELETE FROM toy WHERE id = 'd2'")
    compare(hai, level)

    with hai.acting():
        assert incidents.mark_seen(1, by="an@18571", at=hai.now)
        assert not incidents.mark_seen(1, by="binh@18571", at=hai.now)

    assert hai.count("incident", "seen_by = 'an@18571'") == 1


def test_verify_repairs_by_itself_what_its_own_operations_say(
    hai: Office, district: Office, level: Line
) -> None:
    damage(hai, "UPDATE toy SET name = 'Bịnh' WHERE id = 'd1'")
    damage(hai, "DELETE FROM toy WHERE id = 'd2'")

    with hai.acting():
        mended = verify.repair(verify.verify(), hai.now)

    assert mended == 2
    assert incidents_of(hai) == [
        {
            "is_repaired": True,
            "repair": "Vẽ lại 2 bản ghi tại đây từ sổ thay đổi.",
            "records": [
                {"entity": "toy", "id": "d1", "row": ["name"]},
                {"entity": "toy", "id": "d2", "row": ["row"]},
            ],
        }
    ]
    assert hold_the_same(hai, district)


def test_verify_does_not_repair_what_only_another_office_can_know(
    hai: Office, district: Office, level: Line
) -> None:
    n = operation_n(hai, "d1", amount=2)
    damage(hai, "DELETE FROM operation WHERE n = ?", (n,))

    with hai.acting():
        report = verify.verify()
        mended = verify.repair(report, hai.now)

    assert "toy d1: live values differ from its operations" in report.faults
    assert mended == 0
    assert hai.row("d1")["amount"] == 2


def test_a_middle_node_compares_with_its_parent_what_its_children_wrote(
    hai: Office, district: Office, level: Line, tmp_path: Path
) -> None:
    """What the district wrote for everybody before it had a parent, the parent refused: that is told."""
    province = Office("42", tmp_path / "42.db")
    district.enrol_at(province)
    up = Line(province)
    district.sync(up)
    district.sync(up)
    n = operation_n(province, "d1", amount=2)
    damage(province, "DELETE FROM operation WHERE n = ?", (n,))
    damage(district, "UPDATE toy SET name = 'Bịnh' WHERE id = 'd2'")

    compare(district, up)

    repaired, told = incidents_of(province)
    assert repaired["is_repaired"]
    assert told["records"] == [{"entity": "toy", "id": "c1", "refused": 1}]
    assert hold_the_same(district, province, scopes=("18571",))


def test_a_record_that_moved_to_another_office_is_no_difference(
    hai: Office, khe: Office, district: Office, level: Line
) -> None:
    khe.sync(level)
    with district.acting():
        journal.move("toy", "d1", scope="18604", by="giang@445", at=district.now)
    hai.sync(level)
    khe.sync(level)
    hai.sync(level)
    khe.sync(level)

    compare(hai, level)
    compare(khe, level)

    assert incidents_of(hai) == incidents_of(khe) == incidents_of(district) == []


@pytest.mark.parametrize(
    ("hours_later", "is_due"), [(0, False), (11.9, False), (12, True), (40, True)]
)
def test_a_comparison_is_due_once_after_eight_in_the_evening(
    hai: Office, district: Office, level: Line, hours_later: float, is_due: bool
) -> None:
    """The toy world begins at eight in the morning of Hanoi."""
    now = START + timedelta(hours=hours_later)

    with hai.acting():
        assert comparing.is_due(now) is is_due
        comparing.begin(now)
        assert not comparing.is_due(now)


def test_nothing_is_due_where_there_is_no_parent(district: Office) -> None:
    with district.acting():
        assert not comparing.is_due(START + timedelta(days=9))
        assert not comparing.begin(START)


def test_a_cut_line_only_delays_a_comparison(hai: Office, district: Office, level: Line) -> None:
    class LosesEverySecondAnswer(Line):
        def carry(self, envelope: bytes) -> bytes:
            answer = super().carry(envelope)
            if len(self.carried) % 2:
                raise child.Away("đứt")
            return answer

    line = LosesEverySecondAnswer(district)
    damage(district, "UPDATE toy SET name = 'Bịnh' WHERE id = 'd1'")
    n = operation_n(district, "d1", amount=2)
    damage(district, "DELETE FROM operation WHERE n = ?", (n,))
    with hai.acting():
        comparing.begin(hai.now)

    tries = 0
    while is_open(hai) and tries < 60:
        tries += 1
        with suppress(child.Away):
            hai.sync(line)

    assert not is_open(hai)
    assert hold_the_same(hai, district)


def test_records_are_spelled_as_canonical_json() -> None:
    whole = ["toy", "d1", "18571", '{"9f":["name"]}', "1a", ['Bình "x"\n', None, 5, -1, "đ\u2028"]]

    assert digests._json(whole).encode() == operations.canonical(whole)
