"""What pressing the button of a step leads to, told before it is pressed: the status, the clock, who gets it."""

from datetime import datetime

from app.domain.calendar import local
from app.domain.deadlines import words as time_words
from app.domain.dossiers import Status, label_of
from app.domain.explanations import day_words
from app.domain.money import WITHOUT_RESULT
from app.domain.officers import Role
from app.domain.pauses import OUTCOME_LABELS, AfterWait, Cause
from app.domain.procedures import OnConsult
from app.domain.slips import SLIP_LABELS, SlipKind
from app.domain.vietnamese import money as in_dong
from app.domain.workflow import DRAFTED_BY, Clock, Step
from app.models.dossiers import Dossier
from app.models.slips import Pause
from app.queries import money, officers, promises, slips

CAUSES = {Status.SUPPLEMENT_REQUESTED: Cause.SUPPLEMENT, Status.FINANCIAL_OBLIGATION: Cause.PAYMENT}


def of_step(step: Step, dossier: Dossier, at: datetime) -> list[str]:
    """Whole sentences, in the order in which they matter."""
    told = [
        *_of_signature(step, dossier, at), *_of_status(step, dossier), *_of_clock(step, dossier, at), *_of_letter(step),
        *_of_receiver(step, dossier), *_of_money(step, dossier), _of_recall(step),
    ]  # fmt: skip
    return [words for words in told if words]


def _of_signature(step: Step, dossier: Dossier, at: datetime) -> list[str]:
    """What the draft on the leader's desk promised."""
    slip = slips.draft(dossier.id) if step.key == "sign_slip" else None
    if slip is None:
        return []
    if slip.new_due_at is not None:
        new = f"{local(slip.new_due_at):%H:%M} {day_words(local(slip.new_due_at).date(), local(at).year)}"
        return [f"Hẹn trả mới {new}; ngày hẹn cũ vẫn đọc được. Một cửa giao phiếu cho công dân."]
    drafted = DRAFTED_BY[SlipKind(slip.kind)]
    entered = label_of(drafted.enters.value) if drafted.enters else label_of(dossier.status)
    return [f"Hồ sơ chuyển sang “{entered}” và đồng hồ dừng ngay. Một cửa giao phiếu cho công dân."]


def _of_status(step: Step, dossier: Dossier) -> list[str]:
    if step.enters is None or step.enters == dossier.status:
        return []
    when = "Khi lãnh đạo ký, hồ sơ" if step.signed_by else "Hồ sơ"
    return [f"{when} chuyển từ “{label_of(dossier.status)}” sang “{label_of(step.enters.value)}”."]


def _of_clock(step: Step, dossier: Dossier, at: datetime) -> list[str]:
    due = dossier.extended_due_at or dossier.due_at
    if due is None or step.clock is Clock.UNTOUCHED:
        return []
    shown = f"{local(due):%H:%M} {day_words(local(due).date(), local(at).year)}"
    if step.clock is Clock.STOPS:
        when = "khi lãnh đạo ký" if step.signed_by else "ngay"
        return [f"Đồng hồ dừng {when}; ngày hẹn đang là {shown}, tính lại khi tiếp tục."]
    if step.clock is Clock.EXTENDED:
        return [f"Đang hẹn trả {shown}. Ngày mới có hiệu lực khi lãnh đạo ký; chỉ hẹn lại một lần."]
    if step.pause is Cause.CONSULT:
        return _of_consult(dossier, at, shown)
    if step.clock in (Clock.RESUMES, Clock.BY_PROCEDURE):
        return _of_going_on(dossier, at, shown)
    return ["Đồng hồ dừng hẳn."] if step.clock is Clock.ENDS else []


def _of_consult(dossier: Dossier, at: datetime, shown: str) -> list[str]:
    policy = promises.consult_policy(dossier)
    if policy is OnConsult.PAUSE:
        return [f"Đồng hồ dừng cho đến khi có trả lời; ngày hẹn đang là {shown}."]
    given = promises.more_by_law(dossier, at) if policy is OnConsult.MORE else None
    if given is None:
        return [f"Đồng hồ vẫn chạy; hẹn trả {shown} giữ nguyên."]
    _, more, due = given
    day = day_words(local(due).date(), local(at).year)
    return [f"Thủ tục cho thêm {time_words(more)} để xác minh: hẹn trả từ {shown} thành {day}."]


def _of_going_on(dossier: Dossier, at: datetime, shown: str) -> list[str]:
    cause = CAUSES.get(Status(dossier.status), Cause.CONSULT)
    pause = slips.open_pause(dossier.id, cause)
    if pause is None or pause.outcome == AfterWait.RAN:
        return [f"Hẹn trả {shown} giữ nguyên."]
    outcome = _outcome(dossier, pause)
    moved, words = promises.after_wait(dossier, pause, outcome, at)
    if moved is None:
        return []
    due = moved.in_force
    day = f"{local(due.at):%H:%M} {day_words(due.day, local(at).year)}"
    return [
        f"Đồng hồ chạy tiếp, {OUTCOME_LABELS[outcome]}: hẹn trả mới {day} (trước đó {shown}).",
        f"Cách tính: {words}.",
    ]


def _outcome(dossier: Dossier, pause: Pause) -> AfterWait:
    if pause.cause == Cause.SUPPLEMENT:
        return promises.outcome_after_supplement(dossier)
    return AfterWait.RESUMED


def _of_letter(step: Step) -> list[str]:
    if step.slip is None or step.pause is Cause.CONSULT:
        return []
    name = SLIP_LABELS[step.slip]
    if step.signed_by:
        return [f"Lập dự thảo “{name}”, chờ lãnh đạo ký; một cửa giao cho công dân."]
    return [f"Lập “{name}”, in ra và giao cho công dân."]


def _of_receiver(step: Step, dossier: Dossier) -> list[str]:
    if step.enters is Status.APPROVING or step.signed_by is Role.LEADER:
        names = ", ".join(each.name for each in officers.with_role(Role.LEADER))
        return [f"Người nhận: {names or 'lãnh đạo'}."]
    if step.enters is Status.PROCESSING and dossier.holder_officer_name:
        return [f"Hồ sơ về bàn của {dossier.holder_officer_name}."]
    return []


def _of_money(step: Step, dossier: Dossier) -> list[str]:
    """Money already taken for a dossier that ends without a result."""
    if step.enters not in WITHOUT_RESULT:
        return []
    kept = money.balance_of(dossier).kept
    return [f"Đã thu {in_dong(kept)}: nhớ hoàn trả nếu phải trả lại công dân."] if kept else []


def _of_recall(step: Step) -> str:
    if step.key == "rollback":
        return "Lịch sử giữ cả bước đã làm và lần thu hồi."
    if step.recallable:
        return "Bấm nhầm thì thu hồi được, khi chưa ai làm bước tiếp theo."
    return "Bước này không thu hồi được."
