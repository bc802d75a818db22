"""The offices below this one: when each was last heard, what waits on either side, and who was invited."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import clock
from app.models.units import Unit
from app.queries.moments import (
    CLOCK_TOLERANCE_SECONDS,
    SILENT_AFTER,
    STALE_AFTER,
    hour,
    instant,
    instant_or_none,
    text,
)
from sync import store
from sync.tables import Invitation, SyncChild

MOST_COUNTED = 1000
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
WORST_FIRST = ("bad", "warn", "neutral", "good")


@dataclass(frozen=True)
class Office:
    """One office below. `waiting_down` counts what it has not confirmed, up to `MOST_COUNTED`."""

    unit: str
    name: str
    tone: str
    words: str
    last_contact_at: datetime | None
    waiting_up: int
    waiting_down: int
    clock_offset_seconds: int | None
    revoked_at: datetime | None
    is_compared: bool = True
    """Whether two people have compared the words of its key."""

    @property
    def clock_is_off(self) -> bool:
        return abs(self.clock_offset_seconds or 0) > CLOCK_TOLERANCE_SECONDS

    @property
    def is_equal(self) -> bool:
        return self.last_contact_at is not None and not self.waiting_up and not self.waiting_down

    @property
    def badness(self) -> tuple[bool, int, bool, datetime, str]:
        """Sorts the office that most needs a look first; one that was disconnected needs none."""
        trouble = self.clock_is_off or bool(self.waiting_up)
        heard = self.last_contact_at or NEVER
        return (
            self.revoked_at is not None,
            WORST_FIRST.index(self.tone),
            not trouble,
            heard,
            self.unit,
        )


def offices() -> list[Office]:
    """Every office that has joined below, the worst first."""
    last = store.one("SELECT MAX(n) FROM feed")
    head = (last[0] if last else None) or 0
    below = _codes_below()
    rows = [_office(child, head, below) for child in SyncChild.select()]
    return sorted(rows, key=lambda office: office.badness)


def heard_lately() -> tuple[int, int]:
    """How many offices have been heard in the last day, and how many have joined."""
    row = store.one(
        "SELECT COUNT(CASE WHEN last_contact_at >= ? THEN 1 END), COUNT(*) FROM sync_child WHERE revoked_at IS NULL",
        (text(clock.now() - timedelta(days=1)),),
    )
    return (row[0], row[1]) if row else (0, 0)


def invited(now: datetime) -> dict[str, datetime]:
    """Units with an invitation that still works, and until when."""
    rows = Invitation.select(Invitation.unit, Invitation.expires_at).where(
        Invitation.used_at.is_null(), Invitation.expires_at >= text(now)
    )
    return {row.unit: instant(row.expires_at) for row in rows}


def _office(child: SyncChild, head: int, below: dict[str, set[str]]) -> Office:
    heard = instant_or_none(child.last_contact_at)
    tone, words = _contact(heard)
    return Office(
        unit=child.unit,
        name=child.name,
        tone="neutral" if child.revoked_at else tone,
        words=words,
        last_contact_at=heard,
        waiting_up=child.waiting_up,
        waiting_down=_waiting_down(child, below) if child.cursor_n < head else 0,
        clock_offset_seconds=child.clock_offset_seconds,
        revoked_at=instant_or_none(child.revoked_at),
        is_compared=child.compared_at is not None,
    )


def _contact(heard: datetime | None) -> tuple[str, str]:
    """Silence is not a failure, and is not called one."""
    if heard is None:
        return "neutral", "Chưa liên lạc lần nào"
    silent = clock.now() - heard
    if silent < STALE_AFTER:
        return "good", f"Liên lạc gần nhất {hour(heard)}"
    return "bad" if silent >= SILENT_AFTER else "warn", f"Chưa liên lạc từ {hour(heard)}"


def _waiting_down(child: SyncChild, below: dict[str, set[str]]) -> int:
    """What the feed holds for this child past its cursor, its own words left out."""
    scopes = ("all", child.unit, *_under(child.unit, below))
    marks = ", ".join("?" * len(scopes))
    row = store.one(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM feed WHERE n > ? AND scope IN ({marks}) "
        f"AND log NOT IN (SELECT n FROM log WHERE unit = ?) LIMIT {MOST_COUNTED}) AS waiting",
        (child.cursor_n, *scopes, child.unit),
    )
    return row[0] if row else 0


def _codes_below() -> dict[str, set[str]]:
    below: dict[str, set[str]] = {}
    for code, parent in Unit.select(Unit.code, Unit.parent).distinct().tuples():
        below.setdefault(parent, set()).add(code)
    return below


def _under(unit: str, below: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    level = set(below.get(unit, ()))
    while level:
        found |= level
        level = {code for above in level for code in below.get(above, ())} - found
    return found
