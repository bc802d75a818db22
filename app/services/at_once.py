"""A dossier that is received, solved and given back while the citizen waits: all of its steps, or none."""

from dataclasses import replace
from datetime import datetime

from app.domain import at_once as rules
from app.domain.at_once import AtOnce
from app.domain.dossiers import Status
from app.domain.intake import Intake
from app.domain.officers import Officer, Role
from app.domain.procedures import Procedure
from app.domain.refusals import FormNotComplete, NotAtOnce
from app.domain.results import Outcome, ResultDraft
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.queries import officers, procedures
from app.services import dossiers, numbering, visits
from sync.journal import transaction

CERTIFIED = "certified"
"""The series of the certification register: one book a year."""


def receive_and_return(
    intake: Intake, said: AtOnce, *, follows: str = "", note: str = "", by: Officer, at: datetime
) -> str:
    """Receive, take up, submit, sign, hand over, in one transaction; the dossier's id.

    The same form posted twice is one dossier. What a step refuses undoes them all: no number is given.
    """
    with transaction():
        numbering.hold(by.unit, at)
        version = procedures.one(intake.procedure_id)
        procedure = version.in_case(intake.case_code) if version else None
        acting = _acting(procedure, by)
        dossier_id = visits.receive(intake, follows=follows, by=by, at=at, note=note)
        if procedure is None or _status(dossier_id) != Status.RECEIVED:
            return dossier_id
        _check(said, procedure, by)
        result = ResultDraft(
            Outcome.GRANTED, number=_number(said, procedure, by, at), signer=clean(said.signer),
            content=rules.content_of(said),
        )  # fmt: skip
        dossiers.take_up(dossier_id, by=acting, at=at)
        dossiers.submit_for_approval(dossier_id, draft=result, by=acting, at=at)
        dossiers.approve(dossier_id, result=result, note=_signed(said, by), by=acting, at=at)
        dossiers.hand_over(
            dossier_id, collected_by=said.collected_by, collected_id_no=said.collected_id_no,
            amount_paid=said.amount_paid, by=acting, at=at,
        )  # fmt: skip
    return dossier_id


def signers(by: Officer) -> list[str]:
    """Who may sign at this office, the officer first when a leader."""
    leaders = [each for each in officers.with_role(Role.LEADER) if each.unit == by.unit]
    return sorted((each.name for each in leaders), key=lambda name: name != by.name)


def _acting(procedure: Procedure | None, by: Officer) -> Officer:
    roles = rules.roles_for(procedure, by.roles) if procedure else frozenset()
    if not roles:
        raise NotAtOnce
    return replace(by, roles=roles)


def _status(dossier_id: str) -> str:
    return str(Dossier.get(Dossier.id == dossier_id).status)


def _check(said: AtOnce, procedure: Procedure, by: Officer) -> None:
    faults = rules.faults_of(said, procedure, signers(by))
    if faults:
        raise FormNotComplete(dict(faults))


def _number(said: AtOnce, procedure: Procedure, by: Officer, at: datetime) -> str:
    """As typed; for what the desk certifies the next of the register, or one that goes on from the number typed."""
    if not procedure.desk_certifies:
        return clean(said.number)
    typed = rules.certified_number(said)
    given = numbering.next_in_year(CERTIFIED, by.unit, at, after=max(typed - 1, 0))
    if typed and given != typed:
        words = f"Sổ chứng thực đã ghi tới số {given - 1}. Để trống để lấy số {given}."
        raise FormNotComplete({"number": words})
    return str(given)


def _signed(said: AtOnce, by: Officer) -> str:
    """Who signed the paper, where that is not the officer who presses."""
    return "" if clean(said.signer) == by.name else f"{clean(said.signer)} đã ký trên giấy."
