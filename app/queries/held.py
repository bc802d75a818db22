"""Work of machines that were disconnected, waiting for a person to say what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.queries.moments import instant, instant_or_none
from sync import store
from sync.members import held

SHOWN = 100


@dataclass(frozen=True)
class Held:
    """One request. `dossiers` counts those it touches; `accepted` is None while nobody has said."""

    n: int
    unit: str
    name: str
    operations: int
    dossiers: int
    received_at: datetime
    settled_at: datetime | None
    settled_by: str
    accepted: bool | None


def all_held() -> list[Held]:
    """What still waits first, then what was settled lately."""
    rows = store.every(
        "SELECT h.n, h.child, COALESCE(c.name, h.child), h.operations, h.envelope, h.received_at, h.settled_at, "
        "h.settled_by, h.accepted FROM held_request h LEFT JOIN sync_child c ON c.unit = h.child "
        "ORDER BY CASE WHEN h.settled_at IS NULL THEN 0 ELSE 1 END, h.n DESC LIMIT ?",
        (SHOWN,),
    )
    return [
        Held(
            n=row[0], unit=row[1], name=row[2], operations=row[3], dossiers=_dossiers(held.touched(bytes(row[4]))),
            received_at=instant(row[5]), settled_at=instant_or_none(row[6]), settled_by=row[7] or "",
            accepted=None if row[6] is None else bool(row[8]),
        )
        for row in rows
    ]  # fmt: skip


def waiting() -> int:
    row = store.one("SELECT COUNT(*) FROM held_request WHERE settled_at IS NULL")
    return int(row[0]) if row else 0


def _dossiers(touched: Iterable[tuple[str, str]]) -> int:
    return len({record for entity, record in touched if entity == "dossier"})
