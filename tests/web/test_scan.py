"""The scan box: it fills the person, opens a dossier, and never costs a typed word."""

import pytest

from app.models.dossiers import Dossier
from tests.web.counter import BIRTH, SignedIn, answers, take_in

CARD = "042185001234|183456789|Nguyễn Thị Bình|05031985|Nữ|Thôn Liên Hải|10042021"
JSON = {"Accept": "application/json"}
EMPTY = dict.fromkeys(("applicant_name", "birth_date", "id_no", "gender", "address"), "")


def test_a_card_fills_what_is_empty(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/quet", data=answers(**EMPTY, scan=CARD)).text

    assert 'value="Nguyễn Thị Bình"' in page
    assert 'value="05/03/1985"' in page
    assert 'value="0912 345 678"' in page


def test_the_script_gets_the_boxes_to_fill(signed_in: SignedIn) -> None:
    told = signed_in("an").post(f"{BIRTH}/quet", data=answers(**EMPTY, scan=CARD), headers=JSON)

    assert told.get_json()["fields"]["applicant_name"] == "Nguyễn Thị Bình"
    assert told.get_json()["differs"] == []


def test_what_is_typed_otherwise_stays_and_both_are_shown(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(applicant_name="Nguyễn Thị Bỉnh", scan=CARD)

    page = an.post(f"{BIRTH}/quet", data=typed).text
    card_wins = an.post(f"{BIRTH}/quet", data=typed | {"scan_take": "1"}).text
    told = an.post(f"{BIRTH}/quet", data=typed, headers=JSON).get_json()

    assert "đang gõ “Nguyễn Thị Bỉnh”, trên thẻ “Nguyễn Thị Bình”" in page
    assert 'value="Nguyễn Thị Bỉnh"' in page
    assert 'value="Nguyễn Thị Bình"' in card_wins
    assert [row["name"] for row in told["differs"]] == ["applicant_name"]


def test_the_code_on_a_receipt_opens_its_dossier(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)
    code = Dossier.get(Dossier.id == dossier_id).code

    answer = an.post(f"{BIRTH}/quet", data=answers(scan=code.lower()))
    told = an.post(f"{BIRTH}/quet", data=answers(scan=code), headers=JSON)

    assert (answer.status_code, answer.location) == (303, f"/ho-so/{dossier_id}")
    assert told.get_json() == {"opens": f"/ho-so/{dossier_id}"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("042185001234|x", "Chưa đọc được mã QR trên thẻ"),
        (CARD.replace("Nữ", "Nưx"), "Tắt bộ gõ tiếng Việt"),
        ("H27.35-190524-9999", "Không có hồ sơ này"),
        ("linh tinh", "Chưa nhận ra nội dung vừa quét"),
    ],
)
def test_what_cannot_be_read_says_so_and_keeps_the_form(
    signed_in: SignedIn, text: str, words: str
) -> None:
    an = signed_in("an")

    page = an.post(f"{BIRTH}/quet", data=answers(scan=text))
    told = an.post(f"{BIRTH}/quet", data=answers(scan=text), headers=JSON)

    assert (page.status_code, told.status_code) == (422, 422)
    assert words in page.text
    assert words in told.get_json()["words"]
    assert 'value="0912 345 678"' in page.text


def test_the_card_of_who_hands_in_for_another_fills_the_submitter(signed_in: SignedIn) -> None:
    an, kept = signed_in("an"), answers(scan=CARD, scan_for="submitter")
    typed = kept | {"submitter_name": "Lê Văn Tám"}

    told = an.post(f"{BIRTH}/quet", data=kept, headers=JSON).get_json()
    differing = an.post(f"{BIRTH}/quet", data=typed, headers=JSON).get_json()
    page = an.post(f"{BIRTH}/quet", data=typed)

    assert told["fields"] == {
        "submitter_name": "Nguyễn Thị Bình",
        "submitter_id_no": "042185001234",
    }
    assert [(each["typed"], each["card"]) for each in differing["differs"]] == [
        ("Lê Văn Tám", "Nguyễn Thị Bình")
    ]
    assert "đang gõ “Lê Văn Tám”, trên thẻ “Nguyễn Thị Bình”" in page.text
    assert 'value="submitter" checked' in page.text


def test_enter_of_a_scanner_without_script_reads_and_checks_nothing(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers(**EMPTY, scan=CARD))

    assert page.status_code == 200
    assert "<h1>Tiếp nhận:" in page.text
    assert 'value="Nguyễn Thị Bình"' in page.text
