"""A toy application of two tables, and offices that keep it: the engine is tested without a dossier in sight."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import CharField, IntegerField, Model, SqliteDatabase

from app.database import PRAGMAS
from sync import child, identity, journal, parent, standing, store, tables
from sync.keys import NodeKey
from sync.members import enrolment, report
from sync.registers import HUMAN, LATEST, STATE

START = datetime(2019, 5, 24, 1, 0, tzinfo=UTC)
COMMUNES = {"445": ["18571", "18604", "18607"], "446": ["18673", "18676", "18679"]}
BELOW = {
    "42": [*COMMUNES, *COMMUNES["445"], *COMMUNES["446"]],
    **COMMUNES,
    **{commune: [] for communes in COMMUNES.values() for commune in communes},
}
TIERS = {unit: 2 if unit == "42" else 1 if unit in COMMUNES else 0 for unit in BELOW}


class Toy(Model):
    id = CharField(primary_key=True)
    name = CharField(max_length=40, null=True)
    status = CharField(max_length=20, null=True)
    phone = CharField(max_length=20, null=True)
    amount = IntegerField(null=True)

    class Meta:
        database = tables.database
        legacy_table_names = False


class Part(Model):
    id = CharField(primary_key=True)
    toy = CharField(max_length=40)
    words = CharField(max_length=200, null=True)

    class Meta:
        database = tables.database
        legacy_table_names = False


@contextmanager
def toy_shares() -> Iterator[None]:
    """The engine knows the toy tables, and only them, while this lasts; no program tells of its nodes."""
    before, told = dict(journal._shares), report.source
    report.source = None
    journal._shares.clear()
    settle = {"name": HUMAN, "status": STATE, "phone": LATEST, "amount": HUMAN}
    journal.share("toy", Toy, settle=settle)
    journal.share("part", Part, settle={"toy": HUMAN, "words": HUMAN}, belongs_to=("toy", "toy"))
    try:
        yield
    finally:
        journal._shares.clear()
        journal._shares.update(before)
        report.source = told


class Office:
    """One node with its own database file, key and clock."""

    seeds = itertools.count(1)

    def __init__(
        self, unit: str, path: Path | None, *, database: Any = None, is_new: bool = True
    ) -> None:
        self.unit = unit
        self.path = path
        self.folder = path.with_suffix("") if path else Path("unused")
        self.key = NodeKey(next(self.seeds).to_bytes(32, "big"))
        self.now = START
        self.grants: dict[str, set[str]] = {}
        self.database = database or SqliteDatabase(str(path), pragmas=PRAGMAS)
        if is_new:
            self._found()

    def _found(self) -> None:
        with self.acting():
            tables.create_all()
            tables.database.create_tables([Toy, Part])
            tier = TIERS[self.unit]
            identity.found(self.unit, tier, serves=tier > 0, at=self.now)

    @classmethod
    def again(cls, unit: str, path: Path, opened: Any, *, key: NodeKey, now: datetime) -> "Office":
        """The office whose database this is already."""
        office = cls(unit, path, database=opened, is_new=False)
        office.key, office.now = key, now
        return office

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Everything inside happens at this office."""
        before = tables.database.obj
        tables.database.initialize(self.database)
        self.database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            tables.database.initialize(before)

    def tick(self) -> datetime:
        """The next second of this office's clock."""
        self.now += timedelta(seconds=1)
        return self.now

    def write(
        self, record: str, *, scope: str | None = None, entity: str = "toy", **values: Any
    ) -> bool:
        with self.acting():
            return journal.record(
                entity,
                record,
                by=f"an@{self.unit}",
                at=self.tick(),
                scope=scope or self.unit,
                **values,
            )

    def rows(self, model: type[Model] = Toy) -> list[dict[str, Any]]:
        with self.acting():
            return list(model.select().order_by(model._meta.primary_key).dicts())

    def row(self, record: str) -> dict[str, Any]:
        return next(row for row in self.rows() if row["id"] == record)

    def live(self, scopes: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Live values of every record in these scopes: what two nodes must agree on."""
        with self.acting():
            marks = ", ".join("?" * len(scopes))
            return store.every(
                "SELECT entity, id, scope, live, contested FROM record "  # noqa: S608
                f"WHERE scope IN ({marks}) ORDER BY entity, id",
                scopes,
            )

    def count(self, table: str, where: str = "1 = 1") -> int:
        with self.acting():
            row = store.one(f"SELECT COUNT(*) FROM {table} WHERE {where}")  # noqa: S608
            return int(row[0]) if row else 0

    def enrol_at(self, above: "Office") -> None:
        with above.acting():
            code = enrolment.invite(self.unit, at=above.now)
        asked = enrolment.request(self.unit, code, self.key)
        with above.acting():
            answer = enrolment.answer(
                asked, key=above.key, me={"unit": above.unit, "name": above.unit, "tier": TIERS[above.unit]},
                names={unit: (unit, TIERS[unit]) for unit in BELOW[above.unit]}, at=above.now,
            )  # fmt: skip
        with self.acting():
            enrolment.keep_parent(enrolment.accept(answer, code=code, url="memory:", key=self.key))

    def answer(self, envelope: bytes) -> bytes:
        with self.acting():
            return parent.handle(
                envelope, key=self.key, units_below=self.below, folder=self.folder, at=self.now,
            )  # fmt: skip

    def below(self, unit: str) -> list[str]:
        """What a child may hold beside its own: the units below it, and what it was granted."""
        return [*BELOW[unit], *sorted(self.grants.get(unit, ()))]

    def sync(self, carrier: child.Carrier) -> standing.Tally:
        with self.acting():
            return child.exchange(carrier, self.key, clock=lambda: self.now, timer=lambda: 0.0)


class Line:
    """A perfect line to the parent; what went over it is kept. Subclasses make it worse."""

    def __init__(self, above: Office) -> None:
        self.above = above
        self.carried: list[tuple[bytes, bytes]] = []

    def carry(self, envelope: bytes) -> bytes:
        answer = self.above.answer(envelope)
        self.carried.append((envelope, answer))
        return answer
