"""The catalogue as the counter reads it: what is in force today, and all of one procedure."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import groupby

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels
from app.domain.deadlines import words as time_words
from app.domain.permissions import Permission
from app.domain.procedure_cases import only_in
from app.domain.procedures import (
    Fee,
    FeeKind,
    FeePer,
    Holder,
    Leg,
    Paper,
    Procedure,
    total_duration,
)
from app.domain.vietnamese import clean, money
from app.queries import catalogues, common_conflicts, nodes
from app.queries import procedures as queries
from app.web.catalogues import may_draft
from app.web.guards import officers_who
from app.web.pages import done, show

bp = Blueprint("procedures", __name__, url_prefix="/thu-tuc")

UNKNOWN = "chưa rõ"
"""How long a part of the way takes, where the decision that published it does not say."""

FEE_KINDS = {FeeKind.FEE: "Lệ phí", FeeKind.CHARGE: "Phí"}
FEE_PER = {
    FeePer.DOSSIER: "mỗi hồ sơ",
    FeePer.COPY: "mỗi bản",
    FeePer.PAGE: "mỗi trang",
    FeePer.CASE: "mỗi trường hợp",
}
POSTER = re.compile(r"([0-9]\.[0-9]{6})@([0-9]{1,6})")
"""What the code on a poster says: a scanner types it into the finder, and the page tells whether it still holds."""
ONLINE_MODES = {"full": "toàn trình", "partial": "một phần"}


@bp.get("")
@officers_who(Permission.SEE_PROCEDURES)
def index() -> Response:
    text, today = (
        clean(request.args.get("tim") or request.args.get("q", "")),
        clock.local(clock.now()).date(),
    )
    if hung := POSTER.fullmatch(text):
        return done(url_for(".version", code=hung[1], number=int(hung[2])))
    found = queries.find(text, today)
    return show(
        "procedures/index.html",
        block="found",
        text=text,
        found=found,
        fields=[] if text else by_field(found),
        time_of=time_of,
        fee_of=fee_of,
    )


@bp.get("/<code>")
@officers_who(Permission.SEE_PROCEDURES)
def one(code: str) -> Response:
    """The version in force today; of a procedure that has ended, the last it had."""
    today = clock.local(clock.now()).date()
    found = queries.latest(code, today) or catalogues.newest(code) or abort(404)
    return _page(found, today)


@bp.get("/<code>/ban/<int:number>")
@officers_who(Permission.SEE_PROCEDURES)
def version(code: str, number: int) -> Response:
    """One version by its number, whether it still holds or not: what a dossier was received under."""
    found = queries.one(f"{code}@{number}") or abort(404)
    return _page(found, clock.local(clock.now()).date())


def _page(procedure: Procedure, today: date) -> Response:
    return show(
        "procedures/show.html",
        procedure=procedure,
        in_force=queries.latest(procedure.code, today),
        coming=catalogues.waiting_for(procedure.code, today),
        card=common_conflicts.of_row("procedure", procedure.id),
        versions=catalogues.versions_of(procedure.code),
        may_draft=may_draft(),
        time_words=time_of(procedure),
        leg_words=legs_of(procedure),
        fee_words=[fee_line(fee, procedure) for fee in procedure.fees],
        cases=case_lines(procedure),
        only_for=lambda line: only_for(line, procedure),
        decides=holders()[procedure.decides],
        labels=labels,
        online_words=online_words(procedure),
    )


def by_field(found: list[Procedure]) -> list[tuple[str, list[Procedure]]]:
    """The catalogue in its fields, both in the order of the catalogue."""
    order = {field: place for place, field in reversed(list(enumerate(p.field for p in found)))}
    together = sorted(found, key=lambda procedure: order[procedure.field])
    return [(field, list(group)) for field, group in groupby(together, key=lambda p: p.field)]


def time_of(procedure: Procedure) -> str:
    """How long it takes: “3 ngày làm việc”, or that the desk sets the day."""
    whole = total_duration(procedure)
    if whole is None:
        return "tính theo từng chặng" if procedure.legs else "chưa có trong danh mục"
    return time_words(whole)


def fee_of(procedure: Procedure) -> str:
    """What it costs in a few words, for a row of a list."""
    amounts = sorted({fee.amount for fee in procedure.fees if fee.amount is not None})
    if not procedure.fees:
        return "không thu"
    if not amounts:
        return "tỉnh quy định"
    return money(amounts[0]) if len(amounts) == 1 else f"từ {money(amounts[0])}"


def fee_line(fee: Fee, procedure: Procedure | None = None) -> tuple[str, str, str]:
    """One amount as (what, how much, remark)."""
    price = "theo nghị quyết của tỉnh" if fee.amount is None else money(fee.amount)
    channel = f"nộp {labels.CHANNELS[fee.channel].lower()}" if fee.channel else ""
    remark = "; ".join(part for part in (channel, only_for(fee, procedure), fee.note) if part)
    kind = FEE_KINDS[fee.kind]
    name = fee.name if fee.name.startswith(kind) else f"{kind}: {fee.name}"
    return name, f"{price} {FEE_PER[fee.per]}", remark


def only_for(line: Paper | Fee | Leg, procedure: Procedure | None) -> str:
    """“chỉ trường hợp Quá hạn”; nothing where a line holds for every case."""
    cases = procedure.cases if procedure else ()
    return only_in(line.cases, {case.code: case.name for case in cases})


def case_lines(procedure: Procedure) -> list[tuple[str, str, str]]:
    """Each case as (name, how long, remark)."""
    return [
        (case.name, time_of(procedure.in_case(case.code)), case.note or "")
        for case in procedure.cases
    ]


def legs_of(procedure: Procedure) -> list[tuple[str, str, str]]:
    """Each part of the way as (who, how long, remark)."""
    names = holders()
    return [
        (
            leg.agency or names[leg.holder],
            time_words(leg.time) if leg.time else UNKNOWN,
            "; ".join(filter(None, (only_for(leg, procedure), leg.note))),
        )
        for leg in procedure.legs
    ]


def holders() -> Mapping[Holder, str]:
    """What the offices of a way are called, seen from this node's place in the tree."""
    here = nodes.this()
    tiers = {here.tier: here.label, here.tier + 1: here.parent_label}
    known = {tier: tiers.get(tier, nodes.TIER_WORDS.get(tier, "cấp trên")) for tier in range(3)}
    return {
        Holder.COMMUNE: f"Cấp {known[0]}",
        Holder.PARENT: _level(known[1]),
        Holder.GRANDPARENT: _level(known[2]),
        Holder.AGENCY: "Cơ quan khác",
    }


def online_words(procedure: Procedure) -> str:
    """Levels 3 and 4 until 14/8/2022, whole or part of the way since (NĐ 42/2022)."""
    if procedure.online_mode:
        return f"Dịch vụ công trực tuyến {ONLINE_MODES.get(procedure.online_mode, '')}"
    return f"Dịch vụ công mức độ {procedure.online_level}" if procedure.online_level else ""


def _level(word: str) -> str:
    return "Cấp trên" if word == "cấp trên" else f"Cấp {word}"
