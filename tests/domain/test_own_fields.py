"""The boxes of a procedure's own form: read, mended, kept and told again."""

from datetime import date

import pytest

from app.domain.own_fields import (
    OwnField,
    OwnFieldKind,
    check_own,
    entries,
    read_fields,
    typed_of,
    words_of,
)

TODAY = date(2019, 5, 24)
NAME = OwnField("child_name", "Họ và tên trẻ", required=True, longest=20)
BORN = OwnField("born_on", "Ngày sinh", OwnFieldKind.DATE)
FEAST = OwnField("feast_on", "Ngày tổ chức", OwnFieldKind.DATE, ahead=True)
COPIES = OwnField("copies", "Số bản", OwnFieldKind.NUMBER)
GENDER = OwnField("gender", "Giới tính", OwnFieldKind.CHOICE, choices=("Nam", "Nữ"))
BEFORE = OwnField("before", "Đã cấp trước đây", OwnFieldKind.YES_NO, required=True)
ALL = (NAME, BORN, FEAST, COPIES, GENDER, BEFORE)


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (NAME, "  Nguyễn  Văn An ", "Nguyễn Văn An"),
        (BORN, "05/03/2019", "2019-03-05"),
        (BORN, "2019-03-05", "2019-03-05"),
        (FEAST, "01/06/2019", "2019-06-01"),
        (COPIES, "1.200", "1200"),
        (COPIES, "007", "7"),
        (GENDER, "Nữ", "Nữ"),
        (BEFORE, "no", "no"),
    ],
)
def test_an_answer_is_stored_in_one_spelling(field: OwnField, typed: str, stored: str) -> None:
    read = check_own([field], {field.key: typed}, TODAY)

    assert dict(read.stored) == {field.key: stored}
    assert read.must_fix == {}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (NAME, "", "Nhập: Họ và tên trẻ."),
        (BEFORE, "", "Chọn: Đã cấp trước đây."),
        (NAME, "x" * 21, "Họ và tên trẻ dài quá 20 ký tự."),
        (BORN, "31/02/2019", "Ngày sinh viết dạng 24/05/2019."),
        (BORN, "25/05/2019", "Ngày sinh không thể ở sau hôm nay."),
        (COPIES, "hai", "Số bản phải là số; đang là “hai”."),
        (COPIES, "-1", "Số bản phải là số; đang là “-1”."),
        (COPIES, "9" * 13, f"Số bản phải là số; đang là “{'9' * 13}”."),
        (GENDER, "khác", "Chọn lại: Giới tính."),
        (BEFORE, "maybe", "Chọn Có hoặc Không: Đã cấp trước đây."),
    ],
)
def test_an_answer_that_cannot_stand_says_what_to_do(
    field: OwnField, typed: str, words: str
) -> None:
    read = check_own([field], {field.key: typed}, TODAY)

    assert dict(read.must_fix) == {field.box: words}


def test_what_must_be_answered_may_wait_until_the_dossier_is_accepted() -> None:
    assert check_own(ALL, {}, TODAY, complete=False).must_fix == {}


def test_a_wrong_answer_is_wrong_before_that_too() -> None:
    assert set(check_own(ALL, {"copies": "x"}, TODAY, complete=False).must_fix) == {"own-copies"}


def test_a_dossier_keeps_answers_with_their_questions_and_no_empty_ones() -> None:
    assert entries(ALL, {"born_on": "2019-03-05", "copies": ""}, None) == [
        {"key": "born_on", "label": "Ngày sinh", "kind": "date", "value": "2019-03-05"}
    ]


def test_answers_of_a_newer_form_survive_an_older_one() -> None:
    newer = {"key": "ward", "label": "Xã cư trú", "kind": "ward", "value": "18571"}
    before = [{"key": "copies", "label": "Số bản", "kind": "number", "value": "1"}, newer]

    kept = entries([COPIES], {"copies": "2"}, before)

    assert [(entry["key"], entry["value"]) for entry in kept] == [
        ("copies", "2"),
        ("ward", "18571"),
    ]
    assert words_of(kept[1]) == "18571"


@pytest.mark.parametrize(
    ("kind", "value", "typed", "words"),
    [
        ("date", "2019-03-05", "05/03/2019", "05/03/2019"),
        ("yes_no", "yes", "yes", "Có"),
        ("number", "12", "12", "12"),
        ("a kind of tomorrow", "x", "x", "x"),
    ],
)
def test_an_answer_is_told_and_typed_again(kind: str, value: str, typed: str, words: str) -> None:
    entry = {"kind": kind, "value": value}

    assert (typed_of(entry), words_of(entry)) == (typed, words)


def test_fields_of_a_newer_catalogue_are_read_as_far_as_they_are_known() -> None:
    rows = [{"key": "ward", "label": "Xã cư trú", "kind": "ward", "shown_if": "x", "help": None}]

    assert read_fields(rows) == (OwnField("ward", "Xã cư trú"),)
    assert read_fields(None) == ()
