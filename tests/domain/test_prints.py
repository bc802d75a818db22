"""Which form holds on which day, what it is called, and when a reprint must be explained."""

from datetime import date

import pytest

from app.domain.prints import EDITIONS, PrintForm, edition, heading, needs_reason, suffix_of

DAY_2019, DAY_2026 = date(2019, 5, 24), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("form", "in_2019", "in_2026"),
    [
        (PrintForm.RECEIPT, "Mẫu số 01", "Mẫu số 01"),
        (PrintForm.SUPPLEMENT, "Mẫu số 02", "Mẫu số 02"),
        (PrintForm.REFUSAL, "Mẫu số 03", "Mẫu số 03"),
        (PrintForm.APOLOGY, "Mẫu số 04", "Mẫu số 04"),
        (PrintForm.STOP, "", "Mẫu số 05"),
        (PrintForm.CONTROL, "Mẫu số 05", "Mẫu số 06"),
        (PrintForm.REGISTER, "Mẫu số 06", "Mẫu số 07"),
    ],
)
def test_the_number_of_a_form_goes_by_the_day(form: PrintForm, in_2019: str, in_2026: str) -> None:
    assert (edition(form, DAY_2019).number, edition(form, DAY_2026).number) == (in_2019, in_2026)


def test_the_apology_changed_its_title_on_the_fifteenth_of_september_2025() -> None:
    before, after = (edition(PrintForm.APOLOGY, date(2025, 9, day)) for day in (14, 15))

    assert before.name == "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    assert after.name == "Văn bản xin lỗi và đề nghị gia hạn"


def test_every_form_has_an_edition_for_every_day() -> None:
    assert set(EDITIONS) == set(PrintForm)
    assert all(edition(form, date(2018, 1, 1)).title for form in PrintForm)


@pytest.mark.parametrize(
    ("form", "suffix"),
    [
        (PrintForm.SUPPLEMENT, "HDHS"),
        (PrintForm.APOLOGY, "PXL-UBND"),
        (PrintForm.RECEIPT, "BPTNTKQ"),
    ],
)
def test_a_number_is_followed_by_what_the_form_says(form: PrintForm, suffix: str) -> None:
    assert suffix_of(form, heading("Xã Thạch Hải", DAY_2019)) == suffix


@pytest.mark.parametrize(
    ("copy", "earlier", "asked"),
    [
        ("khach", [], False),
        ("luu", [("khach", "clear")], False),
        ("khach", [("khach", "clear")], True),
        ("khach", [("both", "clear")], True),
        ("both", [("luu", "clear")], True),
        ("khach", [("khach", "waiting")], True),
        ("khach", [("khach", "unclear")], False),
        ("khach", [("khach", "broken")], False),
        ("khach", [("khach", "clear"), ("khach", "unclear")], True),
        ("whole", [("whole", "clear")], True),
    ],
)
def test_a_reason_is_asked_for_when_the_copy_came_out_before(
    copy: str, earlier: list[tuple[str, str]], asked: bool
) -> None:
    assert needs_reason(copy, earlier) is asked
