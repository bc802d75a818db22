"""Questions about blank receipts: the packs of this office, their sheets, and how many are left in the drawer."""

from dataclasses import dataclass
from datetime import datetime, time

from peewee import fn

from app.domain import codes
from app.domain.calendar import moment
from app.domain.officers import Officer
from app.domain.refusals import NoSuchPack
from app.domain.reserve import MERGED_PACK, NUMBERS, Blank, BlankState, code_of
from app.models.dossiers import Dossier
from app.models.prints import ReserveReceipt
from app.queries import units


@dataclass(frozen=True)
class Pack:
    """Sheets printed together, counted by what became of them."""

    number: int
    made_at: datetime
    made_by: str
    first: str
    last: str
    counts: dict[BlankState, int]


def packs(by: Officer) -> list[Pack]:
    """Every pack of the office, the latest first."""
    row = ReserveReceipt
    keyed = fn.COUNT(row.dossier_id)
    settled = fn.COUNT(row.settled_at)
    found = (
        row.select(
            row.pack, fn.MIN(row.made_at), fn.MIN(row.made_by_name), fn.MIN(row.code),
            fn.MAX(row.code), fn.COUNT(row.id), keyed, settled,
        )
        .where(row.unit == by.unit, row.pack != MERGED_PACK)
        .group_by(row.pack)
        .order_by(row.pack.desc())
        .tuples()
    )  # fmt: skip
    return [_pack(*values) for values in found]


def sheets(pack: int, by: Officer) -> list[Blank]:
    """The sheets of one pack in order; refuses a pack this office has not."""
    found = ReserveReceipt.select().where(
        ReserveReceipt.unit == by.unit, ReserveReceipt.pack == pack
    )
    rows = [blank_of(row) for row in found.order_by(ReserveReceipt.code)]
    if not rows:
        raise NoSuchPack
    return rows


def one(typed: str, by: Officer) -> Blank | None:
    """The sheet of this number at this office."""
    found = ReserveReceipt.get_or_none(
        ReserveReceipt.unit == by.unit, ReserveReceipt.code == code_of(typed)
    )
    return blank_of(found) if found else _of_merged(typed, by)


def _of_merged(typed: str, by: Officer) -> Blank | None:
    """A sheet printed by an office whose place this one has taken: its book stayed on that machine, the number tells
    all that is needed."""
    if not codes.is_code(typed):
        return None
    code = codes.parse(typed)
    agencies = {
        row.agency_code for unit in units.taken_in(by.unit) for row in units.rows_of(unit.code)
    }
    is_theirs = code.agency in agencies and code.number in NUMBERS
    if not is_theirs or Dossier.select(Dossier.n).where(Dossier.code == str(code)).exists():
        return None
    return Blank(str(code), MERGED_PACK, "", moment(code.on, time()), "")


def left(by: Officer) -> int:
    """How many sheets are still blank."""
    return int(
        ReserveReceipt.select()
        .where(ReserveReceipt.unit == by.unit, ReserveReceipt.settled_at.is_null())
        .count()
    )


def blank_of(row: ReserveReceipt) -> Blank:
    return Blank(
        row.code, row.pack, row.lookup_pin, row.made_at, row.made_by_name, row.dossier_id or "",
        row.settled_at, row.settled_by_name, row.reason,
    )  # fmt: skip


def _pack(
    number: int, at: datetime, by: str, first: str, last: str, whole: int, keyed: int, settled: int
) -> Pack:
    counts = {
        BlankState.BLANK: whole - settled,
        BlankState.KEYED: keyed,
        BlankState.SPOILED: settled - keyed,
    }
    return Pack(number, at, by, first, last, counts)
