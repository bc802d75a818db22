"""Which files the records here refer to, and how much of each file is here: the rows of `attachment`.

A file is one row, however many records name it; `attachment_use` says which. Rows are made in the transaction that
draws the record, so a file is wanted from the moment something refers to it.
"""

from datetime import UTC, datetime
from typing import Any

from sync import blobs, chunks, store
from sync.shares import AttachmentFields, Share

WANTED, HERE = "wanted", "here"
PREVIEW = 0
_LATEST_SECONDS = 253_402_300_799
"""The last second of the year 9999, for logical times of a clock gone mad."""


def refer(
    table: Share, record: int, scope: str, row: dict[str, Any], *, seen_at: int | None
) -> None:
    """Note the files this row names as wanted, or as here when the shelf has them. `seen_at` is the logical time
    of the operation that names them."""
    for names in table.attachments:
        sha256, size = row.get(names.sha256), row.get(names.size_bytes)
        if not blobs.is_name(sha256) or not blobs.is_size(size):
            continue
        at = _arrived_at(record) if seen_at is None else _instant(seen_at)
        kind = str(row.get(names.media_type) or "")[:80]
        n = _row(str(sha256), int(size or 0), kind, scope, record, _priority(names, row), at)
        store.run(
            "INSERT INTO attachment_use (attachment, record) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (n, record),
        )


def _row(
    sha256: str, size: int, media_type: str, scope: str, record: int, priority: int, at: str
) -> int:
    is_here = blobs.is_surely_here(sha256)
    have = chunks.full(size) if is_here else chunks.none(size)
    store.run(
        "INSERT INTO attachment (sha256, size_bytes, media_type, scope, record, priority, state, have, is_above, "
        "seen_at, here_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (sha256, size, media_type, scope, record, priority, HERE if is_here else WANTED, have, False, at,
         at if is_here else None),
    )  # fmt: skip
    found = store.one("SELECT n, priority FROM attachment WHERE sha256 = ?", (sha256,))
    assert found is not None  # noqa: S101 - it was written a moment ago
    if priority < found[1]:
        store.run("UPDATE attachment SET priority = ? WHERE n = ?", (priority, found[0]))
    return int(found[0])


def _priority(names: AttachmentFields, row: dict[str, Any]) -> int:
    return names.priority(row) if callable(names.priority) else names.priority


def _arrived_at(record: int) -> str:
    row = store.one("SELECT MAX(arrived_at) FROM operation WHERE record = ?", (record,))
    return str(row[0]) if row and row[0] else ""


def _instant(hlc: int) -> str:
    seconds = min(hlc // 1_000_000, _LATEST_SECONDS)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
