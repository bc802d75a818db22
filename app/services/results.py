"""The result an office gives a dossier: a draft until it is signed."""

from datetime import datetime

from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.results import ResultDraft, checked
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier, Result
from app.services import steps
from sync import journal


def keep(dossier: Dossier, draft: ResultDraft, *, issued: bool, by: Officer, at: datetime) -> None:
    """One result an office: the draft becomes the paper when it is signed, dated then unless it says otherwise."""
    stored = checked(draft, local(at).date())
    dated, signer = issued or clean(draft.issued_on), stored.signer or (issued and by.name)
    journal.record(
        "result", _result_id(dossier, by), by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
        issued=issued, outcome=str(stored.outcome), number=stored.number or None,
        issued_on=stored.issued_on if dated else None, signer=signer or None,
        content=stored.content or None, unit=by.unit,
    )  # fmt: skip


def draft_of(dossier: Dossier, by: Officer) -> ResultDraft | None:
    """The result as this office has it so far."""
    row = Result.get_or_none(Result.id == _result_id(dossier, by))
    if row is None:
        return None
    return ResultDraft(
        row.outcome, row.number or "", row.issued_on or "", row.signer or "", row.content or ""
    )


def _result_id(dossier: Dossier, by: Officer) -> str:
    return steps.part_id(dossier.id, "result", by.unit)
