"""Questions about the tree of units, on a given day or in any period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain import units as rules
from app.domain.units import Unit, UnitKind
from app.models.units import Unit as UnitRow
from app.models.units import UnitSuccessor as SuccessorRow
from app.queries import nodes
from app.queries.memory import remembered

ONE_DAY = timedelta(days=1)


@remembered
def known() -> list[Unit]:
    """Every row of the tree, as the rules want it."""
    return [_unit(row) for row in UnitRow.select().order_by(UnitRow.code, UnitRow.valid_from)]


def at(code: str, on: date) -> Unit | None:
    """The unit a code stands for on a day, or its last row before it."""
    row = nodes.row_of(code, on.isoformat())
    return _unit(row) if row else None


def name_of(code: str, on: date) -> str:
    """“Xã Thạch Hải”; the code itself where the catalogue does not know it."""
    unit = at(code, on)
    return unit.name if unit else code


@remembered
def names(on: date) -> dict[str, str]:
    """The name of every code on a day, in one question, for a page of rows."""
    rows = (
        UnitRow.select(UnitRow.code, UnitRow.name)
        .where(UnitRow.valid_from <= on)
        .order_by(UnitRow.valid_from)
        .tuples()
    )
    return dict(rows)


def children(code: str, on: date) -> list[Unit]:
    """The units directly below a code on a day."""
    return rules.children(known(), code, on)


def path_up(code: str, on: date) -> list[Unit]:
    """The unit and those above it, up to the top."""
    return rules.path_up(known(), code, on)


def office_above(code: str, on: date) -> str | None:
    """To whom an office forwards: this node to the parent it has joined, any other by the tree."""
    here = nodes.this()
    if code == here.unit:
        return here.parent_unit
    unit = at(code, on)
    return unit.parent if unit else None


def word_above(code: str, on: date) -> str:
    """What an office calls the one above it: “huyện”, “tỉnh”, or “cấp trên” where there is none."""
    above = office_above(code, on)
    return word_of(above, on) if above else "cấp trên"


def word_of(code: str, on: date) -> str:
    """What those below call an office: “huyện”, “tỉnh”; “cấp trên” for one the catalogue does not know."""
    unit = at(code, on)
    return nodes.TIER_WORDS[nodes.TIER_OF_KIND[unit.kind]] if unit else "cấp trên"


@remembered
def units_below(code: str) -> list[str]:
    """Codes that stood below this one in any period: old offices keep their old lines."""
    parents: dict[str, set[str]] = {}
    for child, parent in UnitRow.select(UnitRow.code, UnitRow.parent).distinct().tuples():
        parents.setdefault(parent, set()).add(child)
    found: set[str] = set()
    level = {code}
    while level := {child for above in level for child in parents.get(above, ())} - found - {code}:
        found |= level
    return sorted(found)


def word_for_children(code: str) -> str:
    """What people call the places below: “xã”, “huyện”."""
    kinds = UnitRow.select(UnitRow.kind).where(UnitRow.parent == code).distinct().tuples()
    below = {kind for (kind,) in kinds}
    if not below:
        return "cấp dưới"
    return "huyện" if UnitKind.DISTRICT in below else "xã"


@dataclass(frozen=True)
class Branch:
    """One unit of the tree on a day; `depth` counts from the top."""

    unit: Unit
    depth: int


def tree(on: date) -> list[Branch]:
    """The units in force on a day, each after the one above it."""
    in_force = [unit for unit in known() if unit.is_in_force(on)]
    codes = {unit.code for unit in in_force}
    below: dict[str | None, list[Unit]] = {}
    for unit in in_force:
        below.setdefault(unit.parent if unit.parent in codes else None, []).append(unit)
    return list(_branches(below, None, 0))


def rows_of(code: str) -> list[Unit]:
    """Every period of a code, the newest first."""
    return [unit for unit in reversed(known()) if unit.code == code]


def links_of(rows: Iterable[Unit]) -> tuple[dict[str, list[Unit]], dict[str, list[Unit]]]:
    """By row: the rows it took the place of, and the rows that took its place."""
    by_id = {unit.id: unit for unit in known()}
    ids = {unit.id for unit in rows}
    before: dict[str, list[Unit]] = {}
    after: dict[str, list[Unit]] = {}
    for link in links():
        if link.to_unit in ids and link.from_unit in by_id:
            before.setdefault(link.to_unit, []).append(by_id[link.from_unit])
        if link.from_unit in ids and link.to_unit in by_id:
            after.setdefault(link.from_unit, []).append(by_id[link.to_unit])
    return before, after


def taken_in(code: str) -> list[Unit]:
    """The offices of other codes whose place this one has taken, the latest first."""
    before, _ = links_of(rows_of(code))
    found = {unit.code: unit for rows in before.values() for unit in rows if unit.code != code}
    return sorted(found.values(), key=lambda unit: unit.valid_from, reverse=True)


@remembered
def links() -> list[rules.UnitSuccessor]:
    """Which row takes the place of which, the oldest first."""
    return [
        rules.UnitSuccessor(row.id, row.from_unit, row.to_unit, row.on_date)
        for row in SuccessorRow.select().order_by(SuccessorRow.on_date, SuccessorRow.n)
    ]


def days_of_change() -> list[date]:
    """The days on which the tree looks different, the newest first: a unit begins, or is over."""
    found = UnitRow.select(UnitRow.valid_from, UnitRow.valid_to).distinct().tuples()
    days = {first for first, _ in found} | {last + ONE_DAY for _, last in found if last}
    return sorted(days, reverse=True)


def without_heir(on: date) -> list[Unit]:
    """Units that had ended by this day and that nothing in the tree follows, those that ended last."""
    followed, alive = (
        {link.from_unit for link in links()},
        {row.code for row in known() if row.is_in_force(on)},
    )
    ended = [
        row for row in known()
        if row.valid_to and row.valid_to < on and row.id not in followed and row.code not in alive
    ]  # fmt: skip
    last = max((row.valid_to for row in ended if row.valid_to), default=None)
    return [row for row in ended if row.valid_to == last]


def _branches(
    below: dict[str | None, list[Unit]], code: str | None, depth: int
) -> Iterator[Branch]:
    for unit in sorted(below.get(code, ()), key=lambda unit: (unit.kind != "province", unit.code)):
        yield Branch(unit, depth)
        yield from _branches(below, unit.code, depth + 1)


def _unit(row: UnitRow) -> Unit:
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        parent=row.parent,
        agency_code=row.agency_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source or "",
    )
