"""What a dossier costs: phí and lệ phí of its procedure for a channel, and what is waived and why.

Amounts are whole đồng. The catalogue gives the prices; the desk gives how many.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from app.domain.procedures import Fee, FeeKind, FeePer
from app.domain.refusals import BadQuantity, ExemptionNeedsGround
from app.domain.vietnamese import clean

MOST_FOR_ONE_COPY = 200_000
"""What certifying one copy (2.000815, the only thing priced by the page) may cost at most."""
MOST_OF_ANYTHING = 9_999
FROM_PAGE = re.compile(r"-([0-9]+)$")


@dataclass(frozen=True)
class Charge:
    """One line of money. `amount` is what is to be paid: less than the price times the quantity
    where a ceiling or an exemption applies, and then `ground` names the exemption."""

    code: str
    name: str
    kind: FeeKind
    unit_amount: int
    quantity: int
    amount: int
    ground: str = ""


@dataclass(frozen=True)
class Totals:
    """Sums of the two legal kinds of money, which go to different accounts."""

    fee: int
    charge: int

    @property
    def all(self) -> int:
        return self.fee + self.charge


def charges(
    fees: Iterable[Fee],
    channel: str,
    quantities: Mapping[str, int] | None = None,
    amounts: Mapping[str, int] | None = None,
) -> tuple[Charge, ...]:
    """The lines to pay, in the catalogue's order; none for what is not asked for.

    `quantities` says how many, by the code of a fee or by what it is counted in (`case`, `copy`,
    `page`); `page` is the pages of one copy and `copy` then the number of such copies (one unless said).
    Per dossier it is always one, anything else nothing until it is said. `amounts` are the prices, by
    fee code, of what the province sets: a fee that has none yet is left out, see `without_amount`.
    """
    asked = quantities or {}
    priced = _priced(for_channel(fees, channel), amounts or {})
    by_page = iter(_pages([fee for fee in priced if fee[0].per is FeePer.PAGE], asked))
    lines = [
        next(by_page)
        if fee.per is FeePer.PAGE
        else _line(fee, price, quantity := _quantity(fee, asked), price * quantity)
        for fee, price in priced
    ]
    return tuple(line for line in lines if line.quantity)


def without_amount(
    fees: Iterable[Fee], channel: str, amounts: Mapping[str, int] | None = None
) -> tuple[Fee, ...]:
    """The fees whose price the desk must still type, because a resolution of the province sets it."""
    known = amounts or {}
    return tuple(
        fee for fee in for_channel(fees, channel) if fee.amount is None and fee.code not in known
    )


def for_channel(fees: Iterable[Fee], channel: str) -> list[Fee]:
    """The fee of each code that holds for a channel: its own before the one for every channel."""
    chosen: dict[str, Fee] = {}
    for fee in fees:
        if fee.channel == channel or (fee.channel is None and fee.code not in chosen):
            chosen[fee.code] = fee
    return list(chosen.values())


def asks_for(fees: Iterable[Fee], channel: str) -> tuple[FeePer, ...]:
    """What the desk must count for this procedure, e.g. pages and copies; nothing per dossier."""
    counted = {fee.per for fee in for_channel(fees, channel)} - {FeePer.DOSSIER}
    if FeePer.PAGE in counted:
        counted.add(FeePer.COPY)
    return tuple(per for per in FeePer if per in counted)


def exempt(
    lines: Sequence[Charge],
    ground: str,
    percent: int = 100,
    only: frozenset[str] | None = None,
) -> tuple[Charge, ...]:
    """The same lines waived by a percentage, wholly by default; `only` names the codes it covers.

    What remains is rounded down to a whole đồng, in favour of the citizen.
    """
    reason = clean(ground)
    if not reason:
        raise ExemptionNeedsGround
    if not 0 < percent <= 100:
        raise ValueError(f"an exemption waives 1 to 100 percent, not {percent}")
    return tuple(
        replace(line, amount=line.amount * (100 - percent) // 100, ground=reason)
        if only is None or line.code in only
        else line
        for line in lines
    )


def as_stored(lines: Sequence[Charge], full: Sequence[Charge]) -> list[dict[str, Any]]:
    """The lines as a dossier keeps them; a waived one with its whole amount, so that it can be asked again.

    `full` are the same lines before the exemption.
    """
    return [
        asdict(line) | {"kind": line.kind.value} | ({"full": whole.amount} if line.ground else {})
        for line, whole in zip(lines, full, strict=True)
    ]


def in_full(stored: Iterable[Mapping[str, Any]]) -> tuple[Charge, ...]:
    """The stored lines as they are without any exemption."""
    return tuple(
        Charge(
            line["code"], line["name"], FeeKind(line["kind"]), line["unit_amount"], line["quantity"],
            line.get("full", line["unit_amount"] * line["quantity"])
            if line.get("ground")
            else line["amount"],
        )
        for line in stored
    )  # fmt: skip


def totals(lines: Iterable[Charge]) -> Totals:
    sums = {FeeKind.FEE: 0, FeeKind.CHARGE: 0}
    for line in lines:
        sums[line.kind] += line.amount
    return Totals(sums[FeeKind.FEE], sums[FeeKind.CHARGE])


def total(lines: Iterable[Charge]) -> int:
    return totals(lines).all


def _priced(fees: Iterable[Fee], amounts: Mapping[str, int]) -> list[tuple[Fee, int]]:
    prices = ((fee, amounts.get(fee.code, fee.amount)) for fee in fees)
    return [(fee, price) for fee, price in prices if price is not None]


def _quantity(fee: Fee, asked: Mapping[str, int]) -> int:
    usual = 1 if fee.per is FeePer.DOSSIER else 0
    return _sensible(fee, asked.get(fee.code, asked.get(fee.per, usual)))


def _line(fee: Fee, price: int, quantity: int, amount: int) -> Charge:
    return Charge(fee.code, fee.name, fee.kind, price, quantity, amount)


def _pages(tiers: Sequence[tuple[Fee, int]], asked: Mapping[str, int]) -> list[Charge]:
    """Prices per page in tiers: a code that ends in `-3` is the price from page 3 on.

    All the tiers of one copy together stay under the ceiling: 2,000 for pages 1 and 2, then 1,000,
    makes 200,000 from page 198 on.
    """
    starts = [*(_first_page(fee) for fee, _ in tiers), MOST_OF_ANYTHING + 1]
    lines: list[Charge] = []
    left_for_one = MOST_FOR_ONE_COPY
    for (fee, price), (first, following) in zip(tiers, pairwise(starts), strict=True):
        pages = _sensible(fee, asked.get(FeePer.PAGE, 0))
        copies = _sensible(fee, asked.get(FeePer.COPY, 1))
        count = max(min(pages, following - 1) - first + 1, 0)
        for_one = min(price * count, left_for_one)
        left_for_one -= for_one
        lines.append(_line(fee, price, count * copies, for_one * copies))
    return lines


def _first_page(fee: Fee) -> int:
    tier = FROM_PAGE.search(fee.code)
    return int(tier[1]) if tier else 1


def _sensible(fee: Fee, quantity: int) -> int:
    if not 0 <= quantity <= MOST_OF_ANYTHING:
        raise BadQuantity(name=fee.name, most=MOST_OF_ANYTHING, quantity=quantity)
    return quantity
