"""What is killed in the middle: acts of two offices on real files, what went before each, and how it must end."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from app.database import PRAGMAS
from sync import child, journal, keys, store, verify
from sync.keys import NodeKey
from sync.members import enrolment
from tests.sync.deaths import NOTES, Points, in_a_child
from tests.sync.offices import START, Line, Office, Part

UNITS = {"445": "445", "18571": "18571", "twin": "18571", "new": "18571", "18604": "18604"}
"""Files of offices, and whose they are: the twin is a clone, the new one a replacement with a key of its own."""

KEYS = {"445": 445, "18571": 1, "twin": 1, "new": 2, "18604": 3}

ROUNDS = 3


class Stage:
    """A folder with the files of some offices. Each process opens its own."""

    kind: type[Office] = Office

    def __init__(self, folder: Path, points: Points | None = None) -> None:
        self.folder, self.points = folder, points
        self.offices: dict[str, Office] = {}

    def office(self, name: str) -> Office:
        if name not in self.offices:
            path = self.folder / f"{name}.db"
            opened = SqliteDatabase(str(path), pragmas=PRAGMAS)
            office = self.kind.again(
                UNITS[name], path, opened, key=key_of(name), now=START + timedelta(hours=1)
            )
            office.grants = {}
            self.offices[name] = office
        return self.offices[name]

    def found(self, name: str) -> Office:
        office = self.kind(UNITS[name], self.folder / f"{name}.db")
        office.key = key_of(name)
        self.offices[name] = office
        return office

    @property
    def district(self) -> Office:
        return self.office("445")

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.db"))

    def write(self, where: str, record: str, **values: Any) -> None:
        """A save that an officer has seen confirmed: it may never be lost."""
        office = self.office(where)
        if office.write(record, **values):
            self.acknowledge(newest(office))

    def acknowledge(self, operation_id: str) -> None:
        with open(self.folder / NOTES, "a") as out:
            out.write(operation_id + "\n")

    def acknowledged(self) -> set[str]:
        file = self.folder / NOTES
        return set(file.read_text().split()) if file.exists() else set()

    def line(self) -> child.Carrier:
        return TrappedLine(self.district, self.points) if self.points else Line(self.district)

    def close(self) -> None:
        for office in self.offices.values():
            office.database.close()
        self.offices.clear()


class TrappedLine(Line):
    """The way to the parent, with a point before, between and after."""

    def __init__(self, above: Office, points: Points) -> None:
        super().__init__(above)
        self._points = points

    def carry(self, envelope: bytes) -> bytes:
        self._points.reach("request built")
        answer = super().carry(envelope)
        self._points.reach("answer come")
        return answer


class MortalParent(Line):
    """A parent in a process of its own: it may die while the child lives on and hears nothing."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.district)
        assert stage.points is not None
        self._stage, self._points = stage, stage.points

    def carry(self, envelope: bytes) -> bytes:
        self._stage.district.database.close()
        said = in_a_child(lambda: self._work(envelope))
        if said is None:
            raise child.Away("the parent died")
        answer, self._points.passed = bytes.fromhex(said[0]), said[1]
        return answer

    def _work(self, envelope: bytes) -> list[Any]:
        self._points.is_counting = True
        self._points.reach("request come")
        answer = self.above.answer(envelope)
        self._points.reach("answer ready")
        return [answer.hex(), self._points.passed]


def key_of(name: str) -> NodeKey:
    return NodeKey(KEYS[name].to_bytes(32, "big"))


def newest(office: Office) -> str:
    with office.acting():
        row = store.one("SELECT id FROM operation ORDER BY n DESC LIMIT 1")
        return bytes(row[0]).hex() if row else ""


def ids(office: Office) -> set[str]:
    with office.acting():
        return {bytes(row[0]).hex() for row in store.every("SELECT id FROM operation")}


# ── What went before ────────────────────────────────────────────────────────────────────────────────


def two_offices(stage: Stage) -> None:
    """A district and a commune that have exchanged some work."""
    stage.found("445")
    stage.found("18571").enrol_at(stage.district)
    stage.write("18571", "d1", name="Bình", status="received")
    stage.write("18571", "p1", entity="part", toy="d1", words="tờ khai")
    stage.office("18571").sync(stage.line())
    stage.write("445", "d1", status="processing")
    stage.office("18571").sync(stage.line())


def work_on_both_sides(stage: Stage) -> None:
    two_offices(stage)
    stage.write("18571", "d2", name="Chi", phone="0912")
    stage.write("18571", "d1", status="forwarded")
    stage.write("445", "d1", status="resolved")
    stage.write("445", "catalogue", scope="all", name="2019")


def a_clone_was_first(stage: Stage) -> None:
    """The same file lives on two machines, and the other one has already sent work under the same log."""
    two_offices(stage)
    stage.close()
    shutil.copy(stage.folder / "18571.db", stage.folder / "twin.db")
    stage.write("twin", "d3", name="Dung")
    stage.office("twin").sync(stage.line())
    stage.write("18571", "d4", name="Em")
    stage.write("18571", "d1", phone="0999")


def the_parent_was_restored(stage: Stage) -> None:
    """The district's file was copied back to before some work of both."""
    two_offices(stage)
    stage.close()
    shutil.copy(stage.folder / "445.db", stage.folder / "445.old")
    stage.write("18571", "d5", name="Giang")
    stage.write("445", "d1", status="resolved")
    stage.office("18571").sync(stage.line())
    stage.close()
    shutil.move(stage.folder / "445.old", stage.folder / "445.db")
    stage.write("18571", "d6", name="Hoa")


def an_office_is_invited(stage: Stage) -> None:
    two_offices(stage)
    stage.found("18604")
    with stage.district.acting():
        code = enrolment.invite("18604", at=stage.district.now)
    (stage.folder / "code").write_text(code)
    stage.write("18604", "d7", name="Khe")


# ── What is killed ──────────────────────────────────────────────────────────────────────────────────


def record(stage: Stage) -> None:
    """Changes at both, one alone and several in one transaction."""
    stage.write("18571", "d8", name="Nga", status="received", amount=5000)
    stage.write("18571", "d1", phone="0933", status="forwarded")
    office = stage.office("18571")
    with office.acting(), journal.transaction():
        office.write("d9", name="Oanh")
        office.write("p9", entity="part", toy="d9", words="giấy khai sinh")
    stage.acknowledge(newest(office))
    stage.write("445", "d1", name="Bình An")


def exchange(stage: Stage) -> None:
    stage.office("18571").sync(stage.line())


def exchange_with_a_mortal_parent(stage: Stage) -> None:
    if stage.points:
        stage.points.is_counting = False
        try:
            stage.office("18571").sync(MortalParent(stage))
        except child.Away:
            stage.points.die()


def join(stage: Stage) -> None:
    """Ask to be taken in, as often as it takes: the code fits the same key again when the answer was lost."""
    office, above = stage.office("18604"), stage.district
    code = (stage.folder / "code").read_text()
    with above.acting():
        answer = enrolment.answer(
            enrolment.request("18604", code, office.key), key=above.key, at=above.now,
            me={"unit": "445", "name": "445", "tier": 1}, names={"18604": ("18604", 0)},
        )  # fmt: skip
    with office.acting():
        enrolment.keep_parent(enrolment.accept(answer, code=code, url="m:", key=office.key))


def make_key(stage: Stage) -> None:
    """The key of a new node: once it is given out it must still be there."""
    key = keys.load_or_make(stage.folder / "keys")
    if stage.acknowledged() not in (set(), {key.public.hex()}):
        raise ValueError("another key than the one given out")
    stage.acknowledge(key.public.hex())


def record_without_transactions(stage: Stage) -> None:
    """Not the program: what it would be without its transactions. A sweep that finds no fault here is blind."""
    database = stage.office("18571").database
    database.begin = database.commit = lambda *_: None
    stage.write("18571", "d8", name="Nga")


Step = Callable[[Stage], None]
ACTS: dict[str, tuple[Step, Step]] = {
    "record": (two_offices, record),
    "exchange": (work_on_both_sides, exchange),
    "parent-dies": (work_on_both_sides, exchange_with_a_mortal_parent),
    "new-incarnation": (a_clone_was_first, exchange),
    "salvage": (the_parent_was_restored, exchange),
    "join": (an_office_is_invited, join),
    "key": (lambda stage: None, make_key),
    "without-transactions": (two_offices, record_without_transactions),
}
BEGUN_AGAIN = {"join", "key"}
"""What a person begins again after the death; everything else needs no hand."""


# ── How it must end ─────────────────────────────────────────────────────────────────────────────────


def broken_promises(stage: Stage, promised: set[str]) -> list[str]:
    """Restart, three syncs: both sides equal and clean, and nothing that was ever acknowledged is missing."""
    if not stage.names:
        return []
    for _ in range(ROUNDS):
        for name in stage.names:
            if name != "445":
                stage.office(name).sync(Line(stage.district))
    above = ids(stage.district)
    faults = [f"{len(promised - above)} promised operations are gone"] if promised - above else []
    for name in stage.names:
        faults += [f"{name}: {fault}" for fault in _faults_of(stage.office(name), stage, above)]
    return faults


def _faults_of(office: Office, stage: Stage, above: set[str]) -> list[str]:
    with office.acting():
        faults = list(verify.verify().faults)
    faults += [
        f"{count} {what}"
        for what, table, where in (
            ("parked", "operation", "state = 1"), ("refused", "refused_operation", "1 = 1"),
        )
        if (count := office.count(table, where))
    ]  # fmt: skip
    if office is stage.district:
        return faults
    if ids(office) - above:
        faults.append("holds what the parent does not")
    scopes = ("all", office.unit)
    if office.live(scopes) != stage.district.live(scopes):
        faults.append("live values differ")
    above_rows = [*stage.district.rows(), *stage.district.rows(Part)]
    if any(row not in above_rows for row in [*office.rows(), *office.rows(Part)]):
        faults.append("rows differ")
    return faults
