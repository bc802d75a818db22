"""Promises of a package on a stick: it does what a line does, and no harm however it travels."""

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import feed, journal, store, verify
from sync.keys import NodeKey
from sync.sticks import contents as sticks
from sync.sticks import exports as stick_exports
from sync.sticks import imports as stick_imports
from sync.sticks import packages, posted
from sync.sticks.contents import Contents, Unfit
from tests.sync.files import CHUNK, FileOffice, noise, share_scans
from tests.sync.offices import BELOW, Line, Office, Part, toy_shares

SPACE = 50_000_000


def here(office: Office) -> sticks.Here:
    return sticks.Here(office.key, office.folder, lambda unit: BELOW[unit])


def export(
    office: Office, to: str = "", *, space: int = SPACE, answering: Contents | None = None
) -> bytes:
    """The package this office writes to its parent, or to the child named."""
    out = io.BytesIO()
    with office.acting():
        if to:
            stick_exports.export_down(
                out, here(office), to, space_bytes=space, at=office.now, to=answering
            )
        else:
            stick_exports.export_up(out, here(office), space_bytes=space, at=office.now)
    return out.getvalue()


def take(office: Office, package: bytes) -> Contents:
    with office.acting():
        return stick_imports.take_in(io.BytesIO(package), here(office), at=office.now)


def try_out(office: Office, package: bytes) -> Contents:
    with office.acting():
        return stick_imports.try_out(io.BytesIO(package), here(office), at=office.now)


def round_trip(below: Office, above: Office) -> Contents:
    """A stick up and its answer down."""
    taken = take(above, export(below))
    return take(below, export(above, below.unit, answering=taken))


def everything(office: Office) -> dict[str, list[str]]:
    """All rows of all tables but the list of sticks."""
    with office.acting():
        names = set(office.database.get_tables()) - {"stick", "sqlite_sequence"}
        return {name: sorted(map(plainly, store.every(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608


def plainly(row: tuple[object, ...]) -> str:
    return repr([bytes(value) if isinstance(value, memoryview) else value for value in row])


def verified(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults


# ── A day's work ────────────────────────────────────────────────────────────────────────────────────


def test_a_stick_up_and_its_answer_down_make_both_sides_equal(
    hai: Office, district: Office
) -> None:
    hai.write("d1", name="Bình", amount=5)
    hai.write("p1", entity="part", toy="d1", words="tờ khai")
    take(district, export(hai))
    district.write("d1", status="resolved")
    hai.write("d2", name="An")

    back = round_trip(hai, district)

    assert back.new == 1
    assert district.rows() == hai.rows()
    assert district.rows(Part) == hai.rows(Part)
    assert hai.count("log", "acked_seq = head_seq") == 1
    assert verified(district) == verified(hai) == []


def test_after_the_answer_a_sync_over_the_line_has_nothing_to_carry(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    district.write("c1", scope="all", name="danh mục")
    round_trip(hai, district)

    tally = hai.sync(line)

    assert (tally.requests, tally.operations_up, tally.operations_down) == (1, 0, 0)


def test_work_of_many_batches_goes_in_one_package(
    hai: Office, district: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted, "BATCH_BYTES", 2_000)
    write_many(hai, 40)

    taken = take(district, export(hai))

    assert (taken.operations, taken.new) == (40, 40)
    assert district.rows() == hai.rows()


def test_what_finds_no_space_goes_with_the_next_stick(
    hai: Office, district: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted, "BATCH_BYTES", 2_000)
    write_many(hai, 40)
    small = len(export(hai)) // 2

    first = take(district, export(hai, space=small))
    take(hai, export(district, "18571", answering=first))
    second = take(district, export(hai))

    assert 0 < first.new < 40
    assert first.new + second.new == 40
    assert second.known == 0


def test_a_stick_with_no_space_is_refused_before_anything_is_written(hai: Office) -> None:
    with pytest.raises(Unfit, match="Không đủ chỗ"):
        export(hai, space=100)


def test_a_long_catalogue_comes_down_in_one_package(
    hai: Office, district: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE_ROWS", 30)
    write_many(district, 100, scope="all")

    back = round_trip(hai, district)

    assert back.new == 100
    assert hai.count("operation", "salvage") == 0
    assert hai.rows() == district.rows()


def test_a_parent_gives_without_being_asked(hai: Office, district: Office, line: Line) -> None:
    hai.write("d1", name="Bình")
    hai.sync(line)
    district.write("d1", status="resolved")

    given = take(hai, export(district, "18571"))

    assert given.new == 1
    assert hai.row("d1") == district.row("d1")
    assert hai.count("operation", "salvage") == 0


def test_sticks_of_a_parent_that_hears_nothing_follow_each_other(
    hai: Office, district: Office, line: Line
) -> None:
    hai.sync(line)
    district.write("c1", scope="all", name="một")
    take(hai, export(district, "18571"))
    district.write("c2", scope="all", name="hai")

    take(hai, export(district, "18571"))

    assert hai.rows() == district.rows()
    assert hai.count("operation", "salvage") == 0


# ── Attachments ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_scans(tmp_path: Path) -> tuple[FileOffice, FileOffice]:
    """A district and a commune whose toys have scans."""
    share_scans()
    district = FileOffice("445", tmp_path / "above.db")
    hai = FileOffice("18571", tmp_path / "below.db")
    hai.enrol_at(district)
    hai.write("T1", name="xe")
    return district, hai


def test_attachments_travel_both_ways_with_the_operations(
    with_scans: tuple[FileOffice, FileOffice],
) -> None:
    district, hai = with_scans
    up, down = noise(3 * CHUNK + 100), noise(2 * CHUNK)
    mine = hai.scan("S1", up)

    taken = take(district, export(hai))
    theirs = district.scan("S2", down, scope="18571")
    back = take(hai, export(district, "18571", answering=taken))

    assert (taken.chunks, len(taken.files)) == (4, 1)
    assert district.holds(mine.sha256, up)
    assert hai.is_above(mine.sha256)
    assert (back.chunks, len(back.files)) == (2, 1)
    assert hai.holds(theirs.sha256, down)


def test_operations_go_before_attachments_when_space_is_short(
    with_scans: tuple[FileOffice, FileOffice],
) -> None:
    district, hai = with_scans
    hai.scan("S1", noise(5 * CHUNK))

    taken = take(district, export(hai, space=4 * CHUNK))

    assert taken.operations == 2
    assert 0 < taken.chunks < 5
    assert district.rows() == hai.rows()


def test_trying_out_counts_attachments_and_keeps_none(
    with_scans: tuple[FileOffice, FileOffice],
) -> None:
    district, hai = with_scans
    hai.scan("S1", noise(2 * CHUNK))

    tried = try_out(district, export(hai))

    assert (tried.chunks, len(tried.files)) == (2, 1)
    assert not district.folder.exists() or not list(district.folder.rglob("*.part"))


# ── Lost, repeated, reversed, reordered ─────────────────────────────────────────────────────────────


def test_a_lost_stick_costs_nothing(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    export(hai)
    hai.write("d1", status="received")

    round_trip(hai, district)

    assert district.rows() == hai.rows()


def test_the_same_stick_twice_changes_nothing_twice(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    stick = export(hai)
    answer = export(district, "18571", answering=take(district, stick))
    take(hai, answer)
    before = everything(hai)

    again_up, again_down = take(district, stick), take(hai, answer)

    assert (again_up.new, again_up.known, again_up.outcome) == (0, 1, "nothing")
    assert again_down.new == 0
    assert everything(hai) == before
    assert district.rows() == hai.rows()


def test_a_stick_that_comes_back_to_its_writer_is_not_taken(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")

    with pytest.raises(Unfit, match="không phải cho máy này"):
        take(hai, export(hai))


def test_a_later_stick_before_an_earlier_one_loses_nothing(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    first = export(hai)
    hai.write("d1", status="received")
    second = export(hai)

    late = [take(district, second), take(district, first)]
    round_trip(hai, district)

    assert [each.new for each in late] == [2, 0]
    assert district.rows() == hai.rows()
    assert verified(district) == []


def test_an_earlier_answer_after_a_later_one_moves_nothing_backwards(
    hai: Office, district: Office
) -> None:
    hai.write("d1", name="Bình")
    old = export(district, "18571", answering=take(district, export(hai)))
    hai.write("d2", name="An")
    district.write("c1", scope="all", name="danh mục")
    round_trip(hai, district)
    before = everything(hai)

    taken = take(hai, old)

    assert taken.new == 0
    assert everything(hai) == before


def test_a_sync_over_the_line_between_export_and_import_does_no_harm(
    hai: Office, district: Office, line: Line
) -> None:
    hai.write("d1", name="Bình")
    district.write("c1", scope="all", name="một")
    stick = export(hai)
    hai.write("d2", name="An")
    hai.sync(line)
    district.write("c2", scope="all", name="hai")

    answer = export(district, "18571", answering=take(district, stick))
    taken = take(hai, answer)
    hai.sync(line)

    assert taken.new == 1
    assert district.rows() == hai.rows()
    assert hai.count("operation", "salvage") == 0
    assert verified(district) == verified(hai) == []


# ── Machines restored in between ────────────────────────────────────────────────────────────────────


def restored(office: Office, copy: Path) -> None:
    office.database.close()
    for tail in ("-wal", "-shm"):
        Path(str(office.path) + tail).unlink(missing_ok=True)
    shutil.copy(copy, office.path)


def copied(office: Office, copy: Path) -> Path:
    office.database.close()
    shutil.copy(office.path, copy)
    return copy


def test_an_answer_to_a_file_since_restored_loses_nothing(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("d1", name="trước")
    hai.sync(line)
    copy = copied(hai, tmp_path / "old.db")
    hai.write("d2", name="sau bản chép")
    answer = export(district, "18571", answering=take(district, export(hai)))
    restored(hai, copy)
    hai.write("d3", name="sau khi khôi phục")

    take(hai, answer)
    hai.sync(line)

    assert [row["id"] for row in hai.rows()] == ["d1", "d2", "d3"]
    assert district.rows() == hai.rows()
    assert hai.count("sync_notice") == 1


def test_an_answer_taken_again_after_a_restore_hides_nothing(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("d1", name="trước")
    hai.sync(line)
    copy = copied(hai, tmp_path / "old.db")
    hai.write("d2", name="sau bản chép")
    answer = export(district, "18571", answering=take(district, export(hai)))
    restored(hai, copy)

    take(hai, answer)
    take(hai, answer)
    hai.sync(line)

    assert [row["id"] for row in hai.rows()] == ["d1", "d2"]
    assert verified(hai) == []


def test_an_answer_for_an_earlier_life_of_the_file_does_no_harm(
    hai: Office, district: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("d1", name="trước")
    hai.sync(line)
    copy = copied(hai, tmp_path / "old.db")
    hai.write("d2", name="sau bản chép")
    answer = export(district, "18571", answering=take(district, export(hai)))
    restored(hai, copy)
    hai.write("d3", name="sau khi khôi phục")
    hai.sync(line)

    take(hai, answer)
    take(hai, answer)
    hai.sync(line)

    assert district.rows() == hai.rows()
    assert hai.count("sync_notice") == 1
    assert hai.count("operation", "salvage") == 0
    assert verified(district) == verified(hai) == []


def test_sticks_alone_bring_back_what_a_restored_parent_lost(hai: Office, tmp_path: Path) -> None:
    district = Office("445", tmp_path / "above.db")
    hai = Office("18571", tmp_path / "below.db")
    hai.enrol_at(district)
    round_trip(hai, district)
    copy = copied(district, tmp_path / "old.db")
    hai.write("d1", name="Bình")
    district.write("c1", scope="all", name="danh mục")
    round_trip(hai, district)
    restored(district, copy)

    round_trip(hai, district)
    round_trip(hai, district)
    round_trip(hai, district)

    assert district.rows() == hai.rows()
    assert {row["id"] for row in hai.rows()} == {"c1", "d1"}
    assert hai.count("operation", "salvage") == 0
    assert verified(district) == verified(hai) == []


def test_an_answer_from_before_the_parent_was_restored_hides_nothing_from_it(
    tmp_path: Path,
) -> None:
    district = Office("445", tmp_path / "above.db")
    hai = Office("18571", tmp_path / "below.db")
    hai.enrol_at(district)
    hai.sync(Line(district))
    copy = copied(district, tmp_path / "old.db")
    district.write("c1", scope="all", name="mất khi khôi phục")
    answer = export(district, "18571")
    restored(district, copy)
    district.write("c2", scope="all", name="sau khi khôi phục")
    hai.write("d1", name="Bình")
    hai.sync(Line(district))

    take(hai, answer)
    hai.sync(Line(district))

    assert district.rows() == hai.rows()
    assert [row["id"] for row in district.rows()] == ["c1", "c2", "d1"]
    assert hai.count("operation", "salvage") == 0


# ── Wrong hands, cut, changed ───────────────────────────────────────────────────────────────────────


def test_a_stick_for_another_office_is_refused_by_name(
    hai: Office, khe: Office, district: Office
) -> None:
    before = everything(khe)

    with pytest.raises(Unfit, match="Gói này gửi cho"):
        take(khe, export(district, "18571"))

    assert everything(khe) == before


def test_a_stick_of_a_stranger_is_refused(hai: Office, district: Office, tmp_path: Path) -> None:
    other = Office("445", tmp_path / "other.db")
    stranger = Office("18604", tmp_path / "stranger.db")
    other.key = district.key
    stranger.enrol_at(other)
    stranger.write("d1", name="lạ")
    before = everything(district)

    with pytest.raises(Unfit, match="chưa được mời"):
        take(district, export(stranger))

    assert everything(district) == before


def test_work_of_a_revoked_node_is_refused_with_the_reason_and_kept_for_a_person(
    hai: Office, district: Office
) -> None:
    hai.write("d1", name="Bình")
    stick = export(hai)
    with district.acting():
        district.database.execute_sql("UPDATE sync_child SET revoked_at = '2019-05-24T02:00:00Z'")

    with pytest.raises(Unfit, match="ngừng kết nối"):
        take(district, stick)

    assert district.rows() == []
    assert district.count("held_request") == 1


def test_sticks_bring_a_child_to_the_new_key_of_its_parent(hai: Office, district: Office) -> None:
    round_trip(hai, district)
    hai.write("d1", name="Bình")
    under_old_key = export(hai)
    district.key = NodeKey(b"new key of the district, 32 bytes"[:32], (district.key.seed,))

    take(hai, export(district, "18571", answering=take(district, under_old_key)))
    hai.write("d2", name="An")
    round_trip(hai, district)

    assert district.rows() == hai.rows()
    assert hai.count("log", "acked_seq = head_seq") == 1
    with hai.acting():
        assert bytes(store.every("SELECT public_key FROM sync_parent")[0][0]) == district.key.public


def test_a_revoked_node_is_given_no_stick(hai: Office, district: Office) -> None:
    with district.acting():
        district.database.execute_sql("UPDATE sync_child SET revoked_at = '2019-05-24T02:00:00Z'")

    with pytest.raises(Unfit, match="chưa có máy nào kết nối"):
        export(district, "18571")


def test_nobody_but_the_receiver_can_read_a_stick(hai: Office, khe: Office) -> None:
    hai.write("d1", name="Nguyễn Văn Bình")
    stick = export(hai)

    assert "Nguyễn".encode() not in stick
    with pytest.raises(packages.BadPackage):
        list(packages.records(io.BytesIO(stick), khe.key))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, bytes]:
    """A district and a package a commune has written for it."""
    folder = tmp_path_factory.mktemp("written")
    with toy_shares():
        district, hai = Office("445", folder / "445.db"), Office("18571", folder / "18571.db")
        hai.enrol_at(district)
        hai.write("d1", name="Bình")
        return district, export(hai)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(min_value=0))
def test_a_stick_cut_anywhere_changes_nothing(written: tuple[Office, bytes], cut: int) -> None:
    district, stick = written
    before = everything(district)

    with pytest.raises(Unfit):
        take(district, stick[: cut % len(stick)])

    assert everything(district) == before


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_bit_changed_anywhere_changes_nothing(
    written: tuple[Office, bytes], place: int, bit: int
) -> None:
    district, stick = written
    before = everything(district)
    changed = bytearray(stick)
    changed[place % len(stick)] ^= 1 << bit

    with pytest.raises(Unfit):
        take(district, bytes(changed))

    assert everything(district) == before


def test_a_package_of_a_later_format_is_said_to_be_one(written: tuple[Office, bytes]) -> None:
    district, stick = written

    with pytest.raises(Unfit, match="phiên bản chương trình khác"):
        take(district, stick[:7] + b"\x02" + stick[8:])


def test_any_other_file_is_said_to_be_no_package(written: tuple[Office, bytes]) -> None:
    district, _ = written

    with pytest.raises(Unfit, match="không phải gói USB"):
        take(district, b"%PDF-1.7 ...")


def test_bytes_behind_the_end_are_noticed(written: tuple[Office, bytes]) -> None:
    district, stick = written

    with pytest.raises(Unfit):
        take(district, stick + b"more")


# ── Trying out ──────────────────────────────────────────────────────────────────────────────────────


def test_trying_out_counts_and_changes_nothing(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    round_trip(hai, district)
    hai.write("d1", name="Bính")
    district.write("d1", name="Bỉnh")
    hai.write("d9", scope="18604", name="của xã khác")
    stick = export(hai)
    before = everything(district)

    tried = try_out(district, stick)

    assert (tried.unit, tried.operations, tried.new) == ("18571", 2, 2)
    assert (tried.refused, tried.cards) == (1, 1)
    assert everything(district) == before
    assert district.count("stick", "direction = 'in'") == 1


def test_taking_in_does_what_trying_out_said(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    stick = export(hai)

    tried, taken = try_out(district, stick), take(district, stick)

    assert (tried.new, tried.known, tried.cards) == (taken.new, taken.known, taken.cards)


def test_an_answer_is_tried_out_too(hai: Office, district: Office) -> None:
    district.write("c1", scope="all", name="danh mục")
    answer = export(district, "18571", answering=take(district, export(hai)))
    before = everything(hai)

    tried = try_out(hai, answer)

    assert (tried.unit, tried.new, tried.known) == ("445", 1, 0)
    assert everything(hai) == before


def test_every_stick_is_kept_on_the_list(hai: Office, district: Office) -> None:
    hai.write("d1", name="Bình")
    stick = export(hai)
    take(district, stick)
    with pytest.raises(Unfit):
        take(district, stick[:-1])

    assert listed(hai) == [("out", "445", 1, "made")]
    assert listed(district) == [("in", "18571", 1, "taken"), ("in", "18571", 0, "refused")]


def listed(office: Office) -> list[tuple[object, ...]]:
    with office.acting():
        rows = office.database.execute_sql(
            "SELECT direction, unit, operations, outcome FROM stick ORDER BY n"
        )
        return [tuple(row) for row in rows.fetchall()]


def write_many(office: Office, count: int, scope: str | None = None) -> None:
    with office.acting(), journal.transaction():
        for n in range(count):
            office.write(f"d{n:04}", scope=scope, name="x" * 40)
