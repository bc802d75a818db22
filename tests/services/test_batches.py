"""Many dossiers at once: each by itself with its own line, what could not be done stays chosen, ten minutes to undo."""

from datetime import timedelta

import pytest

from app.domain.batches import MOST_IN_BATCH, BatchVerb, ItemState
from app.domain.prints import PrintForm, PrintState
from app.domain.refusals import FormNotComplete, NoSuchJob, NotACaseOfficer, UndoOver
from app.models.batches import Batch, BatchItem
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.prints import PrintedForm
from app.queries import batches as questions
from app.queries import dossiers as dossier_questions
from app.queries import jobs as job_questions
from app.queries.filters import Filters
from app.services import batches, dossiers, jobs, prints
from app.services.batches import Choice
from tests.town import AN, BICH, BINH, CHI, DUNG, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")
ASSIGN = {"to_username": "binh", "note": "Làm trong tuần", "sheet": "khach"}


@pytest.fixture
def work(monkeypatch, tmp_path):
    """Let the next job run, at this hour."""
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    return lambda at=NOW: jobs.run_next(tmp_path, lambda: at)


def received(count=2, by=AN):
    return [
        dossiers.receive(form(number, procedure_id=FUNERAL), by=by, at=NOW)
        for number in range(1, count + 1)
    ]


def chosen(ids, seen=1):
    return [Choice(each, seen) for each in ids]


def ask(ids, verb=BatchVerb.ASSIGN, by=CHI, how=ASSIGN, form_id="f" * 32, seen=1):
    return batches.ask(verb, chosen(ids, seen), how, form_id=form_id, by=by, at=NOW)


def holders(ids):
    rows = {row.id: row.holder_officer for row in Dossier.select()}
    return [rows[each] for each in ids]


def actions(dossier_id):
    lines = Line.select().where(Line.dossier_id == dossier_id).order_by(Line.position)
    return [(line.action, line.note) for line in lines]


def told(job_n, by=CHI, now=NOW):
    return questions.of_job(job_n, by, now)


def test_each_is_given_with_a_line_of_its_own(work):
    ids = received()

    job_n = ask(ids)
    work()

    assert holders(ids) == [str(BINH)] * 2
    assert [actions(each)[-1] for each in ids] == [("assign", "Làm trong tuần")] * 2
    assert job_questions.one(job_n, CHI).outcome == "Xong cả 2 hồ sơ."


def test_one_that_changed_meanwhile_is_left_and_stays_chosen(work):
    stale, good = received()
    job_n = ask([stale, good])
    dossiers.opine(stale, note="Khoan giao", by=BINH, at=NOW)

    work()

    row, found = job_questions.one(job_n, CHI), told(job_n)
    assert holders([stale, good]) == [None, str(BINH)]
    assert (row.outcome, row.failed) == ("1 xong, 1 lỗi.", 1)
    left = Filters(batch=str(found.n))
    assert questions.matching(left, CHI, NOW) == [stale]
    assert questions.matching(left, AN, NOW) == []


def test_the_same_preview_pressed_twice_is_one_job(work):
    ids = received()

    first = ask(ids)
    work()
    second = ask(ids)

    assert first == second
    assert Batch.select().count() == 1


def test_a_cut_goes_on_with_the_rest(work, monkeypatch):
    ids = received(3)
    job_n = ask(ids)
    monkeypatch.setattr(batches, "SLICE", 1)
    monkeypatch.setattr(jobs, "_tell", lambda found, told, at: told.done == 1)
    work()
    monkeypatch.undo()
    jobs.again(job_n, by=CHI, at=NOW)
    work()

    assert holders(ids) == [str(BINH)] * 3
    assert [len(actions(each)) for each in ids] == [2, 2, 2]


def test_it_is_undone_where_nothing_came_after(work):
    moved, quiet = received()
    job_n = ask([moved, quiet])
    work()
    dossiers.opine(moved, note="Đã xem", by=BINH, at=NOW)

    undo = batches.undo(told(job_n).n, by=CHI, at=NOW + timedelta(minutes=9))
    work()

    assert holders([moved, quiet]) == [str(BINH), None]
    assert [action for action, _ in actions(quiet)] == ["receive", "assign", "rollback"]
    assert job_questions.one(undo, CHI).outcome == "Đã hoàn tác 1 hồ sơ. 1 hồ sơ giữ nguyên."
    assert batches.undo(told(job_n).n, by=CHI, at=NOW) == undo


def test_after_ten_minutes_and_by_others_it_is_not_undone(work):
    job_n = ask(received())
    work()
    batch = told(job_n).n

    with pytest.raises(UndoOver):
        batches.undo(batch, by=CHI, at=NOW + timedelta(minutes=10))
    with pytest.raises(NoSuchJob):
        batches.undo(batch, by=AN, at=NOW)


def test_taking_and_laying_back(work):
    ids = received()

    ask(ids, BatchVerb.TAKE_UP, by=BINH, form_id="1" * 32)
    work()
    taken = holders(ids)
    ask(ids, BatchVerb.GIVE_BACK, by=BINH, form_id="2" * 32, seen=2)
    work()

    assert (taken, holders(ids)) == ([str(BINH)] * 2, [None] * 2)


def test_sheets_are_written_down_and_answered_for_together(work):
    ids = received()
    job_n = ask(ids, BatchVerb.PRINT, by=AN, seen=0)
    work()
    batch = Batch.get(Batch.n == told(job_n, AN).n)

    before = questions.answered(batch, questions.printed(batch))
    batches.settle_prints(batch.n, questions.printed(batch), PrintState.CLEAR, by=AN, at=NOW)

    kept = PrintedForm.select().order_by(PrintedForm.id)
    assert [(row.dossier_id, row.number, row.state) for row in kept] == [
        (each, 1, "clear") for each in ids
    ]
    assert (before, questions.answered(batch, questions.printed(batch))) == (False, True)
    assert told(job_n, AN).undo_until is None


def test_the_preview_says_what_is_left_and_why(work):
    mine, busy, free = received(3)
    dossiers.take_up(mine, by=BINH, at=NOW)
    dossiers.take_up(busy, by=BICH, at=NOW)
    prints.begin(PrintForm.RECEIPT, free, dossier_id=free, copy="khach", by=AN, at=NOW)

    def weighed(verb, by):
        found = questions.weighed(verb, [mine, busy, free], by, NOW, "khach")
        return [(bool(each.objection), each.seen) for each in found]

    assert weighed(BatchVerb.TAKE_UP, BINH) == [(True, 2), (True, 2), (False, 1)]
    assert weighed(BatchVerb.GIVE_BACK, BINH) == [(False, 2), (True, 2), (True, 1)]
    assert weighed(BatchVerb.PRINT, AN) == [(False, 0), (False, 0), (True, 1)]
    assert questions.weighed(BatchVerb.TAKE_UP, [mine], DUNG, NOW) == []


def test_the_preview_agrees_with_the_step_itself():
    """What the light reading of many says is what the step would answer."""
    ids = received(3)
    dossiers.take_up(ids[0], by=BINH, at=NOW)
    dossiers.assign(ids[1], to_username="bich", by=CHI, at=NOW)
    rows = [dossier_questions.one(each, BINH, now=NOW) for each in ids]

    found = {
        (verb, by): [bool(each.objection) for each in questions.weighed(verb, ids, by, NOW)]
        for verb in (BatchVerb.ASSIGN, BatchVerb.TAKE_UP, BatchVerb.GIVE_BACK)
        for by in (AN, BINH, CHI)
    }

    assert found == {
        (verb, by): [
            dossier_questions.objection(questions.BULK[verb].step, row, by, now=NOW) is not None
            for row in rows
        ]
        for verb, by in found
    }


def test_nothing_and_too_many_are_refused():
    with pytest.raises(FormNotComplete):
        ask([])
    with pytest.raises(FormNotComplete):
        ask([f"{n:032x}" for n in range(MOST_IN_BATCH + 1)])
    with pytest.raises(NotACaseOfficer):
        ask(received(), how=ASSIGN | {"to_username": "an"})
    assert BatchItem.select().where(BatchItem.state == ItemState.WAITING.value).count() == 0


def test_the_count_of_a_list_is_that_of_its_filter():
    received(3)
    received_elsewhere = dossiers.receive(form(9), by=DUNG, at=NOW)

    assert questions.count_matching(Filters(), AN, NOW) == 3
    assert questions.count_matching(Filters(queue="moi-tiep-nhan"), AN, NOW) == 3
    assert questions.count_matching(Filters(status="returned"), AN, NOW) == 0
    assert questions.count_matching(Filters(text="Hoà"), AN, NOW) is None
    assert received_elsewhere not in questions.matching(Filters(), AN, NOW)
