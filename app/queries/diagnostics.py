"""Bundles about machines: asked for, made, arrived; and the figures of this machine that go into one."""

import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from app import database
from app.models.fleet import Diagnostics
from app.queries import nodes
from sync import blobs, store

MOST_SHOWN = 10
COUNTED = (
    "operation", "record", "dossier", "document", "attachment", "feed", "entry", "job", "officer_account", "incident",
    "comparison", "refused_operation",
)  # fmt: skip


@dataclass(frozen=True)
class Bundle:
    """One bundle. `is_here`: its file can be taken away from this node."""

    id: str
    unit: str
    asked_at: datetime
    asked_by_name: str
    reason: str
    made_at: datetime | None
    words: str
    size_bytes: int | None
    is_here: bool


def of(unit: str) -> list[Bundle]:
    """The bundles about the machine of this office, the newest first."""
    rows = Diagnostics.select().where(Diagnostics.unit == unit).order_by(Diagnostics.n.desc())
    return [_bundle(row) for row in rows.limit(MOST_SHOWN)]


def is_asked(unit: str) -> bool:
    return bool(_open(unit).exists())


def to_make() -> list[Diagnostics]:
    """What was asked of this node and is not made yet."""
    return list(_open(nodes.this().unit))


def _open(unit: str) -> Any:
    return Diagnostics.select().where(Diagnostics.unit == unit, Diagnostics.made_at.is_null())


def file(bundle_id: str) -> tuple[BinaryIO, Diagnostics] | None:
    """The file of a bundle that has arrived here."""
    row = Diagnostics.get_or_none(Diagnostics.id == bundle_id)
    if row is None or not row.sha256:
        return None
    try:
        return blobs.in_use().open(row.sha256), row
    except (FileNotFoundError, blobs.StoreAway):
        return None


def _bundle(row: Diagnostics) -> Bundle:
    return Bundle(
        row.id, row.unit, row.asked_at, row.asked_by_name, row.reason, row.made_at, row.words or "", row.size_bytes,
        is_here=bool(row.sha256) and blobs.is_surely_here(row.sha256),
    )  # fmt: skip


# ── This machine in figures ─────────────────────────────────────────────────────────────────────────


def figures() -> dict[str, Any]:
    """Versions, counts and how the exchange stands: what a bundle says beside the log."""
    here = nodes.this()
    return {
        "unit": here.unit,
        "tier": here.tier,
        "python": sys.version.split()[0],
        "machine": platform.machine(),
        "steps": [row[0] for row in store.every("SELECT name FROM schema_migration ORDER BY name")],
        "counts": {name: _count(name) for name in COUNTED},
        "parked": _one("SELECT COUNT(*) FROM operation WHERE state = 1"),
        "contested": _one("SELECT COUNT(*) FROM record WHERE contested > 0"),
        "logs": [
            {"own": bool(own), "head": head, "acked": acked, "sealed_at": sealed}
            for own, head, acked, sealed in store.every(
                "SELECT own, head_seq, acked_seq, sealed_at FROM log ORDER BY n DESC LIMIT 40"
            )
        ],
        "line": _line(),
        "runs": [
            dict(
                zip(
                    ("started_at", "ended_at", "outcome", "requests", "bytes_up", "bytes_down"),
                    row,
                    strict=True,
                )
            )
            for row in store.every(
                "SELECT started_at, ended_at, outcome, requests, bytes_up, bytes_down FROM sync_run ORDER BY id DESC "
                "LIMIT 40"
            )
        ],
    }


def integrity() -> str:
    """What the database says of itself; the server of a PostgreSQL database is looked after elsewhere."""
    if not database.is_sqlite():
        return "not checked: PostgreSQL"
    return "; ".join(str(row[0]) for row in store.every("PRAGMA quick_check(20)"))[:2000]


def _line() -> dict[str, Any]:
    names = (
        "failures", "last_try_at", "last_success_at", "last_failure_at", "away_since", "next_try_at",
        "clock_offset_seconds", "protocol",
    )  # fmt: skip
    row = store.one(f"SELECT {', '.join(names)} FROM sync_parent")
    return dict(zip(names, row, strict=True)) if row else {}


def _count(table: str) -> int:
    return _one(f'SELECT COUNT(*) FROM "{table}"')


def _one(statement: str) -> int:
    row = store.one(statement)
    return int(row[0]) if row else 0
