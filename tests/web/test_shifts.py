"""The slip at the end of a shift tells what this officer did, and nobody else."""

from app.models.dossiers import Dossier
from tests.web.counter import SignedIn, main, resolved, step, take_in


def test_what_was_taken_in_and_given_back_stands_on_the_slip(signed_in: SignedIn) -> None:
    given, an = resolved(signed_in), signed_in("an")
    step(an, given, "tra-ket-qua", collected_by="Trần Văn Hùng", amount_paid="0", method="cash")
    taken = take_in(an)

    page = main(an.get("/het-ca").text)

    codes = {each.id: each.code for each in Dossier.select()}
    received, returned = page.partition("Trả kết quả")[::2]
    assert codes[taken] in received and codes[given] in received
    assert codes[given] in returned and codes[taken] not in returned


def test_the_slip_is_of_one_officer_and_one_day(signed_in: SignedIn) -> None:
    take_in(signed_in("an"))

    another_day = main(signed_in("an").get("/het-ca?ngay=01/01/2019").text)

    assert "chưa tiếp nhận hay trả hồ sơ nào" in another_day
    assert signed_in("binh").get("/het-ca").status_code == 403


def test_a_day_that_is_none_is_told_in_place(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/het-ca?ngay=mai")

    assert page.status_code == 422
    assert 'href="#ngay"' in page.text
