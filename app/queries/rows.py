"""A dossier as a page shows it: its columns, and the words around them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from app.domain import deadlines, labels
from app.domain.calendar import Calendar, local
from app.domain.deadlines import Left
from app.domain.dossiers import CLOSED, Status, status_words, tone_of
from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.queries import calendars, units

LONG_AGO_DAYS = 120
STANDINGS = {
    deadlines.Standing.EARLY: "trước hạn",
    deadlines.Standing.ON_TIME: "đúng hạn",
    deadlines.Standing.OVERDUE: "quá hạn",
}


class Surroundings:
    """What the rows of one page share: the names of units, the calendar, the hour."""

    def __init__(self, officer: Officer, now: datetime) -> None:
        self.officer, self.now = officer, now
        self.today = local(now).date()
        self._left: dict[date, Left] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        return units.names(self.today)

    @cached_property
    def calendar(self) -> Calendar:
        return calendars.calendar_for(self.officer.unit, self.today)

    @cached_property
    def word_above(self) -> str:
        return units.word_above(self.officer.unit, self.today)

    def left(self, due: datetime) -> Left:
        """How long is left; counted once for all rows due on one day."""
        day = local(due).date()
        if day not in self._left:
            self._left[day] = self._count(due, (self.today - day).days)
        return self._left[day]

    def _count(self, due: datetime, days_late: int) -> Left:
        if abs(days_late) <= LONG_AGO_DAYS:
            return deadlines.left(due, self.now, self.calendar)
        words = f"{'quá' if days_late > 0 else 'còn'} hơn {LONG_AGO_DAYS // 30} tháng"
        return Left(abs(days_late), late=days_late > 0, words=words)


class Row:
    """Every column of the dossier by its own name, and what a page says about it."""

    def __init__(self, dossier: Dossier, around: Surroundings) -> None:
        self._dossier, self._around = dossier, around

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._dossier, name)

    @property
    def dossier(self) -> Dossier:
        return self._dossier

    @property
    def unit_name(self) -> str:
        """Who received it, by its own name also where another office has taken its place."""
        received_by = self._dossier.origin_unit or self._dossier.unit
        return self._around.names.get(received_by, received_by)

    @property
    def holder_name(self) -> str:
        """The office that may act now."""
        return self._around.names.get(self._dossier.holder_unit, self._dossier.holder_unit)

    @property
    def is_away(self) -> bool:
        return bool(self._dossier.holder_unit != self._dossier.unit)

    @property
    def holds(self) -> bool:
        """Whether the officer's own office may act on it."""
        return bool(self._dossier.holder_unit == self._around.officer.unit)

    @property
    def is_open(self) -> bool:
        return self._dossier.status not in CLOSED

    @property
    def status_label(self) -> str:
        """The status in the words of this office, with the place it holds at."""
        status = self._dossier.status
        if status != Status.FORWARDED:
            return status_words(status, away=self.is_away, holder=self.holder_name)
        if self.holds:
            return "Mới chuyển lên, chờ nhận"
        return status_words(
            status, away=True, holder=self.holder_name, parent=self._around.word_above
        )

    @property
    def tone(self) -> str:
        return tone_of(self._dossier.status)

    @property
    def left(self) -> Left | None:
        """Time left of a dossier whose clock runs; None when it has no clock or it has stopped."""
        due = self.in_force_due
        return None if due is None or not self._dossier.running else self._around.left(due)

    @property
    def in_force_due(self) -> datetime | None:
        """The date the citizen counts on: the one of the apology where there was one."""
        due: datetime | None = self._dossier.extended_due_at or self._dossier.due_at
        return due

    @property
    def left_words(self) -> str:
        """“còn 2 ngày”, “quá 1 ngày”, or how the result stood against its date: “đúng hạn”."""
        if self.left is not None:
            return self.left.words
        if self._dossier.paused_at is not None and self.is_open:
            return "tạm dừng"
        due, done = self._dossier.due_at, self._dossier.released_at
        return STANDINGS[deadlines.standing(due, done)] if due and done else ""

    @property
    def is_late(self) -> bool:
        """Late now, or late when the result came."""
        if self.left is not None:
            return self.left.late
        return self.left_words == STANDINGS[deadlines.Standing.OVERDUE]

    @property
    def channel_label(self) -> str:
        return labels.CHANNELS.get(self._dossier.channel, self._dossier.channel)

    @property
    def return_mode_label(self) -> str:
        return labels.RETURN_MODES.get(self._dossier.return_mode, self._dossier.return_mode or "")

    @property
    def procedure_id(self) -> str:
        return f"{self._dossier.procedure_code}@{self._dossier.procedure_version}"


LISTED = (
    Dossier.n, Dossier.id, Dossier.code, Dossier.old_number, Dossier.unit,
    Dossier.origin_unit, Dossier.procedure_code,
    Dossier.procedure_version, Dossier.procedure_name, Dossier.case_code, Dossier.applicant_name, Dossier.status,
    Dossier.holder_unit, Dossier.holder_officer, Dossier.holder_officer_name, Dossier.received_at,
    Dossier.due_at, Dossier.released_at, Dossier.finished_at, Dossier.sent_back_at, Dossier.channel,
    Dossier.extended_due_at, Dossier.paused_at, Dossier.return_mode, Dossier.running,
    Dossier.listed_at, Dossier.due_key,
)  # fmt: skip
"""What a line of a list needs; the rest of the columns stay in the table."""


def rows_of(dossiers: Iterable[Dossier], officer: Officer, now: datetime) -> list[Row]:
    around = Surroundings(officer, now)
    return [Row(dossier, around) for dossier in dossiers]


def instant_text(at: datetime) -> str:
    """An instant as the place columns hold it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
