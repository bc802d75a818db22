"""Pages on their way to become one file: what stays grey, in what order, and that a PDF is made right."""

import re

import pytest

from app.domain import scan_pages
from app.domain.refusals import TooManyPages
from app.domain.scan_pages import COLOUR, GREY, Sheet


@pytest.mark.parametrize(
    ("name", "note", "usual"),
    [
        ("Tờ khai đăng ký khai sinh", None, GREY),
        ("Ảnh 4x6 của người đề nghị", None, COLOUR),
        ("02 ảnh 3 x 4", None, COLOUR),
        ("Ảnh chân dung", None, COLOUR),
        ("Giấy chứng nhận quyền sử dụng đất (sổ đỏ)", None, COLOUR),
        ("Bản vẽ", "Quét màu", COLOUR),
        ("Giấy chứng sinh", "Bản chính", GREY),
        ("Văn bản cam đoan, không có ảnh", None, GREY),
    ],
)
def test_a_page_is_grey_unless_the_paper_asks_for_colour(name, note, usual):
    assert scan_pages.usual_colour(name, note) == usual


@pytest.mark.parametrize(
    ("page", "places", "order"),
    [
        (1, 1, [2, 1, 3]), (3, -1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3]),
        (3, -9, [3, 1, 2]), (2, 0, [1, 2, 3]),
    ],
)  # fmt: skip
def test_a_page_is_moved_as_far_as_there_are_places(page, places, order):
    assert scan_pages.moved([1, 2, 3], page, places) == order


def test_the_seal_changes_with_order_content_and_number():
    seals = {
        scan_pages.seal(pages)
        for pages in ([], [(1, 1, "a")], [(1, 2, "a")], [(1, 1, "b")], [(1, 1, "a"), (2, 2, "a")])
    }

    assert len(seals) == 5


def test_sixty_pages_may_wait_and_no_more():
    scan_pages.check_pages(60)

    with pytest.raises(TooManyPages):
        scan_pages.check_pages(61)


@pytest.mark.parametrize(
    ("paper", "pages", "name"),
    [
        ("Tờ khai", 2, "Tờ khai.pdf"),
        ("Tờ khai", 1, "Tờ khai.jpg"),
        ("Hợp đồng, giao dịch. Bản sao", 3, "Hợp đồng, giao dịch Bản sao.pdf"),
        ("x" * 400, 2, "x" * 116 + ".pdf"),
    ],
)
def test_a_file_is_called_as_its_paper(paper, pages, name):
    assert scan_pages.file_name(paper, pages) == name


SHEETS = [Sheet(b"\xff\xd8first", 1654, 2339, True), Sheet(b"\xff\xd8second", 2339, 1654, False)]


def test_the_same_pages_make_the_same_bytes():
    assert scan_pages.pdf_of(SHEETS) == scan_pages.pdf_of(SHEETS)
    assert scan_pages.pdf_of(SHEETS) != scan_pages.pdf_of(SHEETS[::-1])


def test_every_object_of_the_pdf_stands_where_its_table_says():
    content = scan_pages.pdf_of(SHEETS)

    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", content)[1])
    places = re.findall(rb"(\d{10}) 00000 n ", content[start:])

    numbers = [re.match(rb"(\d+) 0 obj\n", content[int(place) :])[1] for place in places]
    assert content[start:].startswith(b"xref\n0 9\n")
    assert numbers == [b"%d" % n for n in range(1, 9)]


def test_each_page_is_as_large_as_a4_allows_upright_or_across():
    content = scan_pages.pdf_of(SHEETS)

    assert re.findall(rb"MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", content) == [
        (b"595.28", b"841.81"), (b"841.81", b"595.28"),
    ]  # fmt: skip
    assert content.count(b"/ColorSpace/DeviceGray") == 1
    assert content.count(b"/ColorSpace/DeviceRGB") == 1
    assert b"\xff\xd8second" in content
