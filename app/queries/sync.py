"""How far the exchange with the parent has come: the second lamp, the word on every dossier, the sync page.

“Đã khớp” is computed here and nowhere else: only when the parent has proved to hold our log up to its head, and
nothing it refused stands here still.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app import clock
from app.domain.units import UnitKind
from app.queries import fleet, nodes, outbox, runs, verification
from app.queries.memory import remembered
from app.queries.moments import (
    CLOCK_TOLERANCE_SECONDS,
    SILENT_AFTER,
    STALE_AFTER,
    hour,
    instant,
    instant_or_none,
    lasting,
    text,
)
from sync import store
from sync.tables import SyncNotice, SyncParent


@dataclass(frozen=True)
class Lamp:
    tone: str
    words: str
    href: str = "/dong-bo"
    clock_words: str = ""
    """How wrong the clock of this machine is, when that is enough to be told on every page."""


@dataclass(frozen=True)
class SyncWord:
    """`short` for a row of a list, `words` for the page of the dossier."""

    tone: str
    short: str
    words: str


@dataclass(frozen=True)
class Standing:
    """Positions and times of the exchange with the parent; `label` is what people call it (“huyện”)."""

    label: str
    parent_name: str
    head: int
    acked: int
    refused: list[outbox.RefusedRow]
    run: runs.Run | None
    """The one under way."""
    has_contact: bool
    """False while tries fail; a run that got an answer has contact again before it ends."""
    was_refused: bool
    has_broken: bool
    """The last run ended in a fault of this program: nobody is away, and yet nothing goes."""
    last_try_at: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    away_since: datetime | None
    next_try_at: datetime | None
    clock_offset_seconds: int | None

    @property
    def is_running(self) -> bool:
        return self.run is not None

    @property
    def progress(self) -> str:
        """What the run under way is doing: “Đang gửi thay đổi 1.200/3.400”."""
        return self.run.progress(self.waiting) if self.run else ""

    @property
    def waiting(self) -> int:
        """How many changes of ours the parent has not proved to hold."""
        return self.head - self.acked

    @property
    def clock_is_off(self) -> bool:
        return abs(self.clock_offset_seconds or 0) > CLOCK_TOLERANCE_SECONDS

    @property
    def clock_words(self) -> str:
        """“chậm hơn đồng hồ của huyện 12 phút 34 giây”; empty while it is right enough."""
        off = self.clock_offset_seconds or 0
        if not self.clock_is_off:
            return ""
        side = "chậm" if off > 0 else "nhanh"
        return f"{side} hơn đồng hồ của {self.label} {lasting(abs(off))}"


# ── What the background work asks ───────────────────────────────────────────────────────────────────


def parent_address() -> str | None:
    parent = SyncParent.get_or_none()
    return parent.url if parent else None


def is_due(now: datetime) -> bool:
    """Whether a try is due: at once while nothing has failed, later while the parent is away."""
    parent = SyncParent.get_or_none()
    if parent is None:
        return False
    return parent.next_try_at is None or instant(parent.next_try_at) <= now


def address_while_away() -> str | None:
    parent = SyncParent.get_or_none()
    return parent.url if parent and parent.failures else None


# ── This node and its line upwards ──────────────────────────────────────────────────────────────────

HERE = """
SELECT s.unit, s.tier, l.head_seq, l.acked_seq, l.acked_at, p.name, p.failures, p.last_try_at, p.last_success_at,
  p.last_failure_at, p.last_failure, p.away_since, p.next_try_at, p.clock_offset_seconds,
  EXISTS (SELECT 1 FROM refused_operation WHERE child IS NULL),
  (SELECT u.kind FROM unit u WHERE u.code = p.unit AND u.valid_from <= ? ORDER BY u.valid_from DESC LIMIT 1)
FROM sync_self s JOIN log l ON l.incarnation = s.incarnation LEFT JOIN sync_parent p ON 1 = 1
"""


@dataclass(frozen=True)
class Here:
    """One row that answers most of what a page asks; `parent_name` is None at the top of the tree."""

    unit: str
    tier: int
    head: int
    acked: int
    acked_at: str | None
    parent_name: str | None
    failures: int | None
    last_try_at: str | None
    last_success_at: str | None
    last_failure_at: str | None
    last_failure: str | None
    away_since: str | None
    next_try_at: str | None
    clock_offset_seconds: int | None
    was_ever_refused: bool
    parent_kind: str | None

    @property
    def is_top(self) -> bool:
        return self.parent_name is None

    @property
    def refused(self) -> list[outbox.RefusedRow]:
        """Asked only where it can matter, for this is read on every page."""
        return outbox.refused_above() if self.was_ever_refused else []

    @property
    def label(self) -> str:
        return nodes.TIER_WORDS.get(self.tier, "đơn vị")

    @property
    def parent_label(self) -> str:
        """“cấp trên” until the catalogue that names it has come."""
        if self.parent_kind is None:
            return "cấp trên"
        return nodes.TIER_WORDS[nodes.TIER_OF_KIND[UnitKind(self.parent_kind)]]


def standing() -> Standing | None:
    """Where we stand with the parent; None at the top of the tree."""
    here = _here()
    return None if here.is_top else _standing(here)


@remembered
def _here() -> Here:
    row = store.one(HERE, (clock.local(clock.now()).date().isoformat(),))
    if row is None:
        raise nodes.NotSetUp
    return Here(*row)


def _standing(here: Here) -> Standing:
    last = runs.runs(limit=2)
    running = last[0] if last and last[0].outcome == "running" else None
    answered = running is not None and (here.acked_at or "") >= text(running.started_at)
    ended = [each.outcome for each in last if each.ended_at]
    return Standing(
        label=here.parent_label,
        parent_name=here.parent_name or "",
        head=here.head,
        acked=here.acked,
        refused=here.refused,
        run=running,
        has_contact=not here.failures or answered,
        was_refused=ended[:1] == ["refused"],
        has_broken=ended[:1] == ["broken"],
        last_try_at=instant_or_none(here.last_try_at),
        last_success_at=instant_or_none(here.last_success_at),
        last_failure_at=instant_or_none(here.last_failure_at),
        last_failure=here.last_failure,
        away_since=instant_or_none(here.away_since),
        next_try_at=instant_or_none(here.next_try_at),
        clock_offset_seconds=here.clock_offset_seconds,
    )


# ── The second lamp ─────────────────────────────────────────────────────────────────────────────────


def line() -> Lamp:
    """The second lamp, in words; at the top of the tree it tells of the offices below."""
    here = _here()
    if here.is_top:
        return _with_incidents(_lamp_of_children(), "Cấp dưới")
    at = _standing(here)
    lamp = _with_incidents(_lamp_of_parent(at), at.label.capitalize())
    return replace(lamp, clock_words=at.clock_words)


def _with_incidents(lamp: Lamp, other: str) -> Lamp:
    """Red while a difference was found that nobody has read about, whether it was repaired or not."""
    found = verification.unseen() if lamp.tone != "bad" else 0
    if not found:
        return lamp
    words = f"{other}: cần người xem – {found} sai lệch khi đối chiếu"
    return Lamp("bad", words, "/dong-bo/doi-chieu")


def _lamp_of_parent(at: Standing) -> Lamp:
    """What a person must see first comes first; green only when nothing waits and nothing was refused."""
    up = at.label.capitalize()
    if at.refused:
        return Lamp(
            "bad", f"{up}: cần người xem – {_things(at.refused)} bị từ chối", "/dong-bo/bi-tu-choi"
        )
    if at.has_broken:
        return Lamp(
            "bad", f"{up}: {_waiting(at)} – đồng bộ gặp lỗi của chương trình, cần người xem"
        )
    if not at.has_contact:
        return _lamp_without_contact(at, up)
    if at.is_running and at.waiting:
        return Lamp("info", f"{up}: đang gửi, còn {at.waiting} thay đổi")
    if at.last_success_at is None:
        return Lamp("neutral", f"{up}: chưa từng đồng bộ{_also_waiting(at)}")
    tone = _tone_of_silence(clock.now() - at.last_success_at)
    since = hour(at.last_success_at)
    if at.waiting:
        return Lamp(
            max("warn", tone, key=TONES.index), f"{up}: đồng bộ lúc {since}{_also_waiting(at)}"
        )
    if tone != "good":
        return Lamp(tone, f"{up}: chưa liên lạc từ {since} – không có gì chờ gửi")
    return Lamp("good", f"{up}: đã khớp lúc {since}")


def _lamp_without_contact(at: Standing, up: str) -> Lamp:
    waiting = _waiting(at)
    if at.was_refused or at.away_since is None:
        return Lamp("bad", f"{up}: {waiting} – bị từ chối kết nối, cần người xem")
    heard = at.last_success_at or at.away_since
    tone = max("warn", _tone_of_silence(clock.now() - heard), key=TONES.index)
    return Lamp(tone, f"{up}: {waiting} – mất liên lạc từ {hour(at.away_since)}")


TONES = ("good", "warn", "bad")


def _tone_of_silence(silent: timedelta) -> str:
    return "bad" if silent >= SILENT_AFTER else "warn" if silent >= STALE_AFTER else "good"


def _waiting(at: Standing) -> str:
    return f"chờ gửi {at.waiting} thay đổi" if at.waiting else "không có gì chờ gửi"


def _also_waiting(at: Standing) -> str:
    return f" – còn {at.waiting} thay đổi chờ gửi" if at.waiting else ""


def _things(refused: list[outbox.RefusedRow]) -> str:
    dossiers = {row.thing.dossier_id for row in refused}
    return f"{len(refused)} thay đổi" if None in dossiers else f"{len(dossiers)} hồ sơ"


def _lamp_of_children() -> Lamp:
    heard, joined = fleet.heard_lately()
    if not joined:
        return Lamp("neutral", "Cấp dưới: chưa có đơn vị nào kết nối", "/xa")
    tone = "good" if heard == joined else "warn"
    return Lamp(tone, f"Cấp dưới: {heard}/{joined} đơn vị liên lạc trong 24 giờ", "/xa")


# ── The word on every dossier ───────────────────────────────────────────────────────────────────────


def words_for(dossier_ids: Sequence[str]) -> dict[str, SyncWord]:
    """For each dossier, whether the other side holds what we did to it."""
    if not dossier_ids:
        return {}
    marks = ", ".join("?" * len(dossier_ids))
    rows = store.every(
        "SELECT r.id, r.own_seq, r.feed_n, r.contested, r.scope, c.cursor_n "
        "FROM record r LEFT JOIN sync_child c ON c.unit = r.scope "
        f"WHERE r.entity = 'dossier' AND r.id IN ({marks})",
        tuple(dossier_ids),
    )
    here = _here()
    refused = {row.thing.dossier_id for row in here.refused}
    return {row[0]: _word(here, *row[1:], refused=row[0] in refused) for row in rows}


def _word(
    here: Here, own_seq: int, feed_n: int, contested: int, scope: str, heard: int | None, *, refused: bool
) -> SyncWord:  # fmt: skip
    up = here.parent_label
    if refused:
        return SyncWord(
            "bad", "Bị từ chối", f"{up.capitalize()} từ chối một thay đổi của hồ sơ này."
        )
    if contested:
        return SyncWord("bad", "Hai bên sửa khác nhau", "Hai bên đã sửa khác nhau; cần người chọn.")
    if not here.is_top:
        if own_seq > here.acked:
            return SyncWord("warn", "Chờ gửi", f"Đã lưu tại {here.label} – {up} chưa xác nhận.")
        return SyncWord("good", "Đã khớp", f"{up.capitalize()} đã xác nhận mọi thay đổi.")
    if scope == here.unit:
        return SyncWord("neutral", "Tại đây", "Hồ sơ chỉ có ở đơn vị này.")
    down = "xã" if here.tier == 1 else "cấp dưới"
    if heard is None:
        return SyncWord("neutral", "Tại đây", f"Đã lưu tại đây – {down} chưa kết nối máy nào.")
    if feed_n > heard:
        short = f"{down.capitalize()} chưa nhận"
        return SyncWord("warn", short, f"Đã lưu tại đây – {down} chưa nhận thay đổi mới nhất.")
    return SyncWord("good", "Đã khớp", f"{down.capitalize()} đã nhận mọi thay đổi.")


# ── Notices ─────────────────────────────────────────────────────────────────────────────────────────


def notices(limit: int = 5) -> list[tuple[datetime, str]]:
    """What this node has to tell about its own past (restored, cloned), newest first."""
    rows = SyncNotice.select().order_by(SyncNotice.id.desc()).limit(limit)
    return [(instant(row.at), row.words) for row in rows]
