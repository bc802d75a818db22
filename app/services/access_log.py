"""Who looked at personal data, or took it away: officer, moment, kind of page, record. Never a name or a number.

One look is one line: the same officer at the same record within a few minutes is not written again.
"""

import logging
from datetime import datetime, timedelta

from peewee import DatabaseError

from app.domain.access_log import EXPORT, PRINT, VIEW
from app.domain.officers import Officer
from app.models.people import AccessNote
from sync import journal

__all__ = ["EXPORT", "PRINT", "VIEW", "note"]

log = logging.getLogger(__name__)

ONE_LOOK = timedelta(minutes=5)


def note(
    page: str,
    record_id: object = "",
    *,
    by: Officer,
    at: datetime,
    what: str = VIEW,
    count: int = 1,
) -> None:
    """Write down that `by` saw (`view`) or took away (`export`, `print`) `count` records of this kind of page.

    An office whose disk is full must still be able to read: then the program log says that a line is missing.
    """
    try:
        # Asked before the door for writing is taken: most looks are not the first ones.
        if what == VIEW and _just_seen(page, str(record_id), by, at):
            return
        with journal.transaction():
            AccessNote.create(
                at=at,
                by=by.username,
                page=page,
                record_id=str(record_id)[:64],
                what=what,
                count=count,
            )
    except DatabaseError as error:
        log.error("access to a %s page could not be noted: %s", page, type(error).__name__)


def _just_seen(page: str, record_id: str, by: Officer, at: datetime) -> bool:
    rows = AccessNote.select(AccessNote.id).where(
        AccessNote.page == page,
        AccessNote.record_id == record_id,
        AccessNote.at > at - ONE_LOOK,
        AccessNote.by == by.username,
        AccessNote.what == VIEW,
    )
    return bool(rows.exists())
