"""The history of a dossier: each step, and field by field what was there before and what came after.

Steps are rows of their own; the changes are read from the operations that made the rows, so the history cannot
tell another story than the table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app import clock
from app.domain import differences, labels, money, vietnamese, workflow
from app.domain.calendar import local
from app.domain.dossiers import label_of, status_words
from app.domain.intake import read_day
from app.domain.own_fields import words_of as own_words
from app.models.dossiers import Step as Line
from app.queries import nodes, operations, units
from app.queries.operations import HLC_PER_SECOND, Operation

UNITS = {"unit", "holder_unit"}
INSTANTS = {
    "received_at", "due_at", "released_at", "finished_at", "sent_back_at", "extended_due_at", "paused_at",
    "corrected_at", "replaced_at",
}  # fmt: skip
DAYS = {"birth_date", "id_issued_on", "issued_on"}
MONEY = {"amount_due", "amount_paid"}
SUM = {"amount_paid"}
"""What a receipt changes of its dossier."""
OWN = "own"
STEP, DATA, PRINT, SYNC = "step", "data", "print", "sync"
"""The kinds of lines. A step that changed data is of both of the first two."""
NOTICEABLE = timedelta(minutes=1)
VOID = "@void"
"""The engine's field that says why a record counts no more."""


@dataclass(frozen=True)
class Change:
    """One field of one operation. `about` names the paper where the field belongs to one."""

    field: str
    label: str
    before: str
    after: str
    about: str = ""

    @property
    def pieces(self) -> tuple[tuple[differences.Piece, ...], tuple[differences.Piece, ...]]:
        """Before and after with the words marked that differ."""
        return differences.marked(self.before, self.after)


@dataclass(frozen=True)
class Changes:
    """What one operation changed: who, at which office, when by that machine, and when it came here."""

    at: datetime
    by: str
    unit: str
    arrived_at: datetime
    fields: tuple[Change, ...]


@dataclass(frozen=True)
class Event:
    """One line of the history tab. `action` is empty for a change of data outside every step."""

    action: str
    title: str
    at: datetime
    arrived_at: datetime
    by: str
    by_title: str
    unit_name: str
    to: str
    note: str
    from_label: str
    to_label: str
    position: int
    changes: tuple[Change, ...]
    on_behalf: str = ""
    kind: str = STEP
    version: int = 0
    """The clock of the last operation of this line: how the dossier stood right after it (`queries/versions.py`)."""
    parts: tuple[Operation, ...] = field(default=(), repr=False)

    @property
    def took_long(self) -> bool:
        """Whether it reached this office noticeably later than it was done."""
        return self.arrived_at - self.at > NOTICEABLE

    @property
    def differing(self) -> tuple[Change, ...]:
        """What was another value before."""
        return tuple(each for each in self.changes if each.before != each.after)


def changes(dossier_id: str) -> list[Changes]:
    """Every change of the dossier, its papers, its result and its files, oldest first, in Vietnamese."""
    told = _described(operations.of_dossier(dossier_id), names_today())
    return [found for _, found in told if found.fields]


def timeline(dossier_id: str) -> list[Event]:
    """Steps with the changes they made, and the changes made outside a step; newest first."""
    names = names_today()
    lines = list(Line.select().where(Line.dossier_id == dossier_id).order_by(Line.position, Line.n))
    told = {op.record: op for op in operations.of_records("step", (line.id for line in lines))}
    made: dict[str, list[tuple[Operation, Changes]]] = {line.id: [] for line in lines}
    outside: list[tuple[Operation, Changes]] = []
    files: list[Operation] = []
    for operation, change in _described(operations.of_dossier(dossier_id), names):
        line_id = _line_of(operation, told.values())
        if operation.entity == "document":
            files.append(operation)
        elif line_id in made:
            made[line_id].append((operation, change))
        elif change.fields:
            outside.append((operation, change))
    receipts = operations.receipts_of_money(dossier_id)
    if receipts:
        outside = [each for each in outside if {c.field for c in each[1].fields} != SUM]
    events = [_of_step(line, made[line.id], told.get(line.id), names) for line in lines]
    people = {line.done_by: line.done_by_name for line in lines}
    events += [_of_change(operation, change, people, names) for operation, change in outside]
    events += [_of_receipt(told_of, names) for told_of in receipts]
    events += [_of_file(operation, files, lines, names) for operation in files]
    return newest_first(events)


def newest_first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.at, event.position), reverse=True)


def names_today() -> Mapping[str, str]:
    return units.names(local(clock.now()).date())


def received_above(events: Iterable[Event]) -> dict[int, datetime]:
    """When the office above had signed for each line that was written here, by its version."""
    here = nodes.this()
    if here.parent_unit is None:
        return {}
    ours = {op.n: event.version for event in events for op in event.parts if op.unit == here.unit}
    parts = [op for event in events for op in event.parts if op.n in ours]
    found: dict[int, datetime] = {}
    for n, at in operations.received_above(parts).items():
        found[ours[n]] = max(at, found.get(ours[n], at))
    return found


def _line_of(operation: Operation, lines: Iterable[Operation]) -> str | None:
    """The line of history written with this change: papers follow their line, all else stands before it.

    Compared are the clocks inside the operations, which run on even where the hour of a step is told later.
    """
    sign = 1 if operation.entity == "paper" else -1
    near = {
        distance: line.record
        for line in lines
        if (line.actor, line.unit) == (operation.actor, operation.unit)
        and 0 <= (distance := sign * (operation.hlc - line.hlc)) < HLC_PER_SECOND
    }
    return near[min(near)] if near else None


def _of_step(
    line: Line,
    made: list[tuple[Operation, Changes]],
    operation: Operation | None,
    names: Mapping[str, str],
) -> Event:
    parts = tuple(each for each, _ in made) + ((operation,) if operation else ())
    to_unit = names.get(line.to_unit, line.to_unit) if line.to_unit else ""
    above = units.word_of(line.to_unit, local(line.done_at).date()) if line.to_unit else "cấp trên"
    return Event(
        action=line.action,
        title=workflow.title_of(line.action, above),
        at=line.done_at,
        arrived_at=operation.arrived_at if operation else line.done_at,
        by=line.done_by_name,
        by_title=line.done_by_title or "",
        unit_name=names.get(line.unit, line.unit),
        to=", ".join(filter(None, [line.to_officer_name, to_unit])),
        note=line.note or "",
        from_label=label_of(line.from_status) if line.from_status else "",
        to_label=status_words(line.to_status, away=False, holder="", parent=above),
        position=line.position,
        changes=tuple(each for _, change in made for each in change.fields),
        on_behalf=line.on_behalf_of_name or "",
        version=_version(parts),
        parts=parts,
    )


def _of_change(
    operation: Operation, change: Changes, people: Mapping[str, str], names: Mapping[str, str]
) -> Event:
    about_papers = all(each.about for each in change.fields)
    return Event(
        action="", title="Sửa giấy tờ" if about_papers else "Sửa dữ liệu", at=change.at,
        arrived_at=change.arrived_at, by=people.get(change.by, change.by),
        by_title="", unit_name=names.get(change.unit, change.unit), to="", note="", from_label="",
        to_label="", position=0, changes=change.fields, kind=DATA, version=operation.hlc, parts=(operation,),
    )  # fmt: skip


def _of_receipt(told: Operation, names: Mapping[str, str]) -> Event:
    """Each receipt is a line of its own; the sum on the dossier that follows from it is not told again."""
    row = told.values
    what = "Hoàn trả {}, phiếu {}" if row.get("about") else "Thu {}, biên lai {}"
    number = money.receipt_number(row["book"], row["year"], row["number"])
    return Event(
        action="payment", title=what.format(vietnamese.money(row["amount"]), number),
        at=datetime.fromisoformat(row["taken_at"]), arrived_at=told.arrived_at,
        by=row["taken_by_name"], by_title="", unit_name=names.get(row["unit"], row["unit"]), to="",
        note=row.get("reason") or "", from_label="", to_label="", position=0, changes=(), version=told.hlc,
        parts=(told,),
    )  # fmt: skip


def _of_file(
    operation: Operation, files: Iterable[Operation], lines: Iterable[Line], names: Mapping[str, str]
) -> Event:  # fmt: skip
    """A file comes and goes beside the steps; its line says what it is called, and why it was taken out."""
    told = [each.values for each in files if each.record == operation.record]
    name = next((str(each["name"]) for each in told if each.get("name")), "")
    reason = operation.values.get(VOID)
    people = {line.done_by: line.done_by_name for line in lines}
    people |= {each.actor: str(who) for each in files if (who := each.values.get("added_by_name"))}
    return Event(
        action="", title=_title_of_file(operation.values), at=operation.at, arrived_at=operation.arrived_at,
        by=people.get(operation.actor, operation.actor), by_title="",
        unit_name=names.get(operation.unit, operation.unit), to="",
        note=f"{name} – {reason}" if reason else name, from_label="", to_label="", position=0, changes=(),
        kind=DATA, version=operation.hlc, parts=(operation,),
    )  # fmt: skip


def _title_of_file(values: Mapping[str, Any]) -> str:
    if VOID in values:
        return "Bỏ tệp" if values[VOID] else "Lấy lại tệp"
    return "Đính kèm tệp" if "sha256" in values else "Sửa tệp"


def _version(parts: Iterable[Operation]) -> int:
    return max((each.hlc for each in parts), default=0)


# ── Values in words ─────────────────────────────────────────────────────────────────────────────────


def _described(
    operations: Iterable[Operation], names: Mapping[str, str]
) -> Iterable[tuple[Operation, Changes]]:
    """Play the operations once more, keeping what each field held before."""
    held: dict[tuple[str, str], dict[str, Any]] = {}
    for op in operations:
        row = held.setdefault((op.entity, op.record), {})
        about = str(op.values.get("name", row.get("name", ""))) if op.entity == "paper" else ""
        fields = tuple(
            Change(
                field=name,
                label=label,
                before=said(op.entity, name, row.get(name), names),
                after=said(op.entity, name, value, names),
                about=about,
            )
            for name, value in op.values.items()
            if name != OWN and (label := labels.field_label(op.entity, name))
        )
        if OWN in op.values:
            fields += _own(row.get(OWN), op.values[OWN])
        row.update(op.values)
        yield op, Changes(op.at, op.actor, op.unit, op.arrived_at, fields)


def _own(before: Any, after: Any) -> tuple[Change, ...]:
    """The answers of the procedure's own form, each as a field of its own."""
    were, are = ({e["key"]: e for e in told or ()} for told in (before, after))
    return tuple(
        Change(
            field=key,
            label=(are.get(key) or were[key]).get("label") or key,
            before=own_words(were.get(key, {})),
            after=own_words(are.get(key, {})),
        )
        for key in dict.fromkeys([*are, *were])
    )


def said(entity: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if name in MONEY:
        return vietnamese.money(value)
    if isinstance(value, list):
        return "; ".join(_line_of_money(line) for line in value)
    text = str(value)
    if name in UNITS:
        return names.get(text, text)
    if name == "status":
        return label_of(text)
    if name in INSTANTS:
        return _instant(text)
    if name in DAYS:
        day = read_day(text)
        return f"{day:%d/%m/%Y}" if day else text
    return labels.VALUES.get(name, {}).get(text, text)


def _line_of_money(line: Any) -> str:
    if not isinstance(line, Mapping) or not isinstance(line.get("amount"), int):
        return str(line)
    return f"{line.get('name', '')}: {vietnamese.money(line['amount'])}"


def _instant(text: str) -> str:
    try:
        return f"{local(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}"
    except ValueError:
        return text
