"""Questions about what is done to many dossiers at once: which are meant, what stands against each, how it went."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain import workflow
from app.domain.batches import BULK, MOST_IN_BATCH, SHEETS, UNDO_FOR, BatchVerb, ItemState
from app.domain.calendar import local
from app.domain.dossiers import Status
from app.domain.jobs import OPEN
from app.domain.officers import Officer
from app.domain.prints import PrintForm, PrintState, needs_reason
from app.domain.refusals import NoSuchJob
from app.domain.workflow import Standing
from app.models.batches import Batch, BatchItem
from app.models.dossiers import Dossier, Paper
from app.models.dossiers import Step as Line
from app.models.jobs import Job
from app.models.prints import PrintedForm
from app.queries import dossiers, stand_ins, standings, units
from app.queries.filters import Filters, conditions
from app.queries.queues import condition as queue_condition
from app.queries.rows import LISTED, Row, rows_of
from app.queries.visibility import visible_to

NOT_RECEIVED = "Hồ sơ chưa tiếp nhận nên chưa có giấy này."
OF_OLD_BOOK = "Hồ sơ từ sổ cũ không có giấy tiếp nhận của máy."
PRINTED_BEFORE = "Đã in rồi; in lại thì mở hồ sơ và ghi lý do."


@dataclass(frozen=True)
class Candidate:
    """One dossier of a preview. `seen` is how much had happened then: lines of history, or prints of the paper;
    `objection` what stands against it now, in words, or nothing."""

    row: Row
    seen: int
    objection: str = ""


@dataclass(frozen=True)
class Told:
    """How a batch went, for the card of its job."""

    n: int
    verb: BatchVerb
    title: str
    counts: Counter[str]
    failed: list[BatchItem]
    undo_until: datetime | None
    undo_job: int | None

    @property
    def is_print(self) -> bool:
        return self.verb is BatchVerb.PRINT


# ── Before: which dossiers ──────────────────────────────────────────────────────────────────────────


def matching(filters: Filters, officer: Officer, now: datetime) -> list[str]:
    """The dossiers of a list in its order, the first ones if there are more than a batch takes."""
    page = dossiers.page(officer, filters, size=MOST_IN_BATCH, now=now)
    return [row.id for row in page.rows[:MOST_IN_BATCH]]


def count_matching(filters: Filters, officer: Officer, now: datetime) -> int | None:
    """How many those are, no more than one over a batch; None for a search, which is not counted before it is read."""
    if filters.text:
        return None
    narrowed = [*conditions(filters, officer, now), visible_to(officer)]
    if filters.queue:
        narrowed.append(queue_condition(filters.queue, officer, now))
    rows = Dossier.select(Dossier.n).where(*narrowed)
    by_due = (Dossier.due_key, Dossier.n)
    by_reception = (Dossier.listed_at.desc(), Dossier.n.desc())
    order = by_due if filters.goes_by_due_date else by_reception
    found = rows.order_by(*order).limit(MOST_IN_BATCH + 1).alias("found")
    return int(Dossier.select(fn.COUNT(found.c.n)).from_(found).scalar())


def weighed(
    verb: BatchVerb, ids: Iterable[str], officer: Officer, now: datetime, sheet: str = ""
) -> list[Candidate]:
    """These dossiers in the order they were asked for, each with what stands against the verb now.

    One the officer may not see is left out, as if it did not exist.
    """
    wanted = list(dict.fromkeys(ids))[:MOST_IN_BATCH]
    found = Dossier.select(*LISTED).where(Dossier.id.in_(wanted), visible_to(officer))
    by_id = {row.id: row for row in rows_of(found, officer, now)}
    rows = [by_id[each] for each in wanted if each in by_id]
    if verb is BatchVerb.PRINT:
        return _printing(rows, sheet)
    if BULK[verb].step is None:
        return [Candidate(row, 0) for row in rows]
    return _stepping(verb, rows, officer, now)


def _stepping(
    verb: BatchVerb, rows: Sequence[Row], officer: Officer, now: datetime
) -> list[Candidate]:
    """Such a step asks for nothing beside the status and the hand, so no dossier needs a question of its own."""
    step, on = BULK[verb].step or workflow.OPINE, local(now).date()
    absent = stand_ins.absent_for(officer, on)
    roles, above = stand_ins.roles_of(officer, absent), units.word_above(officer.unit, on)
    lengths = _lengths([row.id for row in rows])
    told = []
    for row in rows:
        no = workflow.objection(step, _standing(row, officer, absent), roles, parent=above)
        told.append(Candidate(row, lengths[row.id], str(no) if no else ""))
    return told


def _standing(row: Row, officer: Officer, absent: list[Officer]) -> Standing:
    dossier = row.dossier
    return Standing(
        status=Status(dossier.status) if dossier.status in set(Status) else Status.STOPPED,
        at_home=dossier.unit == officer.unit,
        holds=row.holds,
        hand=standings.hand_of(dossier, officer, absent),
        code=dossier.code or "này",
        holder=row.holder_name,
        colleague=dossier.holder_officer_name or "cán bộ khác",
        accepted=dossier.received_at is not None,
    )


def _lengths(ids: Sequence[str]) -> Counter[str]:
    counted = Line.select(Line.dossier_id, fn.COUNT(Line.n)).where(Line.dossier_id.in_(ids))
    return Counter(dict(counted.group_by(Line.dossier_id).tuples()))


def _printing(rows: Sequence[Row], sheet: str) -> list[Candidate]:
    _, form, copy = SHEETS[sheet]
    earlier: dict[str, list[tuple[str, str]]] = {row.id: [] for row in rows}
    printed = PrintedForm.select(PrintedForm.about, PrintedForm.copy, PrintedForm.state).where(
        PrintedForm.form == form.value, PrintedForm.about.in_(list(earlier))
    )
    for about, was, state in printed.order_by(PrintedForm.number).tuples():
        earlier[about].append((was, state))
    told = []
    for row in rows:
        no = _nothing_to_print(row, form)
        if not no and needs_reason(copy, earlier[row.id]):
            no = PRINTED_BEFORE
        told.append(Candidate(row, len(earlier[row.id]), no))
    return told


def _nothing_to_print(row: Row, form: PrintForm) -> str:
    if row.received_at is None:
        return NOT_RECEIVED
    if form is PrintForm.RECEIPT and row.old_number:
        return OF_OLD_BOOK
    return NOT_RECEIVED if form is PrintForm.RECEIPT and row.due_at is None else ""


# ── After: how it went ──────────────────────────────────────────────────────────────────────────────


def one(batch_n: int, officer: Officer) -> Batch:
    """A batch of this officer; nobody else's exists."""
    found: Batch | None = Batch.get_or_none(Batch.n == batch_n, Batch.by == officer.username)
    if found is None:
        raise NoSuchJob
    return found


def of_job(job_n: int, officer: Officer, now: datetime) -> Told | None:
    """What the card of a job tells of its batch, also the card of the job that undoes it."""
    batch = Batch.get_or_none(
        (Batch.job == job_n) | (Batch.undo_job == job_n), Batch.by == officer.username
    )
    if batch is None:
        return None
    counted = BatchItem.select(BatchItem.state, fn.COUNT(BatchItem.n)).where(
        BatchItem.batch == batch.n
    )
    failed = _items(batch).where(BatchItem.state == ItemState.FAILED.value)
    verb = BatchVerb(batch.verb)
    return Told(
        n=batch.n, verb=verb, title=BULK[verb].title,
        counts=Counter(dict(counted.group_by(BatchItem.state).tuples())),
        failed=list(failed), undo_until=undo_until(batch, now), undo_job=batch.undo_job,
    )  # fmt: skip


def undo_until(batch: Batch, now: datetime) -> datetime | None:
    """Until when it can be undone; None where it cannot, or not any more."""
    if not BULK[BatchVerb(batch.verb)].is_undoable or batch.undo_job is not None:
        return None
    job = Job.get_or_none(Job.n == batch.job)
    if job is None or job.state in OPEN or job.ended_at is None:
        return None
    until: datetime = job.ended_at + UNDO_FOR
    return until if now < until and _is_any_done(batch) else None


def printed(batch: Batch) -> list[BatchItem]:
    """The dossiers of a batch whose paper was written down as printed."""
    return list(_items(batch).where(BatchItem.number.is_null(False)))


def on_paper(
    items: Iterable[BatchItem], officer: Officer, now: datetime
) -> list[tuple[Row, list[Paper]]]:
    """Those dossiers, each with its checklist, for the sheets of several."""
    ids = [item.dossier_id for item in items]
    papers: dict[str, list[Paper]] = {each: [] for each in ids}
    for paper in Paper.select().where(Paper.dossier_id.in_(ids)).order_by(Paper.position):
        papers[paper.dossier_id].append(paper)
    found = Dossier.select().where(Dossier.id.in_(ids), visible_to(officer))
    rows = {row.id: row for row in rows_of(found, officer, now)}
    return [(rows[each], papers[each]) for each in ids if each in rows]


def answered(batch: Batch, items: Sequence[BatchItem]) -> bool:
    """Whether it was said of these prints how they came out."""
    _, form, _ = SHEETS[batch.how["sheet"]]
    waiting = PrintedForm.select(PrintedForm.about, PrintedForm.number).where(
        PrintedForm.form == form.value,
        PrintedForm.about.in_([item.dossier_id for item in items]),
        PrintedForm.state == PrintState.WAITING.value,
    )
    return not {(item.dossier_id, item.number) for item in items} & set(waiting.tuples())


def _items(batch: Batch) -> Any:
    return BatchItem.select().where(BatchItem.batch == batch.n).order_by(BatchItem.n)


def _is_any_done(batch: Batch) -> bool:
    return bool(_items(batch).where(BatchItem.state == ItemState.DONE.value).exists())
