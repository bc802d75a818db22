"""The dossier as it once was, settled anew from its operations."""

from datetime import timedelta

import pytest

from app.domain.results import ResultDraft
from app.queries import dossiers as queries
from app.queries import passages, versions
from app.services import dossiers
from sync import journal, records, shares, store
from tests.town import AN, BINH, CHI, NOW, SHOP, form

pytestmark = pytest.mark.usefixtures("office")

HOUR = timedelta(hours=1)
NEVER = 10**16


@pytest.fixture
def dossier_id():
    """Received, taken up, its telephone changed, signed: an hour between each."""
    made = dossiers.receive(form(1, procedure_id=SHOP), by=AN, at=NOW)
    dossiers.take_up(made, by=BINH, at=NOW + HOUR)
    journal.record("dossier", made, by=BINH, at=NOW + 2 * HOUR, phone="0987654321")
    draft = ResultDraft("granted", number="7")
    dossiers.submit_for_approval(made, draft=draft, by=BINH, at=NOW + 3 * HOUR)
    dossiers.approve(made, by=CHI, at=NOW + 4 * HOUR)
    return made


def row_at(dossier_id, moment, **more):
    return versions.rows(dossier_id, versions.until(moment), **more)["dossier"][0]


@pytest.mark.parametrize("entity", ["dossier", "paper", "result", "step"])
def test_what_it_is_now_is_what_the_tables_hold(dossier_id, entity):
    now = versions.rows(dossier_id, NEVER)[entity]
    held = [records.row_of(shares.ALL[entity], row["id"]) for row in now]

    assert now != []
    assert [
        {name: shares.stored(value) for name, value in row.items() if name != "id"} for row in now
    ] == [
        {name: was[name] for name in row if name != "id"}
        for row, was in zip(now, held, strict=True)
    ]


def test_each_moment_shows_what_had_been_done_until_then(dossier_id):
    assert row_at(dossier_id, NOW)["status"] == "received"
    assert row_at(dossier_id, NOW + HOUR)["status"] == "processing"
    assert row_at(dossier_id, NOW + HOUR)["phone"] == "0912345678"
    assert row_at(dossier_id, NOW + 2 * HOUR)["phone"] == "0987654321"
    assert row_at(dossier_id, NOW + 4 * HOUR)["status"] == "resolved"


def test_before_the_first_operation_there_was_no_dossier(dossier_id):
    assert versions.rows(dossier_id, versions.until(NOW - HOUR)) == {}


def test_what_came_here_later_was_not_known_then(dossier_id):
    store.run(
        "UPDATE operation SET arrived_at = '2019-06-01T00:00:00Z' "
        "WHERE n = (SELECT n FROM operation WHERE CAST(body AS TEXT) LIKE '%0987654321%')"
        if not store.is_postgresql()
        else "UPDATE operation SET arrived_at = '2019-06-01T00:00:00Z' "
        "WHERE convert_from(body, 'UTF8') LIKE '%%0987654321%%'"
    )
    moment = NOW + 2 * HOUR

    assert row_at(dossier_id, moment)["phone"] == "0987654321"
    assert row_at(dossier_id, moment, known_by=moment)["phone"] == "0912345678"


def test_two_moments_differ_in_what_was_done_between_them(dossier_id):
    before, after = (
        versions.facts(versions.rows(dossier_id, versions.until(NOW + hours * HOUR)))
        for hours in (1, 2)
    )

    (other,) = [line for line in versions.compared(before, after) if line.is_other]
    assert (other.label, other.before, other.after) == ("Điện thoại", "0912345678", "0987654321")


def test_a_file_taken_out_is_gone_afterwards_and_there_before(dossier_id):
    journal.record(
        "document", "d" * 32, by=AN, at=NOW + 5 * HOUR, scope="18571", dossier_id=dossier_id, name="cccd.pdf",
        media_type="application/pdf", sha256="0" * 64, size_bytes=9, added_by="an@445",
        added_by_name="Trần Thị An", added_at=NOW,
    )  # fmt: skip
    journal.void("document", "d" * 32, reason="Nhầm người", by=AN, at=NOW + 6 * HOUR)

    there, gone = (
        versions.rows(dossier_id, versions.until(NOW + hours * HOUR)) for hours in (5, 6)
    )
    assert [row["name"] for row in there["document"]] == ["cccd.pdf"]
    assert "document" not in gone


def test_every_line_of_the_history_is_a_version_that_can_be_seen(dossier_id):
    events = queries.timeline(dossier_id)

    seen = [versions.rows(dossier_id, event.version)["dossier"][0]["status"] for event in events]
    assert seen == ["resolved", "approving", "processing", "processing", "received"]


def test_the_history_can_be_narrowed_to_one_kind_of_line(dossier_id):
    steps, data, prints = (
        [event.title for event in passages.history(dossier_id, kind)[0]]
        for kind in ("buoc", "du-lieu", "in")
    )

    assert steps == ["Duyệt", "Trình duyệt", "Thụ lý", "Tiếp nhận"]
    assert data == ["Duyệt", "Trình duyệt", "Sửa dữ liệu", "Thụ lý", "Tiếp nhận"]
    assert prints == []
