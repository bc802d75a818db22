"""The lane of attachments, seen from below: files go up and come down in chunks, always behind the operations.

One run carries what there is to carry and stops as soon as an operation waits on either side. A request holds about
ten seconds of transfer, so that is the longest an operation stands behind a file; what arrived is durable, so a cut
costs at most one request.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sync import blobs, scopes, standing, store
from sync.child import Away, Carrier, Refused
from sync.files import cargo
from sync.files import days as lane_days
from sync.files.sticks import given_for_stick, requests_for_stick, take, wishes
from sync.files.talk import LaneTally, Talk
from sync.journal import transaction
from sync.keys import NodeKey

__all__ = ["LaneTally", "given_for_stick", "requests_for_stick", "run", "take", "wishes"]

TRIES_AGAIN = 3
STEP = "attachments"

DISK = "Không ghi được tệp đính kèm lên đĩa của máy này (đĩa đầy hoặc bị khóa); sẽ thử lại."


def run(
    carrier: Carrier, key: NodeKey, folder: Path, *, budget_bytes_per_day: int, metered: bool,
    clock: Callable[[], datetime], timer: Callable[[], float], until: Callable[[], bool],
    tries_again: int = TRIES_AGAIN,
) -> LaneTally:  # fmt: skip
    """Carry files until nothing is left, an operation waits, or `until` says stop. Raises `Away` or `Refused`;
    what was carried before it is kept. After a cut it tries again at once, so often in a row. The day of the budget
    is the day of `clock` in its own zone."""
    if may := scopes.told():
        cargo.let_go(blobs.of(folder), sorted(may))
    if lane_days.is_new_day(clock()):
        cargo.look_over(blobs.of(folder))
    talk = Talk(blobs.of(folder), key, budget_bytes_per_day, metered)
    run_n = 0
    try:
        while not until() and (request := talk.next_request(clock())) is not None:
            run_n = run_n or standing.begin_run(clock())
            started = timer()
            try:
                answer = carrier.carry(request.envelope)
            except Away:
                if not talk.may_try_again(request, tries_again):
                    raise
                continue
            talk.pace.adapt(len(request.envelope) + len(answer), timer() - started)
            goes_on = talk.take(request, answer, clock())
            _note(run_n, talk.tally, clock())
            if not goes_on:
                break
    except (Away, Refused) as problem:
        outcome = "away" if isinstance(problem, Away) else "refused"
        _end(run_n, talk.tally, outcome, str(problem), clock())
        raise
    except (OSError, blobs.StoreAway) as problem:
        _end(run_n, talk.tally, "away", DISK, clock())
        raise Away(DISK) from problem
    except Exception:
        _end(run_n, talk.tally, "broken", "Có lỗi trong chương trình; xem nhật ký máy.", clock())
        raise
    _end(run_n, talk.tally, "ok", "", clock())
    return talk.tally


def _note(run_n: int, tally: LaneTally, at: datetime) -> None:
    """Show on the sync page how far the files have come."""
    with transaction():
        standing.note_step(run_n, STEP, _carried(tally), at)
        store.run(
            "UPDATE sync_run SET chunks_up = ?, chunks_down = ? WHERE id = ?",
            (tally.chunks_up, tally.chunks_down, run_n),
        )


def _carried(tally: LaneTally) -> standing.Tally:
    return standing.Tally(tally.requests, tally.bytes_up, tally.bytes_down)


def _end(run_n: int, tally: LaneTally, outcome: str, words: str, at: datetime) -> None:
    if run_n:
        standing.end_run(run_n, _carried(tally), outcome, words, at)
