"""The lane of scans: which files wait to go up or to come, how far each has come, and what today has cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain import documents as rules
from app.domain.labels import DOCUMENT_TYPES
from app.queries.moments import instant_or_none
from app.queries.outbox import Thing, thing_of
from sync import store

CHUNK_BYTES = 64 * 1024
SHOWN = 100
URGENCIES = {
    0: "Ảnh xem trước, đi trước hết",
    1: "Có người đang chờ",
    2: "Hồ sơ đang giải quyết",
    3: "Hồ sơ đã kết thúc",
}


@dataclass(frozen=True)
class Scan:
    """One file on its way. `chunks` of `of_chunks` are here."""

    thing: Thing
    type_label: str
    size_bytes: int
    chunks: int
    of_chunks: int
    urgency: str
    since: datetime | None

    @property
    def percent(self) -> int:
        return rules.percent(self.chunks, self.of_chunks)


@dataclass(frozen=True)
class Waiting:
    """How many files wait in one direction, how large they are together, and those that go first."""

    count: int
    size_bytes: int
    rows: Sequence[Scan]


UP = "a.state = 'here' AND NOT a.is_above"
DOWN = "a.state = 'wanted'"
LISTED = """
SELECT a.size_bytes, a.media_type, a.priority, a.have, a.seen_at, r.entity, r.id, d.id, d.code, d.procedure_name
FROM attachment a LEFT JOIN record r ON r.n = a.record LEFT JOIN document f ON f.id = r.id
LEFT JOIN dossier d ON d.id = f.dossier_id WHERE {where} ORDER BY a.priority, a.seen_at DESC, a.n DESC LIMIT ?
"""


def waiting_up() -> Waiting:
    """Files here of which the office above has not proved to hold them."""
    return _waiting(UP)


def waiting_down() -> Waiting:
    """Files that something here refers to and that have not come yet."""
    return _waiting(DOWN)


def carried_on(day: date) -> tuple[int, int]:
    """Bytes of files that went up and came down on this day."""
    row = store.one("SELECT bytes_up, bytes_down FROM lane_day WHERE day = ?", (day.isoformat(),))
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _waiting(where: str) -> Waiting:
    row = store.one(f"SELECT COUNT(*), SUM(a.size_bytes) FROM attachment a WHERE {where}")
    count, size = (int(row[0]), int(row[1] or 0)) if row else (0, 0)
    found = store.every(LISTED.format(where=where), (SHOWN,)) if count else []
    return Waiting(count, size, [_scan(*each) for each in found])


def _scan(
    size: int, media_type: str, priority: int, have: Any, seen_at: str, entity: str | None, record: str | None,
    dossier: str | None, code: str | None, procedure: str | None,
) -> Scan:  # fmt: skip
    return Scan(
        thing=thing_of(entity or "", record or "", dossier, code, procedure),
        type_label=DOCUMENT_TYPES.get(media_type, "Tệp"),
        size_bytes=size,
        chunks=sum(byte.bit_count() for byte in bytes(have)),
        of_chunks=-(-size // CHUNK_BYTES),
        urgency=URGENCIES.get(priority, ""),
        since=instant_or_none(seen_at),
    )
