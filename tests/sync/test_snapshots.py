"""A replacement PC: all its office ever sent is there again after one snapshot, whatever happens on the way."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from app import database
from sync import bootstrap, child, feed, journal, snapshots, standing, store, verify, wire
from sync.keys import NodeKey
from tests.sync.offices import BELOW, Line, Office, Part

RECORDS = 60
PAGE_ROWS = 25
CHUNK_BYTES = 256


class PowerCut(BaseException):
    """The machine stops."""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a short history has several pages and segments."""
    monkeypatch.setattr(snapshots, "FEWEST_OPERATIONS", RECORDS)
    monkeypatch.setattr(snapshots, "CHUNK_BYTES", CHUNK_BYTES)
    monkeypatch.setattr(snapshots, "MOST_CHUNKS", 2)
    monkeypatch.setattr(bootstrap, "FIRST_CHUNKS", 1)
    monkeypatch.setattr(feed, "PAGE_ROWS", PAGE_ROWS)


@pytest.fixture
def district(tmp_path: Path) -> Office:
    return in_memory("445", tmp_path / "445.db")


@pytest.fixture
def worked(district: Office, tmp_path: Path) -> Office:
    """The commune's old PC, with a history that the district has; then it breaks."""
    return with_a_history(joined(in_memory("18571", tmp_path / "old.db"), district), district)


@pytest.fixture
def new_pc(worked: Office, district: Office, tmp_path: Path) -> Office:
    """The PC that takes its place, invited and empty."""
    return joined(in_memory("18571", tmp_path / "new.db"), district)


# ── Over the line ───────────────────────────────────────────────────────────────────────────────────


def test_the_new_pc_holds_what_the_old_one_held(
    new_pc: Office, worked: Office, district: Office
) -> None:
    fetch(new_pc, Line(district))

    assert held(new_pc) == held(worked) == held(district)
    assert new_pc.live(("all", "18571")) == district.live(("all", "18571"))
    assert faults(new_pc) == []


def test_it_is_so_below_a_parent_on_either_kind_of_database(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    above = Office("445", tmp_path / "445.db", database=database.opened(new_database()))
    with_a_history(joined(in_memory("18571", tmp_path / "old.db"), above), above)
    new_pc = joined(in_memory("18571", tmp_path / "new.db"), above)

    fetch(new_pc, Line(above))
    tally = new_pc.sync(Line(above))
    above.database.close()

    assert tally.operations_down == 0
    assert len(new_pc.rows()) == RECORDS + 1


def test_the_feed_goes_on_behind_the_snapshot(new_pc: Office, district: Office) -> None:
    fetch(new_pc, Line(district))
    district.write("d03", status="resolved")

    tally = new_pc.sync(Line(district))

    assert (tally.requests, tally.operations_down) == (1, 1)
    assert held(new_pc) == held(district)


def test_it_leaves_what_the_feed_would_have_left(
    new_pc: Office, district: Office, tmp_path: Path
) -> None:
    """The law of snapshots: nothing can be told from which way it came."""
    fetch(new_pc, Line(district))
    mine = kept(new_pc)

    by_feed = joined(in_memory("18571", tmp_path / "by-feed.db"), district)
    by_feed.sync(Line(district))

    assert mine == kept(by_feed)


def test_what_the_new_pc_writes_goes_up_under_a_life_of_its_own(
    new_pc: Office, worked: Office, district: Office
) -> None:
    fetch(new_pc, Line(district))
    new_pc.write("d04", phone="0900 000 004")

    tally = new_pc.sync(Line(district))

    assert tally.operations_up == 1
    assert life(new_pc) != life(worked)
    assert district.row("d04")["phone"] == "0900 000 004"


def test_an_office_with_little_behind_it_begins_with_the_feed(
    district: Office, tmp_path: Path
) -> None:
    hai = joined(in_memory("18571", tmp_path / "18571.db"), district)
    district.write("catalogue", scope="all", name="lệ phí")
    line = Line(district)

    fetch(hai, line)
    hai.sync(line)

    assert wire.unseal(line.carried[0][1]).header["verdict"] == "few"
    assert hai.rows() == district.rows()


@pytest.mark.parametrize("verdict", ["unknown-verb", "unreadable"])
def test_a_parent_of_a_version_without_snapshots_serves_the_feed(
    new_pc: Office, district: Office, verdict: str
) -> None:
    class Older(Line):
        def carry(self, envelope: bytes) -> bytes:
            header = {"verdict": verdict, "words": "?", "protocol": [1, 1], "clock": 0}
            return wire.seal(header, [], district.key)

    fetch(new_pc, Older(district))
    new_pc.sync(Line(district))

    assert held(new_pc) == held(district)
    assert not wanted(new_pc)


def test_nothing_is_fetched_unless_it_is_wanted(new_pc: Office, district: Office) -> None:
    line = Line(district)

    tally = again(new_pc, line)

    assert tally is None
    assert line.carried == []


def test_it_says_how_far_it_has_come(new_pc: Office, district: Office) -> None:
    words: list[str] = []

    fetch(new_pc, Line(district), tell=words.append)

    assert any(said.startswith("Đã tải") for said in words)
    assert words[-1] == f"Đã ghi {RECORDS + 4} thay đổi …"


# ── Cut off ─────────────────────────────────────────────────────────────────────────────────────────


class Cut(Line):
    """A line that ends after so many requests."""

    def __init__(self, above: Office, after: int) -> None:
        super().__init__(above)
        self.left = after

    def carry(self, envelope: bytes) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise child.Away("đứt")
        return super().carry(envelope)


def test_a_line_that_is_always_cut_costs_no_segment_twice(new_pc: Office, district: Office) -> None:
    with new_pc.acting():
        bootstrap.want()
    lines = [Cut(district, after=2) for _ in range(40)]

    ended = [ends(new_pc, line) for line in lines]

    segments = [
        wire.unseal(request).header["from"]
        for line in lines
        for request, _ in line.carried
        if "name" in wire.unseal(request).header
    ]
    assert ended.count("cut") >= 1
    assert ended[-1] == "done"
    assert len(segments) == len(set(segments)) >= 2
    assert held(new_pc) == held(district)


@pytest.mark.parametrize("statements", [*range(1, 12), 20, 40, 80, 160, 300, 500])
def test_power_cut_at_any_statement_leaves_something_to_go_on_from(
    new_pc: Office, district: Office, statements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_pc.acting():
        bootstrap.want()
    with monkeypatch.context() as patched:
        patched.setattr(store, "run", ending_after(statements))
        ends(new_pc, Line(district))

    again(new_pc, Line(district))
    new_pc.sync(Line(district))

    assert held(new_pc) == held(district)
    assert faults(new_pc) == []


def test_half_a_segment_on_the_disk_is_fetched_again(new_pc: Office, district: Office) -> None:
    with new_pc.acting():
        bootstrap.want()
    ends(new_pc, Cut(district, after=3))
    (part,) = snapshots.place(new_pc.folder).glob("*.part")
    damaged = bytearray(part.read_bytes())
    damaged[CHUNK_BYTES + 7] ^= 1
    part.write_bytes(damaged[:-5])

    again(new_pc, Line(district))

    assert held(new_pc) == held(district)


def test_nothing_is_left_beside_the_database_in_the_end(new_pc: Office, district: Office) -> None:
    fetch(new_pc, Line(district))

    assert list(snapshots.place(new_pc.folder).iterdir()) == []
    assert not wanted(new_pc)


# ── At the parent ───────────────────────────────────────────────────────────────────────────────────


def test_a_snapshot_is_made_once_and_kept_for_a_day(new_pc: Office, district: Office) -> None:
    first = made(district)
    district.now += timedelta(hours=23)
    second = made(district)
    district.now += timedelta(hours=25)

    third = made(district)

    assert first == second != third
    assert not first.exists()


def test_a_snapshot_that_is_lost_at_the_parent_is_begun_again_and_said(
    new_pc: Office, district: Office
) -> None:
    with new_pc.acting():
        bootstrap.want()
    ends(new_pc, Cut(district, after=2))
    made(district).unlink()

    again(new_pc, Line(district))

    assert held(new_pc) == held(district)
    assert bootstrap.BEGAN_AGAIN in notices(new_pc)


def test_a_snapshot_that_has_changed_at_the_parent_is_begun_again_and_said(
    new_pc: Office, district: Office
) -> None:
    with new_pc.acting():
        bootstrap.want()
    ends(new_pc, Cut(district, after=1))
    file = made(district)
    file.write_bytes(file.read_bytes()[::-1])

    again(new_pc, Line(district))

    assert held(new_pc) == held(district)
    assert bootstrap.BEGAN_AGAIN in notices(new_pc)


def test_another_office_gets_no_segment_of_it(
    new_pc: Office, district: Office, tmp_path: Path
) -> None:
    khe = joined(in_memory("18604", tmp_path / "18604.db"), district)
    name = made(district).stem
    asked = {
        "verb": "snapshot",
        "protocol": [1, 2],
        "clock": 0,
        "name": name,
        "from": 0,
        "count": 1,
    }

    said = wire.unseal(district.answer(wire.seal(asked, [], khe.key)))

    assert said.header["verdict"] == "snapshot-gone"
    assert said.bodies == []


@pytest.mark.parametrize("name", ["../../445.db", "", "0" * 16, None, 7])
def test_a_name_that_is_none_reads_no_file(new_pc: Office, district: Office, name: Any) -> None:
    asked = {
        "verb": "snapshot",
        "protocol": [1, 2],
        "clock": 0,
        "name": name,
        "from": 0,
        "count": 1,
    }

    said = wire.unseal(district.answer(wire.seal(asked, [], new_pc.key)))

    assert said.header["verdict"] == "snapshot-gone"


def test_what_the_snapshot_brought_is_given_back_to_a_parent_that_was_restored(
    tmp_path: Path,
) -> None:
    above = in_memory("445", tmp_path / "445.db")
    fresh = joined(in_memory("18571", tmp_path / "18571.db"), above)
    old_file = SqliteDatabase(":memory:")
    old_file.connect()
    above.database.connection().backup(old_file.connection())
    for number in range(RECORDS):
        above.write(f"e{number:02}", scope="18571", name="x")
    fetch(fresh, Line(above))
    old_file.connection().backup(above.database.connection())

    fresh.sync(Line(above))

    assert above.rows() == fresh.rows()
    assert len(above.rows()) == RECORDS


# ── On a stick ──────────────────────────────────────────────────────────────────────────────────────


def test_a_stick_brings_the_same(new_pc: Office, district: Office) -> None:
    take(new_pc, on_stick(district))

    tally = new_pc.sync(Line(district))

    assert tally.operations_down == 0
    assert held(new_pc) == held(district)


def test_a_stick_read_twice_changes_nothing(new_pc: Office, district: Office) -> None:
    stick = on_stick(district)
    take(new_pc, stick)
    before = kept(new_pc)

    assert take(new_pc, stick) == 0
    assert kept(new_pc) == before


def test_a_stick_older_than_what_came_by_line_does_no_harm(
    new_pc: Office, district: Office
) -> None:
    stick = on_stick(district)
    district.write("d05", status="resolved")
    new_pc.sync(Line(district))
    before = kept(new_pc)

    take(new_pc, stick)

    assert kept(new_pc) == before


def test_a_stick_for_another_office_is_declined(
    new_pc: Office, district: Office, tmp_path: Path
) -> None:
    khe = joined(in_memory("18604", tmp_path / "18604.db"), district)
    with pytest.raises(bootstrap.BadSnapshot, match="dành cho đơn vị 18571"):
        take(khe, on_stick(district))

    assert khe.rows() == []


def test_a_stick_that_our_parent_has_not_signed_is_declined(
    new_pc: Office, district: Office
) -> None:
    stick = on_stick(district, key=NodeKey(bytes(31) + b"\x09"))

    with pytest.raises(bootstrap.BadSnapshot, match="không do đơn vị cấp trên"):
        take(new_pc, stick)

    assert new_pc.rows() == []


@pytest.mark.parametrize("size", [0, 3, 9, 11, 500, -1])
def test_a_stick_that_was_cut_is_known_and_the_line_does_the_rest(
    new_pc: Office, district: Office, size: int
) -> None:
    stick = on_stick(district)
    stick.write_bytes(stick.read_bytes()[:size])

    with pytest.raises(bootstrap.BadSnapshot):
        take(new_pc, stick)
    new_pc.sync(Line(district))

    assert held(new_pc) == held(district)


def test_pages_in_another_order_are_not_taken(new_pc: Office, district: Office) -> None:
    stick = on_stick(district)
    first, second, *rest = envelopes(stick)
    stick.write_bytes(snapshots.MAGIC + b"".join(map(framed, [second, first, *rest])))

    with pytest.raises(bootstrap.BadSnapshot):
        take(new_pc, stick)

    assert new_pc.rows() == []


# ── Small acts ──────────────────────────────────────────────────────────────────────────────────────


def in_memory(unit: str, path: Path) -> Office:
    """An office whose files stand beside this path."""
    return Office(unit, path, database=SqliteDatabase(":memory:"))


def with_a_history(office: Office, above: Office) -> Office:
    with office.acting(), journal.transaction():
        for number in range(RECORDS):
            name = f"người thứ {number}"
            office.write(f"d{number:02}", name=name, status="received", amount=number)
    office.write("p1", entity="part", toy="d01", words="tờ khai")
    office.sync(Line(above))
    above.write("catalogue", scope="all", name="lệ phí")
    above.write("d01", status="resolved")
    office.write("d02", phone="0900 000 001")
    office.sync(Line(above))
    return office


def joined(office: Office, above: Office) -> Office:
    office.folder.mkdir(parents=True, exist_ok=True)
    office.now = above.now
    office.enrol_at(above)
    return office


def fetch(
    office: Office, line: child.Carrier, tell: Callable[[str], None] = lambda words: None
) -> None:
    with office.acting():
        bootstrap.want()
    again(office, line, tell)


def again(
    office: Office, line: child.Carrier, tell: Callable[[str], None] = lambda words: None
) -> standing.Tally | None:
    with office.acting():
        return bootstrap.fetch(
            line, office.key, folder=office.folder, clock=lambda: office.now, timer=lambda: 0.0, tell=tell
        )  # fmt: skip


def ends(office: Office, line: child.Carrier) -> str:
    try:
        again(office, line)
    except child.Away:
        return "cut"
    except PowerCut:
        return "dead"
    return "done"


def ending_after(statements: int) -> Callable[..., Any]:
    left, run = itertools.count(statements, -1), store.run

    def ending(statement: str, values: Any = ()) -> Any:
        if next(left) <= 0:
            raise PowerCut
        return run(statement, values)

    return ending


def made(above: Office, key: NodeKey | None = None) -> Path:
    with above.acting():
        return snapshots.write_for_stick(
            "18571", ["all", "18571", *BELOW["18571"]], key=key or above.key, folder=above.folder, at=above.now
        )  # fmt: skip


on_stick = made


def take(office: Office, stick: Path) -> int:
    with office.acting():
        return bootstrap.take_file(stick, at=office.now)


def envelopes(stick: Path) -> list[bytes]:
    return list(bootstrap._envelopes(stick))


def framed(envelope: bytes) -> bytes:
    return len(envelope).to_bytes(snapshots.LENGTH_BYTES, "big") + envelope


def held(office: Office) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return office.rows(), office.rows(Part)


def kept(office: Office) -> list[Any]:
    """Everything the feed leaves behind: operations with their proofs, live values, cursor, scopes."""
    with office.acting():
        return [
            store.every("SELECT id, body, state, feed_n, voucher, salvage FROM operation ORDER BY id"),
            store.every("SELECT entity, id, scope, live, contested, month FROM record ORDER BY entity, id"),
            store.every("SELECT scopes FROM sync_parent"),
            held(office),
        ]  # fmt: skip


def life(office: Office) -> str:
    with office.acting():
        return str(store.every("SELECT incarnation FROM sync_self")[0][0])


def wanted(office: Office) -> bool:
    with office.acting():
        return bootstrap.is_wanted()


def notices(office: Office) -> list[str]:
    with office.acting():
        return [words for (words,) in store.every("SELECT words FROM sync_notice")]


def faults(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults
