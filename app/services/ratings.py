"""A citizen says how a dossier was served. One answer a dossier at each office; the first one counts."""

from datetime import datetime

from app.domain.ratings import Said
from app.models.dossiers import Dossier
from app.models.ratings import Rating
from app.queries import nodes
from app.services.steps import part_id
from sync import journal

CITIZEN = "cong-dan"


def rate(dossier_id: str, said: Said, *, at: datetime) -> bool:
    """Keep the answer; false where this citizen has answered already."""
    with journal.transaction():
        if Rating.select().where(Rating.dossier_id == dossier_id).exists():
            return False
        here = nodes.this().unit
        unit = Dossier.get(Dossier.id == dossier_id).unit
        journal.record(
            "rating", part_id(dossier_id, "rating", here), by=f"{CITIZEN}@{here}", at=at, scope=unit,
            dossier_id=dossier_id, unit=unit, said_at_unit=here, score=said.score.value,
            words=said.words or None, rated_at=at,
        )  # fmt: skip
    return True
