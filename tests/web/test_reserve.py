"""Blank receipts: a pack is made and printed, a sheet is keyed in at the intake by its scan, spoiled, refused."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import clock
from app.domain.prints import PrintForm
from app.models.dossiers import Dossier
from app.models.prints import PrintedForm, ReserveReceipt
from app.queries import prints
from sync import journal
from tests.web import test_at_once as at_once
from tests.web.counter import BIRTH, SignedIn, answers, main, take_in

PACKS = "/quan-tri/bien-nhan-du-phong"
JSON = {"Accept": "application/json"}


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def codes(an: FlaskClient) -> list[str]:
    """The numbers of a pack of three that An has just made."""
    answer = an.post(PACKS, data={"count": "3", "seen": "0"})
    assert answer.status_code == 303, answer.text
    return [row.code for row in ReserveReceipt.select().order_by(ReserveReceipt.code)]


def by_hand(code: str, **changes: str) -> dict[str, str]:
    """The intake of a dossier that was written on a sheet a minute ago."""
    at = clock.local(clock.now())
    boxes = {"reserve_code": code, "reserve_on": f"{at:%d/%m/%Y}", "reserve_time": f"{at:%H:%M}"}
    return answers(**{"reason": "Đã xem giấy tờ.", **boxes, **changes})


def test_a_pack_is_made_and_its_print_begun(an: FlaskClient, codes: list[str]) -> None:
    page = an.get(f"{PACKS}/1/in?in_ngay=1").text

    assert page.count('class="sheet sheet-blank"') == 2 * len(codes)
    assert [code for code in codes if page.count(f">{code}</strong>") != 2] == []
    assert PrintedForm.get().form == PrintForm.RESERVE
    assert "Bản in có rõ không?" in page


def test_the_list_says_when_few_are_left(an: FlaskClient, codes: list[str]) -> None:
    assert f"Sắp hết: còn {len(codes)} tờ trắng" in an.get(PACKS).text


@pytest.mark.parametrize("count", ["0", "51", "hai", "", "9" * 40])
def test_a_pack_has_one_to_fifty_sheets(an: FlaskClient, count: str) -> None:
    answer = an.post(PACKS, data={"count": count, "seen": "0"})

    assert answer.status_code == 422
    assert "Số tờ từ 1 đến 50" in answer.text
    assert ReserveReceipt.select().count() == 0


def test_the_scan_fills_the_box_of_the_number(an: FlaskClient, codes: list[str]) -> None:
    told = an.post(f"{BIRTH}/quet", data=answers(scan=codes[0]), headers=JSON).get_json()
    page = an.post(f"{BIRTH}/quet", data=answers(scan=codes[0])).text

    assert told["fields"] == {"reserve_code": codes[0]}
    assert re.search(rf'name="reserve_code"[^>]*value="{codes[0]}"', page)


def test_a_sheet_becomes_a_dossier_with_its_number_and_pin(
    an: FlaskClient, codes: list[str]
) -> None:
    typed = by_hand(codes[1], then="show")
    checked = an.post(f"{BIRTH}/kiem-tra", data=typed)
    answer = an.post(f"{BIRTH}/nhan", data=typed)
    dossier = Dossier.get(Dossier.id == typed["dossier_id"])

    assert f"biên nhận dự phòng {codes[1]}" in checked.text
    assert answer.status_code == 303
    assert dossier.code == codes[1]
    assert dossier.lookup_pin == ReserveReceipt.get(code=codes[1]).lookup_pin
    assert f'href="/ho-so/{dossier.id}"' in an.get(f"{PACKS}/1").text
    assert codes[1] not in main(an.get(f"{PACKS}/1/in").text)


def test_received_and_given_back_at_once_it_has_the_number_too(
    an: FlaskClient, codes: list[str]
) -> None:
    typed = by_hand(codes[0], **at_once.typed(), **at_once.NOW)
    answer = an.post(f"{at_once.COPIES}/tra-ngay", data=typed)

    assert answer.status_code == 303, main(answer.text)
    assert Dossier.get(Dossier.id == typed["dossier_id"]).code == codes[0]


def test_scanned_once_more_it_opens_its_dossier(an: FlaskClient, codes: list[str]) -> None:
    typed = by_hand(codes[0])
    an.post(f"{BIRTH}/nhan", data=typed)

    answer = an.post(f"{BIRTH}/quet", data=answers(scan=codes[0]))

    assert answer.location == f"/ho-so/{typed['dossier_id']}"


def test_a_number_keyed_in_before_is_refused_with_who(an: FlaskClient, codes: list[str]) -> None:
    an.post(f"{BIRTH}/nhan", data=by_hand(codes[0]))

    answer = an.post(f"{BIRTH}/nhan", data=by_hand(codes[0], applicant_name="Lê Thị Hai"))

    assert answer.status_code == 422
    assert "đã được Trần Thị An nhập lúc" in answer.text
    assert 'value="Lê Thị Hai"' in answer.text
    assert Dossier.select().count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reserve_code": "H27.35-190524-9001"}, "không có trong sổ biên nhận dự phòng"),
        ({"reserve_code": "chín nghìn"}, "Không đọc được số"),
        ({"reserve_code": ""}, "Ghi số trên biên nhận dự phòng"),
        ({"reserve_on": ""}, "Ghi ngày nhận như trên giấy"),
        ({"reserve_on": "31/02/2019"}, "Ghi ngày nhận như trên giấy"),
        ({"reserve_on": "24/05/2019"}, "ngày nhận không thể sớm hơn"),
        ({"reserve_on": "24/05/2098"}, "không thể ở sau lúc này"),
        ({"reserve_time": "25:00"}, "Ghi giờ nhận như trên giấy"),
    ],
)
def test_each_box_of_the_sheet_is_checked_with_a_sentence(
    an: FlaskClient, codes: list[str], changes: dict[str, str], words: str
) -> None:
    answer = an.post(f"{BIRTH}/kiem-tra", data=by_hand(codes[0], **changes))

    assert answer.status_code == 422
    assert words in answer.text


def test_a_spoiled_sheet_says_why_and_becomes_no_dossier(an: FlaskClient, codes: list[str]) -> None:
    answer = an.post(f"{PACKS}/1/huy", data={"codes": codes[:1], "reason": "Rách làm đôi"})
    refused = an.post(f"{BIRTH}/kiem-tra", data=by_hand(codes[0]))

    assert answer.status_code == 303
    assert "Rách làm đôi" in an.get(f"{PACKS}/1").text
    assert "Rách làm đôi" in refused.text
    assert refused.status_code == 422


def test_what_was_ticked_stays_when_the_reason_is_missing(
    an: FlaskClient, codes: list[str]
) -> None:
    answer = an.post(f"{PACKS}/1/huy", data={"codes": codes[:1], "reason": ""})

    assert answer.status_code == 422
    assert re.search(rf'value="{codes[0]}"[^>]*checked', answer.text)


def test_a_pack_without_a_blank_sheet_is_not_printed(an: FlaskClient, codes: list[str]) -> None:
    an.post(f"{PACKS}/1/huy", data={"codes": codes, "reason": "Ướt"})

    answer = an.get(f"{PACKS}/1/in")

    assert answer.status_code == 409
    assert "không còn tờ trắng nào" in answer.text


def test_a_broken_printer_leads_to_the_blank_receipts(an: FlaskClient) -> None:
    dossier_id = take_in(an)
    sheet = f"/ho-so/{dossier_id}/in/giay-tiep-nhan"
    an.post(f"{sheet}/lan-in", data={"lien": "khach", "expected": "0"})

    an.post(f"{sheet}/xac-nhan", data={"lien": "khach", "number": "1", "answer": "hong"})

    assert f'href="{PACKS}"' in an.get(sheet).text


def test_only_who_receives_dossiers_comes_to_the_packs(signed_in: SignedIn) -> None:
    assert signed_in("binh").get(PACKS).status_code == 403


def test_a_dossier_of_the_old_register_has_no_new_receipt(an: FlaskClient) -> None:
    dossier_id = take_in(an)
    change(dossier_id, old_number="12/2017")

    answer = an.get(f"/ho-so/{dossier_id}/in/giay-tiep-nhan")

    assert answer.status_code == 409
    assert "nhập từ sổ cũ (số 12/2017)" in answer.text


def test_the_last_leg_is_measured_against_the_day_it_was_put_off_to(an: FlaskClient) -> None:
    dossier_id = take_in(an)
    later = clock.now().replace(microsecond=0) + timedelta(days=30)
    change(dossier_id, extended_due_at=later)

    dossier = Dossier.get(Dossier.id == dossier_id)
    dossier.procedure_id = f"{dossier.procedure_code}@1"
    dossier.unit_name = "Huyện Thạch Hà"

    assert prints.legs(dossier)[-1].at == later


def change(dossier_id: str, **values: object) -> None:
    with journal.transaction():
        journal.record("dossier", dossier_id, by="cli", at=clock.now(), scope="445", **values)
