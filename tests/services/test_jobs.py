"""Long work: begun once, told as it goes, stopped, and taken up again after a cut."""

import pytest

from app.domain.jobs import Ended, Failure, Progress
from app.domain.officers import Officer, Role
from app.domain.refusals import JobNotOpen, NoSuchJob, TooManyJobs
from app.models.jobs import Job, JobFailure
from app.queries import jobs as questions
from app.services import jobs
from tests.town import AN, BINH, NOW

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def work(monkeypatch, tmp_path):
    """A kind of work that counts to three, and what it has done."""
    did = []

    def count(task):
        for place in range(len(did), task.arguments.get("to", 3)):
            did.append(place)
            failures = (Failure(f"Dòng {place}", "Không đọc được."),) if place == 1 else ()
            yield Progress(f"đang đếm {place}", place + 1, 3, failures)
        return Ended("Đã đếm xong.", "so.xlsx", "so-dem.xlsx")

    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    monkeypatch.setitem(jobs.KINDS, "count", jobs.Kind(count, resumes=True))
    return did


def ask(by=AN, **arguments):
    return jobs.start("count", title="Đếm", arguments=arguments, by=by, at=NOW)


def run(tmp_path):
    return jobs.run_next(tmp_path / "results", lambda: NOW)


def cut(job_n):
    """What a power failure leaves behind."""
    Job.update(state="running", starts=Job.starts + 1).where(Job.n == job_n).execute()


def test_a_job_is_done_to_its_end_and_tells_what_failed(work, tmp_path):
    job_n = ask()

    assert run(tmp_path) is True

    row = questions.one(job_n, AN)
    assert (row.label, row.done, row.total, row.outcome) == (
        "Xong, có chỗ không làm được", 3, 3, "Đã đếm xong."
    )  # fmt: skip
    assert [(each.about, each.words) for each in questions.failures(job_n)] == [
        ("Dòng 1", "Không đọc được.")
    ]
    assert (row.has_file, row.file_name) == (True, "so-dem.xlsx")


def test_nothing_runs_when_nothing_waits(tmp_path):
    assert run(tmp_path) is False


def test_the_same_work_asked_for_twice_is_one_job(work):
    assert ask() == ask()
    assert ask(to=2) != ask()


def test_an_officer_may_have_only_so_many_jobs_open(work):
    for number in range(jobs.MOST_OPEN_JOBS):
        ask(to=number)

    with pytest.raises(TooManyJobs):
        ask(to=99)
    assert ask(by=BINH, to=99)


def test_a_job_that_waits_is_stopped_at_once(work, tmp_path):
    job_n = ask()

    jobs.stop(job_n, by=AN, at=NOW)

    assert run(tmp_path) is False
    assert (questions.one(job_n, AN).label, work) == ("Đã dừng", [])


def test_a_job_that_runs_stops_at_the_end_of_its_slice(work, tmp_path, monkeypatch):
    job_n = ask()
    ends = jobs._tell

    def asked_after_the_first(found, told, at):
        if told.done == 1:
            jobs.stop(job_n, by=AN, at=NOW)
        return ends(found, told, at)

    monkeypatch.setattr(jobs, "_tell", asked_after_the_first)

    run(tmp_path)

    assert (questions.one(job_n, AN).label, work) == ("Đã dừng", [0])


def test_a_job_that_was_cut_goes_on_where_it_was(work, tmp_path):
    job_n = ask()
    work += [0, 1]
    cut(job_n)

    jobs.pick_up_what_was_cut(at=NOW)
    run(tmp_path)

    assert (questions.one(job_n, AN).label, work) == ("Xong", [0, 1, 2])


def test_a_job_that_cannot_go_on_says_that_it_is_broken(work, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "count", jobs.Kind(jobs.KINDS["count"].work, resumes=False))
    job_n = ask()
    cut(job_n)

    jobs.pick_up_what_was_cut(at=NOW)

    row = questions.one(job_n, AN)
    assert (row.label, row.may_run_again) == ("Không xong", True)
    assert "bị ngắt giữa chừng" in row.outcome


def test_a_job_found_cut_again_and_again_is_left_alone(work):
    job_n = ask()
    for _ in range(jobs.MOST_STARTS):
        cut(job_n)
        jobs.pick_up_what_was_cut(at=NOW)

    assert questions.one(job_n, AN).label == "Không xong"


def test_an_error_of_the_program_breaks_the_job_and_not_the_worker(tmp_path, monkeypatch):
    def fail(task):
        yield Progress("đang làm", 1)
        raise ZeroDivisionError

    monkeypatch.setitem(jobs.KINDS, "fail", jobs.Kind(fail, resumes=True))
    job_n = jobs.start("fail", title="Hỏng", arguments={}, by=AN, at=NOW)

    assert run(tmp_path) is True

    row = questions.one(job_n, AN)
    assert (row.label, row.done) == ("Không xong", 1)
    assert "ZeroDivisionError" in row.outcome


def test_a_job_may_be_run_again_with_what_failed(work, tmp_path):
    job_n = ask()
    run(tmp_path)

    jobs.again(job_n, by=AN, at=NOW)

    assert questions.one(job_n, AN).is_waiting
    assert JobFailure.select().where(JobFailure.job == job_n).count() == 0
    run(tmp_path)
    assert questions.one(job_n, AN).label == "Xong"


def test_a_job_of_a_colleague_is_not_seen(work):
    job_n = ask()

    with pytest.raises(NoSuchJob):
        questions.one(job_n, BINH)
    with pytest.raises(NoSuchJob):
        jobs.stop(job_n, by=BINH, at=NOW)
    assert questions.page(BINH).rows == []


def test_an_administrator_sees_and_stops_but_takes_no_file_and_runs_nothing_again(work, tmp_path):
    job_n = ask()
    run(tmp_path)
    admin = Officer("lam", "Hồ Văn Lâm", "", BINH.unit, frozenset({Role.ADMIN}))

    row = questions.one(job_n, admin)

    assert (row.has_file, row.may_run_again) == (False, False)
    with pytest.raises(JobNotOpen):
        jobs.again(job_n, by=admin, at=NOW)


def test_a_file_is_taken_away_after_seven_days(work, tmp_path):
    job_n = ask()
    run(tmp_path)
    folder = tmp_path / "results"
    (folder / "so.xlsx").write_bytes(b"1")
    (folder / "la.unfinished").write_bytes(b"1")

    jobs.tidy(folder, at=NOW + jobs.FILE_KEPT / 2)
    kept = [file.name for file in folder.iterdir()]
    jobs.tidy(folder, at=NOW + jobs.FILE_KEPT * 2)

    assert kept == ["so.xlsx"]
    assert list(folder.iterdir()) == []
    assert questions.one(job_n, AN).has_file is False
