"""Which step is possible, for whom, and what it leads to. Nothing else in the program knows.

The table follows domain §3.3. A step belongs to the office that holds the dossier; that is what keeps two
offices from taking a step at the same time without a line between them.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.dossiers import CLOSED, Status, in_sentence, label_of
from app.domain.officers import ROLE_LABELS, Role
from app.domain.pauses import Cause
from app.domain.refusals import (
    AlreadyConsulting,
    AnswerNotOver,
    ApologisedBefore,
    ClockStands,
    DraftWaiting,
    HeldByColleague,
    HeldElsewhere,
    HeldHere,
    NoDraftWaiting,
    NoParent,
    NotConsulting,
    NothingToHandOut,
    NothingToRecall,
    NotInYourHand,
    NotYourStep,
    NoWithdrawalAsked,
    RecallOfAnother,
    Refusal,
    StepNotOpen,
    SupplementAskedBefore,
    SupplementMayBeAsked,
    WithdrawalAskedAlready,
)
from app.domain.slips import SlipKind


class Where(StrEnum):
    """Where a step is taken: where the dossier was received and is held, at another that holds it, at any holder; at
    the office that received it while another holds it; there or at the holder."""

    HOME = "home"
    AWAY = "away"
    HOLDER = "holder"
    LENT = "lent"
    EITHER = "either"


class Hand(StrEnum):
    """Who has the dossier on their desk, seen from the officer who asks."""

    NOBODY = "nobody"
    MINE = "mine"
    COLLEAGUE = "colleague"


class Phase(StrEnum):
    """Whether a step belongs to the time before the dossier is accepted, after it, or to both."""

    BEFORE = "before"
    AFTER = "after"
    ANY = "any"


class Clock(StrEnum):
    """What a step does to the time allowed. `by_procedure`: the procedure says (resume or restart; run, stand or be
    given more)."""

    UNTOUCHED = "untouched"
    STARTS = "starts"
    STOPS = "stops"
    RESUMES = "resumes"
    BY_PROCEDURE = "by_procedure"
    EXTENDED = "extended"
    ENDS = "ends"


class OfficialForm(StrEnum):
    """The paper of the law that a step fills or writes a line of; its number depends on the date (domain §5)."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"


class Beside(StrEnum):
    """What must stand beside the status for a step to be open."""

    DRAFT = "draft"
    SIGNED_SLIP = "signed_slip"
    MAY_ASK = "may_ask"
    ASKED_ALREADY = "asked_already"
    NOT_APOLOGISED = "not_apologised"
    ANSWER_OVER = "answer_over"
    WAITING = "waiting"
    NOT_WAITING = "not_waiting"
    WITHDRAWAL = "withdrawal"
    NO_WITHDRAWAL = "no_withdrawal"
    LAST_STEP = "last_step"


@dataclass(frozen=True)
class Step:
    """One row of the table. `{parent}` in the words stands for what the office above is called.

    `enters` None: the status stays as it is. `signed_by`: the step only drafts its letter (`slip`); status and clock
    follow when that role has signed. `opens`: may be the first step of a dossier. `own`: once an officer has the
    dossier in hand, only that officer. `free`: only while nobody has it in hand, or at a status it leaves anyway.
    `mine`: only the officer who has it in hand; `held`: only while somebody has. `beside`: also while a draft waits
    or another agency is awaited. `recallable`: the last step may be taken back; not one that has given something
    out of the house.
    """

    key: str
    label: str
    button: str
    leaves: frozenset[Status]
    enters: Status | None
    taken_by: tuple[Role, ...]
    where: Where = Where.HOLDER
    phase: Phase = Phase.ANY
    clock: Clock = Clock.UNTOUCHED
    pause: Cause | None = None
    form: OfficialForm | None = None
    slip: SlipKind | None = None
    signed_by: Role | None = None
    needs: tuple[Beside, ...] = ()
    reason: bool = False
    opinion: bool = False
    opens: bool = False
    own: bool = False
    free: bool = False
    mine: bool = False
    held: bool = False
    climbs: bool = False
    beside: bool = False
    recallable: bool = False
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
    """How a dossier stands to the officer who asks. `status` None: it is not written down yet.

    `last` is the key of the latest step where this office took it and it can still be put back (`last_by` says whose
    it was, `last_mine` whether it was the officer who asks); `last_out` that what it gave has left the house.
    """

    status: Status | None
    at_home: bool = True
    holds: bool = True
    has_parent: bool = True
    hand: Hand = Hand.NOBODY
    code: str = "này"
    holder: str = "đơn vị khác"
    colleague: str = "cán bộ khác"
    accepted: bool | None = None
    draft: bool = False
    slip_signed: bool = False
    may_ask: bool = True
    apologised: bool = False
    answer_over: bool = False
    answer_by: str = ""
    waiting: bool = False
    paused: bool = False
    withdrawal: bool = False
    last: str = ""
    last_by: str = ""
    last_mine: bool = False
    last_out: bool = False

    @property
    def is_accepted(self) -> bool:
        """Known from the row; where only a status is given, from the status."""
        if self.accepted is not None:
            return self.accepted
        return self.status not in (None, Status.REGISTERED, Status.NOT_ACCEPTED)


S, R = Status, Role
DESK, WORKER, LEADER = R.DESK, R.CASE_OFFICER, R.LEADER
ANYBODY = (DESK, WORKER, LEADER)
OPEN = frozenset(Status) - CLOSED
ABROAD = frozenset(
    {S.FORWARDED, S.ACCEPTED, S.PROCESSING, S.APPROVING, S.SUPPLEMENT_REQUESTED, S.FINANCIAL_OBLIGATION}
)  # fmt: skip

REGISTER = Step(
    "register", "ghi nhận hồ sơ đến", "Ghi nhận, chưa tiếp nhận",
    frozenset(), S.REGISTERED, (DESK,), Where.HOME, Phase.BEFORE, opens=True,
)  # fmt: skip
RECEIVE = Step(
    "receive", "tiếp nhận", "Tiếp nhận",
    frozenset({S.REGISTERED, S.SUPPLEMENT_REQUESTED}), S.RECEIVED, (DESK,), Where.HOME, Phase.BEFORE,
    clock=Clock.STARTS, form=OfficialForm.RECEIPT, opens=True, tone="primary",
)  # fmt: skip
ASK_BEFORE = Step(
    "ask_before", "yêu cầu bổ sung trước tiếp nhận", "Hướng dẫn bổ sung",
    frozenset({S.REGISTERED}), S.SUPPLEMENT_REQUESTED, (DESK,), Where.HOME, Phase.BEFORE,
    form=OfficialForm.SUPPLEMENT, slip=SlipKind.SUPPLEMENT, reason=True, opens=True,
)  # fmt: skip
REFUSE = Step(
    "refuse", "từ chối tiếp nhận", "Từ chối tiếp nhận",
    frozenset({S.REGISTERED, S.SUPPLEMENT_REQUESTED}), S.NOT_ACCEPTED, (DESK,), Where.HOME, Phase.BEFORE,
    form=OfficialForm.REFUSAL, slip=SlipKind.REFUSAL, reason=True, opens=True, tone="danger",
)  # fmt: skip
ACCEPT_FORWARD = Step(
    "accept_forward", "nhận hồ sơ chuyển lên", "Nhận hồ sơ",
    frozenset({S.FORWARDED}), S.ACCEPTED, (DESK,), Where.AWAY,
    form=OfficialForm.CONTROL, recallable=True, tone="primary",
)  # fmt: skip
TAKE_UP = Step(
    "take_up", "thụ lý", "Nhận thụ lý",
    frozenset({S.RECEIVED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (WORKER,),
    free=True, beside=True, recallable=True, tone="primary",
)  # fmt: skip
ASSIGN = Step(
    "assign", "phân công", "Phân công",
    frozenset({S.RECEIVED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (DESK, LEADER),
    form=OfficialForm.CONTROL, beside=True, recallable=True,
)  # fmt: skip
SUPPLEMENT_RECEIVED = Step(
    "supplement_received", "nhận bổ sung", "Nhận giấy tờ bổ sung",
    frozenset({S.SUPPLEMENT_REQUESTED}), S.PROCESSING, (DESK,), phase=Phase.AFTER,
    clock=Clock.BY_PROCEDURE, form=OfficialForm.RECEIPT, recallable=True, tone="primary",
)  # fmt: skip
PAYMENT_DONE = Step(
    "payment_done", "ghi nhận đã nộp nghĩa vụ tài chính", "Đã nộp nghĩa vụ tài chính",
    frozenset({S.FINANCIAL_OBLIGATION}), S.PROCESSING, (DESK,),
    clock=Clock.RESUMES, recallable=True, tone="primary",
)  # fmt: skip
CONSULT_ANSWERED = Step(
    "consult_answered", "nhận trả lời xác minh", "Đã có trả lời xác minh",
    frozenset({S.PROCESSING}), None, (WORKER,),
    clock=Clock.BY_PROCEDURE, needs=(Beside.WAITING,), own=True, beside=True, recallable=True, tone="primary",
)  # fmt: skip
SIGN_SLIP = Step(
    "sign_slip", "ký phiếu", "Ký phiếu",
    ABROAD, None, (LEADER,), phase=Phase.AFTER, needs=(Beside.DRAFT,), beside=True, recallable=True, tone="primary",
)  # fmt: skip
RETURN_SLIP = Step(
    "return_slip", "trả lại dự thảo phiếu", "Trả lại dự thảo",
    ABROAD, None, (LEADER,), phase=Phase.AFTER, needs=(Beside.DRAFT,), reason=True, beside=True, recallable=True,
)  # fmt: skip
HAND_OUT = Step(
    "hand_out", "giao phiếu cho công dân", "Giao phiếu cho công dân",
    frozenset(Status), None, (DESK,), Where.EITHER, needs=(Beside.SIGNED_SLIP,), beside=True, tone="primary",
)  # fmt: skip
SUBMIT_FOR_APPROVAL = Step(
    "submit_for_approval", "trình duyệt", "Trình duyệt",
    frozenset({S.PROCESSING}), S.APPROVING, (WORKER,), own=True, recallable=True, tone="primary",
)  # fmt: skip
APPROVE = Step(
    "approve", "duyệt", "Duyệt",
    frozenset({S.APPROVING}), S.RESOLVED, (LEADER,), clock=Clock.ENDS, recallable=True, tone="primary",
)  # fmt: skip
REDO = Step(
    "redo", "yêu cầu làm lại", "Yêu cầu làm lại",
    frozenset({S.APPROVING}), S.PROCESSING, (LEADER,), reason=True, beside=True, recallable=True,
)  # fmt: skip
REJECT = Step(
    "reject", "từ chối giải quyết", "Từ chối giải quyết",
    frozenset({S.APPROVING}), S.RESOLVED, (LEADER,), clock=Clock.ENDS,
    form=OfficialForm.REFUSAL, slip=SlipKind.REFUSAL, reason=True, recallable=True, tone="danger",
)  # fmt: skip
FORWARD_UP = Step(
    "forward_up", "chuyển lên {parent}", "Chuyển lên {parent}",
    frozenset({S.RECEIVED, S.PROCESSING}), S.FORWARDED, (DESK, WORKER, LEADER),
    form=OfficialForm.CONTROL, own=True, climbs=True,
)  # fmt: skip
RETURN_DOWN = Step(
    "return_down", "trả hồ sơ về nơi gửi", "Trả về nơi gửi",
    frozenset({S.FORWARDED, S.ACCEPTED, S.PROCESSING}), S.PROCESSING, (DESK, WORKER),
    Where.AWAY, form=OfficialForm.CONTROL, reason=True, own=True, tone="danger",
)  # fmt: skip
RESULT_FROM_PARENT = Step(
    "result_from_parent", "gửi kết quả về nơi tiếp nhận", "Gửi kết quả về nơi tiếp nhận",
    frozenset({S.RESOLVED}), S.RESOLVED, (DESK, WORKER), Where.AWAY,
    clock=Clock.ENDS, form=OfficialForm.CONTROL, tone="primary",
)  # fmt: skip
RETURN_RESULT = Step(
    "return_result", "trả kết quả", "Trả kết quả",
    frozenset({S.RESOLVED, S.POSTING}), S.RETURNED, (DESK,), Where.HOME,
    form=OfficialForm.REGISTER, tone="primary",
)  # fmt: skip
NOTIFY = Step(
    "notify", "báo công dân có kết quả", "Đã báo công dân",
    frozenset({S.RESOLVED}), None, (DESK,), Where.HOME, recallable=True,
)  # fmt: skip
POST_RESULT = Step(
    "post_result", "gửi kết quả qua bưu điện", "Gửi bưu điện",
    frozenset({S.RESOLVED}), S.POSTING, (DESK,), Where.HOME,
)  # fmt: skip
POST_UNDELIVERED = Step(
    "post_undelivered", "nhận lại bưu gửi hoàn", "Bưu gửi hoàn về",
    frozenset({S.POSTING}), S.RESOLVED, (DESK,), Where.HOME, reason=True,
)  # fmt: skip
ASK_SUPPLEMENT = Step(
    "ask_supplement", "yêu cầu bổ sung", "Yêu cầu bổ sung",
    frozenset({S.PROCESSING}), S.SUPPLEMENT_REQUESTED, (WORKER,), clock=Clock.STOPS, pause=Cause.SUPPLEMENT,
    form=OfficialForm.SUPPLEMENT, slip=SlipKind.SUPPLEMENT, signed_by=LEADER, needs=(Beside.MAY_ASK,),
    reason=True, own=True, recallable=True,
)  # fmt: skip
REOPEN_SUPPLEMENT = Step(
    "reopen_supplement", "cho bổ sung lần nữa", "Cho bổ sung lần nữa",
    frozenset({S.PROCESSING, S.APPROVING}), None, (LEADER,), needs=(Beside.ASKED_ALREADY,),
    reason=True, recallable=True,
)  # fmt: skip
SUPPLEMENT_EXPIRED = Step(
    "supplement_expired", "dừng vì hết hạn bổ sung", "Hết hạn bổ sung",
    frozenset({S.SUPPLEMENT_REQUESTED}), S.STOPPED, (DESK, LEADER), phase=Phase.AFTER, clock=Clock.ENDS,
    form=OfficialForm.STOP, slip=SlipKind.STOP, needs=(Beside.ANSWER_OVER,), recallable=True, tone="danger",
)  # fmt: skip
ASK_PAYMENT = Step(
    "ask_payment", "yêu cầu nộp nghĩa vụ tài chính", "Yêu cầu nghĩa vụ tài chính",
    frozenset({S.PROCESSING}), S.FINANCIAL_OBLIGATION, (WORKER,), clock=Clock.STOPS, pause=Cause.PAYMENT,
    slip=SlipKind.PAYMENT, reason=True, own=True, recallable=True,
)  # fmt: skip
CONSULT = Step(
    "consult", "xin xác minh của cơ quan khác", "Xin xác minh",
    frozenset({S.PROCESSING}), None, (WORKER,), clock=Clock.BY_PROCEDURE, pause=Cause.CONSULT,
    slip=SlipKind.CONSULT, needs=(Beside.NOT_WAITING,), reason=True, own=True, recallable=True,
)  # fmt: skip
APOLOGISE = Step(
    "apologise", "xin lỗi và hẹn lại", "Xin lỗi, hẹn lại",
    frozenset({S.PROCESSING, S.FORWARDED, S.ACCEPTED, S.APPROVING}), None, (WORKER,), clock=Clock.EXTENDED,
    form=OfficialForm.APOLOGY, slip=SlipKind.APOLOGY, signed_by=LEADER, needs=(Beside.NOT_APOLOGISED,),
    reason=True, own=True, recallable=True,
)  # fmt: skip
OPINE = Step(
    "opine", "cho ý kiến", "Cho ý kiến",
    OPEN, None, ANYBODY, opinion=True, beside=True, recallable=True,
)  # fmt: skip
GIVE_BACK = Step(
    "give_back", "trả lại hàng việc", "Trả lại hàng việc",
    frozenset({S.PROCESSING}), None, (WORKER,), mine=True, beside=True, recallable=True,
)  # fmt: skip
TAKE_BACK = Step(
    "take_back", "lấy lại hồ sơ từ cán bộ", "Lấy lại từ cán bộ",
    frozenset({S.PROCESSING}), None, (LEADER,), held=True, reason=True, beside=True, recallable=True,
)  # fmt: skip
ASK_WITHDRAWAL = Step(
    "ask_withdrawal", "chuyển yêu cầu rút hồ sơ", "Công dân xin rút",
    ABROAD, None, (DESK,), Where.LENT, needs=(Beside.NO_WITHDRAWAL,), reason=True, beside=True,
)  # fmt: skip
AGREE_WITHDRAWAL = Step(
    "agree_withdrawal", "đồng ý cho rút hồ sơ", "Đồng ý cho rút",
    ABROAD, S.WITHDRAWN, (DESK, LEADER), Where.AWAY, clock=Clock.ENDS, needs=(Beside.WITHDRAWAL,), beside=True,
)  # fmt: skip
DECLINE_WITHDRAWAL = Step(
    "decline_withdrawal", "không đồng ý cho rút hồ sơ", "Không cho rút",
    ABROAD, None, (DESK, LEADER), Where.AWAY, needs=(Beside.WITHDRAWAL,), reason=True, beside=True,
)  # fmt: skip
STOP = Step(
    "stop", "dừng giải quyết", "Dừng giải quyết",
    frozenset({S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.FINANCIAL_OBLIGATION}), S.STOPPED, (LEADER,),
    phase=Phase.AFTER, clock=Clock.ENDS, form=OfficialForm.STOP, slip=SlipKind.STOP, reason=True,
    beside=True, recallable=True, tone="danger",
)  # fmt: skip
CORRECT_RESULT = Step(
    "correct_result", "đính chính kết quả", "Đính chính kết quả",
    frozenset({S.RETURNED, S.RESOLVED}), S.PROCESSING, (LEADER,), reason=True, recallable=True,
)  # fmt: skip
WITHDRAW = Step(
    "withdraw", "cho rút hồ sơ", "Công dân rút hồ sơ",
    frozenset({
        S.REGISTERED, S.SUPPLEMENT_REQUESTED, S.RECEIVED, S.PROCESSING, S.FINANCIAL_OBLIGATION, S.APPROVING,
    }),
    S.WITHDRAWN, (DESK,), Where.HOME, clock=Clock.ENDS, reason=True, beside=True, tone="danger",
)  # fmt: skip
CHANGE_EXEMPTION = Step(
    "change_exemption", "đổi miễn, giảm phí, lệ phí", "Đổi miễn, giảm",
    OPEN, None, (DESK, LEADER), Where.HOME, Phase.AFTER, reason=True, beside=True, recallable=True,
)  # fmt: skip
ROLLBACK = Step(
    "rollback", "thu hồi bước vừa làm", "Thu hồi bước vừa làm",
    frozenset(Status), None, ANYBODY, needs=(Beside.LAST_STEP,), beside=True,
)  # fmt: skip

STEPS = {
    step.key: step
    for step in (
        REGISTER, RECEIVE, ASK_BEFORE, REFUSE, ACCEPT_FORWARD, TAKE_UP, ASSIGN, SUPPLEMENT_RECEIVED,
        PAYMENT_DONE, CONSULT_ANSWERED, SIGN_SLIP, RETURN_SLIP, HAND_OUT, SUBMIT_FOR_APPROVAL, APPROVE, REDO,
        REJECT, FORWARD_UP, RETURN_DOWN, RESULT_FROM_PARENT, RETURN_RESULT, NOTIFY, POST_RESULT,
        POST_UNDELIVERED, ASK_SUPPLEMENT, REOPEN_SUPPLEMENT, SUPPLEMENT_EXPIRED, ASK_PAYMENT, CONSULT,
        APOLOGISE, OPINE, GIVE_BACK, TAKE_BACK, ASK_WITHDRAWAL, AGREE_WITHDRAWAL, DECLINE_WITHDRAWAL, STOP,
        CORRECT_RESULT, CHANGE_EXEMPTION, WITHDRAW, ROLLBACK,
    )
}  # fmt: skip
"""In the order in which their buttons stand on a page."""

DRAFTED_BY = {step.slip: step for step in STEPS.values() if step.slip and step.signed_by}
"""The step a signature completes, by the letter that is signed."""


def take(
    step: Step, standing: Standing, roles: Collection[str], *, parent: str = "cấp trên"
) -> Status:
    """The status the dossier is in after the step, or a refusal that says what is in the way."""
    refusal = _objection(worded(step, parent), standing, roles)
    if refusal is not None:
        raise refusal
    stays = step.enters is None or step.signed_by is not None
    return standing.status if stays and standing.status else step.enters or Status.REGISTERED


def open_steps(
    standing: Standing, roles: Collection[str], *, parent: str = "cấp trên"
) -> list[Step]:
    """The steps this officer may take now, worded for the buttons."""
    return [
        worded(step, parent) for step in STEPS.values() if _objection(step, standing, roles) is None
    ]


def objection(
    step: Step, standing: Standing, roles: Collection[str], *, parent: str = "cấp trên"
) -> Refusal | None:
    """What is in the way of a step, without taking it."""
    return _objection(worded(step, parent), standing, roles)


def worded(step: Step, parent: str) -> Step:
    """The step with what the office above is called here put into its words."""
    return replace(
        step, label=step.label.format(parent=parent), button=step.button.format(parent=parent)
    )


IMPORT = Step(
    "import", "nhập từ sổ cũ", "Nhập từ sổ cũ", frozenset(), S.RETURNED, (R.DESK,), Where.HOME, opens=True
)  # fmt: skip
"""Not a step anybody takes at a desk: the first line of a dossier that was brought in from an old register. It
enters the status the register tells."""


RECOUNT = Step(
    "recount", "tính lại ngày hẹn theo lịch", "Tính lại ngày hẹn theo lịch", frozenset(), None, (LEADER,),
    clock=Clock.EXTENDED, reason=True,
)  # fmt: skip
"""Not a step of one dossier: a leader has the dates of all counted again when the calendar changed."""

TAKEN_OVER = Step(
    "taken_over", "giao cho đơn vị kế thừa", "Giao cho đơn vị kế thừa", frozenset(), None, (R.ADMIN,)
)  # fmt: skip
"""Not a step of one dossier either: two offices became one, and all of the one went to the other."""

TWIN = Step(
    "twin", "khép vì trùng hồ sơ", "Trùng – giữ một", OPEN, S.STOPPED, (WORKER, LEADER), clock=Clock.ENDS, reason=True
)  # fmt: skip
UNTWIN = Step(
    "untwin", "mở lại, không trùng hồ sơ", "Mở lại", frozenset({S.STOPPED}), None, (WORKER, LEADER), reason=True
)  # fmt: skip
"""Taken at the office above, whoever holds the dossier: one matter was handed in twice, and after all it was not."""

LINES = {step.key: step for step in (IMPORT, RECOUNT, TAKEN_OVER, TWIN, UNTWIN)}
"""Lines of a history that no button of a dossier makes."""


def title_of(action: str, parent: str = "cấp trên") -> str:
    """The words for a line of history, also for a step that a newer program has invented."""
    if action in LINES:
        return LINES[action].title
    return worded(STEPS[action], parent).title if action in STEPS else action


def _objection(step: Step, standing: Standing, roles: Collection[str]) -> Refusal | None:
    if not set(step.taken_by) & set(roles):
        return NotYourStep(step=step.label, role=step.roles_label)
    if standing.status is None:
        return None if step.opens else StepNotOpen(**_facts(step, standing))
    return (
        _place(step, standing)
        or _status(step, standing)
        or _busy(step, standing)
        or _held_in_hand(step, standing)
        or _needs(step, standing, roles)
    )


def _place(step: Step, standing: Standing) -> Refusal | None:
    """What stands against the step because of the office that asks."""
    if step.where is Where.EITHER and (standing.at_home or standing.holds):
        return None
    if step.where is Where.LENT:
        if standing.holds:
            return HeldHere(code=standing.code)
        return None if standing.at_home else StepNotOpen(**_facts(step, standing))
    if not standing.holds:
        return HeldElsewhere(
            code=standing.code, holder=in_sentence(standing.holder), step=step.label
        )
    at_its_place = step.where is Where.HOLDER or standing.at_home is (step.where is Where.HOME)
    return None if at_its_place else StepNotOpen(**_facts(step, standing))


def _status(step: Step, standing: Standing) -> Refusal | None:
    in_time = step.phase is Phase.ANY or standing.is_accepted is (step.phase is Phase.AFTER)
    if standing.status not in step.leaves or not in_time:
        return StepNotOpen(**_facts(step, standing))
    if step.climbs and not standing.has_parent:
        return NoParent(code=standing.code)
    return None


def _busy(step: Step, standing: Standing) -> Refusal | None:
    """A draft on the leader's desk, or an agency that has not answered, holds up the work on the dossier."""
    if step.beside:
        return None
    if standing.draft:
        return DraftWaiting(code=standing.code, step=step.label)
    if standing.waiting and standing.paused:
        return ClockStands(code=standing.code, step=step.label)
    return None


def _held_in_hand(step: Step, standing: Standing) -> Refusal | None:
    """What stands against the step because of the desk the dossier lies on."""
    if standing.hand is Hand.COLLEAGUE and (step.own or step.free):
        return HeldByColleague(code=standing.code, holder=standing.colleague)
    if standing.hand is Hand.MINE and step.free:
        return StepNotOpen(**_facts(step, standing))
    if step.mine and standing.hand is not Hand.MINE:
        return NotInYourHand(code=standing.code, step=step.label)
    if step.held and standing.hand is Hand.NOBODY:
        return StepNotOpen(**_facts(step, standing))
    return None


def _needs(step: Step, standing: Standing, roles: Collection[str]) -> Refusal | None:
    if Beside.LAST_STEP in step.needs:
        return _not_recallable(standing, roles)
    for need in step.needs:
        is_met, refusal = NEEDS[need]
        if not is_met(standing):
            until = f" (đến ngày {standing.answer_by})" if standing.answer_by else ""
            holder = in_sentence(standing.holder)
            return refusal(code=standing.code, step=step.label, until=until, holder=holder)
    return None


NEEDS: dict[Beside, tuple[Callable[[Standing], bool], type[Refusal]]] = {
    Beside.DRAFT: (lambda standing: standing.draft, NoDraftWaiting),
    Beside.SIGNED_SLIP: (lambda standing: standing.slip_signed, NothingToHandOut),
    Beside.MAY_ASK: (lambda standing: standing.may_ask, SupplementAskedBefore),
    Beside.ASKED_ALREADY: (lambda standing: not standing.may_ask, SupplementMayBeAsked),
    Beside.NOT_APOLOGISED: (lambda standing: not standing.apologised, ApologisedBefore),
    Beside.ANSWER_OVER: (lambda standing: standing.answer_over, AnswerNotOver),
    Beside.WAITING: (lambda standing: standing.waiting, NotConsulting),
    Beside.NOT_WAITING: (lambda standing: not standing.waiting, AlreadyConsulting),
    Beside.WITHDRAWAL: (lambda standing: standing.withdrawal, NoWithdrawalAsked),
    Beside.NO_WITHDRAWAL: (lambda standing: not standing.withdrawal, WithdrawalAskedAlready),
}


def _not_recallable(standing: Standing, roles: Collection[str]) -> Refusal | None:
    """Only the last step, by who took it or by a leader, and only while it has not left the house."""
    step = STEPS.get(standing.last)
    if step is None:
        return NothingToRecall(code=standing.code, why="không phải bước làm tại đơn vị này")
    if not step.recallable or standing.last_out:
        why = (
            f"“{step.label.format(parent='cấp trên')}” đã ra khỏi đơn vị hoặc đã giao cho công dân"
        )
        return NothingToRecall(code=standing.code, why=why)
    if not standing.last_mine and Role.LEADER not in roles:
        return RecallOfAnother(code=standing.code, last=step.title, who=standing.last_by)
    return None


def _facts(step: Step, standing: Standing) -> dict[str, str]:
    status = label_of(standing.status) if standing.status else "chưa ghi nhận"
    return {"code": standing.code, "status": status, "step": step.label}
