"""Letters and the control slip as the printer gets them: sheets of A5, nothing cut off, however much they say."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser

from app.domain.control_slips import LegDue, Moved, handovers, still_to_come
from app.domain.prints import PrintForm
from app.queries import counters, prints, units
from app.queries.counters import Reach
from app.queries.prints import Printable
from app.web import print_sheets
from tests.e2e import paper
from tests.e2e.test_receipt_on_paper import dossier

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("style.css", "print.css", "receipt.css", "sheets.css")
LONGEST_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh Đan"
LONGEST_ADDRESS = "Số nhà 127B, ngõ 5, đường ven biển, thôn Liên Hải, xã Thạch Hải, huyện Thạch Hà"
HOME, ABOVE = "Xã Thạch Hải", "Huyện Thạch Hà"
LONG_ITEM = {
    "name": "Văn bản xác nhận của người làm chứng; nếu không có thì giấy cam đoan về việc sinh",
    "kind": "certified_copy",
    "originals": 1,
    "copies": 2,
    "note": "Chưa có chữ ký của người làm chứng",
}


def on(day: int, hour: int = 3) -> datetime:
    return datetime(2019, 5, day, hour, 5, tzinfo=UTC)


LEGS = [LegDue(HOME, on(10, 10)), LegDue(ABOVE, on(20, 10)), LegDue("Bảo hiểm xã hội", on(28, 10))]
STEPS = (
    Moved("take_up", on(6), "Lê Văn Bình", HOME, note="Đã kiểm tra đủ thành phần hồ sơ"),
    Moved("submit_for_approval", on(8), "Lê Văn Bình", HOME),
    Moved("redo", on(8), "Phạm Thị Chi", HOME, note="Bổ sung căn cứ pháp lý của đề nghị"),
    Moved("submit_for_approval", on(9), "Lê Văn Bình", HOME),
    Moved("forward_up", on(13), "Lê Văn Bình", HOME, to=ABOVE),
    Moved("accept_forward", on(13), "Hồ Thị Giang", ABOVE),
    Moved("approve", on(24), "Bùi Đăng Khoa", ABOVE),
    Moved("result_from_parent", on(27), "Hồ Thị Giang", ABOVE),
)


@pytest.fixture(autouse=True)
def without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "name_of", lambda _code, _on: HOME)
    monkeypatch.setattr(counters, "of", lambda _unit: Reach(phone="02393845678"))
    monkeypatch.setattr(prints, "legs", lambda _dossier: LEGS)


def letter(form: PrintForm, items: Iterable[dict[str, Any]], reason: str) -> dict[str, Any]:
    slip = SimpleNamespace(
        number="12/HDHS", unit="18571", reason=reason, items=list(items), answer_by="2019-06-24",
        old_due_at=on(28, 10), new_due_at=on(31, 10), handed_by_name=None,
        drafted_by_name="Trần Thị An", signed_by_name="Phạm Thị Chi", signed_by_title="Chủ tịch",
    )  # fmt: skip
    told = Printable(form, "slip", on(24), reason)
    return print_sheets.letter(dossier(LONGEST_NAME, LONGEST_ADDRESS), told, slip)


def control(steps: tuple[Moved, ...]) -> dict[str, Any]:
    lines = handovers(steps, LEGS, desk="Bộ phận Tiếp nhận và Trả kết quả", home=HOME)
    about = dossier(LONGEST_NAME, LONGEST_ADDRESS)
    return print_sheets.control(about, lines, still_to_come(LEGS, lines))


def printed(browser: Browser, form: PrintForm, sheet: dict[str, Any]) -> paper.Paper:
    templates = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True
    )
    drawn = templates.get_template(f"print/_{form.value}_sheet.html").render(
        dossier=dossier(LONGEST_NAME, LONGEST_ADDRESS), copy=("", ""), **sheet
    )
    page = browser.new_page()
    page.set_content(f'<main id="main"><div class="print-table">{drawn}</div></main>')
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return paper.read(pdf)


@pytest.mark.parametrize(
    "form", [PrintForm.SUPPLEMENT, PrintForm.REFUSAL, PrintForm.APOLOGY, PrintForm.STOP]
)
def test_a_letter_with_the_longest_name_is_one_sheet_of_a5(
    browser: Browser, form: PrintForm
) -> None:
    sheet = printed(browser, form, letter(form, [LONG_ITEM] * 3, "Giấy tờ chưa hợp lệ. " * 8))

    assert sheet.sizes == [(148, 210)]
    assert sheet.says(LONGEST_NAME)
    assert sheet.says("000.21.35.H27-190524-0012")


def test_twenty_missing_papers_go_on_to_further_sheets_and_none_is_lost(browser: Browser) -> None:
    items = [LONG_ITEM | {"note": f"Dòng thứ {number:02d}."} for number in range(1, 21)]

    sheet = printed(browser, PrintForm.SUPPLEMENT, letter(PrintForm.SUPPLEMENT, items, "Thiếu."))

    assert sheet.sizes == [(148, 210)] * 2
    assert [number for number in range(1, 21) if not sheet.says(f"Dòng thứ {number:02d}.")] == []
    assert sheet.says("NGƯỜI HƯỚNG DẪN")
    assert sheet.says("số điện thoại 02393845678 để được hướng dẫn")


@pytest.mark.parametrize("reasons", range(1, 12))
def test_nobody_signs_in_the_middle_of_two_sheets(browser: Browser, reasons: int) -> None:
    said = "Giấy tờ nộp kèm chưa hợp lệ, chữ ký chưa được chứng thực. " * reasons

    sheet = printed(
        browser, PrintForm.SUPPLEMENT, letter(PrintForm.SUPPLEMENT, [LONG_ITEM] * 13, said)
    )

    last = "".join(sheet.pages[-1].split())
    assert len(sheet.pages) > 1
    assert "đểđượchướngdẫn" in last
    assert "NGƯỜINHẬNPHIẾU" in last


def test_the_control_slip_of_a_new_dossier_is_one_sheet_with_its_legs(browser: Browser) -> None:
    sheet = printed(browser, PrintForm.CONTROL, control(()))

    assert sheet.sizes == [(148, 210)]
    assert [leg.holder for leg in LEGS if not sheet.says(f"Giao: {leg.holder}")] == []


def test_a_long_way_goes_on_with_the_head_of_the_table(browser: Browser) -> None:
    sheet = printed(browser, PrintForm.CONTROL, control(STEPS * 2))

    assert len(sheet.sizes) > 2
    assert set(sheet.sizes) == {(148, 210)}
    assert sheet.words.upper().count("GHI CHÚ") >= len(sheet.sizes)


def test_each_verdict_of_the_way_is_ticked(browser: Browser) -> None:
    sheet = printed(browser, PrintForm.CONTROL, control(STEPS))

    assert sheet.says("× Quá hạn")
    assert sheet.says("× Trước hạn")
