"""How satisfied a citizen is with the way a dossier was served."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossiers import Status
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

LONGEST_WORDS = 500


class Satisfaction(StrEnum):
    """Stored and sent; never renamed."""

    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"


SATISFACTION_LABELS = {
    Satisfaction.SATISFIED: "Hài lòng",
    Satisfaction.NEUTRAL: "Bình thường",
    Satisfaction.DISSATISFIED: "Không hài lòng",
}
ENDED = frozenset({Status.RETURNED, Status.NOT_ACCEPTED, Status.STOPPED})
"""A citizen says how it was once there is an answer in hand (our choice)."""


@dataclass(frozen=True)
class Said:
    """One answer as it is kept."""

    score: Satisfaction
    words: str


def read_rating(score: str, words: str) -> Said:
    """The form of a rating, or what is to be mended in it."""
    text = clean(words)
    faults: dict[str, str] = {}
    if score not in set(Satisfaction):
        faults["score"] = "Hãy chọn một mức hài lòng."
    if len(text) > LONGEST_WORDS:
        faults["words"] = f"Góp ý dài quá {LONGEST_WORDS} ký tự. Hãy viết ngắn lại."
    if faults:
        raise FormNotComplete(faults)
    return Said(Satisfaction(score), text)
