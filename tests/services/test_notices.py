"""Notices to offices below: drafted, sent once, read there, withdrawn with a reason."""

import io
from datetime import timedelta

import pytest

from app.domain.refusals import FormNotComplete, NoSuchNotice
from app.models.notices import Notice, NoticeRead
from app.queries import notices as questions
from app.services import notices
from app.services.documents import Upload
from sync import blobs
from tests import scans
from tests.town import AN, BINH, COMMUNE, DUNG, GIANG, KHOA, NEIGHBOUR, NOW

pytestmark = pytest.mark.usefixtures("office")
TYPED = {"title": "Nghỉ lễ 2/9", "text": "Trực cả ngày.", "importance": "urgent", "valid_until": ""}


def sent(receivers=(COMMUNE,), draft="1", **typed):
    notices.save(draft, TYPED | typed, list(receivers), by=GIANG, at=NOW)
    return notices.send(draft, by=GIANG, at=NOW)


def on_the_desk(by, at=NOW):
    return [told.title for told in questions.unread(by, at)]


def test_a_notice_stands_on_the_desk_of_the_chosen_commune_until_each_has_read_it():
    batch = sent()
    (told,) = questions.unread(AN, NOW)
    before = [on_the_desk(each) for each in (AN, BINH, DUNG)]

    notices.mark_read(told.id, by=AN, at=NOW)
    notices.mark_read(told.id, by=AN, at=NOW)
    _, (receiver,) = questions.sent_one(batch, KHOA, now=NOW)

    assert before == [["Nghỉ lễ 2/9"], ["Nghỉ lễ 2/9"], []]
    assert [on_the_desk(each) for each in (AN, BINH)] == [[], ["Nghỉ lễ 2/9"]]
    assert [name for name, _, _ in receiver.readers] == ["Trần Thị An"]
    assert NoticeRead.select().count() == 1


def test_the_same_form_sent_twice_is_sent_once():
    batch = sent([COMMUNE, NEIGHBOUR])

    assert notices.send("1", by=GIANG, at=NOW) == batch
    assert Notice.select().count() == 2
    assert questions.drafts(GIANG) == []


def test_what_is_withdrawn_leaves_the_desk_and_says_why():
    batch = sent()

    notices.withdraw(batch, "Gửi nhầm", by=KHOA, at=NOW)
    (told,) = questions.page(AN, None, now=NOW).rows

    assert on_the_desk(AN) == []
    assert (told.withdrawn_reason, told.withdrawn_at) == ("Gửi nhầm", NOW)


def test_a_notice_that_holds_no_longer_leaves_the_desk():
    sent(valid_until="24/05/2019")

    assert on_the_desk(AN) == ["Nghỉ lễ 2/9"]
    assert on_the_desk(AN, NOW + timedelta(days=1)) == []


def test_the_file_of_a_draft_is_named_by_what_is_sent(tmp_path):
    blobs.use(tmp_path)
    notices.save(
        "1",
        TYPED,
        [COMMUNE],
        upload=Upload("lịch.jpg", io.BytesIO(scans.picture())),
        by=GIANG,
        at=NOW,
    )
    notices.send("1", by=GIANG, at=NOW)

    (told,) = questions.unread(AN, NOW)
    assert questions.file_of(told.id, AN).file_name == "lịch.jpg"
    with pytest.raises(NoSuchNotice):
        questions.file_of(told.id, DUNG)


@pytest.mark.parametrize(
    ("typed", "receivers", "field"),
    [
        ({"title": " "}, [COMMUNE], "title"),
        ({"text": "x" * 5001}, [COMMUNE], "text"),
        ({"valid_until": "23/05/2019"}, [COMMUNE], "valid_until"),
        ({"importance": "no"}, [COMMUNE], "importance"),
        ({}, ["42"], "receivers"),
    ],
)
def test_what_cannot_be_sent_is_told_beside_its_box_and_stays_a_draft(typed, receivers, field):
    with pytest.raises(FormNotComplete) as no:
        sent(receivers, **typed)

    assert list(no.value.facts["fields"]) == [field]
    assert Notice.select().count() == 0
    assert len(questions.drafts(KHOA)) == 1
