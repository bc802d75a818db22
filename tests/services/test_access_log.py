from datetime import timedelta

import pytest

from app import database
from app.models.people import AccessNote
from app.services import access_log
from tests.town import AN, CHI, NOW

pytestmark = pytest.mark.usefixtures("office")


def lines():
    return [(row.by, row.page, row.record_id, row.what, row.count) for row in AccessNote.select()]


def test_a_look_is_written_down_with_who_and_what_page():
    access_log.note("person", 7, by=AN, at=NOW)

    assert lines() == [("an", "person", "7", "view", 1)]


def test_one_look_within_minutes_is_one_line_for_each_officer():
    access_log.note("person", 7, by=AN, at=NOW)
    access_log.note("person", 7, by=AN, at=NOW + timedelta(minutes=4))
    access_log.note("person", 7, by=CHI, at=NOW)
    access_log.note("person", 7, by=AN, at=NOW + timedelta(minutes=10))

    assert len(lines()) == 3


def test_every_export_is_a_line():
    for _ in range(2):
        access_log.note("dossiers", by=AN, at=NOW, what=access_log.EXPORT, count=120)

    assert lines() == [("an", "dossiers", "", "export", 120)] * 2


def test_a_page_is_shown_though_its_line_cannot_be_written(caplog):
    database.database.execute_sql("DROP TABLE access_note")

    access_log.note("person", 7, by=AN, at=NOW)

    assert "could not be noted" in caplog.text
