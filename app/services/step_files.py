"""A step together with the scans that belong to it: both, or neither."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.domain.officers import Officer
from app.services import documents
from app.services.documents import Upload
from app.services.steps import last_line
from sync import journal


def take_with(
    files: Sequence[Upload],
    dossier_id: str,
    take: Callable[[], object],
    *,
    by: Officer,
    at: datetime,
) -> None:
    """Take the step; its line of history names the files."""
    if not files:
        take()
        return
    with journal.transaction():
        added = documents.attach(dossier_id, files, by=by, at=at)
        take()
        line = last_line(dossier_id)
        for document_id in added if line else ():
            journal.record("document", document_id, by=by, at=at, step_id=line.id if line else None)
