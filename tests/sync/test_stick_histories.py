"""Sticks, lines and restored files in any order: whatever a live machine holds reaches the other in the end."""

import itertools
import random
import shutil
from pathlib import Path

import pytest

from sync import store, verify
from sync.sticks.contents import Contents
from tests.sync.offices import Line, Office
from tests.sync.test_sticks import export, restored, take

STEPS = 40
FIELDS = ("name", "status", "phone")


class History:
    """A commune and its district, the packages ever written, and the copies ever made of their files."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.district = Office("445", folder / "445.db")
        self.hai = Office("18571", folder / "18571.db")
        self.hai.enrol_at(self.district)
        self.line = Line(self.district)
        self.up: list[bytes] = []
        self.down: list[bytes] = []
        self.taken: list[Contents] = []
        self.copies: dict[str, list[Path]] = {"445": [], "18571": []}
        self.numbers = itertools.count(1)

    def run(self, steps: int) -> None:
        acts = (
            *(self.work_below,) * 5, *(self.work_above,) * 4, *(self.export_up,) * 3, *(self.take_up,) * 4,
            *(self.answer,) * 3, *(self.give,) * 2, *(self.take_down,) * 5, *(self.sync,) * 2,
            self.copy, self.restore,
        )  # fmt: skip
        for _ in range(steps):
            self.chance.choice(acts)()

    def work_below(self) -> None:
        record = f"d{self.chance.randint(1, 4)}"
        self.hai.write(record, **{self.chance.choice(FIELDS): f"xã {next(self.numbers)}"})

    def work_above(self) -> None:
        known = [row["id"] for row in self.district.rows() if row["id"].startswith("d")]
        value = {self.chance.choice(FIELDS): f"huyện {next(self.numbers)}"}
        if known and self.chance.random() < 0.6:
            self.district.write(self.chance.choice(known), **value, scope="18571")
        else:
            self.district.write(f"c{self.chance.randint(1, 3)}", scope="all", **value)

    def export_up(self) -> None:
        self.up.append(export(self.hai))

    def take_up(self) -> None:
        if self.up:
            self.taken.append(take(self.district, self.chance.choice(self.up[-6:])))

    def answer(self) -> None:
        if self.taken:
            said = self.chance.choice(self.taken[-3:])
            self.down.append(export(self.district, "18571", answering=said))

    def give(self) -> None:
        self.down.append(export(self.district, "18571"))

    def take_down(self) -> None:
        if self.down:
            take(self.hai, self.chance.choice(self.down[-6:]))

    def sync(self) -> None:
        self.hai.sync(self.line)

    def copy(self) -> None:
        office = self.chance.choice((self.district, self.hai))
        copy = self.folder / f"copy-{next(self.numbers)}.db"
        office.database.close()
        shutil.copy(office.path, copy)
        self.copies[office.unit].append(copy)

    def restore(self) -> None:
        office = self.chance.choice((self.district, self.hai))
        if self.copies[office.unit]:
            restored(office, self.copies[office.unit][-1])


@pytest.mark.parametrize("seed", range(8))
def test_both_sides_end_with_everything_a_live_machine_holds(tmp_path: Path, seed: int) -> None:
    history = History(tmp_path, seed)
    history.run(STEPS)
    held = operations(history.hai) | operations(history.district)

    history.sync()
    history.sync()
    history.sync()

    assert operations(history.hai) == operations(history.district) == held
    assert history.hai.rows() == history.district.rows()
    assert history.hai.count("operation", "salvage") == 0
    assert faults(history.hai) == faults(history.district) == []


def operations(office: Office) -> set[bytes]:
    with office.acting():
        return {bytes(row[0]) for row in store.every("SELECT id FROM operation")}


def faults(office: Office) -> list[str]:
    with office.acting():
        return verify.verify().faults
