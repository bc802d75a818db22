"""Printers on paper: the sheet where the printer wants it, and the preview equal to what comes out."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page

from app.domain.printers import Profile, Tray, style_sheet
from app.web.print_sheets import qr_of, receipt
from tests.e2e import paper
from tests.e2e.test_receipt_on_paper import LONG_PAPERS, dossier, papers

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("style.css", "print.css", "receipt.css", "sheets.css")
MM = 96 / 25.4
LINES = """[...document.querySelectorAll('.sheet p')].map(line => {
  const sheet = line.closest('.sheet').getBoundingClientRect(), box = line.getBoundingClientRect();
  return [box.left - sheet.left, box.width, box.height].map(Math.round).join(' ')
})"""
BODY = """(() => { const box = document.querySelector('.sheet-body').getBoundingClientRect();
  return [box.left, box.top] })()"""


def laid(
    browser: Browser, profile: Profile, copies: tuple[str, ...] = ("Giao khách hàng",)
) -> Page:
    """The receipt as a page of the browser, with the rules of the printer."""
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    about = dossier("Nguyễn Thị Bình", "Thôn Liên Hải")
    drawn = "".join(
        templates.get_template("print/_receipt_sheet.html").render(
            dossier=about, copy=("khach", copy), **receipt(about, papers(LONG_PAPERS))
        )
        for copy in copies
    )
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_content(
        f'<!doctype html><main id="main"><div class="print-table">{drawn}</div></main>'
    )
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    page.add_style_tag(content=style_sheet(profile))
    return page


def printed(browser: Browser, profile: Profile, *copies: str) -> paper.Paper:
    page = laid(browser, profile, copies or ("Giao khách hàng",))
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return paper.read(pdf)


@pytest.mark.parametrize(
    ("tray", "size"), [(Tray.A5, (148, 210)), (Tray.A4, (210, 297)), (Tray.PAIR, (297, 210))]
)
def test_the_sheet_comes_out_on_the_paper_of_the_tray(
    browser: Browser, tray: Tray, size: tuple[int, int]
) -> None:
    assert printed(browser, Profile("Máy", tray)).sizes == [size]


def test_both_copies_stand_side_by_side_on_one_sheet(browser: Browser) -> None:
    sheet = printed(browser, Profile("Máy", Tray.PAIR), "Giao khách hàng", "Lưu")

    assert sheet.sizes == [(297, 210)]
    assert sheet.says("(Liên: Giao khách hàng)")
    assert sheet.says("(Liên: Lưu)")


@pytest.mark.parametrize("margin", [50, 200])
def test_the_margin_stands_on_the_screen_and_on_paper(browser: Browser, margin: int) -> None:
    page = laid(browser, Profile("Máy", margin_left=margin))
    on_screen = page.evaluate(LINES)
    page.emulate_media(media="print")
    on_paper = page.evaluate(LINES)
    left, _ = page.evaluate(BODY)
    page.close()

    assert on_screen == on_paper
    assert round(left / MM) == margin // 10


def test_the_shift_moves_the_paper_and_not_the_preview(browser: Browser) -> None:
    page = laid(browser, Profile("Máy"))
    shifted = laid(browser, Profile("Máy", shift_x=-30, shift_y=50))

    assert page.evaluate(BODY) == shifted.evaluate(BODY)
    page.emulate_media(media="print")
    shifted.emulate_media(media="print")
    moved = [
        there - here
        for here, there in zip(page.evaluate(BODY), shifted.evaluate(BODY), strict=True)
    ]
    pdf = paper.read(shifted.pdf(prefer_css_page_size=True))
    page.close()
    shifted.close()

    assert [round(each / MM) for each in moved] == [-3, 5]
    assert pdf.sizes == [(148, 210)]


def test_the_trial_page_is_one_sheet(browser: Browser) -> None:
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    drawn = templates.get_template("printers/_trial_sheet.html").render(
        profile=Profile("Canon quầy 1"), qr=qr_of("H27.35.07-190524-0001")
    )
    page = browser.new_page()
    page.set_content(
        f'<!doctype html><main id="main"><div class="print-table">{drawn}</div></main>'
    )
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    pdf = paper.read(page.pdf(prefer_css_page_size=True))
    page.close()

    assert pdf.sizes == [(148, 210)]
    assert pdf.says("ẫ ể ợ ữ")
