"""Notices: those this office received and who has read them, those it sent, and its drafts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from app.domain.calendar import local
from app.domain.notices import IMPORTANCE_LABELS, IMPORTANCE_TONES, Importance
from app.domain.officers import Officer
from app.domain.refusals import NoSuchNotice
from app.models.notices import Notice, NoticeDraft, NoticeRead
from app.queries import units
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key
from app.queries.rows import instant_text
from sync.tables import SyncChild

BY_TIME = Order(Notice.n, descending=True, column=Notice.sent_at)
MOST_ON_THE_DESK = 5


@dataclass(frozen=True)
class Told:
    """One notice as a list shows it; `is_new` is for the officer who asks. Of one that was sent, `read` of
    `receivers` offices have said that somebody read it."""

    id: str
    batch: str
    title: str
    text: str
    from_name: str
    importance: str
    tone: str
    sent_at: datetime
    sent_by: str
    valid_until: date | None
    is_over: bool
    is_new: bool
    file_name: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    receivers: int = 0
    read: int = 0


@dataclass(frozen=True)
class Receiver:
    """One office that a notice was sent to, and everybody there who said that they read it."""

    name: str
    readers: list[tuple[str, str, datetime]]


def page(officer: Officer, after: str | None, *, now: datetime) -> Page:
    """What this office received, the latest first."""
    key = read_key(after)
    asked = Notice.select().where(Notice.unit == officer.unit)
    found = page_of(list(BY_TIME.cut(asked, key, PAGE_SIZE)), key, PAGE_SIZE, _place)
    return Page(_told(list(found.rows), officer, now), found.next_key, found.previous_key, _count(found))  # fmt: skip


def sent(officer: Officer, after: str | None, *, now: datetime) -> Page:
    """What this office sent, one line for all that went out at once."""
    key = read_key(after)
    firsts = (
        Notice.select(fn.MIN(Notice.n))
        .where(Notice.from_unit == officer.unit)
        .group_by(Notice.batch)
    )
    asked = Notice.select().where(Notice.n.in_(firsts))
    found = page_of(list(BY_TIME.cut(asked, key, PAGE_SIZE)), key, PAGE_SIZE, _place)
    rows = _told(list(found.rows), officer, now)
    counted = _counts([row.batch for row in found.rows])
    told = [_with(row, *counted.get(row.batch, (0, 0))) for row in rows]
    return Page(told, found.next_key, found.previous_key, _count(found))


def unread(officer: Officer, now: datetime) -> list[Told]:
    """What the desk shows until this officer has read it: in force, not withdrawn, the most urgent first."""
    mine = NoticeRead.select(NoticeRead.notice_id).where(NoticeRead.reader == str(officer))
    today = local(now).date()
    rows = (
        Notice.select()
        .where(
            Notice.unit == officer.unit,
            Notice.withdrawn_at.is_null(),
            Notice.valid_until.is_null() | (Notice.valid_until >= today),
            Notice.id.not_in(mine),
        )
        .order_by(Notice.sent_at.desc(), Notice.n.desc())
        .limit(MOST_ON_THE_DESK)
    )
    order = list(Importance)[::-1]
    return sorted(
        _told(list(rows), officer, now, asked=False),
        key=lambda told: (
            [IMPORTANCE_LABELS[each] for each in order].index(told.importance)
            if told.importance in IMPORTANCE_LABELS.values()
            else len(order)
        ),
    )


def one(notice_id: str, officer: Officer, *, now: datetime) -> Told:
    """A notice this office received."""
    return _told([received(notice_id, officer)], officer, now)[0]


def received(notice_id: str, officer: Officer) -> Notice:
    found = Notice.get_or_none((Notice.id == notice_id) & (Notice.unit == officer.unit))
    if found is None:
        raise NoSuchNotice
    return found


def batch(batch_id: str, officer: Officer) -> list[Notice]:
    """Everything that was sent at once from this office."""
    found = Notice.select().where(Notice.batch == batch_id, Notice.from_unit == officer.unit)
    rows = list(found.order_by(Notice.n))
    if not rows:
        raise NoSuchNotice
    return rows


def sent_one(batch_id: str, officer: Officer, *, now: datetime) -> tuple[Told, list[Receiver]]:
    """A notice as its sender sees it: the words, and who has read it at each office."""
    rows = batch(batch_id, officer)
    readers: dict[str, list[tuple[str, str, datetime]]] = defaultdict(list)
    found = NoticeRead.select().where(NoticeRead.notice_id.in_([row.id for row in rows]))
    for read in found.order_by(NoticeRead.read_at, NoticeRead.n):
        readers[read.notice_id].append((read.reader_name, read.reader_title or "", read.read_at))
    names = units.names(local(now).date())
    told = _told(rows[:1], officer, now)[0]
    receivers = [Receiver(names.get(row.unit, row.unit), readers[row.id]) for row in rows]
    read_by = sum(bool(each.readers) for each in receivers)
    return _with(told, len(rows), read_by), receivers


def file_of(notice_id: str, officer: Officer) -> Notice:
    """The notice whose file may be opened: one this office received or sent."""
    mine = (Notice.unit == officer.unit) | (Notice.from_unit == officer.unit)
    found = Notice.get_or_none((Notice.id == notice_id) & mine)
    if found is None or not found.sha256:
        raise NoSuchNotice
    return found


def receivers(officer: Officer, on: date) -> list[tuple[str, str]]:
    """The offices directly below, to whom this one may send: those of the tree, and those that have joined here and
    go on working under a code the tree has given up."""
    found = {unit.code: unit.name for unit in units.children(officer.unit, on)}
    joined = SyncChild.select(SyncChild.unit, SyncChild.name).where(SyncChild.revoked_at.is_null())
    return sorted((dict(joined.tuples()) | found).items())


def receiver_choices(officer: Officer, on: date) -> list[tuple[str, str]]:
    """The same for a form: who has joined first, by name; of the others that nothing reaches them yet."""
    joined = {
        unit
        for (unit,) in SyncChild.select(SyncChild.unit)
        .where(SyncChild.revoked_at.is_null())
        .tuples()
    }
    found = sorted(receivers(officer, on), key=lambda each: (each[0] not in joined, each[1]))
    return [(code, name if code in joined else f"{name} (chưa kết nối)") for code, name in found]


def drafts(officer: Officer) -> list[NoticeDraft]:
    found = NoticeDraft.select().where(NoticeDraft.unit == officer.unit)
    return list(found.order_by(NoticeDraft.saved_at.desc()))


def draft(draft_id: str, officer: Officer) -> NoticeDraft | None:
    """A draft of this office, whoever began it."""
    found: NoticeDraft | None = NoticeDraft.get_or_none(
        (NoticeDraft.draft_id == draft_id) & (NoticeDraft.unit == officer.unit)
    )
    return found


def _told(rows: list[Notice], officer: Officer, now: datetime, *, asked: bool = True) -> list[Told]:
    today, read = local(now).date(), set[str]()
    if asked and rows:
        mine = NoticeRead.select(NoticeRead.notice_id).where(
            NoticeRead.reader == str(officer), NoticeRead.notice_id.in_([row.id for row in rows])
        )
        read = {notice_id for (notice_id,) in mine.tuples()}
    names = units.names(today)
    return [_one(row, names, row.id not in read, today) for row in rows]


def _one(row: Notice, names: dict[str, str], is_new: bool, today: date) -> Told:
    known = row.importance in set(Importance)
    importance = Importance(row.importance) if known else Importance.USUAL
    return Told(
        id=row.id, batch=row.batch, title=row.title, text=row.text,
        from_name=names.get(row.from_unit, row.from_unit),
        importance=IMPORTANCE_LABELS[importance], tone=IMPORTANCE_TONES[importance],
        sent_at=row.sent_at, sent_by=row.sent_by_name, valid_until=row.valid_until,
        is_over=row.valid_until is not None and row.valid_until < today, is_new=is_new,
        file_name=row.file_name or "", withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason or "",
    )  # fmt: skip


def _with(told: Told, receivers: int, read: int) -> Told:
    values: dict[str, Any] = {**vars(told), "receivers": receivers, "read": read}
    return Told(**values)


def _counts(batches: list[str]) -> dict[str, tuple[int, int]]:
    """How many offices each was sent to, and at how many somebody has read it."""
    sent_to: dict[str, set[str]] = defaultdict(set)
    rows = Notice.select(Notice.batch, Notice.id).where(Notice.batch.in_(batches)).tuples()
    for batch_id, notice_id in rows:
        sent_to[batch_id].add(notice_id)
    every = [notice_id for ids in sent_to.values() for notice_id in ids]
    found = NoticeRead.select(NoticeRead.notice_id).where(NoticeRead.notice_id.in_(every))
    read = {notice_id for (notice_id,) in found.distinct().tuples()} if every else set()
    return {batch_id: (len(ids), len(ids & read)) for batch_id, ids in sent_to.items()}


def _place(row: Notice) -> tuple[str, int]:
    return instant_text(row.sent_at), row.n


def _count(page: Page) -> str:
    more = ", còn nữa ở trang sau" if page.next_key else ""
    return f"{len(page.rows)} thông báo{more}."
