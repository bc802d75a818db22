"""The tree of units as the office at the top publishes it: new periods, corrections, who follows whom."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import DecidedAbove, NoSuchUnit, TreeMovedMeanwhile
from app.domain.unit_plans import UnitPlan, plan_correction, plan_period, read_unit
from app.queries import nodes, units
from sync import journal


def mark() -> str:
    """Changes whenever the tree does: a page that shows it says which tree it saw."""
    told = "\n".join(map(str, units.known()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def publish(
    form: Mapping[str, str], follows: Sequence[str], *, by: Officer, at: datetime, seen: str
) -> UnitPlan:
    """A new period of a code, for every office."""
    with journal.transaction():
        refuse_below()
        _refuse_moved(seen)
        plan = plan_period(units.known(), read_unit(form), follows)
        write(plan, by=by, at=at)
    return plan


def correct(row: str, form: Mapping[str, str], *, by: Officer, at: datetime, seen: str) -> UnitPlan:
    """Other words for a period that stands, or its last day."""
    with journal.transaction():
        refuse_below()
        _refuse_moved(seen)
        stood = next((unit for unit in units.known() if unit.id == row), None)
        if stood is None:
            raise NoSuchUnit(code=row)
        plan = plan_correction(units.known(), read_unit(form, stood))
        write(plan, by=by, at=at)
    return plan


def write(plan: UnitPlan, *, by: object, at: datetime) -> None:
    """Put a plan into the tree; the caller has the transaction."""
    for unit in (*plan.ended, plan.row):
        journal.record("unit", unit.id, by=by, at=at, scope="all", **unit.to_values())
    for link in plan.links:
        journal.record("unit_successor", link.id, by=by, at=at, scope="all", **link.to_values())


def refuse_below() -> None:
    here = nodes.this()
    if here.parent_unit is not None:
        raise DecidedAbove(
            what="Danh mục đơn vị hành chính", above=here.parent_name or here.parent_label
        )


def _refuse_moved(seen: str) -> None:
    if seen != mark():
        raise TreeMovedMeanwhile
