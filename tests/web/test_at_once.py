"""Given back while the citizen waits: from the check page, without a receipt."""

from app.models.dossiers import Dossier, Result
from app.models.prints import PrintedForm
from tests.web.counter import BIRTH, SignedIn, answers, main

COPIES = "/tiep-nhan/2.000815@1"
NOW = {
    "now-signer": "Phạm Thị Chi", "now-number": "", "now-copies": "3",
    "now-collected_by": "Nguyễn Thị Bình", "now-collected_id_no": "", "now-amount_paid": "12.000",
}  # fmt: skip


def typed(**changes: str) -> dict[str, str]:
    wanted = {
        "quantity-copy": "3",
        "quantity-page": "2",
        "paper-1-have": "1",
        "paper-1-copies": "3",
    }
    return answers(reason="Đã đối chiếu bản chính.", **changes) | wanted


def test_the_check_page_offers_it_where_the_desk_may_certify(signed_in: SignedIn) -> None:
    page = main(signed_in("an").post(f"{COPIES}/kiem-tra", data=typed()).text)

    assert "Tiếp nhận và trả ngay" in page
    assert '<option value="Phạm Thị Chi" selected>' in page
    assert 'name="now-copies" type="text" value="3"' in page
    assert 'name="now-amount_paid" type="text" value="12000"' in page


def test_it_is_not_offered_where_a_leader_must_decide(signed_in: SignedIn) -> None:
    page = main(signed_in("an").post(f"{BIRTH}/kiem-tra", data=answers()).text)

    assert "Tiếp nhận và trả ngay" not in page


def test_one_press_gives_it_back_without_a_receipt(signed_in: SignedIn) -> None:
    an, form = signed_in("an"), typed()

    answer = an.post(f"{COPIES}/tra-ngay", data=form | NOW)
    page = main(an.get(answer.location).text)

    dossier = Dossier.get(Dossier.id == form["dossier_id"])
    assert (dossier.status, dossier.amount_paid) == ("returned", 12_000)
    assert (Result.get().number, Result.get().signer) == ("1", "Phạm Thị Chi")
    assert "02 bản" not in page
    assert "03 bản" in page
    assert not PrintedForm.select().exists()


def test_what_must_be_mended_stands_beside_its_box_on_the_check_page(signed_in: SignedIn) -> None:
    wrong = {"now-signer": "", "now-copies": "ba"}

    answer = signed_in("an").post(f"{COPIES}/tra-ngay", data=typed() | NOW | wrong)

    assert answer.status_code == 422
    assert "Số bản phải là số; đang là “ba”." in answer.text
    assert 'value="ba"' in answer.text
    assert 'name="applicant_name" value="Nguyễn Thị Bình"' in answer.text
    assert not Dossier.select().exists()


def test_a_missing_signer_gives_no_number(signed_in: SignedIn) -> None:
    answer = signed_in("an").post(f"{COPIES}/tra-ngay", data=typed() | NOW | {"now-signer": ""})

    assert answer.status_code == 422
    assert 'href="#now-signer"' in answer.text
    assert not Dossier.select().exists()


def test_a_dossier_that_needs_care_needs_its_reason_here_too(signed_in: SignedIn) -> None:
    form = typed() | NOW | {"reason": "", "paper-0-have": ""}

    answer = signed_in("an").post(f"{COPIES}/tra-ngay", data=form)

    assert answer.status_code == 422
    assert "Ghi lý do vẫn tiếp nhận" in answer.text


def test_the_desk_is_told_why_it_cannot_for_another_procedure(signed_in: SignedIn) -> None:
    answer = signed_in("an").post(f"{BIRTH}/tra-ngay", data=answers(reason="x") | NOW)

    assert answer.status_code == 403
    assert "không tiếp nhận và trả ngay được" in answer.text
    assert not Dossier.select().exists()
