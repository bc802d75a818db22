"""Where the paper of dossiers lies: the places an office uses, and what lies at one."""

from datetime import datetime

from peewee import fn

from app.domain.officers import Officer
from app.domain.papers import USUAL_PLACES
from app.models.dossiers import Dossier
from app.queries import nodes
from app.queries.rows import LISTED, Row, rows_of
from app.queries.visibility import visible_to

MOST_PLACES, MOST_AT_A_PLACE = 100, 200


def in_use(officer: Officer) -> list[tuple[str, int]]:
    """The places where paper of this officer's dossiers lies, and of how many, the fullest first."""
    count = fn.COUNT(Dossier.n)
    rows = (
        Dossier.select(Dossier.paper_place, count)
        .where(Dossier.paper_place.is_null(False), visible_to(officer))
        .group_by(Dossier.paper_place)
        .order_by(count.desc(), Dossier.paper_place)
        .limit(MOST_PLACES)
    )
    return list(rows.tuples())


def offered(officer: Officer) -> list[str]:
    """What the box suggests: the places in use, then usual ones."""
    parent = nodes.this().parent_label or "cấp trên"
    usual = [place.format(parent=parent) for place in USUAL_PLACES]
    return list(dict.fromkeys([*(place for place, _ in in_use(officer)), *usual]))


def lying_at(
    place: str, officer: Officer, now: datetime, *, most: int = MOST_AT_A_PLACE
) -> list[Row]:
    """The dossiers whose paper lies there, the latest first."""
    rows = (
        Dossier.select(*LISTED, Dossier.paper_place)
        .where(Dossier.paper_place == place, visible_to(officer))
        .order_by(Dossier.n.desc())
        .limit(most)
    )
    return rows_of(rows, officer, now)
