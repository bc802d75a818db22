"""The pages of drafts: what an officer may open, and what a page that is out of date is told."""

import uuid

import pytest
from flask.testing import FlaskClient

from app.models.dossiers import Dossier
from app.models.drafts import Draft
from tests.web.counter import BIRTH, SignedIn, answers, main, take_in

PROCEDURE = BIRTH.removeprefix("/tiep-nhan/")


def save(
    browser: FlaskClient, dossier_id: str = "", seen: int = 0, **typed: str
) -> tuple[str, dict]:
    """What the script of the form posts; the id of the dossier and what was answered."""
    dossier_id = dossier_id or uuid.uuid4().hex
    posted = typed | {"draft_seen": str(seen), "procedure_id": PROCEDURE, "last": next(iter(typed))}
    return dossier_id, browser.post(f"/nhap/{dossier_id}", data=posted).get_json()


def test_a_save_tells_when_and_where_the_draft_lies(signed_in: SignedIn) -> None:
    dossier_id, told = save(signed_in("an"), applicant_name="Nguyễn Thị Bình")

    assert (told["revision"], told["clashes"], told["news"]) == (1, {}, {})
    assert told["url"] == f"{BIRTH}?nhap={dossier_id}"


def test_the_draft_opens_as_it_was_left(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id, _ = save(an, applicant_name="Nguyễn Thị Bình", **{"paper-1-have": "1"})

    page = an.get(f"{BIRTH}?nhap={dossier_id}").text

    assert 'value="Nguyễn Thị Bình"' in page
    assert 'data-last="applicant_name"' in page
    assert 'name="draft_seen" value="1"' in page
    assert "Đã lưu nháp lúc" in page


@pytest.mark.parametrize("username", ["binh", "chi", "quang"])
def test_only_the_desk_has_drafts(signed_in: SignedIn, username: str) -> None:
    browser = signed_in(username)

    assert browser.get("/nhap").status_code == 403
    assert browser.post(f"/nhap/{uuid.uuid4().hex}", data={"phone": "1"}).status_code == 403


def test_a_draft_that_is_not_there_is_not_found(signed_in: SignedIn) -> None:
    answer = signed_in("an").get(f"{BIRTH}?nhap={uuid.uuid4().hex}")

    assert answer.status_code == 404
    assert "Không có bản nháp này" in answer.text


@pytest.mark.parametrize("act", ["giao", "nhan", "bo", "khoi-phuc"])
def test_doing_something_with_a_draft_that_is_gone_says_so(signed_in: SignedIn, act: str) -> None:
    answer = signed_in("an").post(f"/nhap/{uuid.uuid4().hex}/{act}", data={"to_username": "an"})

    assert answer.status_code == 404
    assert "Không có bản nháp này" in answer.text


def test_the_check_page_keeps_the_whole_form(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()

    an.post(f"{BIRTH}/kiem-tra", data=typed)

    draft = Draft.get(Draft.dossier_id == typed["dossier_id"])
    assert draft.answers["address"]["value"] == "Thôn Liên Hải"
    assert "channel" not in draft.answers


def test_an_untouched_form_checked_makes_no_draft(signed_in: SignedIn) -> None:
    an = signed_in("an")

    an.post(f"{BIRTH}/kiem-tra", data={"dossier_id": uuid.uuid4().hex, "channel": "desk"})

    assert Draft.select().count() == 0


def test_receiving_takes_the_draft_away_and_a_late_save_brings_none_back(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    dossier_id, _ = save(an, applicant_name="Nguyễn Thị Bình")
    take_in(an, dossier_id=dossier_id, draft_seen="1")

    _, told = save(an, dossier_id, phone="0912")

    assert "đã được ghi vào sổ" in told["words"]
    assert Draft.select().count() == 0


def test_a_box_changed_in_another_window_holds_the_check_back_once(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    save(an, typed["dossier_id"], phone="0912 345 678")
    save(an, typed["dossier_id"], 1, phone="0988 888 888")

    stale = an.post(f"{BIRTH}/kiem-tra", data=typed | {"draft_seen": "1"})
    again = an.post(f"{BIRTH}/kiem-tra", data=typed | {"draft_seen": "2"})

    assert stale.status_code == 409
    assert "ở cửa sổ khác vừa ghi “0988 888 888”" in stale.text
    assert 'name="draft_seen" value="' in stale.text
    assert again.status_code == 200


def test_a_dossier_is_not_received_over_what_another_window_changed(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers(reason="Đã xem.")
    an.post(f"{BIRTH}/kiem-tra", data=typed)
    save(an, typed["dossier_id"], 1, phone="0988 888 888")

    answer = an.post(f"{BIRTH}/nhan", data=typed | {"draft_seen": "1"})

    assert answer.status_code == 409
    assert "0988 888 888" in answer.text
    assert Dossier.select().count() == 0


def test_the_desk_names_what_is_unfinished(signed_in: SignedIn) -> None:
    an = signed_in("an")
    save(an, applicant_name="Nguyễn Thị Bình", phone="0912")

    assert "Nguyễn Thị Bình" in main(an.get("/").text)
    assert "Còn 1 hồ sơ đang nhập dở" in main(an.get("/").text)
    assert "đang nhập dở" not in main(signed_in("binh").get("/").text)


def test_a_dropped_draft_is_in_the_bin_and_comes_back(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id, _ = save(an, applicant_name="Nguyễn Thị Bình")

    an.post(f"/nhap/{dossier_id}/bo")
    in_bin = main(an.get("/nhap").text)
    opened = an.get(f"{BIRTH}?nhap={dossier_id}")
    an.post(f"/nhap/{dossier_id}/khoi-phuc")

    assert "Thùng rác" in in_bin
    assert opened.status_code == 409
    assert "nằm trong thùng rác" in opened.text
    assert "Thùng rác" not in main(an.get("/nhap").text)


def test_a_dossier_written_down_opens_with_what_was_typed_since(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post(f"{BIRTH}/ghi-nhan", data=typed)
    save(an, typed["dossier_id"], address="Thôn Bắc Hải")

    page = an.get(f"{BIRTH}?ho-so={typed['dossier_id']}").text

    assert 'value="Thôn Bắc Hải"' in page
    assert 'value="Nguyễn Thị Bình"' in page
