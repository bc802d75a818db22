"""Where the paper lies: said for a pile at once, by the office that has it, and told to the others."""

from datetime import timedelta

import pytest

from app.domain.refusals import FormNotComplete, PaperElsewhere
from app.models.dossiers import Dossier
from app.queries import paper_places as questions
from app.queries.history import timeline
from app.services import dossiers
from app.services import paper_places as services
from sync import store
from tests.town import AN, DUNG, FUNERAL, GIANG, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LATER = NOW + timedelta(hours=1)
CABINET = "Tủ 2, ngăn 3"


@pytest.fixture
def pile():
    """Two dossiers of the commune."""
    return [
        dossiers.receive(form(number, procedure_id=FUNERAL), by=AN, at=NOW) for number in (1, 2)
    ]


def code(dossier_id):
    return Dossier.get(Dossier.id == dossier_id).code


def put(*ids, place=CABINET, by=AN):
    return services.put("\n".join(map(code, ids)), place, by=by, at=LATER)


def places():
    return [row.paper_place for row in Dossier.select().order_by(Dossier.n)]


def test_a_pile_is_moved_by_one_form(pile):
    assert put(*pile) == 2

    assert places() == [CABINET, CABINET]
    assert [row.id for row in questions.lying_at(CABINET, AN, LATER)] == pile[::-1]
    assert questions.in_use(AN) == [(CABINET, 2)]


def test_the_history_tells_where_it_lay_before(pile):
    put(pile[0])
    services.put(code(pile[0]), "Kho lưu trữ", by=AN, at=LATER + timedelta(hours=1))

    (change,) = timeline(pile[0])[0].changes
    assert (change.label, change.before, change.after) == ("Nơi để giấy tờ", CABINET, "Kho lưu trữ")


def test_pressing_twice_writes_once(pile):
    put(*pile)
    before = store.one("SELECT COUNT(*) FROM operation")

    assert put(*pile) == 0
    assert store.one("SELECT COUNT(*) FROM operation") == before


def test_an_unknown_code_moves_nothing(pile):
    with pytest.raises(FormNotComplete) as no:
        services.put(f"{code(pile[0])} H27-000000-9999", "", by=AN, at=LATER)
    with pytest.raises(FormNotComplete) as unknown:
        services.put(f"{code(pile[0])} H27-000000-9999", CABINET, by=AN, at=LATER)

    assert set(no.value.facts["fields"]) == {"place"}
    assert "H27-000000-9999" in unknown.value.facts["fields"]["codes"]
    assert places() == [None, None]


def test_the_district_that_holds_a_dossier_says_where_its_paper_lies(pile):
    dossiers.forward_up(pile[0], by=AN, at=LATER)

    put(pile[0], place="Tủ phòng LĐ-TB&XH", by=GIANG)

    assert places() == ["Tủ phòng LĐ-TB&XH", None]


def test_an_office_above_says_nothing_of_paper_it_does_not_hold(pile):
    with pytest.raises(PaperElsewhere):
        put(*pile, by=GIANG)


def test_another_commune_does_not_know_the_dossier(pile):
    with pytest.raises(FormNotComplete):
        put(*pile, by=DUNG)
    assert questions.in_use(DUNG) == []


def test_the_paper_of_a_closed_dossier_still_goes_to_the_archive(pile):
    dossiers.withdraw(pile[0], reason="Công dân rút.", by=AN, at=LATER)

    assert put(pile[0], place="Kho lưu trữ") == 1


def test_the_box_offers_the_places_in_use_first(pile):
    put(*pile)

    assert questions.offered(AN)[0] == CABINET
    assert "Kho lưu trữ" in questions.offered(AN)
