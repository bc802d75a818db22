"""What waits for the leader's signature: looked at, signed or sent back, one by one or several after a preview."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels, workflow
from app.domain.birth_dates import show_date
from app.domain.officers import Officer
from app.domain.permissions import Permission
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean
from app.queries import signatures
from app.services import signing as services
from app.services.signing import Choice, Outcome
from app.web.guards import current_officer, officers_who, prove_again
from app.web.pages import done, refused, show

bp = Blueprint("signing", __name__, url_prefix="/ky")

VERBS = {"duyet": workflow.APPROVE, "lam-lai": workflow.REDO}
NONE_CHOSEN = [(None, "Hãy chọn ít nhất một hồ sơ, rồi bấm lại.")]


@bp.get("")
@officers_who(Permission.SEE_DOSSIERS)
def index() -> Response:
    return show("signing/index.html", **_pile(_leader()))


@bp.get("/xem-truoc")
@officers_who(Permission.SEE_DOSSIERS)
def preview() -> Response:
    """Exactly what would be signed, and what would be left and why."""
    by = _leader()
    page = _chosen(by, request.args.getlist("ho-so"))
    if not page["fit"] and not page["left"]:
        return refused("signing/index.html", NONE_CHOSEN, **_pile(by))
    return show("signing/preview.html", reason="", **page)


@bp.post("")
@officers_who(Permission.SEE_DOSSIERS)
def sign() -> Response:
    by, at, reason = _leader(), clock.now(), clean(request.form.get("reason", ""))
    choices = [
        Choice(each, request.form.get(f"seen-{each}", 0, int))
        for each in dict.fromkeys(request.form.getlist("ho-so"))
    ]
    if not choices:
        return refused("signing/index.html", NONE_CHOSEN, **_pile(by))
    if faults := _faults(reason):
        page = _chosen(by, [each.dossier_id for each in choices])
        return refused("signing/preview.html", faults, reason=reason, **page)
    if _verb() == "duyet":
        told = services.approve_all(choices, by=by, at=at)
    else:
        told = services.redo_all(choices, reason=reason, by=by, at=at)
    return _answer(told)


def _leader() -> Officer:
    by = current_officer()
    if not signatures.may_sign(by, clock.now()):
        abort(403)
    return by


def _verb() -> str:
    asked = request.values.get("viec", "duyet")
    return asked if asked in VERBS else abort(404)


def _faults(reason: str) -> list[tuple[str, str]]:
    if _verb() == "lam-lai" and not reason:
        return [("reason", "Ghi lý do yêu cầu làm lại.")]
    try:
        prove_again()
    except FormNotComplete as no:
        return list(no.facts["fields"].items())
    return []


def _answer(told: list[Outcome]) -> Response:
    """Back to the pile when all was done; else what was and what was not, and why."""
    good = [each for each in told if not each.why]
    words = "Đã duyệt" if _verb() == "duyet" else "Đã yêu cầu làm lại"
    if len(good) == len(told):
        return done(url_for(".index"), message=f"{words} {len(good)} hồ sơ.")
    bad = [each for each in told if each.why]
    return show("signing/outcome.html", status=409, words=words, good=good, bad=bad, verb=_verb())


def _pile(by: Officer) -> dict[str, Any]:
    piles, count = signatures.piles(by, clock.now())
    return {
        "piles": piles,
        "count": count,
        "shown": sum(len(pile.rows) for pile in piles),
        "letters": signatures.slips(by, clock.now()),
        **_words(),
    }


def _chosen(by: Officer, ids: list[str]) -> dict[str, Any]:
    verb = _verb()
    rows = signatures.chosen(ids, VERBS[verb], by, clock.now())
    left = [each for each in rows if each.objection or (verb == "duyet" and each.draft is None)]
    return {
        "verb": verb,
        "fit": [each for each in rows if each not in left],
        "left": left,
        "leader": by,
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {"labels": labels, "show_day": show_date}
