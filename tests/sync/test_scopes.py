"""Promises of scopes: who may hold a record holds all of it, and nobody else holds any."""

from pathlib import Path

import pytest

from sync import child, journal, parent, scopes
from sync.applying import parking
from sync.operations import Operation, compose, read
from tests.sync.offices import Line, Office
from tests.sync.test_sticks import copied, restored


def test_a_record_that_changes_hands_leaves_one_office_whole_and_comes_to_the_other_whole(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="Nguyễn", phone="1")
    hai.write("p1", entity="part", toy="d1", words="giấy")
    hai.sync(line)
    with district.acting():
        journal.move("toy", "d1", scope="18604", by="g", at=district.tick())
    for office in (hai, khe):
        office.sync(line)

    assert (hai.rows(), hai.count("part")) == ([], 0)
    assert khe.rows() == district.rows()
    assert (khe.row("d1")["name"], khe.count("part")) == ("Nguyễn", 1)


def test_what_was_typed_before_the_move_was_known_is_not_lost(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    with district.acting():
        journal.move("toy", "d1", scope="18604", by="g", at=district.tick())
    hai.write("d1", name="b")
    for office in (hai, khe):
        office.sync(line)

    assert khe.row("d1")["name"] == "b"
    assert hai.rows() == []


def test_a_record_given_back_comes_back_whole(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    for unit in ("18604", "18571"):
        with district.acting():
            journal.move("toy", "d1", scope=unit, by="g", at=district.tick())
        for office in (hai, khe):
            office.sync(line)
            if office is khe and unit == "18604":
                khe.write("d1", phone="2")
                khe.sync(line)

    assert hai.rows() == district.rows()
    assert (hai.row("d1")["phone"], khe.rows()) == ("2", [])


def test_a_record_lost_and_given_back_is_whole_though_the_parent_met_its_changes_in_another_order(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.write("d1", name="b")
    first, second = written(hai)
    meet(district, second, first)
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    district.grants.clear()
    khe.sync(line)
    with district.acting():
        journal.move("toy", "d1", scope="18604", by="g", at=district.tick())
    khe.sync(line)

    assert khe.rows() == district.rows()
    assert khe.row("d1")["name"] == "b"


def test_nothing_waits_for_a_record_that_went_elsewhere(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.write("d1", name="b")
    first, second = written(hai)
    district.grants["18604"] = {"18571"}
    meet(district, second)
    khe.sync(line)
    with district.acting():
        journal.move("toy", "d1", scope="18607", by="g", at=district.tick())
    meet(district, first)
    khe.sync(line)

    assert district.row("d1")["name"] == "b"
    assert khe.count("operation", "state = 1") == 0


def test_only_an_office_above_both_may_move_a_record(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    operation = compose(
        node="18571", tier=0, actor="x", hlc=1, entity="toy", record="d1", scope="18571",
        values={"@scope": "18571"}, base={},
    )  # fmt: skip

    assert journal._objection(operation) == "Chỉ cấp trên được chuyển bản ghi sang đơn vị khác."


def test_an_office_may_be_given_what_another_holds_and_lose_it_again(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    khe.sync(line)
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    given = khe.rows()
    district.grants.clear()
    khe.sync(line)

    assert given == district.rows()
    assert khe.rows() == []


def test_what_is_given_while_the_giver_itself_could_not_see_it_comes_when_it_sees_it_again(
    district: Office, hai: Office, khe: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    khe.sync(line)
    province = Office("42", tmp_path / "42.db")
    district.enrol_at(province)
    district.sync(Line(province))
    province.write("c1", scope="all", name="x")
    forget_what_it_told(province, "445")
    with pytest.raises(child.Away):
        district.sync(ShortLine(province))
    seen_meanwhile = district.rows()
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    district.sync(Line(province))
    khe.sync(line)

    assert [row["id"] for row in seen_meanwhile] == ["c1"]
    assert khe.rows() == district.rows() == province.rows()
    assert khe.row("d1")["name"] == "a"


def test_taking_many_records_back_reads_what_waits_a_few_times_each(
    district: Office, hai: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        hai.write(f"d{number}", name="a")
        hai.write(f"p{number}", entity="part", toy=f"d{number}", words="x")
    hai.sync(line)
    waiting: list[object] = []
    read_waiting = parking._read
    monkeypatch.setattr(
        parking, "_read", lambda rows: (waiting.extend(rows), read_waiting(rows))[1]
    )
    with district.acting(), journal.transaction():
        scopes._begin_again({"18571"})

    assert district.count("part") == 30
    assert len(waiting) <= 60 * 3


def test_an_office_restored_to_before_it_was_told_anything_leaves_alone_what_went_elsewhere(
    tmp_path: Path,
) -> None:
    province, district = Office("42", tmp_path / "42.db"), Office("445", tmp_path / "445.db")
    hai = Office("18571", tmp_path / "18571.db")
    district.enrol_at(province)
    hai.enrol_at(district)
    hai.write("d1", name="a")
    hai.write("d2", name="a")
    hai.sync(Line(district))
    copy = copied(district, tmp_path / "old.db")
    district.sync(Line(province))
    with province.acting():
        journal.move("toy", "d1", scope="18673", by="g", at=province.tick())
    district.sync(Line(province))
    hai.sync(Line(district))
    restored(district, copy)
    hai.sync(Line(district))

    with pytest.raises(journal.Hidden), district.acting():
        journal.move("toy", "d1", scope="18604", by="g", at=district.tick())
    district.write("d2", name="b")
    district.sync(Line(province))
    assert [row["id"] for row in district.rows()] == ["d2"]
    assert [row["name"] for row in province.rows()] == ["a", "b"]
    assert province.count("refused_operation") == 0


def test_an_office_restored_to_before_two_grants_gets_all_of_the_one_that_still_holds(
    district: Office, hai: Office, khe: Office, line: Line, tmp_path: Path
) -> None:
    copy = copied(khe, tmp_path / "old.db")
    hai.write("d1", name="a")
    hai.sync(line)
    khe.sync(line)
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    hai.write("d2", name="a")
    hai.sync(line)
    district.grants["18604"] = {"18571", "18607"}
    khe.sync(line)
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    restored(khe, copy)

    khe.sync(line)

    assert khe.rows() == district.rows()
    assert len(khe.rows()) == 2


def test_what_an_office_wrote_under_a_grant_counts_after_it_ended(
    district: Office, hai: Office, khe: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    hai.sync(line)
    district.grants["18604"] = {"18571"}
    khe.sync(line)
    khe.write("d1", name="b")
    district.grants.clear()
    khe.sync(line)

    assert district.row("d1")["name"] == "b"
    assert district.count("refused_operation") == 0


def test_a_change_that_claims_a_higher_tier_than_its_writer_is_refused(
    district: Office, hai: Office, line: Line
) -> None:
    hai.write("d1", name="a")
    with hai.acting(), journal.database.atomic():
        journal.store.run("UPDATE sync_self SET tier = 1")
    hai.write("d1", name="b")
    hai.sync(line)

    with district.acting():
        reasons = journal.store.every("SELECT reason FROM refused_operation")
    assert reasons == [(parent.TOO_HIGH,)]


def written(office: Office) -> list[Operation]:
    """What an office wrote, in its order."""
    with office.acting():
        rows = journal.store.every("SELECT body FROM operation ORDER BY n")
    return [read(bytes(body)) for (body,) in rows]


def meet(office: Office, *operations: Operation) -> None:
    """These come to it, in this order."""
    with office.acting(), journal.transaction():
        for operation in operations:
            journal.apply(operation, at=office.tick(), log=0)


def forget_what_it_told(office: Office, unit: str) -> None:
    """As after a restored file: what it once let this child hold is noted no more."""
    with office.acting(), journal.transaction():
        journal.store.run(
            "UPDATE sync_child SET scopes = '[]', fed_from = '{}' WHERE unit = ?", (unit,)
        )


class ShortLine(Line):
    """A line that breaks after one exchange."""

    def carry(self, envelope: bytes) -> bytes:
        if self.carried:
            raise child.Away("cut")
        return super().carry(envelope)
