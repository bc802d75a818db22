"""A second dossier for the same person: the person is copied, the papers are not, and both stand on one page."""

import re

from app.models.dossiers import Dossier
from app.models.prints import PrintedForm
from tests.web.counter import BIRTH, SignedIn, answers, main, take_in

MARRIAGE = "/tiep-nhan/1.000894@1"


def test_the_next_dossier_begins_with_the_same_person(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(reason="Đã xem.", then="again", abstract="Cho con đầu")

    answer = an.post(f"{BIRTH}/nhan", data=typed)
    finder = main(an.get(f"{answer.location}&tim=ket+hon").text)
    link = re.search(rf'href="({re.escape(MARRIAGE)}[^"]+)"', finder)
    assert link
    page = an.get(link[1].replace("&amp;", "&")).text

    assert answer.location == f"/tiep-nhan?chep={typed['dossier_id']}&luot=1"
    assert "Hồ sơ tiếp theo của Nguyễn Thị Bình" in finder
    assert 'value="Nguyễn Thị Bình"' in page
    assert 'value="05/03/1985"' in page
    assert f'name="follows" value="{typed["dossier_id"]}"' in page
    assert f'value="{typed["dossier_id"]}"' not in page.partition('name="draft_seen"')[0]
    assert "Cho con đầu" not in page
    assert " data-copied" in page


def test_an_earlier_dossier_of_the_same_procedure_brings_its_request_but_no_paper(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    earlier = take_in(an, abstract="Cho con đầu")

    page = an.get(f"{BIRTH}?chep={earlier}").text

    assert "Cho con đầu" in page
    assert not re.search(r'id="paper-\d-have"[^>]* checked', page)
    assert 'name="follows" value=""' in page


def test_the_dossiers_of_a_visit_stand_on_one_page_with_their_codes_and_the_sum(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    first = take_in(an)
    second = take_in(an, follows=first)

    page = main(an.get(f"/tiep-nhan/luot/{first}").text)

    assert "2 hồ sơ nộp trong một lượt" in page
    assert all(Dossier.get(Dossier.id == each).code in page for each in (first, second))


def test_a_form_copied_is_kept_whole_in_its_draft(signed_in: SignedIn) -> None:
    an = signed_in("an")
    earlier = take_in(an)
    copied = answers(follows=earlier, abstract="")

    an.post(f"{BIRTH}/luu-nhap", data=copied)
    page = an.get(f"{BIRTH}?nhap={copied['dossier_id']}").text

    assert 'value="Nguyễn Thị Bình"' in page
    assert f'name="follows" value="{earlier}"' in page


def test_what_is_not_there_to_copy_is_not_found(signed_in: SignedIn) -> None:
    an = signed_in("an")

    assert an.get(f"{BIRTH}?chep={'0' * 32}").status_code == 404
    assert an.get(f"/tiep-nhan/luot/{'0' * 32}").status_code == 404


def test_one_sheet_has_the_codes_the_pins_the_dates_and_the_sum(signed_in: SignedIn) -> None:
    an = signed_in("an")
    first = take_in(an)
    second = take_in(an, follows=first, **{"quantity__late": "2"})

    sheet = main(an.get(f"/tiep-nhan/luot/{second}/in").text)

    dossiers = list(Dossier.select().order_by(Dossier.n))
    assert [each.id for each in dossiers] == [first, second]
    assert sheet.count('<article class="sheet sheet-visit"') == 1
    assert all(each.code in sheet and each.lookup_pin in sheet for each in dossiers)
    assert sheet.count("<svg") >= 2
    assert "02 hồ sơ" in sheet
    assert "10.000 đ (Mười nghìn đồng)" in sheet


def test_more_than_five_dossiers_take_a_second_sheet_that_counts_on(signed_in: SignedIn) -> None:
    an = signed_in("an")
    first = take_in(an)
    for _ in range(5):
        take_in(an, follows=first)

    sheet = main(an.get(f"/tiep-nhan/luot/{first}/in").text)

    assert "(Tờ 2/2)" in sheet
    assert '<td class="tally">6</td>' in sheet
    assert sheet.count("NGƯỜI NỘP HỒ SƠ") == 1


def test_printing_the_sheet_is_written_down_and_a_second_time_needs_a_reason(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    address = f"/tiep-nhan/luot/{take_in(an)}/in"

    first = an.post(f"{address}/lan-in", data={"expected": "0"})
    an.post(f"{address}/xac-nhan", data={"number": "1", "answer": "ro"})
    second = an.post(f"{address}/lan-in", data={"expected": "1"})

    assert first.location == f"{address}?in_ngay=1"
    assert second.status_code == 422
    assert [(row.form, row.state) for row in PrintedForm.select()] == [("visit", "clear")]


def test_a_dossier_without_a_number_is_on_no_sheet(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post(f"{BIRTH}/ghi-nhan", data=typed)

    assert an.get(f"/tiep-nhan/luot/{typed['dossier_id']}/in").status_code == 409
