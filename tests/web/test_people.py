"""The pages of citizens and organisations, as An uses them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.jobs import Jobs
from app.models.people import AccessNote, Person, PersonDossier, PersonMerge, PersonPair
from tests.web.conftest import PASSWORD
from tests.web.counter import BIRTH, CARD, HTMX, SignedIn, answers, main, take_in


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def pair(an: FlaskClient) -> PersonPair:
    take_in(an)
    take_in(an, applicant_name="Trần Thị Mơ")
    return PersonPair.get()


def typed(**changes: str) -> dict[str, str]:
    return {
        "kind": "citizen", "name": "Nguyễn Thị Bình", "birth_date": "05/03/1985", "gender": "female",
        "id_type": "cccd", "id_no": CARD, "phone": "0912345678", "address": "Thôn Liên Hải", "seen": "0",
    } | changes  # fmt: skip


def test_the_list_hides_most_of_each_number(an: FlaskClient) -> None:
    take_in(an)

    page = main(an.get("/cong-dan").text)

    assert "Nguyễn Thị Bình" in page
    assert CARD not in page
    assert "•••••••••234" in page


def test_what_is_searched_is_in_no_address(an: FlaskClient) -> None:
    take_in(an)

    answer = an.post("/cong-dan/tim", data={"tim": "binh nguyen"})

    assert "Nguyễn Thị Bình" in main(answer.text)
    assert "binh" not in "".join(
        re.findall(r'(?:href|action|hx-post)="([^"]*)"', main(answer.text))
    )


def test_typing_brings_the_list_alone(an: FlaskClient) -> None:
    take_in(an)

    answer = an.post("/cong-dan/tim", data={"tim": "khong co"}, headers=HTMX)

    assert answer.text.strip().startswith('<div id="found">')
    assert "Không có ai khớp" in answer.text


def test_a_person_is_shown_with_their_dossiers(an: FlaskClient) -> None:
    dossier_id = take_in(an)

    page = main(an.get("/cong-dan/1").text)

    assert f"/ho-so/{dossier_id}" in page
    assert "/tiep-nhan?nguoi=1" in page


@pytest.mark.parametrize("path", ["/cong-dan/77", f"/cong-dan/{10**30}", "/cong-dan/trung/77"])
def test_a_record_that_is_not_there_is_not_found(an: FlaskClient, path: str) -> None:
    assert an.get(path).status_code == 404


def test_people_of_dossiers_from_before_appear_by_themselves(app: Flask, an: FlaskClient) -> None:
    take_in(an)
    for table in (Person, PersonDossier):
        table.delete().execute()

    Jobs(app.extensions["motcua"]["instance"]).gather_people()

    assert "Nguyễn Thị Bình" in main(an.get("/cong-dan").text)


def test_the_dossier_leads_to_its_person(an: FlaskClient) -> None:
    dossier_id = take_in(an)

    assert 'href="/cong-dan/1"' in main(an.get(f"/ho-so/{dossier_id}").text)


def test_every_look_is_written_down_without_a_name(an: FlaskClient) -> None:
    dossier_id = take_in(an)
    an.get("/cong-dan")
    an.get("/cong-dan/1")
    an.get(f"/ho-so/{dossier_id}")

    lines = [(row.by, row.page, row.record_id) for row in AccessNote.select()]
    assert lines == [("an", "people", ""), ("an", "person", "1"), ("an", "dossier", dossier_id)]


def test_a_correction_is_saved_and_shown_in_the_history(an: FlaskClient) -> None:
    take_in(an)

    answer = an.post("/cong-dan/1/sua", data=typed(phone="0987 654 321"))

    assert answer.status_code == 303
    assert "Sửa thông tin" in main(an.get("/cong-dan/1").text)
    assert Person.get().phone == "0987654321"


def test_a_contradiction_asks_and_keeps_what_was_typed(an: FlaskClient) -> None:
    take_in(an)

    answer = an.post("/cong-dan/1/sua", data=typed(birth_date="5/3/1990"))

    assert answer.status_code == 422
    assert "năm sinh là 1985" in answer.text
    assert 'name="reason"' in answer.text
    assert 'value="5/3/1990"' in answer.text
    assert Person.get().birth_date == "1985-03-05"


def test_a_stale_page_is_told_what_happened(an: FlaskClient) -> None:
    take_in(an)
    an.post("/cong-dan/1/sua", data=typed(phone="0987654321"))

    answer = an.post("/cong-dan/1/sua", data=typed(address="Thôn Nam Hải"))

    assert answer.status_code == 409
    assert "Trần Thị An vừa sửa người này" in answer.text
    assert "Điện thoại: 0912345678 → 0987654321" in answer.text
    assert 'value="Thôn Nam Hải"' in answer.text


def test_two_records_are_shown_side_by_side_and_merged(an: FlaskClient, pair: PersonPair) -> None:
    page = main(an.get(f"/cong-dan/trung/{pair.id}").text)
    answer = an.post(f"/cong-dan/trung/{pair.id}/ghep", data={"seen": "0", "name": "right"})

    assert "1 hồ sơ và 0 bản quét" in page
    assert answer.location == "/cong-dan/1"
    assert Person.get_by_id(1).name == "Trần Thị Mơ"
    assert "Đã ghép vào một người khác" in main(an.get("/cong-dan/2").text)


def test_a_merge_is_undone_from_the_page(an: FlaskClient, pair: PersonPair) -> None:
    an.post(f"/cong-dan/trung/{pair.id}/ghep", data={"seen": "0"})
    merge = PersonMerge.get()

    assert f"/cong-dan/tach/{merge.id}" in main(an.get("/cong-dan/1").text)
    part, proof = f"/cong-dan/tach/{merge.id}", {"nguoi": "1", "password_again": PASSWORD}
    unproven = an.post(part, data={"nguoi": "1"})
    assert (unproven.status_code, f'href="#again-{merge.id}"' in unproven.text) == (422, True)
    assert an.post(part, data=proof).location == "/cong-dan/2"
    assert Person.get_by_id(2).merged_into is None


@pytest.mark.parametrize("verb", ["khac", "chua-ro"])
def test_a_pair_is_decided_otherwise(an: FlaskClient, pair: PersonPair, verb: str) -> None:
    assert an.post(f"/cong-dan/trung/{pair.id}/{verb}").location == "/trung"
    assert "Khi một người mới giống" in main(an.get("/trung").text)


def test_a_pair_that_is_decided_says_so(an: FlaskClient, pair: PersonPair) -> None:
    an.post(f"/cong-dan/trung/{pair.id}/khac")

    answer = an.post(f"/cong-dan/trung/{pair.id}/ghep", data={"seen": "0"})

    assert answer.status_code in (409, 303)
    assert "Đã ghi là hai người khác nhau" in main(an.get(f"/cong-dan/trung/{pair.id}").text)


def test_only_the_desk_keeps_records(signed_in: SignedIn, an: FlaskClient) -> None:
    take_in(an)
    binh, quang = signed_in("binh"), signed_in("quang")

    assert [binh.get(path).status_code for path in ("/cong-dan/1", "/cong-dan/1/sua")] == [200, 403]
    assert quang.get("/cong-dan").status_code == 403


# ── At the counter ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_dossier_for_a_person_begins_with_what_is_known(an: FlaskClient) -> None:
    take_in(an)

    page = an.get(f"{BIRTH}?nguoi=1").text

    assert f'value="{CARD}"' in page
    assert 'value="05/03/1985"' in page
    assert "/tiep-nhan/1.001193@1?nguoi=1" in an.get("/tiep-nhan?tim=1.001193&nguoi=1").text


@pytest.mark.parametrize("number", ["77", "x", "١", "9" * 40])
def test_an_unknown_person_fills_nothing(an: FlaskClient, number: str) -> None:
    answer = an.get(f"{BIRTH}?nguoi={number}")

    assert answer.status_code in (200, 404)
    assert CARD not in answer.text


def test_the_rail_says_who_it_may_be_while_typing(an: FlaskClient) -> None:
    take_in(an)

    rail = an.post(f"{BIRTH}/tinh", data=answers(), headers=HTMX).text

    assert "Đúng người đã có hồ sơ: cùng số CCCD, cùng họ tên" in rail
    assert 'href="/cong-dan/1"' in rail


def test_a_number_that_stands_for_somebody_else_needs_a_reason(an: FlaskClient) -> None:
    take_in(an)

    rail = an.post(f"{BIRTH}/tinh", data=answers(applicant_name="Lê Thị Mơ"), headers=HTMX).text

    assert "Số giấy tờ này đang ghi cho Nguyễn Thị Bình, sinh 05/03/1985" in rail


def test_an_open_dossier_of_the_same_person_is_named_without_a_number_too(an: FlaskClient) -> None:
    take_in(an, id_type="", id_no="")

    rail = an.post(f"{BIRTH}/tinh", data=answers(id_type="", id_no=""), headers=HTMX).text

    assert re.search(r"đã có hồ sơ cùng thủ tục đang giải quyết: H27\S+-0001", rail)
