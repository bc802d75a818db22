"""Money on the pages: taken with a receipt, given back, waived, and the day closed on its sheet."""

import re

import pytest

from app import clock
from app.models.dossiers import Dossier
from app.models.money import CashSheet, Payment
from app.models.prints import PrintedForm
from tests.web.counter import BIRTH, SignedIn, answers, main, resolved, step, take_in


@pytest.fixture
def owing(signed_in: SignedIn) -> str:
    """A dossier of 15,000 đồng."""
    return take_in(signed_in("an"), quantity__late="3")


def form_id(page: str) -> str:
    found = re.search(r'name="form_id" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def pay(signed_in: SignedIn, dossier_id: str, amount: str = "15.000", **more: str) -> str:
    """Take money as An does; the address of the receipt."""
    an = signed_in("an")
    mark = form_id(an.get(f"/ho-so/{dossier_id}/thu-phi").text)
    typed = {"amount": amount, "method": "cash", "form_id": mark, "known": "0"} | more
    answer = an.post(f"/ho-so/{dossier_id}/thu-phi", data=typed)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def today() -> str:
    return f"{clock.local(Payment.get().taken_at):%Y-%m-%d}"


def test_the_form_asks_for_what_is_still_owed(signed_in: SignedIn, owing: str) -> None:
    page = main(signed_in("an").get(f"/ho-so/{owing}/thu-phi").text)

    assert 'value="15000"' in page
    assert "Lệ phí đăng ký khai sinh quá hạn, 3 × 5.000 đ" in page


def test_a_payment_leads_to_its_receipt_in_two_copies(signed_in: SignedIn, owing: str) -> None:
    page = main(signed_in("an").get(pay(signed_in, owing)).text)

    assert page.count("<article") == 2
    assert "Liên 1: giao người nộp tiền" in page and "Liên 2: lưu" in page
    assert "Mười lăm nghìn đồng." in page


def test_paid_and_printed_is_one_press(signed_in: SignedIn, owing: str) -> None:
    address = pay(signed_in, owing, then="print")

    assert "in_ngay=1" in address
    assert PrintedForm.get().form == "fee_receipt"


def test_the_form_sent_twice_is_one_receipt(signed_in: SignedIn, owing: str) -> None:
    typed = {"amount": "5000", "method": "cash", "form_id": "a" * 32, "known": "0"}
    an = signed_in("an")

    first = an.post(f"/ho-so/{owing}/thu-phi", data=typed)
    second = an.post(f"/ho-so/{owing}/thu-phi", data=typed)

    assert first.headers["Location"] == second.headers["Location"]
    assert Payment.select().count() == 1


@pytest.mark.parametrize("typed", ["", "0", "-5", "mười", "15.001"])
def test_money_that_cannot_be_is_refused_beside_its_box(
    signed_in: SignedIn, owing: str, typed: str
) -> None:
    page = signed_in("an").post(
        f"/ho-so/{owing}/thu-phi",
        data={"amount": typed, "method": "cash", "form_id": "a" * 32, "known": "0"},
    )

    assert page.status_code == 422
    assert 'id="amount-error"' in page.text
    assert Payment.select().count() == 0


def test_a_stale_form_is_told_what_was_paid_meanwhile(signed_in: SignedIn, owing: str) -> None:
    pay(signed_in, owing, "5000")

    page = signed_in("an").post(
        f"/ho-so/{owing}/thu-phi",
        data={"amount": "15000", "method": "cash", "form_id": "b" * 32, "known": "0"},
    )

    assert page.status_code == 409
    assert "Trần Thị An đã thu 5.000 đ" in page.text
    assert 'name="known" value="1"' in page.text


@pytest.mark.parametrize("username", ["binh", "chi"])
def test_only_the_desk_takes_money(signed_in: SignedIn, owing: str, username: str) -> None:
    assert signed_in(username).get(f"/ho-so/{owing}/thu-phi").status_code == 403


def test_money_is_taken_with_the_dossier(signed_in: SignedIn) -> None:
    typed = answers(reason="Đã xem giấy tờ.", quantity__late="3", collect="transfer")

    signed_in("an").post(f"{BIRTH}/nhan", data=typed)

    assert (Payment.get().amount, Payment.get().method) == (15_000, "transfer")
    assert Dossier.get(Dossier.id == typed["dossier_id"]).amount_paid == 15_000


def test_the_check_page_offers_to_take_the_money(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers(quantity__late="3")).text

    assert 'name="collect" value="cash"' in page
    assert "Thu tiền mặt 15.000 đ" in page


def test_the_hand_over_asks_for_the_rest(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in, quantity__late="3"), signed_in("an")
    pay(signed_in, dossier_id, "5000")

    page = an.get(f"/ho-so/{dossier_id}/buoc/tra-ket-qua").text
    step(an, dossier_id, "tra-ket-qua", collected_by="Hùng", amount_paid="10.000", method="cash")

    assert 'value="10000"' in page
    assert Dossier.get(Dossier.id == dossier_id).amount_paid == 15_000


def test_money_is_given_back_with_a_reason_and_a_number(signed_in: SignedIn, owing: str) -> None:
    address, an = pay(signed_in, owing), signed_in("an")
    typed = {"amount": "5000", "method": "cash", "form_id": "c" * 32, "known": "1"}

    without = an.post(f"{address}/hoan-tra", data=typed)
    answer = an.post(f"{address}/hoan-tra", data=typed | {"reason": "Thu nhầm một bản"})

    assert 'id="reason-error"' in without.text
    paper = main(an.get(answer.headers["Location"]).text)
    assert "PHIẾU HOÀN TRẢ" in paper and "Hoàn trả của biên lai số: BL-" in paper


def test_the_page_of_a_dossier_tells_its_money(signed_in: SignedIn, owing: str) -> None:
    pay(signed_in, owing, "5000")

    page = main(signed_in("binh").get(f"/ho-so/{owing}").text)

    assert "Thu 5.000 đ, biên lai BL-" in page
    assert "<strong>10.000 đ</strong>" in page


def test_a_withdrawal_reminds_of_the_money(signed_in: SignedIn, owing: str) -> None:
    pay(signed_in, owing)
    an = signed_in("an")

    dialog = an.get(f"/ho-so/{owing}/buoc/rut").text
    step(an, owing, "rut", reason="Đổi ý")

    assert "Đã thu 15.000 đ: nhớ hoàn trả" in dialog
    assert "đã thu 15.000 đ" in an.get(f"/ho-so/{owing}").text


def test_an_exemption_is_changed_on_its_own_page(signed_in: SignedIn, owing: str) -> None:
    an = signed_in("an")
    an.get(f"/ho-so/{owing}/buoc/doi-mien-giam")

    step(an, owing, "doi-mien-giam", exemption="Hộ nghèo", percent="50", reason="Có sổ")

    assert Dossier.get(Dossier.id == owing).amount_due == 7_500


def test_the_list_of_today_shows_receipts_and_sums(signed_in: SignedIn, owing: str) -> None:
    pay(signed_in, owing)

    page = main(signed_in("an").get("/thu-phi").text)

    assert "BL-" in page and page.count("15.000 đ") >= 3


def test_another_day_leads_to_its_sheet(signed_in: SignedIn) -> None:
    an = signed_in("an")

    assert an.get("/thu-phi?ngay=24/05/2019").headers["Location"].endswith("/thu-phi/2019-05-24")
    assert an.get("/thu-phi?ngay=hôm+qua").status_code == 422


@pytest.mark.parametrize("day", ["hom-nay", "2019-13-01", "1999-01-01"])
def test_no_day_has_no_sheet(signed_in: SignedIn, day: str) -> None:
    assert signed_in("an").get(f"/thu-phi/{day}").status_code == 404


def test_the_drawer_is_counted_and_the_day_closed(signed_in: SignedIn, owing: str) -> None:
    pay(signed_in, owing, "5000")
    an, day = signed_in("an"), today()

    short = an.post(f"/thu-phi/{day}/khoa", data={"counted": "4.000", "expected": "5000"})
    an.post(f"/thu-phi/{day}/khoa", data={"counted": "5.000", "expected": "5000"})
    pay(signed_in, owing, "10000", known="1")

    assert 'id="note-error"' in short.text and 'value="4.000"' in short.text
    assert CashSheet.get().closed_by_name == "Trần Thị An"
    page = main(an.get(f"/thu-phi/{day}").text)
    assert "4. Sau khi khóa sổ" in page and "Khóa sổ lúc" in page


def test_a_day_to_come_is_not_closed(signed_in: SignedIn) -> None:
    answer = signed_in("an").post("/thu-phi/2099-01-01/khoa", data={"counted": "0"})

    assert answer.status_code == 422
    assert CashSheet.select().count() == 0
