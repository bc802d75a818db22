"""Documents between offices: the registers of what came in and went out, one document, drafts, who may receive."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from app.domain.calendar import local
from app.domain.dispatches import (
    KIND_LABELS,
    URGENCY_LABELS,
    BookLine,
    DispatchKind,
    Urgency,
)
from app.domain.officers import Officer
from app.domain.refusals import NoSuchDispatch
from app.domain.units import Unit
from app.models.dispatches import Dispatch, DispatchDraft, Enclosure
from app.queries import enclosures, units
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key
from app.queries.rows import instant_text
from sync.tables import SyncNode

INCOMING, OUTGOING = "den", "di"
BY_TIME = Order(Dispatch.n, descending=True, column=Dispatch.sent_at)
MOST_IN_A_BOOK = 5000
STATES = {"cho-nhan": "Chưa nhận", "can-tra-loi": "Có hạn trả lời", "thu-hoi": "Đã thu hồi"}
NAMES = {"side": "so", "state": "tinh-trang", "year": "nam", "kind": "loai", "text": "tim"}


@dataclass(frozen=True)
class Filters:
    """`side` is which register; `year` as typed, empty for all."""

    side: str = INCOMING
    state: str = ""
    year: str = ""
    kind: str = ""
    text: str = ""

    @classmethod
    def from_args(cls, args: Any) -> "Filters":
        given = {name: str(args.get(word, ""))[:80].strip() for name, word in NAMES.items()}
        given["side"] = OUTGOING if given["side"] == OUTGOING else INCOMING
        given["state"] = given["state"] if given["state"] in STATES else ""
        given["kind"] = given["kind"] if given["kind"] in set(DispatchKind) else ""
        is_year = given["year"].isdecimal() and 2000 <= int(given["year"]) <= 2100
        given["year"] = given["year"] if is_year else ""
        return cls(**given)

    def to_args(self) -> dict[str, str]:
        return {NAMES[each.name]: value for each in fields(self) if (value := getattr(self, each.name))}  # fmt: skip

    @property
    def is_narrow(self) -> bool:
        return any((self.state, self.year, self.kind, self.text))


@dataclass(frozen=True)
class Receipt:
    """What became of a document at one of its receivers."""

    name: str
    has_node: bool
    received_at: datetime | None
    received_by: str
    recalled_at: datetime | None
    is_carried: bool
    answer: str

    @property
    def words(self) -> str:
        if not self.has_node:
            return "gửi bản giấy"
        if self.received_at:
            return "đã nhận"
        return "đã thu hồi" if self.recalled_at else "chưa nhận"


@dataclass(frozen=True)
class File:
    id: str
    name: str
    size_bytes: int
    is_here: bool


class Told:
    """Every column of the row by its own name, and what a page says about it."""

    def __init__(self, row: Dispatch, receipts: list[Receipt], answered: bool, today: date) -> None:
        self._row, self.receipts, self.is_answered, self._today = row, receipts, answered, today

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._row, name)

    @property
    def kind_label(self) -> str:
        kind = self._row.kind
        return KIND_LABELS[DispatchKind(kind)] if kind in set(DispatchKind) else kind

    @property
    def urgency_label(self) -> str:
        urgency = self._row.urgency
        return URGENCY_LABELS[Urgency(urgency)] if urgency in set(Urgency) else urgency

    @property
    def is_urgent(self) -> bool:
        return bool(self._row.urgency != Urgency.USUAL)

    @property
    def answer_is_late(self) -> bool:
        by = self._row.answer_by
        return by is not None and by < self._today and not self.is_answered

    @property
    def answer_words(self) -> str:
        by = self._row.answer_by
        if by is None:
            return ""
        if self.is_answered:
            return "đã trả lời"
        days = (by - self._today).days
        return f"quá {-days} ngày" if days < 0 else f"còn {days} ngày" if days else "hôm nay"

    @property
    def received_words(self) -> str:
        """“đã nhận 2/3”, for one that was sent."""
        there = [each for each in self.receipts if each.has_node]
        if not there:
            return "gửi bản giấy"
        return f"{sum(bool(each.received_at) for each in there)}/{len(there)} nơi đã nhận"

    @property
    def receivers_words(self) -> str:
        return "; ".join(self._row.receivers or [self._row.to_name])


def page(officer: Officer, filters: Filters, after: str | None = None, *, now: datetime) -> Page:
    """One page of a register, the latest first."""
    key = read_key(after)
    cut = list(BY_TIME.cut(_register(officer, filters), key, PAGE_SIZE))
    found = page_of(cut, key, PAGE_SIZE, lambda row: (instant_text(row.sent_at), row.n))
    more = ", còn nữa ở trang sau" if found.next_key else ""
    words = f"{len(found.rows)} văn bản{more}."
    return Page(_told(list(found.rows), officer, now), found.next_key, found.previous_key, words)


def slices(officer: Officer, filters: Filters, *, now: datetime) -> Iterator[list[Told]]:
    key: str | None = None
    while True:
        found = page(officer, filters, key, now=now)
        yield list(found.rows)
        key = found.next_key
        if key is None:
            return


def waiting_count(officer: Officer) -> int:
    """How many documents have come and are in no register yet."""
    return int(_register(officer, Filters(state="cho-nhan")).select(Dispatch.n).limit(100).count())


def book(officer: Officer, side: str, year: int, *, now: datetime) -> list[BookLine]:
    """A whole register of a year, by number."""
    numbered = (Dispatch.in_year == year) if side == INCOMING else (Dispatch.out_year == year)
    by_number = Dispatch.in_number if side == INCOMING else Dispatch.out_number
    rows = _register(officer, Filters(side=side)).where(numbered, by_number.is_null(False))
    told = _told(list(rows.order_by(by_number, Dispatch.n).limit(MOST_IN_A_BOOK)), officer, now)
    return [_line(each, side) for each in told]


def one(dispatch_id: str, officer: Officer, *, now: datetime) -> Told:
    """A document this office received or sent."""
    return _told([_mine(dispatch_id, officer)], officer, now)[0]


def incoming(dispatch_id: str, officer: Officer) -> Dispatch:
    """A document this office may enter in its register: not one that was recalled."""
    row = _mine(dispatch_id, officer)
    if row.to_unit != officer.unit or (row.recalled_at is not None and row.received_at is None):
        raise NoSuchDispatch
    return row


def letter(dispatch_id: str, officer: Officer) -> list[Dispatch]:
    """Everything that was sent at once with this one, by this office."""
    row = _mine(dispatch_id, officer)
    if row.from_unit != officer.unit:
        raise NoSuchDispatch
    return list(_originals().where(Dispatch.letter_id == row.letter_id).order_by(Dispatch.place))


def linked(told: Told, officer: Officer) -> list[Dispatch]:
    """What this answers and what answers it, where this office has it."""
    about = [Dispatch.answers_id == told.letter_id]
    if told.answers_id:
        about.append(Dispatch.letter_id == told.answers_id)
    either = about[0] if len(about) == 1 else about[0] | about[1]
    found: dict[str, Dispatch] = {}
    for row in Dispatch.select().where(either, _theirs(officer)).order_by(Dispatch.sent_at):
        found.setdefault(row.letter_id, row)
    return list(found.values())


def files(dispatch_id: str) -> list[File]:
    rows = list(
        Enclosure.select().where(Enclosure.dispatch_id == dispatch_id).order_by(Enclosure.position)
    )
    come = enclosures.here(row.sha256 for row in rows)
    return [File(row.id, row.name, row.size_bytes, row.sha256 in come) for row in rows]


def file_of(dispatch_id: str, file_id: str, officer: Officer) -> Enclosure:
    _mine(dispatch_id, officer)
    found = Enclosure.get_or_none(
        (Enclosure.id == file_id) & (Enclosure.dispatch_id == dispatch_id)
    )
    if found is None:
        raise NoSuchDispatch
    return found


def receivers(officer: Officer, on: date) -> list[tuple[str, str]]:
    """The offices one may write to: those above, those beside, those directly below, and every office that is known
    to work in this tree under a code of before."""
    path = units.path_up(officer.unit, on)[1:]
    parent = units.office_above(officer.unit, on)
    beside = units.children(parent, on) if parent else []
    everyone: list[Unit] = [*path, *units.children(officer.unit, on), *beside]
    found = {unit.code: unit.name for unit in everyone}
    working = SyncNode.select(SyncNode.unit, SyncNode.name).where(
        SyncNode.revoked_at.is_null(), SyncNode.unit.is_null(False)
    )
    found |= {code: name or code for code, name in working.tuples() if code not in found}
    found.pop(officer.unit, None)
    return list(found.items())


def drafts(officer: Officer) -> list[DispatchDraft]:
    found = DispatchDraft.select().where(DispatchDraft.unit == officer.unit)
    return list(found.order_by(DispatchDraft.saved_at.desc()))


def draft(draft_id: str, officer: Officer) -> DispatchDraft | None:
    """A draft of this office, whoever began it."""
    found: DispatchDraft | None = DispatchDraft.get_or_none(
        (DispatchDraft.draft_id == draft_id) & (DispatchDraft.unit == officer.unit)
    )
    return found


def to_carry(most: int) -> list[Dispatch]:
    """What an office above sender and receiver may still have to carry, either way."""
    copies = Dispatch.alias()
    told = copies.select(copies.carried_from).where(
        copies.recalled_at.is_null(False), copies.carried_from.is_null(False)
    )
    over = Dispatch.recalled_at.is_null(False) & Dispatch.id.in_(told)
    rows = Dispatch.select().where(
        Dispatch.needs_carrying == True,  # noqa: E712 - SQL
        Dispatch.received_at.is_null(),
        ~over,
    )
    return list(rows.order_by(Dispatch.n).limit(most))


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _register(officer: Officer, filters: Filters) -> Any:
    """The rows of a register: of what went out one for each document, of what came in those meant for this office."""
    rows = _originals() if filters.side == OUTGOING else Dispatch.select()
    if filters.side == OUTGOING:
        rows = rows.where(Dispatch.from_unit == officer.unit, Dispatch.place == 0)
    else:
        rows = rows.where(Dispatch.to_unit == officer.unit, Dispatch.needs_carrying == False)  # noqa: E712 - SQL
    if filters.state == "cho-nhan":
        rows = rows.where(Dispatch.received_at.is_null(), Dispatch.recalled_at.is_null())
    elif filters.state == "can-tra-loi":
        rows = rows.where(Dispatch.answer_by.is_null(False))
    elif filters.state == "thu-hoi":
        rows = rows.where(Dispatch.recalled_at.is_null(False))
    if filters.year:
        year = Dispatch.out_year if filters.side == OUTGOING else Dispatch.in_year
        rows = rows.where(year == int(filters.year))
    if filters.kind:
        rows = rows.where(Dispatch.kind == filters.kind)
    if filters.text:
        like = Dispatch.subject.contains(filters.text) | Dispatch.symbol.contains(filters.text)
        rows = rows.where(like)
    return rows


def _originals() -> Any:
    return Dispatch.select().where(Dispatch.carried_from.is_null())


def _theirs(officer: Officer) -> Any:
    """What an office may read: what it sent, and what was meant for it."""
    sent = (Dispatch.from_unit == officer.unit) & Dispatch.carried_from.is_null()
    came = (Dispatch.to_unit == officer.unit) & (Dispatch.needs_carrying == False)  # noqa: E712 - SQL
    return sent | came


def _mine(dispatch_id: str, officer: Officer) -> Dispatch:
    found = Dispatch.get_or_none((Dispatch.id == dispatch_id) & _theirs(officer))
    if found is None:
        raise NoSuchDispatch
    return found


def _told(rows: list[Dispatch], officer: Officer, now: datetime) -> list[Told]:
    ids = [row.letter_id for row in rows]
    answers: dict[str, list[Dispatch]] = defaultdict(list)
    for answer in Dispatch.select().where(Dispatch.answers_id.in_(ids), _theirs(officer)):
        answers[answer.answers_id].append(answer)
    sent: dict[str, list[Receipt]] = defaultdict(list)
    mine = [row.letter_id for row in rows if row.from_unit == officer.unit]
    for row in _originals().where(Dispatch.letter_id.in_(mine)).order_by(Dispatch.place):
        sent[row.letter_id].append(_receipt(row, answers[row.letter_id]))
    return [_one(row, sent, answers, officer, local(now).date()) for row in rows]


def _one(
    row: Dispatch, sent: Mapping[str, list[Receipt]], answers: Mapping[str, list[Dispatch]], officer: Officer,
    today: date,
) -> Told:  # fmt: skip
    if row.from_unit == officer.unit:
        receipts = sent[row.letter_id]
        there = [each for each in receipts if each.has_node]
        return Told(row, receipts, bool(there) and all(each.answer for each in there), today)
    mine = any(answer.from_unit == officer.unit for answer in answers[row.letter_id])
    return Told(row, [], mine, today)


def _receipt(row: Dispatch, answers: list[Dispatch]) -> Receipt:
    answer = next((each.symbol for each in answers if each.from_unit == row.to_unit), "")
    return Receipt(
        row.to_name, bool(row.to_unit), row.received_at, row.received_by_name or "", row.recalled_at,
        not row.needs_carrying or row.carried_at is not None, answer,
    )  # fmt: skip


def _line(told: Told, side: str) -> BookLine:
    issued = f"{told.issued_on:%d/%m/%Y}"
    subject = f"{told.kind_label}: {told.subject}"
    if side == INCOMING:
        on = f"{local(told.received_at):%d/%m/%Y}"
        more = told.handed_to or ""
        return BookLine(str(told.in_number), on, told.from_name, told.symbol, issued, subject, more)
    more = told.signer or ""
    return BookLine(
        str(told.out_number), f"{local(told.sent_at):%d/%m/%Y}", told.receivers_words, told.symbol, issued,
        subject + (" (đã thu hồi)" if told.recalled_at else ""), more,
    )  # fmt: skip
