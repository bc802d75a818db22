"""Every step, status, role and place: what the office does, written out again apart from the table."""

import itertools

import pytest

from app.domain import refusals, workflow
from app.domain.dossiers import CLOSED, Status
from app.domain.officers import Role
from app.domain.refusals import (
    HeldByColleague,
    HeldElsewhere,
    HeldHere,
    NoParent,
    NothingToRecall,
    NotInYourHand,
    NotYourStep,
    RecallOfAnother,
    Refusal,
    StepNotOpen,
)
from app.domain.slips import SlipKind
from app.domain.workflow import STEPS, Clock, Hand, OfficialForm, Standing

HOME, BEFORE, PARENT, LENT = "home", "before", "parent", "lent"
PLACES = {
    HOME: {"at_home": True, "holds": True, "accepted": True},
    BEFORE: {"at_home": True, "holds": True, "accepted": False},
    PARENT: {"at_home": False, "holds": True, "accepted": True},
    LENT: {"at_home": True, "holds": False, "accepted": True},
}
"""Where it is held and asked about: where it was received, there before it is accepted, at another office, and where
it was received while another office holds it."""

FIRST = {Status.REGISTERED, Status.SUPPLEMENT_REQUESTED, Status.NOT_ACCEPTED, Status.WITHDRAWN}
CLEAR = {"may_ask": True}
OPEN_WORDS = " ".join(sorted(set(Status) - CLOSED))
EVERY = " ".join(Status)
ABROAD = "forwarded accepted processing approving supplement_requested financial_obligation"

# step: (who takes it, where it is open from which status, what it leads to or "same", what must stand beside)
EXPECTED = {
    "register": ("desk", {}, "registered", {}),
    "receive": ("desk", {BEFORE: "registered supplement_requested"}, "received", {}),
    "ask_before": ("desk", {BEFORE: "registered"}, "supplement_requested", {}),
    "refuse": ("desk", {BEFORE: "registered supplement_requested"}, "not_accepted", {}),
    "accept_forward": ("desk", {PARENT: "forwarded"}, "accepted", {}),
    "take_up": (
        "case_officer",
        {HOME: "received accepted processing", PARENT: "received accepted processing"}, "processing", {},
    ),
    "assign": (
        "desk leader",
        {HOME: "received accepted processing", PARENT: "received accepted processing"}, "processing", {},
    ),
    "give_back": (
        "case_officer", {HOME: "processing", PARENT: "processing"}, "same", {"hand": Hand.MINE},
    ),
    "take_back": (
        "leader", {HOME: "processing", PARENT: "processing"}, "same", {"hand": Hand.COLLEAGUE},
    ),
    "ask_supplement": ("case_officer", {HOME: "processing", PARENT: "processing"}, "same", {}),
    "reopen_supplement": (
        "leader", {HOME: "processing approving", PARENT: "processing approving"}, "same",
        {"may_ask": False},
    ),
    "supplement_received": (
        "desk", {HOME: "supplement_requested", PARENT: "supplement_requested"}, "processing", {},
    ),
    "supplement_expired": (
        "desk leader", {HOME: "supplement_requested", PARENT: "supplement_requested"}, "stopped",
        {"answer_over": True},
    ),
    "ask_payment": (
        "case_officer", {HOME: "processing", PARENT: "processing"}, "financial_obligation", {},
    ),
    "payment_done": (
        "desk", {HOME: "financial_obligation", PARENT: "financial_obligation"}, "processing", {},
    ),
    "consult": ("case_officer", {HOME: "processing", PARENT: "processing"}, "same", {}),
    "consult_answered": (
        "case_officer", {HOME: "processing", PARENT: "processing"}, "same", {"waiting": True},
    ),
    "apologise": (
        "case_officer",
        dict.fromkeys((HOME, PARENT), "processing forwarded accepted approving"), "same", {},
    ),
    "sign_slip": ("leader", {HOME: ABROAD, PARENT: ABROAD}, "same", {"draft": True}),
    "return_slip": ("leader", {HOME: ABROAD, PARENT: ABROAD}, "same", {"draft": True}),
    "hand_out": (
        "desk", {HOME: EVERY, PARENT: EVERY, LENT: EVERY, BEFORE: EVERY}, "same",
        {"slip_signed": True},
    ),
    "submit_for_approval": (
        "case_officer", {HOME: "processing", PARENT: "processing"}, "approving", {},
    ),
    "approve": ("leader", {HOME: "approving", PARENT: "approving"}, "resolved", {}),
    "redo": ("leader", {HOME: "approving", PARENT: "approving"}, "processing", {}),
    "reject": ("leader", {HOME: "approving", PARENT: "approving"}, "resolved", {}),
    "forward_up": (
        "desk case_officer leader",
        {HOME: "received processing", PARENT: "received processing"}, "forwarded", {},
    ),
    "return_down": (
        "desk case_officer", {PARENT: "forwarded accepted processing"}, "processing", {},
    ),
    "result_from_parent": ("desk case_officer", {PARENT: "resolved"}, "resolved", {}),
    "notify": ("desk", {HOME: "resolved"}, "same", {}),
    "post_result": ("desk", {HOME: "resolved"}, "posting", {}),
    "post_undelivered": ("desk", {HOME: "posting"}, "resolved", {}),
    "return_result": ("desk", {HOME: "resolved posting"}, "returned", {}),
    "opine": (
        "desk case_officer leader", {HOME: OPEN_WORDS, PARENT: OPEN_WORDS, BEFORE: OPEN_WORDS}, "same", {},
    ),
    "withdraw": (
        "desk",
        {
            HOME: "supplement_requested received processing financial_obligation approving registered",
            BEFORE: "registered supplement_requested",
        },
        "withdrawn", {},
    ),
    "ask_withdrawal": ("desk", {LENT: ABROAD}, "same", {}),
    "agree_withdrawal": ("desk leader", {PARENT: ABROAD}, "withdrawn", {"withdrawal": True}),
    "decline_withdrawal": ("desk leader", {PARENT: ABROAD}, "same", {"withdrawal": True}),
    "stop": (
        "leader",
        dict.fromkeys((HOME, PARENT), "processing supplement_requested financial_obligation"),
        "stopped", {},
    ),
    "correct_result": (
        "leader", {HOME: "returned resolved", PARENT: "returned resolved"}, "processing", {},
    ),
    "change_exemption": ("desk leader", {HOME: OPEN_WORDS}, "same", {}),
    "rollback": (
        "desk case_officer leader", {HOME: EVERY, PARENT: EVERY, BEFORE: EVERY}, "same",
        {"last": "submit_for_approval", "last_mine": True},
    ),
}  # fmt: skip

NATIONAL_STEPS = {
    "register", "receive", "ask_before", "refuse", "assign", "ask_supplement", "supplement_received",
    "supplement_expired", "ask_payment", "payment_done", "forward_up", "accept_forward", "return_down", "consult",
    "submit_for_approval", "approve", "redo", "reject", "result_from_parent", "notify", "post_result",
    "return_result", "post_undelivered", "apologise", "withdraw", "stop", "correct_result", "rollback",
}  # fmt: skip
"""The 26 actions of the table of the law; signing is three of them."""

CASES = sorted(itertools.product(EXPECTED, Role, PLACES))


def standing(status, place=HOME, **other):
    facts = CLEAR | PLACES[place] | {"code": "H27-1", "holder": "Huyện Thạch Hà"} | other
    return Standing(Status(status), **facts)


def ready(step, status, place):
    """A dossier beside which stands all that the step needs."""
    return standing(status, place, **EXPECTED[step][3])


def statuses(place):
    return FIRST if place == BEFORE else set(Status)


def is_open(step, status, role, place):
    try:
        return bool(workflow.take(STEPS[step], ready(step, status, place), {role}))
    except Refusal:
        return False


def expected_open(step, role, place):
    """The statuses from which this role takes the step at this place, as written above."""
    roles, where, *_ = EXPECTED[step]
    return set(where.get(place, "").split() if role in roles.split() else ()) & statuses(place)


def test_the_table_holds_exactly_the_steps_of_the_office():
    assert set(STEPS) == set(EXPECTED)


def test_the_table_holds_every_action_of_the_law():
    assert set(STEPS) >= NATIONAL_STEPS


@pytest.mark.parametrize(("step", "role", "place"), CASES)
def test_a_step_is_open_from_exactly_these_statuses(step, role, place):
    found = {each for each in statuses(place) if is_open(step, each, role, place)}

    assert found == expected_open(step, role, place)


@pytest.mark.parametrize(
    ("step", "status", "place"),
    [
        (step, status, place)
        for step, (_, where, *_) in EXPECTED.items()
        for place, words in where.items()
        for status in words.split()
        if status in statuses(place)
    ],
)
def test_a_step_leads_where_the_law_says(step, status, place):
    roles, _, enters, _ = EXPECTED[step]

    after = workflow.take(STEPS[step], ready(step, status, place), set(roles.split()))

    assert after == (status if enters == "same" else enters)


@pytest.mark.parametrize(("step", "status"), list(itertools.product(EXPECTED, Status)))
def test_every_refusal_is_a_whole_vietnamese_sentence(step, status):
    no = workflow.objection(STEPS[step], standing(status, LENT), set())

    assert str(no).endswith(".") and "{" not in str(no)


@pytest.mark.parametrize(
    ("step", "status"),
    list(itertools.product(set(EXPECTED) - {"hand_out", "ask_withdrawal"}, Status)),
)
def test_it_refuses_a_dossier_held_elsewhere_and_says_whom_to_ask(step, status):
    with pytest.raises(HeldElsewhere, match="Hãy đề nghị huyện Thạch Hà") as no:
        workflow.take(STEPS[step], ready(step, status, LENT), set(Role))

    assert no.value.facts["code"] == "H27-1"


def test_the_home_office_asks_for_a_withdrawal_only_while_another_holds_it():
    with pytest.raises(HeldHere, match="Công dân rút hồ sơ"):
        workflow.take(workflow.ASK_WITHDRAWAL, standing("processing"), {Role.DESK})


# ── What must stand beside ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "status", "beside", "refusal"),
    [
        ("sign_slip", "processing", {"draft": False}, "NoDraftWaiting"),
        ("return_slip", "processing", {"draft": False}, "NoDraftWaiting"),
        ("hand_out", "processing", {"slip_signed": False}, "NothingToHandOut"),
        ("ask_supplement", "processing", {"may_ask": False}, "SupplementAskedBefore"),
        ("reopen_supplement", "processing", {"may_ask": True}, "SupplementMayBeAsked"),
        ("apologise", "processing", {"apologised": True}, "ApologisedBefore"),
        ("supplement_expired", "supplement_requested", {"answer_by": "24/06/2019"}, "AnswerNotOver"),
        ("consult_answered", "processing", {"waiting": False}, "NotConsulting"),
        ("consult", "processing", {"waiting": True}, "AlreadyConsulting"),
        ("submit_for_approval", "processing", {"draft": True}, "DraftWaiting"),
        ("forward_up", "processing", {"draft": True}, "DraftWaiting"),
        ("ask_payment", "processing", {"draft": True}, "DraftWaiting"),
        ("approve", "approving", {"draft": True}, "DraftWaiting"),
        ("submit_for_approval", "processing", {"waiting": True, "paused": True}, "ClockStands"),
        ("give_back", "processing", {"hand": Hand.NOBODY}, "NotInYourHand"),
        ("take_back", "processing", {"hand": Hand.NOBODY}, "StepNotOpen"),
    ],
)  # fmt: skip
def test_it_says_what_is_missing_beside_the_status(step, status, beside, refusal):
    with pytest.raises(getattr(refusals, refusal), match="H27-1") as no:
        workflow.take(STEPS[step], standing(status, **beside), set(Role))

    assert str(no.value).endswith(".") and "{" not in str(no.value)


@pytest.mark.parametrize(
    ("step", "withdrawal", "refusal"),
    [("agree_withdrawal", False, "NoWithdrawalAsked"), ("decline_withdrawal", False, "NoWithdrawalAsked")],
)  # fmt: skip
def test_a_request_that_nobody_made_is_not_answered(step, withdrawal, refusal):
    with pytest.raises(getattr(refusals, refusal)):
        workflow.take(
            STEPS[step], standing("processing", PARENT, withdrawal=withdrawal), {Role.LEADER}
        )


def test_a_request_to_withdraw_is_sent_once():
    asked = standing("processing", LENT, withdrawal=True)

    with pytest.raises(refusals.WithdrawalAskedAlready, match="huyện Thạch Hà"):
        workflow.take(workflow.ASK_WITHDRAWAL, asked, {Role.DESK})


def test_a_consultation_beside_a_running_clock_holds_nothing_up():
    asked = standing("processing", waiting=True, paused=False)

    assert workflow.take(workflow.SUBMIT_FOR_APPROVAL, asked, {Role.CASE_OFFICER}) == "approving"


# ── Taking back ─────────────────────────────────────────────────────────────────────────────────────


def test_who_took_the_last_step_takes_it_back():
    mine = standing("approving", last="submit_for_approval", last_mine=True)

    assert workflow.take(workflow.ROLLBACK, mine, {Role.CASE_OFFICER}) is Status.APPROVING


def test_a_colleague_does_not_take_back_what_another_did():
    other = standing("approving", last="submit_for_approval", last_by="Lê Văn Bình")

    with pytest.raises(RecallOfAnother, match="Lê Văn Bình"):
        workflow.take(workflow.ROLLBACK, other, {Role.CASE_OFFICER})


def test_a_leader_takes_back_what_another_did():
    other = standing("approving", last="submit_for_approval", last_by="Lê Văn Bình")

    assert workflow.take(workflow.ROLLBACK, other, {Role.LEADER})


@pytest.mark.parametrize(
    "step",
    [
        "register", "receive", "ask_before", "refuse", "hand_out", "forward_up", "return_down",
        "result_from_parent", "return_result", "post_result", "post_undelivered", "withdraw", "ask_withdrawal",
        "agree_withdrawal", "decline_withdrawal", "rollback",
    ],
)  # fmt: skip
def test_what_has_left_the_house_is_not_taken_back(step):
    with pytest.raises(NothingToRecall, match="không thu hồi được"):
        workflow.take(
            workflow.ROLLBACK, standing("processing", last=step, last_mine=True), set(Role)
        )


def test_a_paper_that_was_printed_is_not_taken_back():
    printed = standing("supplement_requested", last="sign_slip", last_mine=True, last_out=True)

    with pytest.raises(NothingToRecall):
        workflow.take(workflow.ROLLBACK, printed, {Role.LEADER})


def test_a_step_of_another_office_is_not_taken_back():
    with pytest.raises(NothingToRecall):
        workflow.take(workflow.ROLLBACK, standing("processing", last=""), {Role.LEADER})


# ── What the table says of the clock and the forms ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("clock", "steps"),
    [
        (Clock.STARTS, {"receive"}),
        (Clock.STOPS, {"ask_supplement", "ask_payment"}),
        (Clock.RESUMES, {"payment_done"}),
        (Clock.BY_PROCEDURE, {"supplement_received", "consult", "consult_answered"}),
        (Clock.EXTENDED, {"apologise"}),
        (
            Clock.ENDS,
            {
                "approve", "reject", "result_from_parent", "supplement_expired", "stop", "withdraw",
                "agree_withdrawal",
            },
        ),
    ],
)  # fmt: skip
def test_the_table_says_what_the_clock_does(clock, steps):
    assert {key for key, step in STEPS.items() if step.clock is clock} == steps


def test_the_table_says_which_form_a_step_fills():
    forms = {key: step.form for key, step in STEPS.items() if step.slip}

    assert forms == {
        "ask_before": OfficialForm.SUPPLEMENT,
        "ask_supplement": OfficialForm.SUPPLEMENT,
        "refuse": OfficialForm.REFUSAL,
        "reject": OfficialForm.REFUSAL,
        "apologise": OfficialForm.APOLOGY,
        "stop": OfficialForm.STOP,
        "supplement_expired": OfficialForm.STOP,
        "ask_payment": None,
        "consult": None,
    }


def test_a_leader_signs_requests_to_supplement_and_apologies():
    assert {kind: step.key for kind, step in workflow.DRAFTED_BY.items()} == {
        SlipKind.SUPPLEMENT: "ask_supplement",
        SlipKind.APOLOGY: "apologise",
    }


# ── Beginning, hands, words ─────────────────────────────────────────────────────────────────────────

BEGINNINGS = {"register", "receive", "refuse", "ask_before"}


@pytest.mark.parametrize("step", sorted(BEGINNINGS))
def test_a_new_dossier_begins_with_one_of_four_steps(step):
    assert workflow.take(STEPS[step], Standing(None), {Role.DESK}) == EXPECTED[step][2]


@pytest.mark.parametrize("step", sorted(set(EXPECTED) - BEGINNINGS))
def test_no_other_step_begins_a_dossier(step):
    with pytest.raises(StepNotOpen):
        workflow.take(STEPS[step], Standing(None), set(Role))


@pytest.mark.parametrize(
    "step",
    [
        "submit_for_approval", "forward_up", "take_up", "ask_supplement", "ask_payment", "consult", "apologise",
    ],
)  # fmt: skip
def test_it_leaves_a_dossier_to_the_colleague_who_has_it_in_hand(step):
    busy = standing("processing", hand=Hand.COLLEAGUE, colleague="Bình")

    with pytest.raises(HeldByColleague, match="Bình"):
        workflow.take(STEPS[step], busy, {Role.CASE_OFFICER})


def test_nobody_gives_back_what_is_not_in_their_hand():
    with pytest.raises(NotInYourHand):
        workflow.take(
            workflow.GIVE_BACK, standing("processing", hand=Hand.COLLEAGUE), {Role.CASE_OFFICER}
        )


def test_a_leader_may_give_a_dossier_in_hand_to_another_officer():
    busy = standing("processing", hand=Hand.COLLEAGUE)

    assert workflow.take(workflow.ASSIGN, busy, {Role.LEADER}) is Status.PROCESSING


def test_nobody_takes_up_what_is_already_in_their_own_hand():
    with pytest.raises(StepNotOpen):
        workflow.take(workflow.TAKE_UP, standing("processing", hand=Hand.MINE), {Role.CASE_OFFICER})


def test_the_top_of_the_tree_forwards_to_nobody():
    with pytest.raises(NoParent):
        workflow.take(
            workflow.FORWARD_UP, standing("processing", has_parent=False), {Role.CASE_OFFICER}
        )


def test_a_refusal_names_the_office_above_as_this_office_calls_it():
    with pytest.raises(StepNotOpen, match="chuyển lên huyện"):
        workflow.take(workflow.FORWARD_UP, standing("resolved"), {Role.DESK}, parent="huyện")


def test_the_wrong_role_is_told_whose_step_it_is():
    with pytest.raises(NotYourStep, match="“duyệt” do lãnh đạo thực hiện"):
        workflow.take(workflow.APPROVE, standing("approving"), {Role.DESK})


@pytest.mark.parametrize(("role", "place"), list(itertools.product(Role, PLACES)))
def test_the_buttons_are_exactly_the_steps_that_would_be_taken(role, place):
    offered = {
        (step.key, status)
        for status in statuses(place)
        for step in workflow.open_steps(standing(status, place), {role})
    }

    assert offered == {
        (key, status)
        for key in STEPS
        for status in statuses(place)
        if workflow.objection(STEPS[key], standing(status, place), {role}) is None
    }


def test_the_buttons_stand_in_the_words_of_this_office():
    mine = standing("processing", hand=Hand.MINE)

    buttons = [
        step.button for step in workflow.open_steps(mine, {Role.CASE_OFFICER}, parent="huyện")
    ]

    assert buttons[:3] == ["Trình duyệt", "Chuyển lên huyện", "Yêu cầu bổ sung"]


def test_history_names_a_step_of_a_newer_program_by_its_own_word():
    assert workflow.title_of("teleport") == "teleport"
