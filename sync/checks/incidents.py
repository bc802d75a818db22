"""Incidents: two sides, or a table and its log, were found to differ. Kept until a person has seen them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sync import store
from sync.checks.digests import Key
from sync.instants import instant
from sync.journal import transaction

BETWEEN, WITHIN = "between", "within"
MOST_RECORDS = 200

Found = dict[str, Any]
"""One record that differed: `entity`, `id`, and what of it (see `comparing.Finding`)."""


def note(
    kind: str, unit: str, bucket: Key, found: Sequence[Found], *, repair: str, at: datetime
) -> None:
    """Keep what was found; what is found again before it was equal joins the incident that is open."""
    scope, month = bucket
    row = store.one(
        "SELECT n, records FROM incident WHERE kind = ? AND unit = ? AND scope = ? AND month = ? "
        "AND repaired_at IS NULL ORDER BY n DESC LIMIT 1",
        (kind, unit, scope, month),
    )
    known: dict[Key, Found] = {
        (one["entity"], one["id"]): one for one in (json.loads(row[1]) if row else [])
    }
    known |= {(one["entity"], one["id"]): one for one in found}
    kept = json.dumps(list(known.values())[:MOST_RECORDS], ensure_ascii=False, sort_keys=True)
    words = f"Khác nhau ở {len(known)} bản ghi."
    if row:
        store.run(
            "UPDATE incident SET records = ?, words = ?, repair = ? WHERE n = ?",
            (kept, words, repair, row[0]),
        )
        return
    store.run(
        "INSERT INTO incident (at, kind, unit, scope, month, words, records, repair) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (instant(at), kind, unit, scope, month, words, kept, repair),
    )


def close(
    unit: str, differing: Collection[Key], at: datetime, *, among: Collection[Key] | None = None
) -> None:
    """What was found with this unit and is equal now has been repaired: the comparison just proved it, of the buckets
    `among` when it did not look at all of them."""
    for n, scope, month in store.every(
        "SELECT n, scope, month FROM incident WHERE kind = ? AND unit = ? AND repaired_at IS NULL",
        (BETWEEN, unit),
    ):
        was_looked_at = among is None or (scope, month) in among
        if was_looked_at and (scope, month) not in differing:
            store.run("UPDATE incident SET repaired_at = ? WHERE n = ?", (instant(at), n))


def settle(kind: str, unit: str, at: datetime) -> None:
    """Say of all open incidents of this kind that they were proved to be repaired."""
    store.run(
        "UPDATE incident SET repaired_at = ? WHERE kind = ? AND unit = ? AND repaired_at IS NULL",
        (instant(at), kind, unit),
    )


def mark_seen(n: int, *, by: str, at: datetime) -> bool:
    """Note that a person has read it; false when it is not there or was seen before."""
    with transaction():
        cursor = store.run(
            "UPDATE incident SET seen_at = ?, seen_by = ? WHERE n = ? AND seen_at IS NULL",
            (instant(at), by, n),
        )
        return bool(cursor.rowcount)
