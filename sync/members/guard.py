"""The guard file: what this node had reached, kept beside the database and not in it.

A database that was copied back stands behind its guard, and a disk that was cloned finds another machine under it.
Either is seen at start, before the first change is written under a name that somebody else goes on with. The guard is
written after each commit that extended our own log, so it never runs ahead of a file that was not put back.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from threading import Lock
from typing import Any

from sync import identity, store
from sync.journal import transaction
from sync.members import machine, telling
from sync.tables import SyncNotice, database

log = logging.getLogger(__name__)

Numbers = Mapping[str, tuple[str, int]]
"""The last number of each series the program gives by itself: series → (period, number)."""

BEHIND = (
    "Máy này được khôi phục từ bản cũ: sổ thay đổi ở đây chỉ đến số {have}, trong khi lúc {at} máy đã ghi đến số "
    "{seq}. "
)
OLDER_LIFE = "Máy này được khôi phục từ bản cũ: cơ sở dữ liệu ở đây có trước sổ thay đổi mà máy đã dùng lúc {at}. "
MOVED = (
    "Dữ liệu này được chép từ một máy khác sang. Nếu máy kia vẫn chạy, hãy ngừng nó: mỗi đơn vị chỉ làm việc trên "
    "một bản. "
)
FOUNDED_ANEW = "Máy này từng có một cơ sở dữ liệu khác của đơn vị, dùng đến {at}. "
NEW_LOG = "Đã mở sổ thay đổi mới. "
LOGGED_AGAIN = "Đã mở sổ thay đổi mới, trong đó ghi lại {{count}} thay đổi mà cấp trên chưa xác nhận để gửi lại. "
NUMBERS = (
    "Số hồ sơ và số vào sổ được cấp tiếp sau một khoảng trống, để không trùng số đã cấp trên giấy."
)


@dataclass(frozen=True)
class Guard:
    """`founded_at` tells one database of a unit from another that was founded anew."""

    unit: str
    founded_at: str
    incarnation: str
    seq: int
    at: str
    machine: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)


class Finding(Enum):
    """What the guard says of the database that was opened."""

    NOTHING = auto()
    SAME = auto()
    BEHIND = auto()
    OLDER_LIFE = auto()
    MOVED = auto()
    FOUNDED_ANEW = auto()


def read(path: Path) -> Guard | None:
    """The guard, or None when there is none or what is there is not one."""
    try:
        said = json.loads(path.read_text("utf-8"))
        numbers = {str(k): (str(v[0]), int(v[1])) for k, v in said["numbers"].items()}
        marks = {str(k): str(v) for k, v in said["machine"].items()}
        texts = {name: str(said[name]) for name in ("unit", "founded_at", "incarnation", "at")}
        telling.instant(texts["at"])
        return Guard(**texts, seq=int(said["seq"]), machine=marks, numbers=numbers)
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def look(
    guard: Guard | None, *, marks: Mapping[str, str], before: Callable[[Numbers], None], at: datetime
) -> Finding:  # fmt: skip
    """Hold the database against its guard, read before it, and open a new incarnation where it must not go on.

    `before` is told the guard's numbers in the same transaction, whenever the database is not the one last used.
    """
    if guard is None or not identity.is_founded():
        return Finding.NOTHING
    with transaction():
        me = _state()
        finding = _finding(guard, me, marks)
        if finding in (Finding.NOTHING, Finding.SAME):
            return finding
        before(guard.numbers)
        if finding is Finding.FOUNDED_ANEW:
            words = (FOUNDED_ANEW + NUMBERS).format(at=telling.moment(guard.at))
            SyncNotice.create(at=telling.text(at), words=words)
        else:
            _begin_anew(finding, guard, me, at)
        return finding


class Watch:
    """Writes the guard of the database that is open now; called after each commit (see `journal.after_commit`)."""

    def __init__(
        self,
        path: Path,
        *,
        marks: Mapping[str, str],
        clock: Callable[[], datetime],
        numbers: Callable[[], Numbers],
    ) -> None:
        self._path = path
        self._marks = dict(marks)
        self._clock = clock
        self._numbers = numbers
        self._database = database.obj
        self._lock = Lock()
        self._last: tuple[str, int] | None = None

    def __call__(self) -> None:
        """Never fails: the change is committed, and a guard that could not be written is only older."""
        if database.obj is not self._database:
            return
        with self._lock:
            me = _state()
            if (me.incarnation, me.head) == self._last:
                return
            guard = Guard(
                me.unit, me.founded_at, me.incarnation, me.head, telling.text(self._clock()), self._marks,
                dict(self._numbers()),
            )  # fmt: skip
            try:
                _write(self._path, guard)
                self._last = (me.incarnation, me.head)
            except OSError as problem:
                log.warning("guard file not written: %s", problem)


# ── Reading the database ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _State:
    unit: str
    founded_at: str
    incarnation: str
    log: int
    head: int
    acked: int
    has_parent: bool


def _state() -> _State:
    row = store.one(
        "SELECT s.unit, s.founded_at, s.incarnation, l.n, l.head_seq, l.acked_seq, EXISTS (SELECT 1 FROM sync_parent) "
        "FROM sync_self s JOIN log l ON l.incarnation = s.incarnation"
    )
    assert row is not None  # noqa: S101 - the node is founded
    return _State(*row)


def _finding(guard: Guard, me: _State, marks: Mapping[str, str]) -> Finding:
    if guard.unit != me.unit:
        return Finding.NOTHING
    if guard.founded_at != me.founded_at:
        return Finding.FOUNDED_ANEW
    if guard.incarnation != me.incarnation:
        known = store.one("SELECT 1 FROM log WHERE incarnation = ?", (guard.incarnation,))
        return Finding.SAME if known else Finding.OLDER_LIFE
    if guard.seq > me.head:
        return Finding.BEHIND
    return Finding.MOVED if machine.is_another(guard.machine, marks) else Finding.SAME


def _begin_anew(finding: Finding, guard: Guard, me: _State, at: datetime) -> None:
    """The parent has proved the log up to `acked`; at the top of the tree there is nobody to prove or to send to."""
    words = {Finding.BEHIND: BEHIND, Finding.OLDER_LIFE: OLDER_LIFE, Finding.MOVED: MOVED}[finding]
    words += (LOGGED_AGAIN if me.has_parent else NEW_LOG) + NUMBERS
    identity.begin_anew(
        verified_seq=me.acked if me.has_parent else me.head,
        words=words.format(have=me.head, seq=guard.seq, at=telling.moment(guard.at)),
        at=at,
    )
    if finding is Finding.BEHIND and me.has_parent:
        store.run("UPDATE log SET lost_seq = ? WHERE n = ?", (guard.seq, me.log))


# ── Writing the file ────────────────────────────────────────────────────────────────────────────────


def _write(path: Path, guard: Guard) -> None:
    """Whole or not at all, and on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    content: dict[str, Any] = asdict(guard)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
