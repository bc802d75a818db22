from datetime import timedelta

import pytest

from app.domain.people_check import EDITED
from app.domain.refusals import FormNotComplete, NoSuchPerson, PersonChangedMeanwhile
from app.models.dossiers import Dossier
from app.models.people import PeopleGathered, Person, PersonChange, PersonDossier, PersonPair
from app.queries import people as questions
from app.services import dossiers, people
from sync import journal
from tests.town import AN, COMMUNE, DUNG, NEIGHBOUR, NOW, form

pytestmark = pytest.mark.usefixtures("office")
LATER = NOW + timedelta(minutes=5)


def receive(number, /, by=AN, at=NOW, **answers):
    return dossiers.receive(form(number, **answers), by=by, at=at)


def names():
    return [person.name for person in Person.select().order_by(Person.id)]


def test_a_received_dossier_brings_its_applicant():
    dossier_id = receive(1)

    person = Person.get()
    assert (person.name, person.birth_date, person.id_no) == (
        "Nguyễn Thị Hoà", "1990-03-05", "042190000123",
    )  # fmt: skip
    assert questions.of_dossier(dossier_id, AN) == person.id


def test_the_same_form_twice_is_one_person_and_one_line():
    receive(1)
    receive(1)

    assert len(names()) == PersonDossier.select().count() == 1


def test_the_same_person_later_is_the_same_record_with_the_newer_phone():
    receive(1)
    receive(2, at=LATER, phone="0987 654 321")

    person = Person.get()
    assert (Person.select().count(), person.phone, person.seen_at) == (1, "0987654321", LATER)
    assert PersonChange.get().changes == {"phone": ["0912345678", "0987654321"]}


def test_one_number_with_two_names_is_two_records_and_a_question():
    receive(1)
    receive(2, applicant_name="Trần Văn Bình")

    assert names() == ["Nguyễn Thị Hoà", "Trần Văn Bình"]
    assert PersonPair.get().reasons[0] == "cùng số CCCD"


def test_who_hands_it_in_with_a_number_is_known_too():
    receive(
        1, submitter_name="Lê Văn Cường", submitter_id_no="042085000456", submitter_relation="con"
    )

    assert names() == ["Nguyễn Thị Hoà", "Lê Văn Cường"]
    submitter = Person.get(Person.name == "Lê Văn Cường")
    assert questions.handed_in_by(submitter.id) == {form(1).dossier_id}


def test_another_office_does_not_see_or_join_our_people():
    receive(1)
    receive(2, by=DUNG)

    assert [row.unit for row in Person.select().order_by(Person.id)] == [COMMUNE, NEIGHBOUR]
    with pytest.raises(NoSuchPerson):
        questions.one(Person.get(Person.unit == NEIGHBOUR).id, AN)


def test_a_dossier_received_after_it_was_written_down_leaves_no_stray_record():
    dossiers.register(form(1, applicant_name="Nguyễn Văn Sai", id_no="042190000777"), by=AN, at=NOW)
    receive(1)

    assert [row.name for row in questions.page(AN).rows] == ["Nguyễn Thị Hoà"]


def test_dossiers_of_before_are_gathered_once():
    receive(1)
    receive(2, applicant_name="Lê Thị Mơ", id_no="042190000777")
    forget_people()

    looked_at = [people.gather(COMMUNE, at=LATER, most=1) for _ in range(3)]

    assert looked_at == [1, 1, 0]
    assert names() == ["Nguyễn Thị Hoà", "Lê Thị Mơ"]


def test_gathering_what_is_known_changes_nothing():
    receive(1)
    correct(1, phone="0987654321")

    people.gather(COMMUNE, at=LATER)

    assert (Person.select().count(), Person.get().phone) == (1, "0987654321")


def test_a_correction_is_kept_with_what_stood_before():
    receive(1)

    correct(1, name="Nguyễn Thị Hoài")

    line = PersonChange.get()
    assert (line.what, line.by_name) == ("edited", AN.name)
    assert line.changes == {"name": ["Nguyễn Thị Hoà", "Nguyễn Thị Hoài"]}
    assert Dossier.get().applicant_name == "Nguyễn Thị Hoà"
    assert [row.id for row in questions.page(AN, "hoai").rows] == [1]


def test_a_number_that_is_replaced_is_still_found():
    receive(1)

    correct(1, id_no="042190000999")

    assert [row.id for row in questions.page(AN, "042190000123").rows] == [1]
    receive(2)
    assert Person.select().count() == 1


@pytest.mark.parametrize("changes", [{"birth_date": "1/1/1980"}, {"gender": "male"}])
def test_a_number_that_contradicts_is_asked_about_before_it_is_kept(changes):
    receive(1)

    with pytest.raises(FormNotComplete) as no:
        correct(1, **changes)
    correct(1, reason="Đã xem giấy khai sinh.", **changes)

    assert list(no.value.facts["fields"]) == ["reason"]
    assert PersonChange.get().note == "Đã xem giấy khai sinh."


def test_a_stale_page_is_told_who_was_there():
    receive(1)
    correct(1, phone="0987654321")

    with pytest.raises(PersonChangedMeanwhile) as no:
        correct(1, seen=0, phone="0987654322")

    assert no.value.facts["who"] == AN.name


def test_the_same_correction_twice_is_one_line():
    receive(1)
    correct(1, phone="0987654321")
    correct(1, phone="0987654321", seen=0)

    assert PersonChange.select().count() == 1


def correct(person_id, /, reason="", seen=None, **changes):
    person = Person.get_by_id(person_id)
    typed = {name: getattr(person, name) for name in EDITED} | changes
    seen = person.changes if seen is None else seen
    people.correct(person_id, typed, reason=reason, seen=seen, by=AN, at=LATER)


def forget_people():
    with journal.transaction():
        for model in (Person, PersonDossier, PersonPair, PersonChange, PeopleGathered):
            model.delete().execute()
