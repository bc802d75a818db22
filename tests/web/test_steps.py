"""The dialogs of the steps: done by whom it concerns, calm when somebody was faster."""

import pytest

from app.domain.workflow import STEPS
from app.models.dossiers import Dossier, Result
from app.web.step_dialogs import DIALOGS, KEYS
from tests.web.counter import SignedIn, main, resolved, step, take_in


def status(dossier_id: str) -> str:
    return str(Dossier.get(Dossier.id == dossier_id).status)


def test_every_step_of_the_workflow_has_a_page() -> None:
    assert set(DIALOGS) | {"receive", "register"} == set(STEPS)
    assert len(KEYS) == len(DIALOGS)


def test_a_dossier_goes_from_the_counter_to_the_hand_of_the_citizen(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in, quantity__late="3"), signed_in("an")
    assert status(dossier_id) == "resolved"

    step(
        an, dossier_id, "tra-ket-qua",
        collected_by="Trần Văn Hùng", collected_id_no="042085004321", amount_paid="15.000",
    )  # fmt: skip

    dossier = Dossier.get(Dossier.id == dossier_id)
    assert (dossier.status, dossier.collected_by) == ("returned", "Trần Văn Hùng")
    assert (dossier.collected_id_no, dossier.amount_paid) == ("042085004321", 15000)


def test_doing_a_step_leads_back_to_the_dossier_and_says_so(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")

    page = binh.post(f"/ho-so/{dossier_id}/buoc/thu-ly", follow_redirects=True)

    assert page.request.path == f"/ho-so/{dossier_id}"
    assert "Đã nhận thụ lý." in page.text


def test_the_desk_gives_a_dossier_to_an_officer_it_chooses(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)
    page = main(an.get(f"/ho-so/{dossier_id}/buoc/phan-cong").text)

    step(an, dossier_id, "phan-cong", to_username="binh", note="Gấp")

    assert '<option value="binh">Lê Văn Bình – Công chức</option>' in page
    assert Dossier.get(Dossier.id == dossier_id).holder_officer == "binh@445"


@pytest.mark.parametrize("username", ["", "an", "khong-co"])
def test_a_dossier_is_not_given_to_one_who_cannot_work_on_it(
    signed_in: SignedIn, username: str
) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    page = an.post(
        f"/ho-so/{dossier_id}/buoc/phan-cong", data={"to_username": username, "note": "Gấp"}
    )

    assert page.status_code == 422
    assert 'href="#to_username"' in page.text
    assert "Gấp</textarea>" in page.text
    assert status(dossier_id) == "received"


def test_a_missing_reason_is_asked_for_in_place(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    page = an.post(f"/ho-so/{dossier_id}/buoc/rut", data={"seen": "1"})

    assert page.status_code == 422
    assert "<title>Lỗi:" in page.text
    assert 'href="#reason"' in page.text
    assert 'name="seen" value="1"' in page.text
    assert status(dossier_id) == "received"


def test_the_leader_finds_the_draft_as_it_was_submitted(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(
        binh, dossier_id, "trinh-duyet",
        outcome="granted", number="12/KS", issued_on="24/05/2019", content="Đã đăng ký khai sinh",
    )  # fmt: skip

    page = main(signed_in("chi").get(f"/ho-so/{dossier_id}/buoc/duyet").text)

    assert 'value="12/KS"' in page
    assert 'value="24/05/2019"' in page
    assert "Đã đăng ký khai sinh</textarea>" in page
    assert 'value="Phạm Thị Chi"' in page


def test_an_approved_result_is_shown_with_number_day_and_signer(signed_in: SignedIn) -> None:
    dossier_id = resolved(signed_in)

    page = main(signed_in("an").get(f"/ho-so/{dossier_id}/buoc/tra-ket-qua").text)

    assert Result.get(Result.dossier_id == dossier_id).issued
    assert 'value="Nguyễn Thị Bình"' in page
    assert "Còn phải thu 0 đ." in page


def test_an_approval_without_a_result_is_refused_in_place(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(binh, dossier_id, "trinh-duyet", note="Xin ý kiến")

    page = signed_in("chi").post(f"/ho-so/{dossier_id}/buoc/duyet", data={"number": "12/KS"})

    assert page.status_code == 422
    assert 'value="12/KS"' in page.text
    assert status(dossier_id) == "approving"


@pytest.mark.parametrize("typed", ["mười nghìn", "-5", "1,5"])
def test_money_that_is_no_number_is_refused_and_kept(signed_in: SignedIn, typed: str) -> None:
    dossier_id = resolved(signed_in)

    page = signed_in("an").post(
        f"/ho-so/{dossier_id}/buoc/tra-ket-qua",
        data={"collected_by": "Nguyễn Thị Bình", "amount_paid": typed},
    )

    assert page.status_code == 422
    assert f'value="{typed}"' in page.text
    assert status(dossier_id) == "resolved"


def test_a_stale_page_tells_what_happened_and_shows_the_dossier_as_it_is(
    signed_in: SignedIn,
) -> None:
    an, binh = signed_in("an"), signed_in("binh")
    dossier_id = take_in(an)
    step(binh, dossier_id, "thu-ly")

    page = an.post(
        f"/ho-so/{dossier_id}/buoc/rut", data={"seen": "1", "reason": "Công dân xin rút"}
    )

    told = main(page.text).partition('role="alert"')[2].partition("steps-bar")[0]
    assert page.status_code == 409
    assert "Lê Văn Bình" in told and "thụ lý" in told
    assert "Công dân xin rút" in told
    assert "Đang thụ lý" in main(page.text)
    assert status(dossier_id) == "processing"


def test_the_same_step_twice_is_answered_calmly(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, dossier_id, "thu-ly", seen="1")

    again = binh.post(f"/ho-so/{dossier_id}/buoc/thu-ly", data={"seen": "1"})

    assert again.status_code == 409
    assert "Chưa ghi gì của lần bấm vừa rồi." in again.text


def test_a_dialog_that_is_not_open_says_where_the_dossier_stands(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    page = an.get(f"/ho-so/{dossier_id}/buoc/tra-ket-qua")

    assert page.status_code == 409
    assert "Hồ sơ đang ở bước “Mới tiếp nhận”, ông/bà chưa thể trả kết quả." in page.text


def test_a_step_of_another_role_is_forbidden(signed_in: SignedIn) -> None:
    dossier_id = take_in(signed_in("an"))

    answer = signed_in("chi").post(f"/ho-so/{dossier_id}/buoc/thu-ly")

    assert answer.status_code == 403
    assert status(dossier_id) == "received"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_step_is_not_found(signed_in: SignedIn, method: str) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    assert getattr(an, method)(f"/ho-so/{dossier_id}/buoc/nhay-mua").status_code == 404
