"""When the result is due, the days counted to get there, and how a dossier stands against it.

The day of receipt is not counted; what arrives on a day off or after closing counts as received when
the office next opens; a period never ends on a day off (Bộ luật Dân sự 2015, Đ147-148).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate, islice

from app.domain.calendar import Calendar, local, moment
from app.domain.refusals import PauseBackwards

SAME_DAY_UNTIL = time(15)
"""Received later than this, a same-day procedure may answer on the next working day."""


class DurationUnit(StrEnum):
    """How a time allowed is counted."""

    WORKING_DAYS = "working_days"
    HALF_DAYS = "half_days"
    DAYS = "days"
    HOURS = "hours"
    SAME_DAY = "same_day"


@dataclass(frozen=True)
class Duration:
    """A time allowed: working days, working half-days, calendar days, working hours, or same day.

    The value of a same-day duration means nothing.
    """

    value: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"a duration cannot be negative: {self.value}")


class DueHour(StrEnum):
    """The hour at which working days are due: when the office closes, or the hour of receipt.

    Calendar days always end with the day (Đ148), half-days and hours at their own moment.
    """

    CLOSING = "closing"
    SAME_HOUR = "same_hour"


class Why(StrEnum):
    """Why a day between receipt and due date was counted, or was not."""

    WORKED = "worked"
    MAKE_UP = "make_up"
    CALENDAR = "calendar"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Origin(StrEnum):
    """What the counting starts from."""

    RECEIPT = "receipt"
    LEG = "leg"
    RESUMED = "resumed"
    RESTARTED = "restarted"


class Standing(StrEnum):
    """How a result stands against its due date; computed, never a status."""

    EARLY = "early"
    ON_TIME = "on_time"
    OVERDUE = "overdue"


class Rule(StrEnum):
    """Whether lateness is seen by the day (the usual practice) or by the minute."""

    BY_DAY = "by_day"
    BY_MINUTE = "by_minute"


@dataclass(frozen=True)
class CountedDay:
    """One day of the count: the units counted by its end, or None where it was not counted."""

    day: date
    number: int | None
    why: Why


@dataclass(frozen=True)
class Due:
    """An appointment and how it was reached.

    `at` is a UTC instant; `starts_on` the day that counts as the day of receipt; `received` the instant
    the count started from; `extra` the extensions that are in `at` already.
    """

    at: datetime
    starts_on: date
    counted: tuple[CountedDay, ...]
    received: datetime
    allowed: Duration
    origin: Origin = Origin.RECEIPT
    extra: tuple[Duration, ...] = ()

    @property
    def day(self) -> date:
        return local(self.at).date()


@dataclass(frozen=True)
class Left:
    """Working days until an appointment, or since it when `late`, and the words for the screen."""

    days: int
    late: bool
    words: str


def due_at(
    received: datetime,
    allowed: Duration,
    calendar: Calendar,
    due_hour: DueHour = DueHour.CLOSING,
) -> Due:
    """When the result is still on time, and the days that were counted to get there."""
    opened = calendar.open_from(received)
    starts_on = local(opened).date()
    last = starts_on + timedelta(days=allowed.value)
    match allowed.unit:
        case DurationUnit.SAME_DAY:
            at = _end_of_same_day(opened, calendar)
        case DurationUnit.HALF_DAYS:
            at = _end_of_half_day(opened, allowed.value, calendar)
        case DurationUnit.HOURS:
            at = calendar.add_working_minutes(opened, 60 * allowed.value)
        case DurationUnit.WORKING_DAYS:
            day = _working_day(starts_on, allowed.value, calendar)
            at = _hour_on(day, opened, calendar, due_hour)
        case DurationUnit.DAYS:
            at = calendar.closing(_moved_to_work(last, calendar))
    counted = _count(opened, at, allowed.unit, calendar, last)
    return Due(at, starts_on, counted, received, allowed)


def due_for_legs(
    received: datetime,
    legs: Iterable[Duration],
    calendar: Calendar,
    allowance: int = 0,
    due_hour: DueHour = DueHour.CLOSING,
) -> tuple[Due, ...]:
    """Each leg's own due, in order; the last one is the due of the whole.

    `allowance` are the working days that a commune without a line gets to carry the paper (up to five
    in some procedures): they belong to the first leg, because that commune works on it.
    """
    dues: list[Due] = []
    for leg in legs:
        due = due_at(dues[-1].at if dues else received, leg, calendar, due_hour)
        if dues:
            due = replace(due, origin=Origin.LEG)
        elif allowance:
            due = extension(due, Duration(allowance, DurationUnit.WORKING_DAYS), calendar, due_hour)
        dues.append(due)
    return tuple(dues)


def resume(
    due: Due,
    paused_at: datetime,
    resumed_at: datetime,
    calendar: Calendar,
    due_hour: DueHour = DueHour.CLOSING,
) -> Due:
    """The due after a pause: the working time of the pause is added, or its whole calendar days.

    A pause that begins when the dossier is already late gives nothing back: late stays late.
    """
    if resumed_at < paused_at:
        raise PauseBackwards(
            paused=f"{local(paused_at):%H:%M %d/%m/%Y}",
            resumed=f"{local(resumed_at):%H:%M %d/%m/%Y}",
        )
    if paused_at >= due.at:
        return due
    opened = calendar.open_from(resumed_at)
    starts_on, last = local(opened).date(), due.day
    if due.allowed.unit is DurationUnit.DAYS:
        last = _last_day_after(due, paused_at, resumed_at)
        at = calendar.closing(max(_moved_to_work(last, calendar), starts_on))
    else:
        minutes = calendar.working_minutes_between(paused_at, resumed_at)
        at = _settled(due, minutes, calendar, due_hour)
    if at == due.at:
        return due
    counted = _count(opened, at, due.allowed.unit, calendar, last)
    return replace(
        due,
        at=at,
        starts_on=starts_on,
        counted=counted,
        received=resumed_at,
        origin=Origin.RESUMED,
    )


def restart(
    due: Due, resumed_at: datetime, calendar: Calendar, due_hour: DueHour = DueHour.CLOSING
) -> Due:
    """The due when the whole time, extensions too, is given again from the end of a pause."""
    again = due_at(resumed_at, due.allowed, calendar, due_hour)
    for by in due.extra:
        again = extension(again, by, calendar, due_hour)
    return replace(again, origin=Origin.RESTARTED)


def extension(
    due: Due, by: Duration, calendar: Calendar, due_hour: DueHour = DueHour.CLOSING
) -> Due:
    """The due moved by more time, counted from the old due; the count goes on in the same unit."""
    more = due_at(due.at, by, calendar, due_hour)
    done = max((day.number for day in due.counted if day.number), default=0)
    offset = done if by.unit is due.allowed.unit else 0
    counted = tuple(
        replace(day, number=day.number + offset) if day.number else day for day in more.counted
    )
    return replace(due, at=more.at, counted=due.counted + counted, extra=(*due.extra, by))


def left(due: datetime, now: datetime, calendar: Calendar, rule: Rule = Rule.BY_DAY) -> Left:
    """How long an open dossier still has: “còn 2 ngày”, “hôm nay”, “quá 1 ngày” (working days)."""
    today, due_day = local(now).date(), local(due).date()
    if today < due_day:
        days = calendar.working_days_between(today, due_day)
        return Left(days, late=False, words=f"còn {days} ngày")
    if today == due_day:
        late = rule is Rule.BY_MINUTE and now > due
        return Left(0, late=late, words="quá giờ hẹn hôm nay" if late else "hôm nay")
    days = calendar.working_days_between(due_day, today)
    return Left(days, late=True, words=f"quá {days} ngày" if days else "vừa quá hạn")


def standing(due: datetime, done_at: datetime, rule: Rule = Rule.BY_DAY) -> Standing:
    """Early when done on an earlier day, on time on the due day, overdue after it."""
    done_day, due_day = local(done_at).date(), local(due).date()
    if done_day < due_day:
        return Standing.EARLY
    overdue = done_at > due if rule is Rule.BY_MINUTE else done_day > due_day
    return Standing.OVERDUE if overdue else Standing.ON_TIME


def words(duration: Duration) -> str:
    """A time allowed as it is printed: “3 ngày làm việc”, “0,5 ngày làm việc”, “trong ngày”."""
    match duration.unit:
        case DurationUnit.SAME_DAY:
            return "trong ngày"
        case DurationUnit.HALF_DAYS:
            return f"{halves(duration.value)} ngày làm việc"
        case DurationUnit.HOURS:
            return f"{duration.value} giờ làm việc"
        case DurationUnit.DAYS:
            return f"{duration.value} ngày"
        case DurationUnit.WORKING_DAYS:
            return f"{duration.value} ngày làm việc"


def halves(count: int) -> str:
    """Half-days as days: 3 as “1,5”."""
    return f"{count // 2},5" if count % 2 else f"{count // 2}"


def _end_of_same_day(opened: datetime, calendar: Calendar) -> datetime:
    day = local(opened).date()
    in_time = local(opened).time() <= SAME_DAY_UNTIL
    return calendar.closing(day if in_time else calendar.next_working_day(day))


def _end_of_half_day(opened: datetime, count: int, calendar: Calendar) -> datetime:
    """The half-day of receipt is not counted, as the day of receipt is not."""
    today = local(opened).date()
    ends = [end for end in calendar.half_days_on(today) if end >= opened]
    days = calendar.working_days_after(today)
    while len(ends) <= count:
        ends += calendar.half_days_on(next(days))
    return ends[count]


def _working_day(start: date, count: int, calendar: Calendar) -> date:
    return [start, *islice(calendar.working_days_after(start), count)][-1]


def _moved_to_work(day: date, calendar: Calendar) -> date:
    """That day, or the next working day when it is off."""
    return calendar.next_working_day(day - timedelta(days=1))


def _hour_on(day: date, opened: datetime, calendar: Calendar, due_hour: DueHour) -> datetime:
    closing = calendar.closing(day)
    if due_hour is DueHour.CLOSING:
        return closing
    return min(closing, calendar.open_from(moment(day, local(opened).time())))


def _settled(due: Due, minutes: int, calendar: Calendar, due_hour: DueHour) -> datetime:
    """The old due moved by working minutes, then to the hour that its unit promises."""
    if minutes == 0:
        return due.at
    at = calendar.add_working_minutes(due.at, minutes)
    day = local(at).date()
    unit = due.allowed.unit
    if unit is DurationUnit.HALF_DAYS:
        return next(end for end in calendar.half_days_on(day) if end >= at)
    by_the_day = unit is DurationUnit.WORKING_DAYS and due_hour is DueHour.CLOSING
    return calendar.closing(day) if by_the_day or unit is DurationUnit.SAME_DAY else at


def _last_day_after(due: Due, paused_at: datetime, resumed_at: datetime) -> date:
    """The last calendar day of the period after a pause, before it is moved off a day off."""
    paused_on = max(local(paused_at).date(), due.starts_on)
    last = max((day.day for day in due.counted if day.number), default=due.starts_on)
    paused_for = max(local(resumed_at).date() - paused_on, timedelta())
    return (last if paused_on <= last else due.day) + paused_for


def _count(
    opened: datetime, at: datetime, unit: DurationUnit, calendar: Calendar, last: date
) -> tuple[CountedDay, ...]:
    """The days of a count with their numbers; `last` ends a count of calendar days.

    Half-days and hours may be counted on the day of receipt itself, whole days only after it.
    """
    start, end = local(opened).date(), local(at).date()
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    match unit:
        case DurationUnit.DAYS:
            numbers = [(day - start).days if day <= last else 0 for day in days]
        case DurationUnit.HALF_DAYS:
            own = next(half for half in calendar.half_days_on(start) if half >= opened)
            halves_on = [calendar.half_days_on(day) for day in days]
            numbers = list(accumulate(sum(own < h <= at for h in ends) for ends in halves_on))
        case DurationUnit.HOURS:
            midnights = (moment(day + timedelta(days=1), time()) for day in days)
            until = (min(at, midnight) for midnight in midnights)
            numbers = [calendar.working_minutes_between(opened, to) // 60 for to in until]
        case _:
            worked = (int(calendar.is_working_day(day)) for day in days[1:])
            numbers = [0, *accumulate(worked)]
    by_the_calendar = unit is DurationUnit.DAYS
    named = (
        _counted_day(day, n, by_the_calendar, calendar)
        for day, n in zip(days, numbers, strict=False)
    )
    return tuple(day for day in named if day.day != start or day.number)


def _counted_day(day: date, number: int, by_the_calendar: bool, calendar: Calendar) -> CountedDay:
    if by_the_calendar and number:
        return CountedDay(day, number, Why.CALENDAR)
    if calendar.is_working_day(day):
        why = Why.MAKE_UP if day in calendar.make_up else Why.WORKED
        return CountedDay(day, None if by_the_calendar else number or None, why)
    a_holiday = day in calendar.days_off and bool(calendar.hours.get(day.weekday()))
    return CountedDay(day, None, Why.HOLIDAY if a_holiday else Why.WEEKEND)
