"""Cases of a procedure: which time, papers and fees hold in each, and what a catalogue may not say of them."""

from dataclasses import replace

import pytest

from app.catalogue import procedures as shipped
from app.domain import fees
from app.domain.catalogues import compare, shortly
from app.domain.deadlines import Duration, DurationUnit
from app.domain.procedure_boxes import content_of
from app.domain.procedure_cases import ProcedureCase
from app.domain.procedure_check import faults
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
    time_allowed,
)

WORKING = DurationUnit.WORKING_DAYS
FORM = Paper("form", "Tờ khai", Need.SUBMIT, PaperKind.ORIGINAL, 1, 0)
TWO_FORMS = replace(FORM, originals=2, cases=("late",))
REASON = Paper("why", "Văn bản trình bày", Need.SUBMIT, PaperKind.ORIGINAL, 1, 0, None, ("late",))
FEE = Fee("fee", "Lệ phí", FeeKind.FEE, 8000, FeePer.DOSSIER)
LATE_FEE = Fee(
    "late", "Lệ phí quá hạn", FeeKind.FEE, 5000, FeePer.CASE, None, None, ("late", "lost")
)
WAY = (Leg(Holder.COMMUNE, None, 2, WORKING), Leg(Holder.PARENT, None, 1, WORKING))
BIRTH = replace(
    next(each for each in shipped() if each.code == "1.001193"),
    duration_value=3,
    duration_unit=WORKING,
    legs=WAY,
    papers=(FORM, TWO_FORMS, REASON),
    fees=(FEE, LATE_FEE, replace(FEE, amount=0, cases=("lost",))),
    cases=(
        ProcedureCase("on-time", "Đúng hạn"),
        ProcedureCase("late", "Quá hạn", 10, WORKING),
        ProcedureCase("lost", "Mất giấy tờ", 5, WORKING),
    ),
)


def said(code):
    found = BIRTH.in_case(code)
    amount = fees.total(fees.charges(found.fees, "desk"))
    return [paper.originals for paper in found.papers], amount, time_allowed(found)


def test_each_case_has_its_own_papers_money_and_time():
    usual = tuple(leg.time for leg in WAY)

    assert said("on-time") == ([1], 8000, usual)
    assert said("late") == ([2, 1], 13_000, (Duration(10, WORKING),))
    assert said("lost") == ([1], 5000, (Duration(5, WORKING),))


def test_without_a_case_only_what_holds_for_every_case_is_said():
    assert said(None) == said("on-time") == said("no such case")


def test_a_version_travels_with_its_cases():
    assert Procedure.from_values(BIRTH.to_values()) == BIRTH


def test_lines_that_hold_for_every_case_are_written_as_before_there_were_cases():
    assert "cases" not in replace(BIRTH, cases=(), papers=(FORM,)).to_values()["papers"][0]


def test_a_comparison_names_the_case():
    before = content_of(replace(BIRTH, cases=BIRTH.cases[:2]).to_values())

    told = shortly(compare(before, content_of(BIRTH.to_values())))
    papers = shortly(
        compare(before | {"papers": before["papers"][:1]}, before | {"papers": before["papers"]})
    )

    assert told == (
        "Trường hợp thêm: Mất giấy tờ: 5 ngày làm việc; "
        "Khoản thu sửa: Lệ phí quá hạn: 5.000 đ mỗi trường hợp, chỉ trường hợp Quá hạn, lost"
        " → Lệ phí quá hạn: 5.000 đ mỗi trường hợp, chỉ trường hợp Quá hạn, Mất giấy tờ; "
        "Khoản thu sửa: Lệ phí: 0 đ mỗi hồ sơ, chỉ trường hợp lost"
        " → Lệ phí: 0 đ mỗi hồ sơ, chỉ trường hợp Mất giấy tờ"
    )
    assert "Văn bản trình bày (nộp 1 bản chính), chỉ trường hợp Quá hạn" in papers


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cases": BIRTH.cases[:1]}, "ít nhất hai trường hợp"),
        ({"cases": BIRTH.cases[:2]}, "không có trường hợp “lost”"),
        ({"cases": (*BIRTH.cases, ProcedureCase("x", "Quá hạn"))}, "tên trường hợp trùng"),
        ({"cases": (*BIRTH.cases, ProcedureCase("x", "Lâu", 900, WORKING))}, "từ 1 đến 600"),
        ({"cases": (*BIRTH.cases, ProcedureCase("x", "Lâu", 300, WORKING))}, "quá dài"),
        ({"papers": (FORM, TWO_FORMS, replace(REASON, code="form"))}, "giấy tờ trùng"),
        ({"legs": (*WAY, Leg(Holder.PARENT, None, 9, WORKING, None, ("late",)))}, "dài hơn"),
    ],
)
def test_what_cannot_be_is_named(changes, words):
    found = faults(content_of(replace(BIRTH, **changes).to_values()))

    assert any(words in each.words for each in found)


def test_a_procedure_with_cases_passes_the_check():
    assert faults(content_of(BIRTH.to_values())) == []
