"""The page of sticks: what a package would hold, and the packages made and taken in so far."""

from dataclasses import dataclass
from datetime import datetime

from app.queries import fleet, nodes, scans
from app.queries.moments import instant
from sync import store
from sync.tables import Stick

OUTCOMES = {
    "made": ("Đã xuất", "good"),
    "taken": ("Đã nhận", "good"),
    "nothing": ("Đã nhận, không có gì mới", "neutral"),
    "refused": ("Không nhận", "bad"),
}
WAITING = """
SELECT COALESCE(SUM(head_seq - acked_seq), 0) FROM log WHERE own = ? OR (via IS NOT NULL AND carried = ?)
"""


@dataclass(frozen=True)
class Waiting:
    """What waits to be carried up: changes, and attachments with their bytes."""

    operations: int
    files: int
    size_bytes: int


@dataclass(frozen=True)
class Below:
    """An office a package can be made for; `operations` counts what it has not confirmed, up to `is_more`."""

    unit: str
    name: str
    operations: int
    is_more: bool


@dataclass(frozen=True)
class Row:
    """One package of the list; `is_out`: made here."""

    at: datetime
    is_out: bool
    name: str
    operations: int
    chunks: int
    size_bytes: int
    outcome: str
    tone: str
    words: str


def waiting_up() -> Waiting:
    row = store.one(WAITING, (True, True))
    files = scans.waiting_up()
    return Waiting(row[0] if row else 0, files.count, files.size_bytes)


def below() -> list[Below]:
    """The offices that have joined, by name."""
    found = [
        Below(each.unit, each.name, each.waiting_down, each.waiting_down >= fleet.MOST_COUNTED)
        for each in fleet.offices()
        if each.revoked_at is None
    ]
    return sorted(found, key=lambda each: each.name)


def names() -> dict[str, str]:
    """What the units are called whose packages come and go here."""
    here = nodes.this()
    found = nodes.names_below(here.unit) if here.is_parent else {}
    if here.parent_unit is not None:
        found[here.parent_unit] = here.parent_name or here.parent_unit
    return found


def history(limit: int = 50) -> list[Row]:
    """The packages made and taken in, newest first."""
    known = names()
    return [
        Row(
            at=instant(row.at),
            is_out=row.direction == "out",
            name=known.get(row.unit, row.unit),
            operations=row.operations,
            chunks=row.chunks,
            size_bytes=row.size_bytes,
            outcome=OUTCOMES[row.outcome][0],
            tone=OUTCOMES[row.outcome][1],
            words=row.words or "",
        )
        for row in Stick.select().order_by(Stick.n.desc()).limit(limit)
    ]
