"""How the exchange with the parent stands: tries, failures and the last success, kept over restarts."""

from datetime import UTC, datetime

from sync import store
from sync.journal import transaction


def note_try(at: datetime) -> None:
    with transaction():
        store.run("UPDATE sync_parent SET last_try_at = ?", (_text(at),))


def note_success(at: datetime) -> None:
    with transaction():
        store.run(
            "UPDATE sync_parent SET failures = 0, last_success_at = ?, away_since = NULL, next_try_at = NULL",
            (_text(at),),
        )


def note_failure(words: str, at: datetime, *, away: bool) -> int:
    """Keep what went wrong and return how many tries in a row have failed."""
    with transaction():
        store.run(
            "UPDATE sync_parent SET failures = failures + 1, last_failure_at = ?, last_failure = ?",
            (_text(at), words[:400]),
        )
        if away:
            store.run(
                "UPDATE sync_parent SET away_since = ? WHERE away_since IS NULL", (_text(at),)
            )
        row = store.one("SELECT failures FROM sync_parent")
        return int(row[0]) if row else 1


def note_next_try(at: datetime) -> None:
    with transaction():
        store.run("UPDATE sync_parent SET next_try_at = ?", (_text(at),))


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
