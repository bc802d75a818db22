"""Blank receipts as the printer gets them: a sheet of A5 each, or both copies of a number on one A4 across."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser

from app.domain.printers import Profile, Tray, style_sheet
from app.domain.prints import PrintForm, edition, heading
from app.domain.reserve import Blank
from app.web.print_sheets import COPIES, qr_of

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("style.css", "print.css", "receipt.css", "sheets.css", "reserve.css")
SIZES = {Tray.A5: (420, 595), Tray.PAIR: (842, 595)}
"""Points, rounded: 148 by 210 and 297 by 210 millimetres."""

BLANKS = [
    Blank(f"000.21.35.H27-190524-900{n}", 1, "4821", datetime(2019, 5, 24, 2, tzinfo=UTC), "An")
    for n in (1, 2, 3)
]


def printed(browser: Browser, tray: Tray) -> bytes:
    """A pack of three through the browser's own printer."""
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    sheet = templates.get_template("print/_reserve_sheet.html")
    day = date(2019, 5, 24)
    office, form = heading("Thị trấn Thạch Hà", day), edition(PrintForm.RESERVE, day)
    copies = [
        [
            sheet.render(blank=blank, copy=copy, form=form, heading=office, qr_of=qr_of)
            for copy in COPIES.values()
        ]
        for blank in BLANKS
    ]
    drawn = "".join(f'<div class="copies">{"".join(pair)}</div>' for pair in copies)
    page = browser.new_page()
    page.set_content(f'<main id="main"><div class="print-table">{drawn}</div></main>')
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    page.add_style_tag(content=style_sheet(Profile("Canon", tray)))
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return pdf


@pytest.mark.parametrize(("tray", "pages"), [(Tray.A5, 6), (Tray.PAIR, 3)])
def test_each_copy_fits_its_place_on_the_paper(browser: Browser, tray: Tray, pages: int) -> None:
    pdf = printed(browser, tray)

    size = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == SIZES[tray]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == pages
