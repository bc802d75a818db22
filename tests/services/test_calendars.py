"""A year's calendar: proposed, decided, published; opening hours; due dates counted again only on an order."""

import sys
from datetime import date, datetime, timedelta

import pytest

from app.database import database
from app.domain.calendars import DayKind, PlannedDay, read_days
from app.domain.refusals import (
    CalendarMovedMeanwhile,
    FormNotComplete,
    NoProposals,
    RecountMovedMeanwhile,
)
from app.models.calendars import CalendarYear, Recount
from app.models.dossiers import Dossier, Step
from app.models.jobs import Job
from app.queries import calendars as questions
from app.queries import promises, recounts
from app.services import calendars, dossiers, hours, jobs
from app.services import recounts as services
from tests.town import (
    AN,
    BINH,
    BIRTH,
    COMMUNE,
    COPIES,
    FUNERAL,
    KHOA,
    NEIGHBOUR,
    NOW,
    SHOP,
    form,
)

pytestmark = pytest.mark.usefixtures("office")

HOLIDAY = PlannedDay(date(2019, 5, 27), DayKind.OFF, "Nghỉ bão")
"""Monday; the town stands on the Friday before."""
NOTICE = "Công điện số 9 ngày 24/5/2019"


def decide(*more: PlannedDay, by=KHOA, seen=0, version=0):
    """Publish 2019 as it is with these days on top."""
    days = [*questions.year(2019).days, *more]
    calendars.save(2019, days, by=by, at=NOW, seen=seen)
    return calendars.publish(2019, basis=NOTICE, by=by, at=NOW, seen=seen + 1, version=version)


def take_in(*numbers: int) -> list[str]:
    """Dossiers of two working days and more, received now."""
    return [
        dossiers.receive(form(number, procedure_id=FUNERAL), by=AN, at=NOW) for number in numbers
    ]


def due(dossier_id: str) -> datetime:
    return Dossier.get(Dossier.id == dossier_id).due_at


# ── The year ────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_published_holds_for_all_and_says_who_decided_it_and_why():
    changes = decide(HOLIDAY)

    year = questions.year(2019)
    assert [change.on for change in changes] == [HOLIDAY.on]
    assert (year.version, year.basis, year.published_by) == (1, NOTICE, KHOA.name)
    assert not questions.calendar_for(COMMUNE, HOLIDAY.on).is_working_day(HOLIDAY.on)
    assert questions.draft(2019) is None


def test_a_day_taken_out_and_put_back_is_a_working_day_and_a_day_off_again():
    decide(HOLIDAY)
    calendars.save(2019, [d for d in questions.year(2019).days if d != HOLIDAY], by=KHOA, at=NOW, seen=0)  # fmt: skip
    calendars.publish(2019, basis="Thu hồi", by=KHOA, at=NOW, seen=1, version=1)
    worked = questions.calendar_for(COMMUNE, HOLIDAY.on).is_working_day(HOLIDAY.on)

    decide(HOLIDAY, version=2)

    assert worked
    assert HOLIDAY in questions.year(2019).days
    assert questions.year(2019).version == 3


def test_of_two_who_publish_at_once_the_second_is_told_who_was_first():
    decide(HOLIDAY)
    calendars.save(2019, [], by=AN, at=NOW, seen=0)

    with pytest.raises(CalendarMovedMeanwhile) as no:
        calendars.publish(2019, basis=NOTICE, by=AN, at=NOW, seen=1, version=0)

    assert no.value.facts["who"] == KHOA.name
    assert CalendarYear.get().version == 1


def test_a_draft_another_has_changed_is_not_overwritten():
    calendars.save(2019, [HOLIDAY], by=KHOA, at=NOW, seen=0)

    with pytest.raises(CalendarMovedMeanwhile):
        calendars.save(2019, [], by=AN, at=NOW, seen=0)


def test_each_row_that_is_no_day_of_the_year_has_its_sentence():
    rows = [
        ("30/4/2020", "off", "x"), ("27/5/2019", "make_up", "x"), ("31/2/2019", "off", "x"),
        ("2/9/2019", "off", ""),
    ]  # fmt: skip

    with pytest.raises(FormNotComplete) as no:
        read_days(2019, rows)

    assert sorted(no.value.facts["fields"]) == ["day-0", "day-1", "day-2", "day-3"]


def test_the_library_knows_the_days_off_and_the_saturday_worked_for_one():
    days, origin = calendars.proposed(2026)

    assert PlannedDay(date(2026, 8, 22), DayKind.MAKE_UP, "Làm bù") in days
    assert {date(2026, 4, 27), date(2026, 8, 31), date(2026, 9, 2)} <= {day.on for day in days}
    assert "holidays" in origin


def test_without_the_library_the_page_says_how_to_go_on(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(NoProposals, match="nhập tay"):
        calendars.propose(2027, by=KHOA, at=NOW, seen=0)


# ── Opening hours ───────────────────────────────────────────────────────────────────────────────────


def test_a_week_of_ones_own_ends_the_one_before_on_the_day_it_begins():
    monday = {"am-from-0": "7:00", "am-to-0": "11:00", "valid_from": "01/06/2019"}
    hours.set_own(monday | {"am-from-5": "7g30", "am-to-5": "11:30"}, by=KHOA, at=NOW)

    hours.set_own(monday | {"valid_from": "01/07/2019"}, by=KHOA, at=NOW)

    saturdays = (date(2019, 6, 15), date(2019, 7, 6))
    at_work = [questions.calendar_for("445", day).is_working_day(day) for day in saturdays]
    assert at_work == [True, False]


# ── Counting again ──────────────────────────────────────────────────────────────────────────────────


def order(by=KHOA, unit="", with_earlier=False, mark=None):
    found = recounts.preview(by, unit)
    return services.ask(
        unit=unit, reason=NOTICE, with_earlier=with_earlier, mark=mark or found.mark, by=by, at=NOW
    )  # fmt: skip


def run(tmp_path):
    jobs.run_next(tmp_path, lambda: NOW)


def test_a_new_day_off_moves_nothing_until_a_leader_orders_it(tmp_path):
    [dossier] = take_in(1)
    before = due(dossier)
    decide(HOLIDAY)
    untouched = due(dossier)
    [move] = recounts.preview(KHOA).later

    order()
    run(tmp_path)

    assert untouched == before
    assert (move.old, move.new) == (before, before + timedelta(days=1))
    assert due(dossier) == move.new
    line = Step.select().where(Step.action == "recount").get()
    assert (NOTICE in line.note, line.done_by_name) == (True, KHOA.name)
    assert recounts.preview(KHOA).moves == ()


def test_what_was_counted_again_stands_in_the_story_and_later_waits_go_on_from_it(tmp_path):
    [dossier] = take_in(1)
    dossiers.take_up(dossier, by=BINH, at=NOW)
    decide(HOLIDAY)
    order()
    run(tmp_path)

    row = Dossier.get(Dossier.id == dossier)
    told = promises.story(row, NOW + timedelta(hours=1))

    assert told[-1].title == "Tính lại theo lịch"
    assert promises.promised(row, NOW + timedelta(hours=1)).in_force.at == row.due_at


def test_earlier_dates_move_only_when_asked_for(tmp_path):
    decide(HOLIDAY)
    [dossier] = take_in(1)
    promised = due(dossier)
    calendars.save(2019, [d for d in questions.year(2019).days if d != HOLIDAY], by=KHOA, at=NOW, seen=0)  # fmt: skip
    calendars.publish(2019, basis="Thu hồi", by=KHOA, at=NOW, seen=1, version=1)
    [move] = recounts.preview(KHOA).earlier

    order(with_earlier=True)
    run(tmp_path)

    assert due(dossier) == move.new < promised


def test_an_order_for_another_list_than_was_seen_is_refused():
    take_in(1)
    decide(HOLIDAY)
    seen = recounts.preview(KHOA).mark
    decide(PlannedDay(date(2019, 5, 28), DayKind.OFF, "Nghỉ bão"), version=1)

    with pytest.raises(RecountMovedMeanwhile):
        order(mark=seen)


def test_a_cut_between_two_slices_leaves_the_rest_for_the_next_start(tmp_path, monkeypatch):
    ids = take_in(1, 2, 3)
    decide(HOLIDAY)
    monkeypatch.setattr(services, "SLICE", 1)
    job_n = order()
    work = jobs.KINDS[services.KIND].work(
        jobs.Task(job_n, KHOA, Job.get_by_id(job_n).arguments, tmp_path, lambda: NOW)
    )
    next(work), next(work)
    work.close()
    left = len(recounts.preview(KHOA).moves)

    run(tmp_path)

    assert left == 2
    assert Recount.select().count() == Step.select().where(Step.action == "recount").count() == 3
    assert len({due(each) for each in ids}) == 1


def test_the_neighbours_dossiers_are_not_counted_for_one_office(tmp_path):
    take_in(1)
    decide(HOLIDAY)

    assert (recounts.preview(KHOA, NEIGHBOUR).moves, len(recounts.preview(KHOA, COMMUNE).moves)) == ((), 1)  # fmt: skip


def test_the_preview_asks_no_more_the_more_dossiers_and_procedures_there_are(monkeypatch):
    take_in(1)
    decide(HOLIDAY)
    few = asked(monkeypatch)
    for number, procedure in enumerate((SHOP, BIRTH, COPIES) * 5, start=2):
        dossiers.receive(form(number, procedure_id=procedure), by=AN, at=NOW)

    many = asked(monkeypatch)

    assert recounts.preview(KHOA).looked_at > 10
    assert many == few


def asked(monkeypatch) -> int:
    """How many questions one preview asks of the database."""
    told = []
    plain = database.execute_sql
    with monkeypatch.context() as listening:
        listening.setattr(
            database.obj,
            "execute_sql",
            lambda *words, **more: told.append(words) or plain(*words, **more),
        )
        recounts.preview(KHOA)
    return len(told)
