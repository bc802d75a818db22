from datetime import timedelta

import pytest

from app.domain.refusals import (
    FormNotComplete,
    MergeTooOld,
    NoSuchPair,
    PairAlreadyDecided,
    PersonChangedMeanwhile,
)
from app.models.dossiers import Dossier
from app.models.people import Person, PersonDossier, PersonPair
from app.queries import people as questions
from app.queries import people_pairs
from app.services import dossiers, merging
from tests.town import AN, DUNG, NOW, form

LATER = NOW + timedelta(days=10)


@pytest.fixture
def pair(office):
    """Two records with one number: Hoà, with two dossiers, and the Bình that somebody typed."""
    dossiers.receive(form(1), by=AN, at=NOW)
    dossiers.receive(form(2), by=AN, at=NOW)
    dossiers.receive(
        form(3, applicant_name="Trần Văn Bình", email="binh@xa.vn", address=""), by=AN, at=NOW
    )
    return PersonPair.get()


def merge(pair, /, by=AN, at=NOW, seen=0, **chosen):
    return merging.merge(pair.id, chosen, seen=seen, by=by, at=at)


def holders():
    rows = PersonDossier.select().order_by(PersonDossier.dossier_id)
    return [row.person for row in rows]


def test_the_older_record_takes_the_dossiers_and_what_it_did_not_know(pair):
    dossiers_before = list(Dossier.select().order_by(Dossier.n).dicts())
    merged = merge(pair)

    kept = Person.get_by_id(merged.kept)
    assert holders() == [kept.id] * 3
    assert (kept.name, kept.email) == ("Nguyễn Thị Hoà", "binh@xa.vn")
    assert [row.name for row in questions.page(AN).rows] == ["Nguyễn Thị Hoà"]
    assert list(Dossier.select().order_by(Dossier.n).dicts()) == dossiers_before


def test_the_value_that_was_chosen_is_kept(pair):
    merged = merge(pair, name="right")

    assert Person.get_by_id(merged.kept).name == "Trần Văn Bình"


def test_a_merge_is_undone_to_where_it_was(pair):
    before = [questions.traits_of(row) for row in Person.select().order_by(Person.id)], holders()
    merged = merge(pair, name="right")

    merging.part(merged.id, by=AN, at=LATER)

    after = [questions.traits_of(row) for row in Person.select().order_by(Person.id)], holders()
    assert after == before
    assert {row.name for row in questions.page(AN, "binh").rows} == {"Trần Văn Bình"}
    assert people_pairs.waiting(AN, "unsure")[0].id == pair.id


def test_what_was_corrected_after_the_merge_stays(pair):
    merged = merge(pair, name="right")
    Person.update(name="Trần Văn Bính").where(Person.id == merged.kept).execute()

    merging.part(merged.id, by=AN, at=LATER)

    assert Person.get_by_id(merged.kept).name == "Trần Văn Bính"


def test_a_dossier_that_came_after_the_merge_stays_with_the_older(pair):
    merged = merge(pair)
    dossiers.receive(form(4), by=AN, at=NOW)

    merging.part(merged.id, by=AN, at=LATER)

    assert holders() == [merged.kept, merged.kept, merged.gone, merged.kept]


def test_undoing_twice_is_undoing_once(pair):
    merged = merge(pair)
    merging.part(merged.id, by=AN, at=LATER)
    merging.part(merged.id, by=AN, at=LATER)

    assert Person.get_by_id(merged.gone).changes == 2


def test_a_merge_of_ninety_one_days_ago_stays(pair):
    merged = merge(pair)

    with pytest.raises(MergeTooOld):
        merging.part(merged.id, by=AN, at=NOW + timedelta(days=91))


def test_two_people_are_not_asked_about_again(pair):
    merging.tell_apart(pair.id, by=AN, at=NOW)
    dossiers.receive(form(4), by=AN, at=NOW)

    assert people_pairs.waiting(AN) == []
    assert len(questions.page(AN).rows) == 2


def test_not_sure_waits_behind_the_others_with_its_note(pair):
    merging.ask_again(pair.id, note="Hỏi ngày sinh", by=AN, at=NOW)

    assert people_pairs.waiting(AN) == []
    assert [each.row.note for each in people_pairs.waiting(AN, "unsure")] == ["Hỏi ngày sinh"]


def test_a_note_has_its_limit(pair):
    with pytest.raises(FormNotComplete):
        merging.ask_again(pair.id, note="x" * 501, by=AN, at=NOW)


def test_a_decided_pair_says_who_decided(pair):
    merge(pair)

    with pytest.raises(PairAlreadyDecided) as no:
        merge(pair)

    assert no.value.facts["who"] == AN.name


def test_records_changed_since_the_page_was_made_are_not_merged(pair):
    with pytest.raises(PersonChangedMeanwhile):
        merge(pair, seen=7)

    assert Person.select().where(Person.merged_into.is_null()).count() == 2


def test_another_office_has_no_say(pair):
    with pytest.raises(NoSuchPair):
        merge(pair, by=DUNG)
