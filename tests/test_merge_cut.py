"""A merge of two communes that a power cut ends half-way, in a real process: it goes on with what is left."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock, database, jobs
from app.domain.officers import Officer, Role
from app.instance import Instance, open_instance
from app.models.dossiers import Dossier, Step
from app.models.jobs import Job
from app.models.units import UnitMerge
from app.services import unit_merges
from sync import journal
from sync.verify import verify
from tests.offices import Offices
from tests.processes import ROOT, environment

LAM = Officer("lam", "Đoàn Tiến Lâm", "Quản trị", "445", frozenset({Role.ADMIN}))
FORM = {
    "from": "18571", "into": "18604", "name": "Xã Hải Khê", "kind": "commune", "parent": "42",
    "agency_code": "", "valid_from": "01/07/2025", "source": "Nghị quyết số 9", "retires": "1",
}  # fmt: skip
WORK = """
import sys
from pathlib import Path
from app import jobs
from app.instance import open_instance
jobs.work_off(open_instance(Path(sys.argv[1])))
"""
MOVED_BEFORE_THE_CUT = 5


@pytest.fixture
def district(seeded_offices: Offices, tmp_path: Path) -> Iterator[Instance]:
    shutil.copytree(seeded_offices.folder / "district", tmp_path / "district")
    yield open_instance(tmp_path / "district")
    database.close()
    journal.after_commit = None


def test_a_merge_cut_by_kill_9_goes_on_and_moves_everything_once(district: Instance) -> None:
    folder = district.settings.directory
    total = Dossier.select().where(Dossier.unit == "18571").count()
    unit_merges.ask(FORM, by=LAM, at=clock.now(), seen=unit_merges.mark(FORM))

    killed_at = work_and_be_killed(folder)
    left = Dossier.select().where(Dossier.unit == "18571").count()
    jobs.work_off(open_instance(folder))

    merge = UnitMerge.get()
    assert (0 < killed_at < total, 0 < left < total) == (True, True)
    assert (merge.moved, merge.done_at is not None, Job.get().state) == (total, True, "done")
    taken_over = Step.select(Step.dossier_id).where(Step.to_unit == "18604")
    assert (taken_over.count(), taken_over.distinct().count()) == (total, total)
    assert Dossier.select().where(Dossier.unit == "18571").count() == 0
    assert verify().faults == []


def work_and_be_killed(folder: Path) -> int:
    """How many dossiers had been moved when the power went."""
    database.close()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK, str(folder)], cwd=ROOT,
        env={**environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    ends = time.monotonic() + 60
    with sqlite3.connect(folder / "motcua.db", timeout=10) as looker:
        moved = 0
        while moved < MOVED_BEFORE_THE_CUT and time.monotonic() < ends:
            moved = looker.execute("SELECT moved FROM unit_merge").fetchone()[0]
    worker.kill()
    worker.wait()
    open_instance(folder)
    return int(moved)
