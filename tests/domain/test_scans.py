"""What a USB scanner types: read when it can be, and told what to do when a typing tool has spoilt it."""

from datetime import date

import pytest

from app.domain.refusals import (
    CardGarbled,
    CardUnreadable,
    Refusal,
    ScanGarbled,
    ScanIsParcel,
    ScanUnknown,
)
from app.domain.scans import differing, read_scan

TODAY = date(2019, 5, 24)
CARD = "042185001234|183456789|Nguyễn Thị Bình|05031985|Nữ|Thôn Liên Hải, Thạch Hải, Thạch Hà, Hà Tĩnh|10042021"
TODAY_OF_CARD = date(2022, 5, 24)


def test_a_card_fills_the_boxes_of_the_person() -> None:
    assert read_scan(CARD, TODAY_OF_CARD).fields == {
        "applicant_kind": "citizen",
        "applicant_name": "Nguyễn Thị Bình",
        "id_type": "cccd",
        "id_no": "042185001234",
        "birth_date": "05/03/1985",
        "gender": "female",
        "address": "Thôn Liên Hải, Thạch Hải, Thạch Hà, Hà Tĩnh",
        "id_issued_on": "10/04/2021",
    }


@pytest.mark.parametrize("wrapped", [f"  {CARD}\r\n", f"\x02{CARD}\x03", CARD.replace("|", "¦")])
def test_what_a_scanner_puts_around_is_taken_off(wrapped: str) -> None:
    assert read_scan(wrapped, TODAY_OF_CARD).fields["id_no"] == "042185001234"


@pytest.mark.parametrize(
    "text",
    [
        "H27.35.07-190524-0001",
        " h27.35.07-190524-0001\n",
        "H27.35.07-190524-0001 4821",
        "https://motcua.example/tra-cuu?ma=H27.35.07-190524-0001",
    ],
)
def test_the_code_of_a_receipt_or_a_label_names_its_dossier(text: str) -> None:
    assert str(read_scan(text, TODAY).code) == "H27.35.07-190524-0001"


def test_the_number_alone_tells_the_sex_too() -> None:
    assert read_scan("042 185 001 234", TODAY).fields == {
        "id_type": "cccd", "id_no": "042185001234", "gender": "female",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("042185001234|183456789|Nguyễn", CardUnreadable),
        (CARD.replace("Nữ", "Nưx"), CardGarbled),
        (CARD.replace("05031985", "0503198ố"), CardGarbled),
        (CARD.replace("042185001234", "04218500123ă"), CardGarbled),
        ("Hở27ư35", ScanGarbled),
        ("EF473124829VN", ScanIsParcel),
        ("abc", ScanUnknown),
        ("", ScanUnknown),
        ("x" * 1001, ScanUnknown),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(text: str, no: type[Refusal]) -> None:
    with pytest.raises(no) as refusal:
        read_scan(text, TODAY_OF_CARD)

    assert any(word in str(refusal.value) for word in ("quét", "gõ"))


@pytest.mark.parametrize("name", ["Nguyeenx Thij Bình", "Nguyễn Thịs Bình", "Nguyễến Thị Bình"])
def test_a_name_with_the_leavings_of_a_typing_tool_is_doubted(name: str) -> None:
    scan = read_scan(CARD.replace("Nguyễn Thị Bình", name), TODAY_OF_CARD)

    assert "Tắt bộ gõ tiếng Việt (Ctrl+Shift)" in " ".join(scan.warnings)


@pytest.mark.parametrize("name", ["Nguyễn Thị Bình", "Y Bloc Êban", "H'Hen Niê", "Lê Quyết Thắng"])
def test_a_true_name_is_not_doubted(name: str) -> None:
    scan = read_scan(CARD.replace("Nguyễn Thị Bình", name), TODAY_OF_CARD)

    assert "Tắt bộ gõ" not in " ".join(scan.warnings)


def test_what_is_typed_otherwise_is_for_the_officer_to_decide() -> None:
    scan = read_scan(CARD, TODAY_OF_CARD)
    typed = {
        "applicant_name": "Nguyễn Thị Bỉnh", "birth_date": "5/3/1985", "address": "", "id_type": "cmnd",
    }  # fmt: skip

    assert differing(typed, scan) == {"applicant_name": "Nguyễn Thị Bình"}
