"""Blank receipts: numbered and printed ahead, keyed in when the power is back, or spoiled.

The sheets are this office's own and never travel; a dossier keyed in from one does, like any other.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from secrets import token_bytes

from peewee import fn

from app.domain import codes, reserve
from app.domain.calendar import local, moment
from app.domain.officers import Officer
from app.domain.refusals import (
    FormNotComplete,
    KeyedInMeanwhile,
    NoSuchPack,
    PackMadeMeanwhile,
    ReserveUsedUp,
)
from app.domain.reserve import Blank, BlankState, HandWritten
from app.models.numbers import IssuedCode
from app.models.prints import ReserveReceipt
from app.queries import reserve as questions
from app.queries import units
from app.services import numbering
from sync import journal


def random_bytes() -> bytes:
    return token_bytes(8)


def make_pack(
    count: int, *, seen: int, by: Officer, at: datetime, entropy: Callable[[], bytes] = random_bytes
) -> int:
    """Give `count` blank receipts their numbers and return the number of the pack.

    `seen` is the latest pack the page knew of: the same press twice is one pack.
    """
    with journal.transaction():
        numbering.hold(by.unit, at)
        last = _latest(by.unit)
        if last is not None and last.pack > seen:
            return _same_press(last, by)
        _leave_some(count, by, at)
        unit = units.at(by.unit, local(at).date())
        agency = (unit.agency_code if unit else None) or ""
        pack = (last.pack if last else 0) + 1
        for _ in range(count):
            ReserveReceipt.create(
                unit=by.unit, pack=pack, lookup_pin=codes.lookup_pin(entropy()),
                code=numbering.next_reserve_code(by.unit, agency, at),
                made_at=at, made_by=str(by), made_by_name=by.name,
            )  # fmt: skip
    return pack


def key_in(written: HandWritten, dossier_id: str, *, by: Officer, at: datetime) -> Blank:
    """Take the number and the look-up PIN of a sheet for a dossier; call `numbering.hold` first.

    Refuses a sheet that is unknown, keyed in by somebody, spoiled, or printed after the moment written on it.
    """
    blank = questions.one(written.code, by)
    faults = reserve.objections(blank, written, dossier_id, at)
    if faults or blank is None:
        raise FormNotComplete(faults)
    if blank.pack == reserve.MERGED_PACK and not blank.lookup_pin:
        blank = _take_into_our_book(blank, by, at)
    ReserveReceipt.update(dossier_id=dossier_id, settled_at=at, settled_by_name=by.name).where(
        ReserveReceipt.code == blank.code
    ).execute()
    IssuedCode.update(dossier_id=dossier_id).where(IssuedCode.code == blank.code).execute()
    return blank


def spoil(pack: int, chosen: Iterable[str], reason: str, *, by: Officer, at: datetime) -> int:
    """Write off sheets of a pack that nobody will use, for a reason; how many that were blank until now."""
    wanted = {reserve.code_of(code) for code in chosen}
    with journal.transaction():
        numbering.hold(by.unit, at)
        sheets = [sheet for sheet in questions.sheets(pack, by) if sheet.code in wanted]
        if len(sheets) < len(wanted):
            raise NoSuchPack
        if not sheets:
            raise FormNotComplete({"codes": "Chọn ít nhất một tờ để hủy."})
        for sheet in sheets:
            if sheet.state is BlankState.KEYED and sheet.settled_at:
                when = f"{local(sheet.settled_at):%H:%M ngày %d/%m/%Y}"
                raise KeyedInMeanwhile(code=sheet.code, who=sheet.settled_by, when=when)
        why = reserve.spoil_reason(reason)
        changed = (
            ReserveReceipt.update(settled_at=at, settled_by_name=by.name, reason=why)
            .where(ReserveReceipt.code.in_(wanted), ReserveReceipt.settled_at.is_null())
            .execute()
        )
    return int(changed)


def _take_into_our_book(blank: Blank, by: Officer, at: datetime) -> Blank:
    """The PIN on that paper is known to a machine that has ended: the dossier gets one of its own, printed anew."""
    kept = ReserveReceipt.create(
        unit=by.unit, pack=reserve.MERGED_PACK, lookup_pin=codes.lookup_pin(random_bytes()),
        code=blank.code, made_at=blank.made_at, made_by="", made_by_name="",
    )  # fmt: skip
    IssuedCode.create(code=blank.code, dossier_id="")
    return questions.blank_of(kept)


def _latest(unit: str) -> ReserveReceipt | None:
    found = ReserveReceipt.select().where(
        ReserveReceipt.unit == unit, ReserveReceipt.pack != reserve.MERGED_PACK
    )
    return found.order_by(ReserveReceipt.pack.desc()).first()


def _same_press(last: ReserveReceipt, by: Officer) -> int:
    if last.made_by != str(by):
        when = f"{local(last.made_at):%H:%M ngày %d/%m/%Y}"
        raise PackMadeMeanwhile(who=last.made_by_name, when=when)
    return int(last.pack)


def _leave_some(count: int, by: Officer, at: datetime) -> None:
    """So many a day and no more: that many numbers are stepped over after a restore."""
    midnight = moment(local(at).date(), datetime.min.time())
    today = ReserveReceipt.select(fn.COUNT(ReserveReceipt.id)).where(
        ReserveReceipt.unit == by.unit, ReserveReceipt.made_at >= midnight
    )
    left = reserve.MOST_IN_A_DAY - int(today.scalar() or 0)
    if count > left:
        raise ReserveUsedUp(most=reserve.MOST_IN_A_DAY, left=left)
