"""A citizen looks a dossier up and rates it, on both kinds of database."""

from datetime import timedelta

import pytest

from app.domain.ratings import Said, Satisfaction
from app.domain.refusals import LookupClosed, NotFoundByCitizen
from app.models.dossiers import Dossier
from app.queries import ratings as questions
from app.services import dossiers, lookup, ratings
from sync import verify
from tests.town import AN, COPIES, DUNG, NOW, form

pytestmark = pytest.mark.usefixtures("office")
HERE = "192.0.2.7"


@pytest.fixture
def received():
    dossier_id = dossiers.receive(form(1, procedure_id=COPIES), by=AN, at=NOW)
    return Dossier.get(Dossier.id == dossier_id)


def guess(dossier, pin, at=NOW):
    return lookup.find(dossier.code, pin, address=HERE, at=at)


def wrong(dossier):
    return "1234" if dossier.lookup_pin != "1234" else "4321"


def test_five_wrong_codes_close_the_door_and_time_opens_it(received):
    for _ in range(5):
        with pytest.raises(NotFoundByCitizen):
            guess(received, wrong(received))

    with pytest.raises(LookupClosed) as no:
        guess(received, received.lookup_pin)
    assert no.value.facts["wait"] == "5 phút"
    assert guess(received, received.lookup_pin, NOW + timedelta(minutes=6)) == received.id


def test_the_first_answer_counts_and_stands_in_the_log_of_changes(received):
    first = ratings.rate(received.id, Said(Satisfaction.SATISFIED, "Nhanh"), at=NOW)
    again = ratings.rate(received.id, Said(Satisfaction.DISSATISFIED, ""), at=NOW)
    on = NOW.date()

    assert (first, again) == (True, False)
    assert questions.counts(on, on, AN) == {"satisfied": 1}
    assert [each.code for each in questions.page(on, on, AN, None).rows] == [received.code]
    assert questions.page(on, on, DUNG, None).rows == []
    assert verify.verify().faults == []
