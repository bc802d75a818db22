"""Mẫu 01 as the printer gets it: one sheet of A5, however long the names are."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser

from app.web.print_sheets import receipt

ROOT = Path(__file__).resolve().parents[2]
STYLES = ("style.css", "print.css", "receipt.css")
LONG_PAPERS = (
    "Tờ khai đăng ký khai sinh theo mẫu",
    "Giấy chứng sinh",
    "Văn bản ủy quyền được chứng thực theo quy định của pháp luật",
    "Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập",
    "Văn bản xác nhận của người làm chứng về việc sinh; nếu không có thì giấy cam đoan về việc sinh",
    "Quyết định công nhận việc nuôi con nuôi",
)
A5 = (420, 595)
"""Points, rounded: 148 by 210 millimetres."""


def dossier(name: str, address: str) -> Any:
    return SimpleNamespace(
        code="000.21.35.H27-190524-0012", lookup_pin="4821", register_book="2019", register_seq=127,
        unit_name="Xã Thạch Hải", applicant_name=name, address=address, phone="0912345678", email=None,
        submitter_name="Trần Văn Hùng", submitter_relation="bố của trẻ",
        procedure_name="Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em",
        procedure_code="2.000986", abstract="Đăng ký cho con thứ hai", case_name=None, set_count=1,
        duration_value=20, duration_unit="days", return_mode="desk", return_place=None,
        amount_due=8000, exemption=None, received_by_name="Nguyễn Văn An",
        received_at=datetime(2019, 5, 24, 3, 5, tzinfo=UTC), due_at=datetime(2019, 6, 13, 10, tzinfo=UTC),
    )  # fmt: skip


def papers(names: tuple[str, ...]) -> list[Any]:
    return [
        SimpleNamespace(
            name=name, need="submit", kind="original", originals=1, copies=1, note=None, have=True
        )
        for name in names
    ]


def printed(browser: Browser, about: Any, names: tuple[str, ...]) -> bytes:
    """The sheet through the browser's own printer."""
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    drawn = templates.get_template("print/_receipt_sheet.html").render(
        dossier=about, copy=("khach", "Giao khách hàng"), **receipt(about, papers(names))
    )
    page = browser.new_page()
    page.set_content(f'<main id="main"><div class="print-table">{drawn}</div></main>')
    for style in STYLES:
        page.add_style_tag(path=ROOT / "app" / "static" / style)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return pdf


@pytest.mark.parametrize(
    ("name", "address", "names"),
    [
        ("Nguyễn Thị Bình", "Thôn Liên Hải", LONG_PAPERS[:1]),
        (
            "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh Đan",
            "Số nhà 127B, ngõ 5, đường ven biển, thôn Liên Hải, xã Thạch Hải, huyện Thạch Hà",
            LONG_PAPERS,
        ),
    ],
    ids=["little to say", "six papers and long names"],
)
def test_the_receipt_fits_one_sheet_of_a5(
    browser: Browser, name: str, address: str, names: tuple[str, ...]
) -> None:
    pdf = printed(browser, dossier(name, address), names)

    size = re.search(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == A5
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


def test_more_than_fits_goes_on_to_a_second_sheet(browser: Browser) -> None:
    pdf = printed(browser, dossier("Nguyễn Thị Bình", "Thôn Liên Hải"), LONG_PAPERS * 5)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 2
