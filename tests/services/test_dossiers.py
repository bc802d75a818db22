"""What officers do with a dossier: every verb on the way it is meant, and what a stale or foreign page gets."""

from datetime import timedelta

import pytest

from app.domain.refusals import (
    ChangedMeanwhile,
    FormNotComplete,
    HeldByColleague,
    HeldElsewhere,
    NoParent,
    NoSuchDossier,
    NoSuchOfficer,
    NotACaseOfficer,
    NotYourStep,
    StepNotOpen,
)
from app.domain.results import ResultDraft
from app.models.dossiers import Dossier, Result, Step
from app.services import dossiers
from tests.town import AN, BICH, BINH, CHI, DUNG, FUNERAL, GIANG, HA, KHOA, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LATER = NOW + timedelta(hours=1)
GRANTED = ResultDraft("granted", number="12/GCN", signer="Phạm Thị Chi", content="Đủ điều kiện.")


@pytest.fixture
def received():
    return dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)


@pytest.fixture
def in_hand(received):
    dossiers.take_up(received, by=BINH, at=NOW)
    return received


@pytest.fixture
def submitted(in_hand):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=NOW)
    return in_hand


@pytest.fixture
def resolved(submitted):
    dossiers.approve(submitted, by=CHI, at=NOW)
    return submitted


@pytest.fixture
def forwarded(in_hand):
    dossiers.forward_up(in_hand, note="Đủ giấy tờ.", by=BINH, at=NOW)
    return in_hand


@pytest.fixture
def accepted(forwarded):
    dossiers.accept_forward(forwarded, by=GIANG, at=NOW)
    return forwarded


@pytest.fixture
def resolved_above(accepted):
    dossiers.take_up(accepted, by=HA, at=NOW)
    dossiers.submit_for_approval(accepted, draft=GRANTED, by=HA, at=NOW)
    dossiers.approve(accepted, by=KHOA, at=NOW)
    return accepted


def now_of(dossier_id):
    return Dossier.get(Dossier.id == dossier_id)


def last_line():
    return Step.select().order_by(Step.position.desc()).first()


# ── At the commune ──────────────────────────────────────────────────────────────────────────────────


def test_who_takes_it_up_has_it_in_hand(in_hand):
    dossier = now_of(in_hand)

    assert (dossier.status, dossier.holder_officer) == ("processing", "binh@18571")
    assert dossier.holder_officer_name == "Lê Văn Bình"


def test_nobody_takes_up_what_a_colleague_has_in_hand(in_hand):
    with pytest.raises(HeldByColleague, match="Lê Văn Bình"):
        dossiers.take_up(in_hand, by=BICH, at=LATER)


def test_the_desk_gives_a_dossier_to_a_case_officer(received):
    dossiers.assign(received, to_username="binh", note="Gấp.", by=AN, at=LATER, seen=1)

    assert now_of(received).holder_officer == "binh@18571"
    assert (last_line().to_officer, last_line().to_officer_name) == ("binh@18571", "Lê Văn Bình")
    assert last_line().note == "Gấp."


def test_a_leader_gives_it_to_somebody_else(in_hand):
    dossiers.assign(in_hand, to_username="bich", by=CHI, at=LATER)

    assert now_of(in_hand).holder_officer_name == "Ngô Thị Bích"


@pytest.mark.parametrize("username", ["dung", "nobody", ""])
def test_it_is_given_to_nobody_outside_the_office(received, username):
    with pytest.raises(NoSuchOfficer):
        dossiers.assign(received, to_username=username, by=AN, at=LATER)


def test_it_is_given_only_to_a_case_officer(received):
    with pytest.raises(NotACaseOfficer):
        dossiers.assign(received, to_username="chi", by=AN, at=LATER)


def test_a_draft_is_not_a_result_until_it_is_signed(submitted):
    assert now_of(submitted).status == "approving"
    assert [(r.outcome, r.issued) for r in Result.select()] == [("granted", False)]


def test_the_leader_signs_the_draft(resolved):
    dossier, result = now_of(resolved), Result.get()

    assert (dossier.status, dossier.released_at, dossier.holder_officer) == ("resolved", NOW, None)
    assert (result.issued, result.number, result.issued_on) == (True, "12/GCN", "2019-05-24")


def test_the_leader_may_sign_something_else_than_the_draft(submitted):
    other = ResultDraft("refused", content="Không đủ điều kiện.", issued_on="24/5/2019")

    dossiers.approve(submitted, result=other, by=CHI, at=LATER)

    assert (Result.get().outcome, Result.get().content) == ("refused", "Không đủ điều kiện.")


def test_nothing_is_signed_without_a_result(in_hand):
    dossiers.submit_for_approval(in_hand, by=BINH, at=NOW)

    with pytest.raises(FormNotComplete) as no:
        dossiers.approve(in_hand, by=CHI, at=LATER)

    assert set(no.value.facts["fields"]) == {"outcome"}
    assert now_of(in_hand).status == "approving"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ResultDraft("maybe"), "outcome"),
        (ResultDraft("refused"), "content"),
        (ResultDraft("granted", issued_on="25/5/2019"), "issued_on"),
        (ResultDraft("granted", issued_on="mai"), "issued_on"),
        (ResultDraft("granted", number="1" * 81), "number"),
    ],
)
def test_an_impossible_result_is_refused_by_its_field(submitted, draft, field):
    with pytest.raises(FormNotComplete) as no:
        dossiers.approve(submitted, result=draft, by=CHI, at=LATER)

    assert set(no.value.facts["fields"]) == {field}


def test_what_must_be_redone_goes_back_to_who_submitted_it(submitted):
    dossiers.redo(submitted, reason="Bổ sung căn cứ.", by=CHI, at=LATER)

    dossier = now_of(submitted)
    assert (dossier.status, dossier.holder_officer) == ("processing", "binh@18571")


def test_a_rejection_is_a_signed_refusal_with_its_reason(submitted):
    dossiers.reject(submitted, reason="Không thuộc đối tượng.", by=CHI, at=LATER)

    assert now_of(submitted).status == "resolved"
    assert (Result.get().outcome, Result.get().content, Result.get().issued) == (
        "refused", "Không thuộc đối tượng.", True,
    )  # fmt: skip


@pytest.mark.parametrize("step", [dossiers.redo, dossiers.reject])
def test_sending_work_back_needs_a_reason(submitted, step):
    with pytest.raises(FormNotComplete) as no:
        step(submitted, reason="  ", by=CHI, at=LATER)

    assert set(no.value.facts["fields"]) == {"reason"}
    assert now_of(submitted).status == "approving"


def test_the_result_is_handed_to_the_citizen():
    resolved = dossiers.receive(form(quantities={"late": 3}), by=AN, at=NOW)
    dossiers.take_up(resolved, by=BINH, at=NOW)
    dossiers.submit_for_approval(resolved, draft=GRANTED, by=BINH, at=NOW)
    dossiers.approve(resolved, by=CHI, at=NOW)

    dossiers.hand_over(
        resolved, collected_by="Nguyễn Văn Nam", collected_id_no="042090000456",
        amount_paid=15000, by=AN, at=LATER,
    )  # fmt: skip

    dossier = now_of(resolved)
    assert (dossier.status, dossier.finished_at) == ("returned", LATER)
    assert (dossier.collected_by, dossier.amount_paid) == ("Nguyễn Văn Nam", 15000)


def test_a_result_is_handed_to_somebody_with_a_name(resolved):
    with pytest.raises(FormNotComplete) as no:
        dossiers.hand_over(resolved, collected_by=" ", amount_paid=-1, by=AN, at=LATER)

    assert set(no.value.facts["fields"]) == {"collected_by", "amount_paid"}


def test_a_result_is_handed_over_once(resolved):
    dossiers.hand_over(resolved, collected_by="Nam", by=AN, at=LATER)

    with pytest.raises(StepNotOpen) as no:
        dossiers.hand_over(resolved, collected_by="Nam", by=AN, at=LATER)

    assert no.value.facts["code"] == "H27.35.03-190524-0001"


def test_a_citizen_may_take_it_back(in_hand):
    dossiers.withdraw(in_hand, reason="Đơn xin rút ngày 24/5.", by=AN, at=LATER)

    dossier = now_of(in_hand)
    assert (dossier.status, dossier.finished_at, dossier.holder_officer) == (
        "withdrawn", LATER, None,
    )  # fmt: skip


# ── Up to the district and back ─────────────────────────────────────────────────────────────────────


def test_forwarding_hands_the_dossier_to_the_district(forwarded):
    dossier = now_of(forwarded)

    assert (dossier.status, dossier.holder_unit, dossier.holder_officer) == (
        "forwarded", "445", None,
    )  # fmt: skip
    assert (last_line().unit, last_line().to_unit) == ("18571", "445")


def test_the_desk_may_forward_what_nobody_has_taken_up(received):
    dossiers.forward_up(received, by=AN, at=LATER)

    assert now_of(received).holder_unit == "445"


def test_the_top_of_the_tree_has_nobody_to_forward_to(accepted):
    dossiers.take_up(accepted, by=HA, at=LATER)

    with pytest.raises(NoParent):
        dossiers.forward_up(accepted, by=HA, at=LATER)


def test_a_citizen_who_wants_it_back_is_told_who_holds_it(forwarded):
    with pytest.raises(HeldElsewhere, match="Hãy đề nghị huyện Thạch Hà"):
        dossiers.withdraw(forwarded, reason="Xin rút.", by=AN, at=LATER)


def test_the_district_returns_it_to_the_officer_who_had_it(accepted):
    dossiers.return_down(accepted, reason="Thiếu giấy chứng tử.", by=GIANG, at=LATER)

    dossier = now_of(accepted)
    assert (dossier.status, dossier.holder_unit) == ("processing", "18571")
    assert (dossier.holder_officer, dossier.holder_officer_name) == ("binh@18571", "Lê Văn Bình")
    assert dossier.sent_back_at == LATER


def test_returned_without_an_officer_it_waits_for_one(received):
    dossiers.forward_up(received, by=AN, at=NOW)
    dossiers.return_down(received, reason="Sai mẫu đơn.", by=GIANG, at=LATER)

    assert now_of(received).holder_officer is None
    dossiers.take_up(received, by=BICH, at=LATER)
    assert now_of(received).holder_officer == "bich@18571"


def test_a_dossier_sent_back_may_go_up_again(accepted):
    dossiers.return_down(accepted, reason="Thiếu giấy.", by=GIANG, at=LATER)
    dossiers.forward_up(accepted, by=BINH, at=LATER)

    assert now_of(accepted).sent_back_at is None
    assert now_of(accepted).holder_unit == "445"


def test_a_result_above_is_not_released_before_it_is_sent_down(resolved_above):
    dossier = now_of(resolved_above)

    assert (dossier.status, dossier.holder_unit, dossier.released_at) == ("resolved", "445", None)


def test_the_result_comes_down_to_where_the_dossier_was_received(resolved_above):
    dossiers.send_result_down(resolved_above, by=GIANG, at=LATER)

    dossier = now_of(resolved_above)
    assert (dossier.status, dossier.holder_unit, dossier.released_at) == (
        "resolved", "18571", LATER,
    )  # fmt: skip


def test_the_commune_hands_nothing_over_that_the_district_still_holds(resolved_above):
    with pytest.raises(HeldElsewhere):
        dossiers.hand_over(resolved_above, collected_by="Nam", by=AN, at=LATER)


def test_a_dossier_goes_from_commune_to_district_and_back_to_the_citizen(resolved_above):
    dossiers.send_result_down(resolved_above, by=GIANG, at=LATER)
    dossiers.hand_over(resolved_above, collected_by="Nguyễn Thị Hoà", by=AN, at=LATER)

    lines = Step.select().where(Step.dossier_id == resolved_above).order_by(Step.position)
    assert [(line.position, line.action, line.unit, line.to_status) for line in lines] == [
        (1, "receive", "18571", "received"),
        (2, "take_up", "18571", "processing"),
        (3, "forward_up", "18571", "forwarded"),
        (4, "accept_forward", "445", "accepted"),
        (5, "take_up", "445", "processing"),
        (6, "submit_for_approval", "445", "approving"),
        (7, "approve", "445", "resolved"),
        (8, "result_from_parent", "445", "resolved"),
        (9, "return_result", "18571", "returned"),
    ]


# ── Who may not ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by", [AN, BINH, CHI], ids=["An", "Bình", "Chi"])
def test_nobody_at_the_commune_acts_on_what_the_district_holds(accepted, by):
    with pytest.raises((HeldElsewhere, NotYourStep)):
        dossiers.return_down(accepted, reason="Rút lại.", by=by, at=LATER)


def test_for_another_commune_the_dossier_does_not_exist(received):
    with pytest.raises(NoSuchDossier):
        dossiers.take_up(received, by=DUNG, at=LATER)


def test_what_was_never_written_down_does_not_exist():
    with pytest.raises(NoSuchDossier):
        dossiers.take_up("0" * 32, by=BINH, at=LATER)


def test_the_district_sees_but_does_not_touch_what_the_commune_holds(received):
    with pytest.raises(HeldElsewhere, match="xã Thạch Hải"):
        dossiers.take_up(received, by=HA, at=LATER)


# ── Stale pages ─────────────────────────────────────────────────────────────────────────────────────


def test_a_stale_page_is_told_calmly_what_happened_meanwhile(received):
    dossiers.take_up(received, by=BINH, at=LATER, seen=1)

    with pytest.raises(ChangedMeanwhile) as no:
        dossiers.forward_up(received, by=AN, at=LATER, seen=1)

    assert str(no.value) == (
        "Hồ sơ H27.35.03-190524-0001 đã được Lê Văn Bình chuyển sang bước “Đang thụ lý” "
        "lúc 10:00 ngày 24/05/2019."
    )


def test_a_step_posted_twice_is_taken_once(in_hand):
    dossiers.forward_up(in_hand, by=BINH, at=LATER, seen=2)

    with pytest.raises(ChangedMeanwhile):
        dossiers.forward_up(in_hand, by=BINH, at=LATER, seen=2)

    assert Step.select().where(Step.action == "forward_up").count() == 1


def test_a_refused_step_leaves_no_trace(submitted):
    lines = Step.select().count()

    with pytest.raises(FormNotComplete):
        dossiers.approve(submitted, note="x" * 2001, by=CHI, at=LATER)

    assert Step.select().count() == lines
    assert Result.get().issued is False


def test_a_draft_without_a_date_is_dated_on_the_day_it_is_signed(submitted):
    dossiers.approve(submitted, by=CHI, at=NOW + timedelta(days=3))

    assert Result.get().issued_on == "2019-05-27"
