"""One office as a process: the engine over one toy table of dossiers. Told what to do by `remote.Remote`."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from peewee import CharField, IntegerField, Model

from app import database
from bench.sync import dossiers, remote
from sync import blobs, child, identity, journal, routes, store, tables, verify
from sync.carriers.http import HttpCarrier
from sync.files import lane
from sync.keys import NodeKey
from sync.members import enrolment
from sync.registers import HUMAN, LATEST, STATE
from sync.shares import AttachmentFields

AT_ONCE = 500
"""Changes written in one transaction while an office is being filled; that is not what is measured."""


class Toy(Model):
    """A dossier without anything a dossier is."""

    id = CharField(primary_key=True, max_length=40)
    code = CharField(max_length=40, null=True)
    procedure = CharField(max_length=20, null=True)
    title = CharField(max_length=300, null=True)
    field = CharField(max_length=40, null=True)
    applicant_name = CharField(max_length=200, null=True)
    birth_date = CharField(max_length=10, null=True)
    gender = CharField(max_length=10, null=True)
    id_no = CharField(max_length=20, null=True)
    id_issued_by = CharField(max_length=200, null=True)
    phone = CharField(max_length=20, null=True)
    address = CharField(max_length=300, null=True)
    abstract = CharField(max_length=500, null=True)
    papers = CharField(max_length=500, null=True)
    status = CharField(max_length=20, null=True)
    holder_unit = CharField(max_length=20, null=True)
    holder_officer = CharField(max_length=40, null=True)
    holder_officer_name = CharField(max_length=200, null=True)
    received_at = CharField(max_length=20, null=True)
    due_on = CharField(max_length=10, null=True)
    channel = CharField(max_length=20, null=True)
    fee = IntegerField(null=True)
    note = CharField(max_length=500, null=True)

    class Meta:
        database = tables.database
        legacy_table_names = False


class Scan(Model):
    """A file of a dossier."""

    id = CharField(primary_key=True, max_length=40)
    toy = CharField(max_length=40, null=True)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    media_type = CharField(max_length=80, null=True)

    class Meta:
        database = tables.database
        legacy_table_names = False


def share() -> None:
    settle = dict.fromkeys((name for name in Toy._meta.fields if name != "id"), HUMAN)
    journal.share("toy", Toy, settle=settle | {"status": STATE, "phone": LATEST})
    journal.share(
        "scan", Scan, settle=dict.fromkeys((name for name in Scan._meta.fields if name != "id"), HUMAN),
        belongs_to=("toy", "toy"), attachments=(AttachmentFields("sha256", "size_bytes", "media_type", 2),),
    )  # fmt: skip


class Office:
    """A commune or its parent."""

    def open(self, url: str, unit: str, *, folder: str, tier: int = 0, seed: int = 1) -> None:
        self.unit, self.tier, self.folder = unit, tier, Path(folder) / f"{unit}-{seed}"
        self.key = NodeKey(seed.to_bytes(32, "big"))
        self.below: list[str] = []
        self.now = dossiers.START + timedelta(days=40)
        share()
        blobs.use(self.folder)
        tables.database.initialize(database.opened(url))
        tables.database.connect(reuse_if_open=True)
        if not tables.SyncSelf.table_exists():
            tables.create_all()
            tables.database.create_tables([Toy, Scan])
            identity.found(unit, tier, serves=tier > 0, at=self.now)

    # ── Joining ─────────────────────────────────────────────────────────────────────────────────────

    def serve(self, below: list[str]) -> int:
        self.below = below
        application = Flask("parent")
        application.register_blueprint(
            routes.blueprint(
                routes.Parent(
                    key=lambda: self.key, folder=self.folder, clock=lambda: self.now, below=lambda unit: [],
                    names=lambda: {unit: (unit, 0) for unit in below},
                    me=lambda: {"unit": self.unit, "name": self.unit, "tier": self.tier},
                )
            )
        )  # fmt: skip
        return remote.serve(application)

    def invite(self, unit: str) -> str:
        return enrolment.invite(unit, at=self.now)

    def join(self, url: str, code: str) -> None:
        answer = HttpCarrier(url).enrol(enrolment.request(self.unit, code, self.key))
        enrolment.keep_parent(enrolment.accept(answer, code=code, url=url, key=self.key))

    # ── Working ─────────────────────────────────────────────────────────────────────────────────────

    def fill(self, count: int, seed: int = 1) -> int:
        for some in _by(AT_ONCE, list(dossiers.dossiers(count, unit=self.unit, seed=seed))):
            with journal.transaction():
                for at, content in some:
                    self._write(content.pop("id"), at, content)
        return self.count()

    def change(self, count: int, seed: int, times: int = 1) -> int:
        """Work on so many dossiers, `times` over, minutes apart."""
        chance, at = Random(seed), self.now + timedelta(days=seed % 100)
        known = [row[0] for row in store.every("SELECT id FROM toy ORDER BY id")]
        for _ in range(times):
            for some in _by(AT_ONCE, chance.sample(known, count)):
                with journal.transaction():
                    for record in some:
                        at += timedelta(milliseconds=chance.randrange(20_000, 600_000))
                        self._write(record, at, dossiers.change(chance))
        return count * times

    def edit(self, records: list[str], field: str, text: str, days_off: float) -> None:
        """Give one field of each of these a value, by a clock that is wrong by so much."""
        at = self.now + timedelta(days=days_off)
        with journal.transaction():
            for record in records:
                at += timedelta(seconds=1)
                self._write(record, at, {field: f"{text} {record[:6]}"})

    def _write(self, record: str, at: datetime, values: dict[str, Any]) -> None:
        journal.record("toy", record, by=f"an@{self.unit}", at=at, scope=self.unit, **values)

    # ── Exchanging ──────────────────────────────────────────────────────────────────────────────────

    def sync(self, url: str, tries: int = 1) -> dict[str, Any]:
        """Exchange until both sides hold everything; what it took."""
        carrier, calls = HttpCarrier(url), 0
        cpu, began = remote.cpu_seconds(), time.monotonic()
        while True:
            calls += 1
            try:
                tally = child.exchange(carrier, self.key, clock=_now, timer=time.monotonic)
                break
            except child.Away:
                if calls == tries:
                    raise
        return {
            "seconds": time.monotonic() - began, "cpu": remote.cpu_seconds() - cpu, "calls": calls,
            "requests": tally.requests, "up": tally.bytes_up, "down": tally.bytes_down,
        }  # fmt: skip

    def scan(self, files: int, size: int) -> None:
        """Give one dossier so many scans, of noise, as scans are to whoever carries them."""
        dossier = self.records(1)[0]
        for number in range(files):
            kept = blobs.of(self.folder).put(Random(number).randbytes(size))
            journal.record(
                "scan", f"{number:032x}", by=f"an@{self.unit}", at=self.now, scope=self.unit, toy=dossier,
                sha256=kept.sha256, size_bytes=kept.size_bytes, media_type="image/jpeg",
            )  # fmt: skip

    def decide_among_scans(self, url: str, after: float) -> float:
        """Let scans travel, decide something `after` seconds; how long until the parent has it."""
        carrier, decided = HttpCarrier(url, deadline_seconds=120), threading.Event()
        record, began = self.records(2)[1], time.monotonic()

        def decide() -> None:
            self._write(record, self.now, {"status": "resolved", "note": f"Gấp {after}"})
            decided.set()

        child.exchange(carrier, self.key, clock=_now, timer=time.monotonic)
        begun = time.monotonic()
        threading.Timer(after, decide).start()
        tally = lane.run(
            carrier, self.key, self.folder, budget_bytes_per_day=10**12, metered=False, clock=_now,
            timer=time.monotonic, until=lambda: time.monotonic() > began + 300,
        )  # fmt: skip
        if not (tally.operations_wait and decided.is_set()):
            raise RuntimeError("the scans did not wait for the decision")
        child.exchange(carrier, self.key, clock=_now, timer=time.monotonic)
        return time.monotonic() - begun - after

    # ── Looking ─────────────────────────────────────────────────────────────────────────────────────

    def count(self) -> int:
        return _one("SELECT COUNT(*) FROM toy")

    def operations(self) -> int:
        return _one("SELECT COUNT(*) FROM operation WHERE state = 0")

    def cards(self) -> int:
        return _one("SELECT COALESCE(SUM(contested), 0) FROM record")

    def with_both(self, records: list[str], first: str, second: str) -> int:
        """Of these records, how many show both texts in their fields."""
        rows = {str(row[0]): row[1:] for row in store.every("SELECT id, note, abstract FROM toy")}
        return sum(rows[r][0].startswith(first) and rows[r][1].startswith(second) for r in records)

    def records(self, count: int) -> list[str]:
        return [r[0] for r in store.every("SELECT id FROM toy ORDER BY id LIMIT ?", (count,))]

    def follow_feed(self, until: int, seconds: float) -> int:
        """Page the feed as a child would, by number, until so many operations were seen or time is over."""
        seen, after, ends = 0, 0, time.monotonic() + seconds
        while seen < until and time.monotonic() < ends:
            rows = store.every("SELECT n FROM feed WHERE n > ? ORDER BY n LIMIT 2000", (after,))
            seen += len(rows)
            after = rows[-1][0] if rows else after
            time.sleep(0.02)
        return seen

    def cpu(self) -> float:
        return remote.cpu_seconds()

    def pack_database(self) -> int:
        """Bytes of the database after what is in the write-ahead log has been written back."""
        store.run("PRAGMA wal_checkpoint(TRUNCATE)")
        return _one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")

    def verify(self) -> dict[str, Any]:
        began = time.monotonic()
        report = verify.verify()
        return {
            "seconds": time.monotonic() - began,
            "faults": report.faults,
            "records": report.records,
        }


def _now() -> datetime:
    return datetime.now(UTC)


def _one(statement: str) -> int:
    row = store.one(statement)
    return int(row[0]) if row else 0


def _by(size: int, items: list[Any]) -> list[list[Any]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


if __name__ == "__main__":
    remote.obey(Office())
