"""Several dossiers of one visit: told together, each with its own number, whoever presses how often."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.queries.visits import visit
from app.services import intake, visits
from tests.town import AN, DUNG, NOW, form

pytestmark = pytest.mark.usefixtures("office")

FIRST, SECOND, THIRD = (UUID(int=n, version=4).hex for n in (1, 2, 3))


def receive(number: int, follows: str = "", by: Officer = AN, days: int = 0) -> str:
    return visits.receive(form(number), follows=follows, by=by, at=NOW + timedelta(days=days))


def together(dossier_id: str, by: Officer = AN) -> list[str]:
    return [row.id for row in visit(dossier_id, by)]


def test_one_after_another_they_are_one_visit_in_order() -> None:
    receive(1)
    receive(2, follows=FIRST)
    receive(3, follows=SECOND)

    assert together(FIRST) == together(THIRD) == [FIRST, SECOND, THIRD]


def test_a_dossier_that_came_alone_is_no_visit() -> None:
    receive(1)
    receive(2)

    assert together(FIRST) == []


def test_the_same_form_posted_twice_is_once_in_the_visit() -> None:
    receive(1)
    receive(2, follows=FIRST)
    receive(2, follows=FIRST)

    assert together(FIRST) == [FIRST, SECOND]


def test_a_visit_ends_with_the_day() -> None:
    receive(1)
    receive(2, follows=FIRST, days=3)

    assert together(SECOND) == []


@pytest.mark.parametrize("follows", [UUID(int=9, version=4).hex, "x", SECOND])
def test_what_it_claims_to_follow_must_be_there(follows: str) -> None:
    receive(2, follows=follows)

    assert together(SECOND) == []


def test_another_office_sees_nothing_of_it_and_cannot_join_it() -> None:
    receive(1)
    receive(2, follows=FIRST)
    receive(3, follows=FIRST, by=DUNG)

    assert together(FIRST, DUNG) == []
    assert together(FIRST) == [FIRST, SECOND]


def test_a_dossier_not_received_begins_no_visit() -> None:
    intake.register(form(1), by=AN, at=NOW)
    receive(2, follows=FIRST)
    with pytest.raises(FormNotComplete):
        visits.receive(form(3, applicant_name=""), follows=SECOND, by=AN, at=NOW)

    assert together(SECOND) == []
