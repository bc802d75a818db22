"""Which dossiers an officer may see: the one condition that every question about dossiers carries."""

from typing import Any

from peewee import fn

from app.domain.officers import Officer
from app.models.dossiers import Dossier
from app.queries.units import units_below


def visible_to(officer: Officer) -> Any:
    """Dossiers received at or below the officer's unit, or held by it.

    At a node nearly every row passes, so this is a filter and never the way to find rows: COALESCE keeps
    planners from walking the indexes on these columns and sorting afterwards.
    """
    home, holder = fn.COALESCE(Dossier.unit, ""), fn.COALESCE(Dossier.holder_unit, "")
    below = units_below(officer.unit)
    received_here = home.in_([officer.unit, *below]) if below else home == officer.unit
    return received_here | (holder == officer.unit)
