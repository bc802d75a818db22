"""What citizens said of how dossiers were served."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.ratings import SATISFACTION_LABELS, Satisfaction
from app.models.ratings import Rating


@dataclass(frozen=True)
class Answer:
    """One answer about one dossier."""

    score: str
    label: str
    words: str
    at: datetime


def of_dossier(dossier_id: str) -> Answer | None:
    """The first answer, which is the one that counts."""
    rows = Rating.select().where(Rating.dossier_id == dossier_id)
    row = rows.order_by(Rating.rated_at, Rating.id).first()
    return _answer(row) if row else None


def _answer(row: Rating) -> Answer:
    known = row.score in set(Satisfaction)
    label = SATISFACTION_LABELS[Satisfaction(row.score)] if known else row.score
    return Answer(row.score, label, row.words or "", row.rated_at)
