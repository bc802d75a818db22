"""What every step of a dossier has in common: load, refuse what is stale, ask the workflow, write the line.

A step that may be recalled notes what stood before it (`StepUndo`); only this office can put it back.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import Model, fn

from app.domain import workflow
from app.domain.calendar import local
from app.domain.dossiers import Status, label_of
from app.domain.officers import Officer
from app.domain.refusals import ChangedMeanwhile, FormNotComplete
from app.domain.vietnamese import clean
from app.domain.workflow import Step
from app.models.base import JsonTextField
from app.models.dossiers import Dossier, Result
from app.models.dossiers import Step as Line
from app.models.slips import Pause, Slip, WithdrawalRequest
from app.models.stand_ins import StepUndo
from app.queries import dossiers, stand_ins, standings, units
from sync import journal

LONGEST_NOTE = 2000
NOBODY: dict[str, Any] = {"holder_officer": None, "holder_officer_name": None}
PARTS: dict[str, type[Model]] = {
    "slip": Slip,
    "pause": Pause,
    "result": Result,
    "withdrawal_request": WithdrawalRequest,
}
Before = dict[str, dict[str, dict[str, Any] | None]]
"""Entity → record → its fields before the step; None for a record the step made."""


@dataclass
class Taking:
    """A step in the middle of being taken: everything that could stand against it was asked."""

    step: Step
    dossier: Dossier
    entered: Status
    by: Officer
    at: datetime
    before: Before = field(default_factory=dict)

    def keep(self, entity: str, record_id: str, **fields: Any) -> None:
        """Write a part of the dossier and note what stood there."""
        noted = self.before.setdefault(entity, {})
        if record_id not in noted:
            noted[record_id] = stood(entity, record_id, fields)
        journal.record(
            entity, record_id, by=self.by, at=self.at, scope=self.dossier.unit,
            dossier_id=self.dossier.id, **fields,
        )  # fmt: skip

    def new_id(self, entity: str) -> str:
        """The id of a part this step makes."""
        return part_id(self.dossier.id, entity, _next_position(self.dossier.id), self.by.unit)

    def close(self, note: str = "", **changes: Any) -> None:
        end(
            self.step, self.dossier, self.entered, self.by, self.at, note=note, before=self.before,
            **changes,
        )  # fmt: skip


def taking(
    step: Step, dossier_id: str, by: Officer, at: datetime, seen: int | None = None
) -> Taking:
    """`begin`, for a step that writes more than the dossier."""
    dossier, entered = begin(step, dossier_id, by, at, seen)
    return Taking(step, dossier, entered, by, at)


def load(dossier_id: str, *, by: Officer, seen: int | None = None) -> Dossier:
    """The dossier, ours until the transaction ends; refuses when its history is longer than the page showed."""
    journal.lock("dossier", dossier_id)
    dossier = dossiers.visible(dossier_id, by)
    if seen is not None:
        _refuse_stale(dossier, seen)
    return dossier


def allow(step: Step, dossier: Dossier, *, by: Officer, at: datetime) -> Status:
    """The status the dossier is in after the step, or the refusal of the workflow."""
    on = local(at).date()
    absent = stand_ins.absent_for(by, on)
    standing = standings.standing_of(dossier, by, on, absent)
    roles = stand_ins.roles_of(by, absent)
    return workflow.take(step, standing, roles, parent=units.word_above(by.unit, on))


def write(
    step: Step,
    dossier_id: str,
    *,
    home: str,
    left: str | None,
    entered: Status,
    by: Officer,
    at: datetime,
    note: str = "",
    to_unit: str | None = None,
    to_officer: str | None = None,
    to_officer_name: str | None = None,
    for_whom: Officer | None = None,
    **changes: Any,
) -> str:
    """Change the dossier and add the line of history that says so; its id. `home` is the unit that received it."""
    note = read_note(step, note)
    journal.record("dossier", dossier_id, by=by, at=at, scope=home, status=entered.value, **changes)
    position = _next_position(dossier_id)
    line_id = part_id(dossier_id, position, by.unit)
    behalf: dict[str, Any] = {}
    if for_whom is not None:
        behalf = {"on_behalf_of": str(for_whom), "on_behalf_of_name": for_whom.name}
    journal.record(
        "step", line_id, by=by, at=at, scope=home,
        dossier_id=dossier_id, position=position, action=step.key, from_status=left,
        to_status=entered.value, done_at=at, done_by=str(by), done_by_name=by.name,
        done_by_title=by.title or None, unit=by.unit, to_unit=to_unit, to_officer=to_officer,
        to_officer_name=to_officer_name, note=note or None, **behalf,
    )  # fmt: skip
    return line_id


def begin(
    step: Step, dossier_id: str, by: Officer, at: datetime, seen: int | None
) -> tuple[Dossier, Status]:
    """The dossier and the status it will enter, once everything that could stand against it was asked."""
    dossier = load(dossier_id, by=by, seen=seen)
    return dossier, allow(step, dossier, by=by, at=at)


def end(
    step: Step, dossier: Dossier, entered: Status, by: Officer, at: datetime,
    before: Before | None = None, **changes: Any,
) -> None:  # fmt: skip
    """The other half of `begin`: write what was decided, and note what stood before."""
    for_whom = standings.on_behalf_of(step, dossier, by, stand_ins.absent_for(by, local(at).date()))
    line_id = write(
        step, dossier.id, home=dossier.unit, left=dossier.status, entered=entered, by=by, at=at,
        for_whom=for_whom, **changes,
    )  # fmt: skip
    if step.recallable:
        columns = {"status": dossier.status, **_columns(dossier, changes)}
        noted: Before = {**(before or {}), "dossier": {dossier.id: columns}}
        StepUndo.create(step_id=line_id, before=noted)


def released(dossier: Dossier, there: str, at: datetime) -> dict[str, Any]:
    """A result is released when the office that received the dossier has it; a corrected one was so before."""
    if dossier.unit != there or dossier.released_at is not None:
        return NOBODY
    return NOBODY | {"released_at": at}


def stood(entity: str, record_id: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    """These fields of a part as they are stored now; None where there is no such part yet."""
    model = PARTS[entity]
    row = model.get_or_none(model.id == record_id)
    return None if row is None else _columns(row, fields)


def part_id(dossier_id: str, *names: object) -> str:
    """The id of something that belongs to a dossier: the same on a second try, so nothing is added twice."""
    text = "|".join([dossier_id, *map(str, names)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def last_line(dossier_id: str, *conditions: Any) -> Line | None:
    """The latest line of a dossier's history, among those that fit."""
    lines = Line.select().where(Line.dossier_id == dossier_id, *conditions)
    return lines.order_by(Line.position.desc(), Line.done_at.desc(), Line.n.desc()).first()


def read_note(step: Step, note: str) -> str:
    note, name = clean(note), "reason" if step.reason else "note"
    if step.reason and not note:
        raise FormNotComplete({"reason": f"Ghi lý do {step.label}."})
    if step.opinion and not note:
        raise FormNotComplete({"note": "Ghi ý kiến."})
    if len(note) > LONGEST_NOTE:
        raise FormNotComplete({name: f"Nội dung dài quá {LONGEST_NOTE} ký tự."})
    return note


def _columns(row: Any, names: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row as an operation writes them."""
    fields = row._meta.fields
    return {
        name: getattr(row, name) if isinstance(fields[name], JsonTextField)
        else fields[name].db_value(getattr(row, name))
        for name in names if name in fields
    }  # fmt: skip


def _next_position(dossier_id: str) -> int:
    last = Line.select(fn.MAX(Line.position)).where(Line.dossier_id == dossier_id).scalar()
    return int(last or 0) + 1


def _refuse_stale(dossier: Dossier, seen: int) -> None:
    lines = Line.select(Line.id).where(Line.dossier_id == dossier.id).count()
    last = last_line(dossier.id)
    if lines <= seen or last is None:
        return
    raise ChangedMeanwhile(
        code=dossier.code or "này",
        who=last.done_by_name,
        status=label_of(dossier.status),
        when=f"{local(last.done_at):%H:%M ngày %d/%m/%Y}",
    )
