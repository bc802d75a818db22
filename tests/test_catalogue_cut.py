"""A catalogue of 200 procedures whose import or publishing a power cut ends half-way, in a real process."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock, database, jobs
from app.domain.catalogues import SheetLineState
from app.domain.officers import Officer, Role
from app.instance import Instance, open_instance
from app.models.catalogues import CatalogueEdit, CatalogueVersion
from app.models.jobs import Job
from app.queries import catalogue_files as files
from app.queries import catalogues as questions
from app.queries import procedures
from app.services import catalogue_files
from app.services import catalogue_publishing as publishing
from sync import journal
from sync.verify import verify
from tests.catalogues import as_json, many
from tests.offices import Offices
from tests.processes import ROOT, environment

LAM = Officer("lam", "Đoàn Tiến Lâm", "Quản trị", "445", frozenset({Role.ADMIN}))
MANY = 200
WORK = """
import sys
from pathlib import Path
from app import jobs
from app.instance import open_instance
jobs.work_off(open_instance(Path(sys.argv[1])))
"""
SOME_TAKEN = "SELECT COUNT(*) > 60 FROM catalogue_edit"
WRITING = "SELECT COUNT(*) FROM job WHERE words LIKE 'bước 2/2%'"


@pytest.fixture
def district(founded_offices: Offices, tmp_path: Path) -> Iterator[Instance]:
    """A district that has looked through a file of them."""
    shutil.copytree(founded_offices.folder / "district", tmp_path / "district")
    instance = open_instance(tmp_path / "district")
    catalogue_files.upload("a.json", as_json(many(MANY)), by=LAM, at=clock.now())
    jobs.work_off(instance)
    yield instance
    database.close()
    journal.after_commit = None


def test_an_import_cut_by_kill_9_goes_on_and_takes_each_procedure_once(district: Instance) -> None:
    sheet = files.sheets()[0].n
    catalogue_files.take(sheet, by=LAM, at=clock.now())

    work_and_be_killed(district, when=SOME_TAKEN)
    taken = files.counts(sheet)[SheetLineState.TAKEN]
    at_the_cut = (taken, CatalogueEdit.select().count(), last_job().state)
    jobs.work_off(open_instance(district.settings.directory))

    assert at_the_cut == (taken, taken, "running")
    assert 60 < taken < MANY
    assert files.counts(sheet)[SheetLineState.TAKEN] == CatalogueEdit.select().count() == MANY
    assert f"Đã đưa {MANY} thủ tục" in last_job().outcome
    assert verify().faults == []


def test_publishing_cut_by_kill_9_leaves_nothing_and_then_publishes_all(district: Instance) -> None:
    catalogue_files.take(files.sheets()[0].n, by=LAM, at=clock.now())
    jobs.work_off(district)
    at, before = clock.now(), len(questions.all_newest())
    today = clock.local(at).date()
    publishing.ask_to_publish(
        title="", decision="", starts_on=today, seen=questions.draft().revision, by=LAM, at=at
    )

    work_and_be_killed(district, when=WRITING)
    at_the_cut = (
        CatalogueVersion.select().count(), len(questions.all_newest()), len(questions.edits()), last_job().state,
    )  # fmt: skip
    jobs.work_off(open_instance(district.settings.directory))

    assert at_the_cut == (0, before, MANY, "running")
    assert (CatalogueVersion.select().count(), questions.draft()) == (1, None)
    assert len(questions.all_newest()) == before + MANY
    assert procedures.latest(f"7.{MANY:06d}", today) is not None
    assert (last_job().state, verify().faults) == ("done", [])


def last_job() -> Job:
    found: Job = Job.select().order_by(Job.n.desc()).get()
    return found


def work_and_be_killed(instance: Instance, *, when: str) -> None:
    """Work in a process of its own, and lose power as soon as the database says so."""
    folder = instance.settings.directory
    database.close()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK, str(folder)], cwd=ROOT,
        env={**environment(), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    ends = time.monotonic() + 60
    with sqlite3.connect(folder / "motcua.db", timeout=10) as looker:
        while not looker.execute(when).fetchone()[0] and time.monotonic() < ends:
            pass
    worker.kill()
    worker.wait()
    open_instance(folder)
