"""The result an office gives a dossier: a draft until it is signed."""

from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.results import ResultDraft, checked
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier, Result
from app.services import steps
from sync import journal


def keep(
    dossier: Dossier, draft: ResultDraft, *, issued: bool, by: Officer, at: datetime
) -> steps.Before:
    """One result an office, and one more for each correction: the draft becomes the paper when it is signed, dated
    then unless it says otherwise. Gives what stood before."""
    stored = checked(draft, local(at).date())
    dated, signer = issued or clean(draft.issued_on), stored.signer or (issued and by.name)
    fields: dict[str, Any] = {
        "issued": issued, "outcome": str(stored.outcome), "number": stored.number or None,
        "issued_on": stored.issued_on if dated else None, "signer": signer or None,
        "content": stored.content or None, "unit": by.unit,
    }  # fmt: skip
    result_id = _result_id(dossier, by)
    before = steps.stood("result", result_id, fields) or {"issued": False}
    journal.record(
        "result", result_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id, **fields
    )
    return {"result": {result_id: before}}


def draft_of(dossier: Dossier, by: Officer) -> ResultDraft | None:
    """The result as this office has it so far."""
    row = Result.get_or_none(Result.id == _result_id(dossier, by))
    if row is None:
        return None
    return ResultDraft(
        row.outcome, row.number or "", row.issued_on or "", row.signer or "", row.content or ""
    )


def _result_id(dossier: Dossier, by: Officer) -> str:
    """A result that was opened for correction stays; the next one has a name of its own."""
    replaced = Result.select().where(
        Result.dossier_id == dossier.id, Result.unit == by.unit, Result.replaced_at.is_null(False)
    )
    round_ = [replaced.count()] if replaced.exists() else []
    return steps.part_id(dossier.id, "result", by.unit, *round_)
