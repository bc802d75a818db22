"""How a dossier stands to an officer: what the workflow must know to say which step is open."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.domain import workflow
from app.domain.dossiers import Status
from app.domain.intake import read_day
from app.domain.officers import Officer
from app.domain.pauses import Cause
from app.domain.refusals import Refusal
from app.domain.slips import RequestState
from app.domain.workflow import STEPS, Hand, Standing, Step, open_steps
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.prints import PrintedForm
from app.models.stand_ins import StepUndo
from app.queries import slips, stand_ins, units

PRINTED = "clear"


def standing_of(
    dossier: Dossier, officer: Officer, on: date, absent: list[Officer] | None = None
) -> Standing:
    """The dossier as the workflow sees it; a status of a newer program stands outside every step."""
    known = dossier.status in set(Status)
    holds = dossier.holder_unit == officer.unit
    for_whom = stand_ins.absent_for(officer, on) if absent is None else absent
    standing = Standing(
        status=Status(dossier.status) if known else Status.STOPPED,
        at_home=dossier.unit == officer.unit,
        holds=holds,
        has_parent=holds and units.office_above(officer.unit, on) is not None,
        hand=hand_of(dossier, officer, for_whom),
        code=dossier.code or "này",
        holder=units.name_of(dossier.holder_unit, on),
        colleague=dossier.holder_officer_name or "cán bộ khác",
        accepted=dossier.received_at is not None,
    )
    return (
        replace(standing, **_beside(dossier, on), **_last(dossier, officer)) if known else standing
    )


def hand_of(dossier: Dossier, officer: Officer, absent: list[Officer] | None = None) -> Hand:
    """A stand-in has in hand what the absent colleague has."""
    if dossier.holder_officer is None:
        return Hand.NOBODY
    hands = {str(officer), *map(str, absent or ())}
    return Hand.MINE if dossier.holder_officer in hands else Hand.COLLEAGUE


def steps_for(dossier: Dossier, officer: Officer, on: date) -> list[Step]:
    """The buttons of the dossier's page for this officer, worded as this office speaks."""
    if dossier.status not in set(Status):
        return []
    absent = stand_ins.absent_for(officer, on)
    standing = standing_of(dossier, officer, on, absent)
    roles = stand_ins.roles_of(officer, absent)
    return open_steps(standing, roles, parent=units.word_above(officer.unit, on))


def objection(step: Step, dossier: Dossier, officer: Officer, on: date) -> Refusal | None:
    """What is in the way of a step, in the words of its refusal."""
    absent = stand_ins.absent_for(officer, on)
    standing = standing_of(dossier, officer, on, absent)
    roles = stand_ins.roles_of(officer, absent)
    return workflow.objection(step, standing, roles, parent=units.word_above(officer.unit, on))


def on_behalf_of(
    step: Step, dossier: Dossier, officer: Officer, absent: list[Officer]
) -> Officer | None:
    """The colleague on leave for whom this officer takes the step: whose dossier it is, or whose role it needs."""
    held_by = next((each for each in absent if str(each) == dossier.holder_officer), None)
    if held_by is not None and (step.own or step.mine):
        return held_by
    if set(step.taken_by) & officer.roles:
        return None
    return next((each for each in absent if set(step.taken_by) & each.roles), None)


def _beside(dossier: Dossier, on: date) -> dict[str, Any]:
    """What lies beside the status: letters, waits, requests; each asked only where a step needs it."""
    status, found = dossier.status, {}
    if status in (Status.PROCESSING, Status.APPROVING):
        found["may_ask"] = slips.supplements_asked(dossier) < dossier.supplements_allowed
    if status == Status.PROCESSING:
        found["waiting"] = slips.open_pause(dossier.id, Cause.CONSULT) is not None
    if status == Status.SUPPLEMENT_REQUESTED and dossier.received_at is not None:
        found |= _answer(dossier, on)
    return found | {
        "draft": dossier.letter == "draft",
        "slip_signed": bool(dossier.letter) and slips.to_hand_out(dossier.id) is not None,
        "apologised": dossier.extended_due_at is not None,
        "paused": dossier.paused_at is not None,
        "withdrawal": dossier.withdrawal == RequestState.ASKED,
    }


def _answer(dossier: Dossier, on: date) -> dict[str, Any]:
    """Until when the citizen may supplement, and whether that day is over."""
    pause = slips.open_pause(dossier.id, Cause.SUPPLEMENT)
    slip = slips.one(pause.slip_id) if pause else None
    day = read_day(slip.answer_by) if slip and slip.answer_by else None
    return {
        "answer_over": day is not None and day < on,
        "answer_by": f"{day:%d/%m/%Y}" if day else "",
    }


def _last(dossier: Dossier, officer: Officer) -> dict[str, Any]:
    """The latest step, where it was taken here and could still be put back."""
    lines = Line.select().where(Line.dossier_id == dossier.id)
    line = lines.order_by(Line.position.desc(), Line.done_at.desc(), Line.n.desc()).first()
    if line is None or line.unit != officer.unit or line.action not in STEPS:
        return {}
    kept = StepUndo.select(StepUndo.step_id).where(StepUndo.step_id == line.id).first()
    is_kept = kept is not None
    if STEPS[line.action].recallable and not is_kept:
        return {}
    return {
        "last": line.action,
        "last_by": line.done_by_name,
        "last_mine": str(officer) in (line.done_by, line.on_behalf_of),
        "last_out": is_kept and _is_printed(dossier.id, line.done_at),
    }


def _is_printed(dossier_id: str, since: datetime) -> bool:
    """Whether a form of the dossier has been printed and found readable after that moment: it is out of the house."""
    forms = ("receipt", "supplement", "refusal", "apology", "stop")
    found = PrintedForm.select(PrintedForm.id).where(
        PrintedForm.dossier_id == dossier_id,
        PrintedForm.printed_at >= since,
        PrintedForm.state == PRINTED,
        PrintedForm.form.in_(forms),
    )
    return bool(found.exists())
