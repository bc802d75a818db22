"""Papers after reception: corrected with a history, and only by who holds the dossier."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.papers import LineTyped
from app.domain.refusals import (
    FormNotComplete,
    HeldElsewhere,
    NoSuchDossier,
    NotAnEarlierScan,
    PapersChangedMeanwhile,
    StepNotOpen,
)
from app.models.documents import Document
from app.models.dossiers import Paper
from app.queries import papers as questions
from app.queries.dossiers import papers, visible
from app.queries.history import timeline
from app.services import documents, dossiers
from app.services import papers as services
from app.services.documents import Upload
from sync import blobs, store
from sync.tables import Attachment
from tests import scans
from tests.town import AN, BINH, DUNG, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def received():
    return dossiers.receive(form(), by=AN, at=NOW)


def line(**changes):
    stands = {"have": True, "kind": "original", "originals": "1", "copies": "0", "note": ""}
    return LineTyped(**stands | changes)


def correct(dossier_id, first, by=AN, **more):
    known = papers(dossier_id)
    given = {"seal": questions.seal_of(known), "by": by, "at": LATER} | more
    return services.correct(dossier_id, {known[0].id: first}, **given)


def test_a_line_is_corrected_and_the_history_keeps_both(received):
    assert correct(received, line(kind="certified_copy", originals="0", copies="2")) == 1

    row = papers(received)[0]
    assert (row.kind, row.originals, row.copies, row.have) == ("certified_copy", 0, 2, True)
    event = timeline(received)[0]
    assert (event.title, event.by) == ("Sửa giấy tờ", "Trần Thị An")
    assert {each.about for each in event.changes} == {"Tờ khai đăng ký khai sinh"}
    assert {(each.label, each.before, each.after) for each in event.changes} == {
        ("Loại giấy", "Bản chính", "Bản sao chứng thực"),
        ("Số bản chính", "1", "0"),
        ("Số bản sao", "0", "2"),
    }


def test_lines_that_stay_as_they_are_write_nothing(received):
    before = store.one("SELECT COUNT(*) FROM operation")

    assert correct(received, line()) == 0

    assert store.one("SELECT COUNT(*) FROM operation") == before


def test_one_more_paper_is_added_behind_the_others(received):
    correct(received, line(), more=line(note="nộp thêm"), more_name=" Giấy  xác nhận ")

    last = papers(received)[-1]
    assert (last.position, last.name, last.need, last.note) == (
        3, "Giấy xác nhận", "submit", "nộp thêm",
    )  # fmt: skip
    assert store.one("SELECT scope FROM record WHERE id = ?", (last.id,)) == ("18571",)


def test_a_second_press_changes_nothing_more(received):
    seal = questions.seal_of(papers(received))
    correct(received, line(copies="3"), more=line(), more_name="Giấy khác", seal=seal)

    with pytest.raises(PapersChangedMeanwhile):
        correct(received, line(copies="3"), more=line(), more_name="Giấy khác", seal=seal)

    assert Paper.select().where(Paper.dossier_id == received).count() == 3


def test_what_must_be_mended_keeps_all_of_it_out(received):
    with pytest.raises(FormNotComplete) as no:
        correct(received, line(copies="x"), more=line(originals="y"), more_name="z" * 401)

    assert set(no.value.facts["fields"]) == {"copies-1", "more-originals", "more-name"}
    assert len(papers(received)) == 2


def test_only_who_holds_the_dossier_corrects_its_papers(received):
    dossiers.forward_up(received, by=AN, at=LATER)

    with pytest.raises(HeldElsewhere):
        correct(received, line(copies="1"))


def test_papers_of_a_closed_dossier_stay_as_they_are(received):
    dossiers.withdraw(received, reason="Công dân rút.", by=AN, at=LATER)

    with pytest.raises(StepNotOpen):
        correct(received, line(copies="1"))


def test_another_commune_corrects_nothing(received):
    with pytest.raises(NoSuchDossier):
        correct(received, line(copies="1"), by=DUNG)


def test_the_officer_who_works_on_it_may_correct_it_too(received):
    assert correct(received, line(copies="1"), by=BINH) == 1


# ── Using an earlier scan again ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def shelf(tmp_path: Path) -> None:
    blobs.use(tmp_path)


def handed_in_before(*contents, number=7, by=AN, **answers):
    """An earlier dossier of the same woman with these scans; their ids."""
    earlier = dossiers.receive(form(number, procedure_id=FUNERAL, **answers), by=by, at=NOW)
    uploads = [Upload(f"{n}.jpg", io.BytesIO(each)) for n, each in enumerate(contents)]
    return documents.attach(earlier, uploads, by=by, at=NOW)


def offered(dossier_id, by=AN):
    return questions.earlier(visible(dossier_id, by), by)


def use_again(dossier_id, document_id, by=AN):
    paper_id = papers(dossier_id)[0].id
    return services.use_again(dossier_id, paper_id, document_id, by=by, at=LATER)


def test_scans_of_the_same_person_are_offered_with_where_they_come_from(received, shelf):
    handed_in_before(scans.picture(), scans.page())

    found = offered(received)

    assert [each.document.name for each in found] == ["1.jpg", "0.jpg"]
    assert found[0].code.startswith("H27") and "mai táng" in found[0].procedure


def test_an_earlier_scan_stands_for_the_line_without_a_second_copy(received, shelf):
    (earlier,) = handed_in_before(scans.page())
    kept = Attachment.select().count()

    row = Document.get(Document.id == use_again(received, earlier))

    before = Document.get(Document.id == earlier)
    assert (row.dossier_id, row.paper_id) == (received, papers(received)[0].id)
    assert (row.sha256, row.preview_sha256) == (before.sha256, before.preview_sha256)
    assert Attachment.select().count() == kept


def test_what_the_dossier_has_already_is_not_offered_again(received, shelf):
    (earlier,) = handed_in_before(scans.page())
    use_again(received, earlier)

    assert offered(received) == []
    with pytest.raises(NotAnEarlierScan):
        use_again(received, earlier)


def test_scans_of_another_person_are_neither_offered_nor_taken(received, shelf):
    (other,) = handed_in_before(
        scans.page(), applicant_name="Trần Văn Khác", id_no="042085009999", gender="male",
        birth_date="1/1/1985",
    )  # fmt: skip

    assert offered(received) == []
    with pytest.raises(NotAnEarlierScan):
        use_again(received, other)


def test_what_lies_at_another_commune_is_not_offered(received, shelf):
    handed_in_before(scans.page(), by=DUNG)

    assert offered(received) == []


def test_a_scan_that_was_taken_out_is_not_offered(received, shelf):
    (earlier,) = handed_in_before(scans.page())
    dossier_id = Document.get(Document.id == earlier).dossier_id
    documents.remove(dossier_id, earlier, reason="Quét nhầm", by=AN, at=LATER)

    assert offered(received) == []


def test_nothing_is_used_again_while_another_office_holds_the_dossier(received, shelf):
    (earlier,) = handed_in_before(scans.page())
    dossiers.forward_up(received, by=AN, at=LATER)

    with pytest.raises(HeldElsewhere):
        use_again(received, earlier)
