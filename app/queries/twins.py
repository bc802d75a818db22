"""The queue of dossiers that may be one matter handed in twice, and two or three of them side by side."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from peewee import fn

from app.domain import twins as rules
from app.domain.corrections import seal_of
from app.domain.dossiers import CLOSED, Status
from app.domain.officers import Officer
from app.domain.people import Likeness
from app.domain.refusals import NoSuchPair
from app.domain.twins import Matter
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper
from app.models.dossiers import Step as Line
from app.models.notes import Note
from app.models.twins import TwinPair
from app.queries.visibility import visible_to
from sync import store
from sync.tables import APPLIED

OPEN, ASKED, SAME, DIFFERENT, PAST = "open", "asked", "same", "different", "past"
"""`past`: one of the two ended before anybody decided."""
GONE = CLOSED - {Status.RETURNED}
"""Who withdrew here and came again there has one matter."""
MOST_SHOWN, MOST_COUNTED = 50, 100
MOST_BESIDE = 1
LARGEST_ID = 2**31 - 1
CHANGED = """
SELECT DISTINCT r.id FROM operation o JOIN record r ON r.n = o.record
WHERE o.n > ? AND o.n <= ? AND o.state = ? AND r.entity = 'dossier'
"""


def matter_of(dossier: Dossier) -> Matter:
    """What a dossier says, as the rules compare it."""
    return Matter(
        procedure=dossier.procedure_code, unit=dossier.unit, name=dossier.applicant_name,
        received_at=dossier.received_at, ended_at=dossier.released_at or dossier.finished_at,
        is_quick=dossier.duration_unit in rules.AT_ONCE, id_type=dossier.id_type or "",
        id_no=dossier.id_no or "", birth_date=dossier.birth_date or "", place=dossier.address or "",
        answers=rules.answers_of(dossier.own),
    )  # fmt: skip


@dataclass
class Held:
    """What a dossier brings along: originals and scans in it, the length of its history, the newest note of its
    office."""

    originals: int = 0
    scans: int = 0
    lines: int = 0
    last_note: int = 0


@dataclass
class Pair:
    """Two dossiers side by side, the one received first on the left; `beside` are others that may be the same."""

    row: TwinPair
    left: Dossier
    right: Dossier
    held: dict[str, Held] = field(default_factory=dict)
    beside: list[tuple[int, Dossier]] = field(default_factory=list)

    @property
    def sides(self) -> tuple[Dossier, Dossier]:
        return self.left, self.right

    @property
    def is_open(self) -> bool:
        return self.row.state in (OPEN, ASKED)

    @cached_property
    def likeness(self) -> Likeness | None:
        """As the two stand now; they may have been corrected since the pair was found."""
        return rules.alike(matter_of(self.left), matter_of(self.right))

    @property
    def words(self) -> str:
        """“Cùng số CCCD, cùng thủ tục; nhưng khác ngày sinh”."""
        reasons = self.likeness.reasons if self.likeness else self.row.reasons or ()
        against = self.likeness.against if self.likeness else ()
        told = ", ".join(reasons) + (f"; nhưng {', '.join(against)}" if against else "")
        return told[:1].upper() + told[1:]

    @property
    def seal(self) -> str:
        """Another one when either dossier has moved or was corrected since."""
        stood = [
            (seal_of(each.__data__), each.status, self.held[each.id].lines) for each in self.sides
        ]
        return hashlib.sha256(repr(stood).encode()).hexdigest()[:16]

    @property
    def closable(self) -> tuple[Dossier, ...]:
        return tuple(each for each in self.sides if rules.may_close(each.status))

    def other(self, dossier: Dossier) -> Dossier:
        return self.right if dossier.id == self.left.id else self.left

    @property
    def answered(self) -> bool:
        """Whether an office that was asked has written since."""
        asked = self.row.asked_after or {}
        return any(self.held[each.id].last_note > asked.get(each.id, 0) for each in self.sides)


def waiting(officer: Officer, state: str = OPEN) -> list[Pair]:
    """The likeliest pairs to look at; when these are done the next ones stand here."""
    rows = list(
        TwinPair.select()
        .where(TwinPair.state == state)
        .order_by(TwinPair.weight.desc(), TwinPair.id.desc())
        .limit(MOST_SHOWN)
    )
    return _pairs(rows, officer, is_held=state == ASKED)


def count() -> int:
    """How many wait, counted up to a hundred."""
    some = TwinPair.select(TwinPair.id).where(TwinPair.state == OPEN).limit(MOST_COUNTED)
    return len(list(some.tuples()))


def one(pair_id: int, officer: Officer) -> Pair:
    """The pair with what both dossiers bring along, and another that may be the same, if there is one."""
    row = TwinPair.get_or_none(TwinPair.id == min(pair_id, LARGEST_ID))
    found = _pairs([row], officer, is_held=True) if row else []
    if not found:
        raise NoSuchPair
    pair = found[0]
    ids = [each.id for each in pair.sides]
    about = (TwinPair.low.in_(ids) | TwinPair.high.in_(ids)) & (TwinPair.id != row.id)
    others = TwinPair.select().where(about, TwinPair.state.in_([OPEN, ASKED]))
    for other in _pairs(list(others.order_by(TwinPair.weight.desc()).limit(MOST_BESIDE)), officer):
        pair.beside += [(other.row.id, each) for each in other.sides if each.id not in ids]
    pair.held |= held_of(dossier for _, dossier in pair.beside) if pair.beside else {}
    return pair


def of_dossier(dossier_id: str, officer: Officer) -> list[Pair]:
    """The undecided pairs this dossier stands in."""
    about = (TwinPair.low == dossier_id) | (TwinPair.high == dossier_id)
    rows = TwinPair.select().where(about, TwinPair.state.in_([OPEN, ASKED]))
    return _pairs(list(rows.limit(MOST_SHOWN)), officer)


@dataclass(frozen=True)
class Told:
    """What the page of a dossier says of its twins. `kept`: (id, code) where that one is held here, else only the
    history tells it; `decided` is the pair that was decided here."""

    is_closed: bool = False
    kept: tuple[str, str] | None = None
    decided: int | None = None
    closed: tuple[tuple[str, str], ...] = ()
    pairs: tuple[Pair, ...] = ()


def told(dossier: Any, officer: Officer) -> Told:
    """The dossier this one was closed in favour of; or those closed in favour of this one, and what may be alike."""
    columns = (Dossier.id, Dossier.code)
    if dossier.twin_of:
        kept = Dossier.select(*columns).where(Dossier.id == dossier.twin_of).first()
        low, high = sorted((dossier.id, dossier.twin_of))
        pair = TwinPair.get_or_none((TwinPair.low == low) & (TwinPair.high == high))
        return Told(
            is_closed=True, kept=(kept.id, kept.code or "") if kept else None,
            decided=pair.id if pair else None,
        )  # fmt: skip
    closed = Dossier.select(*columns).where(Dossier.twin_of == dossier.id).limit(MOST_SHOWN)
    return Told(
        closed=tuple((each.id, each.code or "") for each in closed),
        pairs=tuple(of_dossier(dossier.id, officer)),
    )


def changed(after: int, most: int) -> tuple[int, list[str]]:
    """The dossiers that the operations behind this one changed, `most` operations at once, and up to which one."""
    newest = store.one("SELECT MAX(n) FROM operation")
    upto = min(after + most, int(newest[0] or 0) if newest else 0)
    return upto, [each for (each,) in store.every(CHANGED, (after, upto, APPLIED))]


def held_of(dossiers: Iterable[Dossier]) -> dict[str, Held]:
    """What these dossiers bring along, in four questions."""
    by_id = {each.id: each for each in dossiers}
    found = {dossier_id: Held() for dossier_id in by_id}
    for name, model, what, more in (
        ("originals", Paper, fn.SUM(Paper.originals), Paper.have == True),  # noqa: E712
        ("scans", Document, fn.COUNT(Document.id), None),
        ("lines", Line, fn.COUNT(Line.id), None),
    ):
        rows = model.select(model.dossier_id, what).where(model.dossier_id.in_(list(by_id)))
        rows = rows.where(more) if more is not None else rows
        for dossier_id, many in rows.group_by(model.dossier_id).tuples():
            setattr(found[dossier_id], name, int(many or 0))
    notes = Note.select(Note.dossier_id, Note.unit, fn.MAX(Note.n)).where(
        Note.dossier_id.in_(list(by_id))
    )
    for dossier_id, unit, n in notes.group_by(Note.dossier_id, Note.unit).tuples():
        if unit == by_id[dossier_id].unit:
            found[dossier_id].last_note = n
    return found


def _pairs(rows: list[TwinPair], officer: Officer, *, is_held: bool = False) -> list[Pair]:
    ids = {id_ for row in rows for id_ in (row.low, row.high)}
    if not ids:
        return []
    found = Dossier.select().where(Dossier.id.in_(list(ids)), visible_to(officer))
    by_id = {each.id: each for each in found}
    held = held_of(by_id.values()) if is_held and by_id else {}
    pairs = []
    for row in rows:
        if row.low in by_id and row.high in by_id:
            left, right = sorted((by_id[row.low], by_id[row.high]), key=_since)
            pairs.append(Pair(row, left, right, held))
    return pairs


def _since(dossier: Dossier) -> tuple[datetime, int]:
    return dossier.received_at, dossier.n
