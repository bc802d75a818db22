"""Attaching scans: what is kept, what is told to the other offices, and what is refused whole."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.domain.refusals import (
    DocumentAlreadyThere,
    DocumentBroken,
    DocumentEmpty,
    DocumentNotAllowed,
    FormNotComplete,
    HeldElsewhere,
    NeedsReason,
    NoFileChosen,
    NoSuchDocument,
    NoSuchDossier,
    StepNotOpen,
)
from app.models.documents import Document
from app.models.dossiers import Paper
from app.queries.history import timeline
from app.services import documents, dossiers
from app.services.documents import Upload
from sync import blobs, store
from sync.tables import Attachment
from tests import scans
from tests.town import AN, BINH, CHI, DUNG, FUNERAL, GIANG, NOW, form

pytestmark = pytest.mark.usefixtures("office", "shelf")

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def shelf(tmp_path: Path) -> None:
    blobs.use(tmp_path)


@pytest.fixture
def received():
    return dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)


def upload(content, name="giay.pdf"):
    return Upload(name, io.BytesIO(content))


def attach(dossier_id, *contents, by=AN, **more):
    return documents.attach(
        dossier_id, [upload(each) for each in contents], by=by, at=LATER, **more
    )


def test_a_scan_is_kept_and_its_row_says_what_it_is(received):
    (document_id,) = attach(received, scans.pdf())

    row = Document.get(Document.id == document_id)
    assert (row.dossier_id, row.name, row.media_type) == (received, "giay.pdf", "application/pdf")
    assert (row.added_by, row.added_by_name, row.added_at) == ("an@18571", "Trần Thị An", LATER)
    assert blobs.in_use().open(row.sha256).read() == scans.pdf()
    assert row.size_bytes == len(scans.pdf())


def test_the_scan_is_an_operation_under_the_scope_of_its_dossier(received):
    (document_id,) = attach(received, scans.pdf())

    assert store.every("SELECT entity, scope FROM record WHERE id = ?", (document_id,)) == [
        ("document", "18571")
    ]


def test_the_engine_knows_from_then_on_that_the_file_is_here(received):
    (document_id,) = attach(received, scans.pdf())

    row = Document.get(Document.id == document_id)
    file = Attachment.get(Attachment.sha256 == row.sha256)
    assert (file.state, file.scope, file.size_bytes) == ("here", "18571", row.size_bytes)


def test_several_files_are_attached_at_once(received):
    attach(received, scans.pdf("1"), scans.pdf("2"), scans.picture())

    assert [row.media_type for row in Document.select().order_by(Document.n)] == [
        "application/pdf", "application/pdf", "image/jpeg",
    ]  # fmt: skip


def test_one_bad_file_keeps_all_of_them_out(received):
    with pytest.raises(DocumentNotAllowed):
        attach(received, scans.pdf(), b"<html>giay.pdf</html>")

    assert Document.select().count() == 0


def test_a_heavy_picture_gets_a_small_preview(received):
    (document_id,) = attach(received, scans.page())

    row = Document.get(Document.id == document_id)
    preview = blobs.in_use().open(row.preview_sha256).read()
    assert row.size_bytes > 500_000
    assert row.preview_bytes == len(preview) <= 60 * 1024
    assert Image.open(io.BytesIO(preview)).format == "JPEG"
    assert Attachment.get(Attachment.sha256 == row.preview_sha256).priority == 0


def test_a_light_picture_needs_no_preview(received):
    (document_id,) = attach(received, scans.picture())

    assert Document.get(Document.id == document_id).preview_sha256 is None


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1"])
def test_pictures_of_every_kind_are_drawn(received, mode):
    content = scans.picture("PNG", mode=mode)

    (document_id,) = attach(received, content)

    assert Document.get(Document.id == document_id).media_type == "image/png"


def test_a_scan_may_belong_to_a_paper_of_the_dossier(received):
    paper = Paper.get(Paper.dossier_id == received)

    (document_id,) = attach(received, scans.pdf(), about=f"paper:{paper.id}")

    assert Document.get(Document.id == document_id).paper_id == paper.id


@pytest.mark.parametrize("about", ["paper:" + "f" * 32, "result:x", "officer:an"])
def test_a_scan_cannot_belong_to_what_the_dossier_does_not_have(received, about):
    with pytest.raises(FormNotComplete):
        attach(received, scans.pdf(), about=about)

    assert Document.select().count() == 0


def test_the_same_file_twice_is_told(received):
    attach(received, scans.pdf())

    with pytest.raises(DocumentAlreadyThere) as no:
        attach(received, scans.pdf())

    assert no.value.facts["known_as"] == "giay.pdf"


def test_one_file_may_belong_to_two_dossiers(received):
    other = dossiers.receive(form(2), by=AN, at=NOW)
    attach(received, scans.pdf())

    attach(other, scans.pdf())

    assert Document.select(Document.sha256).distinct().count() == 1
    assert Document.select().count() == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", DocumentEmpty),
        (b"GIF89a" + bytes(200), DocumentNotAllowed),
        (b"MZ" + bytes(200), DocumentNotAllowed),
        (scans.pdf()[:-8], DocumentBroken),
        (scans.picture()[:300], DocumentBroken),
        (scans.picture("PNG")[:60], DocumentBroken),
    ],
    ids=["empty", "gif", "exe", "cut-pdf", "cut-jpeg", "cut-png"],
)
def test_what_is_no_whole_scan_is_refused(received, content, refusal):
    with pytest.raises(refusal) as no:
        attach(received, content)

    assert no.value.facts["name"] == "giay.pdf"
    assert Document.select().count() == 0


def test_nothing_chosen_is_said(received):
    with pytest.raises(NoFileChosen):
        attach(received)


def test_another_commune_does_not_know_the_dossier(received):
    with pytest.raises(NoSuchDossier):
        attach(received, scans.pdf(), by=DUNG)


def test_only_the_office_that_holds_the_dossier_attaches(received):
    dossiers.take_up(received, by=BINH, at=NOW)
    dossiers.forward_up(received, note="", by=BINH, at=NOW)

    attach(received, scans.pdf(), by=GIANG)
    with pytest.raises(HeldElsewhere):
        attach(received, scans.pdf("2"), by=AN)


def test_a_file_is_taken_out_with_a_reason_and_its_history_stays(received):
    (document_id,) = attach(received, scans.pdf())

    documents.remove(received, document_id, reason=" Quét nhầm người. ", by=AN, at=LATER)

    assert Document.select().count() == 0
    titles = [(each.title, each.note, each.by) for each in timeline(received)]
    assert ("Bỏ tệp", "giay.pdf – Quét nhầm người.", "Trần Thị An") in titles
    assert ("Đính kèm tệp", "giay.pdf", "Trần Thị An") in titles


def test_what_was_taken_out_may_be_attached_again(received):
    (document_id,) = attach(received, scans.pdf())
    documents.remove(received, document_id, reason="Nhầm.", by=AN, at=LATER)

    attach(received, scans.pdf())

    assert Document.select().count() == 1


@pytest.mark.parametrize(("reason", "refusal"), [(" ", NeedsReason), ("x" * 301, FormNotComplete)])
def test_nothing_is_taken_out_without_a_reason_that_fits(received, reason, refusal):
    (document_id,) = attach(received, scans.pdf())

    with pytest.raises(refusal):
        documents.remove(received, document_id, reason=reason, by=AN, at=LATER)

    assert Document.select().count() == 1


def test_a_file_is_taken_out_once(received):
    (document_id,) = attach(received, scans.pdf())
    documents.remove(received, document_id, reason="Nhầm.", by=AN, at=LATER)

    with pytest.raises(NoSuchDocument):
        documents.remove(received, document_id, reason="Nhầm.", by=AN, at=LATER)


def test_another_office_takes_nothing_out(received):
    (document_id,) = attach(received, scans.pdf())

    with pytest.raises(HeldElsewhere):
        documents.remove(received, document_id, reason="Nhầm.", by=GIANG, at=LATER)


def test_a_closed_dossier_takes_no_more_files(received):
    dossiers.withdraw(received, reason="Công dân rút.", by=AN, at=NOW)

    with pytest.raises(StepNotOpen):
        attach(received, scans.pdf(), by=CHI)
