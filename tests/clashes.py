"""Three communes with wrong clocks and their district write into the same dossiers while no line exists: the real
program and the real engine in one process, each office on its own database file.

python -m tests.clashes --conflicts 1000    # settles them as the test does, and says how long it took
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from playhouse.migrations import Runner

from app import catalogue, database, migrations
from app.domain.corrections import seal_of
from app.domain.officers import Officer, Role
from app.models.dossiers import Dossier
from app.queries import dump
from app.services import corrections, dossiers
from sync import child, identity, journal, parent, store, tables
from sync.keys import NodeKey
from sync.members import enrolment
from sync.operations import compose, read
from tests.town import DISTRICT, FUNERAL, GIANG, KHOA, NOW, form, officer, town

THIRD = "18607"
SKEWS = {"18571": timedelta(days=-3), "18604": timedelta(days=5), THIRD: timedelta(hours=7)}
"""How wrong the clock of each commune goes."""
FIELDS = ("applicant_name", "birth_date", "id_no", "address", "abstract")
BEFORE = {
    "applicant_name": "Nguyễn Thị Hoà", "birth_date": "5/3/1990", "id_no": "042190000123",
    "address": "Thôn Bắc Hải", "abstract": "Hỗ trợ chi phí mai táng",
}  # fmt: skip
BELOW = {
    "applicant_name": "Nguyễn Thị Hòa Bình", "birth_date": "6/3/1990", "id_no": "042190000456",
    "address": "Thôn Nam Hải", "abstract": "Trợ cấp mai táng phí",
}  # fmt: skip
ABOVE = {
    "applicant_name": "Nguyễn Thị Hoan", "birth_date": "7/3/1990", "id_no": "042190000789",
    "address": "Thôn Tây Hải", "abstract": "Mai táng cho người có công",
}  # fmt: skip


class Office:
    """One office of the program with its own file, key and clock."""

    def __init__(self, unit: str, file: Path, seed: int, *, skew: timedelta = timedelta()) -> None:
        self.unit, self.file, self.skew = unit, file, skew
        self.key = NodeKey(seed.to_bytes(32, "big"))
        self.database = database.opened(f"sqlite:///{file.as_posix()}")
        self.database.execute_sql("PRAGMA synchronous = off")
        self.by = officer("an", "Trần Thị An", unit, Role.DESK)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Everything inside happens at this office."""
        before = database.database.obj
        database.database.initialize(self.database)
        tables.database.initialize(self.database)
        try:
            yield
        finally:
            database.database.initialize(before)
            tables.database.initialize(before)

    def correct(self, dossier_id: str, *, by: Officer, at: datetime, **typed: str) -> None:
        with self.acting():
            row = Dossier.get(Dossier.id == dossier_id)
            form_id = f"{dossier_id}{by.unit}{at.timestamp()}"
            corrections.correct(
                dossier_id, typed, source="card", seal=seal_of(row.__data__), form_id=form_id,
                by=by, at=at + self.skew,
            )  # fmt: skip

    def value(self, dossier_id: str, name: str) -> object:
        with self.acting():
            return getattr(Dossier.get(Dossier.id == dossier_id), name)

    def dump(self, unit: str) -> list[str]:
        with self.acting():
            return list(dump.lines(unit))

    def count(self, what: str) -> int:
        with self.acting():
            row = store.one(f"SELECT COUNT(*) FROM {what}")  # noqa: S608
            return int(row[0]) if row else 0


@dataclass
class Country:
    """A district and three communes; `now` is the true time."""

    district: Office
    communes: dict[str, Office]
    now: datetime = NOW
    expected: dict[str, str] = field(default_factory=dict)
    """The dossiers in which a field was written twice, and which field."""
    harmless: list[str] = field(default_factory=list)

    def tick(self) -> datetime:
        self.now += timedelta(seconds=2)
        return self.now

    def sync(self) -> None:
        for commune in self.communes.values():
            with commune.acting():
                child.exchange(
                    self._line(), commune.key, timer=lambda: 0.0,
                    clock=lambda skew=commune.skew: self.tick() + skew,
                )  # fmt: skip

    def _line(self) -> child.Carrier:
        country = self

        class Line:
            def carry(self, envelope: bytes) -> bytes:
                above = country.district
                with above.acting():
                    return parent.handle(
                        envelope, key=above.key, folder=above.file.parent, at=country.tick(),
                        units_below=lambda unit: [],
                    )  # fmt: skip

        return Line()

    def write_apart(self, conflicts: int) -> None:
        """Dossiers in which both sides write the same field, and as many in which they do no harm to each other."""
        received = [self._receive(number) for number in range(1, conflicts * 2 + 1)]
        self.sync()
        for number, (unit, dossier_id) in enumerate(received):
            if number % 2 == 0:
                self._clash(unit, dossier_id, FIELDS[number // 2 % len(FIELDS)])
            else:
                self._no_clash(unit, dossier_id, number // 2 % 3)
        self.sync()

    def _receive(self, number: int) -> tuple[str, str]:
        unit = list(self.communes)[number % len(self.communes)]
        commune, at = self.communes[unit], self.tick()
        with commune.acting():
            filled = form(number, procedure_id=FUNERAL, **BEFORE)
            dossiers.receive(filled, by=commune.by, at=at + commune.skew)
        return unit, UUID(int=number, version=4).hex

    def _clash(self, unit: str, dossier_id: str, name: str) -> None:
        """The commune corrects the telephone with it: that part must merge by itself."""
        self.expected[dossier_id] = name
        typed = {name: BELOW[name], "phone": "0987654321"}
        self.communes[unit].correct(dossier_id, by=self.communes[unit].by, at=self.tick(), **typed)
        self.district.correct(dossier_id, by=GIANG, at=self.tick(), **{name: ABOVE[name]})

    def _no_clash(self, unit: str, dossier_id: str, kind: int) -> None:
        """Two fields; the same value; or one after the other with a line between."""
        self.harmless.append(dossier_id)
        commune = self.communes[unit]
        mine, theirs = [
            ({"address": BELOW["address"]}, {"abstract": ABOVE["abstract"]}),
            ({"address": BELOW["address"]}, {"address": BELOW["address"]}),
            ({"phone": "0912000111"}, {"phone": "0912000222"}),
        ][kind]
        commune.correct(dossier_id, by=commune.by, at=self.tick(), **mine)
        self.district.correct(dossier_id, by=GIANG, at=self.tick(), **theirs)


@contextmanager
def country(folder: Path) -> Iterator[Country]:
    """The district with three communes that have joined it and hold its catalogue."""
    with town(f"sqlite:///{(folder / 'district.db').as_posix()}"):
        with journal.transaction():
            for entity, record_id, values in catalogue.records():
                if entity == "unit" and values["code"] == THIRD:
                    journal.record(entity, record_id, by="setup", at=NOW, scope="all", **values)
        above = Office(DISTRICT, folder / "district.db", 1)
        _empty(folder / "empty.db")
        found = Country(above, {})
        for seed, (unit, skew) in enumerate(SKEWS.items(), 2):
            shutil.copyfile(folder / "empty.db", folder / f"{unit}.db")
            commune = Office(unit, folder / f"{unit}.db", seed, skew=skew)
            _join(commune, above)
            found.communes[unit] = commune
        found.sync()
        try:
            yield found
        finally:
            for office in (above, *found.communes.values()):
                office.database.close()


def contest(
    entity: str, record_id: str, *, node: str, tier: int, at: datetime, **values: object
) -> None:
    """What an administrator of another machine has written into a record here, who saw what stood before."""
    row = store.one(
        "SELECT live, scope FROM record WHERE entity = ? AND id = ?", (entity, record_id)
    )
    log = store.one("SELECT MAX(n) FROM log")
    assert row is not None
    assert log is not None
    bodies = [
        read(bytes(body))
        for (body,) in store.every(
            "SELECT o.body FROM operation o JOIN record r ON r.n = o.record WHERE r.entity = ? AND r.id = ? "
            "ORDER BY o.n",
            (entity, record_id),
        )
    ]
    last = {name: next(op for op in reversed(bodies) if name in op.values) for name in values}
    base = {name: op.base[name] for name, op in last.items() if name in op.base}
    theirs = compose(
        node=node, tier=tier, actor=f"tam@{node}", hlc=int(at.timestamp() * 1_000_000), entity=entity,
        record=record_id, scope=row[1], values=values, base=base,
    )  # fmt: skip
    with journal.transaction():
        journal.apply(theirs, at=at, log=log[0])


def _empty(file: Path) -> None:
    opened = database.opened(f"sqlite:///{file.as_posix()}")
    Runner(opened, str(migrations.STEPS), table_name="schema_migration").up()
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()


def _join(commune: Office, above: Office) -> None:
    with commune.acting():
        identity.found(commune.unit, 0, serves=False, at=NOW + commune.skew)
    with above.acting():
        code = enrolment.invite(commune.unit, at=NOW)
    asked = enrolment.request(commune.unit, code, commune.key)
    with above.acting():
        answer = enrolment.answer(
            asked, key=above.key, me={"unit": DISTRICT, "name": "Huyện Thạch Hà", "tier": 1},
            names={commune.unit: (commune.unit, 0)}, at=NOW,
        )  # fmt: skip
    with commune.acting():
        enrolment.keep_parent(enrolment.accept(answer, code=code, url="memory:", key=commune.key))


def settle_all(found: Country, *, by_hand: int) -> int:
    """Ten by hand, the rest by rules after their dry run; how many cards there were."""
    from app.queries import conflict_cards
    from app.queries import conflicts as questions
    from app.services import conflict_rules, conflicts, jobs

    with found.district.acting():
        cards = questions.waiting(KHOA)
        for waiting in cards[:by_hand]:
            card = conflict_cards.card(waiting.n, KHOA)
            picks = {each.name: each.values[-1].prefix for each in card.fields}
            conflicts.settle(
                card.n, picks, {}, seal=card.record.seal, reason="Đã xem giấy tờ.", by=KHOA,
                at=found.tick(),
            )  # fmt: skip
        rules = {f"dossier.{name}": "commune" for name in FIELDS}
        version = conflict_rules.save(rules, seen=0, by=KHOA, at=found.tick())
        trial = conflict_rules.try_out(rules, by=KHOA, at=found.tick())
        assert sum(each.would for each in trial.fields) == len(cards) - by_hand
        keys = [each.key for each in trial.fields]
        conflict_rules.settle_rest(version, legal=keys, fields=keys, by=KHOA, at=found.tick())
        assert jobs.run_next(found.district.file.parent / "files", found.tick)
    found.sync()
    return len(cards)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--conflicts", type=int, default=1000)
    many = asked.parse_args().conflicts
    with tempfile.TemporaryDirectory() as folder, country(Path(folder)) as found:
        began = time.perf_counter()
        found.write_apart(many)
        written = time.perf_counter()
        cards = settle_all(found, by_hand=10)
        settled = time.perf_counter()
        same = all(
            each.dump(unit) == found.district.dump(unit) for unit, each in found.communes.items()
        )
        left = found.district.count("record WHERE contested > 0")
    print(  # noqa: T201
        f"{many} clashes: {cards} cards, {left} left, both sides the same: {same}; "
        f"written in {written - began:.1f} s, settled in {settled - written:.1f} s"
    )


if __name__ == "__main__":
    main()
