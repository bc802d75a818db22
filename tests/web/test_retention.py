"""The page of what is past its time: the leader's, and never without the PIN."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.models.officers import OfficerSession
from app.models.people import AccessNote
from app.models.retention import Removal
from app.services import jobs
from tests.web.conftest import PASSWORD


def lay_an_old_line() -> None:
    AccessNote.create(at=clock.now() - timedelta(days=2000), by="an", page="dossiers")


def test_the_leader_removes_after_proving_who_it_is_and_reads_what_went(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    lay_an_old_line()
    chi = signed_in("chi")
    OfficerSession.update(created_at=clock.now() - timedelta(hours=1)).execute()

    unproven = chi.post("/thoi-han-luu")
    assert unproven.status_code == 422
    assert AccessNote.select().where(AccessNote.by == "an").count() == 1

    proven = chi.post("/thoi-han-luu", data={"password_again": PASSWORD})
    jobs.run_next(app.extensions["motcua"]["instance"].settings.results, clock.now)

    assert proven.status_code == 303
    assert AccessNote.select().where(AccessNote.by == "an").count() == 0
    assert Removal.get().count == 1
    assert "Phạm Thị Chi" in chi.get("/thoi-han-luu").text.partition("Đã xoá")[2]


def test_the_same_press_twice_is_one_job(signed_in: Callable[[str], FlaskClient]) -> None:
    lay_an_old_line()
    chi = signed_in("chi")

    first, second = (chi.post("/thoi-han-luu", data={"password_again": PASSWORD}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]


def test_only_the_leader_sees_it(signed_in: Callable[[str], FlaskClient]) -> None:
    assert signed_in("an").get("/thoi-han-luu").status_code == 403
    assert signed_in("quang").get("/thoi-han-luu").status_code == 403
