"""Why a clock stands, what becomes of the due date when it goes on, and the promise as it was moved from day to day.

Counted is always by `deadlines`; here is only the order of events (domain §4.4). What was promised then stays what
was promised: where the calendar has changed since, the date on paper is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.calendar import Calendar, local
from app.domain.deadlines import (
    Due,
    Duration,
    DurationUnit,
    Origin,
    due_at,
    due_for_legs,
    extension,
    resume,
)
from app.domain.deadlines import words as due_words
from app.domain.explanations import day_words, explain


class Cause(StrEnum):
    """Whom the office waits for."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    CONSULT = "consult"


class AfterWait(StrEnum):
    """What the end of a wait did to the due date. `ran`: the clock never stood."""

    RESUMED = "resumed"
    RESTARTED = "restarted"
    STOPPED = "stopped"
    RAN = "ran"


CAUSE_LABELS = {
    Cause.SUPPLEMENT: "chờ công dân bổ sung hồ sơ",
    Cause.PAYMENT: "chờ nộp nghĩa vụ tài chính",
    Cause.CONSULT: "chờ cơ quan khác trả lời",
}
OUTCOME_LABELS = {
    AfterWait.RESUMED: "tính tiếp phần còn lại",
    AfterWait.RESTARTED: "tính lại từ đầu",
    AfterWait.STOPPED: "hồ sơ kết thúc",
    AfterWait.RAN: "vẫn tính thời gian",
}
AFTER_SUPPLEMENT = AfterWait.RESUMED
"""Where the procedure does not say. NĐ 61/2018 is read as restart, software in use resumes (unverified); of the two
the earlier date is the safe promise."""


@dataclass(frozen=True)
class Wait:
    """A stretch in which the clock stood; `due_after` as it was stored then."""

    began_at: datetime
    ended_at: datetime | None
    cause: Cause
    outcome: AfterWait | None
    due_after: datetime | None = None

    @property
    def at(self) -> datetime:
        return self.ended_at or self.began_at


@dataclass(frozen=True)
class More:
    """Time given on top: by a letter of apology, or (`by_law`) because another agency must confirm."""

    at: datetime
    more: Duration
    by_law: bool = False
    due_after: datetime | None = None


@dataclass(frozen=True)
class Recounted:
    """The date was counted again because the calendar changed; `due_after` is what it came to."""

    at: datetime
    due_after: datetime
    reason: str = ""


Event = Wait | More | Recounted


@dataclass(frozen=True)
class Start:
    """What the first promise was counted from. No legs: the desk set the date by hand."""

    received_at: datetime
    legs: tuple[Duration, ...]
    promised_at: datetime


@dataclass(frozen=True)
class Promise:
    """The first date and, after an apology, the second one; both move when the clock stands."""

    legs: tuple[Due, ...]
    extended: Due | None = None

    @property
    def first(self) -> Due:
        return self.legs[-1]

    @property
    def in_force(self) -> Due:
        return self.extended or self.first


@dataclass(frozen=True)
class Told:
    """One line of the story of a due date: what happened, and the date that followed."""

    title: str
    words: str
    due_at: datetime


def promise(start: Start, calendar: Calendar) -> Promise:
    """The promise made at reception."""
    legs = start.legs or (_by_hand(start, calendar),)
    dues = due_for_legs(start.received_at, legs, calendar)
    return Promise((*dues[:-1], _kept(dues[-1], start.promised_at)))


def move(made: Promise, event: Event, start: Start, calendar: Calendar) -> Promise:
    """The promise after a wait has ended or more time was given."""
    if isinstance(event, Recounted):
        return made
    if isinstance(event, More):
        return _given_more(made, event, calendar)
    if event.ended_at is None or event.outcome not in (AfterWait.RESUMED, AfterWait.RESTARTED):
        return made
    if event.outcome is AfterWait.RESTARTED:
        return _again(made, event.ended_at, start, calendar)
    first = resume(made.first, event.began_at, event.ended_at, calendar)
    later = made.extended and resume(made.extended, event.began_at, event.ended_at, calendar)
    return Promise((*made.legs[:-1], first), later)


def as_it_stands(start: Start, events: Iterable[Event], calendar: Calendar) -> Promise:
    """The promise after all that has happened."""
    made = promise(start, calendar)
    for event in events:
        made = _as_stored(move(made, event, start, calendar), event)
    return made


def counted_again(start: Start, events: Iterable[Event], calendar: Calendar) -> datetime:
    """The first date as this calendar gives it, whatever was promised before.

    A date the desk set by hand stays, unless the office does not work on that day any more.
    """
    if start.legs:
        made = Promise(due_for_legs(start.received_at, start.legs, calendar))
    else:
        made = promise(replace(start, promised_at=_on_a_working_day(start, calendar)), calendar)
    for event in events:
        made = move(made, event, start, calendar)
    return made.first.at


def story(start: Start, events: Iterable[Event], calendar: Calendar) -> list[Told]:
    """How the date came to be, oldest first, in sentences a citizen can check."""
    made = promise(start, calendar)
    told = [
        Told("Lúc tiếp nhận" if number == 0 else "Chặng tiếp theo", _words(due, start), due.at)
        for number, due in enumerate(made.legs)
    ]
    for event in events:
        made = _as_stored(move(made, event, start, calendar), event)
        told.append(_told(event, made))
    return told


def _words(due: Due, start: Start) -> str:
    if start.legs:
        return explain(due)
    year = local(start.received_at).year
    return f"Một cửa đặt ngày hẹn: {day_words(due.day, year)} (thủ tục không ghi thời hạn)."


def _told(event: Event, made: Promise) -> Told:
    due = made.in_force
    if isinstance(event, Recounted):
        words = f"Lịch làm việc thay đổi ({event.reason}) → hẹn {day_words(due.day, local(due.received).year)}."
        return Told("Tính lại theo lịch", words, due.at)
    if isinstance(event, More):
        title = "Thêm thời gian xác minh" if event.by_law else "Xin lỗi và hẹn lại"
        given = due_words(event.more)
        words = (
            f"Thêm {given} kể từ ngày hẹn cũ → hẹn {day_words(due.day, local(due.received).year)}."
        )
        return Told(title, words, due.at)
    since, why = f"{local(event.began_at):%H:%M %d/%m/%Y}", CAUSE_LABELS[event.cause]
    if event.ended_at is None and event.outcome is AfterWait.RAN:
        return Told(f"Từ {since}: {why}", "Thời gian giải quyết vẫn tính.", due.at)
    if event.ended_at is None:
        words = f"Đồng hồ đứng từ {since}, {why}. Ngày hẹn mới tính khi tiếp tục."
        return Told(f"Tạm dừng, {why}", words, due.at)
    until = f"{local(event.ended_at):%H:%M %d/%m/%Y}"
    outcome = OUTCOME_LABELS[event.outcome or AfterWait.RAN]
    counted = event.outcome in (AfterWait.RESUMED, AfterWait.RESTARTED)
    legs = made.legs if event.outcome is AfterWait.RESTARTED and not made.extended else (due,)
    counting = f": {'; '.join(explain(leg) for leg in legs)}" if counted else ""
    title = f"{'Trong lúc' if event.outcome is AfterWait.RAN else 'Tạm dừng,'} {why}"
    return Told(title, f"Từ {since} đến {until}, {outcome}{counting}", due.at)


def _again(made: Promise, at: datetime, start: Start, calendar: Calendar) -> Promise:
    """The whole time once more from then; what an apology gave counts again too."""
    legs = start.legs or (_by_hand(start, calendar),)
    dues = due_for_legs(at, legs, calendar)
    dues = (replace(dues[0], origin=Origin.RESTARTED), *dues[1:])
    later = None
    if made.extended is not None:
        later = dues[-1]
        for more in made.extended.extra:
            later = extension(later, more, calendar)
    return Promise(dues, later)


def _given_more(made: Promise, event: More, calendar: Calendar) -> Promise:
    if not event.by_law:
        return replace(made, extended=extension(made.in_force, event.more, calendar))
    first = extension(made.first, event.more, calendar)
    later = made.extended and extension(made.extended, event.more, calendar)
    return Promise((*made.legs[:-1], first), later)


def _as_stored(made: Promise, event: Event) -> Promise:
    """What was promised then counts, whatever the calendar says today."""
    if event.due_after is None:
        return made
    if made.extended is not None:
        return replace(made, extended=_kept(made.extended, event.due_after))
    return Promise((*made.legs[:-1], _kept(made.first, event.due_after)))


def _kept(due: Due, stored: datetime) -> Due:
    return due if due.at == stored else replace(due, at=stored)


def _by_hand(start: Start, calendar: Calendar) -> Duration:
    """The time a desk gave by setting a date: as many working days."""
    opened = local(calendar.open_from(start.received_at)).date()
    days = calendar.working_days_between(opened, local(start.promised_at).date())
    return Duration(days, DurationUnit.WORKING_DAYS)


def _on_a_working_day(start: Start, calendar: Calendar) -> datetime:
    day = local(start.promised_at).date()
    if calendar.is_working_day(day):
        return start.promised_at
    return calendar.closing(calendar.next_working_day(day))


def more_until(due: Due, until: datetime, calendar: Calendar) -> Duration:
    """The time from a due date to a later day, in the unit the due was counted in where that is days."""
    day, old = local(until).date(), due.day
    if due.allowed.unit is DurationUnit.DAYS:
        return Duration(max((day - old).days, 0), DurationUnit.DAYS)
    return Duration(calendar.working_days_between(old, day), DurationUnit.WORKING_DAYS)


def whole_from(received_at: datetime, allowed: Duration, calendar: Calendar) -> datetime:
    """When a time that is given in all, from reception on, is over."""
    return due_at(received_at, allowed, calendar).at
