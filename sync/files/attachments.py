"""Which files the records here refer to, and how much of each file is here: the rows of `attachment`.

A file is one row, however many records name it; `attachment_use` says which. Rows are made in the transaction that
draws the record, so a file is wanted from the moment something refers to it. Everything that writes here is called
inside a transaction of the journal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync import blobs, records, store
from sync.files import chunks
from sync.shares import AttachmentFields, Share

WANTED, HERE = "wanted", "here"
PREVIEW = 0
_LATEST_SECONDS = 253_402_300_799
"""The last second of the year 9999, for logical times of a clock gone mad."""

_COLUMNS = "n, sha256, size_bytes, priority, state, have, manifest"
MOST_LOOKED_AT = 10_000


@dataclass(frozen=True)
class File:
    """A row of `attachment`."""

    n: int
    sha256: str
    size: int
    priority: int
    state: str
    have: bytes
    manifest: bytes | None

    @property
    def is_here(self) -> bool:
        return self.state == HERE


# ── What records refer to ───────────────────────────────────────────────────────────────────────────


def refer(
    table: Share, record: int, scope: str, row: dict[str, Any], *, seen_at: int | None
) -> None:
    """Note the files this row names as wanted, or as here when this node has them. `seen_at` is the logical time
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
    store.run(
        "INSERT INTO attachment (sha256, size_bytes, media_type, scope, record, priority, state, have, is_above, "
        "seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (sha256, size, media_type, scope, record, priority, WANTED, chunks.none(size), False, at),
    )
    file = find(sha256)
    assert file is not None  # noqa: S101 - it was written a moment ago
    if priority < file.priority:
        store.run("UPDATE attachment SET priority = ? WHERE n = ?", (priority, file.n))
    if not file.is_here and blobs.is_surely_here(sha256):
        note_here(file, at, is_above=False)
    return file.n


def _priority(names: AttachmentFields, row: dict[str, Any]) -> int:
    return names.priority(row) if callable(names.priority) else names.priority


def _arrived_at(record: int) -> str:
    row = store.one("SELECT MAX(arrived_at) FROM operation WHERE record = ?", (record,))
    return str(row[0]) if row and row[0] else ""


def _instant(hlc: int) -> str:
    seconds = min(hlc // 1_000_000, _LATEST_SECONDS)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ── Questions ───────────────────────────────────────────────────────────────────────────────────────


def find(sha256: str, *, keep_ours: bool = False) -> File | None:
    """The row of this file; with `keep_ours` nobody else changes it until the transaction ends."""
    lock = store.for_update() if keep_ours else ""
    row = store.one(f"SELECT {_COLUMNS} FROM attachment WHERE sha256 = ?{lock}", (sha256,))
    return _file(row) if row else None


def to_offer(most_urgent: int) -> list[str]:
    """Names of files here of which the parent has not proved to hold them, in the order they should travel."""
    return _names("state = ? AND NOT is_above AND priority <= ?", (HERE, most_urgent))


def to_ask(most_urgent: int) -> list[str]:
    """Names of files referred to here that are not here, in the order they should travel."""
    return _names("state = ? AND priority <= ?", (WANTED, most_urgent))


def all_here() -> list[str]:
    """Names of all files that are said to be here."""
    return [
        name for (name,) in store.every("SELECT sha256 FROM attachment WHERE state = ?", (HERE,))
    ]


def is_any_above() -> bool:
    """Whether the parent has proved to hold any file of ours."""
    return store.one("SELECT 1 FROM attachment WHERE is_above LIMIT 1") is not None


def lacking(scopes: Sequence[str]) -> list[str]:
    """Names of files of records in these scopes that are not here."""
    where, values = _held_by(scopes)
    return _names(f"state = ? AND {where}", (WANTED, *values))


def to_give(scopes: Sequence[str]) -> list[str]:
    """Names of files of records in these scopes that are here, in the order they should travel."""
    where, values = _held_by(scopes)
    return _names(f"state = ? AND {where}", (HERE, *values))


def is_for(file: File, scopes: Sequence[str]) -> bool:
    """Whether somebody who may hold these scopes may hold this file."""
    where, values = _held_by(scopes)
    found = store.one(
        f"SELECT 1 FROM attachment WHERE attachment.n = ? AND {where}", (file.n, *values)
    )
    return found is not None


def is_written_by(file: File, units: Sequence[str]) -> bool:
    """Whether one of these units wrote anything on a record that refers to this file."""
    rows = store.every("SELECT record FROM attachment_use WHERE attachment = ?", (file.n,))
    return any(op.node in units for (record,) in rows for op in records.operations_of(record))


def outside(scopes: Sequence[str]) -> list[str]:
    """Names of files that some record outside of these scopes refers to."""
    marks = ", ".join("?" * len(scopes))
    rows = store.every(
        "SELECT DISTINCT a.sha256 FROM record r JOIN attachment_use u ON u.record = r.n "
        f"JOIN attachment a ON a.n = u.attachment WHERE r.scope NOT IN ({marks})",
        scopes,
    )
    return [row[0] for row in rows]


def _held_by(scopes: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(scopes))
    return (
        "EXISTS (SELECT 1 FROM attachment_use u JOIN record r ON r.n = u.record "
        f"WHERE u.attachment = attachment.n AND r.scope IN ({marks}))",
        tuple(scopes),
    )


def _names(where: str, values: Sequence[Any]) -> list[str]:
    rows = store.every(
        f"SELECT sha256 FROM attachment WHERE {where} "
        "ORDER BY priority, seen_at DESC, n DESC LIMIT ?",
        (*values, MOST_LOOKED_AT),
    )
    return [row[0] for row in rows]


def _file(row: Sequence[Any]) -> File:
    n, sha256, size, priority, state, have, manifest = row
    return File(
        n, sha256, size, priority, state, bytes(have), bytes(manifest) if manifest else None
    )


# ── What changes ────────────────────────────────────────────────────────────────────────────────────


def note_here(file: File, at: str, *, is_above: bool) -> None:
    """The file is whole and durable here."""
    store.run(
        "UPDATE attachment SET state = ?, have = ?, here_at = ?, is_above = ? WHERE n = ?",
        (HERE, chunks.full(file.size), at, is_above, file.n),
    )


def note_lost(file: File) -> None:
    """Nothing of the file is here, or what is here is not the file: all of it is wanted."""
    store.run(
        "UPDATE attachment SET state = ?, have = ?, manifest = NULL, here_at = NULL, is_above = ? WHERE n = ?",
        (WANTED, chunks.none(file.size), False, file.n),
    )


def note_chunks(file: File, have: bytes, manifest: bytes) -> None:
    """These chunks are durable here."""
    store.run("UPDATE attachment SET have = ?, manifest = ? WHERE n = ?", (have, manifest, file.n))


def note_manifest(file: File, manifest: bytes) -> None:
    store.run("UPDATE attachment SET manifest = ? WHERE n = ?", (manifest, file.n))


def forget(sha256: str, scopes: Sequence[str]) -> bool:
    """Forget that records outside of these scopes refer to the file, and the file when no other does. A file that
    stands here alone, because it has not gone up yet, is not forgotten."""
    file = find(sha256, keep_ours=True)
    if file is None:
        return False
    is_held = is_for(file, scopes)
    proved = store.one("SELECT 1 FROM attachment WHERE n = ? AND is_above", (file.n,))
    if file.is_here and not is_held and not proved:
        return False
    marks = ", ".join("?" * len(scopes))
    store.run(
        "DELETE FROM attachment_use WHERE attachment = ? AND record IN "
        f"(SELECT n FROM record WHERE scope NOT IN ({marks}))",
        (file.n, *scopes),
    )
    if not is_held:
        store.run("DELETE FROM attachment WHERE n = ?", (file.n,))
    return not is_held


def note_above(names: Iterable[str]) -> None:
    """The parent has said that it holds these files whole."""
    _say_above(True, names)


def note_lacking(names: Iterable[str]) -> int:
    """The parent has said that it lacks these files; of how many that was news."""
    return _say_above(False, names)


def _say_above(is_above: bool, names: Iterable[str]) -> int:
    return sum(
        store.run(
            "UPDATE attachment SET is_above = ? WHERE sha256 = ? AND state = ? AND is_above <> ?",
            (is_above, name, HERE, is_above),
        ).rowcount
        for name in names
    )
