"""The leader's pile: each dossier is signed by itself, and one refusal spoils no other."""

import pytest

from app.domain.refusals import NoDraftResult
from app.domain.results import Outcome, ResultDraft
from app.domain.workflow import APPROVE
from app.models.dossiers import Dossier, Result
from app.queries import dossiers as questions
from app.queries import signatures
from app.services import decisions, dossiers
from app.services.signing import Choice, approve_all, redo_all
from sync import verify
from tests.town import AN, BICH, BINH, CHI, COPIES, DUNG, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")
DRAFT = ResultDraft(Outcome.GRANTED, number="12/CT", content="Đã chứng thực")


def submitted(number, *, by=BINH, draft=DRAFT):
    dossier_id = dossiers.receive(form(number, procedure_id=COPIES), by=AN, at=NOW)
    dossiers.take_up(dossier_id, by=by, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=draft, note="Đủ điều kiện", by=by, at=NOW)
    return dossier_id


def choice(dossier_id):
    return Choice(dossier_id, questions.lines(dossier_id))


def status(dossier_id):
    return Dossier.get(Dossier.id == dossier_id).status


def test_what_waits_is_shown_by_the_officer_who_submitted_it():
    first, other, second = submitted(1), submitted(2, by=BICH), submitted(3)

    piles, count = signatures.piles(CHI, NOW)

    assert count == 3
    assert {pile.officer: {each.id for each in pile.rows} for pile in piles} == {
        "Lê Văn Bình": {first, second},
        "Ngô Thị Bích": {other},
    }


def test_each_is_shown_with_its_draft_and_the_opinion():
    submitted(1)

    shown = signatures.piles(CHI, NOW)[0][0].rows[0]

    assert (shown.draft.number, shown.draft.content) == ("12/CT", "Đã chứng thực")
    assert shown.opinion == "Đủ điều kiện"


def test_another_commune_sees_nothing_of_it():
    dossier_id = submitted(1)

    assert signatures.piles(DUNG, NOW) == ([], 0)
    assert signatures.chosen([dossier_id], APPROVE, DUNG, NOW) == []


def test_all_that_was_chosen_is_signed_as_it_was_submitted():
    chosen = [submitted(1), submitted(2)]

    told = approve_all(map(choice, chosen), by=CHI, at=NOW)

    assert [each.why for each in told] == ["", ""]
    assert {status(each) for each in chosen} == {"resolved"}
    assert {row.signer for row in Result.select()} == {"Phạm Thị Chi"}
    assert all(row.issued for row in Result.select())


def test_one_refused_in_the_middle_of_writing_leaves_no_trace_and_spoils_no_other(monkeypatch):
    half, good = submitted(1), submitted(2)
    choices, approve = [choice(half), choice(good)], decisions.approve

    def refused_late(dossier_id, **how):
        approve(dossier_id, **how)
        if dossier_id == half:
            raise NoDraftResult(code="này")

    monkeypatch.setattr(decisions, "approve", refused_late)

    told = approve_all(choices, by=CHI, at=NOW)

    assert [bool(each.why) for each in told] == [True, False]
    assert (status(half), status(good)) == ("approving", "resolved")
    assert verify.verify().faults == []


def test_one_that_changed_since_the_preview_is_left_and_told():
    stale, good = submitted(1), submitted(2)
    choices = [choice(stale), choice(good)]
    dossiers.opine(stale, note="Xem lại số", by=BINH, at=NOW)

    told = approve_all(choices, by=CHI, at=NOW)

    assert [bool(each.why) for each in told] == [True, False]
    assert "Lê Văn Bình" in told[0].why
    assert (status(stale), status(good)) == ("approving", "resolved")


def test_one_without_a_draft_is_left_and_told():
    bare = submitted(1, draft=None)

    told = approve_all([choice(bare)], by=CHI, at=NOW)

    assert "chưa có dự thảo kết quả" in told[0].why
    assert status(bare) == "approving"


def test_the_same_post_twice_signs_once():
    dossier_id = submitted(1)
    once = choice(dossier_id)
    approve_all([once], by=CHI, at=NOW)

    again = approve_all([once], by=CHI, at=NOW)

    assert "Phạm Thị Chi" in again[0].why
    assert questions.lines(dossier_id) == once.seen + 1


@pytest.mark.parametrize("by", [AN, BINH, DUNG], ids=lambda each: each.username)
def test_only_the_leader_of_the_office_signs(by):
    dossier_id = submitted(1)

    told = approve_all([choice(dossier_id)], by=by, at=NOW)

    assert told[0].why
    assert status(dossier_id) == "approving"


def test_several_are_sent_back_with_one_reason():
    chosen = [submitted(1), submitted(2)]

    redo_all(map(choice, chosen), reason="Thiếu số văn bản", by=CHI, at=NOW)

    assert {status(each) for each in chosen} == {"processing"}
    assert {questions.timeline(each)[0].note for each in chosen} == {"Thiếu số văn bản"}


def test_the_preview_says_what_stands_against_a_signature():
    taken = dossiers.receive(form(1, procedure_id=FUNERAL), by=AN, at=NOW)

    shown = signatures.chosen([taken], APPROVE, CHI, NOW)

    assert "chưa thể duyệt" in str(shown[0].objection)
