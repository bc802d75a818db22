"""When two dossiers may be one matter, and when they are plainly two."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.twins import Answer, Matter, alike, keys

AT = datetime(2019, 5, 24, 2, 0, tzinfo=UTC)
BORN = (
    Answer("Họ và tên trẻ", "text", "Nguyễn Văn An"),
    Answer("Ngày sinh của trẻ", "date", "01/05/2019"),
)
TWIN_SISTER = (Answer("Họ và tên trẻ", "text", "Nguyễn Thu Hà"), BORN[1])
PARCEL = (Answer("Tờ bản đồ số", "text", "12"), Answer("Thửa đất số", "text", "205"))
NEXT_PARCEL = (PARCEL[0], Answer("Thửa đất số", "text", "206"))


def matter(**more):
    filled = {
        "procedure": "1.001193", "unit": "18571", "name": "Nguyễn Thị Hoà", "received_at": AT,
        "id_type": "cccd", "id_no": "042190000123", "birth_date": "1990-03-05",
        "place": "Thôn Bắc Hải, xã Thạch Hải",
    }  # fmt: skip
    return Matter(**filled | more)


def days(many):
    return AT + timedelta(days=many)


FATHER = {
    "name": "Nguyễn Văn Nam",
    "id_no": "042088000111",
    "birth_date": "1988-01-02",
    "place": "",
}


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ({}, {"unit": "18604"}, "cùng số CCCD"),
        ({}, {"name": "Nguyễn Thị Hòa", "id_no": "", "unit": "18604"}, "cùng thôn, xóm"),
        ({"answers": BORN}, {"answers": BORN, "unit": "18604", **FATHER}, "tờ khai cùng ghi: Nguyễn Văn An"),
        ({"answers": PARCEL}, {"answers": PARCEL, "id_no": "", "place": ""}, "thửa đất (tờ 12, thửa 205)"),
        (
            {"ended_at": days(2)},
            {"unit": "18604", "received_at": days(9)},
            "nhận cách nhau 9 ngày",
        ),
    ],
)  # fmt: skip
def test_what_may_be_one_matter_shares_a_mark_and_says_why(one, other, words):
    first, second = matter(**one), matter(**other)

    told = alike(first, second)

    assert told is not None
    assert words in ", ".join(told.reasons)
    assert told == alike(second, first)
    assert set(keys(first)) & set(keys(second))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"procedure": "2.000815"}),
        ({"ended_at": days(2)}, {"received_at": days(9)}),
        ({"ended_at": days(2)}, {"received_at": days(40), "unit": "18604"}),
        ({"ended_at": AT, "is_quick": True}, {"received_at": days(1), "unit": "18604", "is_quick": True}),
        ({"answers": PARCEL}, {"answers": NEXT_PARCEL}),
        ({"id_no": "042190000999", "birth_date": "1971-01-01"}, {"unit": "18604"}),
        ({"answers": BORN}, {"answers": TWIN_SISTER, "id_no": "", "unit": "18604"}),
    ],
)  # fmt: skip
def test_what_is_plainly_two_matters_is_not_asked_about(one, other):
    assert alike(matter(**one), matter(**other)) is None


def test_what_speaks_against_it_is_told_too():
    told = alike(matter(answers=BORN), matter(answers=TWIN_SISTER, unit="18604"))

    assert told is not None
    assert (told.weight, told.against) == (50, ("khác họ và tên trẻ",))
