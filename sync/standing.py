"""How the exchange with the parent stands: runs, tries, failures and the last success, kept over restarts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sync import store
from sync.instants import instant
from sync.journal import transaction

KEPT_RUNS = 2000
SENDING, RECEIVING = "sending", "receiving"
"""Steps of a run; before the first of them it asks what is new."""
WORTH_TELLING_BYTES = 8 * 1024
"""What takes a second on a poor line: somebody may be watching."""


@dataclass
class Tally:
    """What a run has carried so far."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    operations_up: int = 0
    operations_down: int = 0


def begin_run(at: datetime, carrier: str = "line") -> int:
    """Note that an exchange began; its number, for `end_run`."""
    with transaction():
        cursor = store.run(
            "INSERT INTO sync_run (started_at, requests, bytes_up, bytes_down, operations_up, operations_down, "
            "chunks_up, chunks_down, carrier) VALUES (?, 0, 0, 0, 0, 0, 0, 0, ?) RETURNING id",
            (instant(at), carrier),
        )
        return int(cursor.fetchone()[0])


def tell_step(
    run_n: int, step: str, size_bytes: int, tally: Tally, clock: Callable[[], datetime]
) -> None:
    """Note a step that carries so much that it lasts; a request of a few hundred bytes is over before anybody looks."""
    if size_bytes > WORTH_TELLING_BYTES:
        note_step(run_n, step, tally, clock())


def note_step(run_n: int, step: str, tally: Tally, at: datetime) -> None:
    """Note what a run is at and what it has carried so far, for whoever watches."""
    with transaction():
        row = store.one("SELECT steps FROM sync_run WHERE id = ?", (run_n,))
        steps = json.loads(row[0]) if row and row[0] else []
        known = next((each for each in steps if each[0] == step), None)
        if known is None:
            steps.append([step, instant(at), instant(at)])
        else:
            known[2] = instant(at)
        store.run(
            "UPDATE sync_run SET step = ?, steps = ?, requests = ?, bytes_up = ?, bytes_down = ?, operations_up = ?, "
            "operations_down = ? WHERE id = ?",
            (step, json.dumps(steps), tally.requests, tally.bytes_up, tally.bytes_down, tally.operations_up,
             tally.operations_down, run_n),
        )  # fmt: skip


def end_run(run_n: int, tally: Tally, outcome: str, words: str, at: datetime) -> None:
    """Note how it ended; runs of long ago are forgotten."""
    with transaction():
        store.run(
            "UPDATE sync_run SET ended_at = ?, outcome = ?, words = ?, requests = ?, bytes_up = ?, "
            "bytes_down = ?, operations_up = ?, operations_down = ? WHERE id = ?",
            (instant(at), outcome, words[:400], tally.requests, tally.bytes_up, tally.bytes_down,
             tally.operations_up, tally.operations_down, run_n),
        )  # fmt: skip
        store.run("DELETE FROM sync_run WHERE id <= ?", (run_n - KEPT_RUNS,))


def note_try(at: datetime) -> None:
    with transaction():
        store.run("UPDATE sync_parent SET last_try_at = ?", (instant(at),))


def note_success(at: datetime) -> None:
    with transaction():
        store.run(
            "UPDATE sync_parent SET failures = 0, last_success_at = ?, away_since = NULL, next_try_at = NULL",
            (instant(at),),
        )


def note_failure(words: str, at: datetime, *, away: bool) -> int:
    """Keep what went wrong and return how many tries in a row have failed."""
    with transaction():
        store.run(
            "UPDATE sync_parent SET failures = failures + 1, last_failure_at = ?, last_failure = ?",
            (instant(at), words[:400]),
        )
        if away:
            store.run(
                "UPDATE sync_parent SET away_since = ? WHERE away_since IS NULL", (instant(at),)
            )
        row = store.one("SELECT failures FROM sync_parent")
        return int(row[0]) if row else 1


def note_next_try(at: datetime) -> None:
    with transaction():
        store.run("UPDATE sync_parent SET next_try_at = ?", (instant(at),))
