"""The district's machine is restored and decides the same things anew: no value is lost in silence."""

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from peewee import sqlite3

from app.domain.calendars import DayKind, PlannedDay
from app.domain.officers import Role
from app.domain.procedure_boxes import content_of
from app.domain.refusals import CommonConflictForTop, ConflictSettled
from app.models.units import CalendarDay
from app.queries import calendars as years
from app.queries import catalogues as versions
from app.queries import common_conflicts as questions
from app.queries import conflicts as of_dossiers
from app.queries import outbox, procedures, refused_changes
from app.services import calendars, catalogues
from app.services import common_conflicts as services
from sync import journal
from tests import clashes
from tests.town import GIANG, KHOA, NOW

BIRTH = "1.001193"
STORM = date(2019, 5, 27)
ADMIN = replace(GIANG, roles=frozenset({Role.ADMIN}))


@pytest.fixture
def country(tmp_path):
    with clashes.country(tmp_path) as found:
        yield found


def decide(country, days: int, reason: str) -> None:
    """A version of the catalogue with another time for one procedure, and a day off."""
    with country.district.acting():
        at = country.tick()
        catalogues.begin(by=ADMIN, at=at)
        content = content_of(versions.newest(BIRTH).to_values())
        changed = content | {"duration_value": days, "duration_unit": "days"}
        catalogues.save(BIRTH, changed, seen=-1, by=ADMIN, at=at)
        catalogues.publish(
            title="", decision=reason, starts_on=NOW.date(), seen=versions.draft().revision, by=ADMIN, at=at
        )  # fmt: skip
        off = PlannedDay(STORM, DayKind.OFF, reason)
        calendars.save(2019, [*years.year(2019).days, off], by=ADMIN, at=at, seen=0)
        calendars.publish(2019, basis=reason, by=ADMIN, at=at, seen=1, version=0)


@pytest.fixture
def restored(country, tmp_path):
    """Everybody holds what was decided first; the district has lost it, and has decided otherwise."""
    before = tmp_path / "before.db"
    copy(country.district.file, before)
    decide(country, 3, "Quyết định 1")
    country.sync()
    copy(before, country.district.file)
    decide(country, 7, "Quyết định 2")
    country.sync()
    country.sync()
    return country


def copy(one, other):
    with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)


def waiting(country):
    with country.district.acting():
        return {f"{each.kind} {each.title}": each for each in questions.waiting(ADMIN)}


def test_what_a_restored_top_decides_anew_waits_for_a_choice_beside_what_came_back(restored):
    found = waiting(restored)

    assert list(found) == [
        "Bản danh mục thủ tục 3", f"Thủ tục {BIRTH}, bản 3: Đăng ký khai sinh", "Lịch nghỉ của một năm 2019",
        "Ngày nghỉ, ngày làm bù 27/05/2019",
    ]  # fmt: skip
    assert found["Ngày nghỉ, ngày làm bù 27/05/2019"].labels == ("Ghi chú", "Căn cứ")
    with restored.district.acting():
        card = questions.card(found[f"Thủ tục {BIRTH}, bản 3: Đăng ký khai sinh"].n, ADMIN)
        assert [(each.label, [v.words for v in each.values]) for each in card.fields] == [
            ("Thời hạn giải quyết", ["3", "7"])
        ]
        assert (questions.count(), of_dossiers.waiting(KHOA)) == (4, [])


def test_choosing_the_later_values_settles_them_in_every_office(restored):
    rows = [(each.n, each.seal) for each in waiting(restored).values()]
    with restored.district.acting():
        done = services.settle_many(rows, "sau", by=ADMIN, at=restored.tick())
        again = services.settle_many(rows, "truoc", by=ADMIN, at=restored.tick())
    restored.sync()

    assert (done, again) == ((4, 0), (0, 4))
    for commune in restored.communes.values():
        assert commune.count("record WHERE contested > 0") == 0
        with commune.acting():
            assert procedures.latest(BIRTH, NOW.date() + timedelta(days=1)).duration_value == 7
            assert CalendarDay.get(CalendarDay.on_date == STORM).note == "Quyết định 2"


def test_one_field_is_chosen_by_hand_and_a_stale_page_is_told(restored):
    row = waiting(restored)["Ngày nghỉ, ngày làm bù 27/05/2019"]
    with restored.district.acting():
        card = questions.card(row.n, ADMIN)
        first = {each.name: each.values[0].prefix for each in card.fields}
        services.settle(row.n, first, seal=row.seal, by=ADMIN, at=restored.tick())
        with pytest.raises(ConflictSettled, match=ADMIN.name):
            services.settle(row.n, first, seal=row.seal, by=ADMIN, at=restored.tick())
        after = questions.card(row.n, ADMIN)

    assert after.fields == ()
    assert {each.words for each in after.decisions} == {"Quyết định 1"}


def test_offices_below_and_officers_without_the_task_see_it_and_choose_nothing(restored):
    row = next(iter(waiting(restored).values()))
    with restored.district.acting(), pytest.raises(CommonConflictForTop):
        services.settle(row.n, {}, seal=row.seal, by=KHOA, at=restored.tick())
    commune = restored.communes["18571"]
    with commune.acting():
        below = questions.waiting(replace(ADMIN, unit="18571"))

    assert len(below) == 4
    assert {each.may_choose for each in below} == {False}


def test_what_an_office_below_writes_into_such_a_row_changes_nothing_above_and_is_shown(country):
    commune = country.communes["18571"]
    with commune.acting(), journal.transaction():
        journal.record("procedure", f"{BIRTH}@1", by=commune.by, at=country.tick(), name="Tên khác")

    country.sync()

    with country.district.acting():
        [refused] = refused_changes.refused()
        assert (refused.thing.words, refused.thing.note, refused.unit) == (
            "Thủ tục", f"{BIRTH}@1", "18571",
        )  # fmt: skip
        assert procedures.one(f"{BIRTH}@1").name == "Đăng ký khai sinh"
        assert questions.waiting(ADMIN) == []
    with commune.acting():
        assert [row.thing.words for row in outbox.refused_above()] == ["Thủ tục"]
