"""A person chooses between what two offices wrote, field by field; or asks the office below first.

A choice is an ordinary change that names every value it replaces: it travels like any other, and the dossier's notes
tell the other office what was chosen and why.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain import conflicts as rules
from app.domain.calendar import local
from app.domain.conflicts import Side
from app.domain.officers import Officer
from app.domain.refusals import ConflictForAbove, ConflictSettled, FormNotComplete
from app.domain.vietnamese import clean
from app.models.base import instant_text
from app.models.conflicts import ConflictDecision, ConflictQuestion, Reprint
from app.models.dossiers import Dossier
from app.models.notes import Note
from app.queries import conflict_cards, history, issued_papers, nodes, units
from app.queries import conflicts as questions
from app.queries.contested import Clash, Contested
from app.services import notes
from app.services.steps import part_id
from sync import journal

OTHER = "khac"
VOID = "@void"
LONGEST_REASON = 500
LONGEST_VALUE_TOLD = 120


def settle(
    n: int, picks: Mapping[str, str], typed: Mapping[str, str], *, seal: str, reason: str = "",
    rule: int | None = None, by: Officer, at: datetime,
) -> list[str]:  # fmt: skip
    """Choose: `picks` names by field the value taken (`prefix` of its operation) or `khac` for the one in `typed`.

    Fields nobody picked wait on. `seal` is what the page showed: when other values live by now, nothing is written.
    Where a paper given to the citizen says otherwise a reason is needed, and it is to be printed again. Gives the
    fields that were settled.
    """
    reason = clean(reason)
    if not nodes.this().is_parent:
        raise ConflictForAbove
    with journal.transaction():
        found, dossier = questions.record(n, by)
        journal.lock(found.entity, found.record_id)
        if not found.clashes or found.seal != seal:
            raise ConflictSettled(what=conflict_cards.outcome(found))
        values = _values(found, dossier, picks, typed, at)
        outdated = _outdated(found, dossier, values)
        if outdated and not reason:
            told = "; ".join(outdated)
            raise FormNotComplete({"reason": f"Ghi lý do: giấy đã đưa công dân ghi khác ({told})."})
        if len(reason) > LONGEST_REASON:
            raise FormNotComplete({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự."})
        _write(found, values, by, at)
        _remember(found, dossier, picks, values, reason, rule, by, at)
        words = _words(found, values, reason)
        _tell(dossier, found.seal, words, by, at)
        if outdated:
            ask_for_reprint(dossier, words, by=by, at=at, key=found.seal)
        return sorted(values)


def ask(n: int, text: str, *, form_id: str, by: Officer, at: datetime) -> None:
    """Ask the office that received the dossier; the card waits until somebody there has written."""
    with journal.transaction():
        found, dossier = questions.record(n, by)
        if not found.clashes:
            raise ConflictSettled(what=conflict_cards.outcome(found))
        notes.write(dossier.id, text, form_id=form_id, by=by, at=at)
        waits = ConflictQuestion.select().where(
            ConflictQuestion.record == n, ConflictQuestion.asked_at == at
        )
        if not waits.exists():
            last = Note.select(fn.MAX(Note.n)).where(Note.dossier_id == dossier.id).scalar()
            ConflictQuestion.create(
                record=n, dossier_id=dossier.id, unit=dossier.unit, asked_at=at, by_name=by.name,
                after_note=last or 0,
            )  # fmt: skip


def ask_for_reprint(dossier: Dossier, words: str, *, by: Officer, at: datetime, key: str) -> None:
    """The receipt no longer says what holds: the office that gave it has it in its queue until it is printed."""
    journal.record(
        "reprint", part_id(dossier.id, "reprint", key), by=by, at=at, scope=dossier.unit,
        dossier_id=dossier.id, asked_at=at, asked_by_name=by.name, unit=by.unit, words=words,
    )  # fmt: skip


def printed_again(dossier_id: str, *, by: Officer, at: datetime) -> None:
    """A receipt printed since then takes the work off the queue."""
    with journal.transaction():
        for row in list(
            Reprint.select().where(Reprint.dossier_id == dossier_id, Reprint.done_at.is_null())
        ):
            if row.asked_at <= at:
                journal.record("reprint", row.id, by=by, at=at, done_at=at, done_by_name=by.name)


# ── What is taken ───────────────────────────────────────────────────────────────────────────────────


def _values(
    found: Contested, dossier: Dossier, picks: Mapping[str, str], typed: Mapping[str, str], at: datetime
) -> dict[str, Any]:  # fmt: skip
    """By field the value taken; every fault at once, beside its field."""
    taken: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for clash in found.clashes:
        pick = picks.get(clash.field, "")
        side = next((each for each in clash.sides if each.prefix == pick), None)
        if side is not None:
            taken[clash.field] = side.value
        elif pick and not (pick == OTHER and rules.may_be_typed(found.entity, clash.field)):
            faults[clash.field] = f"{questions.label_of(found.entity, clash.field)}: chọn lại."
    row = dossier.__data__ | taken
    for clash in found.clashes:
        if picks.get(clash.field) == OTHER and clash.field not in faults:
            try:
                given = rules.check_value(
                    clash.field, typed.get(clash.field, ""), row, local(at).date()
                )
                taken[clash.field] = given
            except FormNotComplete as no:
                faults |= no.facts["fields"]
    if faults:
        raise FormNotComplete(faults)
    if not taken:
        raise FormNotComplete({"choices": "Chọn giá trị cho ít nhất một mục rồi lưu."})
    return taken


def _outdated(found: Contested, dossier: Dossier, values: Mapping[str, Any]) -> list[str]:
    """The papers given out that say something else than what was chosen now."""
    papers = issued_papers.of(found, dossier)
    wrong = [
        each.words for each in papers
        if any(f in values and values[f] != on_paper for f, on_paper in each.values.items())
    ]  # fmt: skip
    return wrong[-1:]


def _write(found: Contested, values: Mapping[str, Any], by: Officer, at: datetime) -> None:
    fields = {name: value for name, value in values.items() if name != VOID}
    if VOID in values:
        if values[VOID] is None:
            journal.restore(found.entity, found.record_id, by=by, at=at)
        else:
            journal.void(found.entity, found.record_id, reason=values[VOID], by=by, at=at)
            return
    if fields:
        journal.record(found.entity, found.record_id, by=by, at=at, **fields)


def _remember(
    found: Contested, dossier: Dossier, picks: Mapping[str, str], values: Mapping[str, Any],
    reason: str, rule: int | None, by: Officer, at: datetime,
) -> None:  # fmt: skip
    for clash in found.clashes:
        if clash.field not in values:
            continue
        ConflictDecision.create(
            record=found.n, entity=found.entity, dossier_id=dossier.id, field=clash.field,
            legal=rules.is_legal(found.entity, clash.field), sides=[_kept(each) for each in clash.sides],
            chosen=[values[clash.field]], holder=dossier.holder_unit, reason=reason, rule=rule,
            chosen_prefix="" if picks[clash.field] == OTHER else picks[clash.field],
            by=str(by), by_name=by.name, at=at,
        )  # fmt: skip


def _kept(side: Side) -> dict[str, Any]:
    return {
        "prefix": side.prefix, "value": side.value, "unit": side.unit, "tier": side.tier,
        "actor": side.actor, "at": instant_text(side.at), "arrived_at": instant_text(side.arrived_at),
    }  # fmt: skip


def _words(found: Contested, values: Mapping[str, Any], reason: str) -> str:
    names = units.names(local(found.since).date())
    told = [f"{_label(found, clash)}: {_said(found, clash, values, names)}" for clash in found.clashes
            if clash.field in values]  # fmt: skip
    because = f" Lý do: {reason}" if reason else ""
    return f"Đã chọn giữa hai giá trị khác nhau. {'; '.join(told)}.{because}"[: notes.LONGEST]


def _label(found: Contested, clash: Clash) -> str:
    return questions.label_of(found.entity, clash.field)


def _said(
    found: Contested, clash: Clash, values: Mapping[str, Any], names: Mapping[str, str]
) -> str:
    value = values[clash.field]
    if clash.field == VOID:
        return "giữ lại" if value is None else "bỏ"
    words = history.said(found.entity, clash.field, value, names) or "để trống"
    return words[:LONGEST_VALUE_TOLD]


def _tell(dossier: Dossier, seal: str, words: str, by: Officer, at: datetime) -> None:
    """A note on the dossier, for whoever has it in hand at either office."""
    journal.record(
        "note", part_id(dossier.id, "decision", seal, at), by=by, at=at, scope=dossier.unit,
        dossier_id=dossier.id, written_at=at, written_by=str(by), written_by_name=by.name,
        written_by_title=by.title or None, unit=by.unit, text=words,
    )  # fmt: skip
