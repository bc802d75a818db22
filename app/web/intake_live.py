"""What the rail beside the intake form says while it is filled, and the check page once more."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.domain import fees
from app.domain.deadlines import Due, due_for_legs
from app.domain.dossiers import Findings, check
from app.domain.explanations import explain
from app.domain.officers import Officer
from app.domain.procedures import Procedure, time_allowed
from app.queries import calendars, dossiers
from app.services import intake as rules
from app.web.intake_answers import Answers
from app.web.intake_people import Known, seen_before
from app.web.intake_reserve import faults as reserve_faults
from app.web.intake_reserve import written_on


@dataclass(frozen=True)
class Live:
    """What the rail beside the form says: the promise, the money, what is missing or doubtful."""

    due_at: datetime | None
    explained: list[str]
    charges: tuple[fees.Charge, ...]
    amount_due: int
    findings: Findings
    care: dict[str, str]
    people: list[Known]


def look_at(answers: Answers, by: Officer, now: datetime) -> Live:
    """Everything the rules can tell about answers that may still be half typed."""
    procedure, today = answers.chosen, clock.local(now).date()
    intake = answers.intake()
    findings = check(intake, answers.procedure, today)
    must_fix = {**findings.must_fix, **answers.faults(), **reserve_faults(answers, by, now)}
    findings = Findings(must_fix, findings.take_care, findings.intake)
    written = written_on(answers)
    due = (
        () if answers.must_choose else _due(procedure, by, written.received_at if written else now)
    )
    before = seen_before(findings, procedure, by)
    unsure = "quantities" in must_fix or answers.must_choose
    charges = () if unsure else rules.charges(findings.intake, procedure)
    return Live(
        due_at=due[-1].at if due else None,
        explained=[explain(leg) for leg in due],
        charges=charges,
        amount_due=fees.total(charges),
        findings=findings,
        care={**findings.take_care, **before.care, **_alike(findings, procedure, by)},
        people=before.known,
    )


def _due(procedure: Procedure, by: Officer, received_at: datetime) -> tuple[Due, ...]:
    calendar = calendars.calendar_for(by.unit, clock.local(received_at).date())
    return due_for_legs(received_at, time_allowed(procedure), calendar)


def _alike(findings: Findings, procedure: Procedure, by: Officer) -> dict[str, str]:
    """Dossiers of the same person for the same procedure that are still open."""
    intake = findings.intake
    if not intake.id_no or "id_no" in findings.must_fix:
        return {}
    alike = dossiers.open_alike(intake.id_no, procedure.code, by)
    codes = [row.code or "chưa cấp mã" for row in alike if row.id != intake.dossier_id]
    if not codes:
        return {}
    return {
        "duplicate": f"Số giấy tờ này đã có hồ sơ cùng thủ tục đang giải quyết: {', '.join(codes)}."
    }
