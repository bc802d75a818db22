"""Received, solved and given back in one press: which procedures, by whom, and what the press must say (domain §3.3).

Only what is solved on the day of reception, here, can be given back at once. Every step of the chain keeps its own
line of history and its own refusal; the workflow stays the judge of each.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.domain.deadlines import DurationUnit
from app.domain.officers import Role
from app.domain.procedures import Holder, Procedure
from app.domain.vietnamese import clean
from app.domain.workflow import APPROVE, RECEIVE, RETURN_RESULT, SUBMIT_FOR_APPROVAL, TAKE_UP

CHAIN = (RECEIVE, TAKE_UP, SUBMIT_FOR_APPROVAL, APPROVE, RETURN_RESULT)
MOST_COPIES = 9_999
LONGEST_NUMBER = 80


@dataclass(frozen=True)
class AtOnce:
    """What is said beside the intake. `number` empty: the next of the register, where the program keeps one;
    `copies` how many copies were certified or given, `amount_paid` what was taken in đồng."""

    signer: str
    number: str = ""
    copies: int | None = None
    collected_by: str = ""
    collected_id_no: str = ""
    amount_paid: int | None = None


def roles_for(procedure: Procedure, roles: Collection[Role]) -> frozenset[Role]:
    """The roles an officer acts with: their own, and where the catalogue lets the desk record what a leader has signed
    on the paper, those of the steps between. Empty when it is not for them, or not to be given back at once."""
    here = procedure.decides is Holder.COMMUNE and not procedure.legs
    if procedure.duration_unit is not DurationUnit.SAME_DAY or not here:
        return frozenset()
    own = frozenset(roles)
    if procedure.desk_certifies and Role.DESK in own:
        own |= {Role.CASE_OFFICER, Role.LEADER}
    return own if all(own & set(step.taken_by) for step in CHAIN) else frozenset()


def faults_of(said: AtOnce, procedure: Procedure, signers: Collection[str]) -> Mapping[str, str]:
    """What must be mended, by field."""
    faults = {}
    if clean(said.signer) not in signers:
        faults["signer"] = "Chọn người ký."
    if len(clean(said.number)) > LONGEST_NUMBER:
        faults["number"] = f"Số dài quá {LONGEST_NUMBER} ký tự."
    elif procedure.desk_certifies and said.number and _whole(said.number) is None:
        faults["number"] = "Số chứng thực là số, hoặc để trống để lấy số tiếp theo."
    if procedure.desk_certifies and not said.copies:
        faults["copies"] = "Ghi số bản đã chứng thực."
    if said.copies is not None and not 0 <= said.copies <= MOST_COPIES:
        faults["copies"] = f"Số bản là số từ 1 đến {MOST_COPIES}."
    return faults


def certified_number(said: AtOnce) -> int:
    """The number typed; 0 for the next one."""
    return _whole(said.number) or 0


def content_of(said: AtOnce) -> str:
    """What the result says of itself."""
    return f"Trả ngay tại bàn; {said.copies:02d} bản." if said.copies else "Trả ngay tại bàn."


def _whole(text: str) -> int | None:
    digits = clean(text)
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 7
    return int(digits) if is_number else None
