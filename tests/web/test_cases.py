"""A procedure with cases: edited, published, and chosen at the counter, where it decides time, papers and money."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.domain.procedure_boxes import content_of
from app.models.dossiers import Dossier, Paper
from app.queries import catalogues as questions
from app.queries import officers
from app.services import catalogues
from tests.web.counter import BIRTH, HTMX, SignedIn, answers, main, take_in
from tests.web.test_catalogues import edit

CASES = [
    {"code": "dung-han", "name": "Đúng hạn", "value": None, "unit": None, "note": None},
    {"code": "qua-han", "name": "Quá hạn", "value": 3, "unit": "working_days", "note": None},
]


@pytest.fixture
def published(signed_in: SignedIn) -> str:
    """Births on time and late, from today on: the address of the intake form."""
    quang, at = officers.one("quang").officer, clock.now()
    signed_in("quang")
    content = content_of(questions.newest("1.001193").to_values()) | {"cases": CASES}
    for fee in content["fees"]:
        fee["cases"] = ["qua-han"] if fee["code"] == "late" else []
    content["papers"][1]["cases"] = ["qua-han"]
    catalogues.begin(by=quang, at=at)
    catalogues.save("1.001193", content, seen=-1, by=quang, at=at)
    number = catalogues.publish(
        title="", decision="", starts_on=clock.local(at).date(), by=quang, at=at,
        seen=questions.draft().revision,
    )  # fmt: skip
    return f"/tiep-nhan/1.001193@{number}"


def taken_in(browser, form, case):
    typed = answers(case_code=case, reason="Đã xem.")
    answer = browser.post(f"{form}/nhan", data=typed)
    assert answer.status_code == 303, answer.text
    return Dossier.get(Dossier.id == typed["dossier_id"])


def test_the_case_decides_time_money_and_papers(signed_in, published):
    an = signed_in("an")

    on_time, late = taken_in(an, published, "dung-han"), taken_in(an, published, "qua-han")

    assert [(each.case_name, each.amount_due) for each in (on_time, late)] == [
        ("Đúng hạn", 0),
        ("Quá hạn", 5000),
    ]
    assert (on_time.duration_unit, late.duration_unit) == ("same_day", "working_days")
    assert late.due_at - on_time.due_at > timedelta(days=1)
    counts = [Paper.select().where(Paper.dossier_id == each.id).count() for each in (on_time, late)]
    assert counts[1] == counts[0] + 1
    assert "Quá hạn" in main(an.get(f"/ho-so/{late.id}/hen-tra").text)
    assert "trường hợp Quá hạn" in main(an.get(f"/ho-so/{late.id}/in/giay-tiep-nhan").text)


def test_the_rail_follows_the_chosen_case(signed_in, published):
    an, typed = signed_in("an"), answers()

    unsure = an.post(f"{published}/tinh", data=typed, headers=HTMX).text
    late = an.post(f"{published}/tinh", data=typed | {"case_code": "qua-han"}, headers=HTMX).text

    assert "Chọn trường hợp ở phần 1" in unsure
    assert "5.000 đ" in late
    assert "hạn 3 ngày làm việc" in late


def test_a_dossier_is_not_received_before_its_case_is_chosen(signed_in, published):
    answer = signed_in("an").post(f"{published}/kiem-tra", data=answers())

    assert answer.status_code == 422
    assert "Chọn trường hợp của hồ sơ này." in main(answer.text)


def test_papers_of_another_case_are_not_shown(signed_in, published):
    an = signed_in("an")

    page = main(an.post(f"{published}/tinh", data=answers(case_code="dung-han")).text)

    assert re.findall(r'<tr data-paper data-cases="([^"]*)" hidden', page) == ["2"]


def test_a_dossier_from_before_stays_without_a_case(signed_in, request):
    an = signed_in("an")
    dossier_id = take_in(an)
    request.getfixturevalue("published")

    dossier = Dossier.get(Dossier.id == dossier_id)

    assert (dossier.case_name, dossier.procedure_version) == (None, 1)
    assert "Trường hợp" not in main(an.get(f"/ho-so/{dossier_id}/hen-tra").text)
    assert an.get(BIRTH).status_code == 200


def test_a_line_of_a_case_that_is_gone_shows_it_until_somebody_unticks_it(signed_in, published):
    quang = signed_in("quang")

    answer = edit(quang, viec="xoa-cases-1")
    page = main(quang.get(answer.headers["Location"]).text)

    assert re.search(r'name="papers-1-cases"[^>]*value="qua-han" checked', page)
    assert "qua-han (đã xóa)" in page
    assert "Thành phần hồ sơ, dòng 2: không có trường hợp “qua-han”." in page
