"""Money of a dossier: what is due, what was paid and given back, and which charges a payment is for.

Amounts are whole đồng. Nothing here is ever negative, and no more is given back than was paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.calendar import local
from app.domain.dossiers import Status
from app.domain.procedures import FeeKind


class MoneyKind(StrEnum):
    """Which way the money went. The values are stored and sent."""

    PAID = "paid"
    REFUNDED = "refunded"


class PayMethod(StrEnum):
    """How it went. Only cash lies in the drawer at the end of the day."""

    CASH = "cash"
    TRANSFER = "transfer"


KIND_LABELS = {MoneyKind.PAID: "Thu", MoneyKind.REFUNDED: "Hoàn trả"}
METHOD_LABELS = {PayMethod.CASH: "Tiền mặt", PayMethod.TRANSFER: "Chuyển khoản"}
FEE_LABELS = {FeeKind.FEE: "Lệ phí", FeeKind.CHARGE: "Phí"}
BOOKS = {MoneyKind.PAID: "BL", MoneyKind.REFUNDED: "HT"}
"""The book each kind of receipt is numbered in: biên lai, hoàn trả."""

OTHER_MONEY = "Phí, lệ phí"
"""The name of money whose charges are not known, as of a dossier from an old register."""
LONGEST_NAME, LONGEST_REASON = 200, 300
MOST_MONEY = 2_000_000_000
WITHOUT_RESULT = frozenset({Status.WITHDRAWN, Status.STOPPED, Status.NOT_ACCEPTED})


@dataclass(frozen=True)
class Part:
    """The part of a payment that is for one charge."""

    code: str
    name: str
    kind: str
    amount: int


@dataclass(frozen=True)
class Balance:
    """How a dossier stands: `due` by its charges, `paid` in all, `refunded` of that."""

    due: int
    paid: int
    refunded: int
    has_ended: bool = False

    @property
    def kept(self) -> int:
        return max(self.paid - self.refunded, 0)

    @property
    def owed(self) -> int:
        """What is still to be collected; nothing once the dossier has ended without a result."""
        return 0 if self.has_ended else max(self.due - self.kept, 0)

    @property
    def over(self) -> int:
        """What was paid beyond what is due, and must be given back."""
        return max(self.kept - self.due, 0)


@dataclass(frozen=True)
class DayTotals:
    """Sums of some receipts: what came in, what went out, by how it was paid."""

    count: int
    paid: Mapping[str, int]
    refunded: Mapping[str, int]

    @property
    def cash(self) -> int:
        """What these receipts leave in the drawer; less than nothing when more was given back."""
        return self.paid[PayMethod.CASH] - self.refunded[PayMethod.CASH]

    @property
    def all_paid(self) -> int:
        return sum(self.paid.values())

    @property
    def all_refunded(self) -> int:
        return sum(self.refunded.values())


def balance(
    due: int | None, moved: Iterable[tuple[str, int]], status: str | None = None
) -> Balance:
    """How a dossier stands; `moved` are (kind, amount) of its receipts."""
    sums = {MoneyKind.PAID.value: 0, MoneyKind.REFUNDED.value: 0}
    for kind, amount in moved:
        sums[kind] = sums.get(kind, 0) + amount
    ended = status in set(WITHOUT_RESULT)
    return Balance(max(due or 0, 0), sums[MoneyKind.PAID], sums[MoneyKind.REFUNDED], ended)


def day_totals(moved: Iterable[tuple[str, str, int]]) -> DayTotals:
    """Sums of receipts given as (kind, method, amount)."""
    known = list(moved)
    sums = {(kind.value, method.value): 0 for kind in MoneyKind for method in PayMethod}
    for kind, method, amount in known:
        sums[kind, method] = sums.get((kind, method), 0) + amount
    paid, refunded = (
        {method.value: sums[kind.value, method.value] for method in PayMethod} for kind in MoneyKind
    )
    return DayTotals(len(known), paid, refunded)


def parts_of(
    amount: int, charges: Sequence[Mapping[str, object]], covered: Iterable[Part]
) -> tuple[Part, ...]:
    """Which charges a payment is for: the first one that is not paid yet, then the next.

    `covered` are the parts of earlier payments less what was given back (see `net`). Money beyond all charges
    is told as such.
    """
    paid: dict[str, int] = {}
    for part in covered:
        paid[part.code] = paid.get(part.code, 0) + part.amount
    left, found = amount, []
    for charge in charges:
        code, price = str(charge["code"]), _whole(charge["amount"])
        share = min(left, max(price - paid.get(code, 0), 0))
        if share:
            found.append(Part(code, str(charge["name"]), str(charge["kind"]), share))
        left -= share
    if left:
        found.append(Part("", OTHER_MONEY, FeeKind.CHARGE.value, left))
    return tuple(found)


def net(paid: Iterable[Part], refunded: Iterable[Part]) -> tuple[Part, ...]:
    """What is left of the parts of payments once the refunds are taken off, charge by charge."""
    back: dict[str, int] = {}
    for part in refunded:
        back[part.code] = back.get(part.code, 0) + part.amount
    left = []
    for part in paid:
        gone = min(part.amount, back.get(part.code, 0))
        back[part.code] = back.get(part.code, 0) - gone
        if part.amount > gone:
            left.append(Part(part.code, part.name, part.kind, part.amount - gone))
    return tuple(left)


def refund_parts(amount: int, left: Sequence[Part]) -> tuple[Part, ...]:
    """Which parts of a receipt are given back: the last charge first."""
    found = []
    for part in reversed(left):
        share = min(amount, part.amount)
        amount -= share
        if share:
            found.append(Part(part.code, part.name, part.kind, share))
    return tuple(reversed(found))


def by_charge(moved: Iterable[tuple[str, Part]]) -> list[tuple[str, str, int, int]]:
    """Lines of a day's table: (name, kind of money, paid, refunded), lệ phí before phí, then by name."""
    sums: dict[tuple[str, str], list[int]] = {}
    for kind, part in moved:
        line = sums.setdefault((part.kind, part.name), [0, 0])
        line[kind == MoneyKind.REFUNDED] += part.amount
    order = sorted(sums, key=lambda key: (key[0] != FeeKind.FEE, key[1]))
    return [(name, kind, *sums[kind, name]) for kind, name in order]  # type: ignore[misc]


def may_refund(*, is_leader: bool, is_own: bool, taken_at: datetime, at: datetime) -> bool:
    """A leader may give money back; who took it may on the same day."""
    return is_leader or (is_own and local(taken_at).date() == local(at).date())


def receipt_number(book: str, year: int, number: int) -> str:
    """“BL-2019/000012”, as printed."""
    return f"{book}-{year}/{number:06d}"


def difference(counted: int, expected: int) -> int:
    """What was counted in the drawer beyond (or, negative, below) what the receipts say."""
    return counted - expected


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
