"""Receipts that no longer say what holds: at the office that gave them, until they are printed again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.officers import Officer
from app.models.conflicts import Reprint
from app.models.dossiers import Dossier

MOST = 200


@dataclass(frozen=True)
class Outdated:
    """One dossier whose receipt is to be printed again, and since when; `words` say what changed."""

    dossier_id: str
    code: str
    applicant: str
    words: str
    by: str
    at: datetime


def waiting(officer: Officer) -> list[Outdated]:
    """The oldest first; each dossier once, with the latest reason."""
    columns = (Dossier.code, Dossier.applicant_name)
    rows = _open(officer).select(Reprint, *columns).order_by(Reprint.asked_at, Reprint.n)
    found = {
        row.dossier_id: Outdated(
            row.dossier_id, row.of.code or "", row.of.applicant_name, row.words, row.asked_by_name,
            row.asked_at,
        )
        for row in rows.limit(MOST)
    }  # fmt: skip
    return list(found.values())


def count(officer: Officer) -> int:
    return int(_open(officer).select(Reprint.dossier_id).distinct().limit(MOST).count())


def of_dossier(dossier_id: str) -> list[Reprint]:
    """Why the receipt of this dossier has to be printed again."""
    found = Reprint.select().where(Reprint.dossier_id == dossier_id, Reprint.done_at.is_null())
    return list(found.order_by(Reprint.asked_at, Reprint.n))


def _open(officer: Officer) -> Any:
    return (
        Reprint.select()
        .join(Dossier, on=(Reprint.dossier_id == Dossier.id), attr="of")
        .where(Reprint.done_at.is_null(), Dossier.unit == officer.unit)
    )
