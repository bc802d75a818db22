"""What may be attached to a dossier, what it is called, and in what order scans travel."""

import pytest

from app.domain import documents
from app.domain.documents import JPEG, LARGEST_BYTES, PDF, PNG, Sides
from app.domain.refusals import (
    DocumentBroken,
    DocumentEmpty,
    DocumentNotAllowed,
    DocumentTooLarge,
    HeldElsewhere,
    StepNotOpen,
    TooManyDocuments,
)

HERE = Sides("H27.35.03-190524-0001", "processing", held_here=True, holder="Xã Thạch Hải")


@pytest.mark.parametrize(
    ("typed", "media_type", "name"),
    [
        ("giay_chung_sinh.PDF", PDF, "giay_chung_sinh.pdf"),
        ("tờ khai.jpeg", JPEG, "tờ khai.jpg"),
        (r"C:\Users\an\Desktop\scan 01.jpg", PNG, "scan 01.png"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("hoá\u202edơn\r\n.pdf", PDF, "hoádơn.pdf"),
        ("bản 2.1 cuối", PDF, "bản 2.1 cuối.pdf"),
        ('a<b>"c".png', PNG, "abc.png"),
        ("", JPEG, "Bản quét.jpg"),
        (".pdf", PDF, "Bản quét.pdf"),
        ("x" * 300, PNG, "x" * 116 + ".png"),
    ],
)
def test_a_file_is_called_what_its_owner_says_and_ends_as_its_content(typed, media_type, name):
    assert documents.name_of(typed, media_type) == name


def test_a_name_is_composed_so_that_it_is_found_again():
    assert documents.name_of("Giấy tờ.pdf", PDF) == "Giấy tờ.pdf"


def test_a_whole_pdf_is_taken():
    documents.check_type("a.pdf", PDF, b"%PDF-1.7 ...", b"... %%EOF\n")


@pytest.mark.parametrize(("head", "tail"), [(b"%PDF-1.7", b"cut"), (b"GIF89a", b"%%EOF")])
def test_a_pdf_without_its_end_or_its_beginning_is_broken(head, tail):
    with pytest.raises(DocumentBroken):
        documents.check_type("a.pdf", PDF, head, tail)


@pytest.mark.parametrize("media_type", ["", "text/html", "image/svg+xml", "application/zip"])
def test_other_content_is_refused_whatever_it_is_called(media_type):
    with pytest.raises(DocumentNotAllowed) as no:
        documents.check_type("giấy.pdf", media_type, b"%PDF-", b"%%EOF")

    assert no.value.facts["name"] == "giấy.pdf"


def test_a_file_has_at_least_one_byte_and_at_most_twenty_megabytes():
    documents.check_size("a.pdf", LARGEST_BYTES)
    with pytest.raises(DocumentTooLarge):
        documents.check_size("a.pdf", LARGEST_BYTES + 1)
    with pytest.raises(DocumentEmpty):
        documents.check_size("a.pdf", 0)


def test_a_picture_of_a_sheet_at_600_dpi_is_taken_and_a_bomb_is_not():
    documents.check_picture("a.png", 4960, 7016)
    with pytest.raises(DocumentTooLarge):
        documents.check_picture("a.png", 60_000, 60_000)


def test_a_dossier_has_an_end_of_files():
    documents.check_count(documents.MOST_IN_A_DOSSIER)
    with pytest.raises(TooManyDocuments):
        documents.check_count(documents.MOST_IN_A_DOSSIER + 1)


def test_the_office_that_holds_the_dossier_may_attach():
    documents.refuse_attaching(HERE)

    assert documents.may_attach(HERE)


def test_no_other_office_may_attach():
    away = Sides(HERE.code, HERE.status, held_here=False, holder="Huyện Thạch Hà")

    with pytest.raises(HeldElsewhere) as no:
        documents.refuse_attaching(away)

    assert no.value.facts["holder"] == "Huyện Thạch Hà"
    assert not documents.may_attach(away)


@pytest.mark.parametrize("status", ["returned", "withdrawn", "not_accepted", "stopped"])
def test_nothing_is_added_to_a_closed_dossier(status):
    with pytest.raises(StepNotOpen):
        documents.refuse_attaching(Sides(HERE.code, status, held_here=True, holder=""))


@pytest.mark.parametrize(
    ("status", "away", "urgency"),
    [
        ("forwarded", True, 1),
        ("approving", False, 1),
        ("accepted", True, 1),
        ("received", False, 2),
        ("returned", False, 3),
        ("of_a_later_version", False, 2),
    ],
)
def test_scans_that_somebody_waits_for_go_first(status, away, urgency):
    assert documents.urgency(status, away) == urgency


def test_a_reason_is_trimmed_before_it_is_kept():
    assert documents.checked_reason("  Quét   nhầm. ") == "Quét nhầm."


@pytest.mark.parametrize(("here", "size", "percent"), [(0, 10, 0), (5, 10, 50), (64, 10, 99)])
def test_a_file_is_never_called_whole_by_its_share(here, size, percent):
    assert documents.percent(here, size) == percent
