"""Packages as files: whole under their name or not there at all."""

import errno
from pathlib import Path
from typing import BinaryIO

import pytest

from sync.carriers import usb
from sync.carriers.usb import StickFault


def test_a_file_stands_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "goi.motcua"
    seen: list[bool] = []

    def fill(out: BinaryIO) -> int:
        out.write(b"mot nua")
        seen.append(file.exists())
        return 7

    made = usb.write(file, fill)

    assert (made, seen, file.read_bytes()) == (7, [False], b"mot nua")
    assert [each.name for each in tmp_path.iterdir()] == ["goi.motcua"]


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path) -> None:
    file = tmp_path / "goi.motcua"
    file.write_bytes(b"goi truoc")

    with pytest.raises(StickFault, match="Không đủ chỗ"):
        usb.write(file, stick_is_full)

    assert file.read_bytes() == b"goi truoc"
    assert len(list(tmp_path.iterdir())) == 1


def stick_is_full(out: BinaryIO) -> None:
    out.write(b"mot nua")
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "khóa ghi"),
        (errno.EACCES, "khóa ghi"),
        (errno.ENODEV, "USB đã cắm chưa"),
        (errno.EIO, "rút ra, cắm lại"),
    ],
)
def test_a_fault_of_the_stick_is_told_in_words(tmp_path: Path, number: int, words: str) -> None:
    def fill(out: BinaryIO) -> None:
        raise OSError(number, "")

    with pytest.raises(StickFault, match=words):
        usb.write(tmp_path / "goi.motcua", fill)


def test_a_stick_that_is_not_in_is_told(tmp_path: Path) -> None:
    nowhere = tmp_path / "nothing" / "goi.motcua"

    with pytest.raises(StickFault, match="USB đã cắm chưa"), usb.opened(nowhere):
        pass
    with pytest.raises(StickFault, match="USB đã cắm chưa"):
        usb.write(nowhere, lambda out: None)
    with pytest.raises(StickFault, match="USB đã cắm chưa"):
        usb.packages_in(nowhere.parent)
    with pytest.raises(StickFault, match="USB đã cắm chưa"):
        usb.room_in(nowhere.parent)


def test_only_whole_packages_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.motcua").write_bytes(b"123")
    (tmp_path / "b.motcua.part").write_bytes(b"1")
    (tmp_path / "anh.jpg").write_bytes(b"1")
    (tmp_path / "c.motcua").mkdir()

    assert [(each.name, each.size_bytes) for each in usb.packages_in(tmp_path)] == [("a.motcua", 3)]


def test_a_package_looked_at_for_the_last_time_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "goi.motcua"
    file.write_bytes(b"goi")

    with usb.last_look(file) as source:
        content = source.read()

    assert content == b"goi"
    assert not file.exists()
