"""What stands on the shelf under a name is that file, whole and durable; what a record names is wanted."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import blobs, journal
from sync.blobs import Damaged, Shelf, TooLarge
from sync.files import attachments, cargo, chunks
from sync.files.cargo import Run
from tests.sync.files import CHUNK, FileOffice, noise, share_scans
from tests.sync.offices import START


@pytest.fixture(autouse=True)
def _scans(_toy: None) -> None:
    share_scans()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def hai(tmp_path: Path) -> FileOffice:
    office = FileOffice("18571", tmp_path / "18571.db")
    office.write("T1", name="xe")
    return office


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wanted(office: FileOffice, data: bytes, **more: Any) -> str:
    """A scan that a record here names and nobody has brought."""
    name = name_of(data)
    office.write("S1", entity="scan", toy="T1", sha256=name, size_bytes=len(data), **more)
    return name


def all_runs(data: bytes) -> list[Run]:
    """The whole file as one run of chunks."""
    name, manifest = blobs.digest(io.BytesIO(data))
    parts = [data[i : i + CHUNK] for i in range(0, len(data), CHUNK)]
    return [Run(name, 0, parts, manifest)]


def keep(office: FileOffice, runs: list[Run]) -> cargo.Kept:
    with office.acting():
        return cargo.keep(office.shelf, runs, START, from_above=True)


# ── The shelf ───────────────────────────────────────────────────────────────────────────────────────


def test_a_file_stands_under_the_name_of_its_content(shelf, tmp_path):
    data = noise(3 * CHUNK + 1)

    kept = shelf.put(io.BytesIO(data))

    assert kept == blobs.Kept(name_of(data), len(data))
    assert (tmp_path / "blobs" / kept.sha256[:2] / kept.sha256).read_bytes() == data


def test_the_same_content_stands_there_once(shelf, tmp_path):
    shelf.put(b"same")
    shelf.put(b"same")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_file_too_large_leaves_nothing(shelf, tmp_path):
    with pytest.raises(TooLarge):
        shelf.put(noise(CHUNK + 1), limit=CHUNK)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_stream_is_never_held_in_memory(shelf):
    stream = Watched(noise(10 * CHUNK))

    shelf.put(stream)

    assert max(stream.asked) <= CHUNK


class Watched(io.BytesIO):
    """A stream that keeps how much was asked of it at once."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.asked: list[int] = []

    def read(self, size: int | None = -1) -> bytes:
        self.asked.append(len(self.getbuffer()) if size is None or size < 0 else size)
        return super().read(size)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", "ab/" + "c" * 61, None, 7]
)  # fmt: skip
def test_nothing_but_a_hash_names_a_file(shelf, name):
    with pytest.raises(ValueError):
        shelf.open(name)


def test_a_crash_while_a_file_is_written_leaves_no_name(shelf, tmp_path, monkeypatch):
    def power_cut(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(blobs.os, "fsync", power_cut)
    with pytest.raises(KeyboardInterrupt):
        shelf.put(b"half")

    assert not shelf.has(name_of(b"half"))


# ── What records refer to ───────────────────────────────────────────────────────────────────────────


def test_a_file_is_wanted_from_the_moment_a_record_names_it(hai):
    data = noise(2 * CHUNK)

    file = hai.file(wanted(hai, data))

    assert (file.state, file.size, file.priority) == ("wanted", len(data), 2)
    assert chunks.missing(file.have, file.size, 8) == [(0, 2)]


def test_a_file_put_before_its_record_is_here_at_once(hai):
    kept = hai.scan("S1", b"anh")

    assert hai.file(kept.sha256).is_here


def test_a_record_that_is_not_written_wants_nothing(hai):
    def break_off() -> None:
        with journal.transaction():
            hai.scan("S1", b"anh")
            raise ZeroDivisionError

    with hai.acting(), pytest.raises(ZeroDivisionError):
        break_off()

    assert hai.count("attachment") == 0


def test_one_file_of_two_records_is_one_row_as_urgent_as_the_more_urgent(hai):
    kept = hai.scan("S1", b"anh")
    hai.scan("S2", noise(100), preview=b"anh")

    assert hai.file(kept.sha256).priority == 0
    assert hai.count("attachment") == 2
    assert hai.count("attachment_use") == 3


@pytest.mark.parametrize(
    ("sha256", "size"),
    [
        ("ab" * 31, 5),
        ("AB" * 32, 5),
        ("ab" * 32, 0),
        ("ab" * 32, -1),
        ("ab" * 32, 20 * 1024 * 1024 + 1),
    ],
)
def test_what_cannot_be_a_file_is_not_wanted(hai, sha256, size):
    hai.write("S1", entity="scan", toy="T1", sha256=sha256, size_bytes=size)

    assert hai.count("attachment") == 0


def test_files_are_known_again_when_a_table_is_drawn_anew(hai):
    kept = hai.scan("S1", b"anh")
    with hai.acting(), journal.transaction():
        attachments.store.run("DELETE FROM attachment_use")
        attachments.store.run("DELETE FROM attachment")

    with hai.acting():
        journal.rebuild("scan")

    assert hai.file(kept.sha256).is_here
    assert hai.count("attachment_use") == 1


def test_newer_files_go_before_older_ones_of_the_same_urgency(hai):
    old = hai.scan("S1", b"cu", preview=b"nho cu")
    new = hai.scan("S2", b"moi")

    with hai.acting():
        order = attachments.to_offer(9)

    assert order == [name_of(b"nho cu"), new.sha256, old.sha256]


# ── Chunks that come ────────────────────────────────────────────────────────────────────────────────


def test_chunks_become_the_file(hai):
    data = noise(3 * CHUNK + 5)
    name = wanted(hai, data)

    kept = keep(hai, all_runs(data))

    assert kept == cargo.Kept(4, [name])
    assert hai.holds(name, data)
    assert not hai.part(name).exists()


def test_a_damaged_chunk_is_refused_and_the_others_count(hai):
    data = noise(3 * CHUNK)
    name = wanted(hai, data)
    [run] = all_runs(data)
    bad = bytes(CHUNK)

    kept = keep(hai, [Run(name, 0, [run.chunks[0], bad, run.chunks[2]], run.manifest)])

    assert kept == cargo.Kept(2, [])
    assert chunks.missing(hai.file(name).have, len(data), 8) == [(1, 1)]


def test_a_chunk_of_a_file_nobody_wants_is_not_kept(hai, tmp_path):
    before = sorted(tmp_path.rglob("*"))

    kept = keep(hai, all_runs(noise(CHUNK)))

    assert kept == cargo.Kept(0, [])
    assert sorted(tmp_path.rglob("*")) == before


def test_chunks_without_a_manifest_do_not_count(hai):
    data = noise(2 * CHUNK)
    name = wanted(hai, data)
    [run] = all_runs(data)

    kept = keep(hai, [Run(name, 0, run.chunks, None)])

    assert kept.chunks == 0
    assert not hai.part(name).exists()


def test_a_file_of_one_chunk_needs_no_manifest(hai):
    name = wanted(hai, b"nho")

    keep(hai, [Run(name, 0, [b"nho"], None)])

    assert hai.holds(name, b"nho")


def test_a_false_manifest_costs_the_file_a_new_beginning(hai):
    data, other = noise(2 * CHUNK), noise(2 * CHUNK, seed=2)
    name = wanted(hai, data)
    [lie] = all_runs(other)

    keep(hai, [Run(name, 0, lie.chunks, lie.manifest)])
    assert (hai.file(name).state, hai.file(name).manifest) == ("wanted", None)
    keep(hai, all_runs(data))

    assert hai.holds(name, data)


def test_a_crash_between_the_bytes_and_the_bit_costs_only_the_bytes(hai, monkeypatch):
    data = noise(2 * CHUNK)
    name = wanted(hai, data)
    monkeypatch.setattr(attachments, "note_chunks", Crash())

    with pytest.raises(Crash):
        keep(hai, all_runs(data))
    monkeypatch.undo()

    assert chunks.missing(hai.file(name).have, len(data), 8) == [(0, 2)]
    keep(hai, all_runs(data))
    assert hai.holds(name, data)


def test_a_crash_before_a_whole_file_has_its_name_is_made_good(hai, monkeypatch):
    data = noise(2 * CHUNK)
    name = wanted(hai, data)
    monkeypatch.setattr(Shelf, "adopt", Crash())

    with pytest.raises(Crash):
        keep(hai, all_runs(data))
    monkeypatch.undo()
    with hai.acting():
        cargo.settled(hai.shelf, name, START)

    assert hai.holds(name, data)


def test_a_crash_before_a_whole_file_is_noted_is_made_good(hai, monkeypatch):
    data = noise(2 * CHUNK)
    name = wanted(hai, data)
    monkeypatch.setattr(attachments, "note_here", Crash())

    with pytest.raises(Crash):
        keep(hai, all_runs(data))
    monkeypatch.undo()
    with hai.acting():
        cargo.settled(hai.shelf, name, START)

    assert hai.holds(name, data)


class Crash(Exception):
    """Put in the place of a function, it is what happens when that is reached."""

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        raise self


def test_chunks_whose_part_was_lost_come_again(hai):
    data = noise(3 * CHUNK)
    name = wanted(hai, data)
    [run] = all_runs(data)
    keep(hai, [Run(name, 0, run.chunks[:2], run.manifest)])
    hai.part(name).unlink()

    keep(hai, [Run(name, 2, run.chunks[2:], None)])

    assert chunks.missing(hai.file(name).have, len(data), 8) == [(0, 2)]


def test_a_part_damaged_on_the_disk_is_begun_anew(hai):
    data = noise(2 * CHUNK)
    name = wanted(hai, data)
    [run] = all_runs(data)
    keep(hai, [Run(name, 0, run.chunks[:1], run.manifest)])
    hai.part(name).write_bytes(bytes(CHUNK))

    keep(hai, [Run(name, 1, run.chunks[1:], None)])
    assert not hai.file(name).is_here
    keep(hai, all_runs(data))

    assert hai.holds(name, data)


def test_a_file_damaged_before_it_is_first_read_is_noticed_and_wanted_again(hai):
    kept = hai.scan("S1", noise(2 * CHUNK))
    hai.place(kept.sha256).write_bytes(bytes(2 * CHUNK))

    with hai.acting(), pytest.raises(Damaged):
        cargo.load(hai.shelf, hai.file(kept.sha256), [(0, 2)], 9 * CHUNK, manifest=False)

    assert hai.file(kept.sha256).state == "wanted"
    assert not hai.shelf.has(kept.sha256)


def test_a_file_damaged_between_two_requests_is_noticed_and_wanted_again(hai):
    kept = hai.scan("S1", noise(2 * CHUNK))
    with hai.acting():
        cargo.load(hai.shelf, hai.file(kept.sha256), [(0, 1)], CHUNK, manifest=False)
    hai.place(kept.sha256).write_bytes(bytes(2 * CHUNK))

    with hai.acting(), pytest.raises(Damaged):
        cargo.load(hai.shelf, hai.file(kept.sha256), [(1, 1)], CHUNK, manifest=False)

    assert hai.file(kept.sha256).state == "wanted"


def test_a_file_that_is_gone_is_wanted_again(hai):
    kept = hai.scan("S1", b"anh")
    hai.place(kept.sha256).unlink()

    with hai.acting(), pytest.raises(Damaged):
        cargo.load(hai.shelf, hai.file(kept.sha256), [(0, 1)], CHUNK, manifest=False)

    assert hai.file(kept.sha256).state == "wanted"


def test_a_damaged_file_is_set_aside_for_a_person(hai):
    kept = hai.scan("S1", noise(CHUNK))
    hai.place(kept.sha256).write_bytes(b"half")

    with hai.acting(), pytest.raises(Damaged):
        cargo.load(hai.shelf, hai.file(kept.sha256), [(0, 1)], CHUNK, manifest=False)

    assert hai.place(kept.sha256).with_suffix(".damaged").read_bytes() == b"half"


def test_a_busy_disk_says_nothing_about_a_file(hai, monkeypatch):
    kept = hai.scan("S1", noise(CHUNK))

    def busy(*_: object) -> None:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patched, hai.acting(), pytest.raises(OSError, match="Too many"):
        patched.setattr(Shelf, "open", busy)
        cargo.load(hai.shelf, hai.file(kept.sha256), [(0, 1)], CHUNK, manifest=False)

    assert hai.file(kept.sha256).is_here and hai.shelf.has(kept.sha256)


# ── The arithmetic of chunks ────────────────────────────────────────────────────────────────────────

SIZES = st.integers(1, 40 * CHUNK)


@given(SIZES, st.data())
def test_what_is_here_and_what_is_missing_are_the_file(size, data):
    here = data.draw(st.sets(st.integers(0, chunks.count(size) - 1)))
    have = chunks.with_chunks(chunks.none(size), here)

    missing = list(chunks.each(chunks.missing(have, size, 1000)))

    assert sorted([*here, *missing]) == list(range(chunks.count(size)))
    assert chunks.is_whole(have, size) == (not missing)
    assert sum(chunks.length(size, i) for i in [*here, *missing]) == size


@given(SIZES, st.integers(1, 5), st.data())
def test_only_so_many_ranges_are_asked_for_and_from_the_beginning(size, most, data):
    here = data.draw(st.sets(st.integers(0, chunks.count(size) - 1)))
    have = chunks.with_chunks(chunks.none(size), here)

    some = chunks.missing(have, size, most)

    assert some == chunks.missing(have, size, 1000)[:most]


@settings(max_examples=15)
@given(st.binary(min_size=1, max_size=200), st.permutations(range(8)), st.data())
def test_pieces_become_the_file_in_any_order_and_however_often(tmp_path_factory, data, order, draw):
    folder = tmp_path_factory.mktemp("part")
    size = -(-len(data) // 8)
    pieces = {i * size: data[i * size : (i + 1) * size] for i in range(8)}
    again = draw.draw(st.lists(st.sampled_from(order), max_size=5))

    for i in [*order, *again]:
        blobs.write_part(folder / "x.part", {i * size: pieces[i * size]})

    assert (folder / "x.part").read_bytes() == data
