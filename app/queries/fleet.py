"""The offices below this one: when each was heard, what waits on either side, how its machine is, who was invited."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import clock
from app.domain.fleet import Concern, Facts, Heard, Remark, Threshold, remarks
from app.models.units import Unit
from app.queries import contacts, reconciliation, refused_changes, reports, thresholds
from app.queries.moments import hour, instant, instant_or_none, text
from sync import store
from sync.tables import Invitation, SyncChild

MOST_COUNTED = 1000
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
WORST_FIRST = ("bad", "warn", "neutral", "good")


@dataclass(frozen=True)
class Office:
    """One office below. `waiting_down` counts what it has not confirmed, up to `MOST_COUNTED`.

    `facts` are what its machine told of itself at `told_at`; None before the first time.
    """

    unit: str
    name: str
    tone: str
    words: str
    last_contact_at: datetime | None
    waiting_up: int
    waiting_down: int
    clock_offset_seconds: int | None
    revoked_at: datetime | None
    contact_tone: str = "neutral"
    is_compared: bool = True
    """Whether two people have compared the words of its key."""
    conflicts: int = 0
    refused: int = 0
    unequal_days: int = 0
    usual: str = ""
    facts: Facts | None = None
    told_at: datetime | None = None
    remarks: tuple[Remark, ...] = ()
    same_program: bool | None = None
    same_catalogue: bool | None = None

    @property
    def clock_is_off(self) -> bool:
        return any(remark.concern is Concern.CLOCK for remark in self.remarks)

    @property
    def is_silent(self) -> bool:
        return any(remark.concern is Concern.SILENT for remark in self.remarks)

    @property
    def is_equal(self) -> bool:
        return self.last_contact_at is not None and not self.waiting_up and not self.waiting_down

    @property
    def badness(self) -> tuple[bool, int, bool, int, datetime, str]:
        """Sorts the office that most needs a look first; one that was disconnected needs none."""
        heard = self.last_contact_at or NEVER
        return (
            self.revoked_at is not None,
            WORST_FIRST.index(self.tone),
            not (self.remarks or self.waiting_up),
            -len(self.remarks),
            heard,
            self.unit,
        )


@dataclass(frozen=True)
class Around:
    """What is asked once for the whole list."""

    now: datetime
    limits: dict[Threshold, int]
    waiting_down: dict[str, int]
    conflicts: dict[str, int]
    refused: dict[str, int]
    unequal: dict[str, int]
    habits: dict[str, str]
    told: dict[str, tuple[datetime, Facts]]
    catalogue: str


def offices(now: datetime | None = None) -> list[Office]:
    """Every office that has joined below, the worst first."""
    children = list(SyncChild.select())
    around = _around(children, now or clock.now())
    return sorted((_office(child, around) for child in children), key=lambda office: office.badness)


def one(unit: str, now: datetime) -> Office | None:
    """One office that has joined below."""
    children = list(SyncChild.select().where(SyncChild.unit == unit))
    return _office(children[0], _around(children, now)) if children else None


def has_joined(unit: str) -> bool:
    return bool(SyncChild.select().where(SyncChild.unit == unit).exists())


def silent_count(now: datetime) -> int:
    """How many offices have not been heard for so long that somebody should telephone."""
    since = text(now - timedelta(days=thresholds.limits()[Threshold.SILENT_DAYS]))
    row = store.one(
        "SELECT COUNT(*) FROM sync_child WHERE revoked_at IS NULL AND last_contact_at <= ?",
        (since,),
    )
    return int(row[0]) if row else 0


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


def _around(children: list[SyncChild], now: datetime) -> Around:
    waiting = _waiting_down(children)
    level = {
        child.unit
        for child in children
        if child.last_contact_at and not child.waiting_up and not waiting.get(child.unit)
    }
    told = store.every("SELECT unit, told_at, facts FROM node_report WHERE told_at IS NOT NULL")
    return Around(
        now=now,
        limits=thresholds.limits(),
        waiting_down=waiting,
        conflicts=dict(
            store.every("SELECT scope, COUNT(*) FROM record WHERE contested > 0 GROUP BY scope")
        ),
        refused=refused_changes.unsettled(),
        unequal=reconciliation.unequal(level, clock.local(now).date()),
        habits=contacts.habits(now),
        told={unit: (instant(at), Facts.heard(json.loads(facts))) for unit, at, facts in told},
        catalogue=reports.catalogue(),
    )


def _office(child: SyncChild, around: Around) -> Office:
    told_at, facts = around.told.get(child.unit, (None, None))
    heard = Heard(
        last_contact_at=instant_or_none(child.last_contact_at),
        waiting_up=child.waiting_up,
        waiting_down=around.waiting_down.get(child.unit, 0),
        conflicts=around.conflicts.get(child.unit, 0),
        refused=around.refused.get(child.unit, 0),
        unequal_days=around.unequal.get(child.unit, 0),
        clock_offset_seconds=child.clock_offset_seconds,
        same_program=_same(facts.program if facts else None, reports.program()),
        same_catalogue=_same(facts.catalogue if facts else None, around.catalogue),
        facts=facts,
    )
    said = [] if child.revoked_at else remarks(heard, around.limits, around.now)
    tone, words = _contact(heard.last_contact_at, said)
    worst = "bad" if "bad" in {remark.tone for remark in said} else "warn" if said else tone
    return Office(
        unit=child.unit,
        name=child.name,
        tone="neutral" if child.revoked_at else worst,
        contact_tone=tone,
        words=words,
        last_contact_at=heard.last_contact_at,
        waiting_up=child.waiting_up,
        waiting_down=heard.waiting_down,
        clock_offset_seconds=child.clock_offset_seconds,
        revoked_at=instant_or_none(child.revoked_at),
        is_compared=child.compared_at is not None,
        conflicts=heard.conflicts,
        refused=heard.refused,
        unequal_days=heard.unequal_days,
        usual=around.habits.get(child.unit, ""),
        facts=facts,
        told_at=told_at,
        remarks=tuple(said),
        same_program=heard.same_program,
        same_catalogue=heard.same_catalogue,
    )


def _same(told: str | None, ours: str) -> bool | None:
    return told == ours if told else None


def _contact(heard: datetime | None, said: list[Remark]) -> tuple[str, str]:
    """Silence is not a failure, and is not called one."""
    if heard is None:
        return "neutral", "Chưa liên lạc lần nào"
    silence = next((remark for remark in said if remark.concern is Concern.SILENT), None)
    words = f"Chưa liên lạc từ {hour(heard)}" if silence else f"Liên lạc gần nhất {hour(heard)}"
    return silence.tone if silence else "good", words


def _waiting_down(children: list[SyncChild]) -> dict[str, int]:
    """What the feed holds for each child past its cursor, its own words left out; asked in one question."""
    last = store.one("SELECT MAX(n) FROM feed")
    head = (last[0] if last else None) or 0
    behind = [child for child in children if child.cursor_n < head and not child.revoked_at]
    if not behind:
        return {}
    below = _codes_below()
    parts, values = [], []
    for child in behind:
        scopes = ("all", child.unit, *_under(child.unit, below))
        marks = ", ".join("?" * len(scopes))
        parts.append(
            "SELECT CAST(? AS VARCHAR(32)) AS unit, COUNT(*) FROM (SELECT 1 FROM feed WHERE n > ? "
            f"AND scope IN ({marks}) AND log NOT IN (SELECT n FROM log WHERE unit = ?) "
            f"LIMIT {MOST_COUNTED}) AS waiting"
        )
        values += [child.unit, child.cursor_n, *scopes, child.unit]
    return dict(store.every(" UNION ALL ".join(parts), values))


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
