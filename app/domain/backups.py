"""Copies of the database: how they are named, when one is due, which are kept, and what became of each try."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.calendar import local

AT_HOUR = 18
"""A day's copy is made after this hour, or at the next start of a machine that was off by then."""
AGAIN_AFTER = timedelta(hours=2)
KEPT_DAYS, KEPT_WEEKS = 7, 4
_STAMP = "%Y%m%dT%H%M%S"
_NAME = re.compile(r"(?:motcua|before)-.*?(\d{8}T\d{6})Z?\.(?:db|dump)")
_OURS = re.compile(r"motcua-\d{8}T\d{6}Z\.(?:db|dump)")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class BackupKind(StrEnum):
    """What was tried: to make a copy, or to bring one back in a place of its own."""

    COPY = "copy"
    TRIAL = "trial"


KIND_LABELS = {BackupKind.COPY: "Sao lưu", BackupKind.TRIAL: "Phục hồi thử"}


@dataclass(frozen=True)
class BackupAttempt:
    """One try and what became of it, in words for whoever looks after the machine."""

    kind: BackupKind
    at: datetime
    is_good: bool
    words: str
    file: str = ""
    size_bytes: int = 0
    seconds: int = 0

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    def spoken(self) -> dict[str, Any]:
        """As it is kept in a file beside the copies."""
        return asdict(self) | {"at": self.at.astimezone(UTC).strftime(_INSTANT)}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "BackupAttempt":
        """Raises `ValueError`, `TypeError` or `KeyError` where this is none."""
        at = datetime.strptime(kept["at"], _INSTANT).replace(tzinfo=UTC)
        return cls(**kept | {"at": at, "kind": BackupKind(kept["kind"])})


def name_of(at: datetime, suffix: str) -> str:
    """`motcua-20261123T110000Z.db`: in the order of the alphabet the oldest comes first."""
    return f"motcua-{at.astimezone(UTC).strftime(_STAMP)}Z{suffix}"


def made_at(name: str) -> datetime | None:
    """When a copy was begun, by its name; None for a file that is none of ours."""
    found = _NAME.fullmatch(name)
    return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None


def is_due(attempts: Iterable[BackupAttempt], now: datetime) -> bool:
    """Whether the copy of the last evening is missing; what failed is tried again, but not all the time."""
    copies = [each for each in attempts if each.kind is BackupKind.COPY]
    here = local(now)
    evening = here.replace(hour=AT_HOUR, minute=0, second=0, microsecond=0)
    since = evening if here >= evening else evening - timedelta(days=1)
    if any(each.is_good and each.at >= since for each in copies):
        return False
    return all(now - each.at >= AGAIN_AFTER for each in copies)


def to_drop(names: Iterable[str], proven: str = "") -> list[str]:
    """Which copies need not be kept: all but the newest of each of seven days and of four weeks, and the newest that
    was brought back once. Copies from before an upgrade are none of our business here."""
    ours = sorted((name for name in names if _OURS.fullmatch(name)), reverse=True)
    of_day: dict[str, str] = {}
    of_week: dict[tuple[int, int], str] = {}
    for name in ours:
        day = local(datetime.strptime(name[7:22], _STAMP).replace(tzinfo=UTC)).date()
        of_day.setdefault(day.isoformat(), name)
        of_week.setdefault(day.isocalendar()[:2], name)
    kept = {*list(of_day.values())[:KEPT_DAYS], *list(of_week.values())[:KEPT_WEEKS], proven}
    return [name for name in ours if name not in kept]
