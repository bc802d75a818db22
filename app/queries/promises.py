"""How the due date of a dossier came to be, and where it would go: read from what was stored, counted by the rules."""

from datetime import datetime

from app.domain.calendar import Calendar, local
from app.domain.deadlines import Duration, DurationUnit
from app.domain.pauses import Cause, More, Outcome, Promise, Start, Told, Wait, as_it_stands
from app.domain.pauses import story as told
from app.domain.procedures import Procedure, time_allowed
from app.domain.slips import SlipKind
from app.models.dossiers import Dossier
from app.models.slips import Pause, Slip
from app.queries import calendars, procedures, slips

Event = Wait | More


def procedure_of(dossier: Dossier) -> Procedure | None:
    """The version in force when it was received."""
    return procedures.one(f"{dossier.procedure_code}@{dossier.procedure_version}")


def calendar_of(dossier: Dossier, at: datetime) -> Calendar:
    return calendars.calendar_for(dossier.unit, local(at).date())


def promised(dossier: Dossier, at: datetime) -> Promise | None:
    """The promise as it stands; None where nothing was promised."""
    events = events_of(dossier)
    start = start_of(dossier, events)
    if start is None:
        return None
    return as_it_stands(start, [each for each, _ in events], calendar_of(dossier, at))


def story(dossier: Dossier, at: datetime) -> list[Told]:
    """How it was counted, from reception to today."""
    events = events_of(dossier)
    start = start_of(dossier, events)
    if start is None:
        return []
    return told(start, [each for each, _ in events], calendar_of(dossier, at))


def start_of(
    dossier: Dossier, events: list[tuple[Event, datetime | None]] | None = None
) -> Start | None:
    """What the first promise was counted from."""
    if dossier.received_at is None or dossier.due_at is None:
        return None
    moved = events if events is not None else events_of(dossier)
    before = next((due for _, due in moved if due is not None), dossier.due_at)
    procedure = procedure_of(dossier)
    legs = time_allowed(procedure) if procedure else ()
    return Start(dossier.received_at, tuple(legs), before)


def events_of(dossier: Dossier) -> list[tuple[Event, datetime | None]]:
    """What has moved the date, oldest first, each with the date before it."""
    waits = [(_wait(row), row.due_before) for row in slips.pauses(dossier.id)]
    letters = [
        (_more(row), row.old_due_at)
        for row in slips.of_dossier(dossier.id)
        if row.signed_at is not None and row.more_value and row.more_unit
    ]
    return sorted([*waits, *letters], key=lambda pair: pair[0].at)


def _wait(row: Pause) -> Wait:
    outcome = Outcome(row.outcome) if row.outcome else None
    return Wait(row.began_at, row.ended_at, Cause(row.cause), outcome, row.due_after)


def _more(row: Slip) -> More:
    more = Duration(row.more_value or 0, DurationUnit(row.more_unit))
    by_law = row.kind == SlipKind.CONSULT.value
    return More(row.signed_at or row.drafted_at, more, by_law, row.new_due_at)
