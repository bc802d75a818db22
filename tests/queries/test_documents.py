"""Where the files of a dossier are: here or still on their way, and whether the office above holds them."""

import io
from pathlib import Path

import pytest

from app.domain.refusals import DocumentNotHere, NoSuchDocument, NoSuchDossier
from app.models.dossiers import Paper
from app.queries import documents as questions
from app.queries import dossiers as dossiers_seen
from app.queries import scans
from app.services import documents, dossiers
from app.services.documents import Upload
from sync import blobs
from sync.members import enrolment
from sync.tables import Attachment, LaneDay
from tests.scans import page, pdf
from tests.town import AN, DUNG, FUNERAL, GIANG, NOW, form

pytestmark = pytest.mark.usefixtures("office", "shelf")

TODAY = NOW.date()


@pytest.fixture
def shelf(tmp_path: Path) -> None:
    blobs.use(tmp_path)


@pytest.fixture
def received():
    return dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)


def attach(dossier_id, *contents, about=""):
    uploads = [Upload("trang.pdf", io.BytesIO(content)) for content in contents]
    return documents.attach(dossier_id, uploads, about=about, by=AN, at=NOW)


def files_of(dossier_id, by):
    return questions.of(dossiers_seen.visible(dossier_id, by), by)


def lose(count):
    """The first files have not come: their rows are here, their bytes are not."""
    names = [row.sha256 for row in Attachment.select().order_by(Attachment.n).limit(count)]
    Attachment.update(state="wanted", have=bytes(1)).where(Attachment.sha256.in_(names)).execute()


def below_a_parent():
    enrolment.keep_parent({"unit": "42", "name": "Tỉnh Hà Tĩnh", "url": "memory:", "public": b"k"})


def test_at_the_top_a_file_that_is_here_is_simply_here(received):
    attach(received, pdf())

    files = files_of(received, GIANG)

    assert [row.words for row in files.rows] == ["Đã có tại đây"]
    assert files.words == ""


def test_it_counts_what_has_come(received):
    attach(received, *(pdf(str(each)) for each in range(5)))
    lose(2)

    files = files_of(received, AN)

    assert files.words == "3 trên 5 bản quét đã đến"
    assert [row.is_here for row in files.rows] == [False, False, True, True, True]


def test_a_file_on_its_way_tells_how_much_has_come(received):
    attach(received, page())
    big = Attachment.select().order_by(Attachment.size_bytes.desc()).get()
    Attachment.update(state="wanted", have=b"\x0f\x00\x00\x00").where(
        Attachment.n == big.n
    ).execute()

    (file,) = files_of(received, AN).rows

    assert file.words.startswith("Chưa đến – đang chờ đường truyền (đã đến ")
    assert 0 < file.percent < 50
    assert file.has_preview


def test_below_a_parent_it_tells_what_the_parent_holds(received):
    below_a_parent()
    attach(received, pdf("1"), pdf("2"))
    held = Attachment.select().order_by(Attachment.n).get()
    Attachment.update(is_above=True).where(Attachment.n == held.n).execute()

    files = files_of(received, AN)

    assert [row.words for row in files.rows] == ["Tỉnh đã có", "Đã lưu tại đây – tỉnh chưa có"]
    assert files.words == "1 trên 2 bản quét tỉnh đã có"


def test_a_file_is_told_with_the_paper_it_shows(received):
    paper = Paper.get(Paper.dossier_id == received)
    attach(received, pdf(), about=f"paper:{paper.id}")

    (file,) = files_of(received, AN).rows

    assert file.belongs_to == paper.name


def test_the_content_of_a_file_that_has_not_come_is_refused(received):
    (document_id,) = attach(received, pdf())
    blobs.in_use().remove(Attachment.get().sha256)

    with pytest.raises(DocumentNotHere):
        questions.opened(received, document_id, AN)


def test_another_commune_sees_no_file(received):
    (document_id,) = attach(received, pdf())

    with pytest.raises(NoSuchDossier):
        questions.opened(received, document_id, DUNG)


def test_a_file_nobody_attached_does_not_exist(received):
    with pytest.raises(NoSuchDocument):
        questions.one(received, "0" * 32, AN)


def test_only_where_the_dossier_lies_files_may_be_added(received):
    assert files_of(received, AN).may_attach
    assert not files_of(received, GIANG).may_attach


# ── The lane ────────────────────────────────────────────────────────────────────────────────────────


def test_files_wait_to_go_up_with_previews_first(received):
    attach(received, page(), pdf())

    waiting = scans.waiting_up()

    assert waiting.count == 3
    assert waiting.size_bytes == sum(row.size_bytes for row in waiting.rows)
    assert [row.urgency for row in waiting.rows] == [
        "Ảnh xem trước, đi trước hết", "Hồ sơ đang giải quyết", "Hồ sơ đang giải quyết",
    ]  # fmt: skip
    assert {row.thing.dossier_id for row in waiting.rows} == {received}


def test_files_wait_to_come_with_the_parts_that_are_here(received):
    attach(received, page())
    lose(2)

    waiting = scans.waiting_down()

    assert waiting.count == 2
    assert [row.chunks for row in waiting.rows] == [0, 0]
    assert waiting.rows[1].of_chunks > 10


def test_what_the_day_has_carried_is_read_from_its_row(received):
    LaneDay.create(day="2019-05-24", bytes_up=5, bytes_down=7)

    assert scans.carried_on(TODAY) == (5, 7)
    assert scans.carried_on(NOW.replace(day=25).date()) == (0, 0)
