"""Several dossiers of one person at one visit: received one after another, and kept together for one sheet."""

from datetime import datetime

from app.domain.calendar import local
from app.domain.intake import Intake
from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.models.drafts import VisitDossier
from app.services.intake import receive as receive_one
from sync.journal import transaction


def receive(
    intake: Intake,
    *,
    follows: str = "",
    collect: str = "",
    by: Officer,
    at: datetime,
    note: str = "",
) -> str:
    """Accept a dossier; `follows` is the one before it at this visit. Posted twice it is one, in one visit."""
    with transaction():
        dossier_id = receive_one(intake, by=by, at=at, note=note, collect=collect)
        before = _before(follows, by, at)
        if before is not None and follows != dossier_id:
            visit = _visit_of(before)
            VisitDossier.insert(
                visit=visit, dossier_id=dossier_id, received_at=at
            ).on_conflict_ignore().execute()
    return dossier_id


def _before(dossier_id: str, by: Officer, at: datetime) -> Dossier | None:
    """The earlier dossier, if this office received it today: a visit ends with the day."""
    found = Dossier.get_or_none(Dossier.id == dossier_id, Dossier.unit == by.unit)
    if found is None or found.received_at is None:
        return None
    return found if local(found.received_at).date() == local(at).date() else None


def _visit_of(dossier: Dossier) -> str:
    """The visit the earlier dossier belongs to; it begins one when it stood alone."""
    row = VisitDossier.get_or_none(VisitDossier.dossier_id == dossier.id)
    if row is not None:
        return str(row.visit)
    VisitDossier.create(visit=dossier.id, dossier_id=dossier.id, received_at=dossier.received_at)
    return str(dossier.id)
