"""The copies of the database that lie beside it, and what became of each try to make one or to bring one back.

What was tried is kept in a file beside the copies, not in the database: a database that is put back from a copy must
not forget what has been tried since.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.backups import BackupAttempt, BackupKind, made_at

HISTORY = "history.jsonl"
MOST_KEPT = 120


@dataclass(frozen=True)
class Copy:
    """One copy, and the last try to bring it back; None before the first."""

    name: str
    made_at: datetime
    size_bytes: int
    trial: BackupAttempt | None
    is_before_upgrade: bool


@dataclass(frozen=True)
class Standing:
    """How the copies of this node are: the newest of them, the last try of each kind, the last trial that was good."""

    newest_at: datetime | None
    last_copy: BackupAttempt | None
    last_trial: BackupAttempt | None
    proven_at: datetime | None
    proven: str


def attempts(folder: Path) -> list[BackupAttempt]:
    """Every try that is still kept, the newest first; a line that was torn by a power cut is left out."""
    file = folder / HISTORY
    found = []
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        try:
            found.append(BackupAttempt.read(json.loads(line)))
        except (ValueError, TypeError, KeyError):
            continue
    return found[::-1]


def copies(folder: Path) -> list[Copy]:
    """The newest first."""
    trials: dict[str, BackupAttempt] = {}
    for each in attempts(folder):
        if each.kind is BackupKind.TRIAL:
            trials.setdefault(each.file, each)
    found = [
        Copy(
            file.name,
            at,
            file.stat().st_size,
            trials.get(file.name),
            file.name.startswith("before-"),
        )
        for file in folder.glob("*")
        if (at := made_at(file.name)) is not None
    ]
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def standing(folder: Path) -> Standing:
    tried = attempts(folder)
    good = next((one for one in tried if one.kind is BackupKind.TRIAL and one.is_good), None)
    newest = [at for file in folder.glob("*") if (at := made_at(file.name)) is not None]
    return Standing(
        newest_at=max(newest, default=None),
        last_copy=next((one for one in tried if one.kind is BackupKind.COPY), None),
        last_trial=next((one for one in tried if one.kind is BackupKind.TRIAL), None),
        proven_at=good.at if good else None,
        proven=good.file if good else "",
    )
