"""Every step, status, role and place: what the office does, written out again apart from the table."""

import itertools

import pytest

from app.domain import workflow
from app.domain.dossiers import Status
from app.domain.officers import Role
from app.domain.refusals import (
    HeldByColleague,
    HeldElsewhere,
    NoParent,
    NotYourStep,
    Refusal,
    StepNotOpen,
)
from app.domain.workflow import STEPS, Hand, Standing

HOME, PARENT = "home", "parent"

# step: (who takes it, where it is open from which status, what it leads to)
EXPECTED = {
    "register": ("desk", {}, "registered"),
    "receive": ("desk", {HOME: "registered"}, "received"),
    "refuse": ("desk", {HOME: "registered"}, "not_accepted"),
    "assign": (
        "desk leader",
        {HOME: "received accepted processing", PARENT: "received accepted processing"},
        "processing",
    ),
    "take_up": (
        "case_officer",
        {HOME: "received accepted processing", PARENT: "received accepted processing"},
        "processing",
    ),
    "submit_for_approval": (
        "case_officer",
        {HOME: "processing", PARENT: "processing"},
        "approving",
    ),
    "approve": ("leader", {HOME: "approving", PARENT: "approving"}, "resolved"),
    "redo": ("leader", {HOME: "approving", PARENT: "approving"}, "processing"),
    "reject": ("leader", {HOME: "approving", PARENT: "approving"}, "resolved"),
    "forward_up": (
        "desk case_officer leader",
        {HOME: "received processing", PARENT: "received processing"},
        "forwarded",
    ),
    "accept_forward": ("desk", {PARENT: "forwarded"}, "accepted"),
    "return_down": ("desk case_officer", {PARENT: "forwarded accepted processing"}, "processing"),
    "result_from_parent": ("desk case_officer", {PARENT: "resolved"}, "resolved"),
    "return_result": ("desk", {HOME: "resolved"}, "returned"),
    "withdraw": ("desk", {HOME: "registered received processing approving"}, "withdrawn"),
}

ALL = sorted(itertools.product(EXPECTED, Status, Role, (HOME, PARENT)))
OPEN = [
    case for case in ALL
    if case[2] in EXPECTED[case[0]][0].split()
    and case[1] in EXPECTED[case[0]][1].get(case[3], "").split()
]  # fmt: skip
SHUT = [case for case in ALL if case not in OPEN]


def standing(status, place=HOME, **other):
    return Standing(Status(status), at_home=place == HOME, holds=True, code="H27-1", **other)


def test_the_table_holds_exactly_the_steps_of_the_office():
    assert set(STEPS) == set(EXPECTED)


@pytest.mark.parametrize(("step", "status", "role", "place"), OPEN)
def test_it_lets_an_officer_take_a_step_that_is_open(step, status, role, place):
    assert workflow.take(STEPS[step], standing(status, place), {role}) == EXPECTED[step][2]


@pytest.mark.parametrize(("step", "status", "role", "place"), SHUT)
def test_it_refuses_every_other_combination(step, status, role, place):
    with pytest.raises((StepNotOpen, NotYourStep)):
        workflow.take(STEPS[step], standing(status, place), {role})


@pytest.mark.parametrize(("step", "status"), list(itertools.product(EXPECTED, Status)))
def test_it_refuses_every_step_on_a_dossier_held_elsewhere_and_says_whom_to_ask(step, status):
    elsewhere = Standing(status, holds=False, code="H27-1", holder="Huyện Thạch Hà")

    with pytest.raises(HeldElsewhere, match="Hãy đề nghị huyện Thạch Hà") as no:
        workflow.take(STEPS[step], elsewhere, set(Role))

    assert no.value.facts["code"] == "H27-1"


@pytest.mark.parametrize("step", ["register", "receive", "refuse"])
def test_a_new_dossier_begins_with_one_of_three_steps(step):
    assert workflow.take(STEPS[step], Standing(None), {Role.DESK}) == EXPECTED[step][2]


@pytest.mark.parametrize("step", sorted(set(EXPECTED) - {"register", "receive", "refuse"}))
def test_no_other_step_begins_a_dossier(step):
    with pytest.raises(StepNotOpen):
        workflow.take(STEPS[step], Standing(None), set(Role))


@pytest.mark.parametrize("step", ["submit_for_approval", "forward_up", "take_up"])
def test_it_leaves_a_dossier_to_the_colleague_who_has_it_in_hand(step):
    busy = standing("processing", hand=Hand.COLLEAGUE, colleague="Bình")

    with pytest.raises(HeldByColleague, match="Bình"):
        workflow.take(STEPS[step], busy, {Role.CASE_OFFICER})


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


def test_the_buttons_are_exactly_the_steps_that_would_be_taken():
    offered = {
        (step.key, status, role, place)
        for status, role, place in itertools.product(Status, Role, (HOME, PARENT))
        for step in workflow.open_steps(status, place == HOME, True, {role})
    }

    assert offered == set(OPEN)


def test_the_buttons_stand_in_the_words_of_this_office():
    steps = workflow.open_steps(
        "processing", True, True, {Role.CASE_OFFICER}, hand=Hand.MINE, parent="huyện"
    )

    assert [step.button for step in steps] == ["Trình duyệt", "Chuyển lên huyện"]


def test_a_status_of_a_newer_program_offers_no_step():
    assert workflow.open_steps("archived_in_cloud", True, True, set(Role)) == []


def test_history_names_a_step_of_a_newer_program_by_its_own_word():
    assert workflow.title_of("apologise") == "apologise"


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_refusal_is_a_whole_vietnamese_sentence(step):
    with pytest.raises(Refusal) as no:
        workflow.take(step, standing("stopped"), set(Role))

    assert str(no.value).endswith(".")
    assert "{" not in str(no.value)
