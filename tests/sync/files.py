"""Offices of the toy application whose toys have scans: real files in real folders."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import CharField, IntegerField, Model

from sync import blobs, child, journal, tables
from sync.blobs import Kept, Shelf
from sync.files import attachments, lane
from sync.files.attachments import File
from sync.registers import HUMAN
from sync.shares import AttachmentFields
from tests.sync.offices import Line, Office

KIB = 1024
CHUNK = 64 * KIB
PLENTY = 10**12


class Scan(Model):
    """A file of a toy, with a preview where there is one."""

    id = CharField(primary_key=True)
    toy = CharField(max_length=40)
    sha256 = CharField(max_length=64, null=True)
    size_bytes = IntegerField(null=True)
    media_type = CharField(max_length=80, null=True)
    preview_sha256 = CharField(max_length=64, null=True)
    preview_bytes = IntegerField(null=True)

    class Meta:
        database = tables.database
        legacy_table_names = False


def share_scans() -> None:
    fields = ("toy", "sha256", "size_bytes", "media_type", "preview_sha256", "preview_bytes")
    journal.share(
        "scan", Scan, settle=dict.fromkeys(fields, HUMAN), belongs_to=("toy", "toy"),
        attachments=(
            AttachmentFields("preview_sha256", "preview_bytes", "media_type", 0),
            AttachmentFields("sha256", "size_bytes", "media_type", 2),
        ),
    )  # fmt: skip


class FileOffice(Office):
    """An office that works in its own folder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with self.acting():
            tables.database.create_tables([Scan])

    @contextmanager
    def acting(self) -> Iterator[None]:
        before = list(blobs._in_use)
        blobs.use(self.folder)
        try:
            with super().acting():
                yield
        finally:
            blobs._in_use[:] = before

    @property
    def shelf(self) -> blobs.Store:
        return blobs.of(self.folder)

    def place(self, sha256: str) -> Path:
        return Shelf(self.folder).path(sha256)

    def part(self, sha256: str) -> Path:
        return blobs.part(Shelf(self.folder).folder, sha256)

    def scan(
        self, name: str, data: bytes, *, toy: str = "T1", preview: bytes | None = None, scope: str | None = None
    ) -> Kept:  # fmt: skip
        """Put a file on the shelf and write that it belongs to the toy, as a page does."""
        kept = self.shelf.put(data)
        more: dict[str, Any] = {}
        if preview is not None:
            small = self.shelf.put(preview)
            more = {"preview_sha256": small.sha256, "preview_bytes": small.size_bytes}
        self.write(
            name, entity="scan", scope=scope, toy=toy, sha256=kept.sha256, size_bytes=kept.size_bytes,
            media_type="image/jpeg", **more,
        )  # fmt: skip
        return kept

    def file(self, sha256: str) -> File:
        with self.acting():
            file = attachments.find(sha256)
        assert file is not None
        return file

    def holds(self, sha256: str, data: bytes) -> bool:
        return self.file(sha256).is_here and self.shelf.piece(sha256, 0, len(data) + 1) == data

    def is_above(self, sha256: str) -> bool:
        return self.count("attachment", f"is_above AND sha256 = '{sha256}'") == 1

    def carry(self, carrier: child.Carrier, **settings: Any) -> lane.LaneTally:
        """One run of the lane."""
        told = {
            "budget_bytes_per_day": PLENTY, "metered": False, "clock": lambda: self.now, "timer": lambda: 0.0,
            "until": lambda: False, "tries_again": 0,
        } | settings  # fmt: skip
        with self.acting():
            return lane.run(carrier, self.key, self.folder, **told)

    def sync_and_carry(self, carrier: child.Carrier, **settings: Any) -> lane.LaneTally:
        self.sync(carrier)
        return self.carry(carrier, **settings)


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes of a scan: nothing compresses them."""
    return random.Random(seed).randbytes(size)


def chunk_runs(envelope: bytes) -> list[Any]:
    """What a message of the lane gives."""
    from sync import wire

    return list(wire.unseal(envelope).header.get("give", []))


class CutLine(Line):
    """A line that breaks at one request, or from it to the `last`: before it arrives, or on the way back."""

    def __init__(self, above: Office, *, at: int, after: bool, last: int = 0) -> None:
        super().__init__(above)
        self.at, self.after, self.last = at, after, last or at
        self.sent: list[bytes] = []

    def carry(self, envelope: bytes) -> bytes:
        self.sent.append(envelope)
        is_cut = self.at <= len(self.sent) <= self.last
        if is_cut and not self.after:
            raise child.Away("cut")
        answer = super().carry(envelope)
        if is_cut:
            raise child.Away("cut")
        return answer


class BreakingLine(Line):
    """A line that breaks after every few requests that went well, before the next one arrives."""

    def __init__(self, above: Office, *, works: int) -> None:
        super().__init__(above)
        self.works, self.asked = works, 0

    def carry(self, envelope: bytes) -> bytes:
        self.asked += 1
        if self.asked % (self.works + 1) == 0:
            raise child.Away("cut")
        return super().carry(envelope)


class SlowLine(Line):
    """A line in virtual time: so many bytes a second each way, and the way there and back. `then` happens once,
    when so many seconds have passed."""

    def __init__(
        self, above: Office, *, up: float, down: float, rtt: float, after: float, then: Callable[[], object]
    ) -> None:  # fmt: skip
        super().__init__(above)
        self.up, self.down, self.rtt = up, down, rtt
        self.after, self.then = after, then
        self.seconds = 0.0
        self.happened = False

    def carry(self, envelope: bytes) -> bytes:
        arrives = self.seconds + self.rtt / 2 + len(envelope) / self.up
        if not self.happened and arrives > self.after:
            self.happened = True
            self.then()
        answer = super().carry(envelope)
        self.seconds = arrives + self.rtt / 2 + len(answer) / self.down
        return answer
