"""Finding people: what is found, in which order, and that no question reads the whole table."""

from datetime import timedelta

import pytest

from app import database
from app.domain.people import Traits
from app.queries import people, people_pairs
from app.services import dossiers
from tests.town import AN, DUNG, NOW, form, town

NAMES = ("Nguyễn Thị Hoà", "Nguyễn Thị Hoa", "Trần Đình Đạt", "Lê Văn Bình", "Lê Thị Bình")


@pytest.fixture
def known(office):
    receive_all()


def receive_all():
    for number, name in enumerate(NAMES, start=1):
        dossiers.receive(
            form(number, applicant_name=name, id_no=f"04219000010{number}", phone=f"098765432{number}",
                 birth_date=f"{number}/3/1990"),
            by=AN, at=NOW + timedelta(minutes=number),
        )  # fmt: skip


def found(text, officer=AN, after=None, size=50):
    return [row.name for row in people.page(officer, text, after, size).rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hoa", ["Nguyễn Thị Hoa", "Nguyễn Thị Hoà"]),
        ("nguyen th", ["Nguyễn Thị Hoa", "Nguyễn Thị Hoà"]),
        ("đạt", ["Trần Đình Đạt"]),
        ("DAT dinh", ["Trần Đình Đạt"]),
        ("042190000104", ["Lê Văn Bình"]),
        ("0987654325", ["Lê Thị Bình"]),
        ("09876", list(reversed(NAMES))),
        ("binh le 0987654325", ["Lê Thị Bình"]),
        ("không có ai", []),
        ("%", []),
        ('" OR "', []),
    ],
)
@pytest.mark.usefixtures("known")
def test_people_are_found_by_name_number_and_phone(text, names):
    assert found(text) == names


@pytest.mark.usefixtures("known")
def test_another_office_finds_nobody_of_ours():
    assert found("hoa", DUNG) == found("", DUNG) == []


@pytest.mark.parametrize("text", ["", "098765432"])
@pytest.mark.usefixtures("known")
def test_pages_follow_each_other_both_ways(text):
    first = people.page(AN, text, None, 2)
    second = people.page(AN, text, first.next_key, 2)
    third = people.page(AN, text, second.next_key, 2)

    assert [row.name for page in (first, second, third) for row in page.rows] == list(
        reversed(NAMES)
    )
    assert (first.previous_key, third.next_key) == (None, None)
    assert found(text, after=third.previous_key, size=2) == [row.name for row in second.rows]


@pytest.mark.usefixtures("known")
def test_what_is_open_for_the_same_procedure_is_named_by_its_code():
    person = people.page(AN, "dat").rows[0]
    dossier_id, code = people.open_of(person.id, "1.001193", AN)[0]

    assert dossier_id == form(3).dossier_id
    assert code == "H27.35.03-190524-0003"
    assert people.open_of(person.id, "2.000815", AN) == []


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def plans(tmp_path, monkeypatch):
    """Each step SQLite takes for the questions asked from here on."""
    with town(f"sqlite:///{(tmp_path / 'plans.db').as_posix()}"):
        receive_all()
        steps = []
        execute = database.database.obj.execute_sql

        def watched(sql, params=None, *more):
            plan = database.database.obj.connection().execute(
                f"EXPLAIN QUERY PLAN {sql}", params or ()
            )
            steps.extend(step[3] for step in plan.fetchall())
            return execute(sql, params, *more)

        monkeypatch.setattr(database.database.obj, "execute_sql", watched)
        yield steps


def costly(steps):
    """Sorting, or reading a table without an index."""
    return [
        step for step in steps
        if "TEMP B-TREE" in step or ("SCAN" in step and "USING" not in step and "VIRTUAL TABLE" not in step)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "nguyen", "n", "0421", "binh le van"])
@pytest.mark.parametrize("after", [None, "a~2019-05-24T02:01:00Z~3", "b~2019-05-24T02:01:00Z~3"])
def test_a_page_of_people_is_read_from_an_index_in_order(plans, text, after):
    people.page(AN, text, after)

    assert plans
    assert costly(plans) == []


def test_likeness_is_looked_up_in_indexes(plans):
    hoa = Traits(
        "Nguyễn Thị Hoà", birth_date="1990-03-01", id_type="cccd", id_no="042190000101",
        phone="0987654321", address="Thôn Bắc Hải", former=(("cmnd", "183456789"),),
    )  # fmt: skip

    assert people.alike_to(hoa, AN.unit)
    assert costly(plans) == []


def test_the_page_of_a_person_asks_only_for_what_is_theirs(plans):
    people.dossiers_of(1, AN, NOW)
    people.handed_in_by(1)
    people.history(1)
    people.counts(people.page(AN).rows)
    people.of_dossier(form(1).dossier_id, AN)
    people_pairs.of(1, AN)
    people_pairs.scans(1)
    people_pairs.merges(1, NOW)

    # What belongs to one person is few; sorting it costs the same whatever the number of people.
    assert [step for step in costly(plans) if step.startswith("SCAN")] == []


def test_the_queue_of_pairs_is_read_in_order(plans):
    people_pairs.count(AN)
    people_pairs.waiting(AN)

    assert costly(plans) == []
