"""A district and its communes on a bad line, with a seed: everything that can go wrong, in any order.

`World(seed).live(steps)` writes, syncs, cuts, repeats, damages, crashes, restores and clones; `World.settle()`
stops the faults and lets the nodes talk; `World.faults()` lists every promise that is then broken. The oracle
knows nothing of logs or cursors: it only keeps which operations exist on which machine.

    python -m tests.sync.simulator --seeds 100000        more than the suite tries
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from peewee import SqliteDatabase

from sync import child, store, verify
from sync.operations import Operation, read
from tests.sync.offices import BELOW, Office, Part, Toy, toy_shares

COMMUNES = ("18571", "18604")
ROUNDS = 6
"""Rounds of faultless exchange after which everything must be equal (I13)."""

FIELDS = ("name", "status", "phone")


class Crash(Exception):
    """The power goes in the middle of a statement."""


class Machine(Office):
    """An office in memory, whose file can be copied, copied back and cloned."""

    def __init__(self, unit: str, **options: Any) -> None:
        super().__init__(unit, None, database=SqliteDatabase(":memory:"), **options)

    def file(self) -> Any:
        """A copy of the database as it is now."""
        copy = SqliteDatabase(":memory:")
        copy.connect()
        self.database.connection().backup(copy.connection())
        return copy

    def copy_back(self, file: Any) -> None:
        file.connection().backup(self.database.connection())

    def clone(self) -> "Machine":
        twin = object.__new__(Machine)
        twin.__dict__ = dict(self.__dict__)
        twin.database = SqliteDatabase(":memory:")
        twin.database.connect()
        twin.copy_back(self.file())
        return twin

    def operations(self) -> dict[bytes, Operation]:
        with self.acting():
            rows = store.every("SELECT id, body FROM operation WHERE state < 2")
            return {bytes(op_id): read(bytes(body)) for op_id, body in rows}

    def ids(self) -> set[bytes]:
        with self.acting():
            return {bytes(row[0]) for row in store.every("SELECT id FROM operation")}


class BadLine:
    """One sync over a line that may lose, cut, damage, repeat or replace what it carries."""

    def __init__(self, world: "World") -> None:
        self.world = world

    def carry(self, envelope: bytes) -> bytes:
        world, chance = self.world, self.world.chance
        if not world.is_hostile:
            return world.district.answer(envelope)
        world.sent.append(envelope)
        fault = chance.random()
        if fault < 0.12:
            raise child.Away("request lost")
        if fault < 0.16:
            envelope = damaged(chance, envelope)
        if fault > 0.93:
            world.district.answer(envelope)
        answer = self._answer(envelope)
        fault = chance.random()
        if fault < 0.15:
            raise child.Away("answer lost")
        if fault < 0.19:
            return damaged(chance, answer)
        if fault < 0.21:
            return b"<html>Please log in</html>"
        return answer

    def _answer(self, envelope: bytes) -> bytes:
        try:
            with crashing(self.world):
                return self.world.district.answer(envelope)
        except Crash as crash:
            raise child.Away("parent crashed") from crash


def damaged(chance: Random, envelope: bytes) -> bytes:
    if chance.random() < 0.5:
        return envelope[: chance.randrange(len(envelope))]
    raw = bytearray(envelope)
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


@contextmanager
def crashing(world: "World") -> Iterator[None]:
    """Now and then, stop at a random statement: what was not committed is gone."""
    if not world.is_hostile or world.chance.random() > 0.06:
        yield
        return
    left = world.chance.randint(1, 60)
    original = store.run

    def run(statement: str, values: Any = ()) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash
        return original(statement, values)

    store.run = run
    try:
        yield
    finally:
        store.run = original


class World:
    """Everything that exists, and the chance that moves it."""

    def __init__(self, seed: int, *, parent_restores: bool = True) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self.is_hostile = True
        self.parent_restores = parent_restores
        Office.seeds = iter(range(1, 1000))
        self.district = Machine("445")
        self.machines: list[Machine] = []
        self.sent: list[bytes] = []
        self.files: dict[int, list[Any]] = {}
        self.lost: set[bytes] = set()
        self.written: set[bytes] = set()
        self.names = 0
        for unit in COMMUNES:
            machine = Machine(unit)
            machine.enrol_at(self.district)
            self.machines.append(machine)

    # ── Living ──────────────────────────────────────────────────────────────────────────────────

    def live(self, steps: int) -> None:
        acts: list[tuple[Callable[[], None], float]] = [
            (self.write, 52), (self.sync, 30), (self.decide, 10), (self.keep_copy, 3), (self.replay, 2),
            (self.restore, 1.0), (self.clone, 0.35), (self.jump, 1), (self.restore_parent, 0.5),
        ]  # fmt: skip
        actions, weights = zip(*acts, strict=True)
        for act in self.chance.choices(actions, weights, k=steps):
            act()

    def write(self) -> None:
        self._write_at(self.chance.choice(self.machines))

    def decide(self) -> None:
        self._write_at(self.district)

    def _write_at(self, machine: Machine) -> None:
        before = machine.ids() if machine is self.district else None
        try:
            with crashing(self):
                self._change(machine)
        except Crash:
            return
        self.written |= machine.ids() - before if before is not None else self._newest(machine)

    def _newest(self, machine: Machine) -> set[bytes]:
        with machine.acting():
            row = store.one("SELECT id FROM operation ORDER BY n DESC LIMIT 1")
            return {bytes(row[0])} if row else set()

    def _change(self, machine: Machine) -> None:
        chance = self.chance
        known = [row["id"] for row in machine.rows() if row["id"] != "catalogue"]
        values = {
            name: chance.choice("abc") for name in chance.sample(FIELDS, chance.randint(1, 2))
        }
        if machine is self.district and chance.random() < 0.3:
            machine.write("catalogue", scope="all", name=str(chance.randrange(9)))
        elif known and chance.random() < 0.15:
            self.names += 1
            owner = chance.choice(known)
            machine.write(
                f"p{self.names}",
                entity="part",
                scope=self._scope(machine, owner),
                toy=owner,
                words="x",
            )
        elif known and (machine is self.district or chance.random() < 0.7):
            machine.write(chance.choice(known), **values)
        elif machine is not self.district:
            self.names += 1
            machine.write(f"d{self.names}", **values)

    def _scope(self, machine: Machine, record: str) -> str:
        with machine.acting():
            row = store.one("SELECT scope FROM record WHERE entity = 'toy' AND id = ?", (record,))
            return str(row[0]) if row else machine.unit

    def sync(self) -> None:
        machine = self.chance.choice(self.machines)
        try:
            with crashing(self):
                machine.sync(BadLine(self))
        except (Crash, child.Away, child.Refused):
            return

    def replay(self) -> None:
        """A request of long ago comes once more."""
        if self.sent:
            self.district.answer(self.chance.choice(self.sent))

    def keep_copy(self) -> None:
        index = self.chance.randrange(-1, len(self.machines))
        kept = self.files.setdefault(index, [])
        kept.append(self._at(index).file())
        del kept[:-3]

    def restore(self) -> None:
        """A commune's file is copied back: what stood nowhere else is gone, and nobody can help it."""
        index = self.chance.randrange(len(self.machines))
        self._copy_back(index)

    def restore_parent(self) -> None:
        if self.parent_restores:
            self._copy_back(-1)

    def _copy_back(self, index: int) -> None:
        if not self.files.get(index):
            return
        machine = self._at(index)
        held = machine.ids()
        machine.copy_back(self.chance.choice(self.files[index]))
        elsewhere = set().union(*(m.ids() for m in self._all()))
        self.lost |= held - elsewhere

    def clone(self) -> None:
        if len(self.machines) < 4:
            self.machines.append(self.chance.choice(self.machines).clone())

    def jump(self) -> None:
        """A clock runs wild: hours, days, 1970, 2038."""
        machine = self.chance.choice([self.district, *self.machines])
        wild = self.chance.choice(
            (timedelta(hours=-30), timedelta(days=5), timedelta(days=-3), None)
        )
        far = machine.now.replace(year=self.chance.choice((1970, 2037)))
        machine.now = far if wild is None else machine.now.replace(year=2019) + wild

    def _at(self, index: int) -> Machine:
        return self.district if index < 0 else self.machines[index]

    def _all(self) -> list[Machine]:
        return [self.district, *self.machines]

    # ── Judging ─────────────────────────────────────────────────────────────────────────────────

    def settle(self) -> None:
        self.is_hostile = False
        for _ in range(ROUNDS):
            for machine in self.machines:
                machine.sync(BadLine(self))

    def faults(self) -> list[str]:
        """Every promise that does not hold, by its number in the design."""
        return [*self._losses(), *self._differences(), *self._inner(), *self._cards()]

    def _losses(self) -> Iterator[str]:
        above = self.district.ids()
        for machine in self.machines:
            if missing := machine.ids() - above:
                yield f"I1: {len(missing)} operations of {machine.unit} are missing at the parent"
        if missing := self.written - self.lost - above:
            yield f"I1: {len(missing)} operations are gone that no restore had destroyed"

    def _differences(self) -> Iterator[str]:
        for machine in self.machines:
            scopes = ("all", machine.unit)
            if machine.live(scopes) != self.district.live(scopes):
                yield f"I2: live values of {machine.unit} differ from the parent's"
            if foreign := machine.count("record", f"scope NOT IN ('all', '{machine.unit}')"):
                yield f"I15: {machine.unit} holds {foreign} records of others"
            for model in (Toy, Part):
                mine = {row["id"]: row for row in machine.rows(model)}
                theirs = {row["id"]: row for row in self.district.rows(model)}
                if any(theirs.get(key) != row for key, row in mine.items()):
                    yield f"I2: rows of {machine.unit} differ from the parent's"

    def _inner(self) -> Iterator[str]:
        for machine in self._all():
            with machine.acting():
                for fault in verify.verify().faults:
                    yield f"I5/I11 at {machine.unit}: {fault}"
            if parked := machine.count("operation", "state = 1"):
                bases = self._orphans(machine)
                if parked > bases:
                    yield f"I8: {parked} operations parked at {machine.unit}, {bases} for lost ones"
            if refused := machine.count("refused_operation"):
                yield f"I9: {refused} operations refused at {machine.unit}"

    def _orphans(self, machine: Machine) -> int:
        """Parked operations whose forerunner exists on no machine any more, or waits for such a one itself."""
        everywhere = {op_id[:8].hex() for m in self._all() for op_id in m.ids()}
        records = {op.record for m in self._all() for op in m.operations().values()}
        held = machine.operations()
        with machine.acting():
            parked = {
                bytes(row[0]) for row in store.every("SELECT id FROM operation WHERE state = 1")
            }
        dead: set[str] = set()
        orphans: set[bytes] = set()
        while True:
            more = {
                op_id
                for op_id in parked - orphans
                if _needs(held[op_id]) & dead
                or not _needs(held[op_id]) <= everywhere
                or (
                    held[op_id].entity == "part"
                    and _owner_is_gone(held[op_id], records, held, orphans)
                )
            }
            if not more:
                return len(orphans)
            orphans |= more
            dead |= {op_id[:8].hex() for op_id in more}

    def _cards(self) -> Iterator[str]:
        """I4 and I14: what lives, and what a person must settle, by an oracle that knows only the operations."""
        held = self.district.operations()
        with self.district.acting():
            parked = {
                bytes(row[0]) for row in store.every("SELECT id FROM operation WHERE state = 1")
            }
            rows = store.every("SELECT entity, id, live, contested FROM record")
        applied = [op for op_id, op in held.items() if op_id not in parked]
        by_record: dict[tuple[str, str], list[Operation]] = {}
        for op in applied:
            by_record.setdefault((op.entity, op.record), []).append(op)
        for entity, record, _, contested in rows:
            expected = _contested(by_record.get((entity, record), []))
            if expected != contested:
                yield f"I14: {entity} {record} has {contested} cards, not {expected}"


def _needs(operation: Operation) -> set[str]:
    return {prefix for seen in operation.base.values() for prefix in seen}


def _owner_is_gone(
    operation: Operation, records: set[str], held: dict[bytes, Operation], orphans: set[bytes]
) -> bool:
    owner = operation.values.get("toy")
    living = [op_id for op_id, op in held.items() if op.record == owner and op_id not in orphans]
    return owner not in records or not living


def _contested(operations: list[Operation]) -> int:
    """How many fields a person must settle: more than one different value that nobody replaced."""
    replaced = {(f, p) for op in operations for f, seen in op.base.items() for p in seen}
    living: dict[str, set[Any]] = {}
    for op in operations:
        for name, value in op.values.items():
            if (name, op.prefix) not in replaced:
                living.setdefault(name, set()).add(value)
    return sum(1 for name, values in living.items() if len(values) > 1 and name != "phone")


def run(seed: int, steps: int = 400, **options: Any) -> list[str]:
    """The broken promises of one history; none when all is well."""
    world = World(seed, **options)
    try:
        world.live(steps)
        world.settle()
        return world.faults()
    finally:
        for machine in world._all():
            machine.database.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Run histories of a district and its communes.")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    began, bad = time.monotonic(), 0
    with toy_shares():
        for seed in range(options.first, options.first + options.seeds):
            faults = run(seed, options.steps)
            bad += bool(faults)
            for fault in faults:
                print(f"seed {seed}: {fault}")
    print(f"{options.seeds} histories, {bad} broken, {time.monotonic() - began:.1f} s")
    return 1 if bad else 0


assert set(COMMUNES) <= set(BELOW["445"])

if __name__ == "__main__":
    sys.exit(main())
