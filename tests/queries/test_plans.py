"""No page reads more than it shows: each question is one index read in its own order (SQLite's own word for it)."""

import re
from datetime import date

import pytest

from app import database
from app.queries import dossiers as queries
from app.queries.dossiers import Filters
from app.services import dossiers
from tests.town import AN, BINH, CHI, FUNERAL, GIANG, NOW, form, town

OTHER_TABLES = ("unit", "working_hours", "calendar_day", "sync_self", "sync_parent")
"""Small tables that do not grow with the dossiers."""


@pytest.fixture
def statements(tmp_path, monkeypatch):
    """Every SELECT about dossiers that is executed from here on, with its values."""
    with town(f"sqlite:///{(tmp_path / 'plans.db').as_posix()}"):
        dossiers.receive(form(1, procedure_id=FUNERAL), by=AN, at=NOW)
        seen = []
        execute = database.database.obj.execute_sql

        def watched(sql, params=None, *more):
            if sql.startswith(("SELECT", "WITH")) and not _is_small(sql):
                seen.append((sql, params))
            return execute(sql, params, *more)

        monkeypatch.setattr(database.database.obj, "execute_sql", watched)
        yield seen


def _is_small(sql):
    return re.search(r'FROM "?(\w+)"?', sql)[1] in OTHER_TABLES


def plans(statements):
    """What SQLite would do for each statement, step by step."""
    return [
        step[3]
        for sql, params in list(statements)
        for step in database.database.obj.connection().execute(f"EXPLAIN QUERY PLAN {sql}", params or ())
    ]  # fmt: skip


def costly(plan):
    """Steps that grow with the table: sorting, or reading it without an index."""
    return [
        step for step in plan
        if "TEMP B-TREE" in step
        or ("SCAN" in step and "USING" not in step and "VIRTUAL TABLE" not in step and "found" not in step)
    ]  # fmt: skip


LISTS = {
    "everything": Filters(),
    "status": Filters(status="withdrawn"),
    "procedure": Filters(procedure="1.001193"),
    "unit": Filters(unit="18571"),
    "days": Filters(received_from=date(2019, 5, 1), received_to=date(2019, 5, 31)),
    "field": Filters(field="Hộ tịch"),
    "channel": Filters(channel="online"),
    "holder": Filters(holder="binh"),
    "due days": Filters(due_from=date(2019, 5, 1), due_to=date(2019, 5, 31)),
    "late": Filters(late="1"),
    "late of a procedure": Filters(late="1", procedure="1.001193"),
    "due days of a field": Filters(due_from=date(2019, 5, 1), field="Hộ tịch"),
    "status and days": Filters(status="returned", received_from=date(2019, 5, 1)),
    "text": Filters(text="nguyen hoa"),
    "text of a field": Filters(text="nguyen hoa", field="Hộ tịch", channel="desk"),
    "phone": Filters(text="0912 345 678"),
    "identity number": Filters(text="042190000123"),
    "one letter": Filters(text="n"),
    "number": Filters(text="1"),
    "code": Filters(text="H27.35.03-190524-0001"),
    "marked name": Filters(text="Nguyễn Thị Hoà"),
}


@pytest.mark.parametrize("officer", [AN, GIANG], ids=["commune", "district"])
@pytest.mark.parametrize("filters", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("key", [None, "a~2019-05-24T02:00:00Z~1", "b~2019-05-20T02:00:00Z~1"])
def test_a_page_of_the_list_is_read_from_an_index_in_order(statements, officer, filters, key):
    queries.page(officer, filters, key, now=NOW)

    assert plans(statements)
    assert costly(plans(statements)) == []


def test_what_waits_to_be_sent_is_found_by_its_ids(statements):
    queries.page(AN, Filters(sync="waiting"), now=NOW)

    # No more than one window of the outbox, so sorting it costs the same whatever the number of dossiers.
    asked = [statement for statement in statements if '"t1"."id" IN' in statement[0]]
    assert asked
    assert [step for step in plans(asked) if step.startswith("SCAN")] == []


@pytest.mark.parametrize("officer", [AN, BINH, CHI, GIANG], ids=lambda officer: officer.username)
def test_the_queues_are_counted_from_indexes_alone(statements, officer):
    queries.queues(officer, NOW)

    found = [step for step in plans(statements) if "dossier" in step or "t1" in step]
    assert len(found) >= len(queries.queues(officer, NOW))
    assert [step for step in found if "COVERING INDEX" not in step] == []
    assert costly(found) == []


@pytest.mark.parametrize(
    ("officer", "queue"),
    [(officer, queue) for officer, queues in (
        (AN, "hom-nay qua-han sap-den-han moi-dang-ky moi-tiep-nhan bi-tra-lai da-chuyen cho-tra"),
        (BINH, "viec-cua-toi dang-thu-ly"),
        (CHI, "cho-ky"),
        (GIANG, "cap-duoi-chuyen-len cho-gui-ket-qua"),
    ) for queue in queues.split()],
)  # fmt: skip
def test_a_queue_is_read_from_an_index_in_order(statements, officer, queue):
    queries.page(officer, Filters(queue=queue), now=NOW)

    assert plans(statements)
    assert costly(plans(statements)) == []


def test_the_page_of_a_dossier_asks_only_for_what_belongs_to_it(statements):
    dossier_id = form(1).dossier_id
    row = queries.one(dossier_id, AN, now=NOW)
    queries.steps_for(row, AN, now=NOW)
    queries.papers(dossier_id)
    queries.results(dossier_id)
    queries.draft(dossier_id, AN)
    queries.lines(dossier_id)
    queries.timeline(dossier_id)
    queries.open_alike("042190000123", "1.001193", AN, now=NOW)

    found = plans(statements)
    assert found
    # What belongs to one dossier is few; sorting it costs the same whatever the number of dossiers.
    assert [step for step in found if step.startswith("SCAN")] == []


def test_the_nearest_and_the_usual_are_read_in_order(statements):
    queries.nearest_due(AN, NOW)
    queries.usual_procedures(AN, NOW)

    assert costly(plans(statements)) == []
