"""A dossier of an organisation: its tax code, and the person who comes for it."""

from app.models.dossiers import Dossier
from tests.web.counter import BIRTH, SignedIn, answers, main

COMPANY = {
    "applicant_kind": "business", "applicant_name": "HTX Thạch Hải 27/7", "id_type": "tax_code",
    "id_no": "0100109106", "birth_date": "5/3/1985", "gender": "female",
    "submitter_name": "Lê Văn Tám", "submitter_id_no": "042085000123",
    "submitter_relation": "giám đốc",
}  # fmt: skip


def test_it_is_received_by_its_tax_code_with_who_came_for_it(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(**COMPANY, reason="Đã xem.")

    an.post(f"{BIRTH}/nhan", data=typed)
    page = main(an.get(f"/ho-so/{typed['dossier_id']}").text)

    dossier = Dossier.get()
    assert (dossier.id_type, dossier.id_no) == ("tax_code", "0100109106")
    assert (dossier.birth_date, dossier.gender) == (None, None)
    assert "Mã số thuế" in page
    assert "Lê Văn Tám" in page
    assert "giám đốc" in page


def test_the_check_page_asks_who_came_for_it(signed_in: SignedIn) -> None:
    typed = answers(**COMPANY | {"submitter_name": "", "id_no": "", "id_type": ""})

    page = main(signed_in("an").post(f"{BIRTH}/kiem-tra", data=typed).text)

    assert "Chưa ghi người đại diện đi nộp cho tổ chức." in page
    assert "Doanh nghiệp chưa ghi mã số thuế." in page


def test_a_card_number_of_an_organisation_is_asked_about_and_the_form_opens_the_person(
    signed_in: SignedIn,
) -> None:
    typed = answers(**COMPANY | {"id_type": "cccd", "submitter_name": ""})

    answer = signed_in("an").post(f"{BIRTH}/kiem-tra", data=typed)

    assert answer.status_code == 422
    assert "chọn loại giấy tờ “Mã số thuế”" in answer.text
    assert "<details open data-submitter>" in answer.text
