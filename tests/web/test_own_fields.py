"""The form of a procedure's own, from the catalogue to the dossier's page."""

import re

import pytest

from app.models.dossiers import Dossier
from tests.web.counter import BIRTH, SignedIn, answers, main, take_in

SINGLE = "/tiep-nhan/1.004873@1"
SINGLE_ANSWERS = {
    "own-purpose": "Đăng ký kết hôn",
    "own-marital_status": "Đã ly hôn",
    "own-asked_before": "yes",
}


def test_the_form_asks_what_the_declaration_asks(signed_in: SignedIn) -> None:
    page = main(signed_in("an").get(SINGLE).text)

    assert "Nội dung tờ khai" in page
    assert re.search(r'<input id="own-purpose" name="own-purpose"', page)
    assert '<option value="Đã ly hôn">Đã ly hôn</option>' in page
    assert '<option value="yes">Có</option>' in page


def test_a_procedure_without_own_fields_asks_nothing_more(signed_in: SignedIn) -> None:
    assert "Nội dung tờ khai" not in signed_in("an").get("/tiep-nhan/2.000815@1").text


@pytest.mark.parametrize(
    ("box", "typed", "words"),
    [
        ("own__child_name", "", "Nhập: Họ và tên trẻ."),
        ("own__child_born_on", "mai", "Ngày sinh của trẻ viết dạng 24/05/2019."),
        ("own__copies_wanted", "vài", "Số bản sao trích lục xin thêm phải là số"),
        ("own__child_gender", "x", "Chọn lại: Giới tính của trẻ."),
    ],
)
def test_what_is_wrong_stands_beside_its_box_and_nothing_is_lost(
    signed_in: SignedIn, box: str, typed: str, words: str
) -> None:
    answer = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers(**{box: typed}))

    assert answer.status_code == 422
    assert main(answer.text).count(words) == 2
    assert f'href="#{box.replace("__", "-")}"' in answer.text
    assert 'value="Nguyễn Thị Bình"' in answer.text


def test_the_answers_are_on_the_check_page_the_dossier_and_in_its_history(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    typed = answers(own__child_born_on="5/3/2019", own__child_gender="Nữ", reason="Đã xem.")

    review = main(an.post(f"{BIRTH}/kiem-tra", data=typed).text)
    an.post(f"{BIRTH}/nhan", data=typed)
    page = main(an.get(f"/ho-so/{typed['dossier_id']}").text)

    card, _, history = page.partition('id="lich-su"')
    assert all(words in review for words in ("Nguyễn Văn Minh", "05/03/2019", "Nữ"))
    assert all(words in card for words in ("Họ và tên trẻ", "Nguyễn Văn Minh", "05/03/2019"))
    assert all(words in history for words in ("Họ và tên trẻ", "Nguyễn Văn Minh", "05/03/2019"))


def test_a_draft_keeps_them_as_they_were_typed(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(own__child_born_on="nửa ngày")

    an.post(f"{BIRTH}/luu-nhap", data=typed)
    page = an.get(f"{BIRTH}?nhap={typed['dossier_id']}").text

    assert 'value="nửa ngày"' in page
    assert 'value="Nguyễn Văn Minh"' in page


def test_what_a_newer_form_asked_is_still_there_after_it_was_accepted_here(
    signed_in: SignedIn,
) -> None:
    an, typed = signed_in("an"), answers(reason="Đã xem.")
    an.post(f"{BIRTH}/ghi-nhan", data=typed)
    newer = {"key": "ward", "label": "Xã cư trú", "kind": "ward", "value": "Thạch Hải"}
    Dossier.update(own=[*Dossier.get().own, newer]).execute()

    form = an.get(f"{BIRTH}?ho-so={typed['dossier_id']}").text
    an.post(f"{BIRTH}/nhan", data=typed | {"own-father_name": "Lê Văn Tám"})
    page = main(an.get(f"/ho-so/{typed['dossier_id']}").text)

    assert 'value="Nguyễn Văn Minh"' in form
    assert [entry["key"] for entry in Dossier.get().own] == ["child_name", "father_name", "ward"]
    assert "Xã cư trú" in page


def test_choices_and_yes_or_no_are_told_in_words(signed_in: SignedIn) -> None:
    an = signed_in("an")
    typed = answers(reason="Đã xem.") | SINGLE_ANSWERS
    an.post(f"{SINGLE}/nhan", data=typed)

    page = main(an.get(f"/ho-so/{typed['dossier_id']}").text).partition('id="lich-su"')[0]

    assert "Đã ly hôn" in page
    assert re.search(r"Đã được cấp giấy này trước đây</dt>\s*<dd>Có</dd>", page)


def test_the_request_of_another_child_is_not_copied(signed_in: SignedIn) -> None:
    an = signed_in("an")
    earlier = take_in(an)

    assert "Nguyễn Văn Minh" not in an.get(f"{BIRTH}?chep={earlier}").text
