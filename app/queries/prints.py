"""Questions about printing: which papers of a dossier there are to print, what stands on them, what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.control_slips import LegDue, Moved
from app.domain.deadlines import due_for_legs
from app.domain.dossiers import Status
from app.domain.prints import COPY_LABELS, FORM_LABELS, STATE_LABELS, PrintForm, edition
from app.domain.procedures import Holder, time_allowed
from app.domain.slips import SlipKind, SlipState
from app.models.dossiers import Result, Step
from app.models.prints import PrintedForm
from app.models.slips import Slip
from app.queries import calendars, procedures, units

REFUSALS = ("refuse", "reject")
SAID_NO = frozenset({Status.NOT_ACCEPTED, Status.RESOLVED, Status.POSTING, Status.RETURNED})
"""Where a refusal may stand among the steps."""

SLIP_FORMS = {
    SlipKind.SUPPLEMENT.value: PrintForm.SUPPLEMENT,
    SlipKind.REFUSAL.value: PrintForm.REFUSAL,
    SlipKind.APOLOGY.value: PrintForm.APOLOGY,
    SlipKind.STOP.value: PrintForm.STOP,
}


@dataclass(frozen=True)
class Printable:
    """One paper that can be printed now: of which form, about what, and since when there is something to say."""

    form: PrintForm
    about: str
    told_at: datetime
    note: str = ""

    @property
    def title(self) -> str:
        return FORM_LABELS[self.form]

    @property
    def edition_number(self) -> str:
        return edition(self.form, local(self.told_at).date()).number


@dataclass(frozen=True)
class Print:
    """One print as the log shows it."""

    form: str
    about: str
    number: int
    copy: str
    copy_words: str
    title: str
    state: str
    state_words: str
    by: str
    at: datetime
    reason: str
    printer: str
    settled_at: datetime | None
    settled_by: str
    scanned: bool
    serial: int | None


def printables(dossier: Any) -> list[Printable]:
    """The papers of this dossier, in the order of their forms."""
    found = []
    if dossier.received_at and dossier.due_at and not dossier.old_number:
        found.append(Printable(PrintForm.RECEIPT, dossier.id, dossier.received_at))
    letters = [_of_slip(slip) for slip in _slips(dossier.id)]
    written = any(each.form is PrintForm.REFUSAL for each in letters)
    if not written and dossier.status in SAID_NO:
        letters += [
            Printable(PrintForm.REFUSAL, step.id, step.done_at, step.note or "")
            for step in _refusals(dossier.id)
        ]
    found += letters
    if dossier.received_at:
        found.append(Printable(PrintForm.CONTROL, dossier.id, dossier.received_at))
    return found


def slip(slip_id: str) -> Slip | None:
    """The letter of this id, if it is one."""
    return Slip.get_or_none(Slip.id == slip_id)


def refusal(step_id: str) -> Step | None:
    """The step that said no."""
    return Step.get_or_none(Step.id == step_id)


def reason_of(step: Step) -> str:
    """Why it was refused: the words of the step, or of the signed refusal."""
    if step.note:
        return str(step.note)
    refused = Result.get_or_none(
        (Result.dossier_id == step.dossier_id) & (Result.outcome == "refused")
    )
    return refused.content or "" if refused else ""


def moves(dossier_id: str) -> list[Moved]:
    """Every step so far as the control slip needs it, oldest first."""
    return moves_of_several([dossier_id])[dossier_id]


def moves_of_several(ids: Sequence[str]) -> dict[str, list[Moved]]:
    """The same of several dossiers, in one question."""
    steps = Step.select().where(Step.dossier_id.in_(list(ids))).order_by(Step.position, Step.n)
    told: dict[str, list[Step]] = {each: [] for each in ids}
    for step in steps:
        told[step.dossier_id].append(step)
    return {each: _moved(lines) for each, lines in told.items()}


def _moved(steps: Sequence[Step]) -> list[Moved]:
    names = units.names(local(steps[-1].done_at).date()) if steps else {}
    return [
        Moved(
            action=step.action,
            at=step.done_at,
            by=step.done_by_name,
            office=names.get(step.unit, step.unit),
            to=step.to_officer_name or names.get(step.to_unit, step.to_unit or ""),
            note=step.note or "",
        )
        for step in steps
    ]


def legs(dossier: Any) -> list[LegDue]:
    """The parts of the way with the date of each; the last one is the date promised, put off or as on the receipt."""
    promised = dossier.extended_due_at or dossier.due_at
    received_on = local(dossier.received_at).date()
    version = procedures.one(dossier.procedure_id)
    procedure = version.in_case(dossier.case_code) if version else None
    times = time_allowed(procedure) if procedure else ()
    if procedure is None or len(times) < 2 or len(times) != len(procedure.legs):
        return [LegDue(dossier.unit_name, promised)] if promised else []
    calendar = calendars.calendar_for(dossier.unit, received_on)
    above = [unit.name for unit in units.path_up(dossier.unit, received_on)]
    dues = [due.at for due in due_for_legs(dossier.received_at, times, calendar)]
    dues[-1] = promised or dues[-1]
    holders = [_holder(leg.holder, leg.agency, above) for leg in procedure.legs]
    return [LegDue(holder, at) for holder, at in zip(holders, dues, strict=True)]


def log(dossier_id: str) -> list[Print]:
    """Every print of the dossier's papers at this office, the latest first."""
    rows = PrintedForm.select().where(PrintedForm.dossier_id == dossier_id)
    return [_print(row) for row in rows.order_by(PrintedForm.id.desc())]


def prints_of(form: PrintForm, about: str) -> list[Print]:
    """The prints of one paper, the first one first."""
    rows = PrintedForm.select().where(PrintedForm.form == form.value, PrintedForm.about == about)
    return [_print(row) for row in rows.order_by(PrintedForm.number)]


def _slips(dossier_id: str) -> Sequence[Slip]:
    """Letters that bind: signed, or handed over already."""
    found = Slip.select().where(
        Slip.dossier_id == dossier_id,
        Slip.kind.in_(list(SLIP_FORMS)),
        Slip.state.in_([SlipState.SIGNED.value, SlipState.HANDED.value]),
    )
    return list(found.order_by(Slip.drafted_at, Slip.n))


def _of_slip(slip: Slip) -> Printable:
    told_at = slip.signed_at or slip.drafted_at
    return Printable(SLIP_FORMS[slip.kind], slip.id, told_at, slip.reason or "")


def _refusals(dossier_id: str) -> Sequence[Step]:
    found = Step.select().where(Step.dossier_id == dossier_id, Step.action.in_(REFUSALS))
    return list(found.order_by(Step.position, Step.n))


def _holder(holder: Holder, agency: str | None, above: Sequence[str]) -> str:
    """The office that works on a leg, by its name where the tree knows it."""
    place = {Holder.COMMUNE: 0, Holder.PARENT: 1, Holder.GRANDPARENT: 2}.get(holder)
    if agency or place is None:
        return agency or "Cơ quan phối hợp"
    return above[place] if place < len(above) else "Cơ quan cấp trên"


def _print(row: PrintedForm) -> Print:
    return Print(
        form=row.form, about=row.about, number=row.number, copy=row.copy,
        copy_words=labels_of(COPY_LABELS, row.copy), title=labels_of(FORM_LABELS, row.form),
        state=row.state, state_words=labels_of(STATE_LABELS, row.state), by=row.printed_by_name,
        at=row.printed_at, reason=row.reason, printer=row.printer, settled_at=row.settled_at,
        settled_by=row.settled_by_name, scanned=row.scanned, serial=row.serial,
    )  # fmt: skip


def labels_of(words: Any, value: str) -> str:
    """The words for a stored value, also for one that a newer program has written."""
    return {str(key.value): text for key, text in words.items()}.get(value, value)
