"""A centre on PostgreSQL and six communes as real processes on bad lines, with a nemesis, for as long as asked.

    python -m tests.sync.soak --minutes 5 --seed 7

Officers write at all of them and every confirmed save goes into a history. Meanwhile processes are killed, lines cut
and stalled, answers lost after the commit, files copied back and cloned, PostgreSQL crashed and restored, clocks moved
by days. Then all is calm, each commune exchanges six times, and the simulator's oracle judges the databases. The seed
fixes what the nemesis wants; when it happens, the machine decides.
"""

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from tests import postgres
from tests.sync.lines import BAD_GATEWAY, NOTHING, PORTAL, UNAVAILABLE, Fault
from tests.sync.offices import BELOW, TIERS, toy_shares
from tests.sync.proxy import Proxy
from tests.sync.simulator import ROUNDS, World
from tests.sync.soak_offices import CentreProcess, CommuneProcess, OfficeProcess, found, key_of

CENTRE = "42"
COMMUNES = [unit for unit in BELOW[CENTRE] if TIERS[unit] == 0]
MOST_CLONES = 2
SHORT_SECONDS, LONG_SECONDS = 3, 60
"""How long an exchange waits for an answer in trouble, and in peace, however busy the machine is."""

FAULTS = (
    Fault(cut_mean_bytes=600), Fault(cut_answer="begin"), Fault(cut_answer="end"), Fault(duplicate=True),
    Fault(stall=True), Fault(half_open=True, cut_at_bytes=200), Fault(dribble_seconds=0.001),
    Fault(answer=BAD_GATEWAY), Fault(answer=UNAVAILABLE), Fault(answer=PORTAL), Fault(cut_every_seconds=0.05),
)  # fmt: skip
AWAY = ("OperationalError", "InterfaceError", "InternalError")
"""What a database that is killed under an act, or not there, makes of it."""

JUMPS = (
    timedelta(0),
    timedelta(hours=-30),
    timedelta(days=5),
    timedelta(days=-3),
    timedelta(days=-17000),
)


class Soak:
    """Everything that runs, and the chance that breaks it."""

    def __init__(self, seed: int, folder: Path, server: postgres.Server) -> None:
        self.chance, self.folder = Random(seed), folder
        self.done: Counter[str] = Counter()
        self.lost: set[bytes] = set()
        self.written: set[bytes] = set()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._lines = ExitStack()
        self._history = (folder / "history").open("a")
        self._has_copy: set[str] = set()
        self.centre = CentreProcess(CENTRE, key_of(CENTRE), server, folder / "42.log")
        self.communes = [self._commune(unit, number) for number, unit in enumerate(COMMUNES)]
        self._workers: list[threading.Thread] = []

    # ── Beginning ───────────────────────────────────────────────────────────────────────────────

    def _commune(self, unit: str, number: int, name: str = "") -> CommuneProcess:
        file = self.folder / f"{name or unit}.db"
        return CommuneProcess(unit, key_of(unit), file, seed=self.chance.randrange(10**6) + number)

    def begin(self) -> None:
        """Found all offices, let the communes join, start the processes and the officers."""
        centre = found(CENTRE, self.centre.database_url, self.centre.key)
        for office in self.communes:
            commune = found(office.unit, office.database_url, office.key)
            commune.enrol_at(centre)
            commune.database.close()
        centre.database.close()
        self.centre.start()
        for office in self.communes:
            self._open_line(office)
            office.start()
        for each in [self.centre, *self.communes]:
            self._employ(each)

    def _open_line(self, office: CommuneProcess) -> None:
        office.line = self._lines.enter_context(
            Proxy(("127.0.0.1", self.centre.port), seed=self.chance.randrange(10**6))
        )

    def _employ(self, office: OfficeProcess) -> None:
        chance = Random(self.chance.randrange(10**6))
        worker = threading.Thread(target=self._work, args=(office, chance), daemon=True)
        self._workers.append(worker)
        worker.start()

    def _work(self, office: OfficeProcess, chance: Random) -> None:
        """The officers of one office: they write, and send what they have written."""
        while not self._stop.wait(chance.uniform(0.05, 0.6)):
            kind = chance.random()
            if kind < 0.35 and office.line:
                status, words = office.ask(f"/exchange/{SHORT_SECONDS}")
                self._note(f"exchange {status}", words if status == 500 else b"")
                continue
            what = "void" if kind > 0.97 else "move" if kind > 0.94 and not office.line else "write"
            status, words = office.ask(f"/act/{what}")
            self._note(f"{what} {status}", words if status == 500 else b"")
            if status == 200:
                self._confirm(office.unit, json.loads(words))

    def _note(self, what: str, words: bytes = b"") -> None:
        with self._lock:
            self.done[f"{what} {words.decode()[:120]}".strip()] += 1

    def _confirm(self, unit: str, confirmed: list[str]) -> None:
        with self._lock:
            self.written |= {bytes.fromhex(each) for each in confirmed}
            for each in confirmed:
                self._history.write(f"{unit} {each}\n")

    # ── Breaking ────────────────────────────────────────────────────────────────────────────────

    def rage(self, seconds: float) -> None:
        acts = [
            (self.spoil_a_line, 40), (self.kill, 12), (self.kill_the_centre, 3), (self.keep_a_copy, 8),
            (self.restore, 5), (self.clone, 2), (self.jump, 6), (self.crash_postgresql, 2),
            (self.keep_the_centre, 3), (self.restore_the_centre, 2),
        ]  # fmt: skip
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            act = self.chance.choices([a for a, _ in acts], [w for _, w in acts])[0]
            act()
            self.done[act.__name__] += 1
            time.sleep(self.chance.uniform(0.05, 0.6))

    def spoil_a_line(self) -> None:
        line = self.chance.choice(self.communes).line
        assert line is not None
        line.fault = self.chance.choice(FAULTS) if line.fault is NOTHING else NOTHING
        if self.chance.random() < 0.3:
            line.cut()

    def kill(self) -> None:
        office = self.chance.choice(self.communes)
        office.kill()
        time.sleep(self.chance.uniform(0, 0.5))
        office.start()

    def kill_the_centre(self) -> None:
        self.centre.kill()
        time.sleep(self.chance.uniform(0, 1))
        self.centre.start()

    def keep_a_copy(self) -> None:
        office = self.chance.choice(self.communes)
        office.copy_to(self._kept(office))
        self._has_copy.add(office.file.stem)

    def restore(self) -> None:
        """An old file is copied back: what stood nowhere else is gone, and nobody can help it."""
        able = [office for office in self.communes if office.file.stem in self._has_copy]
        if not able:
            return
        office = self.chance.choice(able)
        office.kill()
        held = office.ids()
        office.copy_back(self._kept(office))
        self._forget(held)
        office.start()

    def clone(self) -> None:
        """A disk is copied, and both machines go on."""
        if len(self.communes) >= len(COMMUNES) + MOST_CLONES:
            return
        origin = self.chance.choice(self.communes)
        twin = self._commune(origin.unit, 99, name=f"{origin.unit}-twin-{len(self.communes)}")
        origin.copy_to(twin.file)
        self._open_line(twin)
        twin.start()
        self.communes.append(twin)
        self._employ(twin)

    def jump(self) -> None:
        office = self.chance.choice([self.centre, *self.communes])
        office.ask(f"/clock/{int(self.chance.choice(JUMPS).total_seconds())}")

    def crash_postgresql(self) -> None:
        self.centre.server.stop("immediate")
        time.sleep(self.chance.uniform(0, 1))
        self.centre.server.start()

    def keep_the_centre(self) -> None:
        self.centre.kill()
        self.centre.keep()
        self._has_copy.add(CENTRE)
        self.centre.start()

    def restore_the_centre(self) -> None:
        if CENTRE not in self._has_copy:
            return
        self.centre.kill()
        held = self.centre.ids()
        self.centre.copy_back()
        self._forget(held)
        self.centre.start()

    def _forget(self, held: set[bytes]) -> None:
        self.lost |= held - set().union(*(office.ids() for office in [self.centre, *self.communes]))

    def _kept(self, office: CommuneProcess) -> Path:
        return office.file.with_suffix(".kept")

    # ── Judging ─────────────────────────────────────────────────────────────────────────────────

    def calm(self) -> list[str]:
        """No more faults: every commune exchanges in peace. What did not go through although nothing was wrong."""
        self._stop.set()
        for worker in self._workers:
            worker.join(30)
        for office in self.communes:
            assert office.line is not None
            office.line.fault = NOTHING
        return [
            f"I13: {office.unit} could not exchange in peace: {status} {words.decode()}"
            for _ in range(ROUNDS)
            for office in reversed(self.communes)
            for status, words in [self._exchange(office)]
            if status != 200
        ]

    def _exchange(self, office: OfficeProcess) -> tuple[int, bytes]:
        """One exchange; the first after a stalled line may still meet the one that hangs."""
        status, words = office.ask(f"/exchange/{LONG_SECONDS}")
        for _ in range(20):
            if status != 409:
                break
            time.sleep(0.3)
            status, words = office.ask(f"/exchange/{LONG_SECONDS}")
        return status, words

    def faults(self) -> list[str]:
        """Every broken promise, by the simulator's oracle over the databases as they lie there."""
        self.end()
        world = object.__new__(World)
        world.machines = [office.machine() for office in [self.centre, *self.communes]]
        world.written, world.lost = self.written, self.lost
        try:
            return world.faults()
        finally:
            for machine in world.machines:
                machine.database.close()

    def broken_acts(self) -> list[str]:
        """Acts that failed for another reason than a database that is away."""
        failed = [(what, times) for what, times in self.done.items() if " 500 " in what]
        return [
            f"{times} times {what}"
            for what, times in failed
            if not any(name in what for name in AWAY)
        ]

    def end(self) -> None:
        self._stop.set()
        for office in [self.centre, *self.communes]:
            office.kill()
        self._lines.close()
        self._history.close()


def run(
    seconds: float, seed: int, folder: Path, server: postgres.Server
) -> tuple[list[str], Counter[str]]:
    """Soak for so long; the broken promises, and how often what was done."""
    with toy_shares():
        soak = Soak(seed, folder, server)
        try:
            soak.begin()
            soak.rage(seconds)
            return [*soak.calm(), *soak.broken_acts(), *soak.faults()], soak.done
        finally:
            soak.end()


def main() -> int:
    parser = argparse.ArgumentParser(description="Soak a centre and six communes in trouble.")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="motcua-soak-"))
    with postgres.running_server() as server:
        faults, done = run(options.minutes * 60, options.seed, folder, server)
    print(json.dumps(dict(sorted(done.items())), ensure_ascii=False, indent=1))
    for fault in faults:
        print(f"seed {options.seed}: {fault}")
    if faults:
        print(f"the databases and the history are in {folder}")
        return 1
    shutil.rmtree(folder)
    print(f"seed {options.seed}: every promise held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
