"""The procedures typed in: whole, consistent, honest about doubt, and found the way officers type."""

from datetime import date, timedelta

import pytest

from app.catalogue.procedures import procedures
from app.domain.deadlines import Duration, DurationUnit
from app.domain.procedures import (
    FeePer,
    Holder,
    Need,
    find,
    in_force,
    normalise_code,
    sum_of_legs,
    time_allowed,
)

ALL = procedures()
BY_ID = {procedure.id: procedure for procedure in ALL}
IN_2019 = in_force(ALL, date(2019, 5, 23))
WITHOUT_PAPERS = {"1.011606"}  # A yearly campaign of the commune itself.
DATE_SET_BY_HAND = {"2.002165", "1.011606", "1.012823", "1.010440", "1.010426", "1.010427"}
HALF = DurationUnit.HALF_DAYS
WORKING, DAYS = DurationUnit.WORKING_DAYS, DurationUnit.DAYS


def test_there_are_at_least_sixty_procedures_in_2019_and_more_later():
    assert len({procedure.code for procedure in ALL}) >= 85
    assert len(IN_2019) >= 60


def test_codes_are_national_and_each_version_is_there_once():
    assert [p.id for p in ALL if normalise_code(p.code) != p.code] == []
    assert len(BY_ID) == len(ALL)


def test_versions_of_a_procedure_follow_each_other_without_a_gap():
    second = [(p, BY_ID[f"{p.code}@{p.version - 1}"]) for p in ALL if p.version > 1]
    a_day = timedelta(days=1)

    assert len(second) == 8
    assert [p.id for p, before in second if before.valid_to + a_day != p.valid_from] == []


def test_every_total_is_the_sum_of_its_legs_where_all_are_known():
    both = [p for p in ALL if p.duration_value is not None and sum_of_legs(p.legs)]
    written = {p.id: Duration(p.duration_value, p.duration_unit) for p in both}

    assert len(both) >= 14
    assert written == {p.id: sum_of_legs(p.legs) for p in both}


@pytest.mark.parametrize(
    ("row", "times"),
    [
        ("1.001193@1", [(1, DurationUnit.SAME_DAY)]),
        ("1.004873@1", [(3, WORKING)]),
        ("1.010405@1", [(2, WORKING), (3, WORKING), (1, HALF)]),
        ("1.010454@1", [(2, WORKING), (5, WORKING), (8, WORKING), (5, WORKING)]),
        ("1.010413@1", [(5, WORKING), (15, DAYS)]),
        ("1.010416@1", [(3, WORKING), (30, DAYS), (2, WORKING)]),
        ("2.000986@1", [(20, DAYS)]),
        ("1.003554@1", [(45, DAYS)]),
        ("1.012812@1", [(40, DAYS)]),
    ],
)
def test_the_time_allowed_is_that_of_the_catalogue(row, times):
    assert [(time.value, time.unit) for time in time_allowed(BY_ID[row])] == times


def test_only_what_the_sources_leave_open_has_no_time():
    assert {p.code for p in ALL if not time_allowed(p)} == DATE_SET_BY_HAND


def test_who_forwards_has_a_way_to_forward():
    forwarded = [p for p in ALL if p.decides in (Holder.PARENT, Holder.GRANDPARENT)]
    ways = {p.id: (p.decides, {leg.holder for leg in p.legs}) for p in forwarded}
    no_leg_at_all = {"2.000992@1", "2.001008@1"}

    assert {row for row, (decides, way) in ways.items() if decides not in way} == no_leg_at_all


def test_papers_are_listed_with_their_numbers():
    papers = [(p.id, paper) for p in ALL for paper in p.papers]

    assert {p.code for p in ALL if not p.papers} == WITHOUT_PAPERS
    assert [row for row, paper in papers if paper.originals + paper.copies < 1] == []
    assert [row for row, paper in papers if not paper.name.strip()] == []
    assert {paper.need for _, paper in papers} == {Need.SUBMIT, Need.SHOW}


def test_codes_of_papers_are_unique_in_a_procedure():
    assert [p.id for p in ALL if len({paper.code for paper in p.papers}) != len(p.papers)] == []


def test_a_fee_of_a_channel_is_its_only_one_there():
    keys = {p.id: [(fee.code, fee.channel) for fee in p.fees] for p in ALL}

    assert [row for row, fees in keys.items() if len(set(fees)) != len(fees)] == []
    assert [
        p.id for p in ALL for fee in p.fees if fee.channel and fee.channel not in p.channels
    ] == []


def test_an_unknown_amount_is_a_doubt_that_the_source_names():
    unknown = [p for p in ALL if any(fee.amount is None for fee in p.fees)]

    assert len(unknown) == 7
    assert [p.id for p in unknown if p.verified or "mức phí" not in p.source] == []


@pytest.mark.parametrize(
    ("row", "amounts"),
    [
        ("1.004873@1", [(15_000, FeePer.DOSSIER, None)]),
        ("2.000635@1", [(8_000, FeePer.COPY, None)]),
        ("2.000815@1", [(2_000, FeePer.PAGE, None), (1_000, FeePer.PAGE, None)]),
        ("2.000884@1", [(10_000, FeePer.CASE, None)]),
        ("1.004222@1", [(20_000, FeePer.DOSSIER, None), (10_000, FeePer.DOSSIER, "online")]),
        ("2.001263@1", [(400_000, FeePer.DOSSIER, None)]),
        ("1.004837@1", []),
    ],
)
def test_the_money_is_that_of_the_catalogue(row, amounts):
    assert [(fee.amount, fee.per, fee.channel) for fee in BY_ID[row].fees] == amounts


def test_a_row_is_verified_exactly_when_its_source_names_no_doubt():
    assert [p.id for p in ALL if p.verified == ("chưa kiểm chứng:" in p.source)] == []


def test_an_assumed_level_is_never_called_verified():
    assumed = [p for p in ALL if "mức độ trực tuyến năm 2019" in p.source]

    assert len(assumed) > 30
    assert {(p.online_level, p.verified) for p in assumed} == {(3, False)}


def test_same_day_procedures_and_only_they_know_the_rule_of_three_o_clock():
    same_day = {p.id for p in ALL if p.duration_unit is DurationUnit.SAME_DAY}

    assert {p.id for p in ALL if p.same_day_after_15} == same_day
    assert {"1.001193@1", "1.000656@1", "1.000894@1", "2.000635@1", "2.000815@1"} <= same_day


@pytest.mark.parametrize(
    ("row", "years"),
    [("2.000884@1", 2), ("2.001035@1", 20), ("2.000913@1", 20), ("1.001193@1", None)],
)
def test_files_are_kept_as_long_as_the_decree_says(row, years):
    assert BY_ID[row].retention_years == years


@pytest.mark.parametrize(
    ("code", "on", "decides"),
    [
        ("1.001612", date(2025, 6, 30), Holder.PARENT),
        ("1.001612", date(2025, 7, 1), Holder.COMMUNE),
        ("2.000992", date(2019, 5, 23), Holder.PARENT),
        ("2.000992", date(2026, 11, 23), Holder.COMMUNE),
        ("1.004222", date(2022, 1, 1), Holder.AGENCY),
        ("1.010440", date(2019, 5, 23), Holder.GRANDPARENT),
    ],
)
def test_who_decides_goes_by_the_day(code, on, decides):
    assert find(in_force(ALL, on), code)[0].decides is decides


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ks", "1.001193"),
        ("khai sinh", "1.001193"),
        ("1.001193", "1.001193"),
        ("dkks", "1.001193"),
        ("kt", "1.000656"),
        ("kh", "1.000894"),
        ("hn", "1.004873"),
        ("tthn", "1.004873"),
        ("cmbs", "2.000815"),
        ("chung thuc ban sao", "2.000815"),
        ("chữ ký", "2.000884"),
        ("ket hon", "1.000894"),
        ("mai tang", "1.010405"),
        ("1.001731", "1.010405"),
        ("hòa giải đất", "1.003554"),
    ],
)
def test_officers_find_it_by_what_they_type(text, code):
    assert find(IN_2019, text)[0].code == code


def test_no_abbreviation_stands_for_two_procedures_on_one_day():
    later = in_force(ALL, date(2026, 11, 23))
    aliases = [
        [alias for procedure in listed for alias in procedure.aliases]
        for listed in (IN_2019, later)
    ]

    assert [len(each) for each in aliases] == [len(set(each)) for each in aliases]
