"""Promises of scopes: who may hold a record holds all of it, and nobody else holds any."""

from sync import journal, parent
from sync.operations import compose
from tests.sync.offices import Line, Office


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
