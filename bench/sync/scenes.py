"""Who stands where for a measurement: a parent and its offices, each a process, on a good line or a bad one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bench.sync.remote import Remote
from tests.sync.lines import Fault, Profile
from tests.sync.proxy import Proxy

ENGINE, PEER = "bench.sync.office", "bench.peers.gzip_batches"
PARENT = "445"
FAR = Profile("600 ms", round_trip_seconds=0.6)
SLOW = Profile("600 ms, 64/256 kbit/s", up_bits=64_000, down_bits=256_000, round_trip_seconds=0.6)
FIRST_UNIT = 18_500


@dataclass
class Went:
    """One exchange: how long, how many bytes of bodies, and the work of all processes together."""

    seconds: float
    cpu: float
    up: int
    down: int
    requests: int
    calls: int = 1
    wasted: int = 0
    on_line: int = 0

    @property
    def size(self) -> int:
        return self.up + self.down


class Scene:
    """A parent that serves, and the offices that joined it."""

    def __init__(
        self, folder: Path, module: str, *, database_url: str = "", workers: int = 1
    ) -> None:
        self.folder, self.module = folder, module
        self._cleaning = ExitStack()
        self._seeds = count(1)
        folder.mkdir(parents=True, exist_ok=True)
        url = database_url or f"sqlite:///{folder}/parent.db"
        below = [str(FIRST_UNIT + n) for n in range(100)]
        seed = next(self._seeds)
        self.parents = [self._process() for _ in range(workers)]
        self.ports = []
        for process in self.parents:
            process.call("open", url=url, unit=PARENT, folder=str(folder), tier=1, seed=seed)
            self.ports.append(process.call("serve", below=below))
        self.parent = self.parents[0]
        self.url = self.url_of(0)

    def url_of(self, n: int) -> str:
        return f"http://127.0.0.1:{self.ports[n % len(self.ports)]}"

    def office(self, n: int = 0, *, dossiers: int = 0) -> Remote:
        """An office of the n-th unit, with so many dossiers the parent has not got yet."""
        unit, seed = str(FIRST_UNIT + n), next(self._seeds)
        office = self._process()
        office.call(
            "open",
            url=f"sqlite:///{self.folder}/{unit}-{seed}.db",
            unit=unit,
            folder=str(self.folder),
            seed=seed,
        )
        office.call("join", url=self.url, code=self.parent.call("invite", unit=unit))
        if dossiers:
            office.call("fill", count=dossiers)
        return office

    def sync(self, office: Remote, url: str = "", **options: Any) -> Went:
        before = self.cpu()
        told = office.call("sync", url=url or self.url, **options)
        cpu = told.pop("cpu") + self.cpu() - before
        return Went(cpu=cpu, **told)

    def over(
        self, profile: Profile, office: Remote, fault: Fault | None = None, seed: int = 1
    ) -> Went:
        """The same over a line like this, with the bytes that line carried and wasted."""
        with Proxy(
            ("127.0.0.1", self.ports[0]), profile, seed=seed, fault=fault or Fault()
        ) as line:
            went = self.sync(office, line.url)
        went.wasted = line.counts.wasted_up + line.counts.wasted_down
        went.on_line = line.counts.up + line.counts.down
        return went

    def cpu(self) -> float:
        return sum(process.call("cpu") for process in self.parents)

    def close(self) -> None:
        self._cleaning.close()

    def _process(self) -> Remote:
        process = Remote(self.module)
        self._cleaning.callback(process.stop)
        return process


@contextmanager
def scene(folder: Path, module: str = ENGINE, **options: Any) -> Iterator[Scene]:
    there = Scene(folder, module, **options)
    try:
        yield there
    finally:
        there.close()
