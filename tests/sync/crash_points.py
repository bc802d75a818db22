"""Kills an act at every point it passes, each time on a fresh copy of the files, and judges what becomes of them.

    python -m tests.sync.crash_points exchange FOLDER [--power]

Writes one JSON object: the points passed, how often the process died, and every broken promise by its point. A
process of its own, because it forks.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.sync.crash_acts import ACTS, BEGUN_AGAIN, Stage, broken_promises, ids
from tests.sync.crash_more import MORE
from tests.sync.deaths import Points, in_a_child, trap
from tests.sync.offices import toy_shares

EVERY = {name: (*steps, broken_promises) for name, steps in ACTS.items()} | MORE
"""What goes before, what is killed, and how it must end."""

COARSE = {"attachment", "snapshot", "guard", "new-key"}
"""Killed around commits, files and requests alone: statements are the same as in the others."""


class Sweep:
    """One act, killed at each of its points in turn."""

    def __init__(self, act: str, folder: Path, *, is_power: bool) -> None:
        self._name, self._folder, self._is_power = act, folder, is_power
        self._prepare, self._act, self._judge = EVERY[act]
        self._template = folder / "before"

    def run(self) -> dict[str, Any]:
        self._template.mkdir()
        promised = in_a_child(self._prepared)
        points = in_a_child(lambda: self._acted(self._copied("dry"), -1))
        deaths, faults = 0, {}
        for number, name in enumerate(points):
            room = self._copied(str(number))
            deaths += in_a_child(lambda room=room, at=number: self._acted(room, at)) is None
            found = self._found(room, set(promised))
            if found:
                faults[f"{number} {name}"] = found
            shutil.rmtree(room)
        return {"points": points, "deaths": deaths, "faults": faults}

    def _found(self, room: Path, promised: set[str]) -> list[str]:
        try:
            return list(in_a_child(lambda: self._judged(room, promised)))
        except RuntimeError as problem:
            return [str(problem)]

    def _prepared(self) -> list[str]:
        stage = Stage(self._template)
        self._prepare(stage)
        held = set().union(*(ids(stage.office(name)) for name in stage.names))
        stage.close()
        return sorted(held | stage.acknowledged())

    def _copied(self, name: str) -> Path:
        return Path(shutil.copytree(self._template, self._folder / name))

    def _acted(self, room: Path, die_at: int) -> list[str]:
        points = Points(
            room, die_at=die_at, is_power=self._is_power, every_statement=self._name not in COARSE
        )
        trap(points)
        self._act(Stage(room, points))
        return points.passed

    def _judged(self, room: Path, promised: set[str]) -> list[str]:
        stage = Stage(room)
        if self._name in BEGUN_AGAIN:
            self._act(stage)
        return self._judge(stage, promised | stage.acknowledged())


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill an act at every point.")
    parser.add_argument("act", choices=EVERY)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--power", action="store_true", help="what was not fsynced goes too")
    options = parser.parse_args()
    with toy_shares():
        told = Sweep(options.act, options.folder, is_power=options.power).run()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
