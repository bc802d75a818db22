"""Names, telephones, e-mail and scanned cards: kept as typed, mended where certain, refused kindly."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import citizens
from app.domain.citizens import Card, Checked, Gender
from app.domain.refusals import (
    BadEmail,
    BadName,
    BadPhone,
    CardGarbled,
    CardUnreadable,
    DateInFuture,
    NameMissing,
    NameTooLong,
)

TODAY = date(2021, 6, 1)
ADDRESS = "Thôn Liên Hải, Thạch Hải, Thạch Hà, Hà Tĩnh"
LINE = f"042190001234|183123456|Nguyễn Thị Bình|05031990|Nữ|{ADDRESS}|10052021"
CARD = Card(
    number="042190001234",
    old_number="183123456",
    name="Nguyễn Thị Bình",
    birth_date="1990-03-05",
    gender=Gender.FEMALE,
    address=ADDRESS,
    issued_on="2021-05-10",
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn  Thị Bình ", "Nguyễn Thị Bình"),
        (unicodedata.normalize("NFD", "Đặng Văn Hoà"), "Đặng Văn Hoà"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("H’Hen Niê", "H'Hen Niê"),
        ("Y-Bliă Êban", "Y-Bliă Êban"),
        ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),
    ],
)
def test_a_name_is_kept_as_typed(typed, stored):
    assert citizens.check_name(typed) == Checked(stored)


@pytest.mark.parametrize(
    ("typed", "warning"), [("Bình", citizens.ONE_WORD), ("nguyễn thị Bình", citizens.NO_CAPITAL)]
)
def test_an_unusual_name_is_only_pointed_out(typed, warning):
    assert citizens.check_name(typed).warnings == (warning,)


@pytest.mark.parametrize("typed", ["", "   ", "-", "' '"])
def test_a_name_must_have_letters(typed):
    with pytest.raises(NameMissing):
        citizens.check_name(typed)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [("Nguyễn Văn 2", "“2”"), ("An@Bình.", "“@” “.”"), ("<b>An</b>", "“<” “>” “/”")],
)
def test_a_name_with_other_signs_is_refused_and_they_are_named(typed, wrong):
    with pytest.raises(BadName) as no:
        citizens.check_name(typed)

    assert no.value.facts == {"wrong": wrong}


def test_a_name_has_an_end():
    assert citizens.check_name("A" * 100).value == "A" * 100
    with pytest.raises(NameTooLong):
        citizens.check_name("A" * 101)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0912345678", "0912345678"),
        ("091.234.5678", "0912345678"),
        ("(091) 234-5678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("+84 (0)912345678", "0912345678"),
        ("0321234567", "0321234567"),
        ("0591234567", "0591234567"),
        ("0812345678", "0812345678"),
        ("0239 3855 855", "02393855855"),
        ("+84 239 3855 855", "02393855855"),
    ],
)
def test_a_telephone_is_stored_as_digits_from_zero(typed, phone):
    assert citizens.check_phone(typed) == Checked(phone)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01621234567", "0321234567"),
        ("01691234567", "0391234567"),
        ("01201234567", "0701234567"),
        ("01211234567", "0791234567"),
        ("01221234567", "0771234567"),
        ("01261234567", "0761234567"),
        ("01281234567", "0781234567"),
        ("01231234567", "0831234567"),
        ("01241234567", "0841234567"),
        ("01251234567", "0851234567"),
        ("01271234567", "0811234567"),
        ("01291234567", "0821234567"),
        ("01861234567", "0561234567"),
        ("01881234567", "0581234567"),
        ("01991234567", "0591234567"),
        ("+84 169 1234567", "0391234567"),
    ],
)
def test_a_mobile_of_eleven_digits_becomes_its_new_number_and_says_so(old, new):
    checked = citizens.check_phone(old)

    assert checked.value == new
    assert checked.warnings == (citizens.OLD_MOBILE_READ_AS.format(phone=new),)


@pytest.mark.parametrize("prefix", sorted(citizens.OLD_MOBILE_PREFIXES))
def test_every_old_mobile_becomes_a_valid_new_one(prefix):
    renewed = citizens.check_mobile(prefix + "1234567").value

    assert citizens.check_mobile(renewed) == Checked(renewed)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("", 0),
        ("113", 3),
        ("091234567", 9),
        ("09123456789", 11),
        ("0112345678", 10),
        ("0511234567", 10),
        ("0239385585", 10),
        ("01611234567", 11),
        ("không có", 7),
    ],
)
def test_what_cannot_be_a_telephone_is_refused_with_how_many_signs_it_has(typed, count):
    with pytest.raises(BadPhone) as no:
        citizens.check_phone(typed)

    assert no.value.facts == {"count": count}


def test_a_mobile_is_no_landline():
    with pytest.raises(BadPhone):
        citizens.check_landline("0912345678")


@given(st.from_regex(r"\A0(9[0-9]|3[2-9])[0-9]{7}\Z"))
def test_a_checked_telephone_checked_again_stays_the_same(phone):
    assert citizens.check_phone(phone) == Checked(phone)
    assert citizens.check_phone("+84" + phone[1:]) == Checked(phone)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" an@Xa.Gov.VN ", "an@xa.gov.vn"),
        ("Le.Van+mc@mail.com", "Le.Van+mc@mail.com"),
    ],
)
def test_an_email_keeps_its_name_and_lowers_its_host(typed, stored):
    assert citizens.check_email(typed) == Checked(stored)


@pytest.mark.parametrize(
    "typed",
    ["", "an", "an@", "@xa.vn", "an@xa", "an@@xa.vn", "a n@xa.vn", "an@xa..vn", "a@b.c" * 60],
)
def test_what_is_no_email_is_refused(typed):
    with pytest.raises(BadEmail):
        citizens.check_email(typed)


def test_a_card_is_read_into_a_person():
    assert citizens.read_card(LINE, TODAY) == CARD


def test_parts_that_newer_cards_add_are_ignored():
    assert citizens.read_card(LINE + "|Nguyễn Văn A|Trần Thị C|x", TODAY) == CARD


def test_a_card_without_the_day_of_issue_is_read():
    card = citizens.read_card(LINE.rsplit("|", 1)[0], TODAY)

    assert (card.name, card.issued_on) == ("Nguyễn Thị Bình", None)


def test_a_card_without_an_old_number_has_none():
    assert citizens.read_card(LINE.replace("183123456", ""), TODAY).old_number is None


def test_letters_taken_apart_by_a_scanner_are_put_together():
    assert citizens.read_card(unicodedata.normalize("NFD", LINE) + "\r\n", TODAY) == CARD


@pytest.mark.parametrize(
    ("line", "parts"), [("", 0), ("042190001234", 1), ("1|2|3|4|5", 5), (LINE.replace("|", " "), 1)]
)
def test_a_line_with_too_few_parts_is_no_card(line, parts):
    with pytest.raises(CardUnreadable) as no:
        citizens.read_card(line, TODAY)

    assert no.value.facts == {"parts": parts}


@pytest.mark.parametrize(
    ("right", "damaged", "part"),
    [
        ("042190001234", "04219000123", "số định danh"),
        ("183123456", "18312345", "số CMND cũ"),
        ("Nguyễn Thị Bình", "Nguyá»…n Thá»‹ Bình", "họ tên"),
        ("Nguyễn Thị Bình", "Nguy?n Th? Bình", "họ tên"),
        ("Nguyễn Thị Bình", "Nguye64n Thi5 Binh2", "họ tên"),
        ("Nguyễn Thị Bình", "Nguy\ufffdn", "họ tên"),
        ("Nguyễn Thị Bình", "", "họ tên"),
        ("05031990", "050319", "ngày sinh"),
        ("05031990", "31041990", "ngày sinh"),
        ("|Nữ|", "|N?|", "giới tính"),
        ("|Nữ|", "||", "giới tính"),
        (ADDRESS, "Thôn Liên Háº£i", "địa chỉ"),
        ("10052021", "1005", "ngày cấp"),
    ],
)
def test_a_damaged_part_is_refused_and_named(right, damaged, part):
    with pytest.raises(CardGarbled) as no:
        citizens.read_card(LINE.replace(right, damaged), TODAY)

    assert no.value.facts == {"part": part}
    assert "Tắt bộ gõ" in str(no.value)


@pytest.mark.parametrize("name", ["Nguyeexn Thij Bifnh", "Nguyeenx Thij Binhf", "Wang Bình"])
def test_letters_a_typing_tool_leaves_behind_are_pointed_out(name):
    card = citizens.read_card(LINE.replace("Nguyễn Thị Bình", name), TODAY)

    assert card.name == name
    assert citizens.TURN_OFF_TYPING in card.warnings


def test_a_card_whose_number_contradicts_its_text_is_pointed_out():
    (warning,) = citizens.read_card(LINE.replace("Nữ", "Nam"), TODAY).warnings

    assert "Nữ" in warning


def test_a_card_from_the_future_is_refused():
    with pytest.raises(DateInFuture):
        citizens.read_card(LINE, date(2021, 5, 9))


@given(st.text(max_size=80))
def test_any_line_scanned_is_a_card_or_a_refusal(line):
    with pytest.raises((CardUnreadable, CardGarbled)):
        citizens.read_card(line.replace("0", ""), TODAY)
