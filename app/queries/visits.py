"""Questions about visits: which dossiers one person handed in one after another."""

from app import clock
from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.models.drafts import VisitDossier
from app.queries.rows import Row, rows_of
from app.queries.visibility import visible_to


def visit(dossier_id: str, officer: Officer) -> list[Row]:
    """The dossiers of the visit this one belongs to, in the order they came; none when it came alone."""
    mine = VisitDossier.select(VisitDossier.visit).where(VisitDossier.dossier_id == dossier_id)
    found = (
        Dossier.select()
        .join(VisitDossier, on=(VisitDossier.dossier_id == Dossier.id))
        .where(VisitDossier.visit.in_(mine), visible_to(officer))
        .order_by(VisitDossier.id)
    )
    return rows_of(found, officer, clock.now())
