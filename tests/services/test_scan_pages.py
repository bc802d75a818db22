"""Pages from picture to file: upright, grey, light, in the order wanted, and refused whole when one is bad."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.domain.refusals import (
    DocumentBroken,
    DocumentEmpty,
    DocumentFromPhone,
    DocumentLocked,
    DocumentNotAllowed,
    DocumentTooLarge,
    HeldElsewhere,
    NoFileChosen,
    NoPagesWaiting,
    NoSuchDocument,
    NoSuchDossier,
    NoSuchPaper,
    PagesChangedMeanwhile,
    StepNotOpen,
    TooManyAtOnce,
)
from app.models.documents import Document
from app.models.dossiers import Paper
from app.models.scan_pages import ScanPage
from app.queries import scan_pages as questions
from app.queries.history import timeline
from app.services import dossiers
from app.services import scan_pages as services
from app.services.documents import Upload
from sync import blobs
from tests import scans
from tests.town import AN, DUNG, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office", "shelf")

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def shelf(tmp_path: Path) -> None:
    blobs.use(tmp_path)


@pytest.fixture
def received():
    return dossiers.receive(form(), by=AN, at=NOW)


@pytest.fixture
def line(received):
    return Paper.select().where(Paper.dossier_id == received).order_by(Paper.position).get().id


def add(dossier_id, paper_id, *contents, colour=False, by=AN, name="anh.jpg"):
    uploads = [Upload(name, io.BytesIO(each)) for each in contents]
    return services.add(dossier_id, paper_id, uploads, colour=colour, by=by, at=LATER)


def waiting(dossier_id, paper_id):
    return questions.pages(dossier_id, paper_id)


def seal(dossier_id, paper_id):
    return questions.seal_of(waiting(dossier_id, paper_id))


def put_together(dossier_id, paper_id, **more):
    given = {"seal": seal(dossier_id, paper_id), "by": AN, "at": LATER} | more
    return services.put_together(dossier_id, paper_id, **given)


def drawn(page):
    return Image.open(questions.shelf().open(page.sha256))


def kept_files():
    return [path for path in questions.shelf().folder.rglob("*") if path.is_file()]


def test_a_photograph_becomes_a_grey_light_page_of_two_hundred_dots_an_inch(received, line):
    add(received, line, scans.photo())

    (page,) = waiting(received, line)
    picture = drawn(page)
    assert (picture.format, picture.mode) == ("JPEG", "L")
    assert picture.size == (page.width, page.height) == (2339, 1559)
    assert page.size_bytes <= 300_000


def test_the_heaviest_page_is_made_light_enough(received, line):
    add(received, line, scans.page(1654, 2339))

    (page,) = waiting(received, line)
    assert page.size_bytes <= 300_000
    assert len(questions.shelf().open(page.sha256).read()) == page.size_bytes


def test_colour_is_kept_where_it_is_wanted(received, line):
    add(received, line, scans.photo(), colour=True)

    red = drawn(waiting(received, line)[0]).getpixel((10, 10))
    assert red[0] > 150 > red[1]


def test_the_camera_tells_which_way_is_up(received, line):
    add(received, line, scans.photo(turn=6))

    page = waiting(received, line)[0]
    assert (page.width, page.height) == (1559, 2339)
    assert drawn(page).getpixel((700, 50)) < 120 < drawn(page).getpixel((700, 2300))


def test_a_turned_page_is_a_new_one_drawn_from_the_picture_as_it_came(received, line):
    add(received, line, scans.photo())
    before = waiting(received, line)[0]

    services.turn(received, before.id, seal=seal(received, line), by=AN, at=LATER)

    after = waiting(received, line)[0]
    assert (after.width, after.height, after.turns) == (1559, 2339, 1)
    assert after.source_sha256 == before.source_sha256
    assert drawn(after).getpixel((700, 50)) < 120
    assert not questions.shelf().has(before.sha256)


def test_four_turns_lead_back_to_the_same_page(received, line):
    add(received, line, scans.photo())
    page = waiting(received, line)[0]

    services.turn(received, page.id, seal=seal(received, line), quarters=3, by=AN, at=LATER)
    services.turn(received, page.id, seal=seal(received, line), by=AN, at=LATER)

    assert waiting(received, line)[0].sha256 == page.sha256


def test_several_pages_become_one_pdf_of_their_line(received, line):
    add(received, line, scans.photo(), scans.photo(width=2000, height=3000))

    document_id = put_together(received, line)

    row = Document.get(Document.id == document_id)
    content = blobs.in_use().open(row.sha256).read()
    assert (row.name, row.media_type, row.paper_id) == (
        "Tờ khai đăng ký khai sinh.pdf", "application/pdf", line,
    )  # fmt: skip
    assert content.startswith(b"%PDF-1.4") and content.count(b"/Type/Page/") == 2
    assert waiting(received, line) == []
    assert kept_files() == []


def test_the_pdf_shows_its_first_page_small(received, line):
    add(received, line, scans.page(), scans.photo())

    row = Document.get(Document.id == put_together(received, line))

    assert row.preview_bytes <= 60 * 1024
    assert Image.open(blobs.in_use().open(row.preview_sha256)).format == "JPEG"


def test_one_page_alone_stays_a_picture(received, line):
    add(received, line, scans.photo())

    row = Document.get(Document.id == put_together(received, line))

    assert (row.name, row.media_type) == ("Tờ khai đăng ký khai sinh.jpg", "image/jpeg")


def test_pages_are_put_together_in_the_order_given_to_them(received, line):
    add(received, line, scans.photo(), scans.picture(), scans.page())
    first, second, third = waiting(received, line)

    services.move(received, third.id, seal=seal(received, line), places=-2, by=AN, at=LATER)
    services.drop(received, second.id, seal=seal(received, line), by=AN, at=LATER)

    assert [page.id for page in waiting(received, line)] == [third.id, first.id]


def test_a_second_press_makes_no_second_file(received, line):
    add(received, line, scans.photo(), scans.picture())
    old = seal(received, line)
    put_together(received, line, seal=old)

    with pytest.raises(NoPagesWaiting):
        put_together(received, line, seal=old)

    assert Document.select().count() == 1


def test_what_was_added_meanwhile_is_not_put_together_unseen(received, line):
    add(received, line, scans.photo())
    old = seal(received, line)
    add(received, line, scans.picture())

    with pytest.raises(PagesChangedMeanwhile):
        put_together(received, line, seal=old)

    assert len(waiting(received, line)) == 2


@pytest.mark.parametrize("verb", [services.turn, services.drop])
def test_a_stale_tray_is_not_changed(received, line, verb):
    add(received, line, scans.photo())
    page = waiting(received, line)[0]

    with pytest.raises(PagesChangedMeanwhile):
        verb(received, page.id, seal="alt", by=AN, at=LATER)

    assert waiting(received, line)[0].sha256 == page.sha256


def test_a_pdf_is_attached_to_the_line_at_once(received, line):
    done = add(received, line, scans.pdf(), scans.photo(), name="a.pdf")

    assert (done.pages, done.attached) == (1, 1)
    assert Document.get().paper_id == line


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (scans.page()[:5000], DocumentBroken),
        (scans.bomb(), DocumentTooLarge),
        (scans.heic(), DocumentFromPhone),
        (b"MZ\x90\x00" + bytes(400), DocumentNotAllowed),
        (b"", DocumentEmpty),
        (scans.locked_pdf(), DocumentLocked),
        (scans.cut_pdf(), DocumentBroken),
        (scans.pdf()[:-12], DocumentBroken),
        (bytes(20 * 1024 * 1024 + 1), DocumentTooLarge),
    ],
    ids=["cut", "bomb", "heic", "exe", "empty", "locked", "table", "tail", "large"],
)
def test_one_bad_file_keeps_all_of_them_out(received, line, content, refusal):
    with pytest.raises(refusal):
        add(received, line, scans.photo(), content)

    assert waiting(received, line) == []
    assert Document.select().count() == 0


def test_nothing_chosen_and_too_many_at_once_are_refused(received, line):
    with pytest.raises(NoFileChosen):
        add(received, line)
    with pytest.raises(TooManyAtOnce):
        add(received, line, *[scans.picture()] * 11)


def test_a_line_of_another_dossier_takes_no_pages(received, line):
    other = dossiers.receive(form(2, procedure_id=FUNERAL, id_no="042185001299"), by=AN, at=NOW)

    with pytest.raises(NoSuchPaper):
        add(other, line, scans.picture())


def test_another_commune_sees_no_page_and_adds_none(received, line):
    add(received, line, scans.picture())
    page = waiting(received, line)[0]

    with pytest.raises(NoSuchDossier):
        add(received, line, scans.picture(), by=DUNG)
    with pytest.raises(NoSuchDossier):
        questions.picture(received, page.id, DUNG)


def test_nothing_is_added_while_another_office_holds_the_dossier(received, line):
    dossiers.forward_up(received, by=AN, at=LATER)

    with pytest.raises(HeldElsewhere):
        add(received, line, scans.picture())


def test_nothing_is_added_to_a_closed_dossier(received, line):
    dossiers.withdraw(received, reason="Công dân rút.", by=AN, at=LATER)

    with pytest.raises(StepNotOpen):
        add(received, line, scans.picture())


def test_pages_nobody_put_together_are_thrown_away_after_thirty_days(received, line):
    add(received, line, scans.photo())

    assert services.forget_old(at=LATER + timedelta(days=29)) == 0
    assert services.forget_old(at=LATER + timedelta(days=31)) == 1
    assert ScanPage.select().count() == 0
    assert kept_files() == []


def test_an_attached_picture_is_turned_into_a_new_file_of_the_same_line(received, line):
    add(received, line, scans.photo())
    old = put_together(received, line)

    new = services.turn_attached(received, old, by=AN, at=LATER)

    (row,) = Document.select()
    picture = Image.open(blobs.in_use().open(row.sha256))
    assert (row.id, row.paper_id, picture.size) == (new, line, (1559, 2339))
    assert picture.mode == "L"
    told = [(event.title, event.note) for event in timeline(received)]
    assert ("Bỏ tệp", f"{row.name} – {services.TURNED}") in told


def test_a_pdf_is_not_turned(received, line):
    add(received, line, scans.pdf())

    with pytest.raises(NoSuchDocument):
        services.turn_attached(received, Document.get().id, by=AN, at=LATER)


def test_a_picture_of_a_closed_dossier_is_not_turned(received, line):
    add(received, line, scans.photo())
    old = put_together(received, line)
    dossiers.withdraw(received, reason="Công dân rút.", by=AN, at=LATER)

    with pytest.raises(StepNotOpen):
        services.turn_attached(received, old, by=AN, at=LATER)

    assert Document.get().id == old
