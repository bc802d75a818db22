"""The clock of a dossier: it stands while the office waits for somebody, and goes on with a new date."""

from datetime import datetime
from typing import Any

from app.domain.pauses import AfterWait, Cause, Promise
from app.models.dossiers import Dossier
from app.models.slips import Pause
from app.queries import promises, slips
from app.services.steps import Taking


def begin_wait(
    taken: Taking, cause: Cause, slip_id: str | None, *, stands: bool = True
) -> dict[str, Any]:
    """Note the wait; what changes in the dossier: since when its clock stands."""
    dossier = taken.dossier
    taken.keep(
        "pause", taken.new_id("pause"), cause=cause.value, unit=taken.by.unit, slip_id=slip_id,
        began_at=taken.at, began_by_name=taken.by.name, due_before=in_force(dossier),
        outcome=None if stands else AfterWait.RAN.value,
    )  # fmt: skip
    return {"paused_at": taken.at} if stands else {}


def end_wait(taken: Taking, cause: Cause, outcome: AfterWait) -> dict[str, Any]:
    """End the wait; what changes in the dossier: its due dates, counted anew."""
    pause = slips.open_pause(taken.dossier.id, cause)
    if pause is None:
        return {"paused_at": None}
    if pause.outcome == AfterWait.RAN:
        _close(taken, pause, AfterWait.RAN, in_force(taken.dossier), "")
        return {}
    moved, words = promises.after_wait(taken.dossier, pause, outcome, taken.at)
    due = moved.in_force.at if moved else None
    _close(taken, pause, outcome, due, words)
    return {"paused_at": None} | (_dates(moved) if moved else {})


def stop_waits(taken: Taking) -> dict[str, Any]:
    """The dossier ends while somebody was waited for."""
    pause = slips.open_pause(taken.dossier.id)
    if pause is None:
        return {}
    _close(taken, pause, AfterWait.STOPPED, in_force(taken.dossier), "")
    return {"paused_at": None}


def in_force(dossier: Dossier) -> datetime | None:
    """The date the citizen counts on."""
    due: datetime | None = dossier.extended_due_at or dossier.due_at
    return due


def _dates(moved: Promise) -> dict[str, Any]:
    later = moved.extended
    return {"due_at": moved.first.at, "extended_due_at": later.at if later else None}


def _close(
    taken: Taking, pause: Pause, outcome: AfterWait, due: datetime | None, words: str
) -> None:
    taken.keep(
        "pause", pause.id, ended_at=taken.at, ended_by_name=taken.by.name, outcome=outcome.value,
        due_after=due, explanation=words or None,
    )  # fmt: skip
