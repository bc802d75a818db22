"""Dossiers handed in twice are found as they arrive, settled once, and opened again while that is possible."""

from datetime import timedelta

import pytest

from app.domain import corrections as corrected
from app.domain.refusals import (
    FormNotComplete,
    PairAlreadyDecided,
    TwinsMovedMeanwhile,
    TwinTooLate,
)
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.notes import Note
from app.models.twins import TwinPair
from app.queries import twins as questions
from app.services import corrections, dossiers, notes, twins
from tests.town import AN, DUNG, FUNERAL, GIANG, HA, KHOA, NOW, form

LATER = NOW + timedelta(days=3)


def handed_in(number, by=AN, at=NOW, **answers):
    return dossiers.receive(form(number, procedure_id=FUNERAL, **answers), by=by, at=at)


@pytest.fixture
def pair(office):
    """One matter handed in at two communes."""
    handed_in(1)
    handed_in(2, by=DUNG, at=NOW + timedelta(hours=1))
    twins.find(at=NOW, most=10_000)
    return questions.waiting(KHOA)[0]


def close_right(pair, by=KHOA, at=NOW, reason="Gia đình nộp ở cả hai xã"):
    pair = questions.one(pair.row.id, by)
    return twins.keep_one(pair.row.id, pair.left.id, reason=reason, seal=pair.seal, by=by, at=at)


def test_each_pair_is_found_once_however_often_one_looks(office):
    handed_in(1)
    handed_in(2, by=DUNG)
    handed_in(
        3, by=DUNG, id_no="042190000999", applicant_name="Lê Văn Tám", gender="male", address=""
    )
    while twins.find(at=NOW, most=7):
        pass
    notes.write(Dossier.get().id, "Đã xem", form_id="1", by=AN, at=NOW)
    twins.find(at=NOW)

    (found,) = questions.waiting(KHOA)
    assert {found.left.unit, found.right.unit} == {AN.unit, DUNG.unit}
    assert found.words.startswith("Cùng số CCCD, cùng tên chủ hồ sơ")


def test_a_correction_makes_a_twin(office):
    handed_in(1)
    other = handed_in(
        2, by=DUNG, id_no="042190000999", applicant_name="Trần Thị Mơ", address="Xóm 3"
    )
    twins.find(at=NOW, most=10_000)
    before = questions.waiting(KHOA)
    corrections.correct(
        other, {"id_no": "042190000123"}, source="card", seal=seal_of(other), form_id="c", by=DUNG, at=NOW
    )  # fmt: skip
    twins.find(at=NOW)

    assert before == []
    assert len(questions.waiting(KHOA)) == 1


def seal_of(dossier_id):
    return corrected.seal_of(Dossier.get(Dossier.id == dossier_id).__data__)


def test_one_is_kept_and_the_other_closed_with_its_reason(pair):
    closed = close_right(pair)

    row = Dossier.get(Dossier.id == closed.id)
    assert (row.status, row.twin_of, row.holder_officer) == ("stopped", pair.left.id, None)
    line = Line.select().where(Line.dossier_id == row.id).order_by(Line.position.desc()).get()
    assert (line.action, line.done_by_name) == ("twin", "Bùi Đăng Khoa")
    assert pair.left.code in line.note
    assert "Gia đình nộp ở cả hai xã" in line.note
    assert "trả 2 bản chính" in Note.get(Note.dossier_id == row.id).text
    assert Note.select().where(Note.dossier_id == pair.left.id).count() == 1
    assert questions.told(Dossier.get(Dossier.id == pair.left.id), KHOA).closed == (
        (row.id, row.code),
    )


def test_a_second_choice_is_told_who_chose_and_closes_nothing(pair):
    shown = questions.one(pair.row.id, HA)
    close_right(pair)

    with pytest.raises(PairAlreadyDecided) as no:
        twins.keep_one(pair.row.id, pair.right.id, reason="Khác", seal=shown.seal, by=HA, at=NOW)

    assert no.value.facts["who"] == "Bùi Đăng Khoa"
    assert Dossier.get(Dossier.id == pair.left.id).status == "received"


def test_a_page_older_than_the_dossier_closes_nothing(pair):
    shown = questions.one(pair.row.id, KHOA)
    corrections.correct(
        pair.right.id, {"abstract": "Mai táng phí"}, source="slip", seal=seal_of(pair.right.id),
        form_id="c", by=DUNG, at=NOW,
    )  # fmt: skip

    with pytest.raises(TwinsMovedMeanwhile):
        twins.keep_one(pair.row.id, pair.left.id, reason="Trùng", seal=shown.seal, by=KHOA, at=NOW)
    with pytest.raises(FormNotComplete):
        close_right(pair, reason=" ")

    assert Dossier.select().where(Dossier.status == "stopped").count() == 0


def test_what_was_closed_is_opened_again_where_it_stood(pair):
    before = Dossier.select().where(Dossier.id == pair.right.id).dicts().get()
    close_right(pair)

    twins.reopen(pair.row.id, reason="Hai người chết khác nhau", by=KHOA, at=LATER)

    assert Dossier.select().where(Dossier.id == pair.right.id).dicts().get() == before
    assert [each.row.state for each in questions.waiting(KHOA)] == ["open"]


def test_it_is_not_opened_again_after_the_days_that_were_told(pair):
    close_right(pair)

    with pytest.raises(TwinTooLate):
        twins.reopen(pair.row.id, reason="Nhầm", by=KHOA, at=NOW + timedelta(days=16))


def test_both_offices_are_asked_and_the_pair_waits_for_either(pair):
    twins.ask(pair.row.id, "Có phải một người chết?", form_id="1", by=KHOA, at=NOW)
    asked = questions.waiting(KHOA, questions.ASKED)[0]
    notes.write(pair.right.id, "Cùng một người", form_id="2", by=DUNG, at=NOW)

    assert (questions.waiting(KHOA), asked.answered) == ([], False)
    assert questions.waiting(KHOA, questions.ASKED)[0].answered
    assert {each.unit for each in Note.select().where(Note.written_by == str(KHOA))} == {KHOA.unit}
    assert Note.select().where(Note.written_by == str(KHOA)).count() == 2


def test_two_matters_are_not_asked_about_again(pair):
    twins.tell_apart(pair.row.id, by=HA, at=NOW)
    handed_in(4, by=AN, at=NOW, id_no="042190000999", applicant_name="Ngô Thị Lan")
    twins.find(at=NOW)

    assert TwinPair.get_by_id(pair.row.id).state == "different"
    assert questions.waiting(GIANG) == []
