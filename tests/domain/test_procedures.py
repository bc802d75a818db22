"""Versions, times, fees and finding of procedures, on a handful made for the purpose."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.deadlines import Duration, DurationUnit
from app.domain.procedures import (
    Fee,
    FeeKind,
    FeePer,
    Holder,
    Leg,
    Need,
    Paper,
    PaperKind,
    Procedure,
    Verification,
    find,
    in_force,
    normalise_code,
    sum_of_legs,
    time_allowed,
    total_duration,
)

DAYS, WORKING, HALF = DurationUnit.DAYS, DurationUnit.WORKING_DAYS, DurationUnit.HALF_DAYS
BIRTH = Procedure(
    code="1.001193",
    version=1,
    name="Đăng ký khai sinh",
    short_name=None,
    field="Hộ tịch",
    aliases=("ks", "giấy khai sinh"),
    duration_value=1,
    duration_unit=DurationUnit.SAME_DAY,
    legs=(),
    verification=None,
    fees=(),
    papers=(Paper("form", "Tờ khai", Need.SUBMIT, PaperKind.ORIGINAL, 1, 0),),
    channels=("desk", "online"),
    online_level=3,
    online_mode=None,
    decides=Holder.COMMUNE,
    same_day_after_15=True,
    retention_years=None,
    source="",
    verified=True,
    valid_from=date(2019, 1, 1),
    valid_to=None,
)
AGAIN = replace(BIRTH, code="1.004884", name="Đăng ký lại khai sinh", aliases=("lks",))
DEATH = replace(BIRTH, code="1.000656", name="Đăng ký khai tử", aliases=("kt",))
MEDIATION = replace(BIRTH, code="1.012812", name="Hòa giải tranh chấp đất đai", aliases=())
COPIES = replace(
    BIRTH,
    code="2.000815",
    name="Chứng thực bản sao từ bản chính giấy tờ, văn bản",
    short_name="Chứng thực bản sao",
    aliases=("cmbs", "1.999999"),
)
ALL = (MEDIATION, COPIES, DEATH, AGAIN, BIRTH)

AT_COMMUNE = Leg(Holder.COMMUNE, None, 2, WORKING)
AT_PARENT = Leg(Holder.PARENT, None, 3, WORKING)
BACK = Leg(Holder.PARENT, None, 1, HALF)
POSTING = Leg(Holder.COMMUNE, None, 15, DAYS)
UNKNOWN = Leg(Holder.GRANDPARENT, "Sở", None, None)


def _codes(procedures):
    return [procedure.code for procedure in procedures]


@pytest.mark.parametrize(
    "text",
    [
        "ks",
        "KS",
        "1.001193",
        "1.001193.000.00.00.H17",
        "khai sinh",
        "Khai  Sinh",
        "khai sinh ",
        "dkks",
    ],
)
def test_birth_registration_is_the_first_answer(text):
    assert find(ALL, text)[0] is BIRTH


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("chung thuc ban sao", ["2.000815"]),
        ("hoà giải", ["1.012812"]),
        ("hòa giải", ["1.012812"]),
        ("tranh chap dat", ["1.012812"]),
        ("khai tử", ["1.000656"]),
        ("lai khai", ["1.004884"]),
        ("1.999999", ["2.000815"]),
        ("1.00", ["1.000656", "1.001193", "1.004884"]),
        ("không có", []),
    ],
)
def test_words_marks_and_codes_find_what_is_meant(text, codes):
    assert _codes(find(ALL, text)) == codes


def test_a_marked_word_puts_its_exact_match_before_the_unmarked_ones():
    plain = replace(DEATH, code="1.000001", name="Khai tu tập")

    assert _codes(find([plain, DEATH], "khai tử")) == ["1.000656", "1.000001"]


def test_an_empty_text_leaves_the_list_as_it_is():
    assert find(ALL, "  ") == list(ALL)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.001193", "1.001193"),
        (" 1.001193 ", "1.001193"),
        ("1.001193.000.00.00.H17", "1.001193"),
        ("1.013274.H17", "1.013274"),
        ("1.001193.h27", "1.001193"),
        ("1.00119", None),
        ("11.001193", None),
        ("1.0011934", None),
        ("١.٠٠١١٩٣", None),
        ("khai sinh", None),
    ],
)
def test_a_code_is_understood_in_every_way_it_is_written(text, code):
    assert normalise_code(text) == code


@pytest.mark.parametrize(
    ("on", "versions"),
    [
        (date(2018, 12, 31), []),
        (date(2019, 1, 1), [1]),
        (date(2025, 6, 30), [1]),
        (date(2025, 7, 1), [2]),
    ],
)
def test_one_version_of_a_procedure_holds_on_a_day(on, versions):
    first = replace(BIRTH, valid_to=date(2025, 6, 30))
    second = replace(BIRTH, version=2, valid_from=date(2025, 7, 1))

    assert [found.version for found in in_force([second, first], on)] == versions


def test_where_two_versions_overlap_the_newer_one_holds():
    second = replace(BIRTH, version=2)

    assert in_force([BIRTH, DEATH, second], date(2019, 5, 23)) == [second, DEATH]


@pytest.mark.parametrize(
    ("legs", "total"),
    [
        ((AT_COMMUNE, AT_PARENT), Duration(5, WORKING)),
        ((AT_COMMUNE, AT_PARENT, BACK), Duration(11, HALF)),
        ((AT_COMMUNE, POSTING), None),
        ((AT_COMMUNE, UNKNOWN), None),
        ((), None),
    ],
)
def test_legs_are_added_up_only_where_they_can_be(legs, total):
    assert sum_of_legs(legs) == total


def test_the_total_is_the_one_written_down_else_the_sum_of_the_legs():
    legs_only = replace(
        BIRTH, duration_value=None, duration_unit=None, legs=(AT_COMMUNE, AT_PARENT)
    )

    assert total_duration(BIRTH) == Duration(1, DurationUnit.SAME_DAY)
    assert total_duration(legs_only) == Duration(5, WORKING)


@pytest.mark.parametrize(
    ("value", "legs", "times"),
    [
        (5, (AT_COMMUNE, POSTING), (Duration(2, WORKING), Duration(15, DAYS))),
        (5, (AT_COMMUNE, UNKNOWN), (Duration(5, WORKING),)),
        (5, (), (Duration(5, WORKING),)),
        (None, (AT_COMMUNE, UNKNOWN), ()),
    ],
)
def test_known_legs_are_counted_one_after_the_other_else_the_whole(value, legs, times):
    procedure = replace(BIRTH, duration_value=value, duration_unit=WORKING, legs=legs)

    assert time_allowed(procedure) == times


def test_values_bring_the_same_procedure_back():
    procedure = replace(
        BIRTH,
        legs=(AT_COMMUNE, UNKNOWN, BACK),
        fees=(Fee("fee", "Lệ phí", FeeKind.FEE, None, FeePer.DOSSIER, "online", "ghi chú"),),
        verification=Verification(23, DAYS, "at_most", None),
        valid_to=date(2025, 6, 30),
    )

    assert Procedure.from_values(procedure.to_values()) == procedure


def test_values_are_plain_json_types():
    values = replace(BIRTH, legs=(BACK,)).to_values()

    assert values["decides"] == "commune"
    assert values["valid_from"] == "2019-01-01"
    assert values["legs"] == [
        {"holder": "parent", "agency": None, "value": 1, "unit": "half_days", "note": None}
    ]


def test_what_a_newer_program_added_is_left_aside():
    values = BIRTH.to_values()
    values["colour"] = "red"
    values["papers"] = [{**paper, "weight": 1} for paper in values["papers"]]

    assert Procedure.from_values(values) == BIRTH


def test_an_empty_column_of_lists_reads_as_no_items():
    values = BIRTH.to_values() | {"aliases": None, "legs": None, "fees": None, "papers": None}

    read = Procedure.from_values(values)

    assert (read.aliases, read.legs, read.fees, read.papers) == ((), (), (), ())
