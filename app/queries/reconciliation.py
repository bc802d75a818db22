"""Does each office below hold of each day what we hold of it: sums told by the office beside our own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.reconciliation import DayState, state_of
from app.models.fleet import ReconcileNote
from app.queries import verification
from app.queries.moments import instant, instant_or_none
from app.queries.verification import Hour
from sync import store
from sync.checks import ledger

SHOWN_DAYS = 14
MOST_PARKED = 50


@dataclass(frozen=True)
class Day:
    """One day of one office: its own sum as it last told it (`told_at`, None when it never did), and ours."""

    unit: str
    day: date
    sent: int | None
    sent_code: str
    received: int
    code: str
    told_at: datetime | None

    def state(self, *, is_level: bool) -> DayState:
        """`is_level`: nothing was on its way to or from the office when it last spoke."""
        return state_of(self.sent, self.sent_code, self.received, self.code, is_level=is_level)


@dataclass(frozen=True)
class Asked:
    """A comparison somebody here asked for, and what became of it. `days`: the first and the last, or everything."""

    at: datetime
    days: tuple[date, date] | None
    by: str
    began_at: datetime | None
    ended_at: datetime | None
    differing: int


@dataclass(frozen=True)
class Note:
    at: datetime
    by_name: str
    text: str


def days(first: date, last: date, unit: str | None = None) -> list[Day]:
    """The days of all offices below, or of one, the newest first; without those on which neither side has anything."""
    only = " AND c.unit = ?" if unit else ""
    given = (first.isoformat(), last.isoformat(), *([unit] if unit else []))
    rows = store.every(
        "SELECT c.unit, l.day, t.operations, t.code, t.told_at, l.operations, l.digest FROM sync_child c "
        "JOIN ledger l ON l.scope = c.unit LEFT JOIN told_day t ON t.unit = c.unit AND t.day = l.day "
        f"WHERE l.day >= ? AND l.day <= ?{only} UNION ALL "
        "SELECT c.unit, t.day, t.operations, t.code, t.told_at, 0, NULL FROM sync_child c "
        "JOIN told_day t ON t.unit = c.unit WHERE t.day >= ? AND t.day <= ? "
        f"AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.scope = c.unit AND l.day = t.day){only}",
        given + given,
    )
    return sorted(
        (_day(*row) for row in rows), key=lambda each: (each.day, each.unit), reverse=True
    )


def _day(
    unit: str, day: str, sent: int | None, sent_code: str | None, told_at: str | None, received: int, digest: Any
) -> Day:  # fmt: skip
    total = int.from_bytes(bytes(digest), "big") if digest is not None else 0
    code = ledger.code(unit, day, ledger.Sum(received, total))
    return Day(
        unit,
        date.fromisoformat(day),
        sent,
        sent_code or "",
        received,
        code,
        instant_or_none(told_at),
    )


def unequal(level: set[str], today: date) -> dict[str, int]:
    """Of the offices with whom nothing is on its way: on how many of the last days the two sums differ."""
    found: dict[str, int] = {}
    for each in days(today - timedelta(days=SHOWN_DAYS), today):
        if each.unit in level and each.state(is_level=True) is DayState.DIFFERENT:
            found[each.unit] = found.get(each.unit, 0) + 1
    return found


def hours(unit: str, on: date) -> list[Hour]:
    """Our sums of each hour of a day, to find by voice where two sides differ. Reads every operation kept here."""
    text = on.isoformat()
    parts = ledger.day(unit, text, without_refused_above=False)
    return [
        Hour(hour, ledger.code(unit, f"{text}T{hour:02}", found), found.operations)
        for hour, found in sorted(parts.hours.items())
    ]


def asked(unit: str) -> Asked | None:
    row = store.one(
        "SELECT r.asked_at, r.asked_days, r.asked_by, c.began_at, c.ended_at, c.differing FROM node_report r "
        "LEFT JOIN comparison c ON c.n = "
        "(SELECT MIN(n) FROM comparison WHERE unit = r.unit AND began_at >= r.asked_at) "
        "WHERE r.unit = ? AND r.asked_at IS NOT NULL AND r.asked_by IS NOT NULL",
        (unit,),
    )
    if row is None:
        return None
    at, days_asked, by, began_at, ended_at, differing = row
    first, _, last = (days_asked or "").partition("/")
    days_ = (date.fromisoformat(first), date.fromisoformat(last)) if last else None
    return Asked(
        instant(at), days_, by, instant_or_none(began_at), instant_or_none(ended_at), differing or 0
    )


def incidents(unit: str) -> list[verification.Found]:
    """What comparisons with this office found to differ, the newest first, each with its records."""
    rows = store.every(
        "SELECT n FROM incident WHERE kind = 'between' AND unit = ? ORDER BY n DESC LIMIT 3",
        (unit,),
    )
    return [found for (n,) in rows if (found := verification.incident(n))]


def parked(unit: str) -> int:
    """How many changes of this office wait for one that must come before them, up to `MOST_PARKED`."""
    row = store.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM operation o JOIN record r ON r.n = o.record "
        f"WHERE o.state = 1 AND r.scope = ? LIMIT {MOST_PARKED}) AS waiting",
        (unit,),
    )
    return int(row[0]) if row else 0


def note(unit: str, on: date) -> Note | None:
    row = ReconcileNote.get_or_none(ReconcileNote.unit == unit, ReconcileNote.day == on.isoformat())
    return Note(row.at, row.by_name, row.text) if row else None
