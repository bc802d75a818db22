"""Which papers of forwarded dossiers an office has in hand, asked for a whole page at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain.arrivals import OnTheWay, on_the_way
from app.models.arrivals import PaperArrival
from app.models.dossiers import Dossier, Paper


@dataclass(frozen=True)
class Piece:
    """One paper of a dossier as the desk ticks it."""

    paper_id: str
    name: str
    kind: str
    originals: int
    copies: int
    arrived_at: datetime | None
    noted_by_name: str
    by_scan: bool


def pieces(dossier_id: str, unit: str) -> list[Piece]:
    """The papers that were handed in with a dossier, and which of them this office has."""
    found = {row.paper_id: row for row in _here(unit).where(PaperArrival.dossier_id == dossier_id)}
    rows = _sent().where(Paper.dossier_id == dossier_id).order_by(Paper.position, Paper.n)
    return [_piece(row, found.get(row.id)) for row in rows]


def of_dossiers(dossier_ids: Iterable[str], units: dict[str, str]) -> dict[str, OnTheWay]:
    """How far the papers of each dossier have come; `units` says by dossier whose hands are meant."""
    ids = list(dossier_ids)
    sent: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _sent().where(Paper.dossier_id.in_(ids)).order_by(Paper.position, Paper.n):
        sent[row.dossier_id].append((row.id, row.name))
    arrived: dict[str, set[str]] = defaultdict(set)
    for row in PaperArrival.select().where(
        PaperArrival.dossier_id.in_(ids), PaperArrival.left_at.is_null()
    ):
        if row.unit == units.get(row.dossier_id):
            arrived[row.dossier_id].add(row.paper_id)
    return {each: on_the_way(sent[each], arrived[each]) for each in ids}


def is_missing(unit: str) -> Any:
    """The condition of a dossier of which some paper has not reached this office."""
    have = PaperArrival.select(PaperArrival.paper_id).where(
        PaperArrival.paper_id == Paper.id,
        PaperArrival.unit == unit,
        PaperArrival.left_at.is_null(),
    )
    return fn.EXISTS(
        _sent().where(Paper.dossier_id == Dossier.id, ~fn.EXISTS(have)).select(Paper.n)
    )


def _sent() -> Any:
    """What was handed in and travels: not what was only shown."""
    return Paper.select().where(Paper.have == True, Paper.need != "show")  # noqa: E712 - SQL


def _here(unit: str) -> Any:
    return PaperArrival.select().where(PaperArrival.unit == unit, PaperArrival.left_at.is_null())


def _piece(paper: Paper, arrival: PaperArrival | None) -> Piece:
    return Piece(
        paper.id, paper.name, paper.kind, paper.originals, paper.copies,
        arrival.arrived_at if arrival else None, arrival.noted_by_name if arrival else "",
        bool(arrival and arrival.by_scan),
    )  # fmt: skip
