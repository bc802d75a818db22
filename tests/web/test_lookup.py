"""A citizen looks a dossier up by the two codes of the receipt, and says how it was served."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.dossiers import Dossier
from app.models.officers import WrongPasswords
from app.models.ratings import Rating
from tests.web.counter import SignedIn, main, resolved, step, take_in

ADDRESS = "/tra-cuu"


def ask(browser: FlaskClient, code: str, pin: str, **more: str) -> object:
    return browser.post(ADDRESS, data={"code": code, "pin": pin, **more})


def codes_of(dossier_id: str) -> tuple[str, str]:
    row = Dossier.get(Dossier.id == dossier_id)
    return row.code, row.lookup_pin


def wrong(pin: str) -> str:
    return "0001" if pin == "0000" else "0000"


@pytest.fixture
def dossier(signed_in: SignedIn) -> str:
    return resolved(signed_in)


def test_it_tells_where_it_stands_what_was_done_and_what_to_bring(
    client: FlaskClient, dossier: str
) -> None:
    code, pin = codes_of(dossier)

    page = main(ask(client, f" {code.lower()} ", pin).text)

    assert "Đã có kết quả. Mời ông/bà đến nhận." in page
    assert "Tiếp nhận hồ sơ" in page
    assert "Lãnh đạo đã duyệt, ký" in page
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    assert re.search(r"Số liệu của huyện Thạch Hà lúc\s+\d\d:\d\d", page)


def test_it_names_no_person_and_no_number_of_one(client: FlaskClient, dossier: str) -> None:
    page = main(ask(client, *codes_of(dossier)).text)

    assert "Ng. Th. B." in page
    assert [
        said
        for said in ("Nguyễn Thị", "042185001234", "0912", "Lê Văn Bình", "Phạm Thị Chi", "12/KS")
        if said in page
    ] == []


def test_the_last_four_digits_of_the_phone_open_it_too(client: FlaskClient, dossier: str) -> None:
    code, _ = codes_of(dossier)

    assert ask(client, code, "5678").status_code == 200


def test_a_wrong_code_and_one_of_no_dossier_are_answered_alike(
    client: FlaskClient, dossier: str
) -> None:
    code, pin = codes_of(dossier)
    real, unreal = ask(client, code, wrong(pin)), ask(client, code[:-4] + "9999", pin)

    assert (real.status_code, unreal.status_code) == (422, 422)
    assert words_of(real.text, code) == words_of(unreal.text, code[:-4] + "9999")


def words_of(page: str, code: str) -> str:
    """What a page says, without the code that was typed and the token of its form."""
    return re.sub(r'name="csrf_token"[^>]*>', "", main(page)).replace(code, "")


def test_the_fifth_wrong_code_closes_that_code_for_minutes_and_no_other(
    client: FlaskClient, signed_in: SignedIn, dossier: str
) -> None:
    code, pin = codes_of(dossier)
    other = codes_of(
        take_in(
            signed_in("an"), applicant_name="Hồ Thị Mai", id_no="042190000123", birth_date="1990"
        )
    )
    answers = [ask(client, code, wrong(pin)).status_code for _ in range(5)]

    closed = ask(client, code, pin)

    assert answers == [422] * 5
    assert closed.status_code == 429
    assert "Hãy chờ 5 phút" in closed.text
    assert ask(client, *other).status_code == 200


def test_a_right_code_costs_its_address_nothing(client: FlaskClient, dossier: str) -> None:
    answers = {ask(client, *codes_of(dossier)).status_code for _ in range(35)}

    assert answers == {200}
    assert WrongPasswords.select().where(WrongPasswords.count > 0).count() == 0


def test_guessing_through_many_codes_closes_the_address(client: FlaskClient, dossier: str) -> None:
    code, pin = codes_of(dossier)
    for number in range(31):
        ask(client, f"{code[:-4]}{number + 5000}", "0000")

    assert ask(client, code, pin).status_code == 429


def test_neither_code_nor_digits_reach_an_address_or_the_log(
    client: FlaskClient, dossier: str, caplog: pytest.LogCaptureFixture
) -> None:
    code, pin = codes_of(dossier)
    with caplog.at_level(logging.INFO):
        answer = ask(client, code, pin)
        ask(client, code, wrong(pin))

    assert answer.location is None
    assert code not in " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', answer.text))
    assert code not in caplog.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_filled_is_said_beside_its_box(client: FlaskClient) -> None:
    answer = ask(client, "", "")

    assert answer.status_code == 422
    assert answer.text.count("Hãy ghi mã") == 4
    assert WrongPasswords.select().count() == 0


def test_a_waiting_letter_says_what_to_bring_and_until_when(
    client: FlaskClient, signed_in: SignedIn
) -> None:
    dossier_id = take_in(signed_in("an"))
    binh = signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(
        binh, dossier_id, "yeu-cau-bo-sung", items="Giấy chứng sinh bản chính", reason="Thiếu giấy",
        answer_by="24/05/2099",
    )  # fmt: skip
    step(signed_in("chi"), dossier_id, "ky-phieu")
    step(signed_in("an"), dossier_id, "giao-phieu", handed_to="Nguyễn Thị Bình")

    page = main(ask(client, *codes_of(dossier_id)).text)

    assert "đang chờ ông/bà bổ sung" in page
    assert "Giấy chứng sinh bản chính" in page
    assert "24/05/2099" in page


# ── Rating ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def returned(signed_in: SignedIn, dossier: str) -> Iterator[str]:
    step(
        signed_in("an"), dossier, "tra-ket-qua", collected_by="Nguyễn Thị Bình",
        collected_id_no="042185001234", amount_paid="0",
    )  # fmt: skip
    yield dossier


def rate(browser: FlaskClient, dossier_id: str, score: str, words: str = "") -> object:
    code, pin = codes_of(dossier_id)
    typed = {"code": code, "pin": pin, "score": score, "words": words}
    return browser.post(f"{ADDRESS}/danh-gia", data=typed)


def test_who_has_the_result_says_how_it_was_once(
    client: FlaskClient, signed_in: SignedIn, returned: str
) -> None:
    first = rate(client, returned, "satisfied", "Nhanh, dễ hiểu")
    again = rate(client, returned, "dissatisfied")

    kept = [(row.score, row.words, row.unit) for row in Rating.select()]
    assert kept == [("satisfied", "Nhanh, dễ hiểu", "445")]
    assert "Cảm ơn ông/bà" in first.text
    assert "Hài lòng" in main(again.text)
    assert "Hài lòng: “Nhanh, dễ hiểu”" in signed_in("an").get(f"/ho-so/{returned}").text


def test_an_unfinished_dossier_is_not_rated(client: FlaskClient, dossier: str) -> None:
    rate(client, dossier, "satisfied")

    assert Rating.select().count() == 0


def test_a_rating_without_an_answer_keeps_what_was_written(
    client: FlaskClient, returned: str
) -> None:
    answer = rate(client, returned, "great", "Cán bộ nhiệt tình")

    assert answer.status_code == 422
    assert "Hãy chọn một mức hài lòng." in answer.text
    assert "Cán bộ nhiệt tình" in answer.text


def test_answers_are_counted_and_listed_for_the_office_and_for_no_other_day(
    client: FlaskClient, signed_in: SignedIn, returned: str
) -> None:
    rate(client, returned, "satisfied", "Nhanh")
    chi = signed_in("chi")

    now, before = chi.get("/danh-gia").text, chi.get("/danh-gia?tu=1/1/2019&den=31/1/2019").text

    assert "100 % của 1 trả lời" in now
    assert "Nhanh" in main(now)
    assert codes_of(returned)[0] in main(now)
    assert "Chưa có trả lời nào trong những ngày này" in before
    assert "Ngày viết dạng" in chi.get("/danh-gia?tu=mai").text


# ── Where to call ───────────────────────────────────────────────────────────────────────────────────


def test_the_telephone_of_the_counter_stands_where_citizens_look(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    admin = signed_in("quang")
    wrong_number = admin.post("/quan-tri/don-vi/quay", data={"phone": "123", "place": ""})
    admin.post(
        "/quan-tri/don-vi/quay", data={"phone": "0239 384 5678", "place": "Tầng 1, trụ sở UBND"}
    )

    page = client.get(ADDRESS).text

    assert wrong_number.status_code == 422
    assert "tel:02393845678" in page
    assert "Tầng 1, trụ sở UBND" in page
    assert "hoặc gọi 02393845678" in ask(client, "H27.35-190524-0001", "0000").text
