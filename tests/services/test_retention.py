"""What is past its time goes, what is not stays, and how much went is written down."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.refusals import NothingPastItsTime
from app.domain.retention import Removable
from app.models.dossiers import Dossier
from app.models.drafts import Draft
from app.models.people import AccessNote, Person, PersonChange, PersonMerge
from app.models.retention import Removal
from app.queries import retention as questions
from app.services import access_log, dossiers, jobs, retention
from tests.town import AN, BIRTH, CHI, NOW, form

pytestmark = pytest.mark.usefixtures("office")

DAY = timedelta(days=1)
LONG_AGO = NOW - 400 * DAY


def person(name: str, *, seen_at=LONG_AGO, **more) -> int:
    made = Person.create(
        unit="18571", kind="citizen", name=name, created_at=LONG_AGO, seen_at=seen_at, **more
    )
    PersonChange.create(person=made.id, at=LONG_AGO, by="an@18571", by_name="An", what="edited")
    return made.id


def remove_all(folder: Path, at=NOW) -> None:
    retention.ask(by=CHI, at=at)
    jobs.run_next(folder, lambda: at)


def counts(at=NOW) -> dict[str, int]:
    return {each.rule.kind.value: each.count for each in questions.due(at) if each.count}


def test_a_person_without_dossiers_goes_with_all_that_was_kept_about_them(tmp_path):
    gone, recent = person("Nguyễn Văn Cũ"), person("Nguyễn Văn Mới", seen_at=NOW - 30 * DAY)
    assert counts() == {"people": 1}

    remove_all(tmp_path)

    assert [row.id for row in Person.select()] == [recent]
    assert [row.person for row in PersonChange.select()] == [recent]
    assert gone != recent


def test_a_person_with_a_dossier_stays_however_old(tmp_path):
    dossiers.receive(form(1), by=AN, at=NOW)
    Person.update(seen_at=LONG_AGO).execute()

    assert Person.select().count() == 1
    assert counts() == {}
    assert Dossier.select().count() == 1


def test_a_merge_that_may_be_undone_keeps_both_records():
    kept = person("Trần Thị Hai")
    for name, days in (("Trần Thị Hai A", 89), ("Trần Thị Hai B", 92)):
        other = person(name, merged_into=kept)
        PersonMerge.create(kept=kept, gone=other, at=NOW - days * DAY, by_name="An")

    assert counts() == {"merged": 1}


def test_drafts_and_old_lines_of_the_log_go_and_newer_ones_stay(tmp_path):
    for number, days in enumerate((29, 32)):
        Draft.create(
            dossier_id=f"{number}" * 32, unit="18571", officer="an", procedure_id=BIRTH, answers={},
            created_at=LONG_AGO, saved_at=LONG_AGO, dropped_at=NOW - days * DAY,
        )  # fmt: skip
    for years in (6, 4):
        access_log.note("dossiers", by=AN, at=NOW - years * 365 * DAY)

    remove_all(tmp_path)

    assert Draft.select().count() == AccessNote.select().count() == 1
    told = [(row.kind, row.count, row.by_name) for row in Removal.select().order_by(Removal.kind)]
    assert told == [("drafts", 1, CHI.name), ("looks", 1, CHI.name)]


def test_more_than_a_slice_is_one_line_of_the_record(tmp_path, monkeypatch):
    monkeypatch.setattr(retention, "SLICE", 2)
    for number in range(5):
        person(f"Lê Văn {number}")

    remove_all(tmp_path)

    (line,) = Removal.select()
    assert (line.kind, line.count) == (Removable.PEOPLE, 5)


def test_with_nothing_past_its_time_nothing_is_begun():
    with pytest.raises(NothingPastItsTime):
        retention.ask(by=CHI, at=NOW)
