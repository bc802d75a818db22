"""Numbers given by a PC that takes the place of another: never one that may stand on paper already."""

from datetime import timedelta

import pytest

from app.models.dossiers import Dossier
from app.models.numbers import IssuedCode, NumberSeries
from app.services import dossiers
from tests.town import AN, DUNG, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def replaced():
    """Three dossiers numbered by the PC that broke; the new one has them, and no counter of its own."""
    for number in range(1, 4):
        dossiers.receive(form(number, procedure_id=FUNERAL), by=AN, at=NOW)
    NumberSeries.delete().execute()
    IssuedCode.delete().execute()


def numbers(dossier_id):
    row = Dossier.get(Dossier.id == dossier_id)
    return row.code[-11:], row.register_seq


def test_a_new_office_begins_with_one():
    first = dossiers.receive(form(1, procedure_id=FUNERAL), by=AN, at=NOW)

    assert numbers(first) == ("190524-0001", 1)


def test_a_replacement_goes_on_fifty_past_the_highest_it_knows(replaced):
    first = dossiers.receive(form(9, procedure_id=FUNERAL), by=AN, at=NOW)
    second = dossiers.receive(form(10, procedure_id=FUNERAL), by=AN, at=NOW)

    assert numbers(first) == ("190524-0054", 54)
    assert numbers(second) == ("190524-0055", 55)


def test_on_a_later_day_it_leaves_room_for_what_was_given_that_morning(replaced):
    first = dossiers.receive(form(9, procedure_id=FUNERAL), by=AN, at=NOW + timedelta(days=3))

    assert numbers(first) == ("190527-0051", 54)


def test_dossiers_of_another_office_move_nothing(replaced):
    first = dossiers.receive(form(9, procedure_id=FUNERAL), by=DUNG, at=NOW)

    assert numbers(first) == ("190524-0001", 1)
