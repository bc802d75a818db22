"""The process control slip: who gave the dossier to whom, when, and whether each part of the way was in time.

One line for each step that moved the dossier from one hand to another. A line that ends a leg says early, on time or
late against the date of that leg; a line inside a leg says only that it came late. So the blame is visible.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.deadlines import Standing, standing
from app.domain.workflow import title_of

CITIZEN, LEADER = "Người nộp hồ sơ", "Lãnh đạo"
TO_THE_CITIZEN = {"return_result", "withdraw"}
TO_THE_DESK = {"approve", "reject", "result_from_parent"}
BY_THE_RECEIVER = {"take_up", "accept_forward"}
"""Steps taken by the one who receives; every other is taken by the one who gives."""
NOT_MOVED = {"register", "receive", "refuse"}


@dataclass(frozen=True)
class Moved:
    """A step as the slip needs it: who took it, where, and to whom it went."""

    action: str
    at: datetime
    by: str
    office: str
    to: str = ""
    note: str = ""


@dataclass(frozen=True)
class Handover:
    """One line of the slip. `due` and `standing` only where a leg ends; `standing` too where it came late."""

    giver: str
    receiver: str
    at: datetime | None
    note: str
    due: datetime | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class LegDue:
    """Until when a part of the way was to be done, and who works on it."""

    holder: str
    at: datetime


def handovers(
    moves: Iterable[Moved], legs: Sequence[LegDue], *, desk: str, home: str
) -> list[Handover]:
    """The lines for the steps taken so far. `desk` is the counter of the office `home`, `legs` in order."""
    lines: list[Handover] = []
    hand, leg = desk, 0
    for move in moves:
        if move.action in NOT_MOVED:
            continue
        ends = _ends_a_leg(move, home)
        due = _due(legs, leg, last=ends and move.action != "forward_up")
        giver, receiver = _hands(move, hand, desk, lines)
        lines.append(
            Handover(
                giver, receiver, move.at, _note(move),
                due=due if ends else None, standing=_standing(due, move.at, ends=ends),
            )
        )  # fmt: skip
        hand = receiver
        leg += ends
    return lines


def still_to_come(legs: Sequence[LegDue], lines: Sequence[Handover]) -> list[LegDue]:
    """The legs no line has ended yet: they are printed empty, to be filled in by hand along the way."""
    ends = [line.due for line in lines if line.due is not None]
    return [] if ends and ends[-1] == legs[-1].at else list(legs[len(ends) :])


def _ends_a_leg(move: Moved, home: str) -> bool:
    if move.action in ("approve", "reject"):
        return move.office == home
    return move.action in ("forward_up", "result_from_parent")


def _due(legs: Sequence[LegDue], leg: int, *, last: bool) -> datetime | None:
    """The date of the leg a step falls into; of the last one where the result came."""
    if not legs:
        return None
    return legs[-1 if last else min(leg, len(legs) - 1)].at


def _standing(due: datetime | None, at: datetime, *, ends: bool) -> Standing | None:
    if due is None:
        return None
    found = standing(due, at)
    return found if ends or found is Standing.OVERDUE else None


def _hands(move: Moved, hand: str, desk: str, lines: Sequence[Handover]) -> tuple[str, str]:
    """Who gave and who received."""
    actor = f"{move.by}, {move.office}"
    if move.action in BY_THE_RECEIVER:
        return hand, actor
    if move.action in TO_THE_CITIZEN:
        return actor, move.to or CITIZEN
    if move.action in TO_THE_DESK:
        return actor, desk
    if move.action == "submit_for_approval":
        return actor, move.to or f"{LEADER}, {move.office}"
    if move.action == "redo":
        return actor, lines[-1].giver if lines else move.office
    return actor, move.to or hand


def _note(move: Moved) -> str:
    title = title_of(move.action)
    return f"{title}: {move.note}" if move.note else title
