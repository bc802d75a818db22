"""Files travel behind the operations: whole, once, and only where they may."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import database
from sync import journal, store, verbs, wire
from sync.child import Away, Refused
from sync.files import above as lane_above
from sync.files import attachments, chunks, lane
from sync.files import days as lane_days
from sync.files.pace import LEAST_REQUEST_BYTES, MOST_REQUEST_BYTES, Pace
from sync.keys import NodeKey
from tests.sync.files import (
    CHUNK,
    BreakingLine,
    CutLine,
    FileOffice,
    SlowLine,
    chunk_runs,
    noise,
    share_scans,
)
from tests.sync.offices import Line


@pytest.fixture(autouse=True)
def _scans(_toy: None) -> None:
    share_scans()


@pytest.fixture
def district(new_database: Callable[[], str], tmp_path: Path) -> Iterator[FileOffice]:
    office = FileOffice("445", tmp_path / "445.db", database=database.opened(new_database()))
    yield office
    office.database.close()


@pytest.fixture
def hai(tmp_path: Path, district: FileOffice) -> FileOffice:
    office = FileOffice("18571", tmp_path / "18571.db")
    office.enrol_at(district)
    office.write("T1", name="xe")
    return office


@pytest.fixture
def khe(tmp_path: Path, district: FileOffice) -> FileOffice:
    office = FileOffice("18604", tmp_path / "18604.db")
    office.enrol_at(district)
    office.write("T2", name="thuyen")
    return office


def ask(
    office: FileOffice, district: FileOffice, segments: list[bytes] | None = None, **header: Any
) -> wire.Envelope:
    """What the parent answers to a request of the lane written by hand."""
    request = wire.seal(
        {"verb": "chunks", **header}, segments or [], office.key, raw=bool(segments)
    )
    return wire.unseal(district.answer(request))


def times_given(messages: list[bytes]) -> Counter[tuple[str, int]]:
    """How often each chunk was given in these messages."""
    return Counter(
        (name, chunk)
        for message in messages
        for name, first, count, _ in chunk_runs(message)
        for chunk in range(first, first + count)
    )


# ── Up and down ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_goes_up_whole(hai, district, line):
    data = noise(5 * CHUNK + 100)
    kept = hai.scan("S1", data)

    tally = hai.sync_and_carry(line)

    assert district.holds(kept.sha256, data)
    assert hai.is_above(kept.sha256)
    assert (tally.chunks_up, tally.files_up) == (6, 1)


def test_a_file_comes_down_whole(hai, district, line):
    hai.sync(line)
    data = noise(3 * CHUNK)
    kept = district.scan("S1", data, scope="18571")

    tally = hai.sync_and_carry(line)

    assert hai.holds(kept.sha256, data)
    assert hai.is_above(kept.sha256)
    assert (tally.chunks_down, tally.files_down) == (3, 1)


def test_files_go_both_ways_in_the_same_requests(hai, district, line):
    up = hai.scan("S1", noise(8 * CHUNK))
    hai.sync(line)
    down = district.scan("S2", noise(8 * CHUNK, seed=2), scope="18571")
    hai.sync(line)
    before = len(line.carried)

    hai.carry(line)

    assert district.file(up.sha256).is_here and hai.file(down.sha256).is_here
    assert len(line.carried) - before <= 10


def test_nothing_is_asked_when_there_is_nothing_to_carry(hai, district, line):
    hai.scan("S1", noise(100))
    hai.sync_and_carry(line)
    before = len(line.carried)

    tally = hai.carry(line)

    assert tally.requests == 0
    assert len(line.carried) == before


def test_an_office_without_files_never_speaks_of_them(hai, line):
    assert hai.sync_and_carry(line).requests == 0


def test_previews_go_first_then_the_newest(hai, district, line):
    old = hai.scan("S1", noise(2 * CHUNK))
    new = hai.scan("S2", noise(2 * CHUNK, seed=2), preview=noise(1000, seed=3))
    hai.sync_and_carry(line)

    order = list(dict.fromkeys(name for sent, _ in line.carried for name, *_ in chunk_runs(sent)))

    assert order[1:] == [new.sha256, old.sha256]


def test_the_same_file_of_two_offices_goes_up_once(hai, khe, district, line):
    data = noise(4 * CHUNK)
    hai.scan("S1", data)
    hai.sync_and_carry(line)
    kept = khe.scan("S2", data, toy="T2")

    tally = khe.sync_and_carry(line)

    assert (tally.chunks_up, tally.requests) == (0, 1)
    assert khe.is_above(kept.sha256)


def test_a_child_believes_a_file_is_above_only_when_it_is_whole_there(hai, district, line):
    kept = hai.scan("S1", noise(10 * CHUNK))
    hai.sync(line)

    with pytest.raises(Away):
        hai.carry(CutLine(district, at=4, after=True))

    assert any(district.file(kept.sha256).have)
    assert not hai.is_above(kept.sha256)


def test_a_file_passes_through_three_tiers_and_comes_down_again(tmp_path, district, hai, line):
    province = FileOffice("42", tmp_path / "42.db")
    district.enrol_at(province)
    other = FileOffice("446", tmp_path / "446.db")
    other.enrol_at(province)
    data = noise(3 * CHUNK)
    kept = hai.scan("S1", data)

    hai.sync_and_carry(line)
    district.sync_and_carry(Line(province))
    up = province.holds(kept.sha256, data)
    hai.place(kept.sha256).unlink()
    district.place(kept.sha256).unlink()
    lose(hai, kept.sha256)
    lose(district, kept.sha256)
    district.carry(Line(province))
    hai.carry(line)

    assert up
    assert district.holds(kept.sha256, data) and hai.holds(kept.sha256, data)


def lose(office: FileOffice, sha256: str) -> None:
    with office.acting(), store.database.atomic():
        attachments.note_lost(office.file(sha256))


# ── A line that breaks ──────────────────────────────────────────────────────────────────────────────


REQUESTS = 7
"""What six chunks up and five down take when every request holds one of each."""


def test_six_chunks_up_and_five_down_take_so_many_requests(hai, district, line):
    hai.scan("S1", noise(5 * CHUNK + 7))
    hai.sync(line)
    district.scan("S2", noise(4 * CHUNK + 9, seed=2), scope="18571")
    hai.sync(line)

    assert hai.carry(line).requests == REQUESTS


@pytest.mark.parametrize("after", [False, True], ids=["lost", "answer lost"])
@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_cut_at_any_request_sends_each_chunk_at_most_once_more(hai, district, line, at, after):
    up, down = noise(5 * CHUNK + 7), noise(4 * CHUNK + 9, seed=2)
    mine = hai.scan("S1", up)
    hai.sync(line)
    theirs = district.scan("S2", down, scope="18571")
    hai.sync(line)
    cut = CutLine(district, at=at, after=after)
    begun = len(line.carried)

    with pytest.raises(Away):
        hai.carry(cut)
    hai.carry(line)

    sent = times_given([*cut.sent, *(asked for asked, _ in line.carried[begun:])])
    given = times_given([said for _, said in [*cut.carried, *line.carried[begun:]]])
    assert district.holds(mine.sha256, up) and hai.holds(theirs.sha256, down)
    assert (len(sent), len(given)) == (6, 5)
    assert max(sent.values()) <= 2 and max(given.values()) <= 2
    assert sum(sent.values()) <= 6 + 1 and sum(given.values()) <= 5 + 1


def test_a_line_that_breaks_now_and_then_is_used_on_at_once(hai, district, line):
    data = noise(20 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync(line)
    bad = BreakingLine(district, works=2)

    tally = hai.carry(bad, tries_again=1)

    given = times_given([sent for sent, _ in bad.carried])
    assert district.holds(kept.sha256, data)
    assert (tally.chunks_up, len(given), sum(given.values())) == (20, 20, 20)


def test_a_line_that_is_gone_is_not_tried_for_ever(hai, district, line):
    hai.scan("S1", noise(20 * CHUNK))
    hai.sync(line)
    gone = CutLine(district, at=3, after=False, last=99)

    with pytest.raises(Away):
        hai.carry(gone, tries_again=3)

    assert len(gone.sent) == 2 + 1 + 3


def test_a_parent_that_is_not_there_is_asked_once(hai, district, line):
    hai.scan("S1", noise(CHUNK))
    hai.sync(line)
    gone = CutLine(district, at=1, after=False, last=99)

    with pytest.raises(Away):
        hai.carry(gone, tries_again=3)

    assert len(gone.sent) == 1


def test_requests_are_small_again_after_a_cut_and_grow_carefully():
    pace = Pace(size_bytes=MOST_REQUEST_BYTES)

    pace.cut()
    at_once = pace.size_bytes
    for _ in range(5):
        pace.adapt(pace.size_bytes, 0.01)
    soon = pace.size_bytes
    for _ in range(60):
        pace.adapt(pace.size_bytes, 0.01)

    assert (at_once, soon) == (LEAST_REQUEST_BYTES, MOST_REQUEST_BYTES // 4)
    assert pace.size_bytes == MOST_REQUEST_BYTES


def test_a_cut_is_noted_with_how_far_the_files_came(hai, district, line):
    hai.scan("S1", noise(10 * CHUNK))
    hai.sync(line)

    with pytest.raises(Away):
        hai.carry(CutLine(district, at=4, after=False))

    assert hai.count("sync_run", "outcome = 'away' AND step = 'attachments' AND chunks_up = 2") == 1


def test_a_crash_of_the_program_in_the_middle_loses_nothing_that_was_proved(
    hai, district, line, monkeypatch
):
    kept = hai.scan("S1", noise(6 * CHUNK))
    hai.sync(line)
    monkeypatch.setattr(line, "carry", dying_after(3, line.carry))

    with pytest.raises(ZeroDivisionError):
        hai.carry(line)
    monkeypatch.undo()
    tally = hai.carry(line)

    assert tally.chunks_up == 4
    assert district.file(kept.sha256).is_here


def dying_after(requests: int, carry: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    left = iter(range(requests))

    def dying(envelope: bytes) -> bytes:
        if next(left, None) is None:
            raise ZeroDivisionError
        return carry(envelope)

    return dying


def test_a_full_disk_is_told_and_what_was_kept_goes_on_later(hai, district, line, monkeypatch):
    hai.sync(line)
    kept = district.scan("S1", noise(3 * CHUNK), scope="18571")
    hai.sync(line)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sync.blobs.write_part", full)
        with pytest.raises(Away, match="đĩa"):
            hai.carry(line)
    hai.carry(line)

    assert hai.file(kept.sha256).is_here


# ── Behind the operations ───────────────────────────────────────────────────────────────────────────


def test_an_urgent_decision_is_seen_within_fifteen_seconds_of_a_queue_of_scans(hai, district):
    """384/128 kbit/s and 600 ms: the scans alone would take nine minutes."""
    hai.scan("S1", noise(8 * 1024 * 1024))

    def decide() -> None:
        district.write("T1", name="xe", status="approved")

    line = SlowLine(district, up=16_000, down=48_000, rtt=0.6, after=100.0, then=decide)
    seen_at = work_until_seen(hai, line)

    assert 100 < seen_at <= 115
    assert hai.count("attachment", "NOT is_above") == 1


def work_until_seen(office: FileOffice, line: SlowLine) -> float:
    """Exchange and carry, as the job does, until the decision stands on the screen; the second that was."""
    for _ in range(100):
        office.sync(line)
        if office.row("T1")["status"] == "approved":
            return line.seconds
        office.carry(line, timer=lambda: line.seconds)
    raise AssertionError("never seen")


def test_an_own_change_waits_for_one_request_at_most(hai, district, line, monkeypatch):
    hai.scan("S1", noise(20 * CHUNK))
    hai.sync(line)
    begun = len(line.carried)
    monkeypatch.setattr(line, "carry", writing_at(3, hai, line.carry))

    tally = hai.carry(line)

    assert tally.operations_wait
    assert len(line.carried) - begun == 3


def writing_at(
    request: int, office: FileOffice, carry: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    """An officer writes while this request is on its way."""
    count = iter(range(1, 1000))

    def busy(envelope: bytes) -> bytes:
        if next(count) == request:
            office.write("T9", name="moi")
        return carry(envelope)

    return busy


def test_a_change_no_exchange_can_deliver_does_not_stop_the_files(hai, district, line):
    kept = hai.scan("S1", noise(3 * CHUNK))
    hai.sync(line)
    hai.write("T9", name="moi")

    runs = [hai.carry(line) for _ in range(3)]

    assert all(tally.operations_wait for tally in runs[:2])
    assert district.file(kept.sha256).is_here


def test_what_came_from_this_office_is_no_news_to_it(hai, khe, district, line):
    hai.scan("S1", noise(2 * CHUNK))
    hai.sync(line)
    khe.sync(line)

    assert not hai.carry(line).operations_wait


def test_requests_grow_to_ten_seconds_of_the_measured_pace(hai, district, line):
    hai.scan("S1", noise(60 * CHUNK))
    slow = SlowLine(district, up=32_000, down=32_000, rtt=0.6, after=10**9, then=lambda: None)
    hai.sync(slow)
    begun = len(slow.carried)
    hai.carry(slow, timer=lambda: slow.seconds)

    sizes = [len(sent) for sent, _ in slow.carried[begun:]]

    assert 4 * CHUNK < max(sizes) <= 320_000
    assert len(sizes) < 20


def test_a_fast_line_is_not_given_more_than_four_megabytes_at_once(hai, district):
    hai.scan("S1", noise(20 * 1024 * 1024))
    fast = SlowLine(district, up=10**9, down=10**9, rtt=0.001, after=10**9, then=lambda: None)
    hai.sync(fast)

    hai.carry(fast, timer=lambda: fast.seconds)

    assert max(len(sent) for sent, _ in fast.carried) < 4.1 * 1024 * 1024


def test_it_stops_when_it_is_told_to(hai, line):
    hai.scan("S1", noise(CHUNK))
    hai.sync(line)

    assert hai.carry(line, until=lambda: True).requests == 0


# ── What it may cost ────────────────────────────────────────────────────────────────────────────────


def test_on_a_metered_line_only_previews_travel(hai, district, line):
    kept = hai.scan("S1", noise(3 * CHUNK), preview=b"nho")
    hai.sync(line)
    theirs = district.scan("S2", noise(2 * CHUNK, seed=2), preview=b"nho 2", scope="18571")
    hai.sync(line)

    tally = hai.carry(line, metered=True)

    assert (tally.files_up, tally.files_down) == (1, 1)
    assert tally.is_held_back
    assert not any(district.file(kept.sha256).have) and not any(hai.file(theirs.sha256).have)


def test_the_budget_of_a_day_ends_with_the_day(hai, district, line):
    kept = hai.scan("S1", noise(10 * CHUNK))
    hai.sync(line)

    first = hai.carry(line, budget_bytes_per_day=4 * CHUNK)
    again = hai.carry(line, budget_bytes_per_day=4 * CHUNK)
    hai.now += timedelta(days=1)
    second = hai.carry(line, budget_bytes_per_day=4 * CHUNK)

    assert first.is_held_back and again.requests == 0
    assert 3 <= first.chunks_up <= 4 and 3 <= second.chunks_up <= 4
    assert not district.file(kept.sha256).is_here


def test_beyond_the_budget_previews_still_travel(hai, district, line):
    hai.scan("S1", noise(3 * CHUNK), preview=noise(1000, seed=2))
    hai.sync(line)

    tally = hai.carry(line, budget_bytes_per_day=0)

    assert (tally.files_up, tally.is_held_back) == (1, True)


def test_what_a_day_cost_is_kept(hai, line):
    hai.scan("S1", noise(2 * CHUNK))
    hai.sync(line)

    tally = hai.carry(line)

    with hai.acting():
        assert lane_days.spent(hai.now) == tally.bytes_up + tally.bytes_down > 2 * CHUNK


# ── Only where it may ───────────────────────────────────────────────────────────────────────────────


def test_a_file_of_another_office_is_neither_taken_from_it_nor_given(hai, khe, district, line):
    data = noise(CHUNK)
    kept = hai.scan("S1", data)
    hai.sync(line)
    hai.shelf.put(data)

    forged = ask(khe, district, [data], give=[[kept.sha256, 0, 1, 0]], offer=[kept.sha256])
    taken = any(district.file(kept.sha256).have)
    hai.carry(line)
    stolen = ask(khe, district, want=[[kept.sha256, [[0, 1]], 0]], limit=CHUNK)

    assert not taken
    assert "want" not in forged.header and "whole" not in forged.header
    assert stolen.header["absent"] == [kept.sha256] and stolen.bodies == []


def test_a_file_no_record_names_is_not_stored(hai, district, tmp_path):
    data = noise(100)
    name = hai.shelf.put(data).sha256

    answer = ask(hai, district, [data], give=[[name, 0, 1, 0]])

    assert answer.header["verdict"] == "ok"
    assert not district.shelf.has(name)
    assert district.count("attachment") == 0


def test_files_follow_a_record_that_is_moved_to_another_office(hai, khe, district, line):
    data = noise(3 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync(line)
    with district.acting():
        journal.move("toy", "T1", scope="18604", by="giang", at=district.tick())

    hai.sync_and_carry(line)
    khe.sync_and_carry(line)
    hai.carry(line)

    assert district.holds(kept.sha256, data) and khe.holds(kept.sha256, data)
    assert hai.count("attachment") == 0
    assert not hai.shelf.has(kept.sha256)


def test_a_file_of_another_record_stays_when_one_is_let_go(hai, district, line):
    kept = hai.scan("S1", b"chung")
    hai.write("T3", name="xe khac")
    hai.scan("S3", b"chung", toy="T3")
    hai.sync_and_carry(line)
    with district.acting():
        journal.move("toy", "T1", scope="18604", by="giang", at=district.tick())

    hai.sync_and_carry(line)
    hai.carry(line)

    assert hai.holds(kept.sha256, b"chung")
    assert hai.count("attachment_use") == 1


BAD = [
    {"offer": "x"},
    {"offer": ["../../../etc/passwd"]},
    {"offer": [7]},
    {"offer": ["ab" * 32] * 200},
    {"want": [["ab" * 32]]},
    {"want": [["ab" * 32, [[-1, 2]], 0]]},
    {"want": [["ab" * 32, [[0, 2**50]], 0]]},
    {"want": [["ab" * 32, [[0, 1]] * 100, 0]]},
    {"want": 5},
    {"give": [["ab" * 32, 0, 3, 0]]},
    {"give": [["ab" * 32, 0, -1, 0]]},
    {"give": [["../x", 0, 1, 0]]},
    {"give": [["ab" * 32, 0, 0, 0]]},
    {"give": [["ab" * 32, True, 1, 0]]},
    {"give": {"a": 1}},
    {"cursor": "x", "give": [["ab" * 32, 0, 1, 0]]},
    {"limit": -1, "give": [["ab" * 32, 0, 1, 0]]},
]


@pytest.mark.parametrize("header", BAD, ids=str)
def test_a_request_that_is_none_is_not_read(header):
    with pytest.raises((KeyError, TypeError, ValueError)):
        lane_above.read(header, [b"x"])


def test_a_request_that_is_none_changes_nothing(hai, district, line):
    kept = hai.scan("S1", b"x")
    hai.sync(line)

    answer = ask(hai, district, [b"x"], give=[[kept.sha256, 0, 1, 0]], cursor="x")

    assert answer.header["verdict"] == "unreadable"
    assert not any(district.file(kept.sha256).have)
    assert not (district.folder / "blobs").exists()


def test_a_chunk_larger_than_a_chunk_is_unreadable(hai, district):
    answer = ask(hai, district, [bytes(CHUNK + 1)], give=[["ab" * 32, 0, 1, 0]])

    assert answer.header["verdict"] == "unreadable"


def test_a_damaged_chunk_is_refused_and_asked_for_again(hai, district, line):
    kept = hai.scan("S1", noise(CHUNK))
    hai.sync(line)

    answer = ask(hai, district, [bytes(CHUNK)], give=[[kept.sha256, 0, 1, 0]])

    assert answer.header["want"] == [[kept.sha256, [[0, 1]], 0]]
    assert not any(district.file(kept.sha256).have)


def test_a_stranger_is_refused(hai, district):
    hai.key = NodeKey(bytes(31) + b"\xff")

    assert ask(hai, district, offer=["ab" * 32]).header["verdict"] == "unknown-node"


def test_a_refused_office_is_told(hai, district, line):
    hai.scan("S1", noise(CHUNK))
    hai.sync(line)
    hai.key = NodeKey(bytes(31) + b"\xfe")

    with pytest.raises(Refused):
        hai.carry(line)


def test_a_parent_without_a_lane_is_left_alone(hai, district, line, monkeypatch):
    hai.scan("S1", noise(CHUNK))
    hai.sync(line)
    monkeypatch.setattr(verbs, "all_verbs", dict)

    tally = hai.carry(line)

    assert (tally.requests, tally.operations_wait) == (1, False)
    assert hai.count("attachment", "NOT is_above") == 1


# ── What was lost ───────────────────────────────────────────────────────────────────────────────────


def test_a_file_damaged_here_before_it_went_up_is_not_sent(hai, district, line):
    kept = hai.scan("S1", noise(3 * CHUNK))
    hai.sync(line)
    hai.place(kept.sha256).write_bytes(noise(3 * CHUNK, seed=9))

    tally = hai.carry(line)

    assert tally.chunks_up == 0
    assert (hai.file(kept.sha256).state, district.file(kept.sha256).state) == ("wanted", "wanted")


def test_a_file_damaged_at_the_parent_is_given_to_it_again_by_the_child(hai, khe, district, line):
    data = noise(3 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync_and_carry(line)
    district.place(kept.sha256).write_bytes(bytes(3 * CHUNK))

    asked = ask(hai, district, want=[[kept.sha256, [[0, 3]], 1]], limit=3 * CHUNK)
    hai.now += timedelta(days=1)
    hai.carry(line)

    assert asked.header["absent"] == [kept.sha256]
    assert district.holds(kept.sha256, data)


def test_files_missing_after_a_restore_come_back_from_above(hai, district, line):
    data = noise(3 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync_and_carry(line)
    hai.place(kept.sha256).unlink()

    hai.now += timedelta(days=1)
    hai.carry(line)

    assert hai.holds(kept.sha256, data)


def test_a_parent_that_lost_its_files_gets_them_again(hai, district, line):
    kept = [hai.scan(f"S{i}", noise(CHUNK, seed=i)) for i in range(1, 6)]
    hai.sync_and_carry(line)
    for file in kept:
        lose(district, file.sha256)
        district.place(file.sha256).unlink()

    hai.now += timedelta(days=1)
    hai.carry(line)

    assert all(district.file(file.sha256).is_here for file in kept)


def test_a_parent_that_lost_very_many_files_gets_them_all_again_in_one_run(hai, district, line):
    kept = [hai.scan(f"S{i}", noise(50, seed=i)) for i in range(150)]
    hai.sync_and_carry(line)
    for file in kept:
        lose(district, file.sha256)
        district.place(file.sha256).unlink()

    hai.now += timedelta(days=1)
    hai.carry(line)

    assert district.count("attachment", "state = 'here'") == 150


def test_files_nobody_above_has_are_asked_for_a_few_at_a_time(hai, district, line):
    hai.sync(line)
    for i in range(200):
        hai.write(f"S{i}", entity="scan", toy="T1", sha256=f"{i:064x}", size_bytes=10)
    hai.sync(line)

    assert hai.carry(line).requests == 2


def test_every_file_nobody_above_has_is_asked_for_in_its_turn(hai, district, line):
    hai.sync(line)
    for i in range(100):
        hai.write(f"S{i}", entity="scan", toy="T1", sha256=f"{i:064x}", size_bytes=10)
    hai.sync(line)
    begun = len(line.carried)

    for _ in range(4):
        hai.now += timedelta(minutes=1)
        hai.carry(line)

    asked = {
        name for sent, _ in line.carried[begun:] for name, *_ in wire.unseal(sent).header["want"]
    }
    assert len(asked) == 100


# ── On a stick ──────────────────────────────────────────────────────────────────────────────────────


def stick_up(office: FileOffice, space_bytes: int) -> list[bytes]:
    with office.acting():
        return list(
            lane.requests_for_stick(
                office.key, office.folder, space_bytes=space_bytes, at=office.now
            )
        )


def stick_down(
    district: FileOffice, unit: str, space_bytes: int, wanted: list[str] | None = None
) -> list[bytes]:
    with district.acting():
        return list(
            lane.given_for_stick(
                unit, ["all", unit], district.key, district.folder, space_bytes=space_bytes, wanted=wanted,
                at=district.now,
            )
        )  # fmt: skip


def take_all(office: FileOffice, answers: list[bytes]) -> None:
    with office.acting():
        for answer in answers:
            lane.take(answer, office.folder, at=office.now)


def test_a_stick_carries_everything_up_and_the_proof_of_it_down(hai, district, line):
    files = [hai.scan(f"S{i}", noise(20 * CHUNK + i, seed=i)) for i in range(5)]
    hai.sync(line)

    answers = [district.answer(request) for request in stick_up(hai, 10**9)]
    before = hai.count("attachment", "is_above")
    take_all(hai, answers)

    assert all(district.file(file.sha256).is_here for file in files)
    assert (before, hai.count("attachment", "is_above")) == (0, 5)


def test_a_stick_taken_in_twice_and_backwards_does_no_harm(hai, district, line):
    data = noise(100 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync(line)
    requests = stick_up(hai, 10**9)

    for request in [*reversed(requests), *requests]:
        district.answer(request)

    assert len(requests) > 1
    assert district.holds(kept.sha256, data)


def test_a_small_stick_carries_previews_and_as_much_as_fits(hai, district, line):
    hai.scan("S1", noise(10 * CHUNK), preview=noise(500, seed=2))
    hai.sync(line)

    requests = stick_up(hai, 5 * CHUNK)
    for request in requests:
        district.answer(request)

    assert sum(map(len, requests)) <= 5 * CHUNK
    assert district.count("attachment", "state = 'here'") == 1
    assert hai.carry(line).chunks_up < 10


def test_a_stick_brings_down_what_is_wanted(hai, district, line):
    hai.sync(line)
    wanted = district.scan("S1", noise(3 * CHUNK), scope="18571")
    district.scan("S2", noise(3 * CHUNK, seed=2), scope="18571")
    hai.sync(line)

    take_all(hai, stick_down(district, "18571", 10**9, wanted=[wanted.sha256]))

    assert hai.count("attachment", "state = 'here'") == 1
    assert hai.file(wanted.sha256).is_here and hai.is_above(wanted.sha256)


def test_a_stick_tells_what_is_wanted_here(hai, district, line):
    hai.sync(line)
    kept = district.scan("S1", noise(3 * CHUNK), scope="18571")
    hai.sync(line)

    [request] = stick_up(hai, 10**6)

    assert lane.wishes(wire.unseal(request).header) == [kept.sha256]
    assert wire.unseal(district.answer(request)).header["verdict"] == "ok"


def test_a_stick_for_another_office_holds_none_of_its_files(hai, khe, district, line):
    kept = hai.scan("S1", noise(CHUNK))
    hai.sync_and_carry(line)

    assert stick_down(district, "18604", 10**9) == []
    assert stick_down(district, "18604", 10**9, wanted=[kept.sha256]) == []


def test_nothing_is_written_to_a_stick_when_there_is_nothing_to_say(hai):
    assert stick_up(hai, 10**9) == []


def test_an_answer_that_is_not_of_the_parent_is_not_taken(hai, khe, district, line):
    hai.sync(line)
    kept = district.scan("S1", noise(CHUNK), scope="18571")
    hai.sync(line)
    [answer] = stick_down(district, "18571", 10**9)
    forged = wire.seal(wire.unseal(answer).header, wire.unseal(answer).bodies, khe.key, raw=True)

    with pytest.raises(Away):
        take_all(hai, [forged])

    assert chunks.missing(hai.file(kept.sha256).have, CHUNK, 8) == [(0, 1)]
