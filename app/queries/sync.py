"""How far the exchange has come: the second lamp, the word on every dossier, the sync page, the fleet.

"Đã khớp" is computed here and nowhere else: only when the parent has proved to hold our log up to its head.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.queries import nodes
from sync import store
from sync.tables import RefusedOperation, SyncChild, SyncNotice, SyncParent, SyncRun

STALE_AFTER, SILENT_AFTER = timedelta(days=3), timedelta(days=7)
CLOCK_TOLERANCE_SECONDS = 300


@dataclass(frozen=True)
class Lamp:
    tone: str
    words: str
    href: str = "/dong-bo"


@dataclass(frozen=True)
class SyncWord:
    """`short` for a row of a list, `words` for the page of the dossier."""

    tone: str
    short: str
    words: str


@dataclass(frozen=True)
class Standing:
    """Positions and times of the exchange with the parent; `waiting` counts changes it has not proved to hold."""

    parent_name: str
    head: int
    acked: int
    refused: int
    is_running: bool
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    away_since: datetime | None
    next_try_at: datetime | None
    failures: int
    clock_offset_seconds: int | None

    @property
    def waiting(self) -> int:
        return self.head - self.acked


# ── The parent, from below ──────────────────────────────────────────────────────────────────────────


def parent_address() -> str | None:
    parent = SyncParent.get_or_none()
    return parent.url if parent else None


def is_due(now: datetime) -> bool:
    """Whether a try is due: at once while nothing has failed, later while the parent is away."""
    parent = SyncParent.get_or_none()
    if parent is None:
        return False
    return parent.next_try_at is None or _instant(parent.next_try_at) <= now


def address_while_away() -> str | None:
    parent = SyncParent.get_or_none()
    return parent.url if parent and parent.failures else None


def standing() -> Standing | None:
    """Where we stand with the parent; None at the top of the tree."""
    parent = SyncParent.get_or_none()
    row = store.one(
        "SELECT l.head_seq, l.acked_seq FROM log l JOIN sync_self s ON s.incarnation = l.incarnation"
    )
    if parent is None or row is None:
        return None
    running = SyncRun.select().order_by(SyncRun.id.desc()).first()
    return Standing(
        parent_name=parent.name,
        head=row[0],
        acked=row[1],
        refused=RefusedOperation.select().where(RefusedOperation.child.is_null()).count(),
        is_running=_is_running(running),
        last_success_at=_instant_or_none(parent.last_success_at),
        last_failure_at=_instant_or_none(parent.last_failure_at),
        last_failure=parent.last_failure,
        away_since=_instant_or_none(parent.away_since),
        next_try_at=_instant_or_none(parent.next_try_at),
        failures=parent.failures,
        clock_offset_seconds=parent.clock_offset_seconds,
    )


def line() -> Lamp:
    """The second lamp, in words; at the top of the tree it tells of the communes below."""
    here = nodes.this()
    at = standing()
    return (
        _lamp_of_children() if at is None else _lamp_of_parent(at, here.parent_label.capitalize())
    )


def _lamp_of_parent(at: Standing, label: str) -> Lamp:
    if at.refused:
        return Lamp("bad", f"{label}: cần người xem – {at.refused} thay đổi bị từ chối")
    if at.is_running and at.waiting:
        return Lamp("info", f"{label}: đang gửi, còn {at.waiting} thay đổi")
    if at.failures:
        return _lamp_while_away(at, label)
    if at.last_success_at is None:
        return Lamp("neutral", f"{label}: chưa từng đồng bộ")
    if at.waiting:
        since = _hour(at.last_success_at)
        return Lamp("warn", f"{label}: đồng bộ lúc {since} – còn {at.waiting} thay đổi chờ gửi")
    return Lamp("good", f"{label}: đã khớp lúc {_hour(at.last_success_at)}")


def _lamp_while_away(at: Standing, label: str) -> Lamp:
    waiting = f"chờ gửi {at.waiting} thay đổi" if at.waiting else "không có gì chờ gửi"
    if at.away_since is None:
        return Lamp("bad", f"{label}: {waiting} – bị từ chối kết nối, cần người xem")
    gone = clock.now() - (at.last_success_at or at.away_since)
    tone = "bad" if gone >= SILENT_AFTER else "warn"
    return Lamp(tone, f"{label}: {waiting} – mất liên lạc từ {_hour(at.away_since)}")


def _lamp_of_children() -> Lamp:
    children = list(SyncChild.select())
    if not children:
        return Lamp("neutral", "Cấp dưới: chưa có đơn vị nào kết nối", "/xa")
    fresh = clock.now() - timedelta(days=1)
    heard = sum(1 for c in children if c.last_contact_at and _instant(c.last_contact_at) >= fresh)
    tone = "good" if heard == len(children) else "warn"
    return Lamp(tone, f"Cấp dưới: {heard}/{len(children)} đơn vị liên lạc trong 24 giờ", "/xa")


# ── The word on every dossier ───────────────────────────────────────────────────────────────────────


def words_for(dossier_ids: Sequence[str]) -> dict[str, SyncWord]:
    """For each dossier, whether the other side holds what we did to it."""
    if not dossier_ids:
        return {}
    marks = ", ".join("?" * len(dossier_ids))
    rows = store.every(
        "SELECT id, own_seq, feed_n, contested, scope FROM record "
        f"WHERE entity = 'dossier' AND id IN ({marks})",
        tuple(dossier_ids),
    )
    here, at = nodes.this(), standing()
    refused = _refused_dossiers()
    heard = {child.unit: child.cursor_n for child in SyncChild.select()}
    return {row[0]: _word(row, here, at, heard, row[0] in refused) for row in rows}


def _word(
    row: tuple[Any, ...],
    here: nodes.ThisNode,
    at: Standing | None,
    heard: dict[str, int],
    refused: bool,
) -> SyncWord:
    _, own_seq, feed_n, contested, scope = row
    up = here.parent_label
    if refused:
        return SyncWord(
            "bad", "Bị từ chối", f"{up.capitalize()} từ chối một thay đổi của hồ sơ này."
        )
    if contested:
        return SyncWord("bad", "Hai bên sửa khác nhau", "Hai bên đã sửa khác nhau; cần người chọn.")
    if at is not None:
        if own_seq > at.acked:
            return SyncWord("warn", "Chờ gửi", f"Đã lưu tại {here.label} – {up} chưa xác nhận.")
        return SyncWord("good", "Đã khớp", f"{up.capitalize()} đã xác nhận mọi thay đổi.")
    if scope == here.unit or scope not in heard:
        return SyncWord("neutral", "Tại đây", "Hồ sơ chỉ có ở đơn vị này.")
    if feed_n > heard[scope]:
        return SyncWord("warn", "Xã chưa nhận", "Đã lưu tại đây – xã chưa nhận thay đổi mới nhất.")
    return SyncWord("good", "Đã khớp", "Xã đã nhận mọi thay đổi.")


def _refused_dossiers() -> set[str]:
    rows = store.every(
        "SELECT r.entity, r.id FROM refused_operation x JOIN operation o ON o.n = x.operation "
        "JOIN record r ON r.n = o.record WHERE x.child IS NULL AND r.entity = 'dossier'"
    )
    return {row[1] for row in rows}


# ── The sync page and the fleet ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Waiting:
    """One record with changes the parent has not proved to hold."""

    entity: str
    record: str
    changes: int
    since: datetime


def outbox(limit: int = 100) -> list[Waiting]:
    """What waits to be sent, oldest first."""
    rows = store.every(
        "SELECT r.entity, r.id, COUNT(o.n), MIN(o.arrived_at) FROM sync_self s "
        "JOIN log l ON l.incarnation = s.incarnation JOIN entry e ON e.log = l.n AND e.seq > l.acked_seq "
        "JOIN operation o ON o.n = e.operation JOIN record r ON r.n = o.record "
        "GROUP BY r.entity, r.id ORDER BY MIN(o.arrived_at), r.entity, r.id LIMIT ?",
        (limit,),
    )
    return [Waiting(entity, record, n, _instant(since)) for entity, record, n, since in rows]


@dataclass(frozen=True)
class RefusedRow:
    entity: str
    record: str
    reason: str
    at: datetime
    child: str | None


def refused(limit: int = 100) -> list[RefusedRow]:
    """What was refused: of ours by the parent, and here of our children."""
    rows = store.every(
        "SELECT COALESCE(r.entity, ''), COALESCE(r.id, ''), x.reason, x.refused_at, x.child "
        "FROM refused_operation x JOIN operation o ON o.n = x.operation "
        "LEFT JOIN record r ON r.n = o.record ORDER BY x.n DESC LIMIT ?",
        (limit,),
    )
    return [RefusedRow(e, i, reason, _instant(at), child) for e, i, reason, at, child in rows]


@dataclass(frozen=True)
class Run:
    n: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    words: str
    requests: int
    bytes_up: int
    bytes_down: int
    operations_up: int
    operations_down: int


def runs(limit: int = 50) -> list[Run]:
    rows = SyncRun.select().order_by(SyncRun.id.desc()).limit(limit)
    return [
        Run(
            row.id, _instant(row.started_at), _instant_or_none(row.ended_at), row.outcome or "running",
            row.words or "", row.requests, row.bytes_up, row.bytes_down, row.operations_up, row.operations_down,
        )
        for row in rows
    ]  # fmt: skip


def notices() -> list[tuple[datetime, str]]:
    """What this node has to tell about its own past (restored, cloned), newest first."""
    rows = SyncNotice.select().order_by(SyncNotice.id.desc()).limit(20)
    return [(_instant(row.at), row.words) for row in rows]


@dataclass(frozen=True)
class ChildRow:
    """One office below, as the fleet board shows it. `waiting_down` counts feed rows it has not confirmed."""

    unit: str
    name: str
    tone: str
    words: str
    last_contact_at: datetime | None
    waiting_up: int
    waiting_down: int
    clock_offset_seconds: int | None
    revoked_at: datetime | None


def fleet() -> list[ChildRow]:
    """Every office below, the one silent for longest first."""
    rows = [_child_row(child) for child in SyncChild.select()]
    never = datetime(2000, 1, 1, tzinfo=UTC)
    return sorted(rows, key=lambda row: (row.last_contact_at or never, row.unit))


def _child_row(child: SyncChild) -> ChildRow:
    heard = _instant_or_none(child.last_contact_at)
    scopes = (child.unit, "all", *nodes.codes_below(child.unit))
    marks = ", ".join("?" * len(scopes))
    logs = "SELECT n FROM log WHERE unit = ?"
    row = store.one(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM feed WHERE n > ? AND scope IN ({marks}) "
        f"AND log NOT IN ({logs}) LIMIT 1000) AS waiting",
        (child.cursor_n, *scopes, child.unit),
    )
    tone, words = _contact_words(heard)
    return ChildRow(
        unit=child.unit, name=child.name, tone=tone, words=words, last_contact_at=heard,
        waiting_up=child.waiting_up, waiting_down=row[0] if row else 0,
        clock_offset_seconds=child.clock_offset_seconds, revoked_at=_instant_or_none(child.revoked_at),
    )  # fmt: skip


def _contact_words(heard: datetime | None) -> tuple[str, str]:
    if heard is None:
        return "neutral", "Chưa liên lạc lần nào"
    silent = clock.now() - heard
    words = f"Liên lạc gần nhất {_hour(heard)}"
    if silent >= SILENT_AFTER:
        return "bad", f"Chưa liên lạc từ {_hour(heard)}"
    return (
        ("warn", f"Chưa liên lạc từ {_hour(heard)}") if silent >= STALE_AFTER else ("good", words)
    )


def _is_running(run: Any) -> bool:
    """A run without an end that began lately; one cut by a power failure is not running any more."""
    if run is None or run.ended_at is not None:
        return False
    return clock.now() - _instant(run.started_at) < timedelta(minutes=10)


def _hour(at: datetime) -> str:
    """`10:05` today, `10:05 ngày 3/5` on another day."""
    here, today = clock.local(at), clock.local(clock.now())
    if here.date() == today.date():
        return f"{here:%H:%M}"
    year = f"/{here.year}" if here.year != today.year else ""
    return f"{here:%H:%M} ngày {here.day}/{here.month}{year}"


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _instant_or_none(text: str | None) -> datetime | None:
    return _instant(text) if text else None
