"""The pages of what happens between reception and result: consequences told before, letters and dates shown after."""

import io
from datetime import timedelta

import pytest

from app import clock
from app.models.documents import Document
from app.models.dossiers import Dossier, Step
from app.models.slips import Slip
from tests.scans import pdf
from tests.web.counter import SignedIn, main, resolved, step, take_in


@pytest.fixture
def in_hand(signed_in: SignedIn) -> str:
    dossier_id = take_in(signed_in("an"))
    step(signed_in("binh"), dossier_id, "thu-ly")
    return dossier_id


@pytest.fixture
def asked(signed_in: SignedIn, in_hand: str) -> str:
    step(
        signed_in("binh"), in_hand, "yeu-cau-bo-sung",
        items="Giấy chứng sinh\nCCCD của mẹ", reason="Thiếu giấy tờ", answer_by="24/05/2099",
    )  # fmt: skip
    return in_hand


def day(later: int) -> str:
    return f"{clock.local(clock.now()) + timedelta(days=later):%d/%m/%Y}"


def status(dossier_id: str) -> str:
    return str(Dossier.get(Dossier.id == dossier_id).status)


def test_an_empty_dialog_has_empty_boxes(signed_in: SignedIn, in_hand: str) -> None:
    page = main(signed_in("binh").get(f"/ho-so/{in_hand}/buoc/yeu-cau-bo-sung").text)

    assert "built-in method" not in page


def test_a_dialog_tells_what_will_follow(signed_in: SignedIn, in_hand: str) -> None:
    page = main(signed_in("binh").get(f"/ho-so/{in_hand}/buoc/yeu-cau-bo-sung").text)

    assert "Khi lãnh đạo ký, hồ sơ chuyển từ “Đang thụ lý” sang “Chờ bổ sung”." in page
    assert "Đồng hồ dừng khi lãnh đạo ký" in page
    assert "Người nhận: Phạm Thị Chi." in page
    assert "thu hồi được" in page


def test_the_leader_reads_the_letter_before_signing(signed_in: SignedIn, asked: str) -> None:
    chi = signed_in("chi")

    page = main(chi.get(f"/ho-so/{asked}/buoc/ky-phieu").text)
    step(chi, asked, "ky-phieu")

    assert "Hồ sơ chuyển sang “Chờ bổ sung” và đồng hồ dừng ngay." in page
    assert "<li>Giấy chứng sinh</li>" in page and "<li>CCCD của mẹ</li>" in page
    assert "24/05/2099" in page
    assert status(asked) == "supplement_requested"


def test_the_new_date_is_told_before_the_clock_goes_on(signed_in: SignedIn, asked: str) -> None:
    step(signed_in("chi"), asked, "ky-phieu")
    an = signed_in("an")

    page = main(an.get(f"/ho-so/{asked}/buoc/nhan-bo-sung").text)
    step(an, asked, "nhan-bo-sung", note="Đủ")

    assert "Đồng hồ chạy tiếp, tính tiếp phần còn lại: hẹn trả mới" in page
    assert "Cách tính:" in page
    assert status(asked) == "processing"


def test_the_dossier_shows_its_letters_and_pauses(signed_in: SignedIn, asked: str) -> None:
    step(signed_in("chi"), asked, "ky-phieu")

    page = main(signed_in("an").get(f"/ho-so/{asked}").text)

    assert "Phiếu yêu cầu bổ sung số 1/HDHS – đã ký, chờ giao" in page
    assert "Chờ công dân bổ sung hồ sơ" in page and "đồng hồ đang dừng" in page
    assert f'href="/ho-so/{asked}/hen-tra"' in page


def test_a_due_date_is_explained_day_by_day(signed_in: SignedIn, asked: str) -> None:
    step(signed_in("chi"), asked, "ky-phieu")
    step(signed_in("an"), asked, "nhan-bo-sung")

    page = main(signed_in("an").get(f"/ho-so/{asked}/hen-tra").text)

    assert "Lúc tiếp nhận" in page and "Nhận" in page
    assert "Tạm dừng, chờ công dân bổ sung hồ sơ" in page


def test_what_is_missing_in_a_letter_is_asked_for_in_place(
    signed_in: SignedIn, in_hand: str
) -> None:
    page = signed_in("binh").post(
        f"/ho-so/{in_hand}/buoc/yeu-cau-bo-sung",
        data={"items": " \n", "reason": "Thiếu", "answer_by": "hôm qua"},
    )

    assert page.status_code == 422
    assert 'href="#items"' in page.text and 'href="#answer_by"' in page.text
    assert "Thiếu</textarea>" in page.text
    assert Slip.select().count() == 0


def test_a_step_that_is_not_open_says_why_in_its_own_words(signed_in: SignedIn, asked: str) -> None:
    page = signed_in("binh").get(f"/ho-so/{asked}/buoc/trinh-duyet")

    assert page.status_code == 409
    assert "có phiếu dự thảo đang chờ lãnh đạo ký" in page.text


def test_scans_come_with_a_step(signed_in: SignedIn, in_hand: str) -> None:
    answer = signed_in("binh").post(
        f"/ho-so/{in_hand}/buoc/y-kien",
        data={"note": "Xem bản quét", "files": (io.BytesIO(pdf()), "xac-minh.pdf")},
        content_type="multipart/form-data",
    )

    line = Step.select().order_by(Step.position.desc()).first()
    assert answer.status_code == 303
    assert (line.action, Document.get().step_id) == ("opine", line.id)
    assert "Thêm ở bước “Cho ý kiến”" in main(
        signed_in("an").get(f"/ho-so/{Document.get().dossier_id}").text
    )


def test_no_scan_is_kept_of_a_step_that_is_refused(signed_in: SignedIn, in_hand: str) -> None:
    answer = signed_in("binh").post(
        f"/ho-so/{in_hand}/buoc/y-kien",
        data={"note": "", "files": (io.BytesIO(pdf()), "xac-minh.pdf")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert Document.select().count() == 0


def test_the_last_step_is_taken_back_from_the_page(signed_in: SignedIn, in_hand: str) -> None:
    binh = signed_in("binh")
    step(binh, in_hand, "trinh-duyet")

    step(binh, in_hand, "thu-hoi")

    assert status(in_hand) == "processing"
    assert "Thu hồi bước vừa làm" in main(binh.get(f"/ho-so/{in_hand}").text)


def test_a_result_goes_to_the_post_under_its_number(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")

    step(an, dossier_id, "gui-buu-dien", tracking_no="EA123456789VN")

    assert "EA123456789VN" in main(an.get(f"/ho-so/{dossier_id}").text)
    assert status(dossier_id) == "posting"


def test_both_dates_are_shown_after_an_apology(signed_in: SignedIn, in_hand: str) -> None:
    step(
        signed_in("binh"), in_hand, "xin-loi",
        new_due_on="24/05/2030", reason_code="checking", reason="Xác minh thêm",
    )  # fmt: skip
    step(signed_in("chi"), in_hand, "ky-phieu")

    page = main(signed_in("an").get(f"/ho-so/{in_hand}").text)

    assert "Hẹn lại" in page and "24/05/2030" in page
    assert "Phiếu xin lỗi và hẹn lại số 1/PXL" in page


def test_days_of_leave_are_asked_for_in_place(signed_in: SignedIn) -> None:
    page = signed_in("binh").post("/nguoi-thay", data={"stand_in": "an"})

    assert page.status_code == 422
    assert 'href="#from_day"' in page.text and 'href="#to_day"' in page.text


def test_a_stand_in_is_listed_and_ended(signed_in: SignedIn) -> None:
    binh = signed_in("binh")
    typed = {"stand_in": "an", "from_day": day(0), "to_day": day(9)}

    named = binh.post("/nguoi-thay", data=typed, follow_redirects=True)
    ended = binh.post("/nguoi-thay/1/thoi", follow_redirects=True)

    assert "Trần Thị An</strong> thay <strong>Lê Văn Bình" in named.text
    assert "Chưa có ai thay" in ended.text
