"""Working days and hours of one office, on the wall clock of Vietnam.

Instants go in and out as aware datetimes; days and hours are those of Asia/Ho_Chi_Minh, which has
been UTC+7 all year since 1975.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone

from app.domain.refusals import NoWorkingDay

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
MONDAY = 0
NOON = time(12)
LONGEST_SEARCH_DAYS = 400


@dataclass(frozen=True, order=True)
class Session:
    """A stretch of opening hours; both ends belong to it."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a session must end after it starts: {self.start}-{self.end}")


OFFICE_DAY = (Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17)))
OFFICE_HOURS: Mapping[int, tuple[Session, ...]] = dict.fromkeys(range(5), OFFICE_DAY)
"""Monday to Friday, as most offices keep them; each office may have its own."""


@dataclass(frozen=True)
class Calendar:
    """Opening hours by weekday (0 is Monday), public holidays, and days worked to make up for one.

    A make-up day keeps Monday's hours. A day listed both as off and as make-up is off.
    """

    hours: Mapping[int, tuple[Session, ...]] = field(default_factory=lambda: OFFICE_HOURS)
    days_off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The opening hours of that day in order; empty on a day off."""
        if day in self.days_off:
            return ()
        weekday = MONDAY if day in self.make_up else day.weekday()
        return tuple(sorted(self.hours.get(weekday, ())))

    def is_working_day(self, day: date) -> bool:
        return bool(self.sessions_on(day))

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return next(self.working_days_after(day))

    def working_days_after(self, day: date) -> Iterator[date]:
        """Working days after `day`, one by one; refuses when the office never seems to open."""
        latest = day
        while True:
            day += timedelta(days=1)
            if (day - latest).days > LONGEST_SEARCH_DAYS:
                raise NoWorkingDay(after=f"{latest:%d/%m/%Y}")
            if self.is_working_day(day):
                latest = day
                yield day

    def working_days_between(self, day: date, last: date) -> int:
        """How many working days lie after `day`, up to and including `last`."""
        days = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
        return sum(map(self.is_working_day, days))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole opening minutes from `start` to `end`; none when `end` is not after `start`."""
        day, last = local(start).date(), local(end).date()
        open_time = timedelta()
        while day <= last:
            for opens, closes in self._openings(day):
                open_time += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return open_time // timedelta(minutes=1)

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The UTC instant by which the office has been open that long; never outside its hours."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings_from(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return (begins + left).astimezone(UTC)
            left -= closes - begins
        raise AssertionError("openings never end")  # pragma: no cover

    def open_from(self, at: datetime) -> datetime:
        """That instant if the office is open then, or else when it next opens."""
        return self.add_working_minutes(at, 0)

    def closing(self, day: date) -> datetime:
        """The end of the last session of a working day."""
        return moment(day, self.sessions_on(day)[-1].end)

    def half_days_on(self, day: date) -> tuple[datetime, ...]:
        """When the morning and the afternoon of that day end, so far as the office is open."""
        sessions = self.sessions_on(day)
        mornings = [min(s.end, NOON) for s in sessions if s.start < NOON]
        afternoons = [s.end for s in sessions if s.end > NOON]
        return tuple(moment(day, ends[-1]) for ends in (mornings, afternoons) if ends)

    def _openings(self, day: date) -> list[tuple[datetime, datetime]]:
        return [(moment(day, s.start), moment(day, s.end)) for s in self.sessions_on(day)]

    def _openings_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Sessions that have not ended at `start`, without end."""
        today = local(start).date()
        yield from (opening for opening in self._openings(today) if opening[1] >= start)
        for day in self.working_days_after(today):
            yield from self._openings(day)


def local(instant: datetime) -> datetime:
    """The instant as the office's wall clock shows it."""
    if instant.tzinfo is None:
        raise ValueError("an instant must know its time zone")
    return instant.astimezone(VIETNAM)


def moment(day: date, hour: time) -> datetime:
    """The UTC instant at which the office's wall clock shows that day and hour."""
    return datetime.combine(day, hour, tzinfo=VIETNAM).astimezone(UTC)
