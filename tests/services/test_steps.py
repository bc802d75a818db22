"""Everything between reception and result: what is missing, paid, asked, late, stopped, corrected and taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.pauses import AfterWait
from app.domain.refusals import (
    AnswerNotOver,
    ApologisedBefore,
    DraftWaiting,
    FormNotComplete,
    HeldElsewhere,
    NewDateNotLater,
    NewDateOff,
    NothingToHandOut,
    NothingToRecall,
    RecallOfAnother,
    SupplementAskedBefore,
    WithdrawalAskedAlready,
)
from app.domain.results import ResultDraft
from app.models.dossiers import Dossier, Result, Step
from app.models.slips import Pause, Slip, WithdrawalRequest
from app.queries import dossiers as questions
from app.queries import history, promises
from app.services import dossiers
from sync import verify
from tests.town import AN, BICH, BINH, CHI, FUNERAL, GIANG, HA, KHOA, NOW, SHOP, form

pytestmark = pytest.mark.usefixtures("office")

MONDAY = datetime(2019, 5, 20, 3, 0, tzinfo=UTC)
"""Ten in the morning."""
WEDNESDAY = MONDAY + timedelta(days=2)
MONDAY_AFTER = MONDAY + timedelta(days=14)
GRANTED = ResultDraft("granted", number="12/GCN", content="Đủ điều kiện.")


@pytest.fixture
def in_hand():
    """A shop's dossier: three working days from Monday the 20th, with Bình."""
    dossier_id = dossiers.receive(form(procedure_id=SHOP, return_mode="desk"), by=AN, at=MONDAY)
    dossiers.take_up(dossier_id, by=BINH, at=MONDAY)
    return dossier_id


@pytest.fixture
def asked(in_hand):
    """The citizen has been asked on Wednesday for a paper."""
    ask(in_hand, WEDNESDAY)
    return in_hand


@pytest.fixture
def above():
    """A funeral grant that the district has accepted and Hà works on."""
    dossier_id = dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.forward_up(dossier_id, by=BINH, at=NOW)
    dossiers.accept_forward(dossier_id, by=GIANG, at=NOW)
    dossiers.take_up(dossier_id, by=HA, at=NOW)
    return dossier_id


def draft(dossier_id, at, **typed):
    typed = {"items": "- Bản chính giấy thuê nhà\n\nẢnh 3x4", "reason": "Thiếu giấy tờ."} | typed
    dossiers.ask_supplement(dossier_id, by=BINH, at=at, **typed)


def ask(dossier_id, at, **typed):
    draft(dossier_id, at, **typed)
    dossiers.sign_slip(dossier_id, by=CHI, at=at)


def now_of(dossier_id):
    return Dossier.get(Dossier.id == dossier_id)


def slip():
    return Slip.select().order_by(Slip.n.desc()).get()


def last_line():
    return Step.select().order_by(Step.position.desc()).first()


def day_of(at):
    return f"{at + timedelta(hours=7):%d/%m/%Y}"


# ── Supplement ──────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_a_draft_until_the_leader_signs(in_hand):
    due = now_of(in_hand).due_at

    draft(in_hand, WEDNESDAY)

    dossier = now_of(in_hand)
    assert (dossier.status, dossier.letter, dossier.waits) == ("processing", "draft", "draft")
    assert (slip().state, slip().number, dossier.due_at, dossier.running) == ("draft", None, due, True)  # fmt: skip
    assert slip().items == [{"name": "Bản chính giấy thuê nhà"}, {"name": "Ảnh 3x4"}]


def test_signing_stops_the_clock_and_numbers_the_letter(asked):
    dossier = now_of(asked)

    assert (dossier.status, dossier.paused_at, dossier.running) == (
        "supplement_requested", WEDNESDAY, False,
    )  # fmt: skip
    assert (slip().number, slip().signed_by_name, dossier.waits) == (
        "1/HDHS", "Phạm Thị Chi", "hand_out",
    )  # fmt: skip
    assert (Pause.get().cause, Pause.get().due_before) == ("supplement", dossier.due_at)


def test_the_desk_hands_the_letter_out(asked):
    dossiers.hand_out(asked, by=AN, at=WEDNESDAY)

    assert (slip().state, slip().handed_to, now_of(asked).letter) == (
        "handed", "Nguyễn Thị Hoà", None,
    )  # fmt: skip
    with pytest.raises(NothingToHandOut):
        dossiers.hand_out(asked, by=AN, at=WEDNESDAY)


def test_what_was_left_is_left_after_the_papers_came(asked):
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    dossier, pause = now_of(asked), Pause.get()
    assert (dossier.status, day_of(dossier.due_at)) == ("processing", "04/06/2019")
    assert (dossier.paused_at, dossier.running) == (None, True)
    assert (pause.outcome, pause.ended_at) == (AfterWait.RESUMED.value, MONDAY_AFTER)
    assert pause.due_after == dossier.due_at
    assert "tính tiếp phần còn lại" in pause.explanation


def test_a_procedure_may_give_the_whole_time_again(asked, monkeypatch):
    monkeypatch.setattr(promises, "AFTER_SUPPLEMENT", AfterWait.RESTARTED)

    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    assert day_of(now_of(asked).due_at) == "06/06/2019"
    assert "tính lại từ đầu" in Pause.get().explanation


def test_every_move_of_the_date_can_be_read(asked):
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    told = promises.story(now_of(asked), MONDAY_AFTER)

    assert [each.title for each in told] == [
        "Lúc tiếp nhận", "Tạm dừng, chờ công dân bổ sung hồ sơ",
    ]  # fmt: skip
    assert "hạn 3 ngày làm việc" in told[0].words
    assert [day_of(each.due_at) for each in told] == ["23/05/2019", "04/06/2019"]


def test_a_citizen_is_asked_once(asked):
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    with pytest.raises(SupplementAskedBefore, match="lãnh đạo cho bổ sung lần nữa"):
        draft(asked, MONDAY_AFTER)


def test_a_leader_allows_one_more_request(asked):
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)
    dossiers.reopen_supplement(asked, reason="Phát hiện giấy tờ giả", by=CHI, at=MONDAY_AFTER)

    ask(asked, MONDAY_AFTER)

    assert now_of(asked).status == "supplement_requested"
    assert Pause.select().count() == 2


def test_the_leader_returns_a_draft_and_another_may_be_written(in_hand):
    draft(in_hand, WEDNESDAY)
    dossiers.return_slip(in_hand, reason="Ghi rõ hơn", by=CHI, at=WEDNESDAY)

    draft(in_hand, WEDNESDAY)

    assert [each.state for each in Slip.select().order_by(Slip.n)] == ["dropped", "draft"]


def test_nothing_is_submitted_while_a_draft_waits(in_hand):
    draft(in_hand, WEDNESDAY)

    with pytest.raises(DraftWaiting):
        dossiers.submit_for_approval(in_hand, by=BINH, at=WEDNESDAY)


@pytest.mark.parametrize("items", ["", " \n - \n", "x" * 401, "\n".join("abc" for _ in range(31))])
def test_a_request_names_the_papers(in_hand, items):
    with pytest.raises(FormNotComplete) as no:
        draft(in_hand, WEDNESDAY, items=items)

    assert set(no.value.facts["fields"]) == {"items"}
    assert now_of(in_hand).letter is None


def test_nobody_is_stopped_before_the_day_on_the_letter_is_over(in_hand):
    ask(in_hand, WEDNESDAY, answer_by="3/6/2019")

    with pytest.raises(AnswerNotOver, match="03/06/2019"):
        dossiers.supplement_expired(in_hand, by=AN, at=MONDAY_AFTER)


def test_a_dossier_nobody_supplements_ends_with_a_notice(in_hand):
    ask(in_hand, WEDNESDAY, answer_by="3/6/2019")

    dossiers.supplement_expired(in_hand, by=AN, at=MONDAY_AFTER + timedelta(days=1))

    dossier = now_of(in_hand)
    assert (dossier.status, dossier.paused_at, dossier.waits) == ("stopped", None, "hand_out")
    assert (slip().kind, slip().number, Pause.get().outcome) == ("stop", "1/TBD", "stopped")


def test_a_visitor_is_sent_home_with_a_list_before_anything_is_accepted():
    dossier_id = dossiers.ask_before(
        form(procedure_id=SHOP), items="Giấy uỷ quyền", reason="Người nộp thay", by=AN, at=MONDAY
    )

    dossier = now_of(dossier_id)
    assert (dossier.status, dossier.code, dossier.due_at) == ("supplement_requested", None, None)
    assert (slip().number, slip().state) == ("1/HDHS", "handed")


def test_a_visitor_who_comes_back_is_received_and_may_be_asked_once_more():
    dossier_id = dossiers.register(form(procedure_id=SHOP), by=AN, at=MONDAY)
    dossiers.ask_before(dossier_id, items="Giấy uỷ quyền", reason="Thiếu", by=AN, at=MONDAY)

    dossiers.receive(form(procedure_id=SHOP), by=AN, at=WEDNESDAY)
    dossiers.take_up(dossier_id, by=BINH, at=WEDNESDAY)
    ask(dossier_id, WEDNESDAY)

    assert now_of(dossier_id).status == "supplement_requested"


def test_a_refusal_at_the_counter_is_a_numbered_letter():
    dossiers.refuse(form(procedure_id=SHOP), reason="Không thuộc thẩm quyền", by=AN, at=MONDAY)

    assert (slip().kind, slip().number, slip().reason) == (
        "refusal", "1/PTC", "Không thuộc thẩm quyền",
    )  # fmt: skip


# ── Money and other agencies ────────────────────────────────────────────────────────────────────────


def test_the_clock_stands_until_the_tax_is_paid(in_hand):
    dossiers.ask_payment(in_hand, amount=1_500_000, reason="Thuế", by=BINH, at=WEDNESDAY)
    stood = now_of(in_hand)

    dossiers.payment_done(in_hand, note="Biên lai 77", by=AN, at=MONDAY_AFTER)

    assert (stood.status, stood.paused_at, slip().amount) == (
        "financial_obligation", WEDNESDAY, 1_500_000,
    )  # fmt: skip
    assert (now_of(in_hand).status, day_of(now_of(in_hand).due_at)) == ("processing", "04/06/2019")


def test_a_question_to_another_agency_leaves_the_clock_running(in_hand):
    due = now_of(in_hand).due_at

    dossiers.consult(in_hand, to_whom="Công an huyện", reason="Xác minh", by=BINH, at=WEDNESDAY)
    dossiers.consult_answered(in_hand, note="Số 5/CV", by=BINH, at=MONDAY_AFTER)

    assert (now_of(in_hand).due_at, now_of(in_hand).paused_at) == (due, None)
    assert (Pause.get().outcome, slip().to_whom) == ("ran", "Công an huyện")


# ── Late ────────────────────────────────────────────────────────────────────────────────────────────


def apologise(dossier_id, new_due_on="3/6/2019", at=WEDNESDAY, **typed):
    typed = {"reason_code": "many_dossiers", "reason": "Nhiều hồ sơ"} | typed
    dossiers.apologise(dossier_id, new_due_on=new_due_on, by=BINH, at=at, **typed)


def test_both_dates_stay_readable_after_an_apology(in_hand):
    first = now_of(in_hand).due_at
    apologise(in_hand)
    drafted = now_of(in_hand).extended_due_at

    dossiers.sign_slip(in_hand, by=CHI, at=WEDNESDAY)

    dossier = now_of(in_hand)
    assert (drafted, dossier.due_at, dossier.status) == (None, first, "processing")
    assert (day_of(dossier.extended_due_at), dossier.due_key) == (
        "03/06/2019", "2019-06-03T10:00:00Z",
    )  # fmt: skip
    assert (slip().old_due_at, slip().new_due_at) == (first, dossier.extended_due_at)
    assert [each.title for each in promises.story(dossier, WEDNESDAY)] == [
        "Lúc tiếp nhận", "Xin lỗi và hẹn lại",
    ]  # fmt: skip


def test_an_office_apologises_once(in_hand):
    apologise(in_hand)
    dossiers.sign_slip(in_hand, by=CHI, at=WEDNESDAY)

    with pytest.raises(ApologisedBefore):
        apologise(in_hand, "10/6/2019")


@pytest.mark.parametrize(
    ("day", "refusal"),
    [("23/5/2019", NewDateNotLater), ("21/5/2019", NewDateNotLater), ("2/6/2019", NewDateOff)],
)
def test_a_new_date_is_a_later_working_day(in_hand, day, refusal):
    with pytest.raises(refusal):
        apologise(in_hand, day)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason_code": ""}, "reason_code"),
        ({"reason": ""}, "reason"),
        ({"new_due_on": "mai"}, "new_due_on"),
    ],
)
def test_an_apology_says_why_and_until_when(in_hand, wrong, field):
    with pytest.raises(FormNotComplete) as no:
        apologise(in_hand, **wrong)

    assert set(no.value.facts["fields"]) == {field}


def test_a_dossier_that_is_late_already_may_still_be_apologised_for(in_hand):
    apologise(in_hand, "5/6/2019", at=MONDAY_AFTER)
    dossiers.sign_slip(in_hand, by=CHI, at=MONDAY_AFTER)

    assert day_of(now_of(in_hand).extended_due_at) == "05/06/2019"


def test_a_pause_after_an_apology_moves_the_new_date(in_hand):
    apologise(in_hand)
    dossiers.sign_slip(in_hand, by=CHI, at=WEDNESDAY)
    ask(in_hand, WEDNESDAY)

    dossiers.supplement_received(in_hand, by=AN, at=MONDAY_AFTER)

    dossier = now_of(in_hand)
    assert (day_of(dossier.due_at), day_of(dossier.extended_due_at)) == ("04/06/2019", "13/06/2019")


# ── Ends, corrections, post ─────────────────────────────────────────────────────────────────────────


def test_a_leader_stops_a_dossier_with_a_notice(asked):
    dossiers.stop(asked, reason="Người nộp đã mất", by=CHI, at=MONDAY_AFTER)

    dossier = now_of(asked)
    assert (dossier.status, dossier.finished_at, dossier.paused_at) == (
        "stopped", MONDAY_AFTER, None,
    )  # fmt: skip
    assert (slip().kind, slip().reason) == ("stop", "Người nộp đã mất")


@pytest.fixture
def returned(in_hand):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=WEDNESDAY)
    dossiers.approve(in_hand, by=CHI, at=WEDNESDAY)
    dossiers.hand_over(in_hand, collected_by="Nguyễn Thị Hoà", by=AN, at=WEDNESDAY)
    return in_hand


def test_a_corrected_result_keeps_the_old_one(returned):
    dossiers.correct_result(returned, reason="Sai tên", by=CHI, at=MONDAY_AFTER)
    dossiers.take_up(returned, by=BINH, at=MONDAY_AFTER)
    dossiers.submit_for_approval(
        returned, draft=ResultDraft("granted", number="13/GCN"), by=BINH, at=MONDAY_AFTER
    )
    dossiers.approve(returned, by=CHI, at=MONDAY_AFTER)

    kept = [(r.number, r.issued, r.replaced_at) for r in Result.select().order_by(Result.n)]
    assert kept == [("12/GCN", True, MONDAY_AFTER), ("13/GCN", True, None)]
    assert (now_of(returned).released_at, now_of(returned).status) == (WEDNESDAY, "resolved")


def test_a_result_goes_by_post_and_comes_back(in_hand):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=WEDNESDAY)
    dossiers.approve(in_hand, by=CHI, at=WEDNESDAY)
    dossiers.notify(in_hand, note="Đã gọi", by=AN, at=WEDNESDAY)

    dossiers.post_result(in_hand, tracking_no="ea 123456789 vn", by=AN, at=WEDNESDAY)
    posted = now_of(in_hand)
    dossiers.post_undelivered(in_hand, reason="Không có nhà", by=AN, at=MONDAY_AFTER)

    assert (posted.status, posted.tracking_no, posted.stage) == (
        "posting", "EA123456789VN", "posting",
    )  # fmt: skip
    assert (now_of(in_hand).status, now_of(in_hand).tracking_no) == ("resolved", None)


@pytest.mark.parametrize("number", ["", "EA-1234", "A" * 21])
def test_a_posting_needs_its_number(in_hand, number):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=WEDNESDAY)
    dossiers.approve(in_hand, by=CHI, at=WEDNESDAY)

    with pytest.raises(FormNotComplete):
        dossiers.post_result(in_hand, tracking_no=number, by=AN, at=WEDNESDAY)


def test_a_rejection_is_a_letter_to_hand_out(in_hand):
    dossiers.submit_for_approval(in_hand, by=BINH, at=WEDNESDAY)

    dossiers.reject(in_hand, reason="Không đủ điều kiện", by=CHI, at=WEDNESDAY)

    assert (slip().kind, now_of(in_hand).waits) == ("refusal", "hand_out")


# ── Withdrawal while another office holds it ────────────────────────────────────────────────────────


def test_the_commune_asks_and_the_district_lets_it_go(above):
    dossiers.ask_withdrawal(above, reason="Không cần nữa", by=AN, at=NOW)
    asked = now_of(above)

    dossiers.agree_withdrawal(above, note="Trả giấy tờ thứ Hai", by=GIANG, at=NOW)

    dossier, request = now_of(above), WithdrawalRequest.get()
    assert (asked.status, asked.holder_unit, asked.waits) == ("processing", "445", "withdrawal")
    assert (dossier.status, dossier.holder_unit, dossier.waits) == ("withdrawn", "18571", "")
    assert (request.state, request.answered_by_name) == ("agreed", "Hồ Thị Giang")


def test_a_request_declined_lets_the_work_go_on(above):
    dossiers.ask_withdrawal(above, reason="Không cần nữa", by=AN, at=NOW)

    dossiers.decline_withdrawal(above, reason="Đã ký kết quả", by=KHOA, at=NOW)

    assert (now_of(above).status, now_of(above).withdrawal) == ("processing", None)
    assert WithdrawalRequest.get().answer == "Đã ký kết quả"


def test_a_request_is_made_once_and_needs_a_reason(above):
    with pytest.raises(FormNotComplete):
        dossiers.ask_withdrawal(above, reason=" ", by=AN, at=NOW)
    dossiers.ask_withdrawal(above, reason="Không cần nữa", by=AN, at=NOW)

    with pytest.raises(WithdrawalAskedAlready):
        dossiers.ask_withdrawal(above, reason="Không cần nữa", by=AN, at=NOW)


def test_the_commune_cannot_withdraw_what_the_district_holds(above):
    with pytest.raises(HeldElsewhere):
        dossiers.withdraw(above, reason="Không cần nữa", by=AN, at=NOW)


def test_a_dossier_sent_back_has_its_request_granted(above):
    dossiers.ask_withdrawal(above, reason="Không cần nữa", by=AN, at=NOW)

    dossiers.return_down(above, reason="Công dân xin rút", by=HA, at=NOW)
    dossiers.withdraw(above, reason="Không cần nữa", by=AN, at=NOW)

    assert (now_of(above).status, WithdrawalRequest.get().state) == ("withdrawn", "agreed")


def test_the_district_apologises_for_what_it_holds(above):
    dossiers.apologise(
        above, new_due_on="14/6/2019", reason_code="checking", reason="Xác minh", by=HA, at=NOW
    )
    dossiers.sign_slip(above, by=KHOA, at=NOW)
    dossiers.hand_out(above, by=AN, at=NOW)

    assert (slip().unit, slip().handed_by_name) == ("445", "Trần Thị An")


# ── Taking back the last step ───────────────────────────────────────────────────────────────────────


def test_who_submitted_takes_it_back(in_hand):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=WEDNESDAY)

    dossiers.rollback(in_hand, by=BINH, at=WEDNESDAY)

    assert (now_of(in_hand).status, now_of(in_hand).holder_officer) == ("processing", "binh@18571")
    assert last_line().note == "“Trình duyệt”"
    assert [line.action for line in Step.select().order_by(Step.position)][-2:] == [
        "submit_for_approval", "rollback",
    ]  # fmt: skip


def test_a_signature_taken_back_is_none(in_hand):
    dossiers.submit_for_approval(in_hand, draft=GRANTED, by=BINH, at=WEDNESDAY)
    dossiers.approve(in_hand, by=CHI, at=WEDNESDAY)

    dossiers.rollback(in_hand, by=CHI, at=WEDNESDAY)

    dossier = now_of(in_hand)
    assert (dossier.status, dossier.released_at, Result.get().issued) == ("approving", None, False)
    dossiers.approve(in_hand, by=CHI, at=WEDNESDAY)
    assert Result.get().issued


def test_a_request_taken_back_lets_the_clock_run(asked):
    due = now_of(asked).due_at

    dossiers.rollback(asked, by=CHI, at=WEDNESDAY)

    dossier = now_of(asked)
    assert (dossier.status, dossier.paused_at, dossier.letter) == ("processing", None, "draft")
    assert (dossier.due_at, slip().state, slip().number) == (due, "draft", None)
    assert Pause.select().count() == 0


def test_papers_received_by_mistake_are_waited_for_again(asked):
    due = now_of(asked).due_at
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    dossiers.rollback(asked, by=AN, at=MONDAY_AFTER)

    assert (now_of(asked).status, now_of(asked).due_at) == ("supplement_requested", due)
    assert (Pause.get().ended_at, now_of(asked).paused_at) == (None, WEDNESDAY)


def test_a_colleague_does_not_take_back_what_another_did(in_hand):
    dossiers.submit_for_approval(in_hand, by=BINH, at=WEDNESDAY)

    with pytest.raises(RecallOfAnother):
        dossiers.rollback(in_hand, by=BICH, at=WEDNESDAY)


def test_a_leader_takes_back_with_a_reason(in_hand):
    dossiers.submit_for_approval(in_hand, by=BINH, at=WEDNESDAY)

    with pytest.raises(FormNotComplete):
        dossiers.rollback(in_hand, by=CHI, at=WEDNESDAY)
    dossiers.rollback(in_hand, reason="Trình nhầm", by=CHI, at=WEDNESDAY)

    assert last_line().note == "“Trình duyệt”: Trình nhầm"


def test_only_the_last_step_is_taken_back_and_once(in_hand):
    dossiers.submit_for_approval(in_hand, by=BINH, at=WEDNESDAY)
    dossiers.rollback(in_hand, by=BINH, at=WEDNESDAY)

    with pytest.raises(NothingToRecall):
        dossiers.rollback(in_hand, by=BINH, at=WEDNESDAY)


def test_a_letter_in_the_citizens_hand_is_not_taken_back(asked):
    dossiers.hand_out(asked, by=AN, at=WEDNESDAY)

    with pytest.raises(NothingToRecall, match="đã giao cho công dân"):
        dossiers.rollback(asked, reason="Nhầm", by=CHI, at=WEDNESDAY)


def test_what_went_up_is_not_taken_back(above):
    with pytest.raises(HeldElsewhere):
        dossiers.rollback(above, by=BINH, at=NOW)


# ── Hands, opinions, history ────────────────────────────────────────────────────────────────────────


def test_an_officer_lays_a_dossier_back_for_a_colleague(in_hand):
    dossiers.give_back(in_hand, note="Tôi đi họp", by=BINH, at=WEDNESDAY)
    dossiers.take_up(in_hand, by=BICH, at=WEDNESDAY)

    assert now_of(in_hand).holder_officer_name == "Ngô Thị Bích"


def test_a_leader_takes_a_dossier_from_its_officer(in_hand):
    dossiers.take_back(in_hand, reason="Nghỉ ốm", by=CHI, at=WEDNESDAY)

    assert (now_of(in_hand).holder_officer, now_of(in_hand).status) == (None, "processing")


def test_an_opinion_changes_nothing_else(in_hand):
    before = now_of(in_hand).due_at

    dossiers.opine(in_hand, note="Cần xem kỹ", by=CHI, at=WEDNESDAY)

    assert (now_of(in_hand).due_at, last_line().note) == (before, "Cần xem kỹ")
    with pytest.raises(FormNotComplete, match="ý kiến"):
        dossiers.opine(in_hand, note=" ", by=CHI, at=WEDNESDAY)


def test_history_shows_the_date_before_and_after(asked):
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    event = history.timeline(asked)[0]

    moved = next(change for change in event.changes if change.field == "due_at")
    assert (event.title, moved.before, moved.after) == (
        "Nhận bổ sung", "17:00 23/05/2019", "17:00 04/06/2019",
    )  # fmt: skip


def test_the_tables_still_say_what_the_operations_say(asked):
    dossiers.rollback(asked, by=CHI, at=WEDNESDAY)
    dossiers.sign_slip(asked, by=CHI, at=WEDNESDAY)
    dossiers.supplement_received(asked, by=AN, at=MONDAY_AFTER)

    assert verify.verify().faults == []
    assert questions.one(asked, BINH, now=MONDAY_AFTER).left_words == "còn 1 ngày"
