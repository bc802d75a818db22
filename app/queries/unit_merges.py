"""What a merge of two offices would move, and how far those that were asked for have come."""

from dataclasses import dataclass
from datetime import date

from peewee import fn

from app.domain.units import Unit
from app.models.dossiers import Dossier
from app.models.units import UnitMerge
from app.queries import fleet, units
from app.queries.fleet import Office

MOST_NAMES = 30


@dataclass(frozen=True)
class Side:
    """One of the two offices: what it has received, what it works on, its books, its people, its machine."""

    code: str
    name: str
    dossiers: int
    open: int
    away: int
    series: tuple[tuple[str, int], ...]
    people: tuple[str, ...]
    machine: Office | None


@dataclass(frozen=True)
class Asked:
    """A merge that was asked for, and the dossiers that still wait to be moved."""

    merge: UnitMerge
    left: int
    from_name: str
    into_name: str


def side(code: str, on: date) -> Side:
    """One office as it stands now."""
    of, is_open = Dossier.unit == code, Dossier.finished_at.is_null()
    total, still_open, away = (
        Dossier.select(
            fn.COUNT(Dossier.n),
            fn.COUNT(Dossier.n).filter(is_open),
            fn.COUNT(Dossier.n).filter(is_open & (Dossier.holder_unit != code)),
        )
        .where(of)
        .tuples()
        .get()
    )
    last = fn.MAX(Dossier.register_seq)
    series = (
        Dossier.select(Dossier.register_book, last)
        .where(of, Dossier.register_seq.is_null(False))
        .group_by(Dossier.register_book)
        .order_by(Dossier.register_book.desc())
        .tuples()
    )
    people = (
        Dossier.select(Dossier.received_by_name)
        .where(of, Dossier.received_by_name.is_null(False))
        .distinct()
        .order_by(Dossier.received_by_name)
        .limit(MOST_NAMES)
        .tuples()
    )
    machine = next((each for each in fleet.offices() if each.unit == code), None)
    return Side(
        code, units.name_of(code, on), total, still_open, away,
        tuple((book or "", seq) for book, seq in series), tuple(name for (name,) in people), machine,
    )  # fmt: skip


def choices() -> list[tuple[str, str]]:
    """The offices that have joined below: code and name."""
    return sorted((each.unit, each.name) for each in fleet.offices())


def last_row(code: str, on: date) -> Unit | None:
    """The row of a code that holds on a day, or the last one before."""
    return units.at(code, on)


def one(merge_n: int) -> UnitMerge | None:
    found: UnitMerge | None = UnitMerge.get_or_none(UnitMerge.n == merge_n)
    return found


def all_asked() -> list[Asked]:
    """Every merge, the newest first, each with what still waits."""
    rows = list(UnitMerge.select().order_by(UnitMerge.n.desc()).limit(50))
    counted = (
        Dossier.select(Dossier.unit, fn.COUNT(Dossier.n))
        .where(Dossier.unit.in_([row.from_unit for row in rows]))
        .group_by(Dossier.unit)
        .tuples()
    )
    left = dict(counted)
    names = units.names(date.max)
    return [
        Asked(
            row, left.get(row.from_unit, 0), names.get(row.from_unit, row.from_unit),
            names.get(row.into_unit, row.into_unit),
        )
        for row in rows
    ]  # fmt: skip
