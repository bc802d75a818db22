"""Papers of a dossier: what stands on them by the date, and the log of their prints."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.domain.prints import PrintForm, date_words, edition, heading, moment_words, paper_words
from app.models.dossiers import Dossier
from app.queries import officers
from app.web.print_sheets import qr_of
from sync import journal
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, answers, main, resolved, take_in

ITEMS = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY TIẾP NHẬN HỒ SƠ",
    "VÀ HẸN TRẢ KẾT QUẢ",
    "Mã hồ sơ:",
    "(Liên: Giao khách hàng)",
    "Mã tra cứu:",
    "tiếp nhận hồ sơ của: <strong>Nguyễn Thị Bình</strong>",
    "Địa chỉ: Thôn Liên Hải",
    "Số điện thoại: 0912345678",
    "Email:",
    "Nội dung yêu cầu giải quyết: Đăng ký khai sinh (1.001193)",
    "1. Thành phần hồ sơ nộp gồm:",
    "Tờ khai đăng ký khai sinh (theo mẫu) (bản chính: 01)",
    "2. Số lượng hồ sơ: 01 (bộ)",
    "3. Thời gian giải quyết hồ sơ theo quy định là: trong ngày",
    "4. Thời gian nhận hồ sơ:",
    "5. Thời gian trả kết quả giải quyết hồ sơ:",
    "6. Đăng ký nhận kết quả tại:",
    "Vào Sổ theo dõi hồ sơ, Quyển số:",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "Ghi chú:",
]


def receipt(signed_in: SignedIn, dossier_id: str, copy: str = "khach") -> str:
    return main(signed_in("an").get(f"/ho-so/{dossier_id}/in/giay-tiep-nhan?lien={copy}").text)


@pytest.mark.parametrize(
    ("day", "office", "basis"),
    [
        (date(2018, 12, 28), "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "01/2018/TT-VPCP"),
        (date(2019, 5, 24), "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "01/2018/TT-VPCP"),
        (date(2025, 6, 30), "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "01/2018/TT-VPCP"),
        (date(2025, 7, 1), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "01/2018/TT-VPCP"),
        (date(2025, 9, 14), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "01/2018/TT-VPCP"),
        (date(2025, 9, 15), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "03/2025/TT-VPCP"),
    ],
)
def test_the_form_is_the_one_in_force_on_the_day(day: date, office: str, basis: str) -> None:
    assert heading("Xã Thạch Hải", day).desk_line == office
    assert basis in edition(PrintForm.RECEIPT, day).basis


@pytest.mark.parametrize(
    ("unit", "line", "place"),
    [
        ("Xã Thạch Hải", "UBND xã Thạch Hải", "Thạch Hải"),
        ("Huyện Thạch Hà", "UBND huyện Thạch Hà", "Thạch Hà"),
        ("Thị trấn Thạch Hà", "UBND thị trấn Thạch Hà", "Thạch Hà"),
    ],
)
def test_the_head_names_the_office_and_its_place(unit: str, line: str, place: str) -> None:
    head = heading(unit, date(2019, 5, 24))

    assert (head.parent_line, head.place) == (line, place)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2019, 5, 24, 3, 5, tzinfo=UTC), "10 giờ 05 phút, ngày 24 tháng 5 năm 2019"),
        (datetime(2019, 2, 1, 0, 30, tzinfo=UTC), "07 giờ 30 phút, ngày 01 tháng 02 năm 2019"),
        (datetime(2019, 5, 31, 18, 0, tzinfo=UTC), "01 giờ 00 phút, ngày 01 tháng 6 năm 2019"),
    ],
)
def test_moments_are_written_by_the_clock_of_the_office(at: datetime, words: str) -> None:
    assert moment_words(at) == words
    assert date_words(at) in words


@pytest.mark.parametrize(
    ("kind", "originals", "copies", "words"),
    [
        ("original", 1, 0, "Tờ khai (bản chính: 01)"),
        ("original", 1, 2, "Tờ khai (bản chính: 01; bản sao: 02)"),
        ("certified_copy", 0, 1, "Tờ khai (bản sao chứng thực: 01)"),
        ("photocopy", 0, 0, "Tờ khai"),
    ],
)
def test_a_paper_is_listed_with_its_kind_and_number(
    kind: str, originals: int, copies: int, words: str
) -> None:
    paper = SimpleNamespace(
        name="Tờ khai", kind=kind, originals=originals, copies=copies, note=None
    )

    assert paper_words(paper) == words


def test_the_items_stand_in_the_order_of_the_form(signed_in: SignedIn) -> None:
    page = receipt(signed_in, take_in(signed_in("an")))

    assert sorted(ITEMS, key=lambda item: page.find(item)) == ITEMS
    assert all(item in page for item in ITEMS)


def test_the_sheet_carries_number_code_pin_and_a_drawn_qr(signed_in: SignedIn) -> None:
    dossier_id = take_in(signed_in("an"))
    dossier = Dossier.get(Dossier.id == dossier_id)

    page = receipt(signed_in, dossier_id)

    assert f"Số: {dossier.register_seq}/" in page
    assert f'<strong class="code">{dossier.code}</strong>' in page
    assert f"<strong>{dossier.lookup_pin}</strong>" in page
    assert re.search(r'<svg viewBox="[^"]+" class="segno"><path', page)
    assert "style=" not in page


def test_papers_only_shown_are_not_listed_as_handed_in(signed_in: SignedIn) -> None:
    page = receipt(signed_in, take_in(signed_in("an")))

    handed_in = page.partition('<ol class="papers">')[2].partition("</ol>")[0]
    assert "Giấy tờ tùy thân" not in handed_in
    assert "Giấy tờ đã xuất trình, trả lại ngay: Giấy tờ tùy thân" in page


@pytest.mark.parametrize(
    ("copy", "labels"),
    [("khach", ["Giao khách hàng"]), ("luu", ["Lưu"]), ("both", ["Giao khách hàng", "Lưu"])],
)
def test_either_copy_or_both_can_be_printed(
    signed_in: SignedIn, copy: str, labels: list[str]
) -> None:
    page = receipt(signed_in, take_in(signed_in("an")), copy)

    assert re.findall(r"\(Liên: ([^)]+)\)", page) == labels


def test_another_submitter_signs_for_the_applicant(signed_in: SignedIn) -> None:
    dossier_id = take_in(
        signed_in("an"), submitter_name="Trần Văn Hùng", submitter_relation="bố của trẻ"
    )

    page = receipt(signed_in, dossier_id)

    assert "Người nộp hồ sơ: Trần Văn Hùng (bố của trẻ)" in page
    assert '<p class="signed">Trần Văn Hùng</p>' in page


def test_the_print_dialog_opens_only_after_the_print_was_written_down(signed_in: SignedIn) -> None:
    an = signed_in("an")
    address = f"/ho-so/{take_in(an)}/in/giay-tiep-nhan"

    assert "data-print-now" not in an.get(f"{address}?in_ngay=1").text
    assert an.post(f"{address}/lan-in").location == f"{address}?in_ngay=1"
    assert "data-print-now" in an.get(f"{address}?in_ngay=1").text
    assert "data-print-now" not in an.get(address).text


def test_a_dossier_without_a_number_has_no_receipt(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post("/tiep-nhan/1.001193@1/ghi-nhan", data=typed)

    answer = an.get(f"/ho-so/{typed['dossier_id']}/in/giay-tiep-nhan")

    assert answer.status_code == 409


def test_the_qr_is_a_drawing_without_a_size_of_its_own() -> None:
    picture = str(qr_of("H27.35.07-190524-0001"))

    assert picture.startswith("<svg viewBox=")
    assert "width=" not in picture.partition(">")[0]


def test_the_type_grows_smaller_when_there_is_much_to_say(app: Flask, signed_in: SignedIn) -> None:
    many = {f"extra__{n}__name": f"Giấy tờ khác số {n}" for n in range(4)}

    few_papers = receipt(signed_in, take_in(signed_in("an")))
    many_papers = receipt(signed_in, take_in(signed_in("an"), id_no="042185007777", **many))

    assert "sheet-dense" not in few_papers
    assert "sheet-dense" in many_papers
    assert ".sheet-dense" in Path(str(app.static_folder), "receipt.css").read_text("utf-8")


# ── The print log ───────────────────────────────────────────────────────────────────────────────────


def paper_of(signed_in: SignedIn, slug: str) -> tuple[FlaskClient, str, str]:
    """An's browser, a new dossier of hers, and the address of one of its papers."""
    an = signed_in("an")
    dossier_id = take_in(an)
    return an, dossier_id, f"/ho-so/{dossier_id}/in/{slug}"


def test_after_printing_the_page_asks_whether_the_paper_can_be_read(signed_in: SignedIn) -> None:
    an, _, address = paper_of(signed_in, "kiem-soat")

    assert "Bản in có rõ không?" not in an.get(address).text
    an.post(f"{address}/lan-in", data={"expected": "0"})
    assert "Bản in có rõ không?" in an.get(address).text
    an.post(f"{address}/xac-nhan", data={"number": "1", "answer": "ro"})
    assert "Bản in có rõ không?" not in an.get(address).text


def test_a_paper_that_is_not_clear_is_printed_again_at_once(signed_in: SignedIn) -> None:
    an, _, address = paper_of(signed_in, "kiem-soat")
    an.post(f"{address}/lan-in", data={"expected": "0"})

    answer = an.post(f"{address}/xac-nhan", data={"number": "1", "answer": "mo"})

    assert answer.location.endswith("in_ngay=1")
    page = an.get(answer.location).text
    assert "data-print-now" in page
    assert "Lần in thứ 2" in page
    assert "Bản in lần trước mờ" in page


def test_the_scanned_code_closes_the_step_and_another_keeps_the_form(signed_in: SignedIn) -> None:
    an, dossier_id, address = paper_of(signed_in, "giay-tiep-nhan")
    code = Dossier.get(Dossier.id == dossier_id).code
    an.post(f"{address}/lan-in", data={"expected": "0"})

    wrong = an.post(f"{address}/xac-nhan", data={"number": "1", "scan": f"{code[:-1]}9"})
    assert wrong.status_code == 422
    assert "Hãy quét đúng tờ vừa in" in wrong.text
    assert f'value="{code[:-1]}9"' in wrong.text

    right = an.post(f"{address}/xac-nhan", data={"number": "1", "scan": code})
    assert right.status_code == 303
    assert "đã quét lại" in an.get(f"/ho-so/{dossier_id}").text


def test_printing_again_asks_why_and_keeps_the_page(signed_in: SignedIn) -> None:
    an, dossier_id, address = paper_of(signed_in, "kiem-soat")
    an.post(f"{address}/lan-in", data={"expected": "0"})
    an.post(f"{address}/xac-nhan", data={"number": "1", "answer": "ro"})

    assert an.post(f"{address}/lan-in", data={"expected": "1"}).status_code == 422
    again = an.post(f"{address}/lan-in", data={"expected": "1", "reason": "Rách giấy"})
    assert again.status_code == 303
    assert "Rách giấy" in an.get(f"/ho-so/{dossier_id}").text


def test_the_two_copies_of_a_receipt_are_no_reprints_of_each_other(signed_in: SignedIn) -> None:
    an, _, address = paper_of(signed_in, "giay-tiep-nhan")
    an.post(f"{address}/lan-in", data={"expected": "0", "lien": "khach"})

    answer = an.post(f"{address}/lan-in", data={"expected": "1", "lien": "luu"})

    assert answer.status_code == 303


@pytest.mark.parametrize("slug", ["tu-choi", "bo-sung", "xin-loi", "dung-giai-quyet"])
def test_a_letter_nobody_wrote_cannot_be_printed(signed_in: SignedIn, slug: str) -> None:
    an, _, address = paper_of(signed_in, slug)

    assert an.get(address).status_code == 409
    assert an.post(f"{address}/lan-in").status_code == 409


def test_a_form_nobody_knows_is_not_found(signed_in: SignedIn) -> None:
    an, _, address = paper_of(signed_in, "mau-99")

    assert an.get(address).status_code == 404


# ── Mẫu 03 and the control slip ─────────────────────────────────────────────────────────────────────


def test_the_refusal_says_who_was_refused_and_why(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(reason="Không thuộc thẩm quyền của xã.")
    an.post("/tiep-nhan/1.001193@1/tu-choi", data=typed | {"password_again": PASSWORD})

    page = main(an.get(f"/ho-so/{typed['dossier_id']}/in/tu-choi").text)

    assert "PHIẾU TỪ CHỐI TIẾP NHẬN<br>GIẢI QUYẾT HỒ SƠ" in page
    assert "tiếp nhận hồ sơ của: <strong>Nguyễn Thị Bình</strong>" in page
    assert "Không thuộc thẩm quyền của xã." in page
    assert "Xin thông báo cho Ông/Bà được biết và thực hiện./." in page
    assert '<p class="signed">Trần Thị An</p>' in page


def test_the_control_slip_tells_every_handover_with_its_verdict(signed_in: SignedIn) -> None:
    dossier_id = resolved(signed_in)

    page = main(signed_in("an").get(f"/ho-so/{dossier_id}/in/kiem-soat").text)

    lines = re.findall(r"1\. Giao: (.+?)<br>2\. Nhận: (.+?)</td>", page)
    assert [receiver.partition(",")[0] for _, receiver in lines[:3]] == [
        "Lê Văn Bình", "Lãnh đạo", "Trung tâm Phục vụ hành chính công huyện Thạch Hà",
    ]  # fmt: skip
    assert page.count('<span class="box">×</span>') == 1


# ── Letters as they were signed ─────────────────────────────────────────────────────────────────────


def written(dossier_id: str, kind: str, number: str) -> None:
    """A letter of the district, signed by its leader."""
    by, at = officers.one("an").officer, clock.now()
    paper = {"name": "Giấy chứng sinh", "kind": "certified_copy", "originals": 1, "copies": 2}
    with journal.transaction():
        journal.record(
            "slip", f"{kind:0<32}", by=by, at=at, scope="445", dossier_id=dossier_id, kind=kind,
            state="signed", unit="445", number=number, reason="Thiếu chữ ký người làm chứng",
            items=[paper | {"note": "mờ"}], answer_by="2026-12-24", old_due_at=at, new_due_at=at,
            drafted_at=at, drafted_by=str(by), drafted_by_name="Trần Thị An", signed_at=at,
            signed_by_name="Phạm Thị Chi", signed_by_title="Chủ tịch",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "slug", "number", "signed"),
    [
        ("supplement", "bo-sung", "12/HDHS", "Trần Thị An"),
        ("refusal", "tu-choi", "2/PTC", "Trần Thị An"),
        ("apology", "xin-loi", "3/PXL", "Phạm Thị Chi"),
        ("stop", "dung-giai-quyet", "1/TBD", "Phạm Thị Chi"),
    ],
)
def test_a_signed_letter_is_printed_with_its_number_reason_and_signer(
    signed_in: SignedIn, kind: str, slug: str, number: str, signed: str
) -> None:
    an, dossier_id, address = paper_of(signed_in, slug)
    written(dossier_id, kind, number)

    page = main(an.get(address).text)

    assert f"Số: {number}" in page
    assert "Thiếu chữ ký người làm chứng" in page
    assert f'<p class="signed">{signed}</p>' in page
    assert f"/in/{slug}" in an.get(f"/ho-so/{dossier_id}").text
