"""The guard against a database that was put back, on both kinds of database; real files are in test_restored.py."""

from dataclasses import replace
from pathlib import Path

import pytest

from sync import identity, journal, store
from sync.members import guard
from sync.members.guard import Finding, Guard, Numbers, Watch
from sync.tables import SyncNotice
from tests.sync.offices import Line, Office

HERE = {"system": "a"}


@pytest.fixture(autouse=True)
def _nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "after_commit", None)


def watch(office: Office, path: Path, numbers: Numbers | None = None) -> None:
    """From now on the guard of this office is written after its commits."""
    with office.acting():
        journal.after_commit = Watch(
            path, marks=HERE, clock=lambda: office.now, numbers=lambda: numbers or {}
        )
        journal.after_commit()


def noted(path: Path) -> Guard:
    found = guard.read(path)
    assert found is not None
    return found


def look(office: Office, found: Guard | None, told: list[Numbers] | None = None) -> Finding:
    with office.acting():
        return guard.look(
            found, marks=HERE, at=office.now, before=(told if told is not None else []).append
        )


def words(office: Office) -> list[str]:
    with office.acting():
        return [row.words for row in SyncNotice.select().order_by(SyncNotice.id)]


def test_each_commit_of_ours_moves_the_guard(district: Office, tmp_path: Path) -> None:
    path = tmp_path / "guard.json"
    watch(district, path)
    assert noted(path).seq == 0

    district.write("a", name="Hoà")
    district.write("b", name="Hải")

    assert noted(path).seq == 2
    assert look(district, noted(path)) is Finding.SAME


def test_what_comes_from_below_does_not_move_it(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    path = tmp_path / "guard.json"
    watch(district, path)
    hai.write("a", name="Hoà")

    hai.sync(line)

    assert district.row("a")["name"] == "Hoà"
    assert noted(path).seq == 0


def test_a_new_life_is_noted_at_once(district: Office, tmp_path: Path) -> None:
    path = tmp_path / "guard.json"
    district.write("a", name="Hoà")
    watch(district, path)
    before = noted(path).incarnation

    with district.acting():
        identity.begin_anew(verified_seq=0, words="{count}", at=district.now)

    assert noted(path).incarnation != before
    assert look(district, noted(path)) is Finding.SAME


def test_a_guard_ahead_of_the_database_opens_a_new_log_at_the_last_proof(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    hai.write("b", name="Hải")
    watch(hai, tmp_path / "guard.json", {"dossier:18571": ("2019-05-24", 2)})
    ahead = replace(noted(tmp_path / "guard.json"), seq=9)
    told: list[Numbers] = []

    assert look(hai, ahead, told) is Finding.BEHIND

    assert told == [{"dossier:18571": ("2019-05-24", 2)}]
    assert hai.count("log", "own AND sealed_at IS NOT NULL AND head_seq = 1 AND lost_seq = 9") == 1
    assert hai.count("log", "own AND sealed_at IS NULL AND head_seq = 1") == 1
    assert "chỉ đến số 2, trong khi lúc 08:00" in words(hai)[0]
    assert "ghi lại 1 thay đổi" in words(hai)[0]


def test_the_parent_says_what_was_lost(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    hai.write("a", name="Hoà")
    hai.sync(line)
    hai.write("b", name="Hải")
    watch(hai, tmp_path / "guard.json")
    look(hai, replace(noted(tmp_path / "guard.json"), seq=9))

    hai.sync(line)
    hai.sync(line)

    assert len(words(hai)) == 2
    assert "1 thay đổi đã được gửi lại" in words(hai)[1]
    assert "Cấp trên chỉ có đến số 1, mà máy đã ghi đến số 9: 8 thay đổi" in words(hai)[1]
    assert hai.count("log", "lost_seq IS NOT NULL") == 0


def test_the_parent_says_that_nothing_was_lost(
    district: Office, hai: Office, line: Line, tmp_path: Path
) -> None:
    """The file is put back to where it stood before its last exchange."""
    hai.write("a", name="Hoà")
    hai.sync(line)
    watch(hai, tmp_path / "guard.json")
    older = tmp_path / "older.db"
    with hai.acting():
        store.run("VACUUM INTO ?", (str(older),))
    hai.write("b", name="Hải")
    hai.sync(line)
    put_back = Office.__new__(Office)
    put_back.__dict__.update(vars(hai))
    put_back.database = type(hai.database)(str(older))

    assert look(put_back, noted(tmp_path / "guard.json")) is Finding.BEHIND
    put_back.sync(line)

    assert "không mất gì" in words(put_back)[-1]
    assert put_back.row("b")["name"] == "Hải"


def test_the_top_of_a_tree_keeps_its_log_whole(district: Office, tmp_path: Path) -> None:
    district.write("a", name="Hoà")
    watch(district, tmp_path / "guard.json")

    look(district, replace(noted(tmp_path / "guard.json"), seq=9))

    assert district.count("log", "own AND sealed_at IS NOT NULL AND head_seq = 1") == 1
    assert district.count("log", "own AND sealed_at IS NULL AND head_seq = 0") == 1
    assert "gửi lại" not in words(district)[0]


def test_two_processes_that_start_together_open_one_new_log(
    district: Office, tmp_path: Path
) -> None:
    district.write("a", name="Hoà")
    watch(district, tmp_path / "guard.json")
    ahead = replace(noted(tmp_path / "guard.json"), seq=9)

    assert look(district, ahead) is Finding.BEHIND
    assert look(district, ahead) is Finding.SAME

    assert len(words(district)) == 1


def test_another_database_is_not_noted_in_this_guard(
    district: Office, hai: Office, tmp_path: Path
) -> None:
    path = tmp_path / "guard.json"
    watch(district, path)

    hai.write("a", name="Hoà")

    assert noted(path).unit == "445"
