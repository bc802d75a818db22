"""The leader's pile at once: each dossier signed or sent back by itself, so that one refusal spoils no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import NoDraftResult, Refusal
from app.models.dossiers import Dossier
from app.queries import dossiers
from app.services import decisions, results
from sync import journal

MOST_AT_ONCE = 50
GONE = "Hồ sơ vừa được chuyển sang đơn vị khác nên chưa ghi gì."


@dataclass(frozen=True)
class Choice:
    """A dossier as the preview showed it; `seen` is how long its history was then."""

    dossier_id: str
    seen: int


@dataclass(frozen=True)
class Outcome:
    """What became of one dossier; `why` is empty when it was done."""

    dossier_id: str
    code: str
    why: str = ""


def approve_all(choices: Iterable[Choice], *, by: Officer, at: datetime) -> list[Outcome]:
    """Sign each result as it was submitted; one without a draft, or changed since it was shown, is left."""

    def approve(choice: Choice) -> None:
        with journal.transaction():
            dossier = dossiers.visible(choice.dossier_id, by)
            if results.draft_of(dossier, by) is None:
                raise NoDraftResult(code=dossier.code or "này")
            decisions.approve(choice.dossier_id, by=by, at=at, seen=choice.seen)

    return _each(choices, approve, by)


def redo_all(choices: Iterable[Choice], *, reason: str, by: Officer, at: datetime) -> list[Outcome]:
    """Send each back to the officer who submitted it, with the same reason."""
    return _each(
        choices,
        lambda choice: decisions.redo(
            choice.dossier_id, reason=reason, by=by, at=at, seen=choice.seen
        ),
        by,
    )


def _each(choices: Iterable[Choice], act: Callable[[Choice], None], by: Officer) -> list[Outcome]:
    told = []
    for choice in list(choices)[:MOST_AT_ONCE]:
        why = ""
        try:
            act(choice)
        except Refusal as no:
            why = str(no)
        except journal.Hidden:
            why = GONE
        told.append(Outcome(choice.dossier_id, _code(choice.dossier_id, by), why))
    return told


def _code(dossier_id: str, by: Officer) -> str:
    found = Dossier.select(Dossier.code).where((Dossier.id == dossier_id) & dossiers.visible_to(by))
    row = found.first()
    return (row.code if row else None) or "Hồ sơ"
