"""An administrator chooses between two values of a row that belongs to no dossier, one by one or many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.common_conflicts import VOID, side_by_time
from app.domain.conflicts import Side, is_legal
from app.domain.officers import Officer
from app.domain.refusals import CommonConflictForTop, ConflictSettled, FormNotComplete
from app.models.base import instant_text
from app.models.conflicts import ConflictDecision
from app.queries import common_conflicts as questions
from app.queries.contested import Contested
from sync import journal

LATER, EARLIER = "sau", "truoc"


def settle(n: int, picks: Mapping[str, str], *, seal: str, by: Officer, at: datetime) -> list[str]:
    """Take by field the value of the named operation; fields nobody picked wait on. The fields that were settled.

    `seal` is what the page showed: when other values live by now, nothing is written.
    """
    with journal.transaction():
        found = _standing(n, seal, by)
        chosen: dict[str, Side] = {}
        for clash in found.clashes:
            side = next(
                (each for each in clash.sides if each.prefix == picks.get(clash.field)), None
            )
            if side is not None:
                chosen[clash.field] = side
        if not chosen:
            raise FormNotComplete({"choices": "Chọn giá trị cho ít nhất một mục rồi lưu."})
        _take(found, chosen, by=by, at=at)
    return sorted(chosen)


def settle_many(
    wanted: Iterable[tuple[int, str]], which: str, *, by: Officer, at: datetime
) -> tuple[int, int]:
    """Take in each of these rows, named with their seals, every value that was written later, or earlier.

    How many were settled, and how many were not: settled by somebody else, or other values live by now.
    """
    if which not in (LATER, EARLIER):
        raise FormNotComplete({"choices": "Chọn giữ giá trị ghi trước hay ghi sau."})
    settled = left = 0
    for n, seal in wanted:
        with journal.transaction():
            try:
                found = _standing(n, seal, by)
            except ConflictSettled:
                left += 1
                continue
            chosen = {clash.field: side_by_time(clash.sides, which) for clash in found.clashes}
            _take(found, chosen, by=by, at=at)
            settled += 1
    return settled, left


def _standing(n: int, seal: str, by: Officer) -> Contested:
    found, scope = questions.record(n, by)
    if not questions.may_choose(by, found.entity, scope):
        raise CommonConflictForTop
    journal.lock(found.entity, found.record_id)
    if not found.clashes or found.seal != seal:
        raise ConflictSettled(what=_outcome(found))
    return found


def _take(found: Contested, chosen: Mapping[str, Side], *, by: Officer, at: datetime) -> None:
    fields: dict[str, Any] = {name: side.value for name, side in chosen.items() if name != VOID}
    if VOID in chosen and chosen[VOID].value is not None:
        reason = str(chosen[VOID].value)
        journal.void(found.entity, found.record_id, reason=reason, by=by, at=at)
    else:
        if VOID in chosen:
            journal.restore(found.entity, found.record_id, by=by, at=at)
        if fields:
            journal.record(found.entity, found.record_id, by=by, at=at, **fields)
    for clash in found.clashes:
        if clash.field in chosen:
            side = chosen[clash.field]
            ConflictDecision.create(
                record=found.n, entity=found.entity, dossier_id="", field=clash.field,
                legal=is_legal(found.entity, clash.field), sides=[_kept(each) for each in clash.sides],
                chosen=[side.value], chosen_prefix=side.prefix, by=str(by), by_name=by.name, at=at,
            )  # fmt: skip


def _outcome(found: Contested) -> str:
    decided = ConflictDecision.select().where(ConflictDecision.record == found.n)
    last = decided.order_by(ConflictDecision.id.desc()).first()
    if last is not None:
        return f"{last.by_name} đã chọn lúc {local(last.at):%H:%M ngày %d/%m/%Y}"
    return "giá trị đang giữ đã khác"


def _kept(side: Side) -> dict[str, Any]:
    return {
        "prefix": side.prefix, "value": side.value, "unit": side.unit, "tier": side.tier, "actor": side.actor,
        "at": instant_text(side.at), "arrived_at": instant_text(side.arrived_at),
    }  # fmt: skip
