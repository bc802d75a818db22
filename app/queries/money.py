"""Questions about money: the receipts of a dossier and of a day, what is owed, the cash sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain import money
from app.domain.calendar import local, moment
from app.domain.money import Balance, DayTotals, MoneyKind, Part
from app.domain.officers import Officer
from app.domain.refusals import NoSuchReceipt
from app.models.dossiers import Dossier
from app.models.money import CashSheet, Payment
from app.queries import units
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key
from app.queries.rows import instant_text
from app.queries.visibility import visible_to

NEWEST_FIRST = Order(Payment.n, descending=True, column=Payment.taken_at)


@dataclass(frozen=True)
class Receipt:
    """One receipt as a page shows it. `left` is what of it was not given back, `about_number` the receipt a refund
    belongs to."""

    id: str
    dossier_id: str
    code: str
    procedure: str
    number: str
    kind: str
    kind_words: str
    amount: int
    method: str
    method_words: str
    payer: str
    parts: tuple[Part, ...]
    reason: str
    about: str
    late: bool
    unit: str
    at: datetime
    by: str
    by_name: str
    n: int
    left: int = 0
    about_number: str = ""

    @property
    def is_refund(self) -> bool:
        return self.kind == MoneyKind.REFUNDED

    @property
    def key(self) -> tuple[str, int]:
        return instant_text(self.at), self.n


@dataclass(frozen=True)
class Day:
    """The money of one day at one office: who took what, for which charges, by which way."""

    day: date
    receipts: Sequence[Receipt]
    late: Sequence[Receipt]
    totals: DayTotals
    charges: list[tuple[str, str, int, int]]
    officers: list[tuple[str, DayTotals]]
    sheet: CashSheet | None


def of_dossier(dossier_id: str) -> list[Receipt]:
    """Every receipt of a dossier, the oldest first."""
    rows = list(payments(dossier_id))
    numbers = {row.id: number_of(row) for row in rows}
    back: dict[str, int] = {}
    for row in rows:
        if row.about:
            back[row.about] = back.get(row.about, 0) + row.amount
    return [
        _receipt(row, left=row.amount - back.get(row.id, 0), about=numbers.get(row.about, ""))
        for row in rows
    ]


def section(dossier: Any) -> tuple[list[Receipt], Balance]:
    """What the page of a dossier tells of its money."""
    receipts = of_dossier(dossier.id)
    return receipts, balance(dossier, receipts)


def balance_of(dossier: Any) -> Balance:
    """What is due, paid and owed. Money noted before there were receipts counts as paid."""
    return balance(dossier, payments(dossier.id))


def balance(dossier: Any, rows: Iterable[Any]) -> Balance:
    """The same over receipts that were read already."""
    moved = [(row.kind, row.amount) for row in rows]
    kept = money.balance(0, moved).kept
    earlier = max((dossier.amount_paid or 0) - kept, 0)
    if earlier:
        moved.append((MoneyKind.PAID.value, earlier))
    return money.balance(dossier.amount_due, moved, dossier.status)


def payments(dossier_id: str) -> list[Payment]:
    """The rows themselves, the oldest first."""
    found = Payment.select().where(Payment.dossier_id == dossier_id)
    return list(found.order_by(Payment.taken_at, Payment.n))


def receipt(payment_id: str, officer: Officer) -> Receipt:
    """One receipt, where the officer may see its dossier."""
    row = Payment.get_or_none(Payment.id == payment_id)
    seen = row and Dossier.get_or_none((Dossier.id == row.dossier_id) & visible_to(officer))
    if seen is None:
        raise NoSuchReceipt
    found = next(each for each in of_dossier(row.dossier_id) if each.id == payment_id)
    return _with_dossier(found, seen.code or "", seen.procedure_name)


def page(officer: Officer, day: date, after: str | None, size: int = PAGE_SIZE) -> Page:
    """One page of the receipts of a day at this office, the latest first."""
    key = read_key(after)
    fetched = [_joined(row) for row in NEWEST_FIRST.cut(_of_day(officer.unit, day), key, size)]
    found = page_of(fetched, key, size, lambda each: each.key)
    words = found.words.replace("hồ sơ nào", "biên lai nào").replace("hồ sơ", "biên lai")
    return Page(found.rows, found.next_key, found.previous_key, words)


def day(officer: Officer, on: date, former: str = "") -> Day:
    """The whole day; what was taken after the sheet was closed stands apart. `former`: of an office whose place this
    one has taken."""
    unit = former or officer.unit
    rows = _of_day(unit, on).order_by(Payment.taken_at, Payment.n)
    everything = [_joined(row) for row in rows]
    before = [each for each in everything if not each.late]
    names = sorted({each.by_name for each in before})
    return Day(
        day=on,
        receipts=before,
        late=[each for each in everything if each.late],
        totals=totals(before),
        charges=money.by_charge((each.kind, part) for each in before for part in each.parts),
        officers=[(name, totals(e for e in before if e.by_name == name)) for name in names],
        sheet=sheet(unit, on),
    )


def totals(receipts: Iterable[Receipt]) -> DayTotals:
    return money.day_totals((each.kind, each.method, each.amount) for each in receipts)


def sheet(unit: str, on: date) -> CashSheet | None:
    """The closed sheet of a day."""
    return CashSheet.get_or_none(CashSheet.unit == unit, CashSheet.day == on.isoformat())


def number_of(row: Any) -> str:
    return money.receipt_number(row.book, row.year, row.number)


def unit_name(unit: str, on: date) -> str:
    return units.name_of(unit, on)


def parts_in(row: Any) -> tuple[Part, ...]:
    """Which charges a row is for, also when a newer program wrote more about them."""
    known = ("code", "name", "kind", "amount")
    return tuple(Part(**{name: line[name] for name in known}) for line in row.lines or ())


def _of_day(unit: str, on: date) -> Any:
    begins, ends = (instant_text(moment(each, time())) for each in (on, on + timedelta(days=1)))
    return (
        Payment.select(Payment, Dossier.code, Dossier.procedure_name)
        .join(Dossier, on=(Payment.dossier_id == Dossier.id), attr="of")
        .where(Payment.unit == unit, Payment.taken_at >= begins, Payment.taken_at < ends)
    )


def _joined(row: Any) -> Receipt:
    return _with_dossier(_receipt(row), row.of.code or "", row.of.procedure_name)


def _with_dossier(found: Receipt, code: str, procedure: str) -> Receipt:
    return Receipt(**vars(found) | {"code": code, "procedure": procedure})


def _receipt(row: Any, *, left: int = 0, about: str = "") -> Receipt:
    return Receipt(
        id=row.id, dossier_id=row.dossier_id, code="", procedure="", number=number_of(row),
        kind=row.kind, kind_words=_words(money.KIND_LABELS, row.kind), amount=row.amount,
        method=row.method, method_words=_words(money.METHOD_LABELS, row.method), payer=row.payer,
        parts=parts_in(row), reason=row.reason or "", about=row.about or "", late=row.late,
        unit=row.unit, at=row.taken_at, by=row.taken_by, by_name=row.taken_by_name, n=row.n,
        left=left, about_number=about,
    )  # fmt: skip


def _words(labels: Any, value: str) -> str:
    """The words for a stored value, also for one that a newer program has written."""
    return {str(key.value): words for key, words in labels.items()}.get(value, value)


def today(now: datetime) -> date:
    return local(now).date()
