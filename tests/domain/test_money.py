"""Money never goes below nothing, more is never given back than was paid, and every đồng has its charge."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import money
from app.domain.dossiers import Status
from app.domain.money import Balance, MoneyKind, Part, PayMethod

AT = datetime(2019, 5, 24, 2, 0, tzinfo=UTC)
AMOUNTS = st.integers(0, 5_000_000)
MOVED = st.lists(st.tuples(st.sampled_from(["paid", "refunded"]), AMOUNTS), max_size=8)
CHARGES = st.lists(AMOUNTS, max_size=5).map(
    lambda amounts: [
        {"code": f"c{n}", "name": f"Khoản {n}", "kind": "fee", "amount": amount}
        for n, amount in enumerate(amounts)
    ]
)
TWO = [
    {"code": "fee", "name": "Lệ phí hộ tịch", "kind": "fee", "amount": 8_000},
    {"code": "page", "name": "Phí chứng thực", "kind": "charge", "amount": 4_000},
]


def total(parts):
    return sum(part.amount for part in parts)


def per_code(parts):
    return {code: total(p for p in parts if p.code == code) for code in {p.code for p in parts}}


@given(due=AMOUNTS, moved=MOVED, status=st.sampled_from(list(Status)))
def test_nothing_of_a_balance_is_ever_negative(due, moved, status):
    found = money.balance(due, moved, status)

    assert min(found.due, found.paid, found.refunded, found.kept, found.owed, found.over) >= 0


@given(due=AMOUNTS, paid=AMOUNTS)
def test_what_is_kept_and_owed_and_over_add_up_to_what_is_due(due, paid):
    found = money.balance(due, [("paid", paid)])

    assert found.kept + found.owed - found.over == due


@pytest.mark.parametrize("status", ["withdrawn", "stopped", "not_accepted"])
def test_nothing_more_is_asked_once_it_ended_without_a_result(status):
    assert money.balance(15_000, [("paid", 5_000)], status).owed == 0


def test_a_dossier_without_charges_owes_nothing():
    assert money.balance(None, []) == Balance(0, 0, 0)


@given(charges=CHARGES, first=AMOUNTS, second=AMOUNTS)
def test_every_dong_of_a_payment_is_for_some_charge(charges, first, second):
    before = money.parts_of(first, charges, ())
    after = money.parts_of(second, charges, before)

    assert (total(before), total(after)) == (first, second)


@given(charges=CHARGES, share=st.lists(st.integers(0, 100), min_size=1, max_size=4))
def test_paid_in_parts_no_charge_is_paid_above_its_price(charges, share):
    due = sum(charge["amount"] for charge in charges)
    covered = ()
    for percent in share:
        owed = money.balance(due, [("paid", total(covered))]).owed
        covered += money.parts_of(owed * percent // 100, charges, covered)

    paid, prices = per_code(covered), {charge["code"]: charge["amount"] for charge in charges}
    assert all(paid[code] <= prices[code] for code in paid)


@given(charges=CHARGES, paid=AMOUNTS, back=AMOUNTS)
def test_no_more_is_given_back_than_was_paid(charges, paid, back):
    parts = money.parts_of(paid, charges, ())

    given_back = money.refund_parts(back, parts)

    assert total(given_back) == min(back, paid)
    assert total(money.net(parts, given_back)) == paid - min(back, paid)


def test_a_payment_covers_the_first_charge_first():
    assert money.parts_of(9_000, TWO, ()) == (
        Part("fee", "Lệ phí hộ tịch", "fee", 8_000),
        Part("page", "Phí chứng thực", "charge", 1_000),
    )


def test_the_rest_of_a_payment_goes_on_where_the_last_one_stopped():
    before = money.parts_of(9_000, TWO, ())

    assert money.parts_of(3_000, TWO, before) == (Part("page", "Phí chứng thực", "charge", 3_000),)


def test_a_refund_takes_the_last_charge_first():
    parts = money.parts_of(12_000, TWO, ())

    assert money.refund_parts(5_000, parts) == (
        Part("fee", "Lệ phí hộ tịch", "fee", 1_000),
        Part("page", "Phí chứng thực", "charge", 4_000),
    )


@pytest.mark.parametrize(
    ("leader", "own", "later", "allowed"),
    [
        (True, False, timedelta(days=30), True),
        (False, True, timedelta(hours=6), True),
        (False, True, timedelta(hours=15), True),
        (False, True, timedelta(hours=16), False),  # midnight in Việt Nam
        (False, False, timedelta(0), False),
    ],
)
def test_money_is_given_back_by_a_leader_or_the_same_day_by_who_took_it(
    leader, own, later, allowed
):
    taken = AT - timedelta(hours=1)  # 08:00 in Việt Nam

    assert (
        money.may_refund(is_leader=leader, is_own=own, taken_at=taken, at=taken + later) is allowed
    )


def test_only_cash_lies_in_the_drawer():
    found = money.day_totals(
        [("paid", "cash", 20_000), ("paid", "transfer", 50_000), ("refunded", "cash", 8_000)]
    )

    assert (found.count, found.cash, found.all_paid, found.all_refunded) == (
        3,
        12_000,
        70_000,
        8_000,
    )


def test_the_charges_of_a_day_stand_levies_first():
    moved = [
        (MoneyKind.PAID, Part("page", "Phí chứng thực", "charge", 4_000)),
        (MoneyKind.PAID, Part("fee", "Lệ phí hộ tịch", "fee", 8_000)),
        (MoneyKind.REFUNDED, Part("fee", "Lệ phí hộ tịch", "fee", 3_000)),
    ]

    assert money.by_charge(moved) == [
        ("Lệ phí hộ tịch", "fee", 8_000, 3_000),
        ("Phí chứng thực", "charge", 4_000, 0),
    ]


def test_a_receipt_is_numbered_in_its_book_and_year():
    assert money.receipt_number("BL", 2019, 12) == "BL-2019/000012"


def test_every_way_to_pay_has_its_words():
    assert set(money.METHOD_LABELS) == set(PayMethod)
