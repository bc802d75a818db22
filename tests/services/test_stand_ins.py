"""An officer on leave and who acts for them: what the stand-in may do, and what the history says of it."""

from datetime import timedelta

import pytest

from app.domain.refusals import FormNotComplete, HeldByColleague, NotYourStep, StandInUnfit
from app.models.dossiers import Dossier, Step
from app.queries import history
from app.queries.stand_ins import arranged
from app.services import dossiers
from app.services.stand_ins import end_stand_in, name_stand_in
from tests.town import AN, BICH, BINH, CHI, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LATER = NOW + timedelta(days=10)


@pytest.fixture
def in_hand():
    dossier_id = dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    return dossier_id


def leave(stand_in="bich", from_day="24/05/2019", to_day="28/05/2019", by=BINH):
    name_stand_in(stand_in, from_day=from_day, to_day=to_day, by=by, at=NOW)


def test_a_stand_in_submits_what_the_colleague_on_leave_has_in_hand(in_hand):
    leave()

    dossiers.submit_for_approval(in_hand, by=BICH, at=NOW)

    line = Step.select().order_by(Step.position.desc()).first()
    assert (line.done_by_name, line.on_behalf_of, line.on_behalf_of_name) == (
        "Ngô Thị Bích", "binh@18571", "Lê Văn Bình",
    )  # fmt: skip
    assert history.timeline(in_hand)[0].on_behalf == "Lê Văn Bình"


@pytest.mark.parametrize("at", [NOW - timedelta(days=1), LATER])
def test_outside_those_days_a_stand_in_is_a_colleague_like_any_other(in_hand, at):
    leave()

    with pytest.raises(HeldByColleague):
        dossiers.submit_for_approval(in_hand, by=BICH, at=at)


def test_a_role_is_lent_for_those_days(in_hand):
    leave("an")

    dossiers.submit_for_approval(in_hand, by=AN, at=NOW)

    assert Dossier.get(Dossier.id == in_hand).status == "approving"


def test_a_role_comes_back_when_it_is_over(in_hand):
    leave("an")
    end_stand_in(arranged("binh", NOW.date())[0].id, by=BINH, at=NOW)

    with pytest.raises(NotYourStep):
        dossiers.submit_for_approval(in_hand, by=AN, at=NOW)


def test_nobody_else_ends_an_arrangement():
    leave()

    end_stand_in(arranged("binh", NOW.date())[0].id, by=CHI, at=NOW)

    assert len(arranged("binh", NOW.date())) == 1


@pytest.mark.parametrize("username", ["", "dung", "binh", "nobody"])
def test_a_stand_in_is_another_officer_of_this_office(username):
    with pytest.raises(StandInUnfit):
        leave(username)


def test_a_leaders_signature_is_lent_to_a_leader_alone():
    with pytest.raises(StandInUnfit, match="không ký thay được"):
        leave("bich", by=CHI)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_day": "mai"}, "from_day"),
        ({"to_day": ""}, "to_day"),
        ({"to_day": "20/05/2019"}, "to_day"),
        ({"to_day": "24/05/2021"}, "to_day"),
    ],
)
def test_the_days_of_leave_are_days(days, field):
    with pytest.raises(FormNotComplete) as no:
        leave(**days)

    assert set(no.value.facts["fields"]) == {field}
