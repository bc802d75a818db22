"""A version behind: what it does not know it keeps and passes on, and shows when it has been upgraded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from peewee import SqliteDatabase

from sync import journal, learning, shares, store, verify, wire
from sync.operations import compose, read
from sync.registers import HUMAN, LATEST, STATE
from tests.sync.offices import Line, Office, Part, Toy


@contextmanager
def version(**entities: dict[str, Any]) -> Iterator[None]:
    """The program as a version that knows these entities and fields."""
    before = dict(shares.ALL)
    shares.ALL.clear()
    if "toy" in entities:
        journal.share("toy", Toy, settle=entities["toy"])
    if "part" in entities:
        journal.share("part", Part, settle=entities["part"], belongs_to=("toy", "toy"))
    try:
        yield
    finally:
        shares.ALL.clear()
        shares.ALL.update(before)


TOY = {"name": HUMAN, "status": STATE, "phone": LATEST, "amount": HUMAN}
EARLY, LATER = 1558663200000001, 1558663200000002

PART = {"toy": HUMAN, "words": HUMAN}


def old() -> Any:
    """Without the field `phone`, `amount`, and without parts."""
    return version(toy={"name": HUMAN, "status": STATE})


def new() -> Any:
    return version(toy=TOY, part=PART)


@pytest.fixture
def district() -> Office:
    return Office("445", None, database=SqliteDatabase(":memory:"))


@pytest.fixture
def hai(district: Office) -> Office:
    return joined(district)


@pytest.fixture
def written(hai: Office, district: Office) -> list[bytes]:
    """A new commune writes; an old district takes it and makes a change of its own. The bodies as they left."""
    with new():
        hai.write("d1", name="Bình", phone="0900 000 001", amount=5000)
        hai.write("p1", entity="part", toy="d1", words="tờ khai")
        hai.write("p1", entity="part", words="tờ khai, 2 bản")
    line = Line(district)
    with old():
        start(district)
        hai.sync(line)
        district.write("d1", status="processing")
    return wire.unseal(line.carried[0][0]).bodies


def test_an_old_node_relays_what_it_does_not_know_byte_for_byte(
    written: list[bytes], district: Office
) -> None:
    fresh = joined(district)
    line = Line(district)
    with old():
        district.now = fresh.now
        answer = carried_by(line, fresh)

    assert answer[: len(written)] == written
    with new():
        start(fresh)
    assert fresh.row("d1")["phone"] == "0900 000 001"
    assert fresh.rows(Part) == [{"id": "p1", "toy": "d1", "words": "tờ khai, 2 bản"}]


def test_what_was_unknown_is_not_shown_before_the_upgrade(
    written: list[bytes], district: Office
) -> None:
    assert district.row("d1")["phone"] is None
    assert district.rows(Part) == []


def test_after_the_upgrade_fields_and_entities_appear(
    written: list[bytes], hai: Office, district: Office
) -> None:
    with new():
        start(district)
        hai.sync(Line(district))

        assert district.rows() == hai.rows()
        assert district.rows(Part) == hai.rows(Part)
        assert district.live(("18571",)) == hai.live(("18571",))
        assert faults(district) == []


def test_a_part_learned_late_belongs_to_its_record_like_any_other(
    written: list[bytes], hai: Office, district: Office
) -> None:
    with new():
        start(district)

        assert owners(district) == owners(hai) == [("p1", "d1")]


def test_a_part_whose_record_has_not_come_waits_for_it_after_the_upgrade(
    district: Office,
) -> None:
    hai = joined(district)
    with new():
        hai.write("d1", name="Bình")
        hai.write("p1", entity="part", toy="d1", words="tờ khai")
        hai.write("p1", entity="part", words="tờ khai, 2 bản")
        bodies = [bytes(body) for (body,) in every(hai, "SELECT body FROM operation ORDER BY n")]
    with old():
        start(district)
        take(district, bodies[1])
        take(district, bodies[2])
    with new():
        start(district)
        assert district.rows(Part) == []
        take(district, bodies[0])

        assert district.rows(Part) == hai.rows(Part)
        assert owners(district) == [("p1", "d1")]
        assert faults(district) == []


def test_a_change_to_a_part_that_came_before_its_record_waits_no_longer_than_the_part(
    district: Office,
) -> None:
    hai = joined(district)
    with new():
        hai.write("d1", name="Bình")
        hai.write("p1", entity="part", toy="d1", words="tờ khai")
        hai.write("p1", entity="part", words="tờ khai, 2 bản")
        first, *others = [
            bytes(row[0]) for row in every(hai, "SELECT body FROM operation ORDER BY n")
        ]
        take(district, others[0])
        take(district, others[1])

        take(district, first)

        assert district.rows(Part) == hai.rows(Part)
        assert every(district, "SELECT COUNT(*) FROM operation WHERE state = 1") == [(0,)]


def test_an_old_node_cannot_wipe_a_new_field(
    written: list[bytes], hai: Office, district: Office
) -> None:
    with old():
        district.write("d1", name="Bình An")
    with new():
        hai.sync(Line(district))

    assert hai.row("d1")["phone"] == "0900 000 001"
    assert hai.row("d1")["name"] == "Bình An"


def test_a_clash_in_a_new_field_is_settled_as_that_field_is(district: Office) -> None:
    """To a version that does not know a field every clash is one for a person; the new one knows better."""
    with old():
        start(district)
        take(district, operation(phone="0900 000 001"))
        take(district, operation(phone="0900 000 002", hlc=LATER))
        assert contested(district) == 1
    with new():
        start(district)

        assert contested(district) == 0
        assert district.row("d1")["phone"] == "0900 000 002"
        assert faults(district) == []


def test_a_part_let_go_of_with_its_first_scope_is_where_its_record_is(
    written: list[bytes], hai: Office, district: Office
) -> None:
    khe = joined(district, "18604")
    district.grants["18604"] = {"18571"}
    with new():
        start(district)
        hai.sync(Line(district))
    with old():
        start(khe)
        khe.sync(Line(district))
    with new(), district.acting():
        journal.move("toy", "d1", scope="18604", by="x", at=district.tick())
    with old():
        khe.sync(Line(district))
        district.grants.clear()
        khe.sync(Line(district))
    assert every(khe, "SELECT scope FROM record WHERE id = 'p1'") == [("~18571",)]

    with new():
        start(khe)

        assert khe.rows(Part) == district.rows(Part) != []
        assert khe.live(("18604",)) == district.live(("18604",))
        assert faults(khe) == []


def test_a_value_that_does_not_fit_a_field_learned_late_is_refused_and_kept(
    district: Office,
) -> None:
    with version(toy={"name": HUMAN}):
        start(district)
        take(district, operation(amount="nhiều", name="An"))
        take(district, operation("d2", amount=7, name="Bình"))
    with new():
        start(district)

        assert [(row["id"], row["amount"]) for row in district.rows()] == [("d2", 7)]
        assert every(district, "SELECT reason FROM operation WHERE state = 2") == [
            ("Giá trị của “amount” không hợp lệ.",)
        ]
        assert faults(district) == []


def test_a_start_without_news_looks_at_nothing(written: list[bytes], district: Office) -> None:
    with new():
        start(district)

        assert start(district) == 0


def test_only_records_that_hold_something_new_are_looked_at(
    written: list[bytes], district: Office
) -> None:
    with old():
        district.write("d7", scope="18571", name="không có gì mới")
    with new():
        assert start(district) == 2


# ── Small acts ──────────────────────────────────────────────────────────────────────────────────────


def joined(above: Office, unit: str = "18571") -> Office:
    office = Office(unit, None, database=SqliteDatabase(":memory:"))
    office.now = above.now
    office.enrol_at(above)
    return office


def start(office: Office) -> int:
    with office.acting():
        return learning.learn()


def carried_by(line: Line, office: Office) -> list[bytes]:
    office.sync(line)
    return wire.unseal(line.carried[-1][1]).bodies


def operation(record: str = "d1", hlc: int = EARLY, **values: Any) -> bytes:
    made = compose(
        node="18571", tier=0, actor="an@18571", hlc=hlc, entity="toy", record=record, scope="18571",
        values=values, base={},
    )  # fmt: skip
    return made.body


def take(office: Office, body: bytes) -> None:
    with office.acting(), journal.transaction():
        journal.apply(read(body), at=office.now, log=0)


def every(office: Office, statement: str) -> list[tuple[Any, ...]]:
    with office.acting():
        return store.every(statement)


def owners(office: Office) -> list[tuple[Any, ...]]:
    return every(
        office, "SELECT r.id, w.id FROM record r JOIN record w ON w.n = r.owner ORDER BY r.id"
    )


def contested(office: Office) -> int:
    return int(every(office, "SELECT SUM(contested) FROM record")[0][0])


def faults(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults
