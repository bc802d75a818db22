"""What came from the other side: by dossier, the latest first, told in words and never in values."""

from datetime import timedelta

import pytest

from app.queries import inbox
from app.services import dossiers
from sync import store
from sync.tables import Log
from tests.town import AN, BINH, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def received():
    return dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)


def from_above():
    """As if the feed of an office above had brought everything, in this order."""
    store.run("UPDATE operation SET feed_n = n")


def from_below():
    """As if the log of a commune had brought everything."""
    log = Log.create(incarnation="c" * 32, unit="18571", head_hash=b"", acked_hash=b"", via="18571")
    store.run("UPDATE feed SET log = ?", (log.n,))


@pytest.fixture(params=[(from_above, inbox.ABOVE), (from_below, inbox.BELOW)], ids=["up", "down"])
def side(request, received):
    come, side = request.param
    come()
    return side


def about(page, dossier_id):
    return next(row for row in page.rows if row.thing.dossier_id == dossier_id)


def test_a_dossier_is_one_line_with_all_that_came_about_it(side, received):
    row = about(inbox.arrived(side), received)

    assert row.thing.words.startswith("Hồ sơ H27.35.03-190524-")
    assert set(row.done) == {"Hồ sơ mới", "Giấy tờ", "Bước “Tiếp nhận”"}
    assert row.people == ["Trần Thị An, Huyện Thạch Hà"]
    assert row.done_at == NOW


def test_the_latest_dossier_stands_first(received):
    other = dossiers.receive(form(2), by=AN, at=NOW)
    dossiers.take_up(received, by=BINH, at=LATER)
    from_above()

    page = inbox.arrived(inbox.ABOVE)

    assert [row.thing.dossier_id for row in page.rows][:2] == [received, other]


def test_other_records_are_told_by_their_kind(side):
    page = inbox.arrived(side)

    kinds = {row.thing.words: row for row in page.rows if row.thing.dossier_id is None}
    assert {"Thủ tục", "Đơn vị hành chính"} <= set(kinds)
    assert kinds["Thủ tục"].people == ["chương trình, Huyện Thạch Hà"]


def test_what_was_written_here_did_not_come(received):
    assert inbox.arrived(inbox.ABOVE).rows == []
    assert inbox.arrived(inbox.BELOW).rows == []


def test_new_is_what_came_after_the_last_look(received):
    from_above()
    seen = inbox.arrived(inbox.ABOVE).latest
    dossiers.take_up(received, by=BINH, at=LATER)
    from_above()

    page = inbox.arrived(inbox.ABOVE, seen=seen)

    assert [row.thing.dossier_id for row in page.rows if row.is_new] == [received]


def test_the_list_goes_on_where_the_page_ended(received, monkeypatch):
    from_above()
    monkeypatch.setattr(inbox, "WINDOW", 3)

    first = inbox.arrived(inbox.ABOVE)
    second = inbox.arrived(inbox.ABOVE, before=first.older)

    assert first.older is not None
    assert second.latest < first.older
    assert second.rows[0].place == second.latest


def test_the_last_page_says_that_it_is_the_last(side):
    assert inbox.arrived(side, before=2).older is None


def test_what_is_parked_is_told_the_longest_first(received):
    store.run(
        "UPDATE operation SET state = 1, reason = 'Chờ.' "
        "WHERE record IN (SELECT n FROM record WHERE id = ?)",
        (received,),
    )

    (row,) = inbox.parked()

    assert (row.thing.dossier_id, row.reason, row.since) == (received, "Chờ.", NOW)


def test_dossiers_that_a_person_must_settle_are_listed_once(received):
    store.run("UPDATE record SET contested = 2 WHERE id = ?", (received,))

    assert [thing.dossier_id for thing in inbox.contested()] == [received]
