"""What this node tells its parent about itself, by `sync.members.report`: figures and versions, nobody's name."""

import platform
import shutil
from datetime import datetime
from functools import partial

from app import clock
from app.config import Settings
from app.database import is_sqlite
from app.domain.fleet import Facts
from app.queries import backups, catalogues, reports
from sync.members import report

WHOLE_GIGABYTE, QUARTER = 1024, 256
ROUGH_FROM_MB = 5 * 1024
"""Above this nobody cares for less than a gigabyte, and the report need not be sent for it."""


def start(settings: Settings) -> None:
    """Called when the database is open."""
    report.source = partial(_told, settings)


def facts(settings: Settings, at: datetime) -> Facts:
    """How this node is now."""
    today = clock.local(at).date()
    printed, kept = reports.last_prints(), backups.standing(settings.backups)
    return Facts(
        program=reports.program(),
        system=f"{platform.system()} {platform.release()}"[:60],
        database="SQLite" if is_sqlite() else "PostgreSQL",
        catalogue=reports.catalogue() or None,
        disk_free_mb=_rounded(_free_mb(settings)),
        backup_at=kept.newest_at,
        backup_ok=kept.last_copy.is_good if kept.last_copy else None,
        restore_tested_at=kept.proven_at,
        restore_ok=kept.last_trial.is_good if kept.last_trial else None,
        printer_ok=printed.is_ok,
        printed_at=printed.at,
        numbers_left=reports.numbers_left(today),
        blanks_left=reports.blanks_left(),
        people_online=reports.people_online(at),
        below=catalogues.held_below() or None,
    )


def _told(settings: Settings, at: datetime) -> dict[str, object]:
    return facts(settings, at).spoken()


def _free_mb(settings: Settings) -> int:
    return shutil.disk_usage(settings.directory).free // (1024 * 1024)


def _rounded(megabytes: int) -> int:
    step = WHOLE_GIGABYTE if megabytes >= ROUGH_FROM_MB else QUARTER
    return megabytes // step * step
