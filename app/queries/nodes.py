"""This node: which unit it serves, where it stands in the tree, who its parent is."""

from dataclasses import dataclass

from app import clock
from app.domain.units import UnitKind
from app.models.units import Unit
from app.queries.memory import remembered
from sync.tables import SyncChild, SyncParent, SyncSelf

TIER_OF_KIND = {
    UnitKind.PROVINCE: 2,
    UnitKind.DISTRICT: 1,
    UnitKind.COMMUNE: 0,
    UnitKind.TOWNLET: 0,
    UnitKind.WARD: 0,
}
TIER_WORDS = {0: "xã", 1: "huyện", 2: "tỉnh"}


@dataclass(frozen=True)
class ThisNode:
    """`tier` counts from the commune (0) upwards; `label` and `parent_label` are what people call the places."""

    unit: str
    name: str
    tier: int
    label: str
    agency_code: str
    parent_unit: str | None
    parent_name: str | None
    parent_label: str
    is_parent: bool
    province_code: str = "42"


class NotSetUp(Exception):
    """This instance has not been made a node yet."""


@remembered
def this() -> ThisNode:
    me = _me()
    if me is None:
        raise NotSetUp
    unit = in_force(me.unit)
    parent = SyncParent.get_or_none()
    above = in_force(parent.unit) if parent else None
    return ThisNode(
        unit=me.unit,
        name=unit.name if unit else me.unit,
        tier=me.tier,
        label=TIER_WORDS.get(me.tier, "đơn vị"),
        agency_code=(unit.agency_code if unit else None) or me.unit,
        parent_unit=parent.unit if parent else None,
        parent_name=parent.name if parent else None,
        parent_label=_label_of(above),
        is_parent=me.tier > 0 or bool(me.serves),
    )


@remembered
def _me() -> SyncSelf | None:
    row: SyncSelf | None = SyncSelf.get_or_none()
    return row


def incarnation() -> str:
    """The name of this database file's present lifetime; another one after a restore or a clone."""
    me = SyncSelf.get_or_none()
    if me is None:
        raise NotSetUp
    return str(me.incarnation)


def is_set_up() -> bool:
    return _me() is not None


def in_force(code: str) -> Unit | None:
    """The row of this unit code today, or the last one it had: a node whose unit was merged keeps working."""
    return row_of(code, clock.local(clock.now()).date().isoformat())


@remembered
def row_of(code: str, day: str) -> Unit | None:
    """The row of this unit code on a day (YYYY-MM-DD), or the last one before it."""
    begun = Unit.select().where(Unit.code == code, Unit.valid_from <= day)
    row: Unit | None = begun.order_by(Unit.valid_from.desc()).first()
    return row


def names_below(unit: str) -> dict[str, str]:
    """Units that may be enrolled below this one: its children in any period, by code, with their last name.

    Districts ended on 1/7/2025 and communes were merged; an office that goes on working under its old code must
    still be able to join, so periods are not filtered here.
    """
    rows = Unit.select(Unit.code, Unit.name).where(Unit.parent == unit).order_by(Unit.valid_from)
    return {row.code: row.name for row in rows}


def tier_of(unit: str) -> int:
    row = in_force(unit)
    return TIER_OF_KIND[UnitKind(row.kind)] if row else 0


def children_count() -> int:
    return int(SyncChild.select().count())


def _label_of(unit: Unit | None) -> str:
    return TIER_WORDS[TIER_OF_KIND[UnitKind(unit.kind)]] if unit else "cấp trên"
