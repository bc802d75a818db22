"""Numbers this office gives by itself, with or without a line: dossier codes and places in the register.

Everything here runs inside the transaction that accepts the dossier. A number printed on paper is final.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from peewee import EXCLUDED, fn

from app.domain import codes, reserve
from app.domain.calendar import local
from app.domain.refusals import NumbersUsedUp
from app.models.dossiers import Dossier
from app.models.numbers import IssuedCode, NumberSeries
from app.queries import nodes

LIFE = "life"
"""The series whose period names the incarnation of the database that gave the last number."""


ANOTHER = "another"
"""The period of that series when the last number was given by a database this one does not know."""


@dataclass(frozen=True)
class Place:
    """A line of the register: the book of the year, and the number in it."""

    book: str
    seq: int


SKIPPED_AFTER_A_RESTORE = 50
"""More than an office gives between the copy of a file and the moment the copy is noticed."""

LOOKED_AT = 500
"""More dossiers than an office numbers in a day."""


def hold(unit: str, at: datetime) -> None:
    """Make others who number at this unit wait until our transaction ends.

    When this database has turned out to be restored or cloned since the last number, or takes the place of another,
    every series skips ahead: the numbers given meanwhile stand on paper that this file does not know.
    """
    _keep(f"dossier:{unit}", "", 0)
    incarnation = nodes.incarnation()[: NumberSeries.period.max_length]
    series = _life(unit)
    if series is not None and series.period == incarnation:
        return
    if series is None and (given := _given_before(unit, at)):
        continue_after(unit, given)
        series = _life(unit)
    if series is not None:
        _skip_ahead(unit)
        _leave_to_reserve(unit, at)
        series.delete_instance()
    _keep(f"{LIFE}:{unit}", incarnation, 0)


def _life(unit: str) -> NumberSeries | None:
    row: NumberSeries | None = NumberSeries.get_or_none(NumberSeries.series == f"{LIFE}:{unit}")
    return row


def _given_before(unit: str, at: datetime) -> dict[str, tuple[str, int]]:
    """What a database that has numbered nothing knows of numbers given by the one it replaces: series → (period,
    number). It may have given more, today too, that never left it."""
    ours = (Dossier.unit == unit) & Dossier.origin_unit.is_null()
    numbered = Dossier.select(Dossier.code).where(ours, Dossier.code.is_null(False))
    newest = numbered.order_by(Dossier.received_at.desc()).limit(LOOKED_AT)
    found = [codes.parse(row.code) for row in newest if codes.is_code(row.code)]
    if not found:
        return {}
    counted = [(code.on, code.number) for code in found if code.number not in reserve.NUMBERS]
    last_day, last_number = max(counted, default=(local(at).date(), 0))
    today, year = local(at).date(), str(local(at).year)
    places = Dossier.select(fn.MAX(Dossier.register_seq)).where(ours, Dossier.register_book == year)
    return {
        f"dossier:{unit}": max((today.isoformat(), 0), (last_day.isoformat(), last_number)),
        f"register:{unit}": (year, places.scalar() or 0),
    }


def _skip_ahead(unit: str) -> None:
    drawn = NumberSeries.select(NumberSeries.series).distinct().tuples()
    ours = [series for (series,) in drawn if series.endswith(f":{unit}")]
    for series in set(ours) - {f"{LIFE}:{unit}", f"reserve:{unit}"}:
        last = _last(series)
        if last is not None:
            _keep(series, last.period, last.last + SKIPPED_AFTER_A_RESTORE)


def _leave_to_reserve(unit: str, at: datetime) -> None:
    """Begin after every number that blank receipts printed today can have, by a database this one does not know."""
    today, last = local(at).date().isoformat(), _last(f"reserve:{unit}")
    given = last.last if last is not None and last.period == today else reserve.NUMBERS.start - 1
    _keep(f"reserve:{unit}", today, given + reserve.MOST_IN_A_DAY)


def last_numbers(unit: str) -> dict[str, tuple[str, int]]:
    """The last number of each series this office draws from: series → (period, number)."""
    rows = {series: _last(series) for series in _noted(unit)}
    return {series: (row.period, row.last) for series, row in rows.items() if row is not None}


def continue_after(unit: str, numbers: Mapping[str, tuple[str, int]]) -> None:
    """Stand at least where those numbers stood, and skip ahead before the next one is given.

    They were noted beside a database that this one does not know all of.
    """
    for series in _noted(unit):
        if series in numbers:
            period, noted = numbers[series]
            row = NumberSeries.get_or_none(series=series, period=period)
            _keep(series, period, max(noted, row.last if row else 0))
    NumberSeries.delete().where(NumberSeries.series == f"{LIFE}:{unit}").execute()
    _keep(f"{LIFE}:{unit}", ANOTHER, 0)


def _noted(unit: str) -> tuple[str, ...]:
    return f"dossier:{unit}", f"register:{unit}", f"reserve:{unit}"


def next_dossier_code(unit: str, agency_code: str, at: datetime, *, dossier_id: str) -> str:
    """`H27.35.07-190524-0001`, never given before; refuses on a day before the last one used.

    A code that stands on a dossier already, although our counter does not know it (the file was restored
    from a copy), is stepped over.
    """
    series, today = f"dossier:{unit}", local(at).date()
    last = _last(series)
    last_day = date.fromisoformat(last.period) if last else None
    number = codes.next_number(today, last_day, last.last if last else 0)
    while number in reserve.NUMBERS or _is_given(
        code := codes.dossier_code(agency_code, today, number)
    ):
        number += 1
    _keep(series, today.isoformat(), number)
    IssuedCode.create(code=code, dossier_id=dossier_id)
    return code


def next_reserve_code(unit: str, agency_code: str, at: datetime) -> str:
    """A number of today for a blank receipt, which the counter never gives; call `hold` first."""
    series, today = f"reserve:{unit}", local(at).date()
    last, before = _last(series), reserve.NUMBERS.start - 1
    last_day = date.fromisoformat(last.period) if last else None
    number = before + codes.next_number(today, last_day, last.last - before if last else 0)
    while _is_given(code := codes.dossier_code(agency_code, today, number)):
        number += 1
    if number not in reserve.NUMBERS:
        raise NumbersUsedUp(day=f"{today:%d/%m/%Y}")
    _keep(series, today.isoformat(), number)
    IssuedCode.create(code=code, dossier_id="")
    return code


def next_place_in_register(unit: str, at: datetime) -> Place:
    """One book a year, numbered from 1."""
    return Place(str(local(at).year), next_in_year("register", unit, at))


def next_in_year(what: str, unit: str, at: datetime, *, after: int = 0) -> int:
    """The next number of a series that begins at 1 each year; call `hold` first. `after` is the highest one known to
    be given, perhaps by the database that this one took the place of."""
    series, year = f"{what}:{unit}", str(local(at).year)
    row = NumberSeries.get_or_none(series=series, period=year)
    number = max(row.last if row else 0, after) + 1
    _keep(series, year, number)
    return number


def _last(series: str) -> NumberSeries | None:
    rows = NumberSeries.select().where(NumberSeries.series == series, NumberSeries.period != "")
    return rows.order_by(NumberSeries.period.desc()).first()


def _is_given(code: str) -> bool:
    given = IssuedCode.select().where(IssuedCode.code == code).exists()
    return bool(given or Dossier.select().where(Dossier.code == code).exists())


def _keep(series: str, period: str, last: int) -> None:
    """Write the counter; the row stays ours until the transaction ends."""
    NumberSeries.insert(series=series, period=period, last=last).on_conflict(
        conflict_target=[NumberSeries.series, NumberSeries.period],
        update={NumberSeries.last: EXCLUDED.last},
    ).execute()
