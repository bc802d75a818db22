"""Dossiers handed in twice: found as they arrive, and settled by a person at the office above both.

Closing one is an ordinary step of that dossier, with its reason and the dossier it gave way to; opening it again is
another. Both offices read it in the history and among the notes.
"""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from app.domain import twins as rules
from app.domain import workflow
from app.domain.calendar import local
from app.domain.dossiers import CLOSED, Status
from app.domain.officers import Officer
from app.domain.refusals import (
    FormNotComplete,
    PairAlreadyDecided,
    TwinHasResult,
    TwinsForAbove,
    TwinsMovedMeanwhile,
    TwinTooLate,
)
from app.domain.slips import RequestState
from app.domain.vietnamese import clean, money
from app.models.base import instant_text
from app.models.dossiers import Dossier
from app.models.notes import Note
from app.models.twins import TwinKey, TwinPair, TwinsLooked
from app.queries import nodes, units
from app.queries import twins as questions
from app.queries.twins import ASKED, DIFFERENT, GONE, OPEN, PAST, SAME, Held, Pair
from app.services import notes, steps, waits
from app.services.endings import answer_withdrawal, ended
from app.services.slips import drop_draft
from app.services.steps import Taking, part_id
from sync import journal

OPERATIONS_AT_ONCE = 400
"""Looked at in one transaction: the counter never waits long for it."""
MOST_OF_A_KIND = 40
LOOKED_BACK = timedelta(days=60)
"""What ended longer ago has no twin that comes now."""
LONGEST_REASON = 500


# ── Finding them ────────────────────────────────────────────────────────────────────────────────────


def find(*, at: datetime, most: int = OPERATIONS_AT_ONCE) -> int:
    """Look at the dossiers the next operations changed, at an office that has others below. How many operations there
    were; 0 when all were looked at."""
    here = nodes.this()
    if not here.is_parent:
        return 0
    with journal.transaction():
        row = TwinsLooked.get_or_none(TwinsLooked.unit == here.unit)
        row = row or TwinsLooked.create(unit=here.unit, upto=0)
        upto, changed = questions.changed(row.upto, most)
        if upto <= row.upto:
            return 0
        _look_at(changed, at)
        TwinsLooked.update(upto=upto).where(TwinsLooked.unit == here.unit).execute()
        return upto - int(row.upto)


def _look_at(ids: list[str], at: datetime) -> None:
    found = list(Dossier.select().where(Dossier.id.in_(ids or [""])).order_by(Dossier.n))
    gone = [each for each in found if each.status in GONE]
    running = [each for each in found if _may_have_twins(each, at)]
    left = [each for each in found if each not in running]
    TwinKey.delete().where(TwinKey.dossier.in_([each.n for each in left] or [0])).execute()
    _let_go(gone, [each for each in left if each.status in CLOSED])
    marked = _keep_marks(running)
    if marked:
        _ask_about(marked, at)


def _may_have_twins(dossier: Dossier, at: datetime) -> bool:
    if dossier.received_at is None or dossier.status in GONE:
        return False
    ended = dossier.released_at or dossier.finished_at
    return ended is None or ended > at - LOOKED_BACK


def _keep_marks(dossiers: list[Dossier]) -> dict[str, list[Dossier]]:
    """Write down what these are found by; those whose marks are new, by mark."""
    known: dict[int, set[str]] = {}
    rows = TwinKey.select().where(TwinKey.dossier.in_([each.n for each in dossiers] or [0]))
    for row in rows:
        known.setdefault(row.dossier, set()).add(row.key)
    marked: dict[str, list[Dossier]] = {}
    for dossier in dossiers:
        wanted = set(rules.keys(questions.matter_of(dossier)))
        before = known.get(dossier.n, set())
        for key in sorted(wanted - before):
            TwinKey.create(key=key, dossier=dossier.n)
        if before - wanted:
            gone = (TwinKey.dossier == dossier.n) & TwinKey.key.in_(sorted(before - wanted))
            TwinKey.delete().where(gone).execute()
        for key in wanted if wanted - before else ():
            marked.setdefault(key, []).append(dossier)
    return marked


def _ask_about(marked: dict[str, list[Dossier]], at: datetime) -> None:
    """Put the pairs these make with others into the queue, each once; a decided pair stays decided."""
    rows: dict[str, list[int]] = {}
    for row in (
        TwinKey.select().where(TwinKey.key.in_(sorted(marked))).order_by(TwinKey.dossier.desc())
    ):
        fit = rows.setdefault(row.key, [])
        if len(fit) < MOST_OF_A_KIND:
            fit.append(row.dossier)
    wanted = {n for fit in rows.values() for n in fit}
    others = {each.n: each for each in Dossier.select().where(Dossier.n.in_(sorted(wanted)))}
    pairs = {
        tuple(sorted((dossier.n, n)))
        for key, dossiers in marked.items() for dossier in dossiers for n in rows.get(key, ())
        if n != dossier.n
    }  # fmt: skip
    for first, second in sorted(pairs):
        if first in others and second in others:
            _ask(others[first], others[second], at)


def _ask(one: Dossier, other: Dossier, at: datetime) -> None:
    if one.status in CLOSED and other.status in CLOSED:
        return
    likeness = rules.alike(questions.matter_of(one), questions.matter_of(other))
    if likeness is None:
        return
    low, high = sorted((one.id, other.id))
    TwinPair.insert(
        low=low, high=high, weight=likeness.weight, reasons=list(likeness.reasons), state=OPEN,
        found_at=at, decided_by_name="", note="", kept="", lines=0,
    ).on_conflict_ignore().execute()  # fmt: skip


def _let_go(gone: list[Dossier], ended: list[Dossier]) -> None:
    """Where one was withdrawn, or both are over, there is nothing left to choose."""
    undecided = TwinPair.state.in_([OPEN, ASKED])
    for dossiers, also in ((gone, None), (ended, CLOSED)):
        ids = [each.id for each in dossiers]
        if not ids:
            continue
        about = TwinPair.low.in_(ids) | TwinPair.high.in_(ids)
        for row in list(TwinPair.select().where(about, undecided)):
            both = Dossier.select(Dossier.status).where(Dossier.id.in_([row.low, row.high]))
            if also is None or all(status in also for (status,) in both.tuples()):
                TwinPair.update(state=PAST).where(TwinPair.id == row.id).execute()


# ── Settling them ───────────────────────────────────────────────────────────────────────────────────


def keep_one(
    pair_id: int, kept_id: str, *, reason: str, seal: str, by: Officer, at: datetime
) -> Dossier:
    """Both are one matter: this one goes on, the other is closed in its favour; gives the closed one. `seal` is what
    the page showed."""
    reason = clean(reason)
    with journal.transaction():
        pair = _open(pair_id, by, seal)
        kept = next((each for each in pair.sides if each.id == kept_id), None)
        if kept is None:
            raise FormNotComplete({"kept": "Chọn hồ sơ giữ lại."})
        if not reason or len(reason) > LONGEST_REASON:
            words = f"Lý do dài quá {LONGEST_REASON} ký tự." if reason else "Ghi lý do khép hồ sơ."
            raise FormNotComplete({"reason": words})
        closed = pair.other(kept)
        if not rules.may_close(closed.status):
            raise TwinHasResult(code=closed.code or "này")
        before = _close(closed, kept, reason, by, at)
        _tell(pair, kept, closed, reason, by, at)
        _decide(
            pair, SAME, by, at, note=reason, kept=kept.id, before=before,
            lines=pair.held[closed.id].lines + 1,
        )  # fmt: skip
        return closed


def reopen(pair_id: int, *, reason: str, by: Officer, at: datetime) -> Dossier:
    """They were two matters after all: the closed one stands where it stood; gives it."""
    reason = clean(reason)
    with journal.transaction():
        pair = questions.one(pair_id, by)
        row = pair.row
        closed = next((each for each in pair.sides if each.id != row.kept), pair.right)
        if row.state != SAME:
            return closed
        is_moved = closed.twin_of != row.kept or pair.held[closed.id].lines != row.lines
        if is_moved or not rules.may_reopen(row.decided_at, at):
            raise TwinTooLate(days=rules.DAYS_TO_REOPEN)
        if not reason or len(reason) > LONGEST_REASON:
            raise FormNotComplete({"reason": "Ghi lý do mở lại, tối đa 500 ký tự."})
        before = dict(row.before)
        columns = before.pop("dossier")[closed.id]
        for entity, records in before.items():
            for record_id, fields in records.items():
                journal.record(entity, record_id, by=by, at=at, **fields)
        steps.write(
            workflow.UNTWIN, closed.id, home=closed.unit, left=closed.status,
            entered=Status(columns.pop("status")), by=by, at=at, note=reason, **columns,
        )  # fmt: skip
        _decide(pair, OPEN, by, at, note="Đã khép rồi mở lại.", kept="", before=None)
        return closed


def tell_apart(pair_id: int, *, note: str = "", by: Officer, at: datetime) -> None:
    """Two matters; the pair is not asked about again."""
    with journal.transaction():
        pair = _open(pair_id, by)
        _decide(pair, DIFFERENT, by, at, note=clean(note)[:LONGEST_REASON])


def ask(pair_id: int, text: str, *, form_id: str, by: Officer, at: datetime) -> None:
    """Ask the offices of both dossiers by a note; the pair waits until one of them has written."""
    with journal.transaction():
        pair = _open(pair_id, by)
        for dossier in pair.sides:
            other = pair.other(dossier)
            about = f"Có thể trùng với hồ sơ {_named(other, at)}. {clean(text)}"
            if not clean(text):
                raise FormNotComplete({"text": "Ghi điều cần hỏi."})
            notes.write(dossier.id, about[: notes.LONGEST], form_id=form_id, by=by, at=at)
        TwinPair.update(
            state=ASKED, asked_at=at, note=clean(text)[:LONGEST_REASON], decided_by_name=by.name,
            asked_after=_last_notes(pair),
        ).where(TwinPair.id == pair.row.id).execute()  # fmt: skip


def _open(pair_id: int, by: Officer, seal: str | None = None) -> Pair:
    """The pair, both dossiers ours until the transaction ends, still to be decided."""
    if not nodes.this().is_parent:
        raise TwinsForAbove
    pair = questions.one(pair_id, by)
    for dossier_id in (pair.row.low, pair.row.high):
        journal.lock("dossier", dossier_id)
    pair = questions.one(pair_id, by)
    if not pair.is_open:
        raise PairAlreadyDecided(who=pair.row.decided_by_name or "chương trình")
    if seal is not None and seal != pair.seal:
        raise TwinsMovedMeanwhile
    return pair


def _close(
    closed: Dossier, kept: Dossier, reason: str, by: Officer, at: datetime
) -> dict[str, dict[str, Any]]:
    """The step that ends it; what stood before, by entity and record."""
    taken = Taking(workflow.TWIN, closed, Status.STOPPED, by, at)
    drop_draft(taken)
    changes = waits.stop_waits(taken)
    if closed.withdrawal:
        answer_withdrawal(taken, RequestState.AGREED, reason)
    changes |= {"holder_unit": closed.unit, "twin_of": kept.id, **ended(taken)}
    stood = {name: _plain(getattr(closed, name)) for name in ("status", *changes)}
    note = f"Trùng với hồ sơ {_named(kept, at)}. {reason}"
    steps.write(
        workflow.TWIN, closed.id, home=closed.unit, left=closed.status, entered=Status.STOPPED,
        by=by, at=at, note=note, **changes,
    )  # fmt: skip
    return {**taken.before, "dossier": {closed.id: stood}}


def _tell(
    pair: Pair, kept: Dossier, closed: Dossier, reason: str, by: Officer, at: datetime
) -> None:
    """A note on each: the office that received the closed one has work left with the citizen."""
    left = "; ".join(work_left(closed, pair.held[closed.id]))
    _note(
        closed, f"Đã khép vì trùng với hồ sơ {_named(kept, at)}. {reason} Việc còn lại: {left}.", by, at
    )  # fmt: skip
    _note(kept, f"Giữ hồ sơ này; hồ sơ {_named(closed, at)} đã khép vì trùng. {reason}", by, at)


def work_left(closed: Dossier, held: Held) -> list[str]:
    """What the office that received it still owes the citizen, with numbers."""
    told = ["báo công dân"]
    if held.originals:
        told.append(f"trả {held.originals} bản chính đã nhận")
    if closed.amount_paid:
        told.append(f"hoàn {money(closed.amount_paid)} đã thu")
    return told


def _note(dossier: Dossier, text: str, by: Officer, at: datetime) -> None:
    journal.record(
        "note", part_id(dossier.id, "twin", at), by=by, at=at, scope=dossier.unit,
        dossier_id=dossier.id, written_at=at, written_by=str(by), written_by_name=by.name,
        written_by_title=by.title or None, unit=by.unit, text=text[: notes.LONGEST],
    )  # fmt: skip


def _named(dossier: Dossier, at: datetime) -> str:
    name = units.name_of(dossier.unit, local(at).date())
    return f"{dossier.code or 'chưa cấp mã'} ({name})"


def _last_notes(pair: Pair) -> dict[str, int]:
    ids = [each.id for each in pair.sides]
    rows = Note.select(Note.dossier_id, fn.MAX(Note.n)).where(Note.dossier_id.in_(ids))
    return dict(rows.group_by(Note.dossier_id).tuples())


def _decide(pair: Pair, state: str, by: Officer, at: datetime, **more: Any) -> None:
    TwinPair.update(state=state, decided_at=at, decided_by_name=by.name, **more).where(
        TwinPair.id == pair.row.id
    ).execute()


def _plain(value: Any) -> Any:
    return instant_text(value) if isinstance(value, datetime) else value
