"""Money at the desk: each receipt numbered once, the sum on the dossier true, and the drawer counted."""

from datetime import date, timedelta
from itertools import count

import pytest

from app.domain.prints import PrintForm
from app.domain.refusals import (
    ExemptionAsBefore,
    FormNotComplete,
    HeldElsewhere,
    MoneyElsewhere,
    MoneyMovedMeanwhile,
    NoSuchDossier,
    NothingOwed,
    NothingToRefund,
    NotYoursToRefund,
    PaidMeanwhile,
    SheetClosed,
)
from app.domain.results import Outcome, ResultDraft
from app.models.dossiers import Dossier, Step
from app.models.money import CashSheet, Payment
from app.models.prints import PrintedForm
from app.queries import history
from app.queries import money as questions
from app.services import dossiers, money, prints
from tests.town import AN, BICH, BINH, CHI, COPIES, DUNG, GIANG, NOW, form

pytestmark = pytest.mark.usefixtures("office")
TODAY, TOMORROW = date(2019, 5, 24), NOW + timedelta(days=1)
CASH, TRANSFER = "cash", "transfer"
GRANTED = ResultDraft(Outcome.GRANTED, number="12/KS")


@pytest.fixture
def late_birth():
    """15,000 đồng of lệ phí are due."""
    return dossiers.receive(form(quantities={"late": 3}), by=AN, at=NOW)


@pytest.fixture
def copies():
    """Certified copies of the same day: two copies of three pages, 5,000 đồng each."""
    asked = form(2, procedure_id=COPIES, quantities={"page": 3, "copy": 2})
    return dossiers.receive(asked, by=AN, at=NOW)


def pay(dossier_id, amount, *, number=1, method=CASH, by=AN, at=NOW, **more):
    return money.collect(
        dossier_id, amount=amount, method=method, form_id=f"{number:032x}", by=by, at=at, **more
    )


def give_back(payment_id, amount, *, number=99, method=CASH, by=AN, at=NOW, **more):
    return money.refund(
        payment_id, amount=amount, method=method, form_id=f"{number:032x}", by=by, at=at,
        **({"reason": "Thu nhầm"} | more),
    )  # fmt: skip


def now_of(dossier_id):
    return Dossier.get(Dossier.id == dossier_id)


def receipts():
    return [
        (row.kind, row.book, row.number, row.amount) for row in Payment.select().order_by(Payment.n)
    ]


def standing(dossier_id):
    found = questions.balance_of(now_of(dossier_id))
    return found.kept, found.owed, found.over


def resolve(dossier_id):
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=GRANTED, by=BINH, at=NOW)
    dossiers.approve(dossier_id, by=CHI, at=NOW)


# ── Taking it ───────────────────────────────────────────────────────────────────────────────────────


def test_a_payment_is_a_numbered_receipt_and_stands_on_the_dossier(late_birth):
    payment = Payment.get(Payment.id == pay(late_birth, 15_000, payer=" Trần  Văn Nam "))

    assert receipts() == [("paid", "BL", 1, 15_000)]
    assert (payment.year, payment.payer, payment.taken_by_name) == (2019, "Trần Văn Nam", AN.name)
    assert payment.lines == [
        {
            "code": "late",
            "name": "Lệ phí đăng ký khai sinh quá hạn",
            "kind": "fee",
            "amount": 15_000,
        }
    ]
    assert now_of(late_birth).amount_paid == 15_000


def test_a_payment_in_parts_keeps_the_sum_and_what_is_owed(late_birth):
    pay(late_birth, 5_000)
    pay(late_birth, 4_000, number=2, method=TRANSFER)

    assert receipts() == [("paid", "BL", 1, 5_000), ("paid", "BL", 2, 4_000)]
    assert standing(late_birth) == (9_000, 6_000, 0)
    assert now_of(late_birth).amount_paid == 9_000


def test_the_same_form_twice_is_one_receipt(late_birth):
    assert pay(late_birth, 5_000) == pay(late_birth, 5_000)
    assert receipts() == [("paid", "BL", 1, 5_000)]


def test_a_page_that_does_not_know_the_last_receipt_is_told_of_it(late_birth):
    pay(late_birth, 5_000, known=0)

    with pytest.raises(PaidMeanwhile, match=r"Trần Thị An đã thu 5\.000 đ"):
        pay(late_birth, 10_000, number=2, known=0)


@pytest.mark.parametrize("amount", [None, 0, -1, 15_001])
def test_no_more_is_taken_than_is_owed(late_birth, amount):
    with pytest.raises(FormNotComplete) as no:
        pay(late_birth, amount)

    assert set(no.value.facts["fields"]) == {"amount"}
    assert receipts() == []


@pytest.mark.parametrize(
    ("typed", "box"),
    [({"method": "séc"}, "method"), ({"payer": "x" * 201}, "payer")],
)
def test_what_cannot_stand_on_a_receipt_is_refused_by_its_box(late_birth, typed, box):
    with pytest.raises(FormNotComplete) as no:
        pay(late_birth, 5_000, **typed)

    assert set(no.value.facts["fields"]) == {box}


def test_a_form_without_its_mark_is_an_old_one(late_birth):
    with pytest.raises(FormNotComplete) as no:
        money.collect(late_birth, amount=1, method=CASH, form_id="x", by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {"form_id"}


def test_nothing_is_taken_where_nothing_is_owed(late_birth):
    pay(late_birth, 15_000)

    with pytest.raises(NothingOwed):
        pay(late_birth, 1, number=2)


def test_another_commune_sees_no_money(late_birth):
    with pytest.raises(NoSuchDossier):
        pay(late_birth, 5_000, by=DUNG)


def test_the_district_leaves_the_money_to_the_office_that_received_it(late_birth):
    with pytest.raises(MoneyElsewhere):
        pay(late_birth, 5_000, by=GIANG)


def test_the_district_sees_the_receipt(late_birth):
    payment_id = pay(late_birth, 5_000)

    assert questions.receipt(payment_id, GIANG).number == "BL-2019/000001"


def test_numbers_begin_again_with_the_year(late_birth):
    pay(late_birth, 5_000)
    pay(late_birth, 4_000, number=2, at=NOW + timedelta(days=300))

    assert [(row.year, row.number) for row in Payment.select().order_by(Payment.n)] == [
        (2019, 1),
        (2020, 1),
    ]


def test_copies_are_paid_by_page_and_copy(copies):
    pay(copies, 10_000)

    assert [part["amount"] for part in Payment.get().lines] == [8_000, 2_000]


# ── At the reception and at the hand-over ───────────────────────────────────────────────────────────


def test_the_whole_sum_may_be_taken_with_the_dossier():
    asked = form(quantities={"late": 3})
    dossier_id = dossiers.receive(asked, collect=TRANSFER, by=AN, at=NOW)
    dossiers.receive(asked, collect=TRANSFER, by=AN, at=NOW)

    assert receipts() == [("paid", "BL", 1, 15_000)]
    assert (Payment.get().method, now_of(dossier_id).amount_paid) == (TRANSFER, 15_000)


def test_a_free_dossier_is_received_without_a_receipt():
    dossiers.receive(form(), collect=CASH, by=AN, at=NOW)

    assert receipts() == []


def test_what_is_still_owed_is_taken_when_the_result_is_handed_over(late_birth):
    pay(late_birth, 5_000)
    resolve(late_birth)

    dossiers.hand_over(late_birth, collected_by="Nguyễn Văn Nam", amount_paid=10_000, by=AN, at=NOW)

    assert receipts()[1:] == [("paid", "BL", 2, 10_000)]
    assert standing(late_birth) == (15_000, 0, 0)
    assert now_of(late_birth).amount_paid == 15_000


def test_a_hand_over_does_not_take_more_than_is_owed(late_birth):
    pay(late_birth, 15_000)
    resolve(late_birth)

    with pytest.raises(FormNotComplete) as no:
        dossiers.hand_over(late_birth, collected_by="Nam", amount_paid=15_000, by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {"amount_paid"}
    assert now_of(late_birth).status == "resolved"


def test_money_noted_before_there_were_receipts_counts_as_paid(late_birth):
    Dossier.update(amount_paid=15_000).execute()

    assert standing(late_birth) == (15_000, 0, 0)


# ── Giving it back ──────────────────────────────────────────────────────────────────────────────────


def test_money_given_back_has_a_number_of_its_own_book(late_birth):
    payment_id = pay(late_birth, 15_000)
    give_back(payment_id, 5_000)

    assert receipts()[1:] == [("refunded", "HT", 1, 5_000)]
    assert standing(late_birth) == (10_000, 5_000, 0)
    assert now_of(late_birth).amount_paid == 10_000


def test_no_more_is_given_back_than_the_receipt_says(late_birth):
    payment_id = pay(late_birth, 15_000)
    give_back(payment_id, 10_000)

    with pytest.raises(FormNotComplete):
        give_back(payment_id, 5_001, number=100)
    give_back(payment_id, 5_000, number=101)
    with pytest.raises(NothingToRefund):
        give_back(payment_id, 1, number=102)
    assert now_of(late_birth).amount_paid == 0


def test_giving_back_says_why(late_birth):
    payment_id = pay(late_birth, 15_000)

    with pytest.raises(FormNotComplete) as no:
        give_back(payment_id, 5_000, reason=" ")

    assert set(no.value.facts["fields"]) == {"reason"}


def test_the_next_day_only_the_leader_gives_back(late_birth):
    payment_id = pay(late_birth, 15_000)

    with pytest.raises(NotYoursToRefund):
        give_back(payment_id, 5_000, at=TOMORROW)
    give_back(payment_id, 5_000, by=CHI, at=TOMORROW)

    assert standing(late_birth)[0] == 10_000


def test_a_colleague_does_not_give_back_what_another_took(late_birth):
    payment_id = pay(late_birth, 15_000)

    with pytest.raises(NotYoursToRefund):
        give_back(payment_id, 5_000, by=BICH)


def test_the_same_refund_twice_is_one(late_birth):
    payment_id = pay(late_birth, 15_000)

    assert give_back(payment_id, 5_000) == give_back(payment_id, 5_000)
    assert len(receipts()) == 2


def test_a_withdrawn_dossier_keeps_what_was_paid_until_it_is_given_back(late_birth):
    payment_id = pay(late_birth, 15_000)
    dossiers.withdraw(late_birth, reason="Đổi ý", by=AN, at=NOW)
    assert standing(late_birth) == (15_000, 0, 0)

    give_back(payment_id, 15_000)

    assert standing(late_birth) == (0, 0, 0)


# ── Exemptions ──────────────────────────────────────────────────────────────────────────────────────


def waive(dossier_id, ground="Hộ nghèo", *, by=AN, **more):
    dossiers.change_exemption(
        dossier_id, exemption=ground, reason="Có sổ hộ nghèo", by=by, at=NOW, **more
    )


def test_an_exemption_after_the_reception_is_a_step_with_its_ground(late_birth):
    waive(late_birth)

    dossier, line = now_of(late_birth), Step.select().order_by(Step.position.desc()).first()
    assert (dossier.amount_due, dossier.exemption) == (0, "Hộ nghèo")
    assert dossier.charges[0]["ground"] == "Hộ nghèo"
    assert (line.action, line.note) == ("change_exemption", "Có sổ hộ nghèo")


def test_what_was_paid_beyond_an_exemption_is_to_be_given_back(late_birth):
    pay(late_birth, 15_000)

    waive(late_birth, percent=60)

    assert now_of(late_birth).exemption == "Hộ nghèo, giảm 60%"
    assert standing(late_birth) == (15_000, 0, 9_000)


def test_an_exemption_taken_away_asks_the_whole_sum_again():
    dossier_id = dossiers.receive(form(quantities={"late": 3}, exemption="Hộ nghèo"), by=AN, at=NOW)
    assert now_of(dossier_id).amount_due == 0

    waive(dossier_id, "")

    assert (now_of(dossier_id).amount_due, now_of(dossier_id).exemption) == (15_000, None)


def test_the_ceiling_of_a_long_copy_survives_an_exemption():
    asked = form(procedure_id=COPIES, quantities={"page": 400, "copy": 1}, exemption="Hộ nghèo")
    dossier_id = dossiers.receive(asked, by=AN, at=NOW)

    waive(dossier_id, "")

    assert now_of(dossier_id).amount_due == 200_000


def test_an_exemption_that_changes_nothing_is_refused(late_birth):
    with pytest.raises(ExemptionAsBefore):
        waive(late_birth, "")


@pytest.mark.parametrize("percent", [0, 101, -5])
def test_an_exemption_is_a_share_of_the_sum(late_birth, percent):
    with pytest.raises(FormNotComplete) as no:
        waive(late_birth, percent=percent)

    assert set(no.value.facts["fields"]) == {"percent"}


def test_a_free_dossier_has_nothing_to_waive():
    dossier_id = dossiers.receive(form(), by=AN, at=NOW)

    with pytest.raises(FormNotComplete):
        waive(dossier_id)


def test_an_exemption_waits_until_the_dossier_is_back(late_birth):
    dossiers.forward_up(late_birth, by=AN, at=NOW)

    with pytest.raises(HeldElsewhere):
        waive(late_birth)


def test_an_exemption_can_be_recalled(late_birth):
    waive(late_birth)

    dossiers.rollback(late_birth, by=AN, at=NOW)

    assert (now_of(late_birth).amount_due, now_of(late_birth).exemption) == (15_000, None)


# ── The history ─────────────────────────────────────────────────────────────────────────────────────


def test_the_history_tells_of_each_receipt_once(late_birth):
    give_back(pay(late_birth, 15_000), 5_000)

    titles = [event.title for event in history.timeline(late_birth)]

    assert sorted(titles) == [
        "Hoàn trả 5.000 đ, phiếu HT-2019/000001",
        "Thu 15.000 đ, biên lai BL-2019/000001",
        "Tiếp nhận",
    ]


# ── The end of the day ──────────────────────────────────────────────────────────────────────────────


def close(counted, *, by=AN, **more):
    money.close_day(TODAY, counted=counted, by=by, at=NOW, **({"expected": None} | more))


def test_the_drawer_is_counted_against_the_receipts(late_birth, copies):
    pay(late_birth, 15_000, method=TRANSFER)
    give_back(pay(copies, 10_000, number=2), 2_000)

    close(8_000)

    sheet = CashSheet.get()
    assert (sheet.expected, sheet.counted, sheet.receipts) == (8_000, 8_000, 3)
    assert sheet.closed_by_name == AN.name


def test_a_difference_needs_a_word(copies):
    pay(copies, 10_000)

    with pytest.raises(FormNotComplete) as no:
        close(9_000)
    close(9_000, note="Trả thừa 1.000 đ")

    assert set(no.value.facts["fields"]) == {"note"}
    assert CashSheet.get().counted == 9_000


def test_money_that_came_while_the_drawer_was_counted_is_told(copies):
    pay(copies, 10_000)

    with pytest.raises(MoneyMovedMeanwhile):
        close(4_000, expected=4_000, note="Đếm trước")


def test_a_day_is_closed_once(copies):
    close(0)
    close(0)

    with pytest.raises(SheetClosed, match=AN.name):
        close(0, by=BICH)


def test_a_receipt_after_the_close_stands_apart(copies):
    pay(copies, 4_000)
    close(4_000)
    pay(copies, 6_000, number=2)

    day = questions.day(AN, TODAY)
    assert ([each.amount for each in day.receipts], [each.amount for each in day.late]) == (
        [4_000],
        [6_000],
    )
    assert day.totals.cash == 4_000


def test_the_day_is_told_by_officer_and_by_charge(late_birth, copies):
    pay(late_birth, 15_000)
    pay(copies, 10_000, number=2)

    day = questions.day(AN, TODAY)

    assert [(name, totals.cash) for name, totals in day.officers] == [(AN.name, 25_000)]
    assert [(name, paid) for name, _, paid, _ in day.charges] == [
        ("Lệ phí đăng ký khai sinh quá hạn", 15_000),
        ("Phí chứng thực bản sao, trang 1 và 2", 8_000),
        ("Phí chứng thực bản sao, từ trang 3", 2_000),
    ]


def test_the_neighbours_money_is_not_on_our_sheet(copies):
    pay(copies, 10_000)

    assert questions.day(DUNG, TODAY).receipts == []


def test_a_long_day_is_read_page_by_page(late_birth):
    numbers = count(1)
    pay(late_birth, 5_000, number=next(numbers))
    pay(late_birth, 4_000, number=next(numbers))
    pay(late_birth, 3_000, number=next(numbers))

    first = questions.page(AN, TODAY, None, size=2)
    second = questions.page(AN, TODAY, first.next_key, size=2)

    assert [each.amount for each in [*first.rows, *second.rows]] == [3_000, 4_000, 5_000]


def test_a_receipt_printed_again_needs_a_reason(late_birth):
    about = pay(late_birth, 15_000)
    prints.begin(PrintForm.FEE_RECEIPT, about, by=AN, at=NOW)

    with pytest.raises(FormNotComplete):
        prints.begin(PrintForm.FEE_RECEIPT, about, expected=1, by=AN, at=NOW)

    assert PrintedForm.select().count() == 1
