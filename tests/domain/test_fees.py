"""The desk asks for what the catalogue says, never more than the ceiling, and waives with a ground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import fees
from app.domain.fees import Charge
from app.domain.procedures import Fee, FeeKind, FeePer
from app.domain.refusals import BadQuantity, ExemptionNeedsGround

FEE, CHARGE = FeeKind.FEE, FeeKind.CHARGE
MARRIAGE_STATUS = (Fee("fee", "Lệ phí", FEE, 15_000, FeePer.DOSSIER),)
DEATH = (Fee("fee", "Lệ phí hộ tịch", FEE, None, FeePer.DOSSIER),)
EXTRACT = (Fee("copy", "Lệ phí cấp bản sao trích lục", FEE, 8_000, FeePer.COPY),)
LATE_BIRTH = (Fee("late", "Lệ phí đăng ký khai sinh quá hạn", FEE, 5_000, FeePer.CASE),)
RESIDENCE = (
    Fee("fee", "Lệ phí thường trú", FEE, 20_000, FeePer.DOSSIER),
    Fee("fee", "Lệ phí thường trú (trực tuyến)", FEE, 10_000, FeePer.DOSSIER, "online"),
)
CERTIFIED_COPY = (
    Fee("page", "Phí chứng thực bản sao, trang 1 và 2", CHARGE, 2_000, FeePer.PAGE),
    Fee("page-3", "Phí chứng thực bản sao, từ trang 3", CHARGE, 1_000, FeePer.PAGE),
)
SIGNATURE = (Fee("charge", "Phí chứng thực chữ ký", CHARGE, 10_000, FeePer.CASE),)


def test_a_fee_per_dossier_is_asked_once():
    assert fees.charges(MARRIAGE_STATUS, "desk") == (
        Charge("fee", "Lệ phí", FEE, unit_amount=15_000, quantity=1, amount=15_000),
    )


def test_a_free_procedure_has_no_lines():
    assert fees.charges((), "desk") == ()
    assert fees.total(()) == 0


@pytest.mark.parametrize(
    ("channel", "amount"), [("desk", 20_000), ("post", 20_000), ("online", 10_000)]
)
@pytest.mark.parametrize("catalogue", [RESIDENCE, RESIDENCE[::-1]])
def test_a_channel_has_its_own_price(catalogue, channel, amount):
    assert fees.total(fees.charges(catalogue, channel)) == amount


def test_a_price_of_another_channel_alone_is_not_asked():
    assert fees.charges(RESIDENCE[1:], "desk") == ()


@pytest.mark.parametrize(
    ("catalogue", "quantities", "amount"),
    [
        (EXTRACT, {}, 0),
        (EXTRACT, {"copy": 1}, 8_000),
        (EXTRACT, {"copy": 5}, 40_000),
        (LATE_BIRTH, {}, 0),
        (LATE_BIRTH, {"late": 1}, 5_000),
        (SIGNATURE, {"case": 3}, 30_000),
        (SIGNATURE, {"charge": 2, "case": 3}, 20_000),
        (SIGNATURE, {"page": 9}, 0),
    ],
)
def test_what_depends_on_the_case_costs_as_often_as_the_desk_says(catalogue, quantities, amount):
    assert fees.total(fees.charges(catalogue, "desk", quantities)) == amount


# Pages 1 and 2 at 2,000, the others at 1,000, at most 200,000 for one copy: page 198 reaches it.
@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [
        (0, 1, 0),
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 1, 12_000),
        (3, 4, 20_000),
        (197, 1, 199_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (500, 1, 200_000),
        (500, 3, 600_000),
        (3, 0, 0),
    ],
)
def test_certifying_a_copy_is_priced_by_its_pages_up_to_the_ceiling(pages, copies, amount):
    lines = fees.charges(CERTIFIED_COPY, "desk", {"page": pages, "copy": copies})

    assert fees.total(lines) == amount


def test_the_two_page_prices_stand_on_two_lines():
    first, rest = fees.charges(CERTIFIED_COPY, "desk", {"page": 5, "copy": 2})

    assert (first.unit_amount, first.quantity, first.amount) == (2_000, 4, 8_000)
    assert (rest.unit_amount, rest.quantity, rest.amount) == (1_000, 6, 6_000)


@given(st.integers(0, 9_998), st.integers(0, 20))
def test_one_more_page_never_costs_less_and_a_copy_never_more_than_the_ceiling(pages, copies):
    here = fees.total(fees.charges(CERTIFIED_COPY, "desk", {"page": pages, "copy": copies}))
    more = fees.total(fees.charges(CERTIFIED_COPY, "desk", {"page": pages + 1, "copy": copies}))

    assert here <= more <= copies * fees.MOST_FOR_ONE_COPY


@pytest.mark.parametrize("quantity", [-1, 10_000])
def test_an_impossible_number_is_refused(quantity):
    with pytest.raises(BadQuantity) as no:
        fees.charges(EXTRACT, "desk", {"copy": quantity})

    assert no.value.facts["quantity"] == quantity
    assert no.value.facts["name"] == "Lệ phí cấp bản sao trích lục"


def test_what_the_province_sets_is_named_until_the_desk_types_it():
    assert fees.without_amount(DEATH, "desk") == DEATH
    assert fees.charges(DEATH, "desk") == ()


def test_an_amount_the_desk_typed_is_asked():
    typed = {"fee": 6_000}

    assert fees.without_amount(DEATH, "desk", typed) == ()
    assert fees.total(fees.charges(DEATH, "desk", amounts=typed)) == 6_000


@pytest.mark.parametrize(
    ("catalogue", "counted"),
    [
        (MARRIAGE_STATUS, ()),
        (EXTRACT, (FeePer.COPY,)),
        (CERTIFIED_COPY, (FeePer.COPY, FeePer.PAGE)),
        (SIGNATURE, (FeePer.CASE,)),
    ],
)
def test_the_desk_is_told_what_to_count(catalogue, counted):
    assert fees.asks_for(catalogue, "desk") == counted


def test_an_exemption_waives_everything_and_keeps_its_ground():
    (line,) = fees.exempt(fees.charges(MARRIAGE_STATUS, "desk"), "  hộ nghèo ")

    assert (line.amount, line.unit_amount, line.ground) == (0, 15_000, "hộ nghèo")


def test_a_reduction_leaves_the_rest_to_pay():
    lines = fees.exempt(fees.charges(MARRIAGE_STATUS, "desk"), "hộ cận nghèo", percent=50)

    assert fees.total(lines) == 7_500


def test_an_exemption_can_cover_one_line_only():
    lines = fees.charges(MARRIAGE_STATUS + EXTRACT, "desk", {"copy": 1})

    waived = fees.exempt(lines, "người có công", only=frozenset({"copy"}))

    assert [(line.amount, line.ground) for line in waived] == [(15_000, ""), (0, "người có công")]


@pytest.mark.parametrize("ground", ["", "  ", "\u200b"])
def test_nothing_is_waived_without_a_ground(ground):
    with pytest.raises(ExemptionNeedsGround):
        fees.exempt(fees.charges(MARRIAGE_STATUS, "desk"), ground)


@pytest.mark.parametrize("percent", [0, -5, 101])
def test_an_exemption_waives_between_one_and_a_hundred_percent(percent):
    with pytest.raises(ValueError, match=str(percent)):
        fees.exempt((), "hộ nghèo", percent=percent)


def test_phi_and_le_phi_are_summed_apart():
    lines = fees.charges(MARRIAGE_STATUS + SIGNATURE, "desk", {"case": 2})

    sums = fees.totals(lines)

    assert (sums.fee, sums.charge, sums.all) == (15_000, 20_000, 35_000)
