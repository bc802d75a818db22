"""A parent may keep its files in a bucket: the lane does not notice. Against a real S3 server."""

import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import config, database, file_store
from sync import blobs
from sync.blobs import StoreAway, TooLarge
from sync.carriers.s3 import S3Store, read_address
from sync.child import Away
from sync.files import cargo
from tests import s3
from tests.sync.files import CHUNK, FileOffice, noise, share_scans

PREFIXES = itertools.count(1)


@pytest.fixture(autouse=True)
def _scans(_toy: None) -> None:
    share_scans()


@pytest.fixture(scope="module")
def server() -> Iterator[s3.Server]:
    with s3.running_server() as running:
        yield running


@pytest.fixture
def bucket(server: s3.Server, tmp_path: Path) -> S3Store:
    """An empty place in the bucket, for the parent."""
    return opened(server, tmp_path / "445", f"s3://{s3.BUCKET}/tinh/{next(PREFIXES)}")


@pytest.fixture
def district(
    new_database: Callable[[], str], tmp_path: Path, bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FileOffice]:  # fmt: skip
    monkeypatch.setitem(blobs._stores, tmp_path / "445", bucket)
    office = FileOffice("445", tmp_path / "445.db", database=database.opened(new_database()))
    yield office
    office.database.close()


@pytest.fixture
def hai(tmp_path: Path, district: FileOffice) -> FileOffice:
    office = FileOffice("18571", tmp_path / "18571.db")
    office.enrol_at(district)
    office.write("T1", name="xe")
    return office


def opened(server: s3.Server, folder: Path, address: str, *, secret: str = s3.SECRET) -> S3Store:
    return S3Store(address, folder, endpoint=server.endpoint, key=s3.KEY, secret=secret)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# ── The store ───────────────────────────────────────────────────────────────────────────────────────


def test_a_file_put_there_can_be_read_whole_and_in_pieces(bucket):
    data = noise(3 * CHUNK + 7)

    kept = bucket.put(io.BytesIO(data))
    with bucket.open(kept.sha256) as stream:
        name, _ = blobs.digest(stream)

    assert bucket.has(kept.sha256)
    assert name == kept.sha256
    assert bucket.piece(kept.sha256, CHUNK, CHUNK) == data[CHUNK : 2 * CHUNK]
    assert bucket.piece(kept.sha256, 3 * CHUNK, CHUNK) == data[3 * CHUNK :]


def test_nothing_is_left_on_the_local_disk(bucket):
    bucket.put(noise(CHUNK))

    assert files_in(bucket.folder) == []


def test_a_file_too_large_does_not_reach_the_bucket(bucket):
    with pytest.raises(TooLarge):
        bucket.put(noise(CHUNK), limit=10)

    assert files_in(bucket.folder) == []


def test_what_is_not_there_is_said_to_be_missing(bucket):
    with pytest.raises(FileNotFoundError):
        bucket.open("ab" * 32)
    with pytest.raises(FileNotFoundError):
        bucket.piece("ab" * 32, 0, 10)

    assert not bucket.has("ab" * 32)


def test_a_removed_file_is_gone(bucket):
    kept = bucket.put(b"anh")

    bucket.remove(kept.sha256)

    assert not bucket.has(kept.sha256) and not bucket.surely_has(kept.sha256)


def test_offices_with_prefixes_of_their_own_do_not_meet(server, bucket, tmp_path):
    kept = bucket.put(b"anh")

    assert not opened(server, tmp_path, f"s3://{s3.BUCKET}/khac").has(kept.sha256)


def test_a_wrong_secret_is_a_store_that_is_away(server, tmp_path):
    with pytest.raises(StoreAway):
        opened(server, tmp_path, f"s3://{s3.BUCKET}/x", secret="wrong").put(b"anh")


@pytest.mark.parametrize("address", ["", "scans/x", "http://scans/x", "s3://", "s3:///x"])
def test_an_address_that_names_no_bucket_is_refused(address):
    with pytest.raises(ValueError, match="bucket"):
        read_address(address)


def test_the_settings_name_the_bucket(server, tmp_path):
    settings = config.load(
        tmp_path, attachments_store=f"s3://{s3.BUCKET}/tinh", attachments_endpoint=server.endpoint,
        attachments_key=s3.KEY, attachments_secret=s3.SECRET,
    )  # fmt: skip
    store = file_store.chosen(settings)

    assert store is not None
    assert store.has(store.put(b"anh").sha256)
    assert s3.SECRET not in repr(settings)


def test_without_a_setting_files_stay_in_the_folder(tmp_path):
    assert file_store.chosen(config.load(tmp_path)) is None


# ── The lane over it ────────────────────────────────────────────────────────────────────────────────


def test_a_file_goes_up_into_the_bucket(hai, district, bucket, line):
    data = noise(4 * CHUNK + 3)
    kept = hai.scan("S1", data)

    hai.sync_and_carry(line)

    assert district.file(kept.sha256).is_here and hai.is_above(kept.sha256)
    assert bucket.piece(kept.sha256, 0, len(data)) == data
    assert files_in(bucket.folder) == []


def test_a_file_comes_down_from_the_bucket(hai, district, line):
    hai.sync(line)
    data = noise(3 * CHUNK)
    kept = district.scan("S1", data, scope="18571")

    hai.sync_and_carry(line)

    assert hai.holds(kept.sha256, data)


def test_chunks_wait_on_the_local_disk_until_the_file_is_whole(hai, district, bucket, line):
    kept = hai.scan("S1", noise(6 * CHUNK))
    hai.sync(line)

    hai.carry(line, budget_bytes_per_day=3 * CHUNK)

    assert files_in(bucket.folder) == [blobs.part(bucket.folder, kept.sha256)]
    assert not bucket.has(kept.sha256)


def test_a_bucket_that_is_away_costs_a_later_try_and_no_chunk(
    hai, district, bucket, line, monkeypatch
):
    kept = hai.scan("S1", noise(3 * CHUNK))
    hai.sync(line)

    def away(*_: object) -> None:
        raise StoreAway("down")

    with monkeypatch.context() as patched:
        patched.setattr(S3Store, "adopt", away)
        with pytest.raises(Away, match="Kho tệp"):
            hai.carry(line)
    again = hai.carry(line)

    assert again.chunks_up == 0
    assert district.file(kept.sha256).is_here and hai.is_above(kept.sha256)


def test_a_file_lost_from_the_bucket_is_noticed_and_wanted_again(hai, district, bucket, line):
    data = noise(2 * CHUNK)
    kept = hai.scan("S1", data)
    hai.sync_and_carry(line)
    bucket.remove(kept.sha256)

    with district.acting(), pytest.raises(blobs.Damaged):
        cargo.load(bucket, district.file(kept.sha256), [(0, 2)], 2 * CHUNK, manifest=False)

    assert district.file(kept.sha256).state == "wanted"


def test_a_file_that_stands_in_the_bucket_already_is_not_sent_again(hai, district, bucket, line):
    kept = hai.scan("S1", noise(3 * CHUNK))
    hai.sync(line)
    bucket.put(hai.place(kept.sha256).read_bytes())

    tally = hai.carry(line)

    assert (tally.chunks_up, hai.is_above(kept.sha256)) == (0, True)
    assert district.file(kept.sha256).is_here


def test_a_file_put_by_a_page_of_the_parent_is_here_at_once(district, hai, line):
    hai.sync(line)

    kept = district.scan("S1", b"quyet dinh", scope="18571")

    assert district.file(kept.sha256).is_here
    assert district.file(kept.sha256).size == 10
