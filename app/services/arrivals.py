"""Saying which papers of a forwarded dossier are in hand, all at once or as they come."""

from collections.abc import Collection
from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import HeldElsewhere
from app.models.arrivals import PaperArrival
from app.models.dossiers import Dossier
from app.queries import arrivals as questions
from app.queries import units
from app.services.steps import load, part_id
from sync import journal


def note(
    dossier_id: str, paper_ids: Collection[str], *, by_scan: bool = False, by: Officer, at: datetime
) -> None:
    """Keep that exactly these papers are here; what was ticked before and is not now has not come after all."""
    with journal.transaction():
        dossier = load(dossier_id, by=by)
        if dossier.holder_unit != by.unit:
            on = units.name_of(dossier.holder_unit, at.date())
            raise HeldElsewhere(code=dossier.code or "này", holder=on, step="ghi giấy tờ đã đến")
        keep(dossier, paper_ids, by_scan=by_scan, by=by, at=at)


def keep(
    dossier: Dossier, paper_ids: Collection[str] | None, *, by_scan: bool = False, by: Officer, at: datetime
) -> None:  # fmt: skip
    """As `note`, inside the transaction of a step; None for every paper there is."""
    for piece in questions.pieces(dossier.id, by.unit):
        is_here = paper_ids is None or piece.paper_id in paper_ids
        if is_here == (piece.arrived_at is not None):
            continue
        arrival_id = part_id(dossier.id, "arrival", by.unit, piece.paper_id)
        if is_here:
            journal.record(
                "paper_arrival", arrival_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
                paper_id=piece.paper_id, unit=by.unit, arrived_at=at, noted_by=str(by),
                noted_by_name=by.name, by_scan=by_scan, left_at=None,
            )  # fmt: skip
        else:
            journal.record("paper_arrival", arrival_id, by=by, at=at, left_at=at)


def let_go(dossier: Dossier, *, by: Officer, at: datetime) -> None:
    """The papers leave this office with the dossier."""
    here = PaperArrival.select(PaperArrival.id).where(
        PaperArrival.dossier_id == dossier.id,
        PaperArrival.unit == by.unit,
        PaperArrival.left_at.is_null(),
    )
    for (arrival_id,) in list(here.tuples()):
        journal.record("paper_arrival", arrival_id, by=by, at=at, left_at=at)
