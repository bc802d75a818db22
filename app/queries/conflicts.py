"""The queue of fields that two offices wrote differently, and one card with all a person needs in order to choose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from app import clock
from app.domain import labels
from app.domain.calendar import local
from app.domain.conflicts import (
    DOSSIER,
    USUAL,
    Pick,
    Side,
    chosen,
    is_legal,
    may_be_typed,
    rule_key,
)
from app.domain.officers import Officer
from app.domain.refusals import NoSuchConflict
from app.models.conflicts import ConflictDecision, ConflictQuestion, ConflictRules, Reprint
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.notes import Note
from app.queries import contested, history, issued_papers, nodes, reprints, units
from app.queries.contested import Clash, Contested
from app.queries.moments import CLOCK_TOLERANCE_SECONDS, instant, lasting
from app.queries.visibility import visible_to
from sync import store
from sync.tables import SyncChild, SyncParent

MOST = 2_000
"""Cards looked at for one page; what is behind them comes when these are settled."""
PAGE = 50
LATE = timedelta(minutes=10)
NOTE_WITHIN = timedelta(seconds=2)
VOID = "@void"
PART_WORDS = {"paper": "Giấy tờ", "result": "Kết quả", "slip": "Phiếu", "payment": "Biên lai", "note": "Trao đổi",
              "step": "Bước", "pause": "Tạm dừng", "document": "Tệp"}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """One card of the queue. `legal` names the fields that weigh most; `asked_at` while an answer is waited for."""

    n: int
    dossier_id: str
    code: str
    procedure: str
    unit_name: str
    legal: tuple[str, ...]
    others: tuple[str, ...]
    since: datetime
    asked_at: datetime | None
    answered: bool


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


# ── The queue ───────────────────────────────────────────────────────────────────────────────────────

# The marks are written out so that the small index of contested records is read, however many records there are.
QUEUE = """
SELECT r.n, COALESCE(w.id, r.id) FROM record r LEFT JOIN record w ON w.n = r.owner
WHERE r.contested > 0 ORDER BY r.n LIMIT ?
"""


def count() -> int:
    """How many records wait for a choice, whoever may see them."""
    row = store.one("SELECT COUNT(*) FROM record WHERE contested > 0")
    return int(row[0]) if row else 0


def numbers(officer: Officer) -> list[int]:
    """The row numbers of the records of dossiers this officer may see in which something is contested."""
    return [n for n, _ in _visible(officer)[0]]


def waiting(officer: Officer, *, only: str = "") -> list[Waiting]:
    """The cards, those that bind first and among them the oldest. `only`: "phap-ly", "khac" or "cho-tra-loi"."""
    rows, dossiers = _visible(officer)
    records = contested.read_records(n for n, _ in rows)
    names = units.names(local(clock.now()).date())
    asked = _questions(records)
    cards = [
        _waiting(records[n], dossiers[root], names, asked.get(n))
        for n, root in rows if records[n].clashes
    ]  # fmt: skip
    keep = {
        "phap-ly": lambda card: card.legal and not card.asked_at,
        "khac": lambda card: not card.legal and not card.asked_at,
        "cho-tra-loi": lambda card: card.asked_at is not None,
    }.get(only, lambda card: True)
    return sorted(filter(keep, cards), key=lambda card: (not card.legal, card.since, card.n))


def of_dossier(dossier_id: str) -> list[Contested]:
    """What is contested in a dossier and its parts; one question where nothing is."""
    rows = store.every(
        "SELECT r.n FROM record r WHERE r.contested > 0 AND (r.entity = 'dossier' AND r.id = ? "
        "OR r.owner = (SELECT w.n FROM record w WHERE w.entity = 'dossier' AND w.id = ?))",
        (dossier_id, dossier_id),
    )
    return [each for each in contested.read_records(n for (n,) in rows).values() if each.clashes]


def fields_waiting(dossier_id: str) -> set[str]:
    """The fields of the dossier itself that wait for a choice."""
    return {
        clash.field for found in of_dossier(dossier_id) if found.entity == DOSSIER for clash in found.clashes
    }  # fmt: skip


@dataclass(frozen=True)
class Strip:
    """What the page of a dossier says above everything else: (number of the card, the fields)."""

    contested: list["Told"]
    reprints: list[Reprint]
    is_parent: bool


@dataclass(frozen=True)
class Told:
    n: int
    labels: tuple[str, ...]


def strip(dossier_id: str) -> Strip:
    """For the dossier's page at either office."""
    return Strip(
        contested=[
            Told(each.n, tuple(label_of(each.entity, clash.field) for clash in _ordered(each)))
            for each in of_dossier(dossier_id)
        ],
        reprints=reprints.of_dossier(dossier_id),
        is_parent=nodes.this().is_parent,
    )


def _visible(officer: Officer) -> tuple[list[tuple[int, str]], dict[str, Dossier]]:
    rows = store.every(QUEUE, (MOST,))
    dossiers: dict[str, Dossier] = {}
    roots = list(dict.fromkeys(root for _, root in rows))
    for start in range(0, len(roots), contested.MOST_AT_ONCE):
        some = roots[start : start + contested.MOST_AT_ONCE]
        found = Dossier.select().where(Dossier.id.in_(some), visible_to(officer))
        dossiers |= {each.id: each for each in found}
    return [(n, root) for n, root in rows if root in dossiers], dossiers


def _waiting(
    record: Contested, dossier: Dossier, names: Mapping[str, str], asked: tuple[datetime, bool] | None
) -> Waiting:  # fmt: skip
    legal = [clash.field for clash in record.clashes if is_legal(record.entity, clash.field)]
    others = [clash.field for clash in record.clashes if clash.field not in legal]
    return Waiting(
        n=record.n, dossier_id=dossier.id, code=dossier.code or "chưa cấp số",
        procedure=dossier.procedure_name, unit_name=names.get(dossier.unit, dossier.unit),
        legal=tuple(label_of(record.entity, name) for name in legal),
        others=tuple(label_of(record.entity, name) for name in others), since=record.since,
        asked_at=asked[0] if asked else None, answered=bool(asked and asked[1]),
    )  # fmt: skip


def _questions(records: Mapping[int, Contested]) -> dict[int, tuple[datetime, bool]]:
    """When the office below was last asked about a record, and whether it has written since."""
    found = ConflictQuestion.select().order_by(ConflictQuestion.id)
    last = {row.record: row for row in found if row.record in records}
    if not last:
        return {}
    roots = [row.dossier_id for row in last.values()]
    notes = Note.select(Note.dossier_id, Note.unit, fn.MAX(Note.n)).where(
        Note.dossier_id.in_(roots)
    )
    newest = {
        (dossier, unit): n
        for dossier, unit, n in notes.group_by(Note.dossier_id, Note.unit).tuples()
    }
    return {
        n: (row.asked_at, newest.get((row.dossier_id, row.unit), 0) > row.after_note)
        for n, row in last.items()
    }


def label_of(entity: str, field: str) -> str:
    """What a field is called; of a part with the part's own name before it."""
    if field == VOID:
        return f"{PART_WORDS.get(entity, 'Hồ sơ')}: bỏ hay giữ"
    label = labels.field_label(entity, field) or field.replace("_", " ")
    return label if entity == DOSSIER else f"{PART_WORDS.get(entity, 'Mục')}: {label.lower()}"


# ── One card ────────────────────────────────────────────────────────────────────────────────────────


def record(n: int, officer: Officer) -> tuple[Contested, Dossier]:
    """The record of this row number with its dossier, or `NoSuchConflict` where it is not the officer's to see."""
    found = contested.read_records([n]).get(n) if 0 < n < 2**31 else None
    visible = (
        Dossier.get_or_none((Dossier.id == found.root) & visible_to(officer)) if found else None
    )
    if found is None or visible is None:
        raise NoSuchConflict
    return found, visible


def card(n: int, officer: Officer) -> Card:
    """The page of a record. Without fields once everything is settled; what was decided stands there then."""
    found, dossier = record(n, officer)
    around = _Around(found, dossier)
    asked = _questions({n: found}).get(n)
    units_of = {side.unit: side.tier for clash in found.clashes for side in clash.sides}
    decided = ConflictDecision.select().where(ConflictDecision.record == n)
    return Card(
        n=n, record=found, dossier=dossier, about=_about(found),
        fields=tuple(around.field(clash) for clash in _ordered(found)),
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


def rules_in_force() -> tuple[int, dict[str, str]]:
    """The version of the rules that counts now and what it says; version 0 are the usual ones, before any was
    saved."""
    last = ConflictRules.select().order_by(ConflictRules.version.desc()).first()
    return (last.version, dict(last.rules)) if last else (0, dict(USUAL))


def suggested(found: Contested, clash: Clash, rules: Mapping[str, str], holder: str) -> Side | None:
    """What the rules would take for this field."""
    pick = rules.get(rule_key(found.entity, clash.field), Pick.ASK)
    return chosen(Pick(pick), clash.sides, holder)


def _ordered(found: Contested) -> list[Clash]:
    known = list(labels.FIELDS.get(found.entity, {}))
    place = {name: at for at, name in enumerate(known)}
    return sorted(
        found.clashes,
        key=lambda clash: (
            not is_legal(found.entity, clash.field),
            place.get(clash.field, len(known)),
        ),
    )


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


# ── What was chosen lately ──────────────────────────────────────────────────────────────────────────


def decided_since(since: datetime) -> Iterable[ConflictDecision]:
    """Every field a person chose here since then, the oldest first: what a set of rules is tried on."""
    by_people = ConflictDecision.rule.is_null() & (ConflictDecision.at >= since)
    return list(ConflictDecision.select().where(by_people).order_by(ConflictDecision.id))


def sides_of(decision: ConflictDecision) -> list[Side]:
    """The values as they stood when the choice was made."""
    return [
        Side(
            prefix=each["prefix"], value=each["value"], unit=each["unit"], tier=each["tier"],
            actor=each["actor"], at=instant(each["at"]), arrived_at=instant(each["arrived_at"]),
        )
        for each in decision.sides
    ]  # fmt: skip
