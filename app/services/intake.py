"""A dossier comes in: written down, accepted with a number, or refused."""

import re
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from app.domain import codes, fees, own_fields, workflow
from app.domain.calendar import Calendar, local, moment
from app.domain.deadlines import due_for_legs
from app.domain.dossiers import Status
from app.domain.intake import Findings, Intake, read_day
from app.domain.intake_check import check
from app.domain.officers import Officer
from app.domain.procedures import Procedure, time_allowed, total_duration
from app.domain.refusals import FormNotComplete
from app.domain.reserve import HandWritten
from app.domain.slips import SlipDraft, SlipKind, SlipState, check_slip, item_lines
from app.domain.vietnamese import clean
from app.domain.workflow import ASK_BEFORE, RECEIVE, REFUSE, REGISTER, Standing, Step
from app.models.dossiers import Dossier
from app.models.slips import Slip
from app.queries import calendars, dossiers, procedures, units
from app.services import drafts, numbering, reserve, steps
from app.services.money import collect_at_reception
from app.services.people import draw
from app.services.slips import write_slip
from sync import journal

DOSSIER_ID = re.compile(r"[0-9a-f]{32}")
AS_STORED = (
    "abstract", "channel", "applicant_kind", "applicant_name", "birth_date", "gender", "id_type",
    "id_no", "id_issued_on", "id_issued_by", "address", "address_unit", "phone", "email",
    "submitter_name", "submitter_id_no", "submitter_phone", "submitter_relation", "authorisation",
    "exemption", "return_mode", "return_place",
)  # fmt: skip
USUAL_CLOSING = time(17)
BEFORE = frozenset({Status.REGISTERED, Status.SUPPLEMENT_REQUESTED})
"""What a dossier can be that is written down and not accepted yet."""


def random_bytes() -> bytes:
    return secrets.token_bytes(8)


def receive(
    intake: Intake,
    *,
    by: Officer,
    at: datetime,
    note: str = "",
    collect: str = "",
    entropy: Callable[[], bytes] = random_bytes,
) -> str:
    """Accept the dossier: number, due date, charges, first lines of its history. The clock starts.

    The same form posted twice is one dossier with one number. `note` is why it was accepted although
    something needed care. `collect` is how the whole sum was paid at once ("cash", "transfer"), empty when it was not.
    `entropy` gives the bytes of the look-up PIN.
    """
    workflow.take(RECEIVE, Standing(None), by.roles)
    with journal.transaction():
        numbering.hold(by.unit, at)
        known = _known(intake.dossier_id, by)
        if known is not None and (known.received_at or known.status not in BEFORE):
            return intake.dossier_id
        if known is not None:
            steps.allow(RECEIVE, known, by=by, at=at)
        procedure = procedures.one(intake.procedure_id)
        findings = check(intake, procedure, local(at).date())
        stored, procedure = _accepted(findings, procedure)
        received_at = _received_at(intake, at)
        calendar = calendars.calendar_for(by.unit, local(received_at).date())
        _write_down(
            RECEIVE, stored, procedure, known, by=by, at=at, note=note,
            received_at=received_at, received_by=str(by), received_by_name=by.name,
            **_time(stored, procedure, received_at, calendar),
            **_money(stored, procedure),
            **_numbers(stored, received_at, by, at, entropy),
        )  # fmt: skip
        collect_at_reception(intake.dossier_id, collect, by=by, at=at)
    return intake.dossier_id


def register(intake: Intake, *, by: Officer, at: datetime) -> str:
    """Write down a dossier that has come in and is not accepted yet: no number, no clock."""
    return _without_number(REGISTER, intake, by=by, at=at)


def refuse(
    what: Intake | str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> str:
    """Do not accept: a form that was just filled in, or a dossier written down before."""
    if isinstance(what, Intake):
        letter = SlipDraft(SlipKind.REFUSAL, reason=reason)
        return _without_number(REFUSE, what, letter, by=by, at=at, note=reason, finished_at=at)
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = steps.taking(REFUSE, what, by, at, seen)
        write_slip(taken, SlipDraft(SlipKind.REFUSAL, reason=reason), SlipState.HANDED)
        taken.close(note=reason, finished_at=at)
    return what


def ask_before(
    what: Intake | str,
    *,
    items: str,
    reason: str,
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> str:
    """Send the citizen home with a list before anything is accepted: no number, no clock, no date."""
    draft = SlipDraft(SlipKind.SUPPLEMENT, reason=reason, items=items)
    if isinstance(what, Intake):
        check_slip(draft, local(at).date())
        return _without_number(ASK_BEFORE, what, draft, by=by, at=at, note=reason)
    with journal.transaction():
        numbering.hold(by.unit, at)
        taken = steps.taking(ASK_BEFORE, what, by, at, seen)
        write_slip(taken, draft, SlipState.HANDED)
        taken.close(note=reason)
    return what


def _without_number(
    step: Step, intake: Intake, letter: SlipDraft | None = None, *, by: Officer, at: datetime,
    note: str = "", **changes: Any,
) -> str:  # fmt: skip
    workflow.take(step, Standing(None), by.roles)
    with journal.transaction():
        numbering.hold(by.unit, at)
        known = _known(intake.dossier_id, by)
        if known is not None and known.status not in step.leaves and _is_written(known, letter):
            return intake.dossier_id
        if known is not None:
            steps.allow(step, known, by=by, at=at)
        procedure = procedures.one(intake.procedure_id)
        findings = check(intake, procedure, local(at).date(), complete=False)
        stored, procedure = _accepted(findings, procedure)
        _write_down(step, stored, procedure, known, by=by, at=at, note=note, **changes)
        if letter is not None:
            dossier = dossiers.visible(intake.dossier_id, by)
            taken = steps.Taking(step, dossier, Status(dossier.status), by, at)
            write_slip(taken, letter, SlipState.HANDED)
    return intake.dossier_id


def _is_written(dossier: Dossier, letter: SlipDraft | None) -> bool:
    """Whether this is the form posted twice: the very letter was written before. Another one is a step of its own."""
    if letter is None:
        return True
    same = (Slip.kind == letter.kind.value) & (Slip.reason == clean(letter.reason))
    rows = Slip.select().where(Slip.dossier_id == dossier.id, same)
    lines = item_lines(letter.items)
    return any([item["name"] for item in row.items or ()] == lines for row in rows)


def _known(dossier_id: str, by: Officer) -> Dossier | None:
    """The dossier this form was opened for, if it is written down already; its id belongs to one office."""
    if not DOSSIER_ID.fullmatch(dossier_id):
        raise FormNotComplete({"dossier_id": "Biểu mẫu đã cũ: mở lại trang tiếp nhận."})
    if not Dossier.select(Dossier.id).where(Dossier.id == dossier_id).exists():
        return None
    return dossiers.visible(dossier_id, by)


def _accepted(findings: Findings, procedure: Procedure | None) -> tuple[Intake, Procedure]:
    if findings.must_fix or procedure is None:
        raise FormNotComplete(dict(findings.must_fix))
    return findings.intake, procedure.in_case(findings.intake.case_code)


def _received_at(intake: Intake, at: datetime) -> datetime:
    received_at = intake.received_at or at
    if received_at > at:
        raise FormNotComplete({"received_at": "Thời điểm tiếp nhận không thể ở sau lúc này."})
    return received_at


def _write_down(
    step: Step,
    intake: Intake,
    procedure: Procedure,
    known: Dossier | None,
    *,
    by: Officer,
    at: datetime,
    note: str = "",
    **changes: Any,
) -> None:
    drafts.forget(intake.dossier_id)
    case = procedure.case(intake.case_code)
    typed: dict[str, Any] = {name: str(getattr(intake, name)) or None for name in AS_STORED}
    steps.write(
        step, intake.dossier_id, home=by.unit, left=known.status if known else None,
        entered=step.enters or Status.REGISTERED, by=by, at=at, note=note,
        unit=by.unit, holder_unit=by.unit, set_count=intake.set_count,
        procedure_code=procedure.code, procedure_version=procedure.version,
        procedure_name=procedure.name, field=procedure.field, online_level=procedure.online_level,
        case_code=case.code if case else None, case_name=case.name if case else None,
        own=own_fields.entries(procedure.own_fields, intake.own, known.own if known else None) or None,
        **typed,
        **changes,
    )  # fmt: skip
    for position, paper in enumerate(intake.papers, start=1):
        journal.record(
            "paper", steps.part_id(intake.dossier_id, "paper", position), by=by, at=at,
            scope=by.unit, dossier_id=intake.dossier_id, position=position,
            **asdict(paper) | {"note": paper.note or None},
        )  # fmt: skip
    draw(Dossier.get(Dossier.id == intake.dossier_id), at=at)


def _numbers(
    intake: Intake, received_at: datetime, by: Officer, at: datetime, entropy: Callable[[], bytes]
) -> dict[str, Any]:
    """The number, the look-up PIN and the place in the register; a blank receipt brings the first two along."""
    if intake.reserve_code:
        written = HandWritten(intake.reserve_code, received_at)
        sheet = reserve.key_in(written, intake.dossier_id, by=by, at=at)
        code, pin = sheet.code, sheet.lookup_pin
    else:
        unit = units.at(by.unit, local(at).date())
        agency = (unit.agency_code if unit else None) or ""
        code = numbering.next_dossier_code(by.unit, agency, at, dossier_id=intake.dossier_id)
        pin = codes.lookup_pin(entropy())
    place = numbering.next_place_in_register(by.unit, at)
    numbers = {"code": code, "lookup_pin": pin}
    return numbers | {"register_book": place.book, "register_seq": place.seq}


def _time(
    intake: Intake, procedure: Procedure, received_at: datetime, calendar: Calendar
) -> dict[str, Any]:
    whole = total_duration(procedure)
    return {
        "due_at": due_at(intake, procedure, received_at, calendar),
        "duration_value": whole.value if whole else None,
        "duration_unit": whole.unit.value if whole else None,
    }


def due_at(
    intake: Intake, procedure: Procedure, received_at: datetime, calendar: Calendar
) -> datetime:
    """By when the result is promised: the legs of the procedure, or the day the desk has set."""
    legs = time_allowed(procedure)
    if legs:
        return due_for_legs(received_at, legs, calendar)[-1].at
    day = read_day(intake.due_on) or date.max
    open_then = calendar.is_working_day(day)
    return calendar.closing(day) if open_then else moment(day, USUAL_CLOSING)


def _money(intake: Intake, procedure: Procedure) -> dict[str, Any]:
    lines = charges(intake, procedure)
    full = fees.charges(procedure.fees, intake.channel, intake.quantities, intake.amounts)
    return {"charges": fees.as_stored(lines, full) or None, "amount_due": fees.total(lines)}


def charges(intake: Intake, procedure: Procedure) -> tuple[fees.Charge, ...]:
    """What is to be paid for this intake, with the exemption taken off."""
    lines = fees.charges(procedure.fees, intake.channel, intake.quantities, intake.amounts)
    return fees.exempt(lines, intake.exemption) if intake.exemption else lines
