"""The tree of administrative units: which office stands where, on a given day.

A unit is one row per period in which nothing about it changed. Its GSO code is not its identity: after
1/1/2020 code 18595 is xã Đỉnh Bàn, before that day it was xã Thạch Đỉnh. A row's id is therefore the
code and the year from which the row holds (`18595-2020`), and every question takes a date.

An office does not stop working the day its unit is abolished: asked about a later day, a code answers
with the last row it had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is called; the city of a province stands on the tier of a district."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    TOWNLET = "townlet"
    WARD = "ward"


KIND_LABELS = {
    UnitKind.PROVINCE: "Tỉnh",
    UnitKind.DISTRICT: "Huyện, thành phố thuộc tỉnh",
    UnitKind.COMMUNE: "Xã",
    UnitKind.TOWNLET: "Thị trấn",
    UnitKind.WARD: "Phường",
}


@dataclass(frozen=True)
class Unit:
    """One unit while nothing about it changes; `parent` is the code of the unit above."""

    id: str
    code: str
    name: str
    kind: UnitKind
    parent: str | None
    agency_code: str | None
    valid_from: date
    valid_to: date | None
    source: str

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def to_values(self) -> dict[str, object]:
        """The columns of the shared table `unit`; dates as `YYYY-MM-DD` text."""
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind.value,
            "parent": self.parent,
            "agency_code": self.agency_code,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "source": self.source,
        }


@dataclass(frozen=True)
class UnitSuccessor:
    """From `on`, what the row `from_unit` did is done by the row `to_unit` (both are row ids)."""

    id: str
    from_unit: str
    to_unit: str
    on: date

    def to_values(self) -> dict[str, object]:
        """The columns of the shared table `unit_successor`."""
        return {
            "from_unit": self.from_unit,
            "to_unit": self.to_unit,
            "on_date": self.on.isoformat(),
        }


def row_id(code: str, valid_from: date) -> str:
    """The id of the row of a code that holds from a day: `18595-2020`."""
    return f"{code}-{valid_from.year}"


def at(units: Iterable[Unit], code: str, on: date) -> Unit | None:
    """The row of a code in force on a day, else the last one before it; None if it came later."""
    begun = [unit for unit in units if unit.code == code and unit.valid_from <= on]
    return max(begun, key=lambda unit: unit.valid_from, default=None)


def children(units: Sequence[Unit], code: str, on: date) -> list[Unit]:
    """The units directly below a code on a day, in order of code.

    For a code that is abolished by then: the units it had on its last day.
    """
    above = at(units, code, on)
    if above is None:
        return []
    day = _last_day(above, on)
    below = [unit for unit in units if unit.parent == code and unit.is_in_force(day)]
    return sorted(below, key=lambda unit: unit.code)


def descendants(units: Sequence[Unit], code: str, on: date) -> list[Unit]:
    """All units below a code on a day, each one after the unit above it."""
    found: list[Unit] = []
    for child in children(units, code, on):
        found.append(child)
        found.extend(descendants(units, child.code, on))
    return found


def path_up(units: Sequence[Unit], code: str, on: date) -> list[Unit]:
    """The unit itself and those above it, up to the top: commune, district, province."""
    unit = at(units, code, on)
    if unit is None:
        return []
    if unit.parent is None:
        return [unit]
    return [unit, *path_up(units, unit.parent, _last_day(unit, on))]


def successors(links: Sequence[UnitSuccessor], row: str, on: date) -> list[str]:
    """The ids of the rows that stand for a row on a day: itself, if nothing had replaced it yet."""
    return list(dict.fromkeys(_follow(links, row, on)))


def _follow(links: Sequence[UnitSuccessor], row: str, on: date) -> Iterator[str]:
    later = [link.to_unit for link in links if link.from_unit == row and link.on <= on]
    if not later:
        yield row
    for successor in later:
        yield from _follow(links, successor, on)


def _last_day(unit: Unit, on: date) -> date:
    return on if unit.valid_to is None else min(on, unit.valid_to)
