"""The statuses in words, and where a dossier lies in the lists of an office."""

import pytest

from app.domain.dossiers import (
    LABELS,
    NATIONAL,
    NEVER,
    TONES,
    Status,
    label_of,
    places,
    search_words,
    status_words,
    words_of,
)

ROW = {
    "status": "received", "unit": "18571", "holder_unit": "18571", "sent_back_at": None,
    "received_at": "2019-05-24T02:00:00Z", "due_at": "2019-05-29T10:00:00Z", "finished_at": None,
    "code": "H27.35.03-190524-0001", "applicant_name": "Đặng Thị Hoà", "id_no": "042190000123",
    "phone": "0912345678", "submitter_name": None,
}  # fmt: skip


@pytest.mark.parametrize("table", [LABELS, TONES, NATIONAL], ids=["labels", "tones", "national"])
def test_every_status_has_its_words_its_tone_and_its_national_code(table):
    assert set(table) == set(Status)


def test_the_national_codes_are_those_of_the_portal():
    assert set(NATIONAL.values()) == set(range(1, 11))


@pytest.mark.parametrize(
    ("changes", "stage", "running", "away"),
    [
        ({"status": "registered"}, "registered", False, False),
        ({"status": "received"}, "new", True, False),
        ({"status": "processing"}, "processing", True, False),
        (
            {"status": "processing", "sent_back_at": "2019-05-25T02:00:00Z"},
            "sent_back",
            True,
            False,
        ),
        ({"status": "approving"}, "approving", True, False),
        ({"status": "forwarded", "holder_unit": "445"}, "incoming", True, True),
        ({"status": "accepted", "holder_unit": "445"}, "new", True, True),
        ({"status": "processing", "holder_unit": "445"}, "processing", True, True),
        ({"status": "resolved", "holder_unit": "445"}, "result_to_send", True, True),
        ({"status": "resolved"}, "result_here", False, False),
        ({"status": "returned"}, "other", False, False),
        ({"status": "withdrawn"}, "other", False, False),
        ({"status": "of_a_newer_program"}, "other", False, False),
    ],
)
def test_a_dossier_lies_in_one_pile(changes, stage, running, away):
    found = places(ROW | changes)

    assert (found["stage"], found["running"], found["away"]) == (stage, running, away)


def test_it_is_listed_by_reception_and_by_due_date():
    assert places(ROW)["listed_at"] == "2019-05-24T02:00:00Z"
    assert places(ROW)["due_key"] == "2019-05-29T10:00:00Z"


def test_what_has_no_date_stands_at_the_end_of_its_order():
    bare = places(ROW | {"received_at": None, "due_at": None})

    assert (bare["listed_at"], bare["due_key"]) == (NEVER, NEVER)


def test_it_is_found_by_folded_words_and_parts_of_its_code():
    assert search_words(ROW) == ("h27 35 03 190524 0001 dang thi hoa 042190000123 0912345678")


def test_it_is_found_by_what_was_written_into_the_own_boxes_of_the_procedure():
    own = [
        {"key": "child", "label": "Họ tên trẻ", "kind": "text", "value": "Nguyễn Đức An"},
        {"key": "born", "label": "Ngày sinh", "kind": "date", "value": "2019-05-01"},
        "một phiên bản sau",
    ]

    assert search_words({"code": "X-1", "own": own}) == "x 1 nguyen duc an"


def test_words_of_a_text_are_letters_and_digits_alone():
    assert words_of(" Đặng-Thị; \"HOÀ\"* 'x'_y ") == ["dang", "thi", "hoa", "x", "y"]
    assert words_of("x" * 100) == ["x" * 40]


@pytest.mark.parametrize(
    ("status", "away", "words"),
    [
        ("processing", False, "Đang thụ lý"),
        ("processing", True, "Đang thụ lý tại huyện Thạch Hà"),
        ("forwarded", True, "Đã chuyển huyện"),
        ("accepted", True, "Huyện Thạch Hà đã nhận"),
        ("resolved", True, "Huyện Thạch Hà đã có kết quả"),
        ("resolved", False, "Có kết quả"),
    ],
)
def test_a_status_is_said_with_the_place_it_holds_at(status, away, words):
    assert status_words(status, away=away, holder="Huyện Thạch Hà", parent="huyện") == words


def test_a_status_of_a_newer_program_is_shown_as_it_is():
    assert label_of("archived_in_cloud") == "archived_in_cloud"
