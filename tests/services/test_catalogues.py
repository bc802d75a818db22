"""The catalogue's versions on both kinds of database: drafted, published, put off, taken back; a file taken in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from app.database import database
from app.domain.catalogues import SheetLineState
from app.domain.officers import Role
from app.domain.procedure_boxes import content_of
from app.domain.refusals import DraftClosed
from app.models.catalogues import CatalogueLine, CatalogueVersion
from app.models.jobs import Job
from app.queries import catalogue_files as files
from app.queries import catalogues as questions
from app.queries import procedures
from app.services import catalogue_files, catalogues, jobs
from app.services import catalogue_publishing as publishing
from sync import journal
from tests.catalogues import as_json, many
from tests.town import GIANG, KHOA, NOW

pytestmark = pytest.mark.usefixtures("office")

DAY = NOW.date()
LATER = DAY + timedelta(days=5)
BIRTH, COPIES = "1.001193", "2.000815"


def draft(by=GIANG):
    """One procedure with another time, one that ends."""
    catalogues.begin(by=by, at=NOW)
    changed = content_of(questions.newest(BIRTH).to_values()) | {
        "duration_value": 3,
        "duration_unit": "days",
    }
    catalogues.save(BIRTH, changed, seen=-1, by=by, at=NOW)
    catalogues.retire(COPIES, by=by, at=NOW)
    return questions.draft().revision


def publish(seen, by=GIANG, starts_on=LATER):
    return catalogues.publish(title="", decision="", starts_on=starts_on, seen=seen, by=by, at=NOW)


def in_force(on):
    return [getattr(procedures.latest(code, on), "version", None) for code in (BIRTH, COPIES)]


def test_a_version_is_in_force_from_its_day_on():
    number = publish(draft())

    assert (in_force(DAY), in_force(LATER)) == ([1, 1], [number, None])
    assert [each.kind for each in questions.differences(questions.version(number))] == [
        "changed",
        "retired",
    ]


def test_a_version_put_off_and_cancelled_leaves_what_was():
    number = publish(draft())

    catalogues.postpone(number, LATER + timedelta(days=5), by=GIANG, at=NOW)
    put_off = in_force(LATER)
    catalogues.cancel(number, "Nhầm ngày", by=GIANG, at=NOW)

    assert put_off == [1, 1]
    assert in_force(LATER + timedelta(days=90)) == [1, 1]
    assert questions.next_number() == number + 1


def test_of_two_who_publish_the_same_draft_one_is_told_of_the_other():
    seen = draft()
    publish(seen)

    with pytest.raises(DraftClosed) as no:
        publish(seen, by=KHOA)

    assert no.value.facts["who"] == GIANG.name
    assert CatalogueVersion.select().count() == 1


def test_of_two_who_publish_in_the_same_moment_one_wins_and_one_is_told():
    seen, together = draft(), Barrier(2)

    def press(by):
        database.connect(reuse_if_open=True)
        try:
            together.wait(10)
            return publish(seen, by=by)
        except DraftClosed as no:
            return no.facts["who"]
        finally:
            database.close()

    with ThreadPoolExecutor(2) as hands:
        said = set(hands.map(press, (GIANG, KHOA)))

    winner = CatalogueVersion.get().published_by_name
    assert said == {3, winner}
    assert winner in (GIANG.name, KHOA.name)


@pytest.fixture
def large_draft():
    """Sixty new procedures and one that ends; what the job of publishing them is told."""
    catalogues.begin(by=GIANG, at=NOW)
    with journal.transaction():
        for each in many(60):
            catalogues.write(catalogues.open_draft(), None, each, by=GIANG, at=NOW)
    catalogues.retire(COPIES, by=GIANG, at=NOW)
    told = {"title": "", "decision": "", "starts_on": DAY, "seen": questions.draft().revision}
    number = publishing.ask_to_publish(**told, by=admin(), at=NOW)
    return jobs.Task(number, admin(), Job.get_by_id(number).arguments, None, lambda: NOW)


def test_publishing_is_cut_at_any_moment_and_taken_up_again(large_draft, monkeypatch):
    work = publishing.publish(large_draft)
    told = [next(work).words for _ in range(4)]
    with monkeypatch.context() as cut:
        cut.setattr(catalogues, "version_id", power_cut)
        with pytest.raises(KeyboardInterrupt):
            next(work)
    half = (CatalogueVersion.select().count(), len(procedures.in_force(DAY)))

    list(publishing.publish(large_draft))
    again = ended(publishing.publish(large_draft))

    assert told[-1] == "bước 2/2 – đang ghi cả bản"
    assert half == (0, 5)
    assert CatalogueVersion.select().count() == 1
    assert len(procedures.in_force(DAY)) == 64
    assert "Đã phát hành bản 3" in again


def test_of_a_version_that_has_arrived_in_part_nothing_counts(large_draft):
    """A commune whose line was cut between two rows holds the procedures, and not the version they belong to."""
    list(publishing.publish(large_draft))
    CatalogueVersion.delete().execute()

    here = procedures.in_force(DAY)

    assert sorted(each.code for each in here if each.code in (BIRTH, COPIES)) == [BIRTH, COPIES]
    assert [each for each in here if each.code.startswith("7.")] == []
    assert questions.versions_of("7.000001") == []


def power_cut(*_):
    raise KeyboardInterrupt


def ended(work):
    """What came of the work, where nothing was left to do."""
    with pytest.raises(StopIteration) as stopped:
        next(work)
    return stopped.value.value.words


def test_the_lines_of_a_file_are_counted_and_kept_once():
    content = as_json(many(3))
    catalogue_files.upload("a.json", content, by=GIANG, at=NOW)
    content.seek(0)
    sheet = files.of_job(catalogue_files.upload("b.json", content, by=GIANG, at=NOW))

    list(catalogue_files.look_through(jobs.Task(1, admin(), {"sheet": sheet}, None, lambda: NOW)))

    assert CatalogueLine.select().count() == 3
    assert files.counts(sheet)[SheetLineState.FIT] == 3


def admin():
    """Somebody who may bring a catalogue in."""
    return replace(GIANG, roles=frozenset({Role.ADMIN}))
