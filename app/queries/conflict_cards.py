"""One card: all a person needs in order to choose between what two offices wrote, field by field."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.domain.calendar import local
from app.domain.conflicts import DOSSIER, Side, is_legal, may_be_typed
from app.domain.officers import Officer
from app.models.conflicts import ConflictDecision
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.notes import Note
from app.queries import conflicts, contested, history, issued_papers, units
from app.queries.conflict_rules import rules_in_force, sides_of, suggested
from app.queries.conflicts import PART_WORDS, VOID, label_of
from app.queries.contested import Clash, Contested
from app.queries.moments import CLOCK_TOLERANCE_SECONDS, lasting
from sync.tables import SyncChild, SyncParent

LATE = timedelta(minutes=10)
NOTE_WITHIN = timedelta(seconds=2)


@dataclass(frozen=True)
class Value:
    """One of the values of a field, with where it comes from. `how` is what its writer noted; `papers` were given
    out with it; `late` says how long it was on its way, `clock` how wrong that machine goes."""

    prefix: str
    words: str
    who: str
    unit: str
    unit_name: str
    at: datetime
    arrived_at: datetime
    how: str
    late: str
    clock: str
    papers: tuple[str, ...]
    is_suggested: bool


@dataclass(frozen=True)
class Field:
    """One row of a card. `before_papers` carry what stood there before either side wrote."""

    name: str
    label: str
    is_legal: bool
    before: str
    before_papers: tuple[str, ...]
    values: tuple[Value, ...]
    may_be_typed: bool


@dataclass(frozen=True)
class Kept:
    """A field that was put together without anybody: what is shown, and what gave way to it."""

    label: str
    shown: str
    who: str
    gave_way: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """One field settled here: what was taken, and what was not; `rule` is the version that chose, if one did."""

    label: str
    words: str
    others: tuple[str, ...]
    by: str
    at: datetime
    reason: str
    rule: int | None


@dataclass(frozen=True)
class Card:
    """Everything on the page of one record."""

    n: int
    record: Contested
    dossier: Dossier
    about: str
    fields: tuple[Field, ...]
    kept: tuple[Kept, ...]
    sides: tuple[tuple[str, str], ...]
    """The offices that wrote: (unit, name)."""
    asked_at: datetime | None
    answered: bool
    decisions: tuple["Decided", ...]


def card(n: int, officer: Officer) -> Card:
    """The page of a record. Without fields once everything is settled; what was decided stands there then."""
    found, dossier = conflicts.record(n, officer)
    around = _Around(found, dossier)
    asked = conflicts.asked_of({n: found}).get(n)
    units_of = {side.unit: side.tier for clash in found.clashes for side in clash.sides}
    decided = ConflictDecision.select().where(ConflictDecision.record == n)
    return Card(
        n=n, record=found, dossier=dossier, about=_about(found),
        fields=tuple(around.field(clash) for clash in conflicts.ordered(found)),
        kept=tuple(around.kept(each) for each in found.merged),
        sides=tuple((unit, around.name(unit)) for unit in sorted(units_of, key=units_of.__getitem__)),
        asked_at=asked[0] if asked else None, answered=bool(asked and asked[1]),
        decisions=tuple(map(around.decided, decided.order_by(ConflictDecision.id.desc()).limit(100))),
    )  # fmt: skip


def outcome(found: Contested) -> str:
    """Who settled it, in words: “Hồ Thị Giang đã chọn lúc 9:40 ngày 24/5/2019”."""
    last = (
        ConflictDecision.select()
        .where(ConflictDecision.record == found.n)
        .order_by(ConflictDecision.id.desc())
        .first()
    )
    if last is not None:
        return f"{last.by_name} đã chọn lúc {local(last.at):%H:%M ngày %d/%m/%Y}"
    operation, _ = found.written[-1]
    return f"{operation.actor} đã sửa hồ sơ này"


def _about(found: Contested) -> str:
    """Which part of the dossier it is; empty for the dossier itself."""
    if found.entity == DOSSIER:
        return ""
    names = [str(op.values["name"]) for op, _ in found.written if op.values.get("name")]
    words = PART_WORDS.get(found.entity, "Phần khác của hồ sơ")
    return f"{words} “{names[-1]}”" if names else words


class _Around:
    """What all fields of one card share: names of offices and people, papers given out, the rules, the clocks."""

    def __init__(self, found: Contested, dossier: Dossier) -> None:
        self.found, self.dossier = found, dossier
        self.names = units.names(local(clock.now()).date())
        self.rules = rules_in_force()[1]
        self.papers = issued_papers.of(found, dossier)
        lines = Line.select(Line.done_by, Line.done_by_name).where(Line.dossier_id == dossier.id)
        self.people = dict(lines.distinct().tuples())
        self.notes: dict[str, list[Note]] = defaultdict(list)
        for note in Note.select().where(Note.dossier_id == dossier.id).order_by(Note.n):
            self.notes[note.written_by].append(note)
            self.people.setdefault(note.written_by, note.written_by_name)
        self.clocks = dict(
            SyncChild.select(SyncChild.unit, SyncChild.clock_offset_seconds).tuples()
        )
        for parent in SyncParent.select(SyncParent.unit, SyncParent.clock_offset_seconds):
            self.clocks[parent.unit] = -(parent.clock_offset_seconds or 0)

    def name(self, unit: str) -> str:
        return self.names.get(unit, unit)

    def words(self, field: str, value: Any) -> str:
        if field == VOID:
            return "Giữ lại" if value is None else f"Bỏ: {value}"
        return history.said(self.found.entity, field, value, self.names) or "(để trống)"

    def field(self, clash: Clash) -> Field:
        best = suggested(self.found, clash, self.rules, self.dossier.holder_unit)
        return Field(
            name=clash.field, label=label_of(self.found.entity, clash.field),
            is_legal=is_legal(self.found.entity, clash.field),
            before=self.words(clash.field, clash.before) if clash.had_before else "",
            before_papers=issued_papers.with_value(self.papers, clash.field, clash.before),
            values=tuple(self.value(clash.field, side, best) for side in clash.sides),
            may_be_typed=may_be_typed(self.found.entity, clash.field),
        )  # fmt: skip

    def value(self, field: str, side: Side, best: Side | None) -> Value:
        late = side.arrived_at - side.at - timedelta(seconds=self.clocks.get(side.unit) or 0)
        return Value(
            prefix=side.prefix, words=self.words(field, side.value), who=self.who(side.actor),
            unit=side.unit, unit_name=self.name(side.unit), at=side.at, arrived_at=side.arrived_at,
            how=self._how(side), late=lasting(int(late.total_seconds())) if late > LATE else "",
            clock=self._clock(side.unit), is_suggested=best is not None and best.prefix == side.prefix,
            papers=issued_papers.with_value(self.papers, field, side.value),
        )  # fmt: skip

    def kept(self, merged: contested.Merged) -> Kept:
        return Kept(
            label=label_of(self.found.entity, merged.field), who=self._told(merged.shown),
            shown=self.words(merged.field, merged.shown.value),
            gave_way=tuple(
                f"{self.words(merged.field, side.value)} ({self._told(side)})" for side in merged.gave_way
            ),
        )  # fmt: skip

    def decided(self, row: ConflictDecision) -> Decided:
        taken = self.words(row.field, row.chosen[0])
        others = tuple(
            f"{words} ({self._told(side)})" for side in sides_of(row)
            if (words := self.words(row.field, side.value)) != taken
        )  # fmt: skip
        return Decided(
            label_of(row.entity, row.field),
            taken,
            others,
            row.by_name,
            row.at,
            row.reason,
            row.rule,
        )

    def who(self, actor: str) -> str:
        return self.people.get(actor, actor.partition("@")[0])

    def _told(self, side: Side) -> str:
        return f"{self.who(side.actor)}, {self.name(side.unit)}, {local(side.at):%H:%M %d/%m/%Y}"

    def _how(self, side: Side) -> str:
        """What the writer noted beside the change: by which paper, who said so."""
        near = [
            n for n in self.notes.get(side.actor, ()) if abs(n.written_at - side.at) <= NOTE_WITHIN
        ]
        return str(near[0].text) if near else ""

    def _clock(self, unit: str) -> str:
        off = self.clocks.get(unit) or 0
        if abs(off) <= CLOCK_TOLERANCE_SECONDS:
            return ""
        return f"đồng hồ máy này {'chậm' if off > 0 else 'nhanh'} {lasting(abs(off))}"
