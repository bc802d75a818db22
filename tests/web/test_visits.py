"""A second dossier for the same person: the person is copied, the papers are not, and both stand on one page."""

import re

from app.models.dossiers import Dossier
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
