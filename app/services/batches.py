"""The same done to many dossiers, as long work: each by itself and with its own line of history, so that one refusal
spoils no other; and put back within ten minutes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.batches import BULK, MOST_IN_BATCH, SHEETS, BatchVerb, ItemState, title_of
from app.domain.jobs import Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.permissions import may
from app.domain.prints import PrintState
from app.domain.refusals import FormNotComplete, NotAllowedAnyMore, Refusal, UndoOver
from app.models.batches import Batch, BatchItem
from app.models.dossiers import Dossier
from app.queries import batches as questions
from app.queries.visibility import visible_to
from app.services import access_log, hands, prints
from app.services.jobs import Task, Work, job, start
from app.services.recalls import rollback
from app.services.steps import last_line
from sync import journal

KIND, UNDO = "batch", "batch-undo"
SLICE = 10
GONE = "Hồ sơ vừa được chuyển sang đơn vị khác nên chưa ghi gì."
MOVED_ON = "Hồ sơ đã có bước khác sau đó nên giữ nguyên."
How = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """A dossier as the preview showed it; `seen` as in `Candidate`."""

    dossier_id: str
    seen: int


def ask(
    verb: BatchVerb,
    choices: Iterable[Choice],
    how: How,
    *,
    form_id: str,
    by: Officer,
    at: datetime,
) -> int:
    """Ask for it and return the number of the job; the same preview pressed twice is one job.

    `how` is what the preview asked besides: to_username and note for giving work, sheet for printing.
    """
    chosen = {each.dossier_id: each.seen for each in choices}
    if not 0 < len(chosen) <= MOST_IN_BATCH:
        raise FormNotComplete({"ho-so": f"Chọn từ 1 đến {MOST_IN_BATCH} hồ sơ một lần."})
    if verb is BatchVerb.ASSIGN:
        if not how.get("to_username"):
            raise FormNotComplete({"to_username": "Chọn cán bộ nhận việc."})
        hands.case_officer(how.get("to_username", ""), by)
    with journal.transaction():
        before = Batch.get_or_none(Batch.form_id == form_id)
        if before is not None:
            return int(questions.one(before.n, by).job)
        batch = Batch.create(form_id=form_id, verb=verb.value, by=by.username, at=at, how=dict(how))
        codes = _codes(chosen, by)
        rows = [
            {"batch": batch.n, "dossier_id": each, "code": codes[each], "seen": seen, "state": ItemState.WAITING.value}
            for each, seen in chosen.items() if each in codes
        ]  # fmt: skip
        BatchItem.insert_many(rows).execute()
        batch.job = start(
            KIND, title=title_of(verb, len(rows)), arguments={"batch": batch.n}, by=by, at=at
        )
        batch.save()
    return int(batch.job)


def undo(batch_n: int, *, by: Officer, at: datetime) -> int:
    """Put back what was done, where nothing came after it; the number of the job. Pressed twice it is one job."""
    with journal.transaction():
        batch = questions.one(batch_n, by)
        if batch.undo_job is not None:
            return int(batch.undo_job)
        if questions.undo_until(batch, at) is None:
            raise UndoOver(why="đã quá mười phút, hoặc việc này không hoàn tác được")
        title = f"Hoàn tác: {BULK[BatchVerb(batch.verb)].title}"
        batch.undo_job = start(UNDO, title=title, arguments={"batch": batch.n}, by=by, at=at)
        batch.save()
    return int(batch.undo_job)


@job(KIND)
def run(task: Task) -> Work:
    """Do it to each that still waits, or could not be done before. After a cut it goes on with the rest."""
    batch = questions.one(int(task.arguments["batch"]), task.by)
    if not may(task.by, BULK[BatchVerb(batch.verb)].permission):
        raise NotAllowedAnyMore
    act = ACTS[BatchVerb(batch.verb)]
    yield from _each(
        task, batch, (ItemState.WAITING, ItemState.FAILED),
        lambda item: act(item, batch.how, task.by, task.clock()) | {"state": ItemState.DONE.value, "why": ""},
    )  # fmt: skip
    done, failed = _count(batch, ItemState.DONE), _count(batch, ItemState.FAILED)
    return Ended(f"{done} xong, {failed} lỗi." if failed else f"Xong cả {done} hồ sơ.")


@job(UNDO)
def run_back(task: Task) -> Work:
    """Take each step back; what a colleague has worked on meanwhile stays."""
    batch = questions.one(int(task.arguments["batch"]), task.by)
    yield from _each(
        task, batch, (ItemState.DONE,), lambda item: _put_back(item, task.by, task.clock())
    )
    undone, kept = _count(batch, ItemState.UNDONE), _count(batch, ItemState.DONE)
    return Ended(f"Đã hoàn tác {undone} hồ sơ." + (f" {kept} hồ sơ giữ nguyên." if kept else ""))


def settle_prints(
    batch_n: int, items: Iterable[BatchItem], state: PrintState, *, by: Officer, at: datetime
) -> None:
    """Say of these sheets how they came out. Said once; what was said before stays."""
    batch = questions.one(batch_n, by)
    _, form, _ = SHEETS[batch.how["sheet"]]
    for item in items:
        prints.settle(form, item.dossier_id, item.number, state, by=by, at=at)


def _each(
    task: Task,
    batch: Batch,
    states: tuple[ItemState, ...],
    act: Callable[[BatchItem], dict[str, Any]],
) -> Work:
    """One by one, each with what became of it in a transaction of its own."""
    items = list(BatchItem.select().where(BatchItem.batch == batch.n).order_by(BatchItem.n))
    waiting = [item for item in items if item.state in states]
    done = len(items) - len(waiting)
    yield Progress("đang làm từng hồ sơ", done, len(items))
    for first in range(0, len(waiting), SLICE):
        part = waiting[first : first + SLICE]
        told = [(item.code, _one(item, act)) for item in part]
        done += len(part)
        failures = tuple(Failure(code, why) for code, why in told if why)
        yield Progress("đang làm từng hồ sơ", done, len(items), failures)
    return Ended("")


def _one(item: BatchItem, act: Callable[[BatchItem], dict[str, Any]]) -> str:
    """Do it, or keep why not; the reason."""
    try:
        with journal.transaction():
            _keep(item, **act(item))
        return ""
    except Refusal as no:
        why = str(no)
    except journal.Hidden:
        why = GONE
    undoing = item.state == ItemState.DONE.value
    with journal.transaction():
        _keep(item, why=why, **{} if undoing else {"state": ItemState.FAILED.value})
    return why


def _assign(item: BatchItem, how: How, by: Officer, at: datetime) -> dict[str, Any]:
    hands.assign(
        item.dossier_id, to_username=how["to_username"], note=how["note"], by=by, at=at,
        seen=item.seen,
    )  # fmt: skip
    return _line(item)


def _take_up(item: BatchItem, how: How, by: Officer, at: datetime) -> dict[str, Any]:
    hands.take_up(item.dossier_id, by=by, at=at, seen=item.seen)
    return _line(item)


def _give_back(item: BatchItem, how: How, by: Officer, at: datetime) -> dict[str, Any]:
    hands.give_back(item.dossier_id, note=how["note"], by=by, at=at, seen=item.seen)
    return _line(item)


def _print(item: BatchItem, how: How, by: Officer, at: datetime) -> dict[str, Any]:
    """Written down before the paper comes out, as one that is printed alone."""
    _, form, copy = SHEETS[how["sheet"]]
    number = prints.begin(
        form, item.dossier_id, dossier_id=item.dossier_id, copy=copy, expected=item.seen, by=by, at=at
    )  # fmt: skip
    access_log.note("paper_form", item.dossier_id, by=by, at=at, what=access_log.PRINT)
    return {"number": number}


ACTS: Mapping[BatchVerb, Callable[[BatchItem, How, Officer, datetime], dict[str, Any]]] = {
    BatchVerb.ASSIGN: _assign,
    BatchVerb.TAKE_UP: _take_up,
    BatchVerb.GIVE_BACK: _give_back,
    BatchVerb.PRINT: _print,
}


def _put_back(item: BatchItem, by: Officer, at: datetime) -> dict[str, Any]:
    journal.lock("dossier", item.dossier_id)
    line = last_line(item.dossier_id)
    if line is None or line.id != item.line_id:
        raise UndoOver(why=MOVED_ON[:1].lower() + MOVED_ON[1:].rstrip("."))
    rollback(item.dossier_id, by=by, at=at)
    return {"state": ItemState.UNDONE.value, "why": ""}


def _line(item: BatchItem) -> dict[str, Any]:
    line = last_line(item.dossier_id)
    return {"line_id": line.id if line else None}


def _keep(item: BatchItem, **changes: Any) -> None:
    BatchItem.update(**changes).where(BatchItem.n == item.n).execute()


def _count(batch: Batch, state: ItemState) -> int:
    rows = BatchItem.select().where(BatchItem.batch == batch.n, BatchItem.state == state.value)
    return int(rows.count())


def _codes(ids: Iterable[str], by: Officer) -> dict[str, str]:
    """The dossiers of these the officer may see, by the number they are known by."""
    columns = (Dossier.id, Dossier.code, Dossier.old_number)
    found = Dossier.select(*columns).where(Dossier.id.in_(list(ids)), visible_to(by))
    return {row.id: row.code or row.old_number or "Chưa cấp mã" for row in found}
