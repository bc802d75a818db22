"""What two offices wrote differently: the queue, one card field by field, the rules, and papers to be printed again."""

import uuid
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.conflicts import PICKS, RULED, is_legal
from app.domain.permissions import Permission
from app.domain.refusals import ConflictSettled, FormNotComplete, Refusal
from app.queries import common_conflicts, documents, nodes, refused_changes, reprints, twins
from app.queries import conflict_cards as cards
from app.queries import conflict_rules as saved_rules
from app.queries import conflicts as questions
from app.services import access_log, conflict_rules
from app.services import conflicts as services
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import Faults, done, refused, show

bp = Blueprint("conflicts", __name__)

PILES = (
    ("", "Tất cả"),
    ("phap-ly", "Có giá trị pháp lý"),
    ("khac", "Mục khác"),
    ("cho-tra-loi", "Chờ trả lời"),
)
PICKED, TYPED = "chon-", "khac-"


@bp.get("/xung-dot")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    only, page = request.args.get("loc", ""), max(1, request.args.get("trang", 1, type=int))
    waiting = questions.waiting(current_officer(), only=only)
    start = (page - 1) * questions.PAGE
    return show(
        "conflicts/index.html", rows=waiting[start : start + questions.PAGE], total=len(waiting), piles=PILES,
        only=only, node=nodes.this(), twins=twins.count(), refusals=sum(refused_changes.unsettled().values()),
        is_cut=questions.is_cut(), common=common_conflicts.count(),
        next_url=_pile(only, page + 1) if len(waiting) > start + questions.PAGE else None,
        previous_url=_pile(only, page - 1) if page > 1 else None,
    )  # fmt: skip


@bp.get("/xung-dot/<int:record_n>")
@officers_who(Permission.SEE_DOSSIERS)
def one(record_n: int) -> Response:
    page = _page(record_n)
    access_log.note("dossier", page["card"].dossier.id, by=current_officer(), at=clock.now())
    return show("conflicts/show.html", **page)


@bp.post("/xung-dot/<int:record_n>")
@officers_who(Permission.SETTLE_CONFLICTS)
def settle(record_n: int) -> Response:
    picks, typed = _sent(PICKED), _sent(TYPED)
    try:
        if any(_binds(record_n, name) for name in picks):
            prove_again()
        settled = services.settle(
            record_n, picks, typed, seal=request.form.get("seal", ""), reason=request.form.get("reason", ""),
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except ConflictSettled as no:
        return show("conflicts/show.html", status=no.status, settled=str(no), **_page(record_n))
    except Refusal as no:
        return refused("conflicts/show.html", _faults(no), status=no.status, **_page(record_n))
    words = f"Đã lưu quyết định cho {len(settled)} mục. Nơi kia nhận khi đồng bộ."
    return done(url_for(".one", record_n=record_n), message=words)


@bp.post("/xung-dot/<int:record_n>/hoi-lai")
@officers_who(Permission.SETTLE_CONFLICTS)
def ask(record_n: int) -> Response:
    try:
        services.ask(
            record_n, request.form.get("text", ""), form_id=request.form.get("form_id", "")[:64],
            by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except ConflictSettled as no:
        return show("conflicts/show.html", status=no.status, settled=str(no), **_page(record_n))
    except FormNotComplete as no:
        return refused("conflicts/show.html", _faults(no), **_page(record_n))
    return done(
        url_for(".index", loc="cho-tra-loi"), message="Đã gửi câu hỏi. Mục này chờ trả lời."
    )


# ── Rules ───────────────────────────────────────────────────────────────────────────────────────────


@bp.get("/xung-dot/quy-tac")
@officers_who(Permission.RULE_CONFLICTS)
def rules() -> Response:
    version, wanted = saved_rules.rules_in_force()
    return show("conflicts/rules.html", **_rules(version, wanted))


@bp.post("/xung-dot/quy-tac")
@officers_who(Permission.RULE_CONFLICTS)
def save() -> Response:
    """Try the rules as they are typed, or keep them: which of the two is the button that was pressed."""
    version, _ = saved_rules.rules_in_force()
    wanted = _sent("quy-tac-")
    if request.form.get("do") == "thu":
        tried = {key: pick for key, pick in wanted.items() if pick in set(PICKS)}
        return show("conflicts/rules.html", is_unsaved=True, **_rules(version, tried))
    try:
        made = conflict_rules.save(
            wanted,
            seen=request.form.get("seen", -1, type=int),
            by=current_officer(),
            at=clock.now(),
        )
    except Refusal as no:
        return refused(
            "conflicts/rules.html", _faults(no), status=no.status, **_rules(version, wanted)
        )
    return done(url_for(".rules"), message=f"Đã lưu bản quy tắc {made}.")


@bp.post("/xung-dot/quy-tac/ap-dung")
@officers_who(Permission.RULE_CONFLICTS)
def settle_rest() -> Response:
    version, wanted = saved_rules.rules_in_force()
    try:
        prove_again()
        job = conflict_rules.settle_rest(
            request.form.get("version", 0, type=int), fields=request.form.getlist("muc"),
            legal=request.form.getlist("phap-ly"), by=current_officer(), at=clock.now(),
        )  # fmt: skip
    except Refusal as no:
        return refused(
            "conflicts/rules.html", _faults(no), status=no.status, **_rules(version, wanted)
        )
    return done(url_for("jobs.one", job_n=job), message="Đã bắt đầu chọn theo quy tắc.")


# ── Papers to be printed again ──────────────────────────────────────────────────────────────────────


@bp.get("/in-lai")
@officers_who(Permission.PRINT)
def to_print_again() -> Response:
    return show("conflicts/reprints.html", rows=reprints.waiting(current_officer()))


# ── What the pages share ────────────────────────────────────────────────────────────────────────────


def _page(record_n: int) -> dict[str, Any]:
    card = cards.card(record_n, current_officer())
    side = request.args.get("theo", "")
    chosen = {
        field.name: next((v.prefix for v in field.values if _is_preset(field, v, side)), "")
        for field in card.fields
    }
    return {
        "card": card, "chosen": chosen | _sent(PICKED), "typed": _sent(TYPED), "node": nodes.this(),
        "reason": request.form.get("reason", ""), "text": request.form.get("text", ""),
        "form_id": request.form.get("form_id") or uuid.uuid4().hex, "side": side,
        "files": documents.of(card.dossier, current_officer()),
    }  # fmt: skip


def _is_preset(field: cards.Field, value: cards.Value, side: str) -> bool:
    """One whole side where that was pressed; otherwise what the rules suggest, never for what binds somebody."""
    if side:
        return value.unit == side
    return value.is_suggested and not field.is_legal


def _binds(record_n: int, name: str) -> bool:
    found, _ = questions.record(record_n, current_officer())
    return is_legal(found.entity, name)


def _rules(version: int, wanted: dict[str, str]) -> dict[str, Any]:
    by, now = current_officer(), clock.now()
    return {
        "version": version, "wanted": wanted, "picks": [(key.value, words) for key, words in PICKS.items()],
        "groups": [
            (title, [(f"{entity}.{name}", label, is_legal(entity, name)) for name, label in RULED[entity]])
            for entity, title in (("dossier", "Hồ sơ"), ("result", "Kết quả"))
        ],
        "trial": conflict_rules.try_out(wanted, by=by, at=now), "pick_words": PICKS,
    }  # fmt: skip


def _sent(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value[:2000]
        for name, value in request.form.items()
        if name.startswith(prefix) and value
    }


def _faults(no: Refusal) -> Faults:
    return no.facts["fields"].items() if isinstance(no, FormNotComplete) else no


def _pile(only: str, page: int) -> str:
    return url_for(".index", loc=only or None, trang=page)
