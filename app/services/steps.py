"""What every step of a dossier has in common: load, refuse what is stale, ask the workflow, write the line."""

import hashlib
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain import workflow
from app.domain.calendar import local
from app.domain.dossiers import Status, label_of
from app.domain.officers import Officer
from app.domain.refusals import ChangedMeanwhile, FormNotComplete
from app.domain.vietnamese import clean
from app.domain.workflow import Step
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.queries import dossiers, standings, units
from sync import journal

LONGEST_NOTE = 2000
NOBODY: dict[str, Any] = {"holder_officer": None, "holder_officer_name": None}


def load(dossier_id: str, *, by: Officer, seen: int | None = None) -> Dossier:
    """The dossier, ours until the transaction ends; refuses when its history is longer than the page showed."""
    journal.lock("dossier", dossier_id)
    dossier = dossiers.visible(dossier_id, by)
    if seen is not None:
        _refuse_stale(dossier, seen)
    return dossier


def allow(step: Step, dossier: Dossier, *, by: Officer, at: datetime) -> Status:
    """The status the dossier enters, or the refusal of the workflow."""
    on = local(at).date()
    standing = standings.standing_of(dossier, by, on)
    return workflow.take(step, standing, by.roles, parent=units.word_above(by.unit, on))


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
    **changes: Any,
) -> None:
    """Change the dossier and add the line of history that says so. `home` is the unit that received it."""
    note = _read_note(step, note)
    journal.record("dossier", dossier_id, by=by, at=at, scope=home, status=entered.value, **changes)
    position = _next_position(dossier_id)
    journal.record(
        "step", part_id(dossier_id, position, by.unit), by=by, at=at, scope=home,
        dossier_id=dossier_id, position=position, action=step.key, from_status=left,
        to_status=entered.value, done_at=at, done_by=str(by), done_by_name=by.name,
        done_by_title=by.title or None, unit=by.unit, to_unit=to_unit, to_officer=to_officer,
        to_officer_name=to_officer_name, note=note or None,
    )  # fmt: skip


def begin(
    step: Step, dossier_id: str, by: Officer, at: datetime, seen: int | None
) -> tuple[Dossier, Status]:
    """The dossier and the status it will enter, once everything that could stand against it was asked."""
    dossier = load(dossier_id, by=by, seen=seen)
    return dossier, allow(step, dossier, by=by, at=at)


def end(
    step: Step, dossier: Dossier, entered: Status, by: Officer, at: datetime, **changes: Any
) -> None:
    """The other half of `begin`: write what was decided."""
    write(
        step, dossier.id, home=dossier.unit, left=dossier.status, entered=entered, by=by, at=at,
        **changes,
    )  # fmt: skip


def released(home: str, there: str, at: datetime) -> dict[str, Any]:
    """A result is released when the office that received the dossier has it."""
    return NOBODY | ({"released_at": at} if home == there else {})


def part_id(dossier_id: str, *names: object) -> str:
    """The id of something that belongs to a dossier: the same on a second try, so nothing is added twice."""
    text = "|".join([dossier_id, *map(str, names)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def last_line(dossier_id: str, *conditions: Any) -> Line | None:
    """The latest line of a dossier's history, among those that fit."""
    lines = Line.select().where(Line.dossier_id == dossier_id, *conditions)
    return lines.order_by(Line.position.desc(), Line.done_at.desc(), Line.n.desc()).first()


def _read_note(step: Step, note: str) -> str:
    note, name = clean(note), "reason" if step.reason else "note"
    if step.reason and not note:
        raise FormNotComplete({"reason": f"Ghi lý do {step.label}."})
    if len(note) > LONGEST_NOTE:
        raise FormNotComplete({name: f"Nội dung dài quá {LONGEST_NOTE} ký tự."})
    return note


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
