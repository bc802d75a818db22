"""Death at every point of every act, on real files: restart, three syncs, and nothing confirmed is missing.

Each case is a process that kills itself at one point (`kill -9`); with the power go also the writes of our own files
that were never fsynced. A statement is a point, so is each commit, fsync, rename, request and answer.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks into /proc")

PASSED = {
    "record": ["before INSERT INTO operation", "before INSERT INTO entry", "before UPDATE log"],
    "exchange": ["request built", "before INSERT INTO feed", "answer come", "before UPDATE sync_parent"],
    "parent-dies": ["request come", "before INSERT INTO entry", "after COMMIT", "answer ready"],
    "new-incarnation": ["before DELETE FROM entry", "before INSERT INTO log", "before INSERT INTO sync_notice"],
    "salvage": ["before INSERT INTO log", "before UPDATE operation", "before INSERT INTO feed"],
    "join": ["before UPDATE invitation", "before INSERT INTO sync_child", "before INSERT INTO sync_parent"],
    "key": ["before fsync", "after fsync", "before rename", "after rename"],
    "attachment": ["before fsync", "after fsync", "before rename", "request built", "answer come"],
    "snapshot": ["before fsync", "after rename", "before COMMIT", "request built", "answer come"],
    "guard": ["after COMMIT", "before fsync", "before rename", "after rename"],
    "new-key": ["before rename", "after rename", "request built", "before COMMIT", "answer come"],
    "upgrade": ["before VACUUM INTO ?", "before ALTER TABLE log", "before COMMIT", "after COMMIT"],
}  # fmt: skip
"""Acts, and points that each must have been killed at."""


@pytest.fixture(scope="module")
def killed_everywhere(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], dict[str, Any]]:
    """Sweeps an act once for the tests of this module."""

    @cache
    def swept(act: str) -> dict[str, Any]:
        return sweep(act, tmp_path_factory.mktemp(act))

    return swept


def sweep(act: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.sync.crash_points", act, str(folder), "--power"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("act", PASSED)
def test_death_at_any_point_loses_nothing(
    act: str, killed_everywhere: Callable[[str], dict[str, Any]]
) -> None:
    told = killed_everywhere(act)

    assert told["faults"] == {}
    assert told["deaths"] == len(told["points"]) > 0


@pytest.mark.parametrize("act", PASSED)
def test_the_points_that_matter_were_among_them(
    act: str, killed_everywhere: Callable[[str], dict[str, Any]]
) -> None:
    assert set(PASSED[act]) <= set(killed_everywhere(act)["points"])


def test_the_sweep_sees_what_a_missing_transaction_breaks(
    killed_everywhere: Callable[[str], dict[str, Any]],
) -> None:
    assert killed_everywhere("without-transactions")["faults"] != {}
