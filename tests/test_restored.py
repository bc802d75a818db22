"""Files that were copied back and disks that were cloned, as in life: real databases, guards, journals left behind."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app import database, migrations
from app.instance import open_instance
from app.joining import set_up
from app.models.dossiers import Dossier
from app.services import dossiers
from sync import journal
from sync.members import machine
from sync.members.guard import Guard, read
from sync.tables import SyncNotice, SyncSelf
from sync.verify import verify
from tests.offices import Offices
from tests.processes import Node
from tests.town import AN, NOW, form

FIRST, SECOND = "H27.35.03-190524-0001", "H27.35.03-190524-0002"


@pytest.fixture
def commune(founded_offices: Offices, tmp_path: Path) -> Iterator[Path]:
    """The folder of a commune that has joined and has no dossier."""
    folder = tmp_path / "commune"
    shutil.copytree(founded_offices.folder / "commune", folder)
    yield folder
    journal.after_commit = None


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """What starting the program does."""
    open_instance(folder)
    try:
        yield
    finally:
        database.close()


def receive(number: int, days: int = 0) -> Dossier:
    at = NOW + timedelta(days=days)
    return Dossier.get(Dossier.id == dossiers.receive(form(number), by=AN, at=at))


def back_up(folder: Path, name: str = "backup.db") -> Path:
    """A whole copy of the database, as operations.md tells to make it."""
    copy = folder.with_name(name)
    migrations.copy_to(copy)
    return copy


def put_back(copy: Path, folder: Path) -> None:
    for rest in ("motcua.db-wal", "motcua.db-shm"):
        (folder / rest).unlink(missing_ok=True)
    shutil.copy(copy, folder / "motcua.db")


def guard_of(folder: Path) -> Path:
    return folder / "keys" / "guard.json"


def notices() -> list[str]:
    return [row.words for row in SyncNotice.select().order_by(SyncNotice.id)]


def lives() -> str:
    return str(SyncSelf.get().incarnation)


def test_the_guard_stands_where_the_log_stands(commune: Path) -> None:
    with opened(commune):
        receive(1)
        head = database.database.execute_sql(
            "SELECT l.incarnation, l.head_seq FROM log l JOIN sync_self s USING (incarnation)"
        ).fetchone()

    guard = read(guard_of(commune))

    assert guard is not None
    assert (guard.incarnation, guard.seq) == head
    assert guard.numbers == {"dossier:18571": ("2019-05-24", 1), "register:18571": ("2019", 1)}


def test_a_restored_file_gives_no_number_twice_before_it_has_spoken_to_anybody(
    commune: Path,
) -> None:
    with opened(commune):
        assert receive(1).code == FIRST
        copy = back_up(commune)
        assert receive(2).code == SECOND
    put_back(copy, commune)

    with opened(commune):
        after = receive(3)

    assert after.code == "H27.35.03-190524-0053"
    assert after.register_seq == 53


def test_a_restored_file_from_before_the_first_number_gives_none_twice(commune: Path) -> None:
    with opened(commune):
        copy = back_up(commune)
        assert receive(1).code == FIRST
    put_back(copy, commune)

    with opened(commune):
        assert receive(2).code == "H27.35.03-190524-0052"


def test_a_restored_file_opens_a_new_log_and_says_so_once(commune: Path) -> None:
    with opened(commune):
        receive(1)
        copy = back_up(commune)
        receive(2)
        before = lives()
    put_back(copy, commune)

    with opened(commune):
        assert lives() != before
    with opened(commune):
        said = notices()

    assert len(said) == 1
    assert "được khôi phục từ bản cũ" in said[0]
    assert "ghi lại 4 thay đổi mà cấp trên chưa xác nhận" in said[0]
    assert "không mất gì" not in said[0]


def test_what_is_not_yet_sent_goes_up_again_under_the_new_name(commune: Path) -> None:
    with opened(commune):
        receive(1)
        copy = back_up(commune)
        receive(2)
    put_back(copy, commune)

    with opened(commune):
        row = database.database.execute_sql(
            "SELECT head_seq, acked_seq FROM log JOIN sync_self USING (incarnation)"
        ).fetchone()

    assert row == (4, 0)


def test_a_database_older_than_the_log_in_use_is_seen(commune: Path) -> None:
    with opened(commune):
        copy = back_up(commune)
        receive(1)
        middle = back_up(commune, "middle.db")
        receive(2)
    put_back(middle, commune)
    with opened(commune):
        receive(3)
    put_back(copy, commune)

    with opened(commune):
        assert "có trước sổ thay đổi mà máy đã dùng" in notices()[0]
        assert receive(4).code == "H27.35.03-190524-0104"


def test_a_journal_left_behind_by_the_newer_file_does_no_harm(commune: Path) -> None:
    """Whoever copied the database back forgot motcua.db-wal beside it."""
    with opened(commune):
        receive(1)
        copy = back_up(commune)
        receive(2)
        wal = (commune / "motcua.db-wal").read_bytes()
    put_back(copy, commune)
    (commune / "motcua.db-wal").write_bytes(wal)

    with opened(commune):
        assert verify().is_clean
        assert receive(3).code not in (FIRST, SECOND)
        assert sound()


def sound() -> bool:
    return database.database.execute_sql("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("rest", [None, b"", b"{", b"[]", b'{"unit": "18571"}', b"\xff\x00" * 99])
def test_without_a_whole_guard_it_starts_and_claims_nothing(
    commune: Path, rest: bytes | None
) -> None:
    with opened(commune):
        receive(1)
        before = lives()
    guard_of(commune).unlink()
    if rest is not None:
        guard_of(commune).write_bytes(rest)

    with opened(commune):
        assert lives() == before
        assert notices() == []
    assert read(guard_of(commune)) is not None


def test_a_guard_of_another_office_says_nothing(commune: Path, founded_offices: Offices) -> None:
    shutil.copy(guard_of(founded_offices.folder / "neighbour"), guard_of(commune))

    with opened(commune):
        assert notices() == []


def test_a_start_after_a_power_cut_is_no_restore(commune: Path) -> None:
    """The guard may be one change behind the database, never before it."""
    with opened(commune):
        receive(1)
        older = guard_of(commune).read_bytes()
        receive(2)
    guard_of(commune).write_bytes(older)

    with opened(commune):
        assert notices() == []


def test_a_disk_in_another_machine_goes_on_under_a_new_name(commune: Path) -> None:
    with opened(commune):
        receive(1)
        before = lives()
    rewrite(guard_of(commune), machine={"system": "another"})

    with opened(commune):
        assert lives() != before
        assert receive(2).code == "H27.35.03-190524-0052"
        assert "chép từ một máy khác sang" in notices()[0]
    with opened(commune):
        assert len(notices()) == 1


def rewrite(file: Path, **fields: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))


def test_a_machine_that_cannot_be_told_is_no_other_machine() -> None:
    assert not machine.is_another({"system": "a", "board": "b"}, {"system": "a"})
    assert not machine.is_another({}, {"system": "a"})
    assert machine.is_another({"system": "a", "board": "b"}, {"system": "a", "board": "c"})


def test_a_database_founded_anew_on_the_machine_goes_on_numbering(tmp_path: Path) -> None:
    folder = tmp_path / "top"
    found(folder, days=0)
    rewrite(guard_of(folder), numbers={"dossier:445": ["2019-05-24", 7]})
    for file in folder.glob("motcua.db*"):
        file.unlink()

    found(folder, days=1)

    with opened(folder):
        assert "từng có một cơ sở dữ liệu khác" in notices()[0]
    assert noted(folder).numbers["dossier:445"] == ("2019-05-24", 7)


def found(folder: Path, days: int) -> None:
    at = NOW + timedelta(days=days)
    set_up(open_instance(folder), unit="445", parent=None, code=None, at=at)
    database.close()


def noted(folder: Path) -> Guard:
    guard = read(guard_of(folder))
    assert guard is not None
    return guard


def test_a_guard_that_cannot_be_written_stops_nobody(commune: Path) -> None:
    with opened(commune):
        shutil.rmtree(commune / "keys")

        assert receive(1).code == FIRST


# ── With the district, as processes ─────────────────────────────────────────────────────────────────


@pytest.fixture
def nodes(founded_offices: Offices, tmp_path: Path) -> Iterator[dict[str, Node]]:
    nodes = founded_offices.copies(tmp_path)
    nodes["445"].start()
    yield nodes
    nodes["445"].kill()
    journal.after_commit = None


def test_after_the_next_exchange_it_says_that_nothing_is_lost(nodes: dict[str, Node]) -> None:
    commune = nodes["18571"]
    commune.command("seed", "--dossiers", "3", "--seed", "1")
    with opened(commune.directory):
        copy = back_up(commune.directory)
    commune.command("seed", "--dossiers", "3", "--seed", "2")
    commune.sync()
    put_back(copy, commune.directory)

    commune.sync()

    with opened(commune.directory):
        said = notices()
    assert "không mất gì" in said[-1]
    assert len(said) == 2
    assert commune.dump() == nodes["445"].dump("18571")
    assert len(commune.dump().splitlines()) == 6


def test_what_never_went_up_is_told_as_lost(nodes: dict[str, Node]) -> None:
    commune = nodes["18571"]
    with opened(commune.directory):
        receive(1)
    commune.sync()
    with opened(commune.directory):
        copy = back_up(commune.directory)
        receive(2)
    put_back(copy, commune.directory)

    commune.sync()

    with opened(commune.directory):
        assert "4 thay đổi chưa kịp gửi lên thì không còn" in notices()[-1]
