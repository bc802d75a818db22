"""How the due date of a dossier came to be, and where it would go: read from what was stored, counted by the rules."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.calendar import Calendar, local
from app.domain.deadlines import Duration, DurationUnit, extension
from app.domain.pauses import (
    AFTER_SUPPLEMENT,
    AfterWait,
    Cause,
    Event,
    More,
    Promise,
    Recounted,
    Start,
    Told,
    Wait,
    as_it_stands,
    more_until,
    move,
    whole_from,
)
from app.domain.pauses import story as told
from app.domain.procedures import OnConsult, OnSupplement, Procedure, time_allowed
from app.domain.slips import SlipKind
from app.models.calendars import Recount
from app.models.dossiers import Dossier
from app.models.slips import Pause, Slip
from app.queries import calendars, procedures, slips


def procedure_of(dossier: Dossier) -> Procedure | None:
    """The version in force when it was received, as it holds for its case."""
    version = procedures.one(f"{dossier.procedure_code}@{dossier.procedure_version}")
    return version.in_case(dossier.case_code) if version else None


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
    return start_from(dossier, before, procedure_of(dossier))


def start_from(dossier: Dossier, promised_at: datetime, procedure: Procedure | None) -> Start:
    """The beginning of the count."""
    legs = time_allowed(procedure) if procedure else ()
    return Start(dossier.received_at, tuple(legs), promised_at)


def events_of(dossier: Dossier) -> list[tuple[Event, datetime | None]]:
    """What has moved the date, oldest first, each with the date before it."""
    return events_from(
        slips.pauses(dossier.id), slips.of_dossier(dossier.id), slips.recounts(dossier.id)
    )


def events_from(
    pauses: Iterable[Pause], letters: Iterable[Slip], recounts: Iterable[Recount]
) -> list[tuple[Event, datetime | None]]:
    """What moved a date, from the rows that tell of it."""
    waits = [(_wait(row), row.due_before) for row in pauses]
    more = [
        (_more(row), row.old_due_at)
        for row in letters
        if row.signed_at is not None and row.more_value and row.more_unit
    ]
    again = [
        (Recounted(row.counted_at, row.new_due_at, row.reason), row.old_due_at) for row in recounts
    ]
    # A letter signed in the very second in which a wait began came before it: a wait closes every draft.
    return sorted([*more, *again, *waits], key=lambda pair: pair[0].at)


def after_wait(
    dossier: Dossier, pause: Pause, outcome: AfterWait, at: datetime
) -> tuple[Promise | None, str]:
    """The promise if the wait ended now, and how it was counted."""
    events = events_of(dossier)
    start = start_of(dossier, events)
    if start is None:
        return None, ""
    calendar = calendar_of(dossier, at)
    before = [each for each, _ in events if not (isinstance(each, Wait) and each.ended_at is None)]
    ended = Wait(pause.began_at, at, Cause(pause.cause), outcome)
    moved = move(as_it_stands(start, before, calendar), ended, start, calendar)
    words = told(start, [*before, ended], calendar)[-1].words
    return moved, words


def outcome_after_supplement(dossier: Dossier) -> AfterWait:
    """Whether the procedure goes on with what is left, or begins again."""
    procedure = procedure_of(dossier)
    policy = procedure.on_supplement if procedure else None
    if policy is None:
        return AFTER_SUPPLEMENT
    return AfterWait.RESTARTED if policy is OnSupplement.RESTART else AfterWait.RESUMED


def consult_policy(dossier: Dossier) -> OnConsult:
    """What a question to another agency does to the clock: as the procedure says, more time where it gives some."""
    procedure = procedure_of(dossier)
    if procedure is not None and procedure.on_consult is not None:
        return procedure.on_consult
    has_more = procedure is not None and procedure.verification is not None
    return OnConsult.MORE if has_more else OnConsult.RUN


def more_by_law(dossier: Dossier, at: datetime) -> tuple[Promise, Duration, datetime] | None:
    """The time a verification gives on top, and the due date with it; None where it gives nothing more."""
    procedure, made = procedure_of(dossier), promised(dossier, at)
    if procedure is None or procedure.verification is None or made is None:
        return None
    given, calendar = procedure.verification, calendar_of(dossier, at)
    more = Duration(given.value, given.unit)
    if given.kind == "at_most":
        more = _up_to(made, dossier.received_at, more, calendar)
    if more.value == 0:
        return None
    return made, more, extension(made.first, more, calendar).at


def usual_answer_by(dossier: Dossier, at: datetime) -> str:
    """Until when the procedure lets a citizen supplement, as a day; empty where it says nothing."""
    procedure = procedure_of(dossier)
    if procedure is None or procedure.supplement_days is None:
        return ""
    return (local(at).date() + timedelta(days=procedure.supplement_days)).isoformat()


def _up_to(made: Promise, received_at: datetime, whole: Duration, calendar: Calendar) -> Duration:
    until = whole_from(received_at, whole, calendar)
    if until <= made.first.at:
        return Duration(0, whole.unit)
    return more_until(made.first, until, calendar)


def _wait(row: Pause) -> Wait:
    outcome = AfterWait(row.outcome) if row.outcome else None
    return Wait(row.began_at, row.ended_at, Cause(row.cause), outcome, row.due_after)


def _more(row: Slip) -> More:
    more = Duration(row.more_value or 0, DurationUnit(row.more_unit))
    by_law = row.kind == SlipKind.CONSULT.value
    return More(row.signed_at or row.drafted_at, more, by_law, row.new_due_at)
