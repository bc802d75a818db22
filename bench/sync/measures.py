"""Each line of the table, measured: our figures, and those of the gzip batches on the same data in the same run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.sync.remote import Remote
from bench.sync.scenes import ENGINE, FAR, PEER, SLOW, Scene, Went, scene
from tests import postgres
from tests.sync.lines import PROFILES, Fault
from tests.sync.proxy import Proxy

MANY, SOME, OFFICES, EACH = 10_000, 200, 31, 500
CUT_RUNS = 12


@dataclass
class Figures:
    """What was measured: seconds, bytes both ways, work, and what else, by its name in the table."""

    seconds: float = 0
    size: int = 0
    cpu: float = 0
    others: dict[str, float] = field(default_factory=dict)


Both = tuple[Figures, Figures | None]


class Bench:
    """Keeps the first scene of each kind, so that one filling serves several lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._scenes: dict[str, tuple[Scene, Remote, Went]] = {}

    def full(self, module: str) -> tuple[Scene, Remote, Went]:
        """A parent and an office that has just sent it 10,000 dossiers, and how that went."""
        if module not in self._scenes:
            there = Scene(self.folder / f"full-{module}", module)
            office = there.office(dossiers=MANY)
            self._scenes[module] = (there, office, there.sync(office))
        return self._scenes[module]

    def close(self) -> None:
        for there, _, _ in self._scenes.values():
            there.close()

    # ── A good line ─────────────────────────────────────────────────────────────────────────────────

    def new(self) -> Both:
        return self._twice(lambda module: _figures(self.full(module)[2]))

    def changed(self) -> Both:
        return self._twice(
            lambda module: _typical(self._changes(module, seed) for seed in range(5))
        )

    def nothing(self) -> Both:
        return self._twice(lambda module: _typical(self._again(module) for _ in range(5)))

    def history(self) -> Both:
        def one(module: str) -> Figures:
            with scene(self.folder / f"history-{module}", module) as there:
                office = there.office(dossiers=MANY)
                there.sync(office)
                office.call("change", count=MANY, seed=1, times=4)
                return _figures(there.sync(office))

        return self._twice(one)

    def fetch(self) -> Both:
        def one(module: str) -> Figures:
            with scene(self.folder / f"fetch-{module}", module) as there:
                there.sync(there.office(dossiers=MANY))
                empty = there.office()
                went = there.sync(empty)
                return _checked(_figures(went), empty.call("count"), MANY)

        return self._twice(one)

    # ── A bad line ──────────────────────────────────────────────────────────────────────────────────

    def far_nothing(self) -> Both:
        def one(module: str) -> Figures:
            there, office, _ = self.full(module)
            self._again(module)
            return _typical(there.over(FAR, office) for _ in range(3))

        return self._twice(one)

    def far_changed(self) -> Both:
        return self._twice(
            lambda module: _typical(self._far(module, seed) for seed in range(10, 13))
        )

    def cut_changed(self) -> Both:
        """The mean of a dozen: most of them meet no cut at all, some meet several."""
        uncut = mean(self._far(ENGINE, seed).seconds for seed in range(20, 23))
        cut = [
            self._far(ENGINE, seed, Fault(cut_mean_bytes=50_000))
            for seed in range(30, 30 + CUT_RUNS)
        ]
        ours = Figures(
            seconds=mean(went.seconds for went in cut), size=round(mean(went.size for went in cut)),
            others={
                "so với không đứt": mean(went.seconds for went in cut) / uncut,
                "byte uổng": sum(went.wasted for went in cut) / sum(went.on_line for went in cut),
                "lượt gọi": max(went.calls for went in cut),
            },
        )  # fmt: skip
        return ours, None

    def cut_new(self) -> Both:
        with scene(self.folder / "cut-new") as there:
            office = there.office(dossiers=1000)
            went = there.over(SLOW, office, Fault(cut_mean_bytes=10_000))
            arrived = there.parent.call("count")
        return _figures(
            went, {"xong": float(arrived == 1000), "byte uổng": went.wasted / went.on_line}
        ), None

    def _far(self, module: str, seed: int, fault: Fault | None = None) -> Went:
        there, office, _ = self.full(module)
        office.call("change", count=SOME, seed=seed)
        return there.over(SLOW, office, fault, seed)

    def _changes(self, module: str, seed: int) -> Went:
        there, office, _ = self.full(module)
        office.call("change", count=SOME, seed=seed)
        return there.sync(office)

    def _again(self, module: str) -> Went:
        there, office, _ = self.full(module)
        return there.sync(office)

    # ── Many at once ────────────────────────────────────────────────────────────────────────────────

    def storm_sqlite(self) -> Both:
        return self._twice(lambda module: self._storm(module, ""))

    def storm_postgresql(self) -> Both:
        with _postgresql() as (url, _):
            return self._storm(ENGINE, url, workers=2), None

    def _storm(self, module: str, url: str, workers: int = 1) -> Figures:
        """Every office has its changes before the first may send; done = every office was told so."""
        name = f"storm-{module}-{'postgresql' if url else 'sqlite'}"
        with scene(self.folder / name, module, database_url=url, workers=workers) as there:
            offices = [there.office(n, dossiers=EACH) for n in range(OFFICES)]
            went = at_once(there, offices)
            arrived = there.parent.call("count")
        return Figures(
            went.seconds, went.size, went.cpu, {"thấy ở cấp trên": arrived, "lượt gọi": went.calls}
        )

    def writers(self) -> Both:
        """Two processes of one parent take what 31 offices send; a reader pages the feed all the while."""
        with (
            _postgresql() as (url, _),
            scene(self.folder / "writers", database_url=url, workers=3) as there,
        ):
            offices = [there.office(n, dossiers=2 * EACH) for n in range(OFFICES)]
            reader = there.parents.pop()
            there.ports = there.ports[:2]
            reader.begin("follow_feed", until=2 * EACH * OFFICES, seconds=120)
            went = at_once(there, offices)
            seen = reader.end()
        total = 2 * EACH * OFFICES
        others = {"thay đổi/s": total / went.seconds, "bỏ sót": total - seen}
        return Figures(went.seconds, went.size, went.cpu, others), None

    def urgent(self) -> Both:
        """Decided at several moments of a request that carries scans; the longest wait counts."""
        with scene(self.folder / "urgent") as there:
            office = there.office(dossiers=10)
            office.call("scan", files=50, size=10 * 1000 * 1000)
            with Proxy(("127.0.0.1", there.ports[0]), PROFILES["N1"]) as line:
                waits = [
                    office.call("decide_among_scans", url=line.url, after=after)
                    for after in (8, 14, 21, 27)
                ]
        return Figures(max(waits)), None

    # ── Right, small, sure ──────────────────────────────────────────────────────────────────────────

    def both(self) -> Both:
        """500 records: the office edits one field, the centre another; 500 more: both edit the same one."""
        with scene(self.folder / "both") as there:
            office = there.office(dossiers=1000)
            there.sync(office)
            records = office.call("records", count=1000)
            apart, clash = records[:500], records[500:]
            office.call("edit", records=apart + clash, field="note", text="xã", days_off=5)
            there.parent.call("edit", records=apart, field="abstract", text="huyện", days_off=-3)
            there.parent.call("edit", records=clash, field="note", text="huyện", days_off=-3)
            went = there.sync(office)
            sides = (office, there.parent)
            merged = min(
                side.call("with_both", records=apart, first="xã", second="huyện") for side in sides
            )
            cards = [side.call("cards") for side in sides]
            kept = min(side.call("operations") for side in sides)
        others = {"gộp": merged, "thẻ": max(cards), "mất": 3000 - kept}
        return _checked(_figures(went, others), min(cards), max(cards)), None

    def size(self) -> Both:
        """The office's, with its log, once the parent has everything."""
        with scene(self.folder / "size") as there:
            office = there.office(dossiers=MANY)
            there.sync(office)
            return Figures(size=office.call("pack_database")), None

    def verify(self) -> Both:
        with scene(self.folder / "verify") as there:
            office = there.office(dossiers=10 * MANY)
            told = office.call("verify")
        return _checked(Figures(told["seconds"]), told["records"], 10 * MANY), None

    def _twice(self, one: Callable[[str], Figures]) -> Both:
        return one(ENGINE), one(PEER)


def at_once(there: Scene, offices: list[Remote]) -> Went:
    """All offices exchange at the same moment, spread over the processes of the parent."""
    cpu, began = there.cpu(), time.monotonic()
    for n, office in enumerate(offices):
        office.begin("sync", url=there.url_of(n), tries=20)
    told = [office.end() for office in offices]
    seconds = time.monotonic() - began
    return Went(
        seconds, there.cpu() - cpu + sum(one["cpu"] for one in told), sum(one["up"] for one in told),
        sum(one["down"] for one in told), sum(one["requests"] for one in told), max(one["calls"] for one in told),
    )  # fmt: skip


@contextmanager
def _postgresql() -> Iterator[tuple[str, Any]]:
    """A real server that keeps its promises: what is committed is on the disk."""
    with postgres.running_server() as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server._connection.execute(f"ALTER SYSTEM SET {setting} = on")
        server._connection.execute("SELECT pg_reload_conf()")
        with server.new_database() as url:
            yield url, server


def _figures(went: Went, others: dict[str, float] | None = None) -> Figures:
    return Figures(went.seconds, went.size, went.cpu, {"lượt": went.requests} | (others or {}))


def _typical(several: Iterator[Went]) -> Figures:
    found = list(several)
    return Figures(
        median(went.seconds for went in found), round(median(went.size for went in found)),
        median(went.cpu for went in found), {"lượt": max(went.requests for went in found)},
    )  # fmt: skip


def _checked(figures: Figures, found: int, wanted: int) -> Figures:
    if found != wanted:
        raise RuntimeError(f"{found} instead of {wanted}")
    return figures
