"""Taking a dossier in: nothing typed is ever lost, and a dossier accepted twice is one."""

import re
import unicodedata

import pytest
from flask import Flask

from app import clock
from app.models.dossiers import Dossier, Paper, Step
from app.models.numbers import NumberSeries
from tests.web.conftest import PASSWORD
from tests.web.counter import BIRTH, HTMX, SignedIn, answers, main, take_in


@pytest.mark.parametrize("text", ["ks", "khai sinh", "1.001193"])
def test_the_finder_finds_by_code_letters_or_abbreviation(signed_in: SignedIn, text: str) -> None:
    page = signed_in("an").get("/tiep-nhan", query_string={"tim": text})

    assert f'href="{BIRTH}"' in page.text


def test_typing_in_the_finder_brings_only_the_list(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/tiep-nhan", query_string={"tim": "ks"}, headers=HTMX).text

    assert page.strip().startswith('<div id="found">')


def test_the_finder_offers_what_this_desk_receives_most(signed_in: SignedIn) -> None:
    an = signed_in("an")
    take_in(an)

    page = main(an.get("/tiep-nhan").text)

    assert "Hay tiếp nhận gần đây" in page
    assert re.findall(r'href="(/tiep-nhan/[^"]+)"', page) == [BIRTH]


@pytest.mark.parametrize("username", ["binh", "chi", "quang"])
def test_only_the_desk_takes_dossiers_in(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get(BIRTH).status_code == 403


def test_an_unknown_procedure_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/tiep-nhan/9.999999@1").status_code == 404


def test_each_form_is_a_dossier_of_its_own(signed_in: SignedIn) -> None:
    an = signed_in("an")
    ids = [
        re.search(r'name="dossier_id" value="([0-9a-f]{32})"', an.get(BIRTH).text) for _ in range(2)
    ]

    assert ids[0] and ids[1] and ids[0][1] != ids[1][1]


# ── The rail ────────────────────────────────────────────────────────────────────────────────────────


def test_the_rail_alone_answers_htmx(signed_in: SignedIn) -> None:
    rail = signed_in("an").post(f"{BIRTH}/tinh", data=answers(), headers=HTMX).text

    assert rail.strip().startswith('<section class="card live" id="live"')
    assert "Hẹn trả kết quả" in rail


def test_the_rail_counts_the_fee_that_was_asked_for(signed_in: SignedIn) -> None:
    codes = re.findall(r'name="(quantity-[^"]+)"', signed_in("an").get(BIRTH).text)
    typed = answers() | {codes[0]: "2"}

    rail = signed_in("an").post(f"{BIRTH}/tinh", data=typed, headers=HTMX).text

    assert "10.000 đ" in rail


def test_the_rail_names_the_papers_that_are_missing(signed_in: SignedIn) -> None:
    rail = signed_in("an").post(f"{BIRTH}/tinh", data=answers(paper__1__have=""), headers=HTMX).text

    assert "Chưa có: Giấy chứng sinh" in rail


def test_papers_that_only_some_bring_are_not_missed(signed_in: SignedIn) -> None:
    rail = signed_in("an").post(f"{BIRTH}/tinh", data=answers(), headers=HTMX).text

    assert "Đủ giấy tờ phải nộp." in rail


@pytest.mark.parametrize(("field", "value"), [("gender", "male"), ("birth_date", "5/3/1986")])
def test_the_rail_doubts_a_card_that_tells_another_story(
    signed_in: SignedIn, field: str, value: str
) -> None:
    rail = signed_in("an").post(f"{BIRTH}/tinh", data=answers(**{field: value}), headers=HTMX).text

    assert "Cần để ý" in rail


def test_without_scripts_the_whole_form_comes_back_reckoned(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/tinh", data=answers(address="Thôn Bắc Hải")).text

    assert "<title>" in page
    assert 'value="Thôn Bắc Hải"' in page
    assert "Hẹn trả kết quả" in page


def test_another_line_for_papers_can_be_asked_for(signed_in: SignedIn) -> None:
    typed = answers(extra__0__name="Sổ hộ khẩu", more="1")

    page = signed_in("an").post(f"{BIRTH}/tinh", data=typed).text

    assert 'value="Sổ hộ khẩu"' in page
    assert 'name="extra-1-name"' in page
    assert 'name="extra-2-name"' in page


# ── The check page ──────────────────────────────────────────────────────────────────────────────────


def test_what_must_be_mended_stands_above_the_form_and_beside_the_field(
    signed_in: SignedIn,
) -> None:
    page = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers(applicant_name=""))

    assert page.status_code == 422
    assert "<title>Lỗi:" in page.text
    assert '<a href="#applicant_name">Nhập tên chủ hồ sơ.</a>' in page.text
    assert 'id="applicant_name-error"' in page.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("id_no", "04218"),
        ("birth_date", "31/2/1985"),
        ("phone", "12"),
        ("email", "khong phai thu"),
        ("set_count", "hai"),
        ("paper-0-originals", "một"),
        ("channel", "bo-cau"),
        ("submitter_name", "N@m"),
    ],
)
def test_a_wrong_answer_is_refused_and_kept_with_all_the_others(
    signed_in: SignedIn, field: str, wrong: str
) -> None:
    page = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers() | {field: wrong})

    assert page.status_code == 422
    assert field == "channel" or f'value="{wrong}"' in page.text
    assert 'value="Nguyễn Thị Bình"' in page.text
    assert re.search(r'id="paper-1-have"[^>]* checked', page.text)
    assert Dossier.select().count() == 0


def test_right_answers_are_shown_once_more_before_anything_is_kept(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers())

    assert page.status_code == 200
    assert "05/03/1985" in main(page.text)
    assert "Tờ khai đăng ký khai sinh (theo mẫu) (bản chính: 01)" in main(page.text)
    assert Dossier.select().count() == 0


def test_mending_leads_back_to_the_form_with_every_answer(signed_in: SignedIn) -> None:
    an = signed_in("an")
    page = main(an.post(f"{BIRTH}/kiem-tra", data=answers(extra__0__name="Sổ hộ khẩu")).text)
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))

    back = an.post(f"{BIRTH}/tinh", data=carried).text

    assert f'formaction="{BIRTH}/tinh#khoi-2"' in page
    assert 'value="5/3/1985"' in back
    assert 'value="Sổ hộ khẩu"' in back
    assert re.search(r'id="paper-1-have"[^>]* checked', back)


BY_HAND = "/tiep-nhan/1.010440@1"
PRICED_BY_PROVINCE = "/tiep-nhan/1.000656@1"


def test_where_the_catalogue_knows_no_time_the_desk_sets_the_day(signed_in: SignedIn) -> None:
    an, day = signed_in("an"), f"{clock.now().year + 1}-06-15"
    missing = an.post(f"{BY_HAND}/kiem-tra", data=answers())

    checked = an.post(f"{BY_HAND}/kiem-tra", data=answers(due_on=day))

    assert missing.status_code == 422
    assert 'href="#due_on"' in missing.text
    assert checked.status_code == 200
    assert f"<strong>15/06/{clock.now().year + 1}</strong>" in checked.text


def test_a_price_set_by_the_province_is_asked_for_and_counted(signed_in: SignedIn) -> None:
    an = signed_in("an")
    box = re.search(r'name="(amount-[^"]+)"', an.get(PRICED_BY_PROVINCE).text)
    assert box
    asked = an.post(f"{PRICED_BY_PROVINCE}/tinh", data=answers(), headers=HTMX).text

    told = an.post(
        f"{PRICED_BY_PROVINCE}/tinh", data=answers() | {box[1]: "12.000"}, headers=HTMX
    ).text

    assert "Chưa nhập mức thu do tỉnh quy định" in asked
    assert "12.000 đ" in told
    assert "Chưa nhập mức thu" not in told


def test_money_in_letters_is_refused_beside_its_box(signed_in: SignedIn) -> None:
    an = signed_in("an")
    box = re.search(r'name="(amount-[^"]+)"', an.get(PRICED_BY_PROVINCE).text)
    assert box

    page = an.post(f"{PRICED_BY_PROVINCE}/kiem-tra", data=answers() | {box[1]: "mười hai"})

    assert page.status_code == 422
    assert 'href="#amounts"' in page.text
    assert 'value="mười hai"' in page.text


# ── Accepting ───────────────────────────────────────────────────────────────────────────────────────


def test_an_accepted_dossier_has_a_number_a_due_date_and_its_papers(signed_in: SignedIn) -> None:
    dossier_id = take_in(signed_in("an"), extra__0__name="Sổ hộ khẩu", extra__0__copies="2")

    dossier = Dossier.get(Dossier.id == dossier_id)
    extra = Paper.get(Paper.dossier_id == dossier_id, Paper.name == "Sổ hộ khẩu")
    assert dossier.code and dossier.due_at > dossier.received_at
    assert dossier.phone == "0912345678"
    assert (extra.have, extra.copies) == (True, 2)


def test_a_name_typed_in_parts_is_stored_composed(signed_in: SignedIn) -> None:
    typed = unicodedata.normalize("NFD", "  Nguyễn   Thị Bình ")

    dossier_id = take_in(signed_in("an"), applicant_name=typed)

    assert Dossier.get(Dossier.id == dossier_id).applicant_name == "Nguyễn Thị Bình"


@pytest.mark.parametrize(
    ("then", "ends"),
    [
        ("show", ""),
        ("print", "/in/giay-tiep-nhan?in_ngay=1"),
        ("print-new", "/in/giay-tiep-nhan?in_ngay=1&tiep=1"),
    ],
)
def test_each_button_leads_where_it_says(signed_in: SignedIn, then: str, ends: str) -> None:
    typed = answers(then=then)

    answer = signed_in("an").post(f"{BIRTH}/nhan", data=typed)

    assert answer.status_code == 303
    assert answer.location == f"/ho-so/{typed['dossier_id']}{ends}"


def test_the_same_form_posted_twice_is_one_dossier(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()

    first = an.post(f"{BIRTH}/nhan", data=typed)
    second = an.post(f"{BIRTH}/nhan", data=typed)

    assert first.location == second.location
    assert Dossier.select().count() == 1
    assert Step.select().count() == 1


def test_what_needs_care_needs_a_reason(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/nhan", data=answers(paper__1__have=""))

    assert page.status_code == 422
    assert '<a href="#reason">Ghi lý do vẫn tiếp nhận' in page.text
    assert 'name="applicant_name" value="Nguyễn Thị Bình"' in page.text
    assert Dossier.select().count() == 0


def test_the_reason_is_kept_in_the_history(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an, paper__1__have="", reason="Bổ sung trong buổi chiều.")

    assert "“Bổ sung trong buổi chiều.”" in main(an.get(f"/ho-so/{dossier_id}").text)


def test_a_second_open_dossier_of_the_same_person_is_pointed_out(signed_in: SignedIn) -> None:
    an = signed_in("an")
    code = Dossier.get(Dossier.id == take_in(an)).code

    page = an.post(f"{BIRTH}/kiem-tra", data=answers())

    assert page.status_code == 200
    assert f"đã có hồ sơ cùng thủ tục đang giải quyết: {code}" in page.text


def test_a_clock_that_runs_behind_refuses_and_keeps_what_was_typed(
    app: Flask, signed_in: SignedIn
) -> None:
    NumberSeries.create(series="dossier:445", period="2999-01-01", last=1)

    page = signed_in("an").post(f"{BIRTH}/nhan", data=answers(reason="Xem"))

    assert page.status_code == 422
    assert "Đồng hồ máy đang chỉ ngày" in page.text
    assert 'name="applicant_name" value="Nguyễn Thị Bình"' in page.text


# ── Not accepted, or not yet ────────────────────────────────────────────────────────────────────────


def test_a_dossier_can_be_written_down_and_accepted_later_under_its_id(
    signed_in: SignedIn,
) -> None:
    an, typed = signed_in("an"), answers(extra__0__name="Sổ hộ khẩu")
    an.post(f"{BIRTH}/ghi-nhan", data=typed)
    written = an.get(f"{BIRTH}?ho-so={typed['dossier_id']}").text

    an.post(f"{BIRTH}/nhan", data=typed | {"reason": "Đủ giấy tờ."})

    dossier = Dossier.get(Dossier.id == typed["dossier_id"])
    assert f'value="{typed["dossier_id"]}"' in written
    assert 'value="05/03/1985"' in written
    assert 'value="Sổ hộ khẩu"' in written
    assert dossier.status == "received" and dossier.code


def test_a_written_down_dossier_offers_to_be_received(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post(f"{BIRTH}/ghi-nhan", data=typed)

    page = main(an.get(f"/ho-so/{typed['dossier_id']}").text)

    assert f'href="{BIRTH}?ho-so={typed["dossier_id"]}"' in page


def test_refusing_needs_a_reason(signed_in: SignedIn) -> None:
    page = signed_in("an").post(f"{BIRTH}/tu-choi", data=answers())

    assert page.status_code == 422
    assert 'href="#reason"' in page.text
    assert Dossier.select().count() == 0


def test_a_refused_dossier_is_kept_without_a_number(signed_in: SignedIn) -> None:
    typed = answers(reason="Không thuộc thẩm quyền.")

    an = signed_in("an")
    unproven = an.post(f"{BIRTH}/tu-choi", data=typed)
    before = Dossier.select().count()
    answer = an.post(f"{BIRTH}/tu-choi", data=typed | {"password_again": PASSWORD})

    assert (unproven.status_code, before) == (422, 0)
    dossier = Dossier.get(Dossier.id == typed["dossier_id"])
    assert answer.status_code == 303
    assert (dossier.status, dossier.code) == ("not_accepted", None)
