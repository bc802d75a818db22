"""The clock of a dossier: it stands while the office waits for somebody, and goes on with a new date."""

from datetime import datetime
from typing import Any

from app.domain.calendar import Calendar
from app.domain.deadlines import Duration, extension
from app.domain.pauses import (
    AFTER_SUPPLEMENT,
    Cause,
    Outcome,
    Promise,
    Wait,
    as_it_stands,
    more_until,
    move,
    story,
    whole_from,
)
from app.domain.procedures import OnConsult, OnSupplement
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
        outcome=None if stands else Outcome.RAN.value,
    )  # fmt: skip
    return {"paused_at": taken.at} if stands else {}


def end_wait(taken: Taking, cause: Cause, outcome: Outcome) -> dict[str, Any]:
    """End the wait; what changes in the dossier: its due dates, counted anew."""
    pause = slips.open_pause(taken.dossier.id, cause)
    if pause is None:
        return {"paused_at": None}
    if pause.outcome == Outcome.RAN:
        _close(taken, pause, Outcome.RAN, in_force(taken.dossier), "")
        return {}
    moved, words = after_wait(taken.dossier, pause, outcome, taken.at)
    due = moved.in_force.at if moved else None
    _close(taken, pause, outcome, due, words)
    return {"paused_at": None} | (_dates(moved) if moved else {})


def stop_waits(taken: Taking) -> dict[str, Any]:
    """The dossier ends while somebody was waited for."""
    pause = slips.open_pause(taken.dossier.id)
    if pause is None:
        return {}
    _close(taken, pause, Outcome.STOPPED, in_force(taken.dossier), "")
    return {"paused_at": None}


def after_wait(
    dossier: Dossier, pause: Pause, outcome: Outcome, at: datetime
) -> tuple[Promise | None, str]:
    """The promise if the wait ended now, and how it was counted."""
    events = promises.events_of(dossier)
    start = promises.start_of(dossier, events)
    if start is None:
        return None, ""
    calendar = promises.calendar_of(dossier, at)
    before = [each for each, _ in events if not (isinstance(each, Wait) and each.ended_at is None)]
    ended = Wait(pause.began_at, at, Cause(pause.cause), outcome)
    moved = move(as_it_stands(start, before, calendar), ended, start, calendar)
    words = story(start, [*before, ended], calendar)[-1].words
    return moved, words


def outcome_after_supplement(dossier: Dossier) -> Outcome:
    """Whether the procedure goes on with what is left, or begins again."""
    procedure = promises.procedure_of(dossier)
    policy = procedure.on_supplement if procedure else None
    if policy is None:
        return AFTER_SUPPLEMENT
    return Outcome.RESTARTED if policy is OnSupplement.RESTART else Outcome.RESUMED


def consult_policy(dossier: Dossier) -> OnConsult:
    """What a question to another agency does to the clock: as the procedure says, more time where it gives some."""
    procedure = promises.procedure_of(dossier)
    if procedure is not None and procedure.on_consult is not None:
        return procedure.on_consult
    has_more = procedure is not None and procedure.verification is not None
    return OnConsult.MORE if has_more else OnConsult.RUN


def more_by_law(dossier: Dossier, at: datetime) -> tuple[Promise, Duration, datetime] | None:
    """The time a verification gives on top, and the due date with it; None where it gives nothing more."""
    procedure, made = promises.procedure_of(dossier), promises.promised(dossier, at)
    if procedure is None or procedure.verification is None or made is None:
        return None
    given, calendar = procedure.verification, promises.calendar_of(dossier, at)
    more = Duration(given.value, given.unit)
    if given.kind == "at_most":
        more = _up_to(made, dossier.received_at, more, calendar)
    if more.value == 0:
        return None
    return made, more, extension(made.first, more, calendar).at


def in_force(dossier: Dossier) -> datetime | None:
    """The date the citizen counts on."""
    due: datetime | None = dossier.extended_due_at or dossier.due_at
    return due


def _up_to(made: Promise, received_at: datetime, whole: Duration, calendar: Calendar) -> Duration:
    until = whole_from(received_at, whole, calendar)
    if until <= made.first.at:
        return Duration(0, whole.unit)
    return more_until(made.first, until, calendar)


def _dates(moved: Promise) -> dict[str, Any]:
    later = moved.extended
    return {"due_at": moved.first.at, "extended_due_at": later.at if later else None}


def _close(taken: Taking, pause: Pause, outcome: Outcome, due: datetime | None, words: str) -> None:
    taken.keep(
        "pause", pause.id, ended_at=taken.at, ended_by_name=taken.by.name, outcome=outcome.value,
        due_after=due, explanation=words or None,
    )  # fmt: skip
