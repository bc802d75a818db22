"""Asking for a comparison with the parent, and noting that a person has read what it found."""

from datetime import datetime

from app.queries import nodes
from sync.checks import comparing, incidents


def compare(*, at: datetime) -> bool:
    """Compare with the parent at the next exchange; false where there is no parent to compare with."""
    comparing.begin(at)
    return nodes.this().parent_unit is not None


def mark_seen(n: int, *, by: object, at: datetime) -> None:
    """Note who has read an incident first; the second reader changes nothing."""
    incidents.mark_seen(n, by=str(by), at=at)
