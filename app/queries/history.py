"""The history of a dossier: each step, and field by field what was there before and what came after.

Steps are rows of their own; the changes are read from the operations that made the rows, so the history cannot
tell another story than the table.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.domain import labels, money, vietnamese, workflow
from app.domain.calendar import local
from app.domain.dossiers import label_of, status_words
from app.domain.intake import read_day
from app.domain.own_fields import words_of as own_words
from app.models.dossiers import Paper, Result
from app.models.dossiers import Step as Line
from app.queries import units
from sync import store
from sync.tables import APPLIED

UNITS = {"unit", "holder_unit"}
INSTANTS = {
    "received_at", "due_at", "released_at", "finished_at", "sent_back_at", "extended_due_at", "paused_at",
    "corrected_at", "replaced_at",
}  # fmt: skip
DAYS = {"birth_date", "id_issued_on", "issued_on"}
MONEY = {"amount_due", "amount_paid"}
SUM = {"amount_paid"}
"""What a receipt changes of its dossier."""
HLC_PER_SECOND = 1_000_000
OWN = "own"
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

    @property
    def took_long(self) -> bool:
        """Whether it reached this office noticeably later than it was done."""
        return self.arrived_at - self.at > timedelta(minutes=1)


@dataclass(frozen=True)
class _Operation:
    entity: str
    record: str
    actor: str
    unit: str
    at: datetime
    hlc: int
    arrived_at: datetime
    values: Mapping[str, Any]


def changes(dossier_id: str) -> list[Changes]:
    """Every change of the dossier, its papers, its result and its files, oldest first, in Vietnamese."""
    names = units.names(local(clock.now()).date())
    return [found for _, found in _described(_operations(dossier_id), names) if found.fields]


def timeline(dossier_id: str) -> list[Event]:
    """Steps with the changes they made, and the changes made outside a step; newest first."""
    names = units.names(local(clock.now()).date())
    lines = list(Line.select().where(Line.dossier_id == dossier_id).order_by(Line.position, Line.n))
    told = {op.record: op for op in _operations_of("step", (line.id for line in lines))}
    made: dict[str, list[Change]] = {line.id: [] for line in lines}
    outside: list[Changes] = []
    files: list[_Operation] = []
    for operation, change in _described(_operations(dossier_id), names):
        line_id = _line_of(operation, told.values())
        if operation.entity == "document":
            files.append(operation)
        elif line_id in made:
            made[line_id] += change.fields
        elif change.fields:
            outside.append(change)
    receipts = _receipts_ever(dossier_id)
    if receipts:
        outside = [each for each in outside if {change.field for change in each.fields} != SUM]
    events = [_of_step(line, tuple(made[line.id]), told.get(line.id), names) for line in lines]
    people = {line.done_by: line.done_by_name for line in lines}
    events += [_of_change(change, people, names) for change in outside]
    events += [_of_receipt(told_of, names) for told_of in receipts]
    events += [_of_file(operation, files, lines, names) for operation in files]
    return sorted(events, key=lambda event: (event.at, event.position), reverse=True)


def _line_of(operation: _Operation, lines: Iterable[_Operation]) -> str | None:
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
    fields: tuple[Change, ...],
    operation: _Operation | None,
    names: Mapping[str, str],
) -> Event:
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
        changes=fields,
        on_behalf=line.on_behalf_of_name or "",
    )


def _of_change(change: Changes, people: Mapping[str, str], names: Mapping[str, str]) -> Event:
    about_papers = all(each.about for each in change.fields)
    return Event(
        action="", title="Sửa giấy tờ" if about_papers else "Sửa dữ liệu", at=change.at,
        arrived_at=change.arrived_at, by=people.get(change.by, change.by),
        by_title="", unit_name=names.get(change.unit, change.unit), to="", note="", from_label="",
        to_label="", position=0, changes=change.fields,
    )  # fmt: skip


def _of_receipt(told: _Operation, names: Mapping[str, str]) -> Event:
    """Each receipt is a line of its own; the sum on the dossier that follows from it is not told again."""
    row = told.values
    what = "Hoàn trả {}, phiếu {}" if row.get("about") else "Thu {}, biên lai {}"
    number = money.receipt_number(row["book"], row["year"], row["number"])
    return Event(
        action="payment", title=what.format(vietnamese.money(row["amount"]), number),
        at=datetime.fromisoformat(row["taken_at"]), arrived_at=told.arrived_at,
        by=row["taken_by_name"], by_title="", unit_name=names.get(row["unit"], row["unit"]), to="",
        note=row.get("reason") or "", from_label="", to_label="", position=0, changes=(),
    )  # fmt: skip


def _of_file(
    operation: _Operation, files: Iterable[_Operation], lines: Iterable[Line], names: Mapping[str, str]
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
    )  # fmt: skip


def _title_of_file(values: Mapping[str, Any]) -> str:
    if VOID in values:
        return "Bỏ tệp" if values[VOID] else "Lấy lại tệp"
    return "Đính kèm tệp" if "sha256" in values else "Sửa tệp"


# ── Reading operations ──────────────────────────────────────────────────────────────────────────────


def _operations(dossier_id: str) -> list[_Operation]:
    papers = Paper.select(Paper.id).where(Paper.dossier_id == dossier_id).tuples()
    results = Result.select(Result.id).where(Result.dossier_id == dossier_id).tuples()
    found = _operations_of("dossier", [dossier_id])
    found += _operations_of("paper", [paper for (paper,) in papers])
    found += _operations_of("result", [result for (result,) in results])
    found += _operations_of("document", _files_ever(dossier_id))
    return sorted(found, key=lambda operation: (operation.hlc, operation.entity))


def _files_ever(dossier_id: str) -> list[str]:
    """Every file that was ever attached, those too that were taken out again."""
    rows = store.every(
        "SELECT f.id FROM record d JOIN record f ON f.owner = d.n AND f.entity = 'document' "
        "WHERE d.entity = 'dossier' AND d.id = ?",
        (dossier_id,),
    )
    return [document for (document,) in rows]


def _receipts_ever(dossier_id: str) -> list[_Operation]:
    """Every receipt for money of the dossier, as it was written."""
    rows = store.every(
        "SELECT o.body, o.arrived_at FROM record d "
        "JOIN record p ON p.owner = d.n AND p.entity = 'payment' JOIN operation o ON o.record = p.n "
        "WHERE d.entity = 'dossier' AND d.id = ? AND o.state = ? ORDER BY o.n",
        (dossier_id, APPLIED),
    )
    found = [_read(json.loads(bytes(body)), arrived_at) for body, arrived_at in rows]
    return [told for told in found if "amount" in told.values]


def _operations_of(entity: str, ids: Iterable[str]) -> list[_Operation]:
    wanted = list(ids)
    if not wanted:
        return []
    rows = store.every(
        "SELECT o.body, o.arrived_at FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.entity = ? AND r.id IN ({', '.join('?' * len(wanted))}) AND o.state = ? "
        "ORDER BY o.n",
        (entity, *wanted, APPLIED),
    )
    return [_read(json.loads(bytes(body)), arrived_at) for body, arrived_at in rows]


def _read(body: Mapping[str, Any], arrived_at: str) -> _Operation:
    return _Operation(
        entity=body["entity"],
        record=body["id"],
        actor=body["actor"],
        unit=body["node"],
        at=datetime.fromtimestamp(body["hlc"] // HLC_PER_SECOND, UTC),
        hlc=body["hlc"],
        arrived_at=datetime.fromisoformat(arrived_at),
        values=body["values"],
    )


def _described(
    operations: Iterable[_Operation], names: Mapping[str, str]
) -> Iterable[tuple[_Operation, Changes]]:
    """Play the operations once more, keeping what each field held before."""
    held: dict[tuple[str, str], dict[str, Any]] = {}
    for op in operations:
        row = held.setdefault((op.entity, op.record), {})
        about = str(op.values.get("name", row.get("name", ""))) if op.entity == "paper" else ""
        fields = tuple(
            Change(
                field=name,
                label=label,
                before=_words(op.entity, name, row.get(name), names),
                after=_words(op.entity, name, value, names),
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


def _words(entity: str, name: str, value: Any, names: Mapping[str, str]) -> str:
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
