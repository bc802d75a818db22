"""The leader's pile at once: each dossier signed or sent back by itself, so that one refusal spoils no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import NoDraftResult, Refusal
from app.models.dossiers import Dossier
from app.queries import dossiers, memory, nodes, units
from app.services import decisions, results
from sync import journal

MOST_AT_ONCE = 50
WRITTEN_AT_ONCE = 10
"""Others who write wait for so many at most."""

SAME_MEANWHILE = (nodes.this, nodes.row_of, units.known, units.names, units.units_below)
"""What is asked for each of them, and signing changes none of."""

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
    """Several are written to the disk at once, and still each is refused alone."""
    all_, told = list(choices)[:MOST_AT_ONCE], list[tuple[str, str]]()
    for first in range(0, len(all_), WRITTEN_AT_ONCE):
        with memory.kept(*SAME_MEANWHILE), journal.transaction():
            told += [
                (each.dossier_id, _why(act, each)) for each in all_[first : first + WRITTEN_AT_ONCE]
            ]
    codes = _codes([dossier_id for dossier_id, _ in told], by)
    return [Outcome(each, codes.get(each) or "Hồ sơ", why) for each, why in told]


def _why(act: Callable[[Choice], None], choice: Choice) -> str:
    """Why it was not done; nothing where it was."""
    try:
        with journal.attempt():
            act(choice)
    except Refusal as no:
        return str(no)
    except journal.Hidden:
        return GONE
    return ""


def _codes(ids: list[str], by: Officer) -> dict[str, str]:
    found = Dossier.select(Dossier.id, Dossier.code).where(
        Dossier.id.in_(ids), dossiers.visible_to(by)
    )
    return {row.id: row.code or "" for row in found}
