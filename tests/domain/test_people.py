from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import people
from app.domain.people import Traits, alike
from app.domain.people_check import look_at

HOA = Traits(
    "Nguyễn Thị Hoà", birth_date="1990-03-05", gender="female", id_type="cccd", id_no="042190000123",
    phone="0912345678", address="Thôn Bắc Hải, xã Thạch Hải",
)  # fmt: skip
TODAY = date(2019, 5, 24)


def likeness(**changes):
    return alike(HOA, replace(HOA, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "NGUYỄN THỊ HÒA", "phone": "", "address": ""},
        {"birth_date": "1990", "phone": ""},
        {"id_no": "", "id_type": "", "phone": ""},
        {"id_no": "", "id_type": "", "birth_date": ""},
    ],
)
def test_what_nothing_speaks_against_needs_no_question(changes):
    assert likeness(**changes).certain


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Trần Văn Bình"}, "cùng số CCCD"),
        ({"birth_date": "1991-03-05"}, "cùng số CCCD"),
        ({"id_no": "", "phone": "", "address": ""}, "cùng ngày sinh"),
        ({"name": "Nguyễn Thị Hoa", "id_no": "", "phone": "", "address": ""},
         "họ tên giống nhau khi bỏ dấu"),
        ({"name": "Nguyễn Thị Hoài", "id_no": "", "address": ""}, "họ tên giống 97 %"),
        ({"id_no": "042190000132"}, "cùng ngày sinh"),
    ],
)  # fmt: skip
def test_what_may_be_one_is_asked_with_its_reason_in_words(changes, reason):
    found = likeness(**changes)

    assert not found.certain
    assert reason in found.reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"id_no": "042190000132", "name": "Nguyễn Thị Hoài"},  # twins, each with a card of her own
        {"id_no": "", "birth_date": "1950", "phone": "", "address": ""},
        {"id_no": "", "birth_date": "", "phone": "", "address": "Thôn Nam Hải"},
        {"kind": "business", "id_no": ""},
    ],
)
def test_a_common_name_or_a_twin_is_no_question(changes):
    assert likeness(**changes) is None


def test_what_speaks_against_is_told_beside_the_reasons():
    found = likeness(name="Trần Văn Bình", gender="male", birth_date="1991-01-01")

    assert found.against == ("khác họ tên", "khác ngày sinh", "khác giới tính")


def test_a_number_of_before_is_a_number():
    renewed = replace(HOA, id_no="042190999999", former=(("cccd", "042190000123"),))

    assert alike(HOA, renewed).certain


TRAITS = st.builds(
    Traits,
    name=st.sampled_from(["Nguyễn Thị Hoà", "Nguyễn Thị Hoa", "nguyễn thị hòa", "Lê Văn An", "Đ"]),
    kind=st.sampled_from(["citizen", "business"]),
    birth_date=st.sampled_from(["", "1990", "1990-03", "1990-03-05", "1991-03-05"]),
    gender=st.sampled_from(["", "male", "female"]),
    id_type=st.sampled_from(["cccd", "cmnd"]),
    id_no=st.sampled_from(["", "042190000123", "042190000132", "183456789"]),
    phone=st.sampled_from(["", "0912345678", "0987654321"]),
    address=st.sampled_from(["", "Thôn Bắc Hải", "Số 5, thôn Bắc Hải, xã Thạch Hải", "Nam Hải"]),
)


@given(TRAITS, TRAITS)
def test_the_order_of_two_records_does_not_matter(one, other):
    there, back = alike(one, other), alike(other, one)

    assert (there is None) == (back is None)
    assert there is None or (there.weight, there.certain) == (back.weight, back.certain)
    assert there is None or set(there.against) == set(back.against)


@given(TRAITS, TRAITS)
def test_nothing_speaks_against_what_is_certain(one, other):
    found = alike(one, other)

    assert not (found and found.certain and found.against)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Thôn Bắc Hải, xã Thạch Hải", "bac hai"),
        ("Bắc Hải", "bac hai"),
        ("Số 5, xóm Bắc Hải", "bac hai"),
        ("12/3, tổ dân phố 7", "7"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_a_place_is_its_hamlet(address, place):
    assert people.place_key(address) == place


def test_a_merge_can_be_undone_for_ninety_days():
    at = datetime(2019, 5, 24, tzinfo=UTC)

    assert people.may_undo(at, at + timedelta(days=90))
    assert not people.may_undo(at, at + timedelta(days=91))


def typed(**changes):
    return {
        "kind": "citizen", "name": "Nguyễn Thị Hoà", "birth_date": "5/3/1990", "gender": "female",
        "id_type": "cccd", "id_no": "042190000123", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"birth_date": "5/3/1991"}, "id_no", "năm sinh là 1990"),
        ({"gender": "male"}, "id_no", "giới tính là Nữ"),
        ({"birth_date": "", "id_no": "042390000123"}, "id_no", "chưa đến"),
        ({"id_type": "tax_code", "id_no": "0100109107"}, "id_no", "sai số kiểm tra"),
        ({"id_type": "tax_code"}, "id_no", "01/07/2025"),
    ],
)
def test_a_doubtful_number_is_a_warning(changes, field, words):
    looked = look_at(typed(**changes), TODAY)

    assert looked.must_fix == {}
    assert words in looked.take_care[field]


def test_an_old_card_is_doubted_after_its_last_day():
    old = typed(id_type="cmnd", id_no="183456789")

    assert look_at(old, date(2024, 12, 31)).take_care == {}
    assert "31/12/2024" in look_at(old, date(2025, 1, 1)).take_care["id_no"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "B1nh"}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"gender": "x"}, "gender"),
        ({"id_type": ""}, "id_type"),
        ({"id_type": "x"}, "id_type"),
        ({"id_no": "12"}, "id_no"),
        ({"birth_date": "31/2/1990"}, "birth_date"),
        ({"phone": "12"}, "phone"),
        ({"email": "a b"}, "email"),
        ({"note": "x" * 501}, "note"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_what_cannot_be_right_must_be_mended(changes, field):
    assert list(look_at(typed(**changes), TODAY).must_fix) == [field]
