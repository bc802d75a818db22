"""A province, its districts and their communes on bad lines, with a seed: everything that can go wrong, in any order.

`World(seed).live(steps)` writes, syncs, cuts, repeats, damages, crashes, restores and clones; `World.settle()`
stops the faults and lets the nodes talk; `World.faults()` lists every promise that is then broken. The oracle
knows nothing of logs or cursors: it only keeps which operations exist on which machine.

    python -m tests.sync.simulator --seeds 100000        more than the suite tries
"""

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache, cached_property
from random import Random
from typing import Any

from peewee import SqliteDatabase

from sync import child, identity, journal, keys, learning, packing, shares, store, verify, wire
from sync.keys import NodeKey
from sync.operations import Operation, read
from sync.shares import Share
from tests.sync.offices import BELOW, COMMUNES, Office, Part, Toy, toy_shares

ROUNDS = 6
"""Rounds of faultless exchange after which everything must be equal (I13)."""

MOST_MACHINES = 12
ABOVE = {
    "445": "42",
    "446": "42",
    **{commune: above for above, communes in COMMUNES.items() for commune in communes},
}

WIDEST = {"42": "all", "445": "445", "446": "446"}
FIELDS = ("name", "status", "phone")
EARLIER = 0.25
"""How many offices begin with an earlier program."""

NEWEST: dict[str, Share] = {}
"""What the newest program shares."""


class QuickKey(NodeKey):
    """A key whose signatures cost a hash: what Ed25519 proves is tested elsewhere, and histories are many."""

    @cached_property
    def public(self) -> bytes:
        return hashlib.sha256(self.seed).digest()

    def sign(self, message: bytes) -> bytes:
        return signed(self.public, message)


def signed(public: bytes, message: bytes) -> bytes:
    return hashlib.sha512(public + message).digest()


FEWEST_PACKED = 16
"""Small batches travel unpacked here: what packing costs is not what a history is about."""


@contextmanager
def quickly() -> Iterator[None]:
    """While this lasts everybody believes the signatures of `QuickKey`, and no others, and names of lives may be given
    by chance."""
    before, fewest, names = keys.is_signed_by, packing.FEWEST, identity.new_incarnation

    def is_signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
        return signature == signed(public, message)

    keys.is_signed_by = wire.is_signed_by = is_signed_by
    packing.FEWEST = FEWEST_PACKED
    try:
        yield
    finally:
        keys.is_signed_by = wire.is_signed_by = before
        packing.FEWEST = fewest
        identity.new_incarnation = names


@cache
def earlier() -> dict[str, Share]:
    """What a program shared before there were phones and parts."""
    toy = NEWEST["toy"]
    settle = {name: policy for name, policy in toy.settle.items() if name != "phone"}
    checks = {name: check for name, check in toy.checks.items() if name != "phone"}
    return {"toy": replace(toy, settle=settle, checks=checks)}


class Crash(Exception):
    """The power goes in the middle of a statement."""


class Machine(Office):
    """An office in memory, whose file can be copied, copied back and cloned."""

    knows: dict[str, Share] | None = None
    """What its program shares when that is an earlier one; None: all there is."""

    def __init__(self, unit: str, **options: Any) -> None:
        super().__init__(unit, None, database=SqliteDatabase(":memory:"), **options)
        self.key = QuickKey(self.key.seed)

    @contextmanager
    def acting(self) -> Iterator[None]:
        around = dict(shares.ALL)
        shares.ALL.clear()
        shares.ALL.update(NEWEST if self.knows is None else self.knows)
        try:
            with super().acting():
                yield
        finally:
            shares.ALL.clear()
            shares.ALL.update(around)

    def begin_program(self, knows: dict[str, Share] | None = None) -> None:
        """Its program starts, this one or an earlier one."""
        self.knows = knows
        with self.acting():
            learning.learn()

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
        twin.copy_back(self.database)
        return twin

    def operations(self) -> dict[bytes, Operation]:
        with self.acting():
            rows = store.every("SELECT id, body FROM operation WHERE state < 2")
            return {bytes(op_id): read(bytes(body)) for op_id, body in rows}

    def ids(self) -> set[bytes]:
        with self.acting():
            return {bytes(row[0]) for row in store.every("SELECT id FROM operation")}

    def newest(self) -> int:
        row = store.one("SELECT MAX(n) FROM operation")
        return int(row[0] or 0) if row else 0

    def since(self, n: int) -> set[bytes]:
        return {bytes(row[0]) for row in store.every("SELECT id FROM operation WHERE n > ?", (n,))}

    def known(self) -> list[tuple[str, str]]:
        """Records an officer can see here, with the scope each is in."""
        return [
            (row[0], row[1])
            for row in store.every(
                "SELECT r.id, r.scope FROM record r JOIN toy t ON t.id = r.id "
                "WHERE r.entity = 'toy' AND r.id NOT LIKE 'catalogue%' ORDER BY r.n"
            )
        ]

    def voided(self) -> list[str]:
        """Records that count no more, as far as this machine knows."""
        rows = store.every("SELECT id, live FROM record WHERE entity = 'toy' ORDER BY n")
        return [record for record, live in rows if "@void" in live]

    def content(self, model: Any) -> set[tuple[Any, ...]]:
        with self.acting():
            return set(store.every(f"SELECT * FROM {model._meta.table_name}"))  # noqa: S608

    def foreign(self, scopes: tuple[str, ...]) -> int:
        """How many rows of others stand in its tables."""
        marks = ", ".join("?" * len(scopes))
        with self.acting():
            return sum(
                len(
                    store.every(
                        f"SELECT 1 FROM {entity} t JOIN record r ON r.entity = '{entity}' AND r.id = t.id "  # noqa: S608
                        f"WHERE r.scope NOT IN ({marks})",
                        scopes,
                    )
                )
                for entity in ("toy", "part")
            )


def _named_by(chance: Random) -> Callable[[], str]:
    """New lives get names by this chance: the same seed must be the same history to the last bit."""
    return lambda: chance.randbytes(16).hex()


@cache
def templates() -> list[Machine]:
    """Province, districts and communes, founded and enrolled, as every history begins with them."""
    Office.seeds = iter(range(1, 1000))
    NEWEST.update(shares.ALL)
    with quickly():
        identity.new_incarnation = _named_by(Random(0))
        machines = {unit: Machine(unit) for unit in BELOW}
        for unit, above in ABOVE.items():
            machines[unit].enrol_at(machines[above])
    return list(machines.values())


class BadLine:
    """The line of one machine to its parent, which may lose, cut, damage, repeat or replace what it carries."""

    def __init__(self, world: "World", above: Machine) -> None:
        self.world = world
        self.above = above

    def carry(self, envelope: bytes) -> bytes:
        world, chance = self.world, self.world.chance
        if not world.is_hostile:
            return self.above.answer(envelope)
        world.sent.append((self.above, envelope))
        fault = chance.random()
        if fault < 0.12:
            raise child.Away("request lost")
        if fault < 0.16:
            envelope = damaged(chance, envelope)
        if fault > 0.93:
            self._answer(envelope)
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
                return self.above.answer(envelope)
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
    """Everything that exists, and the chance that moves it. `machines[0]` is the province."""

    def __init__(self, seed: int, *, parent_restores: bool = True) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self.is_hostile = True
        self.parent_restores = parent_restores
        self.grants: dict[str, set[str]] = {}
        self.machines = [template.clone() for template in templates()]
        identity.new_incarnation = _named_by(self.chance)
        for machine in self.machines:
            machine.grants = self.grants
        self.servers = {machine.unit: machine for machine in self.machines if BELOW[machine.unit]}
        self.sent: list[tuple[Machine, bytes]] = []
        self.files: dict[int, list[Any]] = {}
        self.lost: set[bytes] = set()
        self.written: set[bytes] = set()
        self.names = 0
        self.upgrades = self._upgrades(Random(f"programs {seed}"))

    def _upgrades(self, chance: Random) -> dict[int, Machine]:
        """Some offices begin with an earlier program and are brought up to date at some step, or at the end."""
        later: dict[int, Machine] = {}
        for machine in self.machines:
            if chance.random() < EARLIER:
                machine.begin_program(earlier())
                later[chance.randrange(600)] = machine
        return later

    @property
    def top(self) -> Machine:
        return self.machines[0]

    # ── Living ──────────────────────────────────────────────────────────────────────────────────

    def live(self, steps: int) -> None:
        acts: list[tuple[Callable[[], None], float]] = [
            (self.write, 50), (self.sync, 34), (self.decide, 10), (self.keep_copy, 3), (self.replay, 1.5),
            (self.move, 3), (self.void, 2), (self.grant, 1),
            (self.restore, 1.0), (self.clone, 0.35), (self.jump, 1), (self.restore_parent, 0.5),
        ]  # fmt: skip
        actions, weights = zip(*acts, strict=True)
        for step, act in enumerate(self.chance.choices(actions, weights, k=steps)):
            act()
            if step in self.upgrades:
                self.upgrades[step].begin_program()

    def write(self) -> None:
        """An officer of a commune does something; most of the time the same few communes are busy."""
        communes = [machine for machine in self.machines if not BELOW[machine.unit]]
        self._write_at(self.chance.choice(communes))

    def decide(self) -> None:
        self._write_at(self.chance.choice([m for m in self.machines if BELOW[m.unit]]))

    def move(self) -> None:
        """A record changes hands, among the communes of a district or across."""
        machine = self.chance.choice([m for m in self.machines if BELOW[m.unit]])
        communes = [unit for unit in BELOW[machine.unit] if not BELOW[unit]]
        self._act_at(machine, lambda: self._change_hands(machine, self.chance.choice(communes)))

    def _change_hands(self, machine: Machine, to: str) -> None:
        if known := machine.known():
            record, _ = self.chance.choice(known)
            journal.move("toy", record, scope=to, by="x", at=machine.tick())

    def void(self) -> None:
        """A record is said to count no more, or to count again."""
        machine = self.chance.choice(self.machines)
        self._act_at(machine, lambda: self._change_worth(machine))

    def _change_worth(self, machine: Machine) -> None:
        known, voided = machine.known(), machine.voided()
        if voided and self.chance.random() < 0.5:
            with suppress(journal.Hidden):
                journal.restore("toy", self.chance.choice(voided), by="x", at=machine.tick())
        elif known:
            record, _ = self.chance.choice(known)
            journal.void("toy", record, reason="x", by="x", at=machine.tick())

    def grant(self) -> None:
        """A commune may hold what its neighbour holds, or no longer."""
        communes = self.chance.choice(list(COMMUNES.values()))
        unit, other = self.chance.sample(communes, 2)
        self.grants.setdefault(unit, set()).symmetric_difference_update({other})

    def _write_at(self, machine: Machine) -> None:
        self._act_at(machine, lambda: self._change(machine))

    def _act_at(self, machine: Machine, act: Callable[[], None]) -> None:
        with machine.acting():
            before = machine.newest()
            try:
                with crashing(self):
                    act()
            except Crash:
                return
            self.written |= machine.since(before)

    def _change(self, machine: Machine) -> None:
        chance, is_commune = self.chance, not BELOW[machine.unit]
        known = machine.known()
        values = {
            name: chance.choice("abc") for name in chance.sample(FIELDS, chance.randint(1, 2))
        }
        if machine.knows is not None:
            values = {name: values[name] for name in values if name != "phone"} or {"name": "a"}
        if not is_commune and (not known or chance.random() < 0.2):
            machine.write(
                f"catalogue {machine.unit}",
                scope=WIDEST[machine.unit],
                name=str(chance.randrange(9)),
            )
        elif known and chance.random() < 0.15 and machine.knows is None:
            self.names += 1
            owner, scope = chance.choice(known)
            part = {"toy": owner, "words": "x"}
            machine.write(f"p{self.names}", entity="part", scope=scope, **part)
        elif known and (not is_commune or chance.random() < 0.7):
            machine.write(chance.choice(known)[0], **values)
        elif is_commune:
            self.names += 1
            machine.write(f"d{self.names}", **values)

    def sync(self) -> None:
        machine = self.chance.choice(self.machines[1:])
        try:
            with crashing(self):
                machine.sync(BadLine(self, self._above(machine)))
        except (Crash, child.Away, child.Refused):
            return

    def _above(self, machine: Machine) -> Machine:
        return self.servers[ABOVE[machine.unit]]

    def replay(self) -> None:
        """A request of long ago comes once more."""
        if self.sent:
            above, envelope = self.chance.choice(self.sent)
            above.answer(envelope)

    def keep_copy(self) -> None:
        index = self.chance.randrange(len(self.machines))
        kept = self.files.setdefault(index, [])
        kept.append(self.machines[index].file())
        del kept[:-3]

    def restore(self) -> None:
        """A commune's file is copied back: what stood nowhere else is gone, and nobody can help it."""
        self._copy_back([i for i, m in enumerate(self.machines) if not BELOW[m.unit]])

    def restore_parent(self) -> None:
        if self.parent_restores:
            self._copy_back([i for i, m in enumerate(self.machines) if BELOW[m.unit]])

    def _copy_back(self, among: list[int]) -> None:
        kept = [index for index in among if self.files.get(index)]
        if not kept:
            return
        index = self.chance.choice(kept)
        machine = self.machines[index]
        held = machine.ids()
        machine.copy_back(self.chance.choice(self.files[index]))
        machine.begin_program(machine.knows)
        elsewhere = set().union(*(m.ids() for m in self.machines))
        self.lost |= held - elsewhere

    def clone(self) -> None:
        """A disk is copied and both machines go on: a commune's, or a district's of which one serves."""
        if len(self.machines) < MOST_MACHINES:
            self.machines.append(self.chance.choice(self.machines[1:]).clone())

    def jump(self) -> None:
        """A clock runs wild: hours, days, 1970, 2037."""
        machine = self.chance.choice(self.machines)
        wild = self.chance.choice(
            (timedelta(hours=-30), timedelta(days=5), timedelta(days=-3), None)
        )
        far = machine.now.replace(year=self.chance.choice((1970, 2037)))
        machine.now = far if wild is None else machine.now.replace(year=2019) + wild

    # ── Judging ─────────────────────────────────────────────────────────────────────────────────

    def settle(self) -> None:
        self.is_hostile = False
        for machine in self.machines:
            if machine.knows is not None:
                machine.begin_program()
        for _ in range(ROUNDS):
            tallies = [m.sync(BadLine(self, self._above(m))) for m in reversed(self.machines[1:])]
            if not any(t.requests > 1 or t.operations_up or t.operations_down for t in tallies):
                break

    def faults(self) -> list[str]:
        """Every promise that does not hold, by its number in the design."""
        return [*self._losses(), *self._differences(), *self._inner(), *self._cards()]

    def _losses(self) -> Iterator[str]:
        above = self.top.ids()
        for machine in self.machines[1:]:
            if missing := machine.ids() - above:
                yield f"I1: {len(missing)} operations of {machine.unit} are missing at the top"
        if missing := self.written - self.lost - above:
            yield f"I1: {len(missing)} operations are gone that no restore had destroyed"

    def _differences(self) -> Iterator[str]:
        whole = {model: self.top.content(model) for model in (Toy, Part)}
        for machine in self.machines[1:]:
            scopes = ("all", machine.unit, *machine.below(machine.unit))
            if machine.live(scopes) != self.top.live(scopes):
                yield f"I2: live values of {machine.unit} differ from the top's"
            if foreign := machine.foreign(scopes):
                yield f"I15: {machine.unit} holds {foreign} records of others"
            for model, theirs in whole.items():
                if not machine.content(model) <= theirs:
                    yield f"I2: rows of {machine.unit} differ from the top's"

    def _inner(self) -> Iterator[str]:
        for machine in self.machines:
            with machine.acting():
                for fault in verify.verify().faults:
                    yield f"I5/I11 at {machine.unit}: {fault}"
            if machine.count("operation", "state = 1"):
                parked, bases = machine.count("operation", "state = 1"), self._orphans(machine)
                if parked > bases:
                    yield f"I8: {parked} operations parked at {machine.unit}, {bases} for lost ones"
            if refused := machine.count("refused_operation"):
                yield f"I9: {refused} operations refused at {machine.unit}"

    def _orphans(self, machine: Machine) -> int:
        """Parked operations whose forerunner exists on no machine any more, or waits for such a one itself."""
        everywhere = {op_id[:8].hex() for m in self.machines for op_id in m.ids()}
        records = {op.record for m in self.machines for op in m.operations().values()}
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
        held = self.top.operations()
        with self.top.acting():
            parked = {
                bytes(row[0]) for row in store.every("SELECT id FROM operation WHERE state = 1")
            }
            rows = store.every("SELECT entity, id, scope, contested FROM record")
        applied = [op for op_id, op in held.items() if op_id not in parked]
        by_record: dict[tuple[str, str], list[Operation]] = {}
        for op in applied:
            by_record.setdefault((op.entity, op.record), []).append(op)
        for entity, record, scope, contested in rows:
            operations = by_record.get((entity, record), [])
            if entity == "toy" and operations and scope != _place(operations):
                yield f"I2: {entity} {record} is in {scope}, not in {_place(operations)}"
            expected = _contested(operations)
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
    """How many fields a person must settle: more than one different value that nobody replaced, and a void whose
    writer had not seen all that lives."""
    living = _living(operations)
    voids = [op for op in living.pop("@void", []) if op.values["@void"] is not None]
    cards = sum(
        len({op.values[name] for op in ops}) > 1 for name, ops in living.items() if name != "phone"
    )
    others = {op.prefix for ops in living.values() for op in ops}
    unseen = [others - _needs(op) for op in voids]
    both = {op.values["@void"] is None for op in _living(operations).get("@void", [])}
    return cards + (bool(voids) and all(unseen)) + (len(both) > 1)


def _living(operations: list[Operation]) -> dict[str, list[Operation]]:
    """Per field the operations whose value nobody replaced. A void sees every field but replaces only voids."""
    replaced = {(f, p) for op in operations for f in op.values for p in op.base.get(f, ())}
    living: dict[str, list[Operation]] = {}
    for op in operations:
        for name in op.values:
            if (name, op.prefix) not in replaced:
                living.setdefault(name, []).append(op)
    return living


def _place(operations: list[Operation]) -> str:
    """The scope the record is in: of the moves nobody replaced the one from highest above, else where it began."""
    moves = _living(operations).get("@scope")
    if not moves:
        return min(op.scope for op in operations if not op.base)
    return str(max(moves, key=lambda op: (op.tier, op.hlc, op.id)).values["@scope"])


def run(seed: int, steps: int = 400, **options: Any) -> list[str]:
    """The broken promises of one history; none when all is well."""
    with quickly():
        return _run(seed, steps, **options)


def _run(seed: int, steps: int, **options: Any) -> list[str]:
    world = World(seed, **options)
    try:
        world.live(steps)
        world.settle()
        return world.faults()
    finally:
        for machine in world.machines:
            machine.database.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Run histories of a district and its communes.")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--patience", type=int, default=0, help="how far to stand back: nice")
    options = parser.parse_args()
    if options.patience and hasattr(os, "nice"):
        os.nice(options.patience)
    began, bad = time.monotonic(), 0
    with toy_shares():
        for seed in range(options.first, options.first + options.seeds):
            faults = run(seed, options.steps)
            bad += bool(faults)
            for fault in faults:
                print(f"seed {seed}: {fault}")
    print(f"{options.seeds} histories, {bad} broken, {time.monotonic() - began:.1f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
