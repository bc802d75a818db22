"""The slip a citizen takes home before anything is accepted, and the way back."""

from app.models.dossiers import Dossier
from app.models.drafts import Draft
from app.models.prints import PrintedForm
from app.models.slips import Slip
from tests.web.conftest import PASSWORD
from tests.web.counter import BIRTH, SignedIn, answers, main, take_in

GUIDE, WRITE = f"{BIRTH}/huong-dan", f"{BIRTH}/huong-dan/ghi"
WANTED = {"items": "Giấy chứng sinh\n- Giấy tờ tùy thân", "reason": "Thiếu giấy chứng sinh."}


def test_the_slip_opens_with_the_papers_everybody_must_bring_and_has_not(
    signed_in: SignedIn,
) -> None:
    page = main(signed_in("an").post(GUIDE, data=answers(paper__1__have="")).text)

    assert "Giấy chứng sinh</textarea>" in page
    assert "Tờ khai đăng ký khai sinh" not in page.partition("<textarea")[2]
    assert "Biên bản về việc trẻ bị bỏ rơi" not in page


def test_what_was_typed_is_kept_when_the_slip_is_only_looked_at(signed_in: SignedIn) -> None:
    typed = answers()

    signed_in("an").post(GUIDE, data=typed)

    assert Draft.get(Draft.dossier_id == typed["dossier_id"]).answers["applicant_name"]
    assert not Dossier.select().exists()


def test_a_slip_needs_a_person_it_is_for(signed_in: SignedIn) -> None:
    answer = signed_in("an").post(GUIDE, data=answers(applicant_name=""))

    assert answer.status_code == 422
    assert "Nhập tên chủ hồ sơ." in main(answer.text)


def test_writing_the_slip_gives_it_a_number_and_opens_its_print(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(paper__1__have="")

    answer = an.post(WRITE, data=typed | WANTED)
    sheet = main(an.get(answer.location).text)

    dossier = Dossier.get(Dossier.id == typed["dossier_id"])
    slip = Slip.get()
    assert (dossier.status, dossier.code, dossier.due_at) == ("supplement_requested", None, None)
    assert slip.number == "1/HDHS"
    assert [item["name"] for item in slip.items] == ["Giấy chứng sinh", "Giấy tờ tùy thân"]
    assert "in_ngay=1" in answer.location
    assert "Thiếu giấy chứng sinh." in sheet
    assert PrintedForm.get().form == "supplement"


def test_the_same_slip_sent_twice_is_written_and_printed_once(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers() | WANTED

    first, second = an.post(WRITE, data=typed), an.post(WRITE, data=typed)

    assert first.location == second.location
    assert (Dossier.select().count(), Slip.select().count()) == (1, 1)
    assert PrintedForm.select().count() == 1


def test_an_empty_slip_is_not_written_and_keeps_everything(signed_in: SignedIn) -> None:
    answer = signed_in("an").post(WRITE, data=answers(items="", reason=""))

    assert answer.status_code == 422
    assert "mỗi dòng một giấy tờ" in answer.text
    assert "Ghi lý do, để công dân hiểu vì sao." in answer.text
    assert 'name="applicant_name" value="Nguyễn Thị Bình"' in answer.text
    assert not Dossier.select().exists()


def test_a_dossier_written_down_before_gets_its_slip_from_the_form_too(
    signed_in: SignedIn,
) -> None:
    an, typed = signed_in("an"), answers()
    an.post(f"{BIRTH}/ghi-nhan", data=typed)

    an.post(WRITE, data=typed | {"phone": "0987 654 321"} | WANTED)

    dossier = Dossier.get()
    assert (dossier.status, dossier.phone) == ("supplement_requested", "0987654321")
    assert Slip.get().number == "1/HDHS"


def test_the_citizen_who_comes_back_is_received_from_what_was_typed(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(paper__1__have="")
    an.post(WRITE, data=typed | WANTED)

    page = an.get(f"{BIRTH}?ho-so={typed['dossier_id']}").text
    an.post(f"{BIRTH}/nhan", data=typed | {"paper-1-have": "1", "reason": "Đã đủ."})

    assert 'value="Nguyễn Thị Bình"' in page
    assert Dossier.get().status == "received"


def test_only_the_desk_writes_slips(signed_in: SignedIn) -> None:
    assert signed_in("binh").post(WRITE, data=answers() | WANTED).status_code == 403


def test_a_dossier_leads_to_a_new_one_for_the_same_person_and_to_the_person(
    signed_in: SignedIn,
) -> None:
    dossier_id = take_in(signed_in("an"))

    an, binh = (main(signed_in(who).get(f"/ho-so/{dossier_id}").text) for who in ("an", "binh"))

    assert f'href="/tiep-nhan?chep={dossier_id}"' in an
    assert f'href="/tiep-nhan?chep={dossier_id}"' not in binh
    assert 'href="/cong-dan/1"' in an
    assert 'href="/cong-dan/1"' in binh


def test_a_second_slip_with_another_list_is_not_taken_for_the_first(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post(WRITE, data=typed | WANTED)

    answer = an.post(WRITE, data=typed | WANTED | {"items": "Giấy chứng nhận kết hôn"})

    assert answer.status_code == 409
    assert "Giấy chứng nhận kết hôn" in main(answer.text)
    assert Slip.select().count() == 1


def test_what_was_received_meanwhile_is_not_told_as_refused(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(reason="Đã xem giấy tờ.")
    an.post(f"{BIRTH}/nhan", data=typed)

    given = typed | {"reason": "Không thuộc thẩm quyền.", "password_again": PASSWORD}
    answer = an.post(f"{BIRTH}/tu-choi", data=given)

    assert answer.status_code == 409
    assert Dossier.get().status == "received"
