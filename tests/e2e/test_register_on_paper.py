"""The register as the printer gets it: A4 across, as many sheets as were laid, nothing cut off at the bottom."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser

from app.domain.prints import PrintForm, edition, heading
from app.domain.register_sheets import RegisterLine, sheets
from tests.e2e import paper

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("style.css", "print.css", "receipt.css", "sheets.css", "wide.css")
DAY = date(2019, 5, 31)
A4_ACROSS = (297, 210)
LONG = RegisterLine(
    "1", "000.21.35.H27-190524-0001",
    "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi (2.000986)",
    "01", "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh Đan",
    "Số nhà 127B, ngõ 5, đường ven biển, thôn Liên Hải, xã Thạch Hải, huyện Thạch Hà; 0912345678",
    "Huyện Thạch Hà", "24/05/2019", "24/05/2019", "24/05/2019", "Trực tiếp",
    "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh Đan", "Không tiếp nhận",
)  # fmt: skip
SHORT = replace(LONG, procedure="Chứng thực bản sao", name="Lê An", address="Bắc Hải", collected="")
FEET = """[...document.querySelectorAll('.sheet-wide')].map(sheet =>
  (sheet.querySelector('.sheet-signatures') || sheet.querySelector('table') || sheet.lastElementChild)
    .getBoundingClientRect().bottom - sheet.getBoundingClientRect().bottom)"""


def lines(count: int) -> list[RegisterLine]:
    """Long and short ones in turn, each with its own number."""
    return [
        replace((LONG, SHORT)[number % 2], seq=str(number), note=f"dòng {number:05d}")
        for number in range(1, count + 1)
    ]


def drawn(count: int) -> str:
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    templates.filters["lower_first"] = lambda words: words[:1].lower() + words[1:]
    laid = templates.get_template("registers/_sheets.html").render(
        sheets=sheets(lines(count)), count=count, form=edition(PrintForm.REGISTER, DAY),
        heading=heading("Xã Thạch Hải", DAY), period=SimpleNamespace(field="Hộ tịch"),
        period_words="Tháng 5 năm 2019", book="2019",
    )  # fmt: skip
    return f'<main id="main"><div class="print-table">{laid}</div></main>'


def printed(browser: Browser, count: int) -> tuple[paper.Paper, list[float]]:
    """The paper, and how far the last thing on each sheet stands from its lower edge (below zero: inside)."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_content(drawn(count))
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    page.emulate_media(media="print")
    feet = page.evaluate(FEET)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return paper.read(pdf), feet


def test_the_longest_lines_stay_inside_their_sheets(browser: Browser) -> None:
    sheet, feet = printed(browser, 60)

    assert max(feet) < 0
    assert set(sheet.sizes) == {A4_ACROSS}
    assert [n for n in range(1, 61) if not sheet.says(f"dòng {n:05d}")] == []


def test_a_cover_and_the_sheets_as_they_were_laid(browser: Browser) -> None:
    sheet, _ = printed(browser, 25)
    laid = sheets(lines(25))

    assert len(sheet.sizes) == 1 + len(laid)
    assert sheet.says(f"Trang {len(laid)}/{len(laid)}")
    assert sheet.says(f"Mang sang: {laid[1].carried} hồ sơ")
    assert sheet.says("Tổng cộng: 25 hồ sơ")


def test_hundreds_of_lines_come_out_whole(browser: Browser) -> None:
    sheet, feet = printed(browser, 400)

    assert len(sheet.sizes) == 1 + len(sheets(lines(400)))
    assert max(feet) < 0
