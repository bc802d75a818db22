"""One step of a dossier: its dialog on a page, and doing it. What is possible is the workflow's answer."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import slips as slip_rules
from app.domain import workflow
from app.domain.birth_dates import show_date
from app.domain.documents import LARGEST_BYTES
from app.domain.officers import Officer, Role
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete, NotYourStep, Refusal, StepNotOpen
from app.domain.vietnamese import clean
from app.domain.workflow import Step
from app.queries import consequences, officers, promises, slips
from app.queries import dossiers as queries
from app.queries.queues import BY_KEY
from app.services import step_files
from app.services.documents import Upload
from app.web import collectors
from app.web.dossiers import page_of
from app.web.guards import current_officer, officer_or_none, officers_who, prove_again
from app.web.pages import done, refused, show
from app.web.step_dialogs import AT_ONCE, DIALOGS, KEYS, LINES, RARE, RESULT, SLUGS, Typed

bp = Blueprint("steps", __name__, url_prefix="/ho-so")

CONFLICT = 409
BINDING = frozenset({"approve", "reject", "sign_slip", "refuse", "apologise", "rollback"})
"""Steps that bind the office or undo what did: signing, refusing, another date, taking back. PIN or password."""
ROOM_FOR_THE_FORM = 1024 * 1024
TYPED = ("note", "reason", "content", "number", "collected_by", "items", "to_whom")


@bp.app_context_processor
def addresses() -> dict[str, Any]:
    """How the page of a dossier finds the dialog of each step."""
    return {"slugs": SLUGS, "at_once": AT_ONCE, "rare": RARE, "binding": BINDING}


def allow_large_files() -> None:
    """Let the scans of a step through. Runs before anything reads the request."""
    if request.endpoint == "steps.do" and officer_or_none() is not None:
        request.max_content_length = LARGEST_BYTES + ROOM_FOR_THE_FORM


@bp.get("/<dossier_id>/buoc/<action>")
@officers_who(Permission.SEE_DOSSIERS)
def form(dossier_id: str, action: str) -> Response:
    key, by = _key(action), current_officer()
    page = page_of(dossier_id, by)
    step = next((step for step in page["steps"] if step.key == key), None)
    if step is None:
        return _not_open(page, key)
    return show("dossiers/step.html", **_dialog(page, step, _prefilled(key, page, by)))


@bp.get("/<dossier_id>/hen-tra")
@officers_who(Permission.SEE_DOSSIERS)
def promise(dossier_id: str) -> Response:
    """How the due date came to be, day by day."""
    now = clock.now()
    dossier = queries.one(dossier_id, current_officer(), now=now)
    return show("dossiers/promise.html", dossier=dossier, told=promises.story(dossier.dossier, now))


@bp.post("/<dossier_id>/buoc/<action>")
@officers_who(Permission.SEE_DOSSIERS)
def do(dossier_id: str, action: str) -> Response:
    key, by = _key(action), current_officer()
    typed = {name: _typed(name) for name in DIALOGS[key].asks}
    seen, at = request.form.get("seen", type=int), clock.now()
    if key == "return_result" and request.form.get("scan", "").strip():
        return collectors.read(_asked_again(dossier_id, key, typed, seen))
    try:
        if key in BINDING:
            prove_again()
        step_files.take_with(
            _files(key), dossier_id, lambda: DIALOGS[key].do(dossier_id, typed, by=by, at=at, seen=seen),
            by=by, at=at,
        )  # fmt: skip
    except Refusal as no:
        if faults := faults_in(no, typed):
            return _mend(dossier_id, key, typed, faults, seen)
        if no.status != CONFLICT:
            raise
        return _stale(dossier_id, by, no, seen, typed)
    return done(_onwards(dossier_id), message=DIALOGS[key].told)


def _onwards(dossier_id: str) -> str:
    """Back to the row of the queue where the button stood, else to the dossier, which knows its queue."""
    queue = request.form.get("viec", "")
    if queue not in BY_KEY:
        return url_for("dossiers.one", dossier_id=dossier_id)
    if request.form.get("ve") == "hang":
        return url_for("desk.queue", key=queue)
    return url_for("dossiers.one", dossier_id=dossier_id, viec=queue)


def _key(action: str) -> str:
    return KEYS.get(action) or abort(404)


def _typed(name: str) -> str:
    given = request.form.get(name, "")
    return "\n".join(map(clean, given.splitlines())) if name in LINES else clean(given)


def _files(key: str) -> list[Upload]:
    """The scans chosen in the dialog, where it asks for any."""
    chosen = request.files.getlist("files") if DIALOGS[key].files else []
    return [Upload(file.filename, cast(BinaryIO, file.stream)) for file in chosen if file.filename]


def _dialog(page: dict[str, Any], step: Step, typed: Typed) -> dict[str, Any]:
    dossier, now = page["dossier"], clock.now()
    workers = officers.with_role(Role.CASE_OFFICER) if step.key == "assign" else []
    return page | {
        "step": step,
        "dialog": DIALOGS[step.key],
        "typed": typed,
        "workers": [(each.username, f"{each.name} – {each.title}") for each in workers],
        "told": consequences.of_step(step, dossier.dossier, now),
        "slip": _slip(step.key, dossier.id),
        "apology_reasons": list(slip_rules.APOLOGY_REASONS.items()),
        "slip_words": slip_rules,
    }


def _slip(key: str, dossier_id: str) -> Any:
    """The letter that the step is about."""
    if key in ("sign_slip", "return_slip"):
        return slips.draft(dossier_id)
    return slips.to_hand_out(dossier_id) if key == "hand_out" else None


def _mend(dossier_id: str, key: str, typed: Typed, faults: Typed, seen: int | None) -> Response:
    """The dialog again, with what was typed and what must be mended."""
    context = _asked_again(dossier_id, key, typed, seen)
    return refused("dossiers/step.html", faults.items(), **context)


def _asked_again(dossier_id: str, key: str, typed: Typed, seen: int | None) -> dict[str, Any]:
    by = current_officer()
    page = page_of(dossier_id, by)
    step = next((step for step in page["steps"] if step.key == key), workflow.STEPS[key])
    return _dialog(page, step, typed) | {"seen": seen or page["seen"]}


def _stale(dossier_id: str, by: Officer, no: Refusal, seen: int | None, typed: Typed) -> Response:
    """The dossier as it is now, what happened since the page was opened, and what was typed."""
    page = page_of(dossier_id, by)
    known = seen if seen is not None else page["seen"]
    meanwhile = [event for event in page["events"] if event.position > known]
    return _as_it_is(page, str(no), meanwhile, [typed[name] for name in TYPED if typed.get(name)])


def _not_open(page: dict[str, Any], key: str) -> Response:
    """Why the dialog is not open: the same sentence that pressing its button would answer."""
    dossier, by = page["dossier"], current_officer()
    no = queries.objection(workflow.STEPS[key], dossier, by, now=clock.now())
    step = workflow.STEPS[key].label.format(parent="cấp trên")
    words = f"Hồ sơ đang ở bước “{dossier.status_label}”, ông/bà chưa thể {step}."
    generic = no is None or isinstance(no, StepNotOpen | NotYourStep)
    return _as_it_is(page, words if generic else str(no), [], [])


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
            "amount_paid": str(page["balance"].owed),
            "method": "cash",
        }
    if key == "change_exemption":
        return {"exemption": dossier.exemption or "", "percent": "100"}
    if key == "hand_out":
        return {"handed_to": dossier.submitter_name or dossier.applicant_name}
    if key == "ask_supplement":
        until = promises.usual_answer_by(dossier.dossier, clock.now())
        return {"answer_by": show_date(until) if until else ""}
    return {}


def faults_in(no: Refusal, typed: Typed) -> Typed:
    """What the refusal says about boxes of this dialog, by box; nothing when it is about the dossier."""
    if isinstance(no, FormNotComplete):
        return dict(no.facts["fields"])
    field = str(no.facts.get("field", ""))
    return {field: str(no)} if field in typed else {}
