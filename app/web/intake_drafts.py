"""How the intake form and its draft meet: opened, kept as a whole, and told when another window was quicker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain import drafts as rules
from app.domain import labels
from app.domain.officers import Officer
from app.domain.procedures import Procedure
from app.domain.refusals import DraftElsewhere, Refusal
from app.queries import dossiers, drafts
from app.services import drafts as services
from app.web.drafts import seen_of
from app.web.intake_answers import Answers

CHANGED = "{field}: ở cửa sổ khác vừa ghi “{there}”. Xem lại ô này rồi bấm tiếp; nội dung trên trang này sẽ được giữ."

Faults = list[tuple[str | None, str]]


@dataclass(frozen=True)
class KeptDraft:
    """What the form says of its draft; `revision` 0: nothing is kept yet."""

    revision: int = 0
    saved_at: datetime | None = None
    last_field: str = ""
    from_card: tuple[str, ...] = ()


def opened(procedure: Procedure, dossier_id: str, by: Officer) -> Answers:
    """The form as it was left."""
    draft = drafts.one(dossier_id, by)
    return _untouched(procedure, dossier_id, by).resumed(draft.values)


def keep(answers: Answers, form: Mapping[str, str], by: Officer, at: datetime) -> Faults:
    """Save everything on the page; what stands in the way of it, or what was changed elsewhere, in words."""
    dossier_id, kept = answers["dossier_id"], kept_in(answers, by)
    start = _untouched(answers.procedure, dossier_id, by).typed
    typed = answers.typed_since(start, kept)
    if not typed:
        return []
    try:
        saved = services.save(
            dossier_id, answers.procedure.id, typed, seen=seen_of(dict(form)), by=by, at=at
        )
    except Refusal as no:
        return [(None, str(no))]
    return _words(saved.clashes, answers.procedure)


def not_seen(answers: Answers, form: Mapping[str, str], by: Officer) -> Faults:
    """What was changed in another window after this page was drawn, or that a colleague has the draft now."""
    try:
        draft = drafts.one(answers["dossier_id"], by)
    except DraftElsewhere as no:
        return [(None, str(no))]
    except Refusal:
        return []
    there = rules.changed_elsewhere(draft.kept, answers.boxes(), seen_of(dict(form)))
    return _words(there, answers.procedure)


def kept_in(answers: Answers, by: Officer) -> dict[str, str]:
    draft = drafts.found(answers["dossier_id"], by)
    return draft.values if draft else {}


def standing(answers: Answers, by: Officer) -> KeptDraft:
    draft = drafts.found(answers["dossier_id"], by)
    if draft is None:
        return KeptDraft()
    card = tuple(draft.from_source(rules.CARD))
    return KeptDraft(draft.revision, draft.saved_at, draft.last_field, card)


def _untouched(procedure: Procedure, dossier_id: str, by: Officer) -> Answers:
    """The form before anything was typed: blank, or as the dossier was written down."""
    try:
        dossier = dossiers.one(dossier_id, by)
    except Refusal:
        return Answers.blank(procedure, dossier_id)
    return Answers.written(procedure, dossier, dossiers.papers(dossier_id))


def _words(there: Mapping[str, str], procedure: Procedure) -> Faults:
    own = {field.box: field.label for field in procedure.own_fields}
    names = {**labels.FIELDS["dossier"], **own}
    return [
        (name, CHANGED.format(field=names.get(name, "Giấy tờ, lệ phí"), there=value or "để trống"))
        for name, value in there.items()
    ]
