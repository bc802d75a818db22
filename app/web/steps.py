"""One step of a dossier: its dialog on a page, and doing it. What is possible is the workflow's answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import workflow
from app.domain.birth_dates import show_date
from app.domain.officers import Officer, Role
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.results import ResultDraft
from app.domain.vietnamese import clean
from app.domain.workflow import Step
from app.queries import dossiers as queries
from app.queries import officers
from app.services import dossiers as services
from app.web.dossiers import page_of
from app.web.guards import current_officer, officers_who
from app.web.pages import done, refused, show

bp = Blueprint("steps", __name__, url_prefix="/ho-so")

RESULT = ("outcome", "number", "issued_on", "signer", "content")
CONFLICT = 409
PLAIN_MONEY = str.maketrans("", "", ". ")
TYPED = ("note", "reason", "content", "number", "collected_by")

Typed = Mapping[str, str]
Do = Callable[..., Any]


@dataclass(frozen=True)
class Dialog:
    """A step as a page: its address, the boxes it asks, what pressing the button leads to."""

    slug: str
    asks: tuple[str, ...]
    do: Do
    says: str
    told: str


DIALOGS: Mapping[str, Dialog] = {
    "refuse": Dialog(
        "tu-choi-tiep-nhan", ("reason",),
        lambda dossier_id, typed, **how: services.refuse(dossier_id, reason=typed["reason"], **how),
        "Hồ sơ kết thúc ở trạng thái “Không tiếp nhận”. Giấy tờ trả lại công dân.",
        "Đã từ chối tiếp nhận.",
    ),
    "accept_forward": Dialog(
        "nhan-chuyen-len", ("note",),
        lambda dossier_id, typed, **how: services.accept_forward(
            dossier_id, note=typed["note"], **how
        ),
        "Xác nhận đã nhận đủ giấy tờ của hồ sơ. Từ đây đơn vị này giải quyết.",
        "Đã nhận hồ sơ chuyển lên.",
    ),
    "take_up": Dialog(
        "thu-ly", ("note",),
        lambda dossier_id, typed, **how: services.take_up(dossier_id, note=typed["note"], **how),
        "Hồ sơ ghi tên ông/bà; người khác thấy ông/bà đang thụ lý.",
        "Đã nhận thụ lý.",
    ),
    "assign": Dialog(
        "phan-cong", ("to_username", "note"),
        lambda dossier_id, typed, **how: services.assign(
            dossier_id, to_username=typed["to_username"], note=typed["note"], **how
        ),
        "Hồ sơ sang bàn của cán bộ được chọn.",
        "Đã phân công.",
    ),
    "submit_for_approval": Dialog(
        "trinh-duyet", (*RESULT, "note"),
        lambda dossier_id, typed, **how: services.submit_for_approval(
            dossier_id, draft=draft_of(typed), note=typed["note"], **how
        ),
        "Hồ sơ sang lãnh đạo, kèm dự thảo kết quả nếu có.",
        "Đã trình duyệt.",
    ),
    "approve": Dialog(
        "duyet", (*RESULT, "note"),
        lambda dossier_id, typed, **how: services.approve(
            dossier_id, result=draft_of(typed), note=typed["note"], **how
        ),
        "Kết quả được ghi là đã ký; hồ sơ sang một cửa để trả công dân hoặc gửi về nơi tiếp nhận.",
        "Đã duyệt.",
    ),
    "redo": Dialog(
        "lam-lai", ("reason",),
        lambda dossier_id, typed, **how: services.redo(dossier_id, reason=typed["reason"], **how),
        "Hồ sơ về lại cán bộ đã trình.",
        "Đã yêu cầu làm lại.",
    ),
    "reject": Dialog(
        "tu-choi-giai-quyet", ("reason",),
        lambda dossier_id, typed, **how: services.reject(dossier_id, reason=typed["reason"], **how),
        "Kết quả là không được giải quyết; lý do ghi vào văn bản trả công dân.",
        "Đã từ chối giải quyết.",
    ),
    "forward_up": Dialog(
        "chuyen-len", ("note",),
        lambda dossier_id, typed, **how: services.forward_up(dossier_id, note=typed["note"], **how),
        "Từ lúc này đơn vị cấp trên giữ hồ sơ. Nếu chưa có mạng, hồ sơ chờ gửi và đi khi có mạng.",
        "Đã chuyển lên cấp trên.",
    ),
    "return_down": Dialog(
        "tra-ve", ("reason",),
        lambda dossier_id, typed, **how: services.return_down(
            dossier_id, reason=typed["reason"], **how
        ),
        "Hồ sơ về nơi gửi để sửa; nơi gửi thấy ở hàng “Bị trả lại”.",
        "Đã trả hồ sơ về nơi gửi.",
    ),
    "result_from_parent": Dialog(
        "gui-ket-qua", ("note",),
        lambda dossier_id, typed, **how: services.send_result_down(
            dossier_id, note=typed["note"], **how
        ),
        "Kết quả đã ký về nơi tiếp nhận để trả cho công dân.",
        "Đã gửi kết quả về nơi tiếp nhận.",
    ),
    "return_result": Dialog(
        "tra-ket-qua", ("collected_by", "collected_id_no", "amount_paid", "note"),
        lambda dossier_id, typed, **how: services.hand_over(
            dossier_id,
            collected_by=typed["collected_by"],
            collected_id_no=typed["collected_id_no"],
            amount_paid=_amount(typed["amount_paid"]),
            note=typed["note"],
            **how,
        ),
        "Hồ sơ kết thúc. Thu lại giấy tiếp nhận của công dân.",
        "Đã trả kết quả.",
    ),
    "withdraw": Dialog(
        "rut", ("reason",),
        lambda dossier_id, typed, **how: services.withdraw(
            dossier_id, reason=typed["reason"], **how
        ),
        "Hồ sơ kết thúc theo yêu cầu của công dân. Giấy tờ trả lại công dân.",
        "Đã cho rút hồ sơ.",
    ),
}  # fmt: skip
"""By the key of the step in the workflow. Receiving has pages of its own (app/web/intake.py)."""

KEYS = {dialog.slug: key for key, dialog in DIALOGS.items()}
SLUGS = {key: dialog.slug for key, dialog in DIALOGS.items()}
AT_ONCE = {"take_up"}
"""Steps that ask nothing: one press on the page of the dossier."""


@bp.app_context_processor
def addresses() -> dict[str, Any]:
    """How the page of a dossier finds the dialog of each step."""
    return {"slugs": SLUGS, "at_once": AT_ONCE}


@bp.get("/<dossier_id>/buoc/<action>")
@officers_who(Permission.SEE_DOSSIERS)
def form(dossier_id: str, action: str) -> Response:
    key, by = _key(action), current_officer()
    page = page_of(dossier_id, by)
    step = next((step for step in page["steps"] if step.key == key), None)
    if step is None:
        return _not_open(page, key)
    return show("dossiers/step.html", **_dialog(page, step, by, _prefilled(key, page, by)))


@bp.post("/<dossier_id>/buoc/<action>")
@officers_who(Permission.SEE_DOSSIERS)
def do(dossier_id: str, action: str) -> Response:
    key, by = _key(action), current_officer()
    typed = {name: clean(request.form.get(name, "")) for name in DIALOGS[key].asks}
    seen = request.form.get("seen", type=int)
    try:
        DIALOGS[key].do(dossier_id, typed, by=by, at=clock.now(), seen=seen)
    except Refusal as no:
        if faults := faults_in(no, typed):
            return _mend(dossier_id, key, typed, faults, seen)
        if no.status != CONFLICT:
            raise
        return _stale(dossier_id, by, no, seen, typed)
    return done(url_for("dossiers.one", dossier_id=dossier_id), message=DIALOGS[key].told)


def _key(action: str) -> str:
    return KEYS.get(action) or abort(404)


def _dialog(page: dict[str, Any], step: Step, by: Officer, typed: Typed) -> dict[str, Any]:
    workers = officers.with_role(Role.CASE_OFFICER) if step.key == "assign" else []
    return page | {
        "step": step,
        "dialog": DIALOGS[step.key],
        "typed": typed,
        "workers": [(each.username, f"{each.name} – {each.title}") for each in workers],
    }


def _mend(dossier_id: str, key: str, typed: Typed, faults: Typed, seen: int | None) -> Response:
    """The dialog again, with what was typed and what must be mended."""
    by = current_officer()
    page = page_of(dossier_id, by)
    step = next((step for step in page["steps"] if step.key == key), workflow.STEPS[key])
    context = _dialog(page, step, by, typed) | {"seen": seen or page["seen"]}
    return refused("dossiers/step.html", faults.items(), **context)


def _stale(dossier_id: str, by: Officer, no: Refusal, seen: int | None, typed: Typed) -> Response:
    """The dossier as it is now, what happened since the page was opened, and what was typed."""
    page = page_of(dossier_id, by)
    known = seen if seen is not None else page["seen"]
    meanwhile = [event for event in page["events"] if event.position > known]
    return _as_it_is(page, str(no), meanwhile, [typed[name] for name in TYPED if typed.get(name)])


def _not_open(page: dict[str, Any], key: str) -> Response:
    dossier = page["dossier"]
    step = workflow.STEPS[key].label.format(parent="cấp trên")
    words = f"Hồ sơ đang ở bước “{dossier.status_label}”, ông/bà chưa thể {step}."
    return _as_it_is(page, words, [], [])


def _as_it_is(page: dict[str, Any], words: str, meanwhile: list[Any], typed: list[str]) -> Response:
    return show(
        "dossiers/show.html",
        status=CONFLICT,
        refusal=words,
        meanwhile=meanwhile,
        typed=typed,
        **page,
    )


def _prefilled(key: str, page: dict[str, Any], by: Officer) -> dict[str, str]:
    """What the boxes hold when the dialog opens: the draft of the result, who will probably come."""
    dossier = page["dossier"]
    if key in ("submit_for_approval", "approve"):
        draft = queries.draft(dossier.id, by)
        values = {name: getattr(draft, name, None) or "" for name in RESULT}
        values["issued_on"] = show_date(values["issued_on"])
        signer = by.name if key == "approve" else ""
        return values | {
            "signer": values["signer"] or signer,
            "outcome": values["outcome"] or "granted",
        }
    if key == "return_result":
        return {
            "collected_by": dossier.submitter_name or dossier.applicant_name,
            "collected_id_no": dossier.submitter_id_no or dossier.id_no or "",
            "amount_paid": str(dossier.amount_due or 0),
        }
    return {}


def faults_in(no: Refusal, typed: Typed) -> Typed:
    """What the refusal says about boxes of this dialog, by box; nothing when it is about the dossier."""
    if isinstance(no, FormNotComplete):
        return dict(no.facts["fields"])
    field = str(no.facts.get("field", ""))
    return {field: str(no)} if field in typed else {}


def draft_of(typed: Typed) -> ResultDraft | None:
    """The result as typed; nothing chosen is no result."""
    return ResultDraft(**{name: typed[name] for name in RESULT}) if typed["outcome"] else None


def _amount(typed: str) -> int | None:
    """Whole đồng, thousands with dots; None for an empty box, what no rule accepts for anything else."""
    digits = typed.translate(PLAIN_MONEY)
    if not digits:
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else -1
