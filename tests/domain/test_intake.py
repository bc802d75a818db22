"""What the desk must mend, what it should look at again, and how the answers are stored."""

from datetime import UTC, date, datetime

import pytest

from app.catalogue.procedures import procedures
from app.domain.intake import Intake, PaperTick, read_day
from app.domain.intake_check import check

TODAY = date(2019, 5, 24)
CATALOGUE = {procedure.id: procedure for procedure in procedures()}
BIRTH = CATALOGUE["1.001193@1"]

COMPLETE = {
    "applicant_name": "Nguyễn Thị Hoà",
    "birth_date": "5/3/1990",
    "gender": "female",
    "id_type": "cccd",
    "id_no": "042190000123",
    "address": "Thôn Bắc Hải",
    "phone": "0912345678",
    "own": {"child_name": "Nguyễn Văn An"},
    "papers": tuple(
        PaperTick(paper.code, paper.name, paper.need, paper.kind, originals=1, have=True)
        for paper in BIRTH.papers
    ),
}


def look(procedure=BIRTH, complete=True, **answers):
    return check(Intake("0" * 32, **COMPLETE | answers), procedure, TODAY, complete=complete)


def test_a_complete_form_has_nothing_to_mend():
    findings = look()

    assert findings.must_fix == {}
    assert findings.take_care == {}


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("applicant_name", ""),
        ("applicant_name", "N6uyễn"),
        ("birth_date", "30/2/1990"),
        ("birth_date", "25/5/2019"),
        ("id_no", "04219000012"),
        ("id_issued_on", "hôm qua"),
        ("phone", "12345"),
        ("email", "hoa@"),
        ("channel", "fax"),
        ("applicant_kind", "alien"),
        ("return_mode", ""),
        ("gender", "khác"),
        ("set_count", 0),
        ("set_count", 21),
        ("abstract", "x" * 2001),
        ("address", "x" * 301),
        ("submitter_phone", "99"),
        ("submitter_id_no", "1"),
        ("amounts", {"late": -1}),
        ("amounts", {"late": 10**10}),
        ("quantities", {"case": 10_000}),
        ("due_on", "23/5/2019"),
        ("received_at", datetime(2019, 5, 24, 17, 0, tzinfo=UTC)),
        ("papers", (PaperTick("x", "", have=True),)),
        ("papers", (PaperTick("x", "Đơn", kind="carbon"),)),
        ("papers", (PaperTick("x", "Đơn", originals=100),)),
        ("papers", (PaperTick("x", "Đơn", copies=-1),)),
        ("papers", (PaperTick("x", "Đơn", note="x" * 301),)),
    ],
)
def test_it_names_the_field_that_must_be_mended(field, answer):
    assert set(look(**{field: answer}).must_fix) == {field}


def test_it_wants_a_way_to_reach_the_citizen():
    assert set(look(address="", phone="").must_fix) == {"address"}
    assert look(address="").must_fix == look(phone="").must_fix == {}


def test_a_number_needs_its_kind():
    assert set(look(id_type="").must_fix) == {"id_type"}


def test_an_organisation_may_have_digits_in_its_name():
    findings = look(
        applicant_kind="business", applicant_name="HTX 27/7", id_type="tax_code", id_no="0100109106"
    )

    assert findings.must_fix == {}


@pytest.mark.parametrize("kind", ["business", "organisation", "agency"])
def test_an_organisation_is_known_by_its_tax_code(kind):
    findings = look(applicant_kind=kind, applicant_name="HTX 27/7")

    assert findings.must_fix == {"id_type": "Chủ hồ sơ là tổ chức: chọn loại giấy tờ “Mã số thuế”."}


def test_what_only_a_person_has_is_not_kept_of_an_organisation():
    findings = look(
        applicant_kind="organisation", applicant_name="HTX 27/7", id_type="cccd", id_no="",
        birth_date="30/2/1990",
    )  # fmt: skip

    assert findings.must_fix == {}
    assert (findings.intake.birth_date, findings.intake.gender) == ("", "")
    assert findings.intake.id_type == ""


def test_an_organisation_names_who_comes_for_it_and_a_business_its_tax_code():
    alone = look(applicant_kind="business", applicant_name="HTX 27/7", id_no="")
    whole = look(
        applicant_kind="business", applicant_name="HTX 27/7", id_type="tax_code",
        id_no="0100109106", submitter_name="Lê Văn Tám", submitter_relation="giám đốc",
    )  # fmt: skip

    assert set(alone.take_care) == {"id_no", "submitter_name"}
    assert whole.take_care == {}
    assert whole.must_fix == {}


def test_a_result_by_post_needs_a_place():
    assert set(look(return_mode="post", address="").must_fix) == {"return_place"}


def test_a_procedure_must_be_chosen():
    assert set(look(procedure=None).must_fix) == {"procedure_id"}


def test_a_procedure_must_be_in_force_on_the_day_of_reception():
    assert set(look(CATALOGUE["1.012823@1"], due_on="30/5/2019").must_fix) == {"procedure_id"}


def test_a_procedure_must_be_offered_by_the_channel():
    assert set(look(CATALOGUE["2.000815@1"], channel="post").must_fix) == {"channel"}


def test_a_procedure_without_a_time_needs_a_day():
    by_hand = CATALOGUE["1.010440@1"]

    assert set(look(by_hand).must_fix) == {"due_on"}
    assert look(by_hand, due_on="10/6/2019").intake.due_on == "2019-06-10"


def test_writing_a_dossier_down_asks_less_than_accepting_it():
    assert look(complete=False, address="", phone="", papers=()).must_fix == {}
    assert set(look(complete=False, applicant_name="").must_fix) == {"applicant_name"}


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("id_no", {"gender": "male"}),
        ("id_no", {"birth_date": "1985"}),
        ("applicant_name", {"applicant_name": "nguyễn thị hoà"}),
        ("papers", {"papers": ()}),
        ("authorisation", {"submitter_name": "Trần Văn Nam"}),
    ],
)
def test_it_names_what_deserves_a_second_look(field, answers):
    findings = look(**answers)

    assert findings.must_fix == {}
    assert set(findings.take_care) == {field}


def test_a_submitter_with_an_authorisation_raises_no_doubt():
    assert look(submitter_name="Trần Văn Nam", authorisation="Số 5").take_care == {}
    assert look(submitter_name="Trần Văn Nam", submitter_relation="chồng").take_care == {}


def test_it_names_the_papers_that_are_missing():
    first, *others = COMPLETE["papers"]

    assert first.name in look(papers=tuple(others)).take_care["papers"]


def test_a_paper_that_only_some_bring_is_not_asked_of_everybody():
    conditional = [paper.code for paper in BIRTH.papers if "nếu" in (paper.note or "")]
    usual = tuple(t for t in COMPLETE["papers"] if t.document_code not in conditional)

    assert conditional
    assert look(papers=usual).take_care == {}


def test_a_fee_that_the_province_sets_is_asked_for():
    land = CATALOGUE["1.012814@1"]
    check_on = date(2024, 9, 2)
    intake = Intake("0" * 32, **COMPLETE)

    assert "amounts" in check(intake, land, check_on).take_care


def test_answers_are_stored_in_one_spelling():
    stored = look(
        applicant_name="  Nguyễn   Thị Hoà ", phone="+84 912.345.678", birth_date="05031990",
        id_no="042 190 000123", email="Hoa@Example.VN",
    ).intake  # fmt: skip

    assert (stored.applicant_name, stored.phone) == ("Nguyễn Thị Hoà", "0912345678")
    assert (stored.birth_date, stored.id_no) == ("1990-03-05", "042190000123")
    assert stored.email == "Hoa@example.vn"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/05/2019", TODAY),
        (" 2019-05-24 ", TODAY),
        ("24/5/2019", TODAY),
        ("31/2/2019", None),
        ("", None),
        ("٢٤/05/2019", None),
    ],
)
def test_a_day_is_read_as_it_is_typed_or_stored(text, day):
    assert read_day(text) == day


def test_every_sentence_ends_as_a_sentence():
    findings = look(applicant_name="", phone="1", channel="fax", set_count=0, papers=())

    assert all(words.endswith(".") for words in findings.must_fix.values())
    assert all(words.endswith(".") for words in findings.take_care.values())
