"""Which step is possible, for whom, and what it leads to. Nothing else in the program knows.

The table follows domain §3.3. A step belongs to the office that holds the dossier; that is what keeps two
offices from taking a step at the same time without a line between them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.dossiers import Status, in_sentence, label_of
from app.domain.officers import ROLE_LABELS, Role
from app.domain.refusals import (
    HeldByColleague,
    HeldElsewhere,
    NoParent,
    NotYourStep,
    Refusal,
    StepNotOpen,
)


class Where(StrEnum):
    """Where a step is taken: where the dossier was received, at another that holds it, at any holder."""

    HOME = "home"
    AWAY = "away"
    HOLDER = "holder"


class Hand(StrEnum):
    """Who has the dossier on their desk, seen from the officer who asks."""

    NOBODY = "nobody"
    MINE = "mine"
    COLLEAGUE = "colleague"


@dataclass(frozen=True)
class Step:
    """One row of the table. `{parent}` in the words stands for what the office above is called.

    `opens`: may be the first step of a dossier. `own`: once an officer has the dossier in hand, only that
    officer. `free`: only while nobody has it in hand, or at a status it leaves anyway.
    """

    key: str
    label: str
    button: str
    leaves: frozenset[Status]
    enters: Status
    taken_by: tuple[Role, ...]
    where: Where = Where.HOLDER
    reason: bool = False
    opens: bool = False
    own: bool = False
    free: bool = False
    climbs: bool = False
    tone: str = "plain"

    @property
    def title(self) -> str:
        """The step as a line of history names it."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def roles_label(self) -> str:
        return " hoặc ".join(ROLE_LABELS[role].lower() for role in self.taken_by)


@dataclass(frozen=True)
class Standing:
    """How a dossier stands to the officer who asks. `status` None: it is not written down yet."""

    status: Status | None
    at_home: bool = True
    holds: bool = True
    has_parent: bool = True
    hand: Hand = Hand.NOBODY
    code: str = "này"
    holder: str = "đơn vị khác"
    colleague: str = "cán bộ khác"


S, R = Status, Role

REGISTER = Step(
    "register", "ghi nhận hồ sơ đến", "Ghi nhận, chưa tiếp nhận",
    frozenset(), S.REGISTERED, (R.DESK,), Where.HOME, opens=True,
)  # fmt: skip
RECEIVE = Step(
    "receive", "tiếp nhận", "Tiếp nhận",
    frozenset({S.REGISTERED}), S.RECEIVED, (R.DESK,), Where.HOME, opens=True, tone="primary",
)  # fmt: skip
REFUSE = Step(
    "refuse", "từ chối tiếp nhận", "Từ chối tiếp nhận",
    frozenset({S.REGISTERED}), S.NOT_ACCEPTED, (R.DESK,), Where.HOME,
    reason=True, opens=True, tone="danger",
)  # fmt: skip
ACCEPT_FORWARD = Step(
    "accept_forward", "nhận hồ sơ chuyển lên", "Nhận hồ sơ",
    frozenset({S.FORWARDED}), S.ACCEPTED, (R.DESK,), Where.AWAY, tone="primary",
)  # fmt: skip
TAKE_UP = Step(
    "take_up", "thụ lý", "Nhận thụ lý",
    frozenset({S.RECEIVED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (R.CASE_OFFICER,),
    free=True, tone="primary",
)  # fmt: skip
ASSIGN = Step(
    "assign", "phân công", "Phân công",
    frozenset({S.RECEIVED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (R.DESK, R.LEADER),
)  # fmt: skip
SUBMIT_FOR_APPROVAL = Step(
    "submit_for_approval", "trình duyệt", "Trình duyệt",
    frozenset({S.PROCESSING}), S.APPROVING, (R.CASE_OFFICER,), own=True, tone="primary",
)  # fmt: skip
APPROVE = Step(
    "approve", "duyệt", "Duyệt",
    frozenset({S.APPROVING}), S.RESOLVED, (R.LEADER,), tone="primary",
)  # fmt: skip
REDO = Step(
    "redo", "yêu cầu làm lại", "Yêu cầu làm lại",
    frozenset({S.APPROVING}), S.PROCESSING, (R.LEADER,), reason=True,
)  # fmt: skip
REJECT = Step(
    "reject", "từ chối giải quyết", "Từ chối giải quyết",
    frozenset({S.APPROVING}), S.RESOLVED, (R.LEADER,), reason=True, tone="danger",
)  # fmt: skip
FORWARD_UP = Step(
    "forward_up", "chuyển lên {parent}", "Chuyển lên {parent}",
    frozenset({S.RECEIVED, S.PROCESSING}), S.FORWARDED, (R.DESK, R.CASE_OFFICER, R.LEADER),
    own=True, climbs=True,
)  # fmt: skip
RETURN_DOWN = Step(
    "return_down", "trả hồ sơ về nơi gửi", "Trả về nơi gửi",
    frozenset({S.FORWARDED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (R.DESK, R.CASE_OFFICER),
    Where.AWAY, reason=True, own=True, tone="danger",
)  # fmt: skip
RESULT_FROM_PARENT = Step(
    "result_from_parent", "gửi kết quả về nơi tiếp nhận", "Gửi kết quả về nơi tiếp nhận",
    frozenset({S.RESOLVED}), S.RESOLVED, (R.DESK, R.CASE_OFFICER), Where.AWAY, tone="primary",
)  # fmt: skip
RETURN_RESULT = Step(
    "return_result", "trả kết quả", "Trả kết quả",
    frozenset({S.RESOLVED}), S.RETURNED, (R.DESK,), Where.HOME, tone="primary",
)  # fmt: skip
WITHDRAW = Step(
    "withdraw", "cho rút hồ sơ", "Công dân rút hồ sơ",
    frozenset({S.REGISTERED, S.RECEIVED, S.PROCESSING, S.APPROVING}), S.WITHDRAWN, (R.DESK,),
    Where.HOME, reason=True, tone="danger",
)  # fmt: skip

STEPS = {
    step.key: step
    for step in (
        REGISTER, RECEIVE, REFUSE, ACCEPT_FORWARD, TAKE_UP, ASSIGN, SUBMIT_FOR_APPROVAL, APPROVE, REDO,
        REJECT, FORWARD_UP, RETURN_DOWN, RESULT_FROM_PARENT, RETURN_RESULT, WITHDRAW,
    )
}  # fmt: skip
"""In the order in which their buttons stand on a page."""


def take(
    step: Step, standing: Standing, roles: Collection[str], *, parent: str = "cấp trên"
) -> Status:
    """The status the dossier enters, or a refusal that says what is in the way."""
    refusal = _objection(worded(step, parent), standing, roles)
    if refusal is not None:
        raise refusal
    return step.enters


def open_steps(
    status: str,
    at_home: bool,
    holds: bool,
    roles: Collection[str],
    *,
    has_parent: bool = True,
    hand: Hand = Hand.NOBODY,
    parent: str = "cấp trên",
) -> list[Step]:
    """The steps this officer may take now, worded for the buttons; none at a status of a newer program."""
    if status not in set(Status):
        return []
    standing = Standing(
        Status(status), at_home=at_home, holds=holds, has_parent=has_parent, hand=hand
    )
    return [
        worded(step, parent) for step in STEPS.values() if _objection(step, standing, roles) is None
    ]


def worded(step: Step, parent: str) -> Step:
    """The step with what the office above is called here put into its words."""
    return replace(
        step, label=step.label.format(parent=parent), button=step.button.format(parent=parent)
    )


def title_of(action: str, parent: str = "cấp trên") -> str:
    """The words for a line of history, also for a step that a newer program has invented."""
    return worded(STEPS[action], parent).title if action in STEPS else action


def _objection(step: Step, standing: Standing, roles: Collection[str]) -> Refusal | None:
    if not set(step.taken_by) & set(roles):
        return NotYourStep(step=step.label, role=step.roles_label)
    if standing.status is None:
        return None if step.opens else StepNotOpen(**_facts(step, standing))
    if not standing.holds:
        return HeldElsewhere(
            code=standing.code, holder=in_sentence(standing.holder), step=step.label
        )
    if standing.status not in step.leaves or not _is_place(step, standing):
        return StepNotOpen(**_facts(step, standing))
    if step.climbs and not standing.has_parent:
        return NoParent(code=standing.code)
    return _held_in_hand(step, standing)


def _is_place(step: Step, standing: Standing) -> bool:
    if step.where is Where.HOLDER:
        return True
    return standing.at_home is (step.where is Where.HOME)


def _held_in_hand(step: Step, standing: Standing) -> Refusal | None:
    """What stands against the step because of the desk the dossier lies on."""
    if standing.hand is Hand.COLLEAGUE and (step.own or step.free):
        return HeldByColleague(code=standing.code, holder=standing.colleague)
    if standing.hand is Hand.MINE and step.free:
        return StepNotOpen(**_facts(step, standing))
    return None


def _facts(step: Step, standing: Standing) -> dict[str, str]:
    status = label_of(standing.status) if standing.status else "chưa ghi nhận"
    return {"code": standing.code, "status": status, "step": step.label}
