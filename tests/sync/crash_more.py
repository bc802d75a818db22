"""More that is killed in the middle: files, snapshots, the guard, a new key, an upgrade. Each judges itself."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playhouse.schema_diff import diff_models

from app import database, migrations
from app.config import Settings
from sync import bootstrap, feed, journal, keys, snapshots
from sync.members import guard, nodes, rotation
from sync.members.guard import Finding, Watch
from sync.tables import ALL
from tests.sync.crash_acts import Stage, broken_promises, exchange, newest, two_offices
from tests.sync.deaths import NOTES
from tests.sync.files import FileOffice, noise, share_scans
from tests.sync.offices import Line

MARKS = {"board": "1"}
SCAN = noise(80_000)
Judge = Callable[[Stage, set[str]], list[str]]


# ── A file on its way up ────────────────────────────────────────────────────────────────────────────


def offices_with_files(stage: Stage) -> None:
    share_scans()
    stage.kind = FileOffice
    two_offices(stage)


def send_a_scan(stage: Stage) -> None:
    share_scans()
    stage.kind = FileOffice
    office = stage.office("18571")
    assert isinstance(office, FileOffice)
    kept = office.scan("s1", SCAN, toy="d1")
    stage.acknowledge(newest(office))
    (stage.folder / f"{NOTES}.scan").write_text(kept.sha256)
    office.sync_and_carry(stage.line())


def the_scan_is_there(stage: Stage, promised: set[str]) -> list[str]:
    share_scans()
    stage.kind = FileOffice
    faults = broken_promises(stage, promised)
    commune, above = stage.office("18571"), stage.district
    assert isinstance(commune, FileOffice) and isinstance(above, FileOffice)
    commune.carry(Line(above))
    note = stage.folder / f"{NOTES}.scan"
    if note.exists():
        name = note.read_text()
        faults += [] if above.holds(name, SCAN) else ["the scan is not at the parent"]
        faults += [] if commune.is_above(name) else ["the commune does not know that it is"]
    return faults


# ── A replacement PC ────────────────────────────────────────────────────────────────────────────────


def small_snapshots() -> None:
    """Sizes at which a short history has several pages and segments."""
    snapshots.FEWEST_OPERATIONS = feed.PAGE_ROWS = 3
    snapshots.CHUNK_BYTES, snapshots.MOST_CHUNKS = 1500, 1
    bootstrap.FIRST_CHUNKS = 1


def the_old_pc_is_gone(stage: Stage) -> None:
    two_offices(stage)
    for n in range(4):
        stage.write("18571", f"e{n}", name="Yến", phone=str(n))
    exchange(stage)
    stage.close()
    (stage.folder / "18571.db").unlink()
    new = stage.found("new")
    new.enrol_at(stage.district)
    with new.acting():
        bootstrap.want()
    for office in (new, stage.district):
        office.folder.mkdir(exist_ok=True)


def fetch(stage: Stage) -> None:
    small_snapshots()
    new = stage.office("new")
    with new.acting():
        bootstrap.fetch(
            stage.line(), new.key, folder=new.folder, clock=lambda: new.now, timer=lambda: 0.0,
            tell=lambda words: None,
        )  # fmt: skip
    new.sync(stage.line())


def the_new_pc_has_it_all(stage: Stage, promised: set[str]) -> list[str]:
    fetch(stage)
    faults = broken_promises(stage, promised)
    if len(stage.office("new").rows()) != len(stage.district.rows()):
        faults.append("the new PC holds less than the district")
    return faults


# ── The guard beside the database ───────────────────────────────────────────────────────────────────


def work_under_guard(stage: Stage) -> None:
    office = stage.office("18571")
    with office.acting():
        journal.after_commit = Watch(
            stage.folder / "guard", marks=MARKS, clock=lambda: office.now, numbers=lambda: {}
        )
        stage.write("18571", "g1", name="Giang")
        stage.write("18571", "g1", phone="0977")


def no_false_alarm(stage: Stage, promised: set[str]) -> list[str]:
    """A death is no restore: the guard never runs ahead of the database it guards."""
    office = stage.office("18571")
    with office.acting():
        found = guard.look(
            guard.read(stage.folder / "guard"),
            marks=MARKS,
            before=lambda numbers: None,
            at=office.now,
        )
    alarm = [f"the guard said {found}"] if found not in (Finding.NOTHING, Finding.SAME) else []
    return alarm + broken_promises(stage, promised)


# ── A new key ───────────────────────────────────────────────────────────────────────────────────────


def a_key_in_its_folder(stage: Stage) -> None:
    nodes.share()
    two_offices(stage)
    folder = stage.folder / "keys-18571"
    folder.mkdir()
    keys.keep(folder / keys.KEY_FILE, [stage.office("18571").key.seed])


def rotate(stage: Stage) -> None:
    nodes.share()
    folder, office = stage.folder / "keys-18571", stage.office("18571")
    with office.acting():
        rotation.begin(folder)
        rotation.announce(stage.line(), folder)


def it_can_speak(stage: Stage, promised: set[str]) -> list[str]:
    nodes.share()
    folder, office = stage.folder / "keys-18571", stage.office("18571")
    with office.acting():
        if rotation.is_waiting(folder):
            rotation.announce(Line(stage.district), folder)
    office.key = keys.load_or_make(folder)
    return broken_promises(stage, promised)


# ── An upgrade ──────────────────────────────────────────────────────────────────────────────────────


def a_node_of_the_first_version(stage: Stage) -> None:
    steps = stage.folder / "steps"
    steps.mkdir()
    for file in migrations.STEPS.glob("0001_*.py"):
        shutil.copy(file, steps)
    _upgrade(stage, steps)
    database.database.execute_sql(
        "INSERT INTO sync_notice (at, words) VALUES ('2019-05-24T01:00:00Z', 'một')"
    )
    database.close()


def upgrade(stage: Stage) -> None:
    _upgrade(stage, Path(migrations.__file__).parent)


def it_is_upgraded(stage: Stage, promised: set[str]) -> list[str]:
    from app.models import LOCAL, SHARED

    upgrade(stage)
    db = database.database.obj
    differing = diff_models(db, [*ALL, *SHARED, *LOCAL])
    faults = [*differing.create_tables, *differing.add_columns, *differing.add_indexes]
    notices = db.execute_sql("SELECT words FROM sync_notice").fetchall()
    sound = db.execute_sql("PRAGMA integrity_check").fetchone()[0]
    return [
        *(f"missing: {fault}" for fault in faults),
        *([] if notices == [("một",)] else [f"notices: {notices}"]),
        *([] if sound == "ok" else [sound]),
    ]


def _upgrade(stage: Stage, steps: Path) -> None:
    migrations.STEPS = steps
    url = f"sqlite:///{stage.folder / 'node.sqlite'}"
    database.connect(url)
    migrations.bring_up_to_date(
        Settings(directory=stage.folder, database_url=url), at=datetime(2019, 5, 24, 1, tzinfo=UTC)
    )


Step = Callable[[Stage], None]
MORE: dict[str, tuple[Step, Step, Judge]] = {
    "attachment": (offices_with_files, send_a_scan, the_scan_is_there),
    "snapshot": (the_old_pc_is_gone, fetch, the_new_pc_has_it_all),
    "guard": (two_offices, work_under_guard, no_false_alarm),
    "new-key": (a_key_in_its_folder, rotate, it_can_speak),
    "upgrade": (a_node_of_the_first_version, upgrade, it_is_upgraded),
}
