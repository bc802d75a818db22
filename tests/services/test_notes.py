"""Notes between colleagues: from office to office, read by whom they concern, written once."""

import pytest

from app.domain.refusals import FormNotComplete, NoSuchDossier
from app.models.notes import Note, NoteRead
from app.queries import notes as questions
from app.services import dossiers, notes
from tests.town import AN, BICH, BINH, CHI, DUNG, FUNERAL, GIANG, HA, NOW, form

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def dossier():
    dossier_id = dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    return dossier_id


def say(dossier, text="Gọi lại cho công dân", *, by=AN, to="", form_id="1"):
    notes.write(dossier, text, to=to, form_id=form_id, by=by, at=NOW)


def told(dossier, by):
    return questions.of_dossier(dossier, by, NOW.date())


def test_a_note_is_new_for_those_it_concerns_until_they_have_read_it(dossier):
    say(dossier)
    before = [questions.unread_count(each, NOW) for each in (AN, BINH, BICH)]

    notes.mark_read(dossier, by=BINH, at=NOW)

    assert before == [0, 1, 0]
    assert questions.unread_count(BINH, NOW) == 0
    assert told(dossier, AN)[0].readers == ["Lê Văn Bình"]


def test_a_note_to_one_person_is_new_for_that_person_alone(dossier):
    say(dossier, to="chi@18571")

    assert [questions.unread_count(each, NOW) for each in (CHI, BINH)] == [1, 0]
    assert told(dossier, CHI)[0].to == "Phạm Thị Chi"


def test_the_office_that_holds_it_and_the_one_that_received_it_read_each_other(dossier):
    dossiers.forward_up(dossier, by=BINH, at=NOW)
    say(dossier, "Bản gốc ở túi thư 12", by=AN)
    at_the_district = questions.unread(GIANG, NOW)

    say(dossier, "Đã nhận túi", by=GIANG)

    assert [each.text for each in at_the_district] == ["Bản gốc ở túi thư 12"]
    assert [each.text for each in told(dossier, AN)] == ["Bản gốc ở túi thư 12", "Đã nhận túi"]
    assert questions.unread_count(AN, NOW) == 1


def test_an_answer_counts_as_having_read(dossier):
    say(dossier)
    say(dossier, "Đã gọi", by=BINH)

    assert questions.unread_count(BINH, NOW) == 0
    assert told(dossier, AN)[0].readers == ["Lê Văn Bình"]


def test_the_same_form_sent_twice_writes_one_note(dossier):
    say(dossier)
    say(dossier)
    notes.mark_read(dossier, by=BINH, at=NOW)
    notes.mark_read(dossier, by=BINH, at=NOW)

    assert (Note.select().count(), NoteRead.select().count()) == (1, 1)


def test_another_commune_reads_and_writes_nothing(dossier):
    say(dossier)

    with pytest.raises(NoSuchDossier):
        say(dossier, by=DUNG)
    with pytest.raises(NoSuchDossier):
        notes.mark_read(dossier, by=DUNG, at=NOW)

    assert questions.unread(DUNG, NOW) == []


@pytest.mark.parametrize(
    ("text", "to", "field"),
    [(" \n ", "", "text"), ("x" * 1001, "", "text"), ("Gọi", "ai@xau", "to"), ("Gọi", "dung@18604", "to")],
)  # fmt: skip
def test_what_cannot_be_sent_is_told_beside_its_box(dossier, text, to, field):
    with pytest.raises(FormNotComplete) as no:
        say(dossier, text, to=to, by=HA if field == "text" else AN)

    assert list(no.value.facts["fields"]) == [field]
    assert Note.select().count() == 0
