"""Names, searches and sums read and sort as they do in an office."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import vietnamese

WORDS = st.text(
    alphabet="aàảãáạăằâầbcdđeêgghiklmnoôơpqrstuưvxyỹAĂÂĐÊÔƠƯ -'",
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn   Thị\tBình \n", "Nguyễn Thị Bình"),
        (unicodedata.normalize("NFD", "Trần Đức Hoàng"), "Trần Đức Hoàng"),
        ("Lê\u200b Văn\x00 Nam\ufeff", "Lê Văn Nam"),
        ("thôn\u00a0Liên Hải\r\nxã", "thôn Liên Hải xã"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_text_is_stored_composed_on_one_line_without_invisible_marks(typed, stored):
    assert vietnamese.clean(typed) == stored


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Đặng Thị Hòa", "dang thi hoa"),
        ("ĐẶNG THỊ HOÀ", "dang thi hoa"),
        ("Chứng thực  bản sao", "chung thuc ban sao"),
        ("H27.35.07-190524-0001", "h27.35.07-190524-0001"),
        ("Khai sinh – khai tử", "khai sinh - khai tu"),
        ("H’Mông", "h'mong"),
        ("thường ưỡn ẫ ể ợ ữ", "thuong uon a e o u"),
    ],
)
def test_a_search_ignores_case_and_every_mark(text, searched):
    assert vietnamese.fold(text) == searched


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    once = vietnamese.fold(text)

    assert vietnamese.fold(once) == once


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = vietnamese.clean(text)

    assert vietnamese.clean(once) == once


@given(WORDS)
def test_both_ways_of_composing_letters_are_the_same_text(text):
    apart = unicodedata.normalize("NFD", text)

    assert vietnamese.clean(apart) == vietnamese.clean(text)
    assert vietnamese.fold(apart) == vietnamese.fold(text)
    assert vietnamese.sort_key(apart) == vietnamese.sort_key(text)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Đăng ký khai sinh", "dkks"),
        ("Chứng thực bản sao từ bản chính", "ctbstbc"),
        ("Liên thông khai sinh – thường trú (BHYT <6 tuổi)", "ltksttb6t"),
        ("", ""),
    ],
)
def test_a_procedure_is_found_by_its_first_letters(name, letters):
    assert vietnamese.initials(name) == letters


@pytest.mark.parametrize(
    ("name", "called"), [("Nguyễn Thị Bình", "Bình"), ("Chi ", "Chi"), ("", "")]
)
def test_a_person_is_called_by_the_last_word(name, called):
    assert vietnamese.given_name(name) == called


IN_ORDER = [
    ["Lê Văn An", "Nguyễn Văn An", "Trần Văn Ánh", "Lê Văn Ân", "Lê Văn Bình"],
    ["An", "Anh", "Ảnh", "Ánh", "Ăn", "Ân", "Ba"],
    ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"],
    ["Lê Dũng", "Lê Dương", "Lê Đa", "Lê Đông", "Lê Em"],
    ["Nguyễn Thị Bình", "Nguyễn Văn Bình", "Phạm An Bình"],
    ["Hò", "Hồ", "Hờ", "Hu", "Hư"],
    ["Bình", "Lê Bình", "Lê Thị Bình", "Lê Thị Bình An Cẩm"],
    ["Xã Thạch 9", "Xã Thạch Bàn", "Xã Thạch Đài", "Xã Thạch Điền", "Xã Thạch Đỉnh"],
]


@pytest.mark.parametrize("names", IN_ORDER)
def test_people_are_listed_by_given_name_in_vietnamese_order(names):
    keys = [vietnamese.sort_key(name) for name in names]

    assert keys == sorted(set(keys))


def test_both_placements_of_a_tone_sort_to_the_same_place():
    assert vietnamese.sort_key("Lê Thị Hòa") == vietnamese.sort_key("Lê Thị Hoà")


@given(st.text())
def test_a_sort_key_is_small_ascii_so_that_every_collation_agrees(text):
    assert set(vietnamese.sort_key(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


@given(WORDS, WORDS)
def test_names_that_differ_in_more_than_placement_of_tones_have_different_keys(one, other):
    same = vietnamese.sort_key(one) == vietnamese.sort_key(other)

    assert not same or vietnamese.fold(one).replace("-", "").replace("'", "").split() == (
        vietnamese.fold(other).replace("-", "").replace("'", "").split()
    )


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Thị Bình", "Ng. Th. B."),
        ("Trần Quốc Khánh", "Tr. Qu. Kh."),
        ("Đặng Nghiêm Giang", "Đ. Ngh. Gi."),
        ("PHAN ÁNH", "PH. Á."),
        ("Y", "Y."),
        ("", ""),
    ],
)
def test_a_stranger_sees_only_the_beginnings_of_a_name(name, masked):
    assert vietnamese.mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "keep", "masked"),
    [
        ("042190001234", 3, "•••••••••234"),
        ("0912345678", 4, "••••••5678"),
        ("12", 3, "12"),
    ],
)
def test_a_list_shows_only_the_last_digits(number, keep, masked):
    assert vietnamese.mask_digits(number, keep) == masked


def test_masking_can_hide_everything():
    assert vietnamese.mask_digits("1234", 0) == "••••"


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "0 đ"), (20000, "20.000 đ"), (1234567, "1.234.567 đ")]
)
def test_money_is_grouped_by_dots(amount, shown):
    assert vietnamese.money(amount) == shown


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không"),
        (1, "Một"),
        (4, "Bốn"),
        (5, "Năm"),
        (10, "Mười"),
        (11, "Mười một"),
        (14, "Mười bốn"),
        (15, "Mười lăm"),
        (20, "Hai mươi"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi tư"),
        (25, "Hai mươi lăm"),
        (44, "Bốn mươi tư"),
        (55, "Năm mươi lăm"),
        (100, "Một trăm"),
        (101, "Một trăm linh một"),
        (104, "Một trăm linh bốn"),
        (105, "Một trăm linh năm"),
        (110, "Một trăm mười"),
        (115, "Một trăm mười lăm"),
        (121, "Một trăm hai mươi mốt"),
        (555, "Năm trăm năm mươi lăm"),
        (1000, "Một nghìn"),
        (1001, "Một nghìn không trăm linh một"),
        (1010, "Một nghìn không trăm mười"),
        (1500, "Một nghìn năm trăm"),
        (8000, "Tám nghìn"),
        (20000, "Hai mươi nghìn"),
        (21000, "Hai mươi mốt nghìn"),
        (60500, "Sáu mươi nghìn năm trăm"),
        (105000, "Một trăm linh năm nghìn"),
        (200000, "Hai trăm nghìn"),
        (1000000, "Một triệu"),
        (1000005, "Một triệu không trăm linh năm"),
        (1005000, "Một triệu không trăm linh năm nghìn"),
        (2345678, "Hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám"),
        (10**9, "Một tỷ"),
        (10**9 + 1, "Một tỷ không trăm linh một"),
        (15 * 10**9 + 20 * 10**6, "Mười lăm tỷ không trăm hai mươi triệu"),
        (10**12, "Một nghìn tỷ"),
        (1005 * 10**9, "Một nghìn không trăm linh năm tỷ"),
        (10**15, "Một triệu tỷ"),
    ],
)
def test_a_sum_is_written_in_the_words_offices_use(amount, words):
    assert vietnamese.amount_in_words(amount) == f"{words} đồng"


@pytest.mark.parametrize("amount", [-1, 10**15 + 1])
def test_a_sum_outside_the_range_has_no_words(amount):
    with pytest.raises(ValueError, match=str(amount)):
        vietnamese.amount_in_words(amount)
